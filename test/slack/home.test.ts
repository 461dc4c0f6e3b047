import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import type { Feature } from '../../src/engine/feature.ts';
import { type Card, sentence } from '../../src/platform/card.ts';
import { testDatabase, truncateAll } from '../db/pool.ts';
import { accountOf, type SlackWorld, slackWorld } from './world.ts';

let db: Database;
let w: SlackWorld;
let done = 0;

beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  await truncateAll(db);
  done = 0;
  w = await slackWorld(db, { features: [desk] });
});
afterEach(async () => {
  await w.end();
  expect(w.slack.offences).toEqual([]);
});

const wang = accountOf('sales-0');

const button = (action: string, label: string) => ({
  action: `desk.${action}`,
  value: '7',
  label,
  style: 'plain' as const,
});

const standing = (): Card => ({
  title: `已完成 ${done} 件`,
  tone: 'plain',
  elements: [{ kind: 'text', text: '这里是等你处理的事项' }],
  buttons: [button('done', '完成一件'), button('tell', '说明'), button('ask', '填写')],
});

const choice: Card = {
  title: '哪些可以先放出？',
  tone: 'act',
  elements: [],
  buttons: [button('done', '都不行')],
  select: {
    action: 'desk.choose',
    value: 'ring-7',
    multiple: true,
    options: ['甲', '乙', '丙'].map((label, index) => ({ value: `o${index}`, label })),
    submit: '放出',
  },
};

const heard: string[] = [];

/** A feature with a page of its own, a choice, and a form. */
const desk: Feature = {
  name: 'desk',
  commands: [{ name: 'choose', aliases: [], help: { en: '', 'zh-CN': '' } }],
  home: async () => [standing(), sentence('另一段')],
  commanded: async (turn) => ({ effects: [{ kind: 'post', to: turn.person.id, card: choice, priority: 'reply' }] }),
  async clicked(_turn, action, value) {
    heard.push(`${action} ${value}`);
    if (action === 'done') done += 1;
    if (action === 'tell')
      return {
        effects: [],
        reply: { kind: 'whisper', card: { ...sentence('是这样的'), buttons: [button('ask', '再填')] } },
      };
    if (action === 'ask') return { effects: [], reply: { kind: 'form', form } };
    return { effects: [] };
  },
  form: async () => form,
  async submitted() {
    done += 1;
    return { effects: [] };
  },
};

const form = {
  action: 'desk.form',
  context: '7',
  title: '几件',
  submit: '好',
  fields: [{ key: 'n', kind: 'number' as const, label: '件数', required: false }],
};

describe('the bot’s own page', () => {
  test('shows what stands, and shows it anew after something was done on it', async () => {
    await w.slack.opensHome(wang);
    expect(w.slack.home(wang)?.text).toBe('已完成 0 件\n这里是等你处理的事项\n另一段');
    await w.slack.pressesHome(wang, '完成一件');
    expect(w.slack.home(wang)?.text).toContain('已完成 1 件');
    await w.slack.opensHome(wang);
    expect(w.slack.home(wang)?.text).toContain('已完成 1 件');
  });

  test('opens forms, and shows what they did when they close', async () => {
    await w.slack.opensHome(wang);
    await w.slack.pressesHome(wang, '填写');
    const sheet = w.slack.sheet(wang);
    await sheet?.fill('件数', '3');
    expect(await sheet?.submit()).toBeNull();
    await expect.poll(() => w.slack.home(wang)?.text).toContain('已完成 1 件');
  });

  test('says what only this person sees in a window over the page, from which it goes on', async () => {
    await w.slack.opensHome(wang);
    await w.slack.pressesHome(wang, '说明');
    expect(w.slack.sheet(wang)?.title).toBe('下游');
    expect(w.slack.shown(wang)).toEqual([]);
  });

  test('is delivered again when it could not be made', async () => {
    w.intercept(() => Promise.reject(new Error('away')));
    await w.slack.opensHome(wang).catch(() => undefined);
    w.intercept(null);
    await w.slack.retryNow();
    await w.slack.settled();
    expect(w.slack.home(wang)?.text).toContain('已完成 0 件');
  });
});

describe('a choice on a card', () => {
  test('is sent with one press, as its values', async () => {
    heard.splice(0);
    await w.slack.says(wang, '/choose');
    expect(w.slack.shown(wang)).toMatchObject([{ options: ['甲', '乙', '丙'], buttons: ['放出', '都不行'] }]);
    await w.slack.chooses(wang, ['甲', '丙']);
    expect(heard).toEqual(['choose ring-7|o0,o2']);
  });

  test('is asked for when it is sent empty', async () => {
    heard.splice(0);
    await w.slack.says(wang, '/choose');
    await w.slack.presses(wang, '放出');
    expect(heard).toEqual([]);
    expect(w.slack.shown(wang).at(-1)).toMatchObject({ passing: true, text: '⚠️ 请先选择。' });
  });
});
