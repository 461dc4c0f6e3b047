import { createRequire } from 'node:module';
import { type Assets, assetsOf } from '../../src/look/assets.ts';

/** All files the console loads: our own, and htmx from its package. */
export function consoleAssets(): Assets {
  const { resolve } = createRequire(import.meta.url);
  return assetsOf('/console/assets', 'adapters/console/assets', {
    'htmx.js': resolve('htmx.org/dist/htmx.min.js'),
    'sse.js': resolve('htmx-ext-sse/dist/sse.min.js'),
  });
}
