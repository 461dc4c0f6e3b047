import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Hono } from 'hono';

const types: Record<string, string> = { css: 'text/css', js: 'text/javascript', svg: 'image/svg+xml' };

interface Asset {
  body: string;
  type: string;
}

/** All files the page loads, read once: our own, and htmx from its package. */
function readAssets(): Map<string, Asset> {
  const assets = new Map<string, Asset>();
  const add = (name: string, path: string) => {
    const type = types[name.split('.').at(-1) ?? ''];
    if (type) assets.set(name, { body: readFileSync(path, 'utf8'), type: `${type}; charset=utf-8` });
  };
  const folder = join(packageRoot(), 'adapters', 'console', 'assets');
  for (const name of readdirSync(folder)) add(name, join(folder, name));
  const { resolve } = createRequire(import.meta.url);
  add('htmx.js', resolve('htmx.org/dist/htmx.min.js'));
  add('sse.js', resolve('htmx-ext-sse/dist/sse.min.js'));
  return assets;
}

/** tsc copies no assets to `dist`, so they are found beside package.json, from source and from `dist` alike. */
function packageRoot(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  for (let at = here; at !== dirname(at); at = dirname(at)) if (existsSync(join(at, 'package.json'))) return at;
  throw new Error(`No package.json above ${here}, so no files for the console; install the package as a whole`);
}

/** Serves the assets under `/console/assets/<version>/`, so that browsers keep them until the next version. */
export function consoleAssets(): { routes: Hono; url: (name: string) => string } {
  const assets = readAssets();
  const hash = createHash('sha256');
  for (const [name, asset] of assets) hash.update(name).update(asset.body);
  const base = `/console/assets/${hash.digest('hex').slice(0, 12)}`;
  const routes = new Hono();
  routes.get('/console/assets/:version/:name', (c) => {
    const asset = assets.get(c.req.param('name'));
    if (!asset) return c.notFound();
    return c.body(asset.body, 200, {
      'Content-Type': asset.type,
      'Cache-Control': 'public, max-age=31536000, immutable',
    });
  });
  return { routes, url: (name) => `${base}/${name}` };
}
