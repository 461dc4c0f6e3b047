import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { testDatabase, truncateAll } from '../db/pool.ts';
import { openLink, type PageSheet } from '../platforms/page-sheet.ts';
import { factsSent, opened, pagesWorld, type World } from './world.ts';

let db: Database;
let world: World;

beforeAll(async () => {
  db = await testDatabase();
});
beforeEach(async () => {
  await world?.stop();
  await truncateAll(db);
  world = await pagesWorld(db);
});
afterAll(async () => {
  await world.stop();
  await db.close();
});

const first = { action: 'toy.first', context: '7' };

describe('files', () => {
  const png = {
    name: '照片.png',
    type: 'image/png',
    bytes: new Uint8Array(Buffer.from('\x89PNG\r\n\x1a\n1234', 'latin1')),
  };

  async function almost(): Promise<PageSheet> {
    const sheet = await opened(world);
    await sheet.fill('找哪个部门', '生产部 · 按批交货');
    await sheet.fill('什么时候要', '今天 17:00');
    return sheet;
  }

  test('go with the form, belong to the person, and stay while the rest is corrected', async () => {
    const sheet = await almost();
    sheet.attach('照片或文件', png);
    expect(await sheet.submit()).toEqual({ 需要什么: '这一项需要填写。' });
    expect(sheet.page.text).toContain('已添加：照片.png（1 KB）');
    await sheet.fill('需要什么', '500 件');
    expect(await sheet.submit()).toBeNull();
    expect((await factsSent(db)).photo).toMatch(/^[\w-]{36}$/);
  });

  test.each([
    ['of another kind', { ...png, bytes: new Uint8Array(Buffer.from('MZ\x00', 'latin1')) }, '不支持这种文件'],
    ['that are empty', { ...png, bytes: new Uint8Array() }, '是空的'],
    [
      'over 5 MB',
      { ...png, bytes: Uint8Array.from({ length: 5 * 2 ** 20 + 1 }, (_, at) => png.bytes[at] ?? 0) },
      '超过 5 MB',
    ],
  ])('%s are refused at their field, together with what else is wrong', async (_, file, words) => {
    const sheet = await almost();
    sheet.attach('照片或文件', file);
    const problems = await sheet.submit();
    expect(problems).toEqual({ 需要什么: '这一项需要填写。', 照片或文件: expect.stringContaining(words) });
    await sheet.fill('需要什么', '500 件');
    expect(await sheet.submit()).toBeNull();
    expect(await factsSent(db)).toMatchObject({ to: 'service-0', photo: '—' });
  });

  test('of somebody else are not taken, and not named', async () => {
    const theirs = await opened(world, 'Finance-1');
    theirs.attach('照片或文件', png);
    await theirs.submit();
    const id = /name="k:photo" value="([^"]+)"/.exec(theirs.page.text)?.[1] ?? '';
    const browser = world.browser();
    const { page } = await openLink(browser, world.link());
    const answers = { 'f:to': 'service-0', 'f:what': 'x', 'f:by': '2026-05-01T17:00', 'f:urgency': 'normal' };
    const taken = await browser.post(page.url, { ...answers, 'k:photo': id });
    expect(taken.status).toBe(422);
    expect(taken.text).not.toContain('照片.png');
  });
});

describe('a body', () => {
  test.each([
    ['over 1 MiB, for a form without files', first, 1_100_000, 413],
    ['over what its file may have besides', undefined, 6_500_000, 413],
    ['just under 1 MiB', first, 1_000_000, 422],
  ])('%s', async (_, form, size, status) => {
    const browser = world.browser();
    const { page } = await openLink(browser, world.link('Sales-0', form));
    const answer = await browser.post(page.url, { 'f:what': 'x'.repeat(size) });
    expect(answer.status).toBe(status);
    expect(world.toy.taken).toEqual([]);
  });

  test('that is no form is not read', async () => {
    const browser = world.browser();
    const { page } = await openLink(browser, world.link('Sales-0', first));
    for (const type of ['application/json', 'multipart/form-data; boundary=x', 'text/xml']) {
      const cookie = browser.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
      const headers = { origin: world.url, 'content-type': type, cookie };
      const answer = await fetch(page.url, { method: 'POST', headers, body: '{"f:what":"x"}' });
      expect(answer.status).toBe(400);
    }
    expect(world.toy.taken).toEqual([]);
  });
});
