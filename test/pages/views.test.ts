import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { settings } from '../../src/engine/tables.ts';
import type { Organisation } from '../../src/org/organisation.ts';
import { pagesBrowsers } from '../../src/pages/tables.ts';
import { testDatabase } from '../db/pool.ts';
import { type ToyBrowser, toyBrowser } from './browser.ts';
import { pagesWorld, type World } from './world.ts';

let db: Database;
let world: World;
let everybody: Organisation;

beforeAll(async () => {
  db = await testDatabase();
  world = await pagesWorld(db);
  everybody = world.org;
});
afterEach(async () => {
  world.org = everybody;
  await db.reader.delete(pagesBrowsers);
});
afterAll(async () => {
  await world.stop();
  await db.close();
});

const hour = 3_600_000;
const later = (ms: number) => world.clock.set(new Date(world.clock.now().getTime() + ms));
const open = () => db.reader.select().from(pagesBrowsers);
const heading = (page: string) => /<h1>(?:<bdi>)?([^<]+)/.exec(page)?.[1];

/** Someone opens a link and presses its button. */
async function enters(browser: ToyBrowser, link = world.view()) {
  await browser.get(link);
  return browser.post(link, {});
}

describe('a link to a view', () => {
  test('leads its person through the messenger to the page, and from then on at once', async () => {
    const browser = world.browser();
    const page = await enters(browser, world.view('Sales-0', 'toy/notes?of=today'));
    expect(page.status).toBe(200);
    expect(new URL(page.url).pathname + new URL(page.url).search).toBe('/views/toy/notes?of=today');
    expect(page.text).toContain('reads today');
    const asked = browser.visited.length;
    const next = await browser.get(world.view('Sales-0', 'toy/notes?of=tomorrow'));
    expect(next.text).toContain('reads tomorrow');
    expect(browser.visited.slice(asked).some((url) => url.startsWith('http://localhost'))).toBe(false);
    expect(await open()).toMatchObject([{ opens: 'views', status: 'open', number: null }]);
  });

  test('shows robots what it leads to and a button, and nothing changes however often they look', async () => {
    const link = world.view();
    const robot = toyBrowser();
    for (let look = 0; look < 3; look++) {
      const { status, text } = await robot.get(link);
      expect([status, heading(text)]).toEqual([200, '笔记']);
      expect(text).not.toContain('reads');
      expect((await robot.only('HEAD', link)).status).toBe(200);
    }
    for (const path of ['wait', 'return', 'return?code=x&state=y']) await robot.get(`${link}/${path}`);
    expect(robot.cookies).toEqual([]);
    expect(await open()).toEqual([]);
  });

  test('opens for nobody else: whoever it was forwarded to is told whose it is not', async () => {
    const other = world.browser('Sales-1');
    const { status, text } = await enters(other);
    expect([status, heading(text)]).toEqual([403, '这个链接是发给别人的']);
    expect(text).not.toContain('reads');
    expect(await open()).toEqual([]);
    const own = await enters(other, world.view('Sales-1'));
    expect(own.text).toContain('reads all');
    const again = await other.get(world.view('Sales-0'));
    expect(again.text).not.toContain('reads');
  });

  test('shows each person their own page in a browser that was another’s before', async () => {
    const shared = world.browser('Sales-0');
    const first = await enters(shared);
    for (const cookie of shared.cookies) if (cookie.name === 'who') cookie.value = 'Sales-1';
    const second = await enters(shared, world.view('Sales-1'));
    expect([first, second].map(({ text }) => /<p id="notes">([^<]*)/.exec(text)?.[1])).toEqual([
      `${nameOf('sales-0')} reads all`,
      `${nameOf('sales-1')} reads all`,
    ]);
    expect((await open()).map(({ account }) => account)).toEqual(['Sales-1']);
  });

  test('is of no use when it is changed in any way, or older than three days', async () => {
    const link = world.view();
    const foreign = world.others('other key', new URL(world.url)).viewLink('wecom', 'Sales-0', 'toy/notes') ?? '';
    const [body = '', signature = ''] = link.split('/').at(-1)?.split('.') ?? [];
    const forged = Buffer.from(body, 'base64url').toString().replace('Sales-0', 'Sales-1');
    const wrong = [
      foreign,
      `${link}x`,
      link.slice(0, -1),
      link.replace(signature, `x${signature}`),
      `${world.url}/views/link/a.b`,
    ];
    wrong.push(`${world.url}/views/link/${Buffer.from(forged).toString('base64url')}.${signature}`);
    for (const one of wrong) expect((await enters(world.browser('Sales-1'), one)).status, one).toBe(404);
    later(72 * hour - 1000);
    expect((await world.browser().get(link)).status).toBe(200);
    later(1000);
    const { status, text } = await world.browser().get(link);
    expect([status, heading(text)]).toEqual([410, '这个链接已过期']);
    expect((await world.browser().post(link, {})).status).toBe(410);
  });

  test('is not made where nobody could follow it', () => {
    expect(world.others('test', null).viewLink('wecom', 'Sales-0', 'toy/notes')).toBeNull();
    expect(world.pages.viewLink('console', 'sales-0', 'toy/notes')).toBeNull();
    expect(world.pages.viewLink('wecom', 'Sales-0', 'toy/none')).toBeNull();
    expect(world.pages.viewLink('wecom', 'Sales-0', 'none/notes?of=x')).toBeNull();
    expect(world.pages.viewLink('wecom', 'Sales-0', 'toy')).toBeNull();
  });

  test('stays short enough for every messenger, whatever its query', () => {
    const long = world.view('Sales-0', `toy/notes?of=${'销售'.repeat(200)}`);
    expect(long.length).toBeLessThan(600);
    expect(world.view('Sales-0', `toy/notes?of=${'x'.repeat(280)}`).length).toBeLessThan(700);
  });
});

describe('signing in', () => {
  test('belongs to the browser it began in, and a code is good once', async () => {
    const link = world.view();
    const browser = world.browser();
    const begun = await browser.only('POST', link, { origin: world.url });
    const led = await browser.only('GET', begun.headers.get('location') ?? '');
    const back = led.headers.get('location') ?? '';
    const thief = toyBrowser();
    expect([(await thief.get(back)).status, thief.cookies]).toEqual([403, []]);
    expect((await browser.get(back)).text).toContain('reads all');
    expect((await browser.get(back)).text).toContain('reads all');
    expect(await open()).toHaveLength(1);
    browser.cookies.length = 0;
    expect((await browser.get(back)).status).toBe(403);
    expect(await open()).toHaveLength(1);
  });

  test('is tried again when the messenger is away, and no code is written down', async () => {
    const browser = world.browser();
    world.identityAway = true;
    const { status, text, url } = await enters(browser);
    world.identityAway = false;
    expect([status, heading(text)]).toEqual([503, '聊天软件没有回应']);
    expect(world.log.join('')).not.toContain(new URL(url).searchParams.get('code') ?? 'none');
    expect((await enters(browser)).status).toBe(200);
  });
});

describe('a browser that was recognised', () => {
  test('is so for twelve hours, in a cookie scripts and other sites cannot use', async () => {
    const browser = world.browser();
    const page = await enters(browser);
    const [cookie, ...others] = browser.cookies.filter(({ name }) => name.startsWith('xiayou'));
    expect([cookie?.name, cookie?.path, others]).toEqual(['xiayou_views', '/views', []]);
    const [row] = await open();
    expect(JSON.stringify(row)).not.toContain(cookie?.value.split('.')[1]);
    later(12 * hour - 1000);
    expect((await browser.get(page.url)).status).toBe(200);
    later(1000);
    const { status, text } = await browser.get(page.url);
    expect([status, heading(text)]).toEqual([403, '请通过机器人发的链接打开这个页面']);
  });

  test('stays so when the service starts again, and not when the key is another one', async () => {
    const browser = world.browser();
    const page = await enters(browser);
    await world.restart();
    expect((await browser.get(page.url)).status).toBe(200);
    await world.restart('rotated');
    expect((await browser.get(page.url)).status).toBe(403);
    await world.restart();
  });

  test('is nobody’s once the person has left, or the account is another’s', async () => {
    const browser = world.browser();
    const page = await enters(browser);
    const found = everybody.byAccount.get('wecom:sales-0');
    const without = new Map([...everybody.byAccount].filter(([account]) => account !== 'wecom:sales-0'));
    world.org = { ...everybody, byAccount: without };
    expect((await browser.get(page.url)).status).toBe(403);
    expect((await browser.get(world.view())).status).toBe(410);
    const other = [...everybody.people.values()].find(({ key }) => key === 'sales-1');
    if (!found || !other) throw new Error('nobody is there');
    world.org = { ...everybody, byAccount: new Map([...everybody.byAccount, ['wecom:sales-0', other]]) };
    expect((await browser.get(page.url)).status).toBe(403);
    world.org = everybody;
    expect((await browser.get(page.url)).status).toBe(200);
    await world.engine.turn('pages', async (turn) => {
      for (const feature of world.engine.features) await feature.departed?.(turn, [found.id]);
      return [];
    });
    expect((await browser.get(page.url)).status).toBe(403);
  });

  test('is signed out by a button, for good', async () => {
    const browser = world.browser();
    const page = await enters(browser);
    const kept = browser.cookies.map((cookie) => ({ ...cookie }));
    expect(page.text).toContain('action="/views/leave"');
    for (const origin of ['https://evil.example', 'null'])
      expect((await browser.only('POST', `${world.url}/views/leave`, { origin })).status).toBe(403);
    expect((await browser.get(page.url)).status).toBe(200);
    const left = await browser.post(`${world.url}/views/leave`, {});
    expect([left.status, heading(left.text)]).toEqual([200, '这个浏览器已退出']);
    browser.cookies.push(...kept);
    expect((await browser.get(page.url)).status).toBe(403);
    expect(await open()).toEqual([]);
  });

  test('has a cookie for https alone where there is https, below the path of a proxy', async () => {
    const pages = world.others('test', new URL('https://xiayou.example.com/bot'));
    const link = pages.viewLink('wecom', 'Sales-0', 'toy/notes') ?? '';
    expect(link).toMatch(/^https:\/\/xiayou\.example\.com\/bot\/views\/link\/[\w.-]+$/);
    const { pathname } = new URL(link);
    const begun = await pages.routes.request(`http://127.0.0.1${pathname.slice('/bot'.length)}`, {
      method: 'POST',
      headers: { origin: 'https://xiayou.example.com' },
    });
    const set = begun.headers.get('set-cookie') ?? '';
    expect(set).toContain(`Path=${pathname}`);
    expect(set).toMatch(/HttpOnly; Secure; SameSite=Lax/);
    expect(decodeURIComponent(begun.headers.get('location') ?? '')).toContain(`redirect_uri=${link}/return`);
  });
});

describe('a view', () => {
  test('says for whom it is, in a frame that forbids scripts and pages of others', async () => {
    const browser = world.browser();
    const page = await enters(browser);
    const { headers } = await browser.only('GET', page.url);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'self'");
    expect(policy).not.toContain('unsafe');
    expect(headers.get('cache-control')).toBe('private, no-store');
    expect(page.text).toContain(`<bdi>${nameOf('sales-0')}</bdi>`);
    expect(page.text).toContain('<title>Notes of');
    expect(page.text).not.toMatch(/<script(?![^>]*\bsrc=)|\sstyle="|<style|\son[a-z]+="/);
    const loaded = [...page.text.matchAll(/(?:src|href)="(\/views\/assets\/[^"]+)"/g)].map((match) => match[1] ?? '');
    expect(loaded.some((address) => address.startsWith('/views/assets/toy/'))).toBe(true);
    for (const asset of loaded) expect((await fetch(`${world.url}${asset}`)).status, asset).toBe(200);
    const [, own] = /href="([^"]+)">last/.exec(page.text) ?? [];
    expect((await browser.get(own ?? '')).text).toContain('reads last');
  });

  test('gives files to keep, under a name that does no harm', async () => {
    const browser = world.browser();
    await enters(browser);
    const answer = await browser.only('GET', `${world.url}/views/toy/notes?of=file`);
    expect(answer.headers.get('content-disposition')).toBe(
      `attachment; filename="a_b_c__.csv"; filename*=UTF-8''a_b_c_%E7%AC%94%E8%AE%B0.csv`,
    );
    expect(answer.headers.get('content-security-policy')).toContain('sandbox');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await answer.text()).toBe('a,b');
  });

  test('says why there is nothing to see, in a page', async () => {
    const browser = world.browser();
    await enters(browser);
    const at = async (path: string) => {
      const { status, text } = await browser.get(`${world.url}/views/${path}`);
      return [status, heading(text)];
    };
    expect(await at('toy/notes?of=nothing')).toEqual([404, 'There are no such notes']);
    expect(await at('toy/notes?of=others')).toEqual([403, 'Not for you']);
    expect(await at('toy/none')).toEqual([404, '没有这个页面']);
    expect(await at('none/notes')).toEqual([404, '没有这个页面']);
    expect((await toyBrowser().get(`${world.url}/views/toy/none`)).status).toBe(403);
    expect((await browser.get(`${world.url}/views/`)).status).toBe(404);
    expect((await browser.only('POST', `${world.url}/views/toy/notes`, { origin: world.url })).status).toBe(404);
  });

  test('writes nothing down, and a fault is noted without what was looked at', async () => {
    const browser = world.browser();
    await enters(browser);
    world.log.length = 0;
    for (const of of ['fault', 'writing']) {
      const { status, text } = await browser.get(`${world.url}/views/toy/notes?of=${of}&secret=4711`);
      expect([status, heading(text)]).toEqual([500, '页面没能显示出来']);
    }
    expect(await db.reader.select().from(settings)).toEqual([]);
    expect(world.log).toHaveLength(2);
    expect(world.log.join('')).toContain('view failed');
    expect(world.log.join('')).not.toMatch(/4711|toy\/notes/);
  });

  test('is opened and left by its own pages only', async () => {
    const browser = world.browser();
    const link = world.view();
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { referer: 'https://evil.example/' },
      {},
    ])
      expect((await browser.only('POST', link, headers as Record<string, string>)).status).toBe(403);
    const body = new FormData();
    body.append('x', 'x'.repeat(100_000));
    expect((await browser.only('POST', link, { origin: world.url }, body)).status).toBe(413);
    expect(await open()).toEqual([]);
  });
});

const nameOf = (key: string) => [...everybody.people.values()].find((person) => person.key === key)?.name ?? '';
