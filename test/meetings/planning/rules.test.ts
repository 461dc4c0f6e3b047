import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Between,
  chosen,
  type Facts,
  pairsOf,
  type Unit,
  unitsOf,
  weightOf,
} from '../../../src/meetings/planning/rules.ts';
import type { MeetingSettings } from '../../../src/meetings/types.ts';
import { dateAfter } from '../../../src/org/duty.ts';

const half = (text: string) => {
  const [supplier = '', customer = ''] = text.split('>');
  return { supplier, customer };
};
const pairs = (...halves: string[]) => pairsOf(halves.map(half));
const nothing: Between = { open: 0, overdue: 0, returned: 0, late: 0, lowRated: 0, gaps: 0, actions: 0 };
const together = (wishes: Record<string, string[]>) =>
  new Map(
    Object.entries(wishes).map(([key, list]): [string, MeetingSettings] => [
      key,
      { budget: 2, people: [], together: list },
    ]),
  );
const series = (units: readonly Unit[]) => units.map((unit) => unit.series);

describe('pairs', () => {
  test('are two departments, with the directions that exist, whoever names them first', () => {
    expect(pairs('b>a', 'a>b', 'c>a', 'b>a', 'a>a')).toEqual([
      { series: 'a+b', halves: [half('a>b'), half('b>a')] },
      { series: 'a+c', halves: [half('c>a')] },
    ]);
  });
});

describe('meeting together', () => {
  const all = pairs('a>b', 'c>a', 'b>c', 'a>d', 'd>e');

  test('is one half hour of a department and its partners, who then need none of their own for one another', () => {
    const units = unitsOf(all, together({ a: ['b', 'c'] }));
    expect(series(units)).toEqual(['a+b+c', 'a+d', 'd+e']);
    expect(units[0]?.pairs.sort()).toEqual(['a+b', 'a+c', 'b+c']);
    expect(units[0]?.halves).toHaveLength(3);
  });

  test.each([
    ['a wish for somebody who is no partner is none', { a: ['b', 'e'] }, ['a+b', 'a+c', 'a+d', 'b+c', 'd+e']],
    ['the same wish of both sides is one meeting', { a: ['b', 'c'], b: ['a', 'c'] }, ['a+b+c', 'a+d', 'd+e']],
    ['of overlapping wishes the larger one counts', { d: ['a', 'e'], a: ['b', 'c', 'd'] }, ['a+b+c+d', 'd+e']],
    ['of equal ones the first by key', { d: ['a', 'e'], a: ['d', 'b'] }, ['a+b+d', 'a+c', 'b+c', 'd+e']],
    ['naming a partner twice is naming it once', { a: ['b', 'b'] }, ['a+b', 'a+c', 'a+d', 'b+c', 'd+e']],
  ])('%s', (_, wishes, expected) => {
    const settings = together(wishes as unknown as Record<string, string[]>);
    expect(series(unitsOf(all, settings))).toEqual(expected);
    expect(series(unitsOf([...all].reverse(), new Map([...settings].reverse())))).toEqual(expected);
  });

  test('loses no pair and has none twice, whatever anyone wishes', () => {
    const department = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
    const halves = fc.array(fc.record({ supplier: department, customer: department }), { maxLength: 20 });
    const wishes = fc.dictionary(department, fc.array(department, { maxLength: 5 }));
    fc.assert(
      fc.property(halves, wishes, (relations, wished) => {
        const found = pairsOf(relations);
        const units = unitsOf(found, together(wished));
        expect(units.flatMap((unit) => unit.pairs).sort()).toEqual(found.map((pair) => pair.series).sort());
        expect(new Set(series(units)).size).toBe(units.length);
      }),
    );
  });
});

describe('who meets in a week', () => {
  const facts = (over: Partial<Facts>): Facts => ({
    budget: () => 2,
    lastMet: new Map(),
    tried: new Set(),
    between: new Map(),
    ...over,
  });
  const week = '2026-05-18';
  const met = (...last: [string, string][]) => new Map(last);
  const star = unitsOf(pairs('hub>a', 'hub>b', 'hub>c', 'hub>d'), new Map());
  const lately = met(...star.map(({ series: key }): [string, string] => [key, '2026-05-11']));

  test('the weight counts what the documentation says', () => {
    expect(weightOf(undefined, 3)).toBe(3);
    expect(weightOf(undefined, 30)).toBe(4);
    expect(weightOf({ ...nothing, open: 1, overdue: 1 }, 0)).toBe(7);
    expect(weightOf({ open: 1, overdue: 1, returned: 1, late: 1, lowRated: 1, gaps: 1, actions: 1 }, 1)).toBe(20);
  });

  test('those with most between them have the half hours there are', () => {
    const between = new Map([
      ['c+hub', { ...nothing, overdue: 1 }],
      ['d+hub', { ...nothing, gaps: 1 }],
      ['a+hub', { ...nothing, late: 2 }],
    ]);
    expect(series(chosen(star, week, facts({ lastMet: lately, between })))).toEqual(['a+hub', 'c+hub']);
  });

  test('a budget is of each side, and what one leaves another takes', () => {
    const units = unitsOf(pairs('a>b', 'b>c', 'c>d'), new Map());
    const lastMet = met(['a+b', '2026-05-11'], ['b+c', '2026-05-11'], ['c+d', '2026-05-11']);
    const budget = (key: string) => (key === 'b' ? 1 : 2);
    const between = new Map([['b+c', { ...nothing, open: 1 }]]);
    expect(series(chosen(units, week, facts({ lastMet, budget, between })))).toEqual(['b+c', 'c+d']);
    expect(series(chosen(units, week, facts({ lastMet, budget: () => 0 })))).toEqual([]);
  });

  test('whoever has not met for four weeks goes first, beyond the budget, even where it is nothing', () => {
    const lastMet = new Map([...lately, ['a+hub', '2026-04-20'], ['b+hub', '2026-04-13'], ['c+hub', '2026-04-20']]);
    const between = new Map([['d+hub', { ...nothing, overdue: 9 }]]);
    for (const budget of [0, 1, 2, 3])
      expect(series(chosen(star, week, facts({ lastMet, between, budget: () => budget })))).toEqual([
        'a+hub',
        'b+hub',
        'c+hub',
      ]);
    expect(chosen(star, week, facts({ lastMet, between, budget: () => 4 }))).toHaveLength(4);
  });

  test('who never met comes in a turn of four weeks, and once that came to nothing is due until it has met', () => {
    const budget = () => 0;
    const weeks = [0, 7, 14, 21].map((days) => dateAfter(week, days));
    const turns = weeks.map((at) => series(chosen(star, at, facts({ budget }))));
    expect(turns.flat().sort()).toEqual(series(star));
    const tried = new Set(['a+hub']);
    for (const at of weeks) expect(series(chosen(star, at, facts({ budget, tried })))).toContain('a+hub');
  });

  test('together counts as one half hour, and comes when one of its pairs is due', () => {
    const units = unitsOf(pairs('hub>a', 'hub>b', 'hub>c', 'hub>d'), together({ hub: ['a', 'b', 'c'] }));
    const lastMet = new Map([...lately, ['b+hub', '2026-04-20']]);
    expect(series(chosen(units, week, facts({ lastMet, budget: () => 0 })))).toEqual(['a+b+c+hub']);
    expect(series(chosen(units, week, facts({ lastMet, budget: () => 2 })))).toEqual(['a+b+c+hub', 'd+hub']);
  });

  test('every pair meets at least every fourth week over any year, and nobody beyond the budget without need', () => {
    const department = fc.integer({ min: 0, max: 11 }).map((at) => `d${at}`);
    const relations = fc.array(fc.record({ supplier: department, customer: department }), {
      minLength: 1,
      maxLength: 60,
    });
    const run = fc.record({
      relations,
      budgets: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 12, maxLength: 12 }),
      noise: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 40, maxLength: 40 }),
      start: fc.integer({ min: 0, max: 200 }),
    });
    fc.assert(
      fc.property(run, ({ relations: halves, budgets, noise, start }) => {
        const units = unitsOf(pairsOf(halves), new Map());
        const budget = (key: string) => budgets[Number(key.slice(1))] ?? 0;
        const lastMet = new Map<string, string>();
        let at = dateAfter('2026-01-05', 7 * start);
        const since = new Map(units.map((unit) => [unit.series, 0]));
        for (let weeks = 0; weeks < 20; weeks++, at = dateAfter(at, 7)) {
          const loud = (key: string) => ({
            ...nothing,
            open: noise[(key.length * 7 + key.charCodeAt(1) + weeks) % 40] ?? 0,
          });
          const between = new Map(units.map((unit) => [unit.series, loud(unit.series)]));
          const due = new Set(
            units
              .filter((unit) => lastMet.has(unit.series) && (since.get(unit.series) ?? 0) >= 3)
              .map((unit) => unit.series),
          );
          const now = chosen(units, at, { budget, lastMet, tried: new Set(), between });
          const spent = new Map<string, number>();
          for (const unit of now) for (const key of unit.departments) spent.set(key, (spent.get(key) ?? 0) + 1);
          for (const unit of units) {
            const meets = now.includes(unit);
            expect(meets || !due.has(unit.series)).toBe(true);
            if (meets && lastMet.has(unit.series) && !due.has(unit.series))
              for (const key of unit.departments) expect(spent.get(key)).toBeLessThanOrEqual(budget(key));
            since.set(unit.series, meets ? 0 : (since.get(unit.series) ?? 0) + 1);
            expect(since.get(unit.series)).toBeLessThan(4);
            if (meets) lastMet.set(unit.series, at);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});
