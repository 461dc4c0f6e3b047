import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFont } from '../../src/pictures/font.ts';
import { createPictures, type Pictures } from '../../src/pictures/index.ts';
import type { PictureError } from '../../src/pictures/plain.ts';
import type { Drawing } from '../../src/platform/card.ts';
import { decode, differing } from './png.ts';

const require = createRequire(import.meta.url);

/** One word in the middle, and nothing else. */
const word = (text: string): Drawing => ({
  width: 200,
  height: 60,
  option: { title: { text, left: 'center', top: 'middle', textStyle: { fontSize: 20, fontWeight: 400 } } },
});

/** A department among its neighbours. */
const around: Drawing = {
  width: 720,
  height: 420,
  option: {
    title: { text: '物控部的供方与客户', left: 'center' },
    series: [
      {
        type: 'graph',
        layout: 'none',
        roam: false,
        symbolSize: 40,
        edgeSymbol: ['none', 'arrow'],
        label: { show: true, position: 'bottom' },
        data: ['采购部', '品质部', '物控部', '生产部', '销售部'].map((name, index) => ({
          name,
          x: (index % 3) * 100,
          y: Math.floor(index / 3) * 100 + (index % 2) * 30,
        })),
        links: [
          { source: '采购部', target: '物控部' },
          { source: '品质部', target: '物控部' },
          { source: '物控部', target: '生产部' },
          { source: '物控部', target: '销售部' },
        ],
      },
    ],
  },
};

const failure = async (work: Promise<unknown>): Promise<PictureError> => {
  const error = await work.then(() => null).catch((thrown: unknown) => thrown);
  return error as PictureError;
};

describe('a picture', () => {
  let pictures: Pictures;
  beforeAll(() => {
    pictures = createPictures();
  });
  afterAll(() => pictures.stop());
  const pixels = async (text: string) => decode(await pictures.png(word(text)));

  test('is drawn in milliseconds, the first in about a second, at twice the size', async () => {
    const times: number[] = [];
    for (let round = 0; round < 5; round++) {
      const begun = performance.now();
      const { width, height } = decode(await pictures.png(around));
      times.push(performance.now() - begun);
      expect([width, height]).toEqual([1440, 840]);
    }
    const [first = 0, ...later] = times;
    const middle = later.sort((a, b) => a - b)[1] ?? 0;
    process.stdout.write(`first picture ${Math.round(first)} ms, later ones ${Math.round(middle)} ms\n`);
    expect(middle).toBeLessThan(first);
  });

  test('shows Chinese: the same drawing without the words has other pixels', async () => {
    const none = await pixels('');
    const drawn = await pixels('物控部');
    expect(differing(drawn, none)).toBeGreaterThan(500);
    expect(differing(drawn, await pixels('生产部'))).toBeGreaterThan(300);
  });

  test('shows a mark for a character the font does not have, and nothing for what is not meant to be seen', async () => {
    const none = await pixels('');
    for (const rare of ['瑸', '𠮷', '😀', 'Ω', '\ud800']) {
      const drawn = await pixels(rare);
      expect({ rare, like: differing(drawn, await pixels('〓')) }).toEqual({ rare, like: 0 });
      expect(differing(drawn, none)).toBeGreaterThan(200);
    }
    expect(differing(await pixels('物\u200d控\ufe0f部\u202e\u0007'), await pixels('物控部'))).toBe(0);
  });

  test('stands on white, whatever the ground of its reader', async () => {
    const { data } = await pixels('');
    expect([...data.subarray(0, 4)]).toEqual([255, 255, 255, 255]);
  });

  test('is not drawn from functions, dates and other things that are no data, and the reason names the place', async () => {
    const refused = async (option: Record<string, unknown>) =>
      failure(pictures.png({ width: 100, height: 100, option }));
    const formatter = () => 'x';
    expect(await refused({ series: [{ type: 'bar', label: { formatter } }] })).toMatchObject({
      why: 'refused',
      message: 'option.series[0].label.formatter is a function; a drawing is data',
    });
    expect(await refused({ title: { text: new Date(0) } })).toMatchObject({ why: 'refused' });
    const loop: Record<string, unknown> = {};
    loop.loop = loop;
    expect(await refused(loop)).toMatchObject({ why: 'refused' });
    for (const side of [0, 15, 2001, 100.5, Number.NaN])
      expect(await failure(pictures.png({ width: side, height: 100, option: {} }))).toMatchObject({ why: 'refused' });
  });

  test('that cannot be drawn fails alone', async () => {
    const wrong = { width: 100, height: 100, option: { series: [{ type: 'graph', data: 'no list', links: 7 }] } };
    await failure(pictures.png(wrong));
    expect(decode(await pictures.png(word('物'))).width).toBe(400);
  });
});

test('the font as it is shipped is drawn in its thinnest weight, which is why it is cut to the regular one', async () => {
  await initWasm(readFileSync(require.resolve('@resvg/resvg-wasm/index_bg.wasm')));
  const part = '@fontsource-variable/noto-sans-sc/files/noto-sans-sc-118-wght-normal.woff2';
  const { files } = await createFont().fit('部物');
  const svg = (text: string) =>
    `<svg xmlns="http://www.w3.org/2000/svg" width="100" height="40"><text x="5" y="30" font-size="24">${text}</text></svg>`;
  /** How much is covered. */
  const ink = (text: string, fontBuffers: Uint8Array[]) =>
    new Resvg(svg(text), { font: { fontBuffers } }).render().pixels.reduce((sum, one) => sum + one, 0);
  expect(ink('', files)).toBe(0);
  expect(ink('部物', [])).toBe(0);
  const thin = ink('部物', [readFileSync(require.resolve(part))]);
  expect(ink('部物', files)).toBeGreaterThan(thin * 1.4);
});

/** A thread that echoes, and does what is written instead where a drawing's title says so. */
const obedient = `
  const { parentPort } = require('node:worker_threads');
  parentPort.on('message', ({ id, drawing }) => {
    const text = drawing.option.title.text;
    if (text === 'die') process.exit(3);
    if (text === 'throw') throw new Error('out of order');
    if (text === 'trap') return parentPort.postMessage({ id, error: 'unreachable', broken: true });
    if (text !== 'hang') parentPort.postMessage({ id, png: Buffer.from(text) });
  });`;

describe('the thread that draws', () => {
  function rig(more: { timeoutMs?: number; idleMs?: number; queue?: number } = {}) {
    const threads: Worker[] = [];
    const start = () => {
      const thread = new Worker(obedient, { eval: true });
      threads.push(thread);
      return thread;
    };
    return { threads, pictures: createPictures({ ...more, start }) };
  }
  const text = (png: Uint8Array) => Buffer.from(png).toString();

  test.each(['die', 'throw', 'trap'])(
    'may %s: whoever waits for that picture is told, and the next one is drawn',
    async (how) => {
      const { pictures, threads } = rig();
      const wrong = failure(pictures.png(word(how)));
      const right = pictures.png(word('next'));
      expect(await wrong).toMatchObject({ name: 'PictureError', why: 'failed' });
      expect(text(await right)).toBe('next');
      expect(threads).toHaveLength(2);
      await pictures.stop();
    },
  );

  test('is ended when a picture takes too long', async () => {
    const { pictures, threads } = rig({ timeoutMs: 1_500 });
    const slow = failure(pictures.png(word('hang')));
    const right = pictures.png(word('next'));
    expect((await slow).message).toBe('not drawn within 1500 ms');
    expect(text(await right)).toBe('next');
    expect(threads).toHaveLength(2);
    await pictures.stop();
  });

  test('draws one after the other, and no more wait than the queue holds', async () => {
    const { pictures, threads } = rig({ queue: 2 });
    const drawn = ['a', 'b', 'c'].map((one) => pictures.png(word(one)));
    expect(await failure(pictures.png(word('d')))).toMatchObject({ why: 'busy' });
    expect((await Promise.all(drawn)).map(text)).toEqual(['a', 'b', 'c']);
    expect(threads).toHaveLength(1);
    await pictures.stop();
  });

  test('gives its memory back when nothing is drawn for a while, and is there again when something is', async () => {
    const { pictures, threads } = rig({ idleMs: 50 });
    await pictures.png(word('a'));
    const ended = new Promise((resolve) => threads[0]?.once('exit', resolve));
    await ended;
    expect(text(await pictures.png(word('b')))).toBe('b');
    expect(threads).toHaveLength(2);
    await pictures.stop();
  });

  test('ends with the service, and nothing waits for ever', async () => {
    const { pictures } = rig();
    const waiting = ['hang', 'a'].map((one) => failure(pictures.png(word(one))));
    await pictures.stop();
    expect((await Promise.all(waiting)).map((error) => error.name)).toEqual(['PictureError', 'PictureError']);
    expect(await failure(pictures.png(word('late')))).toMatchObject({ why: 'busy' });
  });
});
