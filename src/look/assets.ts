import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Hono } from 'hono';

const types: Record<string, string> = { css: 'text/css', js: 'text/javascript', svg: 'image/svg+xml' };

interface Asset {
  body: string;
  type: string;
}

/** Style sheets, scripts and icons of pages. */
export interface Assets {
  routes: Hono;
  /** Where a file is, by its name. */
  url: (name: string) => string;
}

/**
 * Serves what all pages look like, the files of `folder` (a path inside the package), and `more` by its path, under
 * `<at>/<version>/`, so that browsers keep them until the next version. `before` is what stands in front of `at` outside.
 */
export function assetsOf(at: string, folder: string, more: Readonly<Record<string, string>> = {}, before = ''): Assets {
  const assets = readAssets(folder, more);
  const hash = createHash('sha256');
  for (const [name, asset] of assets) hash.update(name).update(asset.body);
  const base = `${before}${at}/${hash.digest('hex').slice(0, 12)}`;
  const routes = new Hono();
  routes.get(`${at}/:version/:name`, (c) => {
    const asset = assets.get(c.req.param('name') ?? '');
    if (!asset) return c.notFound();
    return c.body(asset.body, 200, {
      'Content-Type': asset.type,
      'Cache-Control': 'public, max-age=31536000, immutable',
    });
  });
  return { routes, url: (name) => `${base}/${name}` };
}

/** All files, read once. */
function readAssets(folder: string, more: Readonly<Record<string, string>>): Map<string, Asset> {
  const assets = new Map<string, Asset>();
  const add = (name: string, path: string) => {
    const type = types[name.split('.').at(-1) ?? ''];
    if (type) assets.set(name, { body: readFileSync(path, 'utf8'), type: `${type}; charset=utf-8` });
  };
  const root = packageRoot();
  for (const from of [join(root, 'src', 'look', 'assets'), join(root, folder)])
    for (const name of readdirSync(from)) add(name, join(from, name));
  for (const [name, path] of Object.entries(more)) add(name, path);
  return assets;
}

/** tsc copies no assets to `dist`, so they are found beside package.json, from source and from `dist` alike. */
function packageRoot(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  for (let at = here; at !== dirname(at); at = dirname(at)) if (existsSync(join(at, 'package.json'))) return at;
  throw new Error(`No package.json above ${here}, so no files for the pages; install the package as a whole`);
}
