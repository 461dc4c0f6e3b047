import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { inbox } from '../../src/engine/tables.ts';
import { pagesUsed } from '../../src/pages/tables.ts';
import { testDatabase } from '../db/pool.ts';
import { openLink } from '../platforms/page-sheet.ts';
import { toyBrowser } from './browser.ts';
import { pagesWorld, type World } from './world.ts';

let db: Database;
let world: World;

beforeAll(async () => {
  db = await testDatabase();
  world = await pagesWorld(db);
});
afterAll(async () => {
  await world.stop();
  await db.close();
});

const hour = 3_600_000;
const later = (ms: number) => world.clock.set(new Date(world.clock.now().getTime() + ms));
const events = async () =>
  (await db.reader.select().from(inbox)).length + (await db.reader.select().from(pagesUsed)).length;
/** The heading of a page, in the first of its languages. */
const heading = (page: string) => /<h1>(?:<bdi>)?([^<]+)/.exec(page)?.[1];

describe('a link', () => {
  test('leads its person through the messenger to the form', async () => {
    const browser = world.browser();
    const { page, sheet } = await openLink(browser, world.link());
    expect(page.status).toBe(200);
    expect(sheet?.title).toBe('提出请求');
    expect(browser.visited.some((url) => url.startsWith('http://localhost'))).toBe(true);
    expect(new URL(page.url).search).toBe('');
  });

  test('shows robots the title and a button, and nothing changes however often they look', async () => {
    const before = await events();
    const link = world.link();
    const robot = toyBrowser();
    for (let look = 0; look < 3; look++) {
      const { status, text } = await robot.get(link);
      expect([status, heading(text)]).toEqual([200, '提出请求']);
      expect(text.match(/<button/g)).toHaveLength(1);
      expect(text).not.toMatch(/需要什么|王芳|data-form/);
    }
    expect((await robot.only('HEAD', link)).status).toBe(200);
    expect(robot.cookies).toEqual([]);
    expect(await events()).toBe(before);
    expect((await openLink(world.browser(), link)).sheet).not.toBeNull();
  });

  test('forwarded to somebody else opens nothing, and says so in both languages without a name', async () => {
    const { page, sheet } = await openLink(world.browser('Finance-1'), world.link());
    expect([page.status, sheet]).toEqual([403, null]);
    expect(page.text).toContain('这个链接是发给别人的');
    expect(page.text).toContain('This link was made for somebody else');
    expect(page.text).not.toMatch(/王芳|郭明|ales-0|提出请求|需要什么/);
    const stranger = await openLink(toyBrowser(), world.link());
    expect([stranger.page.status, stranger.sheet]).toEqual([403, null]);
  });

  test('is refused to a browser that was recognised for another link', async () => {
    const browser = world.browser();
    const first = await openLink(browser, world.link());
    const other = await browser.get(world.link());
    expect(other.text).not.toContain('data-form');
    const session = browser.cookies.find(({ name }) => name === 'xiayou_form');
    const stolen = await browser.only('GET', world.link(), { cookie: `xiayou_form=${session?.value}` });
    expect(await stolen.text()).not.toContain('data-form');
    expect((await browser.get(first.page.url)).text).toContain('data-form');
  });

  test('expires after 72 hours', async () => {
    const link = world.link();
    later(72 * hour - 1000);
    expect((await openLink(world.browser(), link)).sheet).not.toBeNull();
    later(1000);
    const { status, text } = await world.browser().get(link);
    expect([status, heading(text)]).toEqual([410, '这个链接已过期']);
    expect(text).toContain('Ask for the form again');
  });

  test('that was changed in one character, cut, or signed by another key is nothing', async () => {
    const link = world.link();
    const at = link.lastIndexOf('/') + 1;
    const changed = `${link.slice(0, at + 4)}${link[at + 4] === 'A' ? 'B' : 'A'}${link.slice(at + 5)}`;
    const foreign = world.others('rotated', new URL(world.url)).formLink('wecom', 'Sales-0', {
      ...{ action: 'gallery.everything', context: '', title: '', submit: '', fields: [] },
    });
    for (const url of [
      changed,
      link.slice(0, -1),
      `${link}x`,
      `${link}.x`,
      String(foreign),
      `${world.url}/forms/x.y`,
    ]) {
      const { status, text } = await world.browser().get(url);
      expect([status, heading(text)]).toEqual([404, '这个链接打不开表单']);
    }
  });

  test('to a form that is closed, or for a person who has left, says so', async () => {
    const form = { action: 'toy.first', context: '' };
    world.toy.closed = true;
    expect((await world.browser().get(world.link('Sales-0', form))).status).toBe(410);
    world.toy.closed = false;
    expect((await world.browser().get(world.link('Nobody', form))).status).toBe(410);
    expect((await world.browser().get(world.link('Sales-0', form))).status).toBe(200);
  });

  test('carries contexts of any length, and stays short', async () => {
    const context = `长${'文'.repeat(1999)}"\n`;
    const link = world.link('Sales-0', { action: 'toy.first', context });
    expect(link.length).toBeLessThan(400);
    const { sheet } = await openLink(world.browser(), link);
    expect(sheet?.labels()).toEqual([`What, ${context}`]);
    const short = { action: 'toy.first', context: '{"need":"明早要 500 件 A 料"}' };
    expect((await openLink(world.browser(), world.link('Sales-0', short))).sheet?.labels()).toEqual([
      'What, {"need":"明早要 500 件 A 料"}',
    ]);
  });

  test('is not made without a public address, or where nobody can be recognised', () => {
    const form = { action: 'toy.first', context: '', title: '', submit: '', fields: [] };
    expect(world.others('test', null).formLink('wecom', 'Sales-0', form)).toBeNull();
  });
});

describe('signing in', () => {
  /** The way back from the messenger, as a browser would go it, without going it. */
  async function wayBack(account?: string) {
    const browser = world.browser(account);
    const link = world.link();
    const begun = await browser.only('POST', `${link}/begin`, { origin: world.url });
    expect(begun.status).toBe(303);
    const led = await browser.only('GET', begun.headers.get('location') ?? '');
    return { browser, link, back: led.headers.get('location') ?? '' };
  }

  test('belongs to the browser it began in', async () => {
    const { back } = await wayBack();
    const victim = world.browser();
    const { status, text } = await victim.get(back);
    expect([status, heading(text)]).toEqual([403, '请再继续一次']);
    expect(victim.cookies.filter(({ name }) => name.startsWith('xiayou'))).toEqual([]);
  });

  test('needs the state it began with, within ten minutes, and a code that is good once', async () => {
    const one = await wayBack();
    expect((await one.browser.get(one.back.replace(/state=\w+/, `state=${'0'.repeat(32)}`))).status).toBe(403);
    const two = await wayBack();
    later(10 * 60_000);
    expect((await two.browser.get(two.back)).status).toBe(403);
    const three = await wayBack();
    expect((await three.browser.get(three.back)).text).toContain('data-form');
    // The messenger's page is loaded again: the code is used, the session stands.
    expect((await three.browser.get(three.back)).text).toContain('data-form');
    three.browser.cookies.length = 0;
    expect((await three.browser.get(three.back)).status).toBe(403);
  });

  test('is tried again when the messenger is away, and no code is written down', async () => {
    const { browser, back, link } = await wayBack();
    world.identityAway = true;
    const { status, text } = await browser.get(back);
    world.identityAway = false;
    expect([status, heading(text)]).toEqual([503, '聊天软件没有回应']);
    expect(text).toContain(`href="${new URL(link).pathname}"`);
    expect((await openLink(browser, link)).sheet).not.toBeNull();
    const code = new URL(back).searchParams.get('code') ?? 'none';
    expect(world.log.join('')).toContain('did not say who');
    expect(world.log.join('')).not.toContain(code);
  });

  test('lasts twelve hours, in a cookie for this link alone', async () => {
    const { browser, back, link } = await wayBack();
    await browser.get(back);
    const [cookie] = browser.cookies.filter(({ name }) => name === 'xiayou_form');
    expect(cookie?.path).toBe(new URL(link).pathname);
    expect(browser.cookies.some(({ name }) => name === 'xiayou_form_state')).toBe(false);
    later(12 * hour - 1000);
    expect((await browser.get(link)).text).toContain('data-form');
    later(1000);
    expect((await browser.get(link)).text).not.toContain('data-form');
  });

  test('leaves cookies that scripts and other sites cannot use, over https only where there is https', async () => {
    const pages = world.others('test', new URL('https://xiayou.example.com/bot'));
    const link = pages.formLink('wecom', 'Sales-0', {
      ...{ action: 'toy.a', context: '', title: '' },
      submit: '',
      fields: [],
    });
    expect(link).toMatch(/^https:\/\/xiayou\.example\.com\/bot\/forms\/[\w-]+\.[\w-]+$/);
    const { pathname } = new URL(String(link));
    const begun = await pages.routes.request(`http://127.0.0.1${pathname.slice('/bot'.length)}/begin`, {
      method: 'POST',
      headers: { origin: 'https://xiayou.example.com' },
    });
    const set = begun.headers.get('set-cookie') ?? '';
    expect(set).toContain(`Path=${pathname}`);
    expect(set).toMatch(/HttpOnly; Secure; SameSite=Lax/);
    expect(decodeURIComponent(begun.headers.get('location') ?? '')).toContain(`redirect_uri=${link}/return`);
  });
});

describe('a page', () => {
  test('forbids scripts and frames of others, is kept by nobody and found by no search', async () => {
    const browser = world.browser();
    const { page } = await openLink(browser, world.link());
    const { headers } = await browser.only('GET', page.url);
    const policy = headers.get('content-security-policy');
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("form-action 'self'");
    expect(policy).not.toContain('unsafe');
    expect(headers.get('cache-control')).toBe('private, no-store');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('x-robots-tag')).toContain('noindex');
    expect(page.text).not.toMatch(/<script(?![^>]*\bsrc=)|\sstyle="|<style|\son[a-z]+="/);
    for (const [, asset] of page.text.matchAll(/(?:src|href)="(\/forms\/assets\/[^"]+)"/g))
      expect((await fetch(`${world.url}${asset}`)).status).toBe(200);
  });

  test('sends only from itself', async () => {
    const browser = world.browser();
    const { page } = await openLink(browser, world.link());
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { referer: 'https://evil.example/x' },
      {},
    ]) {
      for (const path of ['', '/begin', '/press'])
        expect((await browser.only('POST', `${page.url}${path}`, headers as Record<string, string>)).status).toBe(403);
    }
  });

  test('unsigned, unknown or without its session, reads nothing of what is sent', async () => {
    const body = () => {
      const data = new FormData();
      data.append('f:what', 'x'.repeat(100_000));
      return data;
    };
    const robot = toyBrowser();
    const origin = { origin: world.url };
    expect((await robot.only('POST', `${world.url}/forms/abc.def`, origin, body())).status).toBe(404);
    expect((await robot.only('POST', world.link(), origin, body())).status).toBe(403);
    expect((await robot.only('GET', `${world.url}/forms/`)).status).toBe(404);
  });
});
