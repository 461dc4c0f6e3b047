import { expect, test } from 'vitest';
import type { Element } from '../../src/platform/card.ts';
import { read, shanghai, type World, world } from '../world.ts';
import { companies } from './companies.ts';

const blocks = { en: 'export order SO-2051', 'zh-CN': '出口订单 SO-2051' };

/** Brings a request to where each track of the ladder runs. */
const tracks: Record<string, (w: World, number: string) => Promise<unknown>> = {
  acknowledge: async () => {},
  deliver: (w, number) => w.clicks('zhao', 'requests.accept', number, {}),
  'deliver behind another department': async (w, number) => {
    await w.clicks('zhao', 'requests.block', number, { to: 'purchasing', need: 'Cu' });
  },
  answer: (w, number) => w.clicks('zhao', 'requests.ask', number, { text: 'A?' }),
  confirm: (w, number) => w.clicks('zhao', 'requests.deliver', number, {}),
  'confirm that it was declined': (w, number) => w.clicks('zhao', 'requests.decline', number, { text: 'B.' }),
  referee: async (w, number) => {
    await w.clicks('zhao', 'requests.deliver', number, {});
    await w.clicks('lin', 'requests.dispute', number, { text: 'C.' });
  },
  'referee about an owner': async (w, number) => {
    await w.clicks('zhao', 'requests.notOurs', number, { to: 'quality' });
    await w.clicks('priya', 'requests.notOurs', number, {});
  },
};

test.each(['zh-CN', 'en'] as const)(
  'every message of the ladder names the fact, what it blocks and the next step: %s',
  async (locale) => {
    const w = await world({ at: shanghai('2026-05-01T10:00'), company: companies[locale] });
    const numbers = Object.keys(tracks).map((_, index) => 1001 + index);
    for (const _ of numbers) {
      const opened = await w.says('lin', '/request production 500 pcs');
      await w.fills('lin', opened, { urgency: 'urgent', blocks: blocks[locale] });
    }
    for (const [index, act] of Object.values(tracks).entries()) await act(w, String(numbers[index]));
    const before = w.transcript.length;
    await w.until(shanghai('2026-05-08T08:00'));
    w.sent();
    const headlines = locale === 'en' ? /due|waits|needs a decision/ : /响应|时限|在等|等待确认|需要您来决定/;
    const climbed = w.transcript
      .slice(before)
      .filter(({ replaces, card }) => !replaces && headlines.test(card.title) && texts(card.elements).length > 1);
    // Each track has spoken.
    for (const [index, track] of Object.keys(tracks).entries())
      expect(
        climbed.some(({ card }) => card.title.startsWith(`R-${numbers[index]}`)),
        track,
      ).toBe(true);
    for (const { card } of climbed) {
      const [fact = '', ...rest] = texts(card.elements);
      expect(fact.length, read(card)).toBeGreaterThan(5);
      expect(rest.join('\n'), read(card)).toContain(blocks[locale]);
      expect(rest.at(-1), read(card)).toMatch(locale === 'en' ? /^Next step: .+/ : /^下一步：.+/);
    }
  },
  60_000,
);

const texts = (elements: readonly Element[]) =>
  elements.flatMap((element) => (element.kind === 'text' ? [element.text] : []));
