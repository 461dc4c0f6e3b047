import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'postgresql',
  schema: ['./src/**/tables.ts', './adapters/**/tables.ts'],
  // The drift test generates elsewhere.
  out: process.env.MIGRATIONS_OUT ?? './migrations',
});
