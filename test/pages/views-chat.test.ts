import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { inbox, outbox, timers } from '../../src/engine/tables.ts';
import { pagesBrowsers } from '../../src/pages/tables.ts';
import type { Card } from '../../src/platform/card.ts';
import { testDatabase } from '../db/pool.ts';
import { pageSheet } from '../platforms/page-sheet.ts';
import { type ToyBrowser, toyBrowser } from './browser.ts';
import { pagesWorld, type World } from './world.ts';

let db: Database;
let world: World;

beforeAll(async () => {
  db = await testDatabase();
  world = await pagesWorld(db, 'zh-CN', { chat: true });
});
afterEach(async () => {
  for (const table of [pagesBrowsers, outbox, timers, inbox]) await db.reader.delete(table);
});
afterAll(async () => {
  await world.stop();
  await db.close();
});

const minute = 60_000;
const later = (ms: number) => world.clock.set(new Date(world.clock.now().getTime() + ms));
const heading = (page: string) => /<h1>(?:<bdi>)?([^<]+)/.exec(page)?.[1];
const numberOn = (page: string) => /big-number">(\d\d)</.exec(page)?.[1] ?? '';

/** What was promised to a person, oldest first. */
async function cards(key = 'sales-0'): Promise<{ kind: string; card: Card }[]> {
  const rows = await db.reader.select().from(outbox).orderBy(outbox.id);
  const id = [...world.org.people.values()].find((person) => person.key === key)?.id;
  return rows.filter(({ person }) => person === id).map(({ kind, card }) => ({ kind, card }));
}

const asked = async (key?: string) => (await cards(key)).filter(({ kind }) => kind === 'post').map(({ card }) => card);

let pressed = 0;
/** The person presses a button of a question; resolves to what they read at once. */
async function presses(action: 'yes' | 'no' | 'leave', card: Card | undefined, account = 'Sales-0'): Promise<string> {
  const value = card?.buttons[0]?.value ?? '';
  const about = { id: `press/${pressed++}`, platform: 'wecom' as const, account };
  const reply = await world.engine.receive({ ...about, kind: 'clicked', action: `pages.${action}`, value });
  return reply?.kind === 'whisper' ? reply.card.title : '';
}

/** Opens a link up to the page with the number. */
async function knocks(browser: ToyBrowser, link = world.view()) {
  await browser.get(link);
  return browser.post(link, {});
}

describe('where the messenger cannot say who opens a page', () => {
  test('the person is asked in the chat, and a yes opens that browser', async () => {
    const browser = toyBrowser();
    const link = world.view('Sales-0', 'toy/notes?of=today');
    const page = await knocks(browser, link);
    expect([page.status, heading(page.text), page.url]).toEqual([200, '是您本人吗？', `${link}/wait`]);
    const number = numberOn(page.text);
    const [card, ...more] = await asked();
    expect(more).toEqual([]);
    expect(card?.title).toBe(`有人在浏览器里打开“笔记”，页面显示数字 ${number}，是您吗？`);
    expect(card?.buttons.map(({ label }) => label)).toEqual([`是我，数字 ${number}`, '不是']);
    expect((await browser.get(page.url)).text).toContain(number);
    expect(await presses('yes', card)).toBe('');
    const shown = await browser.get(page.url);
    expect(new URL(shown.url).pathname).toBe('/views/toy/notes');
    expect(shown.text).toContain('reads today');
    expect((await cards()).at(-1)?.card.title).toBe(`显示数字 ${number} 的浏览器现在可以看您的页面`);
    expect(browser.cookies.map(({ name, path }) => `${name} ${path}`)).toEqual(['xiayou_views /views']);
    expect(await db.reader.select().from(timers)).toEqual([]);
  });

  test('once recognised, no link of theirs asks again', async () => {
    const browser = toyBrowser();
    await knocks(browser);
    await presses('yes', (await asked())[0]);
    await browser.get(`${world.view()}/wait`);
    await browser.get(`${browser.visited[0]}/wait`);
    const next = await browser.get(world.view('Sales-0', 'toy/notes?of=next'));
    expect(next.text).toContain('reads next');
    expect(await asked()).toHaveLength(1);
  });

  test('a forwarded link asks its owner, who says no, and the page says so', async () => {
    const thief = toyBrowser();
    const page = await knocks(thief);
    const [card] = await asked();
    await presses('no', card);
    const { status, text } = await thief.get(page.url);
    expect([status, heading(text)]).toEqual([403, '聊天里的回答是“不是”']);
    expect(text).not.toContain('reads');
    expect(await presses('yes', card)).toBe('您已经答过“不是”，那个浏览器什么也看不到。可以重新打开链接。');
    expect((await thief.get(page.url)).status).toBe(403);
    expect((await cards()).at(-1)?.card.title).toContain('什么也看不到');
  });

  test('robots and those who only look ask nobody', async () => {
    const robot = toyBrowser();
    const link = world.view();
    for (let look = 0; look < 3; look++) expect((await robot.get(link)).status).toBe(200);
    for (const path of ['wait', 'return']) await robot.get(`${link}/${path}`);
    expect(await cards()).toEqual([]);
    expect(robot.cookies).toEqual([]);
  });

  test('a yes opens the browser that shows its number, and no other', async () => {
    const [mine, other] = [toyBrowser(), toyBrowser()];
    const pages = [await knocks(mine), await knocks(other)];
    const numbers = pages.map(({ text }) => numberOn(text));
    expect(new Set(numbers).size).toBe(2);
    const questions = await asked();
    expect(questions.map(({ title }) => /\d\d/.exec(title)?.[0])).toEqual(numbers);
    await presses('yes', questions[0]);
    expect((await mine.get(pages[0]?.url ?? '')).text).toContain('reads all');
    expect(numberOn((await other.get(pages[1]?.url ?? '')).text)).toBe(numbers[1]);
    // The address of the waiting page is no key to it.
    const stranger = toyBrowser();
    expect(heading((await stranger.get(pages[0]?.url ?? '')).text)).toBe('笔记');
    for (const cookie of other.cookies)
      stranger.cookies.push({ ...cookie, value: cookie.value.replace(/\.[^.]+\./, '.x.') });
    expect(heading((await stranger.get(pages[1]?.url ?? '')).text)).toBe('笔记');
  });

  test('pressing again, sending again and coming back ask once', async () => {
    const browser = toyBrowser();
    const link = world.view();
    const first = await knocks(browser, link);
    const second = await knocks(browser, link);
    expect(numberOn(second.text)).toBe(numberOn(first.text));
    const questions = await asked();
    expect(questions).toHaveLength(1);
    await presses('yes', questions[0]);
    expect(await presses('yes', questions[0])).toBe('您已经答过“是”，那个浏览器可以看您的页面。');
    // The button is sent once more from the history, before and after the page was shown.
    expect((await knocks(browser, link)).text).toContain('reads all');
    expect((await browser.post(link, {})).text).toContain('reads all');
    expect((await browser.get(first.url)).text).toContain('reads all');
    expect(await asked()).toHaveLength(1);
  });

  test('after ten minutes the question has ended, in the browser and in the chat', async () => {
    const browser = toyBrowser();
    const page = await knocks(browser);
    const [card] = await asked();
    later(10 * minute - 1000);
    expect((await browser.get(page.url)).status).toBe(200);
    later(1000);
    const { status, text } = await browser.get(page.url);
    expect([status, heading(text)]).toEqual([410, '询问已结束']);
    await world.engine.tick();
    expect((await cards()).at(-1)?.card).toMatchObject({ title: expect.stringContaining('询问已结束'), buttons: [] });
    expect(await presses('yes', card)).toContain('这次询问已结束');
    expect((await browser.get(page.url)).status).toBe(410);
    expect(numberOn((await knocks(browser)).text)).not.toBe('');
  });

  test('nobody is asked more than three times in ten minutes, or twelve in a day, because of one link, without a yes', async () => {
    const link = world.view();
    for (let time = 0; time < 3; time++) expect((await knocks(toyBrowser(), link)).status).toBe(200);
    const { status, text } = await knocks(toyBrowser(), link);
    expect([status, heading(text)]).toEqual([429, '刚才已经问过您好几次了']);
    // A no makes no room for the next question.
    await presses('no', (await asked())[0]);
    expect((await knocks(toyBrowser(), link)).status).toBe(429);
    expect((await knocks(toyBrowser(), world.view('Sales-1'))).status).toBe(200);
    for (let time = 3; time < 12; time++) {
      later(10 * minute);
      expect((await knocks(toyBrowser(), link)).status).toBe(200);
    }
    later(10 * minute);
    expect((await knocks(toyBrowser(), link)).status).toBe(429);
    expect(await asked()).toHaveLength(12);
    await world.pages.tidy(world.clock.now());
    expect((await knocks(toyBrowser(), link)).status).toBe(429);
    later(24 * 60 * minute);
    expect((await knocks(toyBrowser(), world.view())).status).toBe(200);
  });

  test('a link in foreign hands does not use up the questions of its owner, who has the next one from the chat', async () => {
    const theirs = world.view('Sales-0', 'toy/notes?of=today');
    for (let time = 0; time < 4; time++) await knocks(toyBrowser(), theirs);
    expect((await knocks(toyBrowser(), theirs)).status).toBe(429);
    const mine = toyBrowser();
    const page = await knocks(mine, world.view());
    expect(page.status).toBe(200);
    await presses('yes', (await asked()).at(-1));
    expect((await mine.get(page.url)).text).toContain('reads all');
    // However many links there are, it does not become a flood.
    const more = ['a', 'b', 'c', 'd', 'e'].map((of) => world.view('Sales-0', `toy/notes?of=${of}`));
    for (const link of more) await knocks(toyBrowser(), link);
    expect((await asked()).length).toBe(7);
  });

  test('as many at once as there are browsers, and still no more than three', async () => {
    const link = world.view();
    const answers = await Promise.all(Array.from({ length: 8 }, () => toyBrowser().post(link, {})));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(3);
    const numbers = answers.map(({ text }) => numberOn(text)).filter(Boolean);
    expect(new Set(numbers).size).toBe(3);
  });

  test('nobody answers for somebody else', async () => {
    const browser = toyBrowser();
    const page = await knocks(browser);
    const [card] = await asked();
    expect(await presses('yes', card, 'Sales-1')).toContain('这次询问已结束');
    expect(await presses('no', card, 'Sales-1')).toContain('这次询问已结束');
    expect(await presses('leave', card, 'Sales-1')).toContain('这次询问已结束');
    expect(numberOn((await browser.get(page.url)).text)).not.toBe('');
  });

  test('the question and the answer outlive the process', async () => {
    const browser = toyBrowser();
    const page = await knocks(browser);
    await world.restart();
    expect(numberOn((await browser.get(page.url)).text)).toBe(numberOn(page.text));
    await presses('yes', (await asked())[0]);
    await world.restart();
    const shown = await browser.get(page.url);
    expect(shown.text).toContain('reads all');
    await world.restart();
    expect((await browser.get(shown.url)).status).toBe(200);
  });

  test('a browser is signed out from the chat, or by a no after all', async () => {
    for (const action of ['leave', 'no'] as const) {
      const browser = toyBrowser();
      const page = await knocks(browser);
      const question = (await asked()).at(-1);
      await presses('yes', question);
      const shown = await browser.get(page.url);
      expect(shown.status).toBe(200);
      const standing = (await cards()).at(-1)?.card;
      expect(standing?.buttons.map(({ label }) => label)).toEqual(['让它退出']);
      await presses(action, action === 'leave' ? standing : question);
      expect((await browser.get(shown.url)).status).toBe(403);
    }
  });

  test('a person who left is asked nothing, and their browsers are nobody’s', async () => {
    const browser = toyBrowser();
    const link = world.view();
    const page = await knocks(browser, link);
    await presses('yes', (await asked())[0]);
    const everybody = world.org;
    const byAccount = new Map([...everybody.byAccount].filter(([account]) => account !== 'wecom:sales-0'));
    world.org = { ...everybody, byAccount };
    expect((await browser.get(page.url)).status).toBe(410);
    expect((await knocks(toyBrowser(), link)).status).toBe(410);
    expect(await asked()).toHaveLength(1);
    world.org = everybody;
  });

  test('only our page asks', async () => {
    const link = world.view();
    for (const headers of [{ origin: 'https://evil.example' }, { origin: 'null' }, {}])
      expect((await toyBrowser().only('POST', link, headers as Record<string, string>)).status).toBe(403);
    expect(await cards()).toEqual([]);
  });

  test('the number and the secret are in no log, and the secret in no table', async () => {
    const browser = toyBrowser();
    await knocks(browser);
    const secret = browser.cookies[0]?.value.split('.')[1] ?? '';
    const [row] = await db.reader.select().from(pagesBrowsers);
    expect(secret).toHaveLength(43);
    expect(JSON.stringify(row)).not.toContain(secret);
    expect(world.log.join('')).not.toContain(secret);
  });
});

describe('a form, where the messenger cannot say who opens a page', () => {
  const form = { action: 'toy.first', context: 'X' };

  test('opens with a yes in the chat, for this form alone, and is sent as the person', async () => {
    const browser = toyBrowser();
    const link = world.link('Sales-0', form);
    expect((await browser.get(link)).text).toContain('里会问这个人是不是本人打开');
    const page = await browser.post(`${link}/begin`, {});
    expect([heading(page.text), page.url]).toEqual(['是您本人吗？', `${link}/wait`]);
    const [card] = await asked();
    expect(card?.title).toContain('“The form first”');
    await presses('yes', card);
    expect((await cards()).at(-1)?.card).toMatchObject({ title: expect.stringContaining('填您的表单'), buttons: [] });
    const sheet = await pageSheet(browser, `${link}/wait`);
    await sheet?.fill('What, X', 'done');
    expect(await sheet?.submit()).toBeNull();
    expect(world.toy.taken.at(-1)).toBe('first: done');
    expect((await browser.get(`${world.url}/views/toy/notes`)).status).toBe(403);
    expect((await browser.get(world.link('Sales-0', form))).text).not.toContain('data-form');
  });

  test('stays closed to whoever got the link, and a no is told', async () => {
    const thief = toyBrowser();
    const link = world.link('Sales-0', form);
    const page = await thief.post(`${link}/begin`, {});
    await presses('no', (await asked())[0]);
    expect([(await thief.get(page.url)).status, (await thief.get(link)).text.includes('data-form')]).toEqual([
      403,
      false,
    ]);
    expect((await thief.only('POST', link, { origin: world.url }, new FormData())).status).toBe(403);
    // The key of a view is none to a form.
    const [cookie] = thief.cookies;
    const view = await knocks(thief, world.view());
    await presses('yes', (await asked()).at(-1));
    const other = thief.cookies.find(({ path }) => path.startsWith('/views/link'));
    if (cookie && other) cookie.value = other.value;
    expect(heading((await thief.get(`${link}/wait`)).text)).toBe('The form first');
    expect((await thief.get(view.url)).text).toContain('reads all');
  });

  test('that is no longer open asks nobody', async () => {
    const link = world.link('Sales-0', form);
    world.toy.closed = true;
    expect((await toyBrowser().post(`${link}/begin`, {})).status).toBe(410);
    world.toy.closed = false;
    expect(await asked()).toEqual([]);
  });
});

test('in English as well', async () => {
  const english = await pagesWorld(db, 'en', { chat: true });
  const browser = toyBrowser();
  const link = english.view();
  const start = await browser.get(link);
  expect(start.text).toContain('who is asked in WeCom whether this is them');
  const page = await browser.post(link, {});
  expect(heading(page.text)).toBe('Is that you?');
  const rows = await db.reader.select().from(outbox);
  expect(rows.map(({ card }) => [card.title, card.buttons.map(({ label }) => label)])).toEqual([
    [
      `Someone opens “The notes” in a browser that shows the number ${numberOn(page.text)}. Is that you?`,
      [`Yes, number ${numberOn(page.text)}`, 'No'],
    ],
  ]);
  await english.stop();
});
