import { html } from 'hono/html';
import { afterEach, describe, expect, test } from 'vitest';
import type { Feature } from '../../src/engine/feature.ts';
import { sentence } from '../../src/platform/card.ts';
import type { Form } from '../../src/platform/form.ts';
import { startDingtalk } from '../platforms/dingtalk/index.ts';
import { pageSheet } from '../platforms/page-sheet.ts';
import { startSlack } from '../platforms/slack/index.ts';
import type { WecomEmulator } from '../platforms/wecom/index.ts';
import { type PlatformWorld, type PlatformWorldOptions, platformWorld } from '../platforms/world.ts';
import { toyBrowser } from './browser.ts';

/** What people wrote into their diaries. */
const written: string[] = [];

/** Longer than a card of DingTalk takes. */
const page: Form = {
  ...{ action: 'diary.write', context: '', title: '写日记', submit: '写下' },
  fields: [
    { key: 'text', kind: 'text', label: '写什么', required: true, max: 200 },
    {
      ...{ key: 'where', kind: 'choice', label: '在哪里', required: false },
      options: Array.from({ length: 150 }, (_, index) => ({
        value: `${index}`,
        label: `第${index}处${'很远'.repeat(35)}`,
      })),
    },
  ],
};

/** Sends whoever asks for it a link to their own page; `/diary write` opens a form. */
const diary: Feature = {
  name: 'diary',
  commands: [{ name: 'diary', aliases: ['日记'], help: { en: 'your diary', 'zh-CN': '你的日记' } }],
  views: [
    {
      name: 'mine',
      title: { en: 'Diary', 'zh-CN': '日记' },
      show: async ({ person }, query) => ({
        kind: 'page',
        title: `${person.name}的日记`,
        content: html`<p>${person.name}在${query.get('day') ?? '?'}写的</p>`,
      }),
    },
  ],
  form: async () => page,
  async submitted({ person }, _name, _context, { text }) {
    written.push(`${person.key}: ${text}`);
    return { effects: [], reply: { kind: 'whisper', card: sentence('写下了', 'good') } };
  },
  async commanded({ person, link }, _command, text) {
    if (text === 'write') return { effects: [], reply: { kind: 'form', form: page } };
    const url = link(person.id, 'diary/mine?day=周一');
    const elements = url ? [{ kind: 'link' as const, label: '打开日记', url }] : [];
    const card = { ...sentence('你的日记'), elements };
    return { effects: [{ kind: 'post', to: person.id, card, priority: 'reply' }] };
  },
};

let w: PlatformWorld | null = null;
afterEach(async () => {
  const offences = w?.offences() ?? [];
  await w?.end();
  w = null;
  expect(offences).toEqual([]);
});

async function on(options: PlatformWorldOptions): Promise<PlatformWorld> {
  w = await platformWorld({ ...options, more: [diary] });
  return w;
}

/** Asks for the diary and finds the link in what comes back. */
async function linkFor(world: PlatformWorld, person: string): Promise<string> {
  await world.says(person, '/日记');
  const link = world
    .shown(person)
    .flatMap(({ links }) => links)
    .findLast((one) => one.includes('/views/'));
  if (!link) throw new Error(`${person} has no link, but: ${JSON.stringify(world.shown(person).at(-1))}`);
  return link;
}

const numberOn = (page: string) => /big-number">(\d\d)</.exec(page)?.[1] ?? '';
const wording = /有人在浏览器里打开“日记”，页面显示数字 (\d\d)/;

const asking: Record<string, PlatformWorldOptions> = {
  Slack: { on: 'slack' },
  'Slack in Socket Mode': {
    on: 'slack',
    emulators: { slack: (settings) => startSlack({ ...settings, socketMode: true }) },
  },
  'DingTalk with cards': { on: 'dingtalk' },
  'DingTalk without a card template': {
    on: 'dingtalk',
    emulators: { dingtalk: (settings) => startDingtalk({ ...settings, cards: false }) },
  },
};

describe('a page from the chat, confirmed in the chat', () => {
  test.each(Object.keys(asking))('%s', async (way) => {
    const world = await on(asking[way] ?? { on: 'slack' });
    const link = await linkFor(world, 'lin');
    // Lin opens it, and so does whoever it was forwarded to.
    const [mine, theirs] = [toyBrowser(), toyBrowser()];
    const pages = [await mine.post(link, {}), await theirs.post(link, {})];
    await world.settle();
    const questions = world.shown('lin').filter(({ text }) => wording.test(text));
    expect(questions.map(({ text }) => wording.exec(text)?.[1])).toEqual(pages.map(({ text }) => numberOn(text)));
    await world.presses('lin', '不是');
    await world
      .emulator('lin')
      .pressesOn(world.account('lin'), questions[0]?.id ?? '', `是我，数字 ${numberOn(pages[0]?.text ?? '')}`);
    await world.settle();
    const shown = await mine.get(pages[0]?.url ?? '');
    expect(shown.text).toContain('林晓燕在周一写的');
    expect((await theirs.get(pages[1]?.url ?? '')).text).toContain('聊天里的回答是“不是”');
    // The card tells what became of it, and signs the browser out.
    await world.presses('lin', '让它退出');
    expect((await mine.get(shown.url)).status).toBe(403);
  });
});

test('a form too large for a card of DingTalk is a page, confirmed in the chat', async () => {
  const world = await on({ on: 'dingtalk' });
  await world.says('lin', '/日记 write');
  const find = () =>
    world
      .shown('lin')
      .flatMap(({ links }) => links)
      .find((one) => one.includes('/forms/'));
  await expect.poll(find).toBeDefined();
  const link = find() ?? '';
  const browser = toyBrowser();
  const page = await browser.post(`${link}/begin`, {});
  await world.settle();
  await world.presses('lin', `是我，数字 ${numberOn(page.text)}`);
  const sheet = await pageSheet(browser, page.url);
  expect(sheet?.labels()).toEqual(['写什么', '在哪里']);
  await sheet?.fill('写什么', '今天很顺利');
  expect(await sheet?.submit()).toBeNull();
  expect(written).toEqual(['lin: 今天很顺利']);
  expect(sheet?.page.text).toContain('写下了');
});

test('a page from the chat on WeCom, which says who opens it', async () => {
  const world = await on({ on: 'wecom' });
  const link = await linkFor(world, 'lin');
  const wecom = world.emulator('lin') as WecomEmulator;
  const own = wecom.browser(world.account('lin'));
  expect((await own.get(link)).text).toContain('企业微信');
  expect((await own.post(link, {})).text).toContain('林晓燕在周一写的');
  const colleague = await wecom.browser(world.account('zhou')).post(link, {});
  expect([colleague.status, colleague.text.includes('写的')]).toEqual([403, false]);
  const outside = await wecom.stranger().post(link, {});
  expect(outside.text).not.toContain('写的');
  expect(world.shown('lin').filter(({ text }) => wording.test(text))).toEqual([]);
});
