# Builds in one stage, runs in another without compilers and development tools.
FROM node:20-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY src src
COPY adapters adapters
RUN npm run build

FROM node:20-slim
ENV NODE_ENV=production
WORKDIR /app
COPY package.json package-lock.json ./
# The optional packages are a PostgreSQL for tests.
RUN npm ci --omit=dev --omit=optional && npm cache clean --force
COPY --from=build /app/dist dist
COPY migrations migrations
# Style sheets and scripts are read beside package.json.
COPY src/look/assets src/look/assets
COPY src/pages/assets src/pages/assets
COPY src/questionnaires/assets src/questionnaires/assets
COPY src/map/assets src/map/assets
COPY src/digest/assets src/digest/assets
COPY adapters/console/assets adapters/console/assets
RUN mkdir /data && chown node:node /data
USER node
# Inside a container loopback is nobody's, so the console asks for CONSOLE_PASSWORD here.
ENV HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Operator's commands: docker exec NAME node dist/src/operator/cli.js doctor
# The short-lived part of the heap stays small: 70 MB less memory for a few percent more work.
CMD ["node", "--max-semi-space-size=4", "--heap-growing-percent=50", "dist/src/main.js"]
