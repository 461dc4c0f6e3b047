import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inOrder, isServedBadly, pairSeries, saysSomething, weightOf } from '../../../src/meetings/agenda/rules.ts';
import { excerpt } from '../../../src/meetings/agenda/words.ts';
import type { AgendaFacts, AgendaLine } from '../../../src/meetings/types.ts';
import { days, shanghai } from '../../world.ts';
import { half } from './kit.ts';

const now = shanghai('2026-05-13T10:00');
const ago = (count: number) => new Date(now.getTime() - days(count));

const overdue = (over: Partial<Extract<AgendaFacts, { kind: 'overdue' }>> = {}): AgendaFacts => ({
  ...{ kind: 'overdue', need: 'n', blocks: '', service: null, urgent: false, due: ago(1), acknowledged: true },
  ...{ waiting: [], blockedBy: null, returned: 0 },
  ...over,
});
const answered = (importance: number | null, service: number | null): AgendaFacts => ({
  ...{ kind: 'answer', requirement: null, importance, service, words: '' },
});
const ring: AgendaFacts = { kind: 'ring', departments: [], links: [], urgent: false, since: ago(1) };
const returned: AgendaFacts = { kind: 'returned', need: '', service: null, times: 1, what: '', at: now, open: true };
const action = (late: boolean): AgendaFacts => ({
  ...{ kind: 'action', text: '', sign: '', due: '2026-05-01', overdue: late, reopened: false },
});
const added: AgendaFacts = { kind: 'added', department: 'sales', text: '', at: ago(7) };
const gap: AgendaFacts = { kind: 'gap', gap: { key: 'k', ...half, kind: 'unseenCustomer' } };
const agreement: AgendaFacts = {
  ...{ kind: 'agreement', version: 1, service: null, since: now },
  requirement: { kind: 'onTime', amount: 1, unit: 'd', words: '' },
};

const weigh = (about: AgendaFacts) => weightOf(about, now);

describe('what blocks most comes first', () => {
  test('the ladder of what weighs how much', () => {
    const ladder = [
      overdue({ urgent: true, waiting: [1001, 1002] }),
      overdue({ urgent: true }),
      overdue({ waiting: [1001] }),
      { ...ring, urgent: true },
      ring,
      overdue({ due: ago(12) }),
      overdue(),
      returned,
      { ...returned, open: false },
      { kind: 'lowRating' as const, need: '', service: null, rating: 1, remark: '', at: now },
      { kind: 'lowRating' as const, need: '', service: null, rating: 2, remark: '', at: now },
      action(true),
      answered(3, 1),
      answered(3, 3),
      answered(2, 3),
      added,
      gap,
      action(false),
      // It matters little, or is served well.
      answered(1, 1),
      answered(3, 4),
      agreement,
    ];
    const weights = ladder.map(weigh);
    expect(weights).toEqual([...weights].sort((a, b) => b - a));
    expect(new Set(weights).size).toBe(weights.length);
  });

  test('however late, many or old, nothing leaves its step', () => {
    const all = [1001, 1002, 1003, 1004, 1005, 1006, 1007];
    expect(weigh(overdue({ urgent: true, waiting: all, due: ago(400) }))).toBeLessThan(1000);
    expect(weigh(overdue({ due: ago(400) }))).toBeLessThan(weigh(ring));
    expect(weigh({ ...ring, urgent: true, since: ago(400) } as AgendaFacts)).toBeLessThan(900);
    expect(weigh({ ...returned, times: 400 } as AgendaFacts)).toBeLessThan(700);
    expect(weigh({ ...added, at: ago(4000) } as AgendaFacts)).toBeLessThan(400);
  });

  test('a good service without a word is nothing to talk about', () => {
    expect(saysSomething({ service: 5, words: ' ' })).toBe(false);
    expect(saysSomething({ service: null, words: '' })).toBe(false);
    expect(saysSomething({ service: 5, words: '谢谢' })).toBe(true);
    expect(saysSomething({ service: 4, words: '' })).toBe(true);
    expect(isServedBadly({ importance: null, service: 3 })).toBe(true);
    expect(isServedBadly({ importance: 1, service: 1 })).toBe(false);
    expect(isServedBadly({ importance: 3, service: null })).toBe(false);
  });
});

describe('the order', () => {
  const line = (kind: 'added' | 'record', weight: number, id: number): AgendaLine => ({
    ...{ key: `${kind}/${id}`, source: { kind: 'added', id }, ...half, weight },
    about: kind === 'added' ? added : overdue(),
  });
  const lines = fc
    .array(fc.tuple(fc.constantFrom('added', 'record'), fc.integer({ min: 0, max: 999 })), { maxLength: 40 })
    .map((all) => all.map(([kind, weight], id) => line(kind, weight, id)));

  test('is the same from whatever order they were read in, and loses nothing', () => {
    fc.assert(
      fc.property(lines, fc.infiniteStream(fc.nat()), (all, random) => {
        const shuffled = all.map((one) => [random.next().value, one] as const).sort((a, b) => a[0] - b[0]);
        const ordered = inOrder(all);
        expect(inOrder(shuffled.map(([, one]) => one))).toEqual(ordered);
        expect(ordered.map(({ key }) => key).sort()).toEqual(all.map(({ key }) => key).sort());
      }),
    );
  });

  test('goes by weight, but nothing that was added waits for more than three records each', () => {
    fc.assert(
      fc.property(lines, (all) => {
        const ordered = inOrder(all);
        const records = ordered.filter(({ about }) => about.kind !== 'added').map(({ weight }) => weight);
        expect(records).toEqual([...records].sort((a, b) => b - a));
        const places = ordered.flatMap(({ about }, index) => (about.kind === 'added' ? [index] : []));
        for (const [nth, place] of places.entries()) expect(place).toBeLessThanOrEqual(4 * nth + 3);
      }),
    );
  });
});

describe('words within a line', () => {
  test('are on one line, without a full stop, and cut where it does not hurt', () => {
    expect(excerpt(' 周五的到货\n  总是晚。 ')).toBe('周五的到货 总是晚');
    expect(excerpt('short', 10)).toBe('short');
    expect(excerpt('the parts of Friday come late', 25)).toBe('the parts of Friday come…');
    expect(excerpt('长'.repeat(200), 120)).toBe(`${'长'.repeat(119)}…`);
    // Code points, not halves of them.
    expect(excerpt('😀'.repeat(10), 5)).toBe('😀😀😀😀…');
  });

  test('are never longer than asked for', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.integer({ min: 2, max: 200 }), (words, most) => {
        expect([...excerpt(words, most)].length).toBeLessThanOrEqual(most);
      }),
    );
  });

  test('a series is the same whoever is named first', () => {
    expect(pairSeries('sales', 'materials')).toBe('materials+sales');
    expect(pairSeries('materials', 'sales')).toBe('materials+sales');
  });
});
