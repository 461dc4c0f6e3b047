import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import type { Drawing } from '../platform/card.ts';
import { createFont } from './font.ts';

const require = createRequire(import.meta.url);
// One file instead of hundreds: a tenth of the time to begin.
const { init } = require('echarts') as typeof import('echarts');

/** Pixels of the picture for one CSS pixel. */
const zoom = 2;

/** Draws pictures in this thread: what it needs is loaded once, by the first. */
export function createRenderer() {
  const font = createFont();
  let ready: Promise<void> | null = null;
  return async (drawing: Drawing): Promise<Uint8Array> => {
    ready ??= initWasm(readFileSync(require.resolve('@resvg/resvg-wasm/index_bg.wasm')));
    const { text, files } = await font.fit(svgOf(drawing));
    await ready;
    return rasterised(text, files);
  };
}

function svgOf({ width, height, option }: Drawing): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    // A picture stands still, and on any ground its reader has chosen it is as legible as on white.
    chart.setOption({ backgroundColor: '#ffffff', ...option, animation: false });
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}

function rasterised(svg: string, fontBuffers: Uint8Array[]): Uint8Array {
  const drawn = new Resvg(svg, { fitTo: { mode: 'zoom', value: zoom }, font: { fontBuffers } });
  try {
    const image = drawn.render();
    try {
      return image.asPng();
    } finally {
      image.free();
    }
  } finally {
    drawn.free();
  }
}
