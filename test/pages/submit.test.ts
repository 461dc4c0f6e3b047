import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { inbox } from '../../src/engine/tables.ts';
import { pagesContexts, pagesUsed } from '../../src/pages/tables.ts';
import { testDatabase, truncateAll } from '../db/pool.ts';
import { openLink, sheetOn } from '../platforms/page-sheet.ts';
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
const label = 'What, 7';

describe('a form with every kind of field', () => {
  test('is filled in by its labels and handed over as the port wants it', async () => {
    const sheet = await opened(world);
    expect(sheet.labels()).toEqual([
      ...['找哪个部门', '需要什么', '什么时候要', '紧急程度', '涉及金额'],
      ...['影响到', '还要告诉谁', '班组', '要求是否清楚', '照片或文件'],
    ]);
    expect(await sheet.options('找哪个部门', 'production')).toEqual(['生产部 · 按批交货']);
    expect(await sheet.options('找哪个部门')).toHaveLength(130);
    await sheet.fill('找哪个部门', '生产部 · 按批交货');
    await sheet.fill('需要什么', '500 件 A 料\n"<b>"');
    await sheet.fill('什么时候要', '明早九点');
    await sheet.fill('紧急程度', '紧急');
    await sheet.fill('为什么紧急', '产线会停');
    await sheet.fill('涉及金额', '1,000');
    await sheet.fill('影响到', ['订单', '产线']);
    await sheet.fill('还要告诉谁', ['供方 12 · 服务项目 12', 'production']);
    await sheet.fill('班组', '第 3 班组');
    await sheet.fill('要求是否清楚', '4');
    expect(await sheet.submit()).toBeNull();
    expect(sheet.page.text).toContain('已提交');
    expect(await factsSent(db)).toEqual({
      ...{ to: 'service-0', what: '500 件 A 料\n"<b>"', by: '明早九点', urgency: 'urgent', why: '产线会停' },
      ...{
        amount: '1000',
        blocks: 'order,line',
        informed: 'service-12,service-0',
        shift: '2',
        rating: '4',
        photo: '—',
      },
    });
  });

  test('comes back with what is wrong beside each field and all that was filled in, and can be corrected', async () => {
    const sheet = await opened(world);
    await sheet.fill('找哪个部门', '供方 7 · 服务项目 7');
    await sheet.fill('什么时候要', '后天 <上午>');
    await sheet.fill('紧急程度', '紧急');
    await sheet.fill('涉及金额', 'viel');
    await sheet.fill('影响到', ['客户']);
    expect(await sheet.submit()).toEqual({
      需要什么: '这一项需要填写。',
      为什么紧急: '这一项需要填写。',
      涉及金额: expect.any(String),
    });
    expect(sheet.page.status).toBe(422);
    await sheet.fill('需要什么', '500 件');
    await sheet.fill('为什么紧急', '产线会停');
    await sheet.fill('涉及金额', '12');
    expect(await sheet.submit()).toBeNull();
    expect(await factsSent(db)).toMatchObject({ to: 'service-7', by: '后天 <上午>', blocks: 'customer', amount: '12' });
  });

  test('says without scripts when a field counts, and drops what was written where it does not', async () => {
    const { page } = await openLink(world.browser(), world.link());
    expect(page.text).toContain('仅当“紧急程度”为紧急时填写。');
    expect(page.text).toMatch(/data-field="why"[^>]*data-off/);
    const sheet = await opened(world);
    await sheet.fill('找哪个部门', '生产部 · 按批交货');
    await sheet.fill('需要什么', '?');
    await sheet.fill('什么时候要', '今天 17:00');
    expect(await sheet.submit()).toEqual({ 需要什么: '请写明需要什么。' });
  });
});

describe('a link is good for one submission', () => {
  test('whoever sends again sees what came of the first, and a stranger that it was sent', async () => {
    const link = world.link('Sales-0', first);
    const browser = world.browser();
    const { page } = await openLink(browser, link);
    expect((await browser.post(page.url, { 'f:what': 'one' })).status).toBe(200);
    const again = await browser.post(page.url, { 'f:what': 'two' });
    expect([again.status, again.text.includes('已提交')]).toEqual([200, true]);
    expect((await browser.get(link)).text).toContain('已提交');
    expect(world.toy.taken).toEqual(['first: one']);
    const later = await world.browser().get(link);
    expect([later.status, later.text.includes('这张表单已经提交过了')]).toEqual([410, true]);
  });

  test('a double click, in one window or two, with the same answers or others, is one submission', async () => {
    const { page } = await openLink(world.browser(), world.link('Sales-0', first));
    const windows = await Promise.all([1, 2].map(async () => (await openLinked(page.url)).browser));
    world.onTheWay = () => new Promise((done) => setTimeout(done, 150));
    const sent = ['one', 'one', 'two', 'one', 'three'].map((what, at) =>
      windows[at % 2]?.post(page.url, { 'f:what': what }),
    );
    const answers = await Promise.all(sent);
    expect(answers.map((answer) => answer?.status)).toEqual([200, 200, 200, 200, 200]);
    expect(world.toy.taken).toHaveLength(1);
    expect(await db.reader.select().from(inbox)).toHaveLength(1);
  });

  test('problems use nothing up: the same answers count when they are right at last', async () => {
    const sheet = await opened(world, 'Sales-0', first);
    world.toy.wrong = '现在不行';
    await sheet.fill(label, 'one');
    expect(await sheet.submit()).toEqual({ [label]: '现在不行' });
    expect(await sheet.submit()).toEqual({ [label]: '现在不行' });
    world.toy.wrong = null;
    expect(await sheet.submit()).toBeNull();
    expect(world.toy.taken).toEqual(['first: one']);
  });

  test('what went wrong on our side loses no answers, and is sent again as the same event', async () => {
    const sheet = await opened(world, 'Sales-0', first);
    world.toy.before = () => Promise.reject(new Error('the database is away'));
    await sheet.fill(label, 'one "<quoted>"');
    expect(await sheet.submit()).toEqual({ '': expect.stringContaining('没有提交成功') });
    expect(sheet.page.status).toBe(503);
    world.toy.before = async () => {};
    expect(await sheet.submit()).toBeNull();
    expect(world.toy.taken).toEqual(['first: one "<quoted>"']);
  });

  test('after a crash before anything was written, other answers wait for a minute and are taken then', async () => {
    const browser = world.browser();
    const { page } = await openLink(browser, world.link('Sales-0', first));
    world.toy.before = () => Promise.reject(new Error('killed before the commit'));
    await browser.post(page.url, { 'f:what': 'one' });
    world.toy.before = async () => {};
    const busy = await browser.post(page.url, { 'f:what': 'two' });
    expect([busy.status, sheetOn(browser, busy)?.labels()]).toEqual([409, [label]]);
    world.clock.set(new Date(world.clock.now().getTime() + 60_000));
    expect((await browser.post(page.url, { 'f:what': 'two' })).status).toBe(200);
    expect(world.toy.taken).toEqual(['first: two']);
  });

  test('a form that was closed meanwhile takes nothing more', async () => {
    const browser = world.browser();
    const { page } = await openLink(browser, world.link('Sales-0', first));
    world.toy.closed = true;
    expect((await browser.post(page.url, { 'f:what': 'one' })).status).toBe(410);
    expect(world.toy.taken).toEqual([]);
  });

  test('a link with a long context works until its last hour, however often is cleaned up', async () => {
    const long = { action: 'toy.first', context: '长'.repeat(300) };
    const link = world.link('Sales-0', long);
    await opened(world, 'Sales-0', first);
    world.clock.set(new Date(world.clock.now().getTime() + 71 * 3_600_000));
    await world.pages.tidy(world.clock.now());
    expect((await openLink(world.browser(), link)).page.status).toBe(200);
  });

  test('old links leave nothing behind', async () => {
    const sheet = await opened(world, 'Sales-0', { action: 'toy.first', context: '长'.repeat(300) });
    await sheet.fill(sheet.labels()[0] ?? '', 'one');
    await sheet.submit();
    expect(await db.reader.select().from(pagesContexts)).toHaveLength(1);
    world.clock.set(new Date(world.clock.now().getTime() + 10 * 24 * 3_600_000));
    const next = await opened(world, 'Sales-0', first);
    await next.fill(label, 'two');
    await next.submit();
    await world.pages.tidy(world.clock.now());
    expect(await db.reader.select().from(pagesUsed)).toHaveLength(1);
    expect(await db.reader.select().from(pagesContexts)).toHaveLength(0);
  });
});

/** The same page in another window of the same person. */
async function openLinked(url: string) {
  const browser = world.browser();
  await openLink(browser, url);
  return { browser };
}

describe('after the form', () => {
  test('the form that follows opens at once, without signing in again, and is the same however often it is asked for', async () => {
    const browser = world.browser();
    const { page } = await openLink(browser, world.link('Sales-0', first));
    const signIns = () => browser.visited.filter((url) => url.startsWith('http://localhost')).length;
    const before = signIns();
    const next = await browser.post(page.url, { 'f:what': 'follow' });
    expect(sheetOn(browser, next)?.labels()).toEqual(['What, after 7']);
    expect(signIns()).toBe(before);
    expect((await browser.post(page.url, { 'f:what': 'follow' })).url).toBe(next.url);
    expect((await browser.get(page.url)).url).toBe(next.url);
    expect((await browser.post(next.url, { 'f:what': 'end' })).text).toContain('已提交');
    expect((await browser.get(page.url)).text).toContain('已提交');
    expect(world.toy.taken).toEqual(['first: follow', 'second: end']);
    expect((await world.browser('Finance-1').get(next.url)).text).not.toContain('data-form');
  });

  test('words with a button are the last page, and the button works once', async () => {
    const browser = world.browser();
    const { page } = await openLink(browser, world.link('Sales-0', first));
    const last = await browser.post(page.url, { 'f:what': 'ask' });
    expect(last.text).toMatch(/Taken, with a question[\s\S]*Is it so\?[\s\S]*It is/);
    for (const wrong of ['1', '-1', 'x', ''])
      expect((await browser.post(`${page.url}/press`, { button: wrong })).text).toContain('Is it so?');
    for (let click = 0; click < 2; click++)
      expect((await browser.post(`${page.url}/press`, { button: '0' })).text).toContain('Agreed');
    expect(world.toy.taken).toEqual(['first: ask', 'agree: 7']);
  });

  test('whoever has left the company meanwhile can send nothing', async () => {
    const browser = world.browser();
    const { page } = await openLink(browser, world.link('Sales-0', first));
    (world.org.byAccount as Map<string, unknown>).delete('wecom:sales-0');
    expect((await browser.post(page.url, { 'f:what': 'one' })).status).toBe(410);
    expect((await browser.get(page.url)).status).toBe(410);
    expect(await db.reader.select().from(inbox).where(eq(inbox.platform, 'wecom'))).toEqual([]);
  });
});

test('nothing of a link or of what was written is logged', async () => {
  const sheet = await opened(world, 'Sales-0', first);
  await sheet.fill(label, 'a secret word');
  world.toy.before = () => Promise.reject(new Error('away'));
  await sheet.submit();
  const log = world.log.join('');
  expect(log).toContain('answers of a form page not taken');
  expect(log).not.toContain('secret word');
  expect(log).not.toContain('/forms/');
  expect(log).not.toContain('Sales-0');
});

test('a person who reads English has the form in English', async () => {
  const english = await openLink(world.browser('Office-1'), world.link('Office-1'));
  expect(english.page.text).toMatch(/<html lang="en">[\s\S]*File a request[\s\S]*Please choose[\s\S]*optional/);
});
