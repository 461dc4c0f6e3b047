import { describe, expect, test } from 'vitest';
import type { Element } from '../../src/platform/card.ts';
import { hours, read, shanghai, type World, world } from '../world.ts';
import { companies } from './companies.ts';

const blocks = { en: 'export order SO-2051', 'zh-CN': '出口订单 SO-2051' };
const iso = (text: string) => shanghai(text).toISOString();

/** Brings a request to where each track of the ladder runs, and long enough past it that every step has spoken. */
const tracks: Record<string, (w: World) => Promise<void>> = {
  acknowledge: async (w) => w.advance(hours(3)),
  deliver: async (w) => {
    await w.clicks('zhao', 'requests.accept', '1001', {});
    await w.advance(hours(20));
  },
  'deliver behind another department': async (w) => {
    await w.clicks('zhao', 'requests.block', '1001', { to: 'purchasing', need: 'Cu' });
    await w.clicks('feng', 'requests.accept', '1002', { at: iso('2026-05-03T12:00') });
    await w.advance(hours(20));
  },
  answer: async (w) => {
    await w.clicks('zhao', 'requests.ask', '1001', { text: 'A?' });
    await w.advance(hours(3));
  },
  confirm: async (w) => {
    await w.clicks('zhao', 'requests.deliver', '1001', {});
    await w.until(shanghai('2026-05-08T08:00'));
  },
  'confirm that it was declined': async (w) => {
    await w.clicks('zhao', 'requests.decline', '1001', { text: 'B.' });
    await w.until(shanghai('2026-05-08T08:00'));
  },
  referee: async (w) => {
    await w.clicks('zhao', 'requests.deliver', '1001', {});
    await w.clicks('lin', 'requests.dispute', '1001', { text: 'C.' });
    await w.advance(hours(3));
  },
  'referee about an owner': async (w) => {
    await w.clicks('zhao', 'requests.notOurs', '1001', { to: 'quality' });
    await w.clicks('priya', 'requests.notOurs', '1001', {});
    await w.advance(hours(3));
  },
};

describe.each(['zh-CN', 'en'] as const)('every message of the ladder, %s', (locale) => {
  test.each(Object.keys(tracks))('names the fact, what it blocks and the next step: %s', async (track) => {
    const w = await world({ at: shanghai('2026-05-01T10:00'), company: companies[locale] });
    const opened = await w.says('lin', '/request production 500 pcs');
    await w.fills('lin', opened, { urgency: 'urgent', blocks: blocks[locale] });
    const before = w.transcript.length;
    await tracks[track]?.(w);
    w.sent();
    const headlines = locale === 'en' ? /due|waits|needs a decision/ : /响应|时限|在等|等待确认|需要您来决定/;
    const climbed = w.transcript
      .slice(before)
      .filter(({ replaces, card }) => !replaces && headlines.test(card.title) && texts(card.elements).length > 1);
    expect(climbed.length, track).toBeGreaterThan(0);
    for (const { card } of climbed) {
      const [fact = '', ...rest] = texts(card.elements);
      expect(fact.length, read(card)).toBeGreaterThan(5);
      expect(card.title).toMatch(/R-100[12]/);
      expect(rest.join('\n'), read(card)).toContain(blocks[locale]);
      expect(rest.at(-1), read(card)).toMatch(locale === 'en' ? /^Next step: .+/ : /^下一步：.+/);
    }
  });
});

const texts = (elements: readonly Element[]) =>
  elements.flatMap((element) => (element.kind === 'text' ? [element.text] : []));
