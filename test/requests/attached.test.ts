import { describe, expect, test } from 'vitest';
import { answers, last, poorest, press } from '../engine/poorest.ts';
import { formOf, read, shanghai, type World, whispered, world } from '../world.ts';
import { photo } from './photo.ts';
import { files, standing } from './story.ts';

const at = shanghai('2026-05-06T09:00');

const intro = (reply: Awaited<ReturnType<World['says']>>) => formOf(reply).intro ?? '';

describe('files sent together with /request', () => {
  test('are named on the form, and belong to the request beside what the form itself is given', async () => {
    const w = await world();
    const sent = [await photo(w, 'lin', '划痕.png'), await photo(w, 'lin', '标签.png')];
    const opened = await w.says('lin', '/请求 生产部 明早要500件A料', sent);
    expect(intro(opened)).toContain('已附：划痕.png、标签.png');
    expect(formOf(opened).fields.at(-1)?.label).toBe('再加照片或文件');
    const third = await photo(w, 'lin', '三.png');
    await w.fills('lin', opened, { urgency: 'urgent', file: third });
    expect((await standing(w, 1001)).files).toEqual([...sent, third]);
    expect(read(await w.newest('zhao'))).toContain('[照片或文件]');
    w.sent();
  });

  test('are kept when the words are too long to begin with, and in English', async () => {
    const w = await world();
    const opened = await w.says('james', `/request materials ${'long '.repeat(500)}`, [
      await photo(w, 'james', 'a.png'),
    ]);
    expect(intro(opened)).toMatch(/^Attached: a\.png\nYou wrote \d+ characters/);
    await w.fills('james', opened, { need: '500 pcs', urgency: 'urgent' });
    expect((await standing(w, 1001)).files).toHaveLength(1);
    w.sent();
  });

  test('question by question they are named at the first, and a later photo joins them', async () => {
    const w = await poorest({ at });
    const [first, second] = [await photo(w, 'lin', '一.png'), await photo(w, 'lin', '二.png')];
    await w.says('lin', '/请求 生产部 500 件', [first]);
    expect(await last(w, 'lin')).toContain('已附：一.png');
    await w.says('lin', '', [second]);
    expect(await last(w, 'lin')).toContain('文件已留给“再加照片或文件”一项。');
    await answers(w, 'lin', '跳过', '跳过', '跳过', '跳过');
    await press(w, 'lin', '普通：工作时间内处理');
    expect((await standing(w, 1001)).files).toEqual([first, second]);
  });

  test('of someone else are not taken, whatever a button or a form says', async () => {
    const w = await world();
    const theirs = await photo(w, 'zhao', 'geheim.png');
    const context = JSON.stringify({ to: 'production', need: '500 件', files: [theirs, 'no-such-file', 7] });
    const opened = await w.clicks('lin', 'requests.fileFrom', context);
    expect(intro(opened)).not.toContain('已附');
    await w.fills('lin', opened, { urgency: 'urgent' });
    expect((await standing(w, 1001)).files).toEqual([]);
    w.sent();
  });
});

test('files that come with a phone call go with the request, at once and through the form', async () => {
  const w = await world();
  const [first, second] = [await photo(w, 'chen', '一.png'), await photo(w, 'chen', '二.png')];
  const done = await w.says('chen', '/转电话 物控 销售 查库存 SO-2051', [first]);
  expect(done?.kind === 'whisper' ? read(done.card) : '').toContain('已附：一.png');
  const opened = await w.says('chen', '/转电话', [second]);
  expect(intro(opened)).toContain('已附：二.png');
  await w.fills('chen', opened, { to: 'materials', caller: 'lin', need: '查库存' });
  expect((await standing(w, 1001)).files).toEqual([first]);
  expect((await standing(w, 1002)).files).toEqual([second]);
  w.sent();
});

test('several photos in one message all answer the question that asks for them; eleven are too many, and none is lost', async () => {
  const w = await poorest({ at });
  const many = await Promise.all(Array.from({ length: 11 }, (_, index) => photo(w, 'lin', `${index}.png`)));
  await answers(w, 'lin', '/request 生产部 500 件', 'skip', 'skip', 'skip', 'skip', 'skip');
  await w.says('lin', '', many);
  expect(await last(w, 'lin')).toContain('这里最多放 10 个文件。');
  await w.says('lin', '', many.slice(0, 10));
  expect((await standing(w, 1001)).files).toEqual(many.slice(0, 10));
  w.sent();
});

test('photos sent early, in several messages, are all kept for their question', async () => {
  const w = await poorest({ at });
  const three = [await photo(w, 'lin', '1.png'), await photo(w, 'lin', '2.png'), await photo(w, 'lin', '3.png')];
  await answers(w, 'lin', '/request 生产部 500 件');
  await w.says('lin', '', three.slice(0, 1));
  await w.says('lin', '', three.slice(1));
  await answers(w, 'lin', 'skip', 'skip', 'skip', 'skip', 'skip');
  expect((await standing(w, 1001)).files).toEqual(three);
});

test('several files of a delivery all belong to it', async () => {
  const w = await poorest({ at });
  const number = await filed(w);
  await w.clicks('zhao', 'requests.deliver', String(number));
  await w.says('zhao', '已备好');
  await w.says('zhao', '', [await photo(w, 'zhao', '1.png'), await photo(w, 'zhao', '2.png')]);
  expect(await standing(w, number)).toMatchObject({ delivery: { files: [expect.anything(), expect.anything()] } });
  w.sent();
});

async function filed(w: World): Promise<number> {
  await answers(w, 'lin', '/request 生产部 500 件', 'skip', 'skip', 'skip', 'skip', 'skip', 'skip');
  return 1001;
}

describe('a file that came with a command that takes none', () => {
  test.each([
    ['lin', '/请求列表', '一起发来的文件没有用上，请在需要它的地方再发一次。'],
    ['lin', '/请球 生产部 500 件', '一起发来的文件没有用上，请在需要它的地方再发一次。'],
    ['james', '/help', 'The file that came with it was not used. Please send it again where it belongs.'],
  ])('%s is told that %s did not use it', async (who, text, told) => {
    const w = await world();
    expect(whispered(await w.says(who, text, [await photo(w, who, 'a.png')]))).not.toBeNull();
    expect(w.sent()).toEqual([`${who}: ${told}`]);
  });

  test('and nobody is told anything where it is used', async () => {
    const w = await world();
    expect(formOf(await w.says('lin', '/请求', [await photo(w, 'lin', 'a.png')])).action).toBe('requests.file');
    expect(await files(w, 'lin', 'materials', '600 件')).toBe(1001);
    expect(w.sent().filter((line) => line.includes('没有用上'))).toEqual([]);
  });
});
