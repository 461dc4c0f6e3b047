import { afterEach, describe, expect, test } from 'vitest';
import { read as readRequests } from '../../src/requests/store.ts';
import type { Request } from '../../src/requests/types.ts';
import { png } from '../requests/photo.ts';
import { startDingtalk } from './dingtalk/index.ts';
import type { SentFile } from './hands.ts';
import { type PlatformWorld, type PlatformWorldOptions, platformWorld } from './world.ts';

let w: PlatformWorld | null = null;
afterEach(async () => {
  const offences = w?.offences() ?? [];
  await w?.end();
  w = null;
  expect(offences).toEqual([]);
});

async function on(options: PlatformWorldOptions): Promise<PlatformWorld> {
  w = await platformWorld(options);
  return w;
}

const ways: Record<string, PlatformWorldOptions> = {
  Slack: { on: 'slack' },
  WeCom: { on: 'wecom' },
  'DingTalk with cards': { on: 'dingtalk' },
  'DingTalk without a card template': {
    on: 'dingtalk',
    emulators: { dingtalk: (settings) => startDingtalk({ ...settings, cards: false }) },
  },
};

const photo: SentFile = { name: '划痕.png', type: 'image/png', bytes: png };

/** 林 writes, with photos, as her messenger lets her. */
async function sends(w: PlatformWorld, text: string, files: readonly SentFile[]): Promise<void> {
  await w.emulator('lin').says(w.account('lin'), text, files);
  await w.settle();
}

async function request(w: PlatformWorld, number: number): Promise<Request> {
  const found = (await readRequests(w.parts.db.reader, [number])).get(number);
  if (!found) throw new Error(`no request ${number}`);
  return found;
}

/** What 林 reads of a form before she fills it in. */
const shown = (w: PlatformWorld): string =>
  w
    .shown('lin')
    .map(({ text }) => text)
    .join('\n');

// WeCom's people cannot write words and photos in one message.
describe.each(['Slack', 'DingTalk with cards', 'DingTalk without a card template'])('on %s', (way) => {
  test('a photo sent together with /request is named, and goes with the request', async () => {
    const w = await on(ways[way] ?? { on: 'slack' });
    await sends(w, '/请求 物控部 600 件 A 料', [photo]);
    if (way === 'Slack') await w.emulator('lin').presses(w.account('lin'), '打开表单');
    else await expect.poll(() => shown(w)).toContain('已附：');
    await w.fills('lin', { 有多急: '紧急：全天候，节假日也处理' });
    expect(await request(w, 1001)).toMatchObject({ need: '600 件 A 料', files: [expect.any(String)] });
  });
});

test('words and photos too many for a card of DingTalk are asked for question by question, and none is lost', async () => {
  const w = await on(ways['DingTalk with cards'] ?? { on: 'dingtalk' });
  const need = '出口订单的 A 料，'.repeat(40);
  await sends(w, `/请求 物控部 ${need}`, [photo, photo]);
  expect(shown(w)).toContain('已附：');
  await w.fills('lin', { 有多急: '紧急：全天候，节假日也处理' });
  const { files, need: kept } = await request(w, 1001);
  expect([files.length, kept]).toEqual([2, need]);
});

const urgent = { 有多急: '紧急：全天候，节假日也处理' };

/** What 罗 has of the request: the picture itself, or a word that there is one where it cannot be shown. */
function seen(w: PlatformWorld): boolean {
  const messages = w.shown('luo');
  return messages.some(({ text, files }) => files.length > 0 || /[[［]照片或文件[\]］]/.test(text));
}

/** A picture is shown when the messenger has worked through it. */
async function worked(w: PlatformWorld): Promise<void> {
  for (let tries = 0; tries < 5; tries++) await w.advance(30_000);
}

describe.each(Object.keys(ways))('on %s', (way) => {
  test('a photo sent to the bot after filing goes to the request, and the other side has it', async () => {
    const w = await on(ways[way] ?? { on: 'slack' });
    await sends(w, '/请求 物控部 600 件 A 料', []);
    await w.fills('lin', urgent);
    expect(shown(w)).toContain('15 分钟内在这里发来的照片或文件');
    expect(seen(w)).toBe(false);
    await sends(w, '', [photo]);
    await expect.poll(() => shown(w)).toContain('已加到 R-1001');
    expect((await request(w, 1001)).files).toHaveLength(1);
    await worked(w);
    expect(w.shown('luo').some(({ text }) => text.includes('补充了照片或文件'))).toBe(true);
    expect(seen(w)).toBe(true);
  });

  test('an hour later it is asked where it belongs, and a press or two put it there', async () => {
    const w = await on(ways[way] ?? { on: 'slack' });
    for (const need of ['600 件 A 料', '300 件 B 料']) {
      await sends(w, `/请求 物控部 ${need}`, []);
      await w.fills('lin', urgent);
    }
    await w.advance(3_600_000);
    await sends(w, '', [photo]);
    await expect.poll(() => shown(w)).toContain('这个文件要放到哪里？');
    await w.presses('lin', '加到已有请求');
    await w.fills('lin', { 加到哪个请求: 'R-1001 物控部 · 600 件 A 料' });
    await expect.poll(() => shown(w)).toContain('已加到 R-1001');
    expect((await request(w, 1001)).files).toHaveLength(1);
    expect((await request(w, 1002)).files).toEqual([]);
  });
});
