import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileCalendar } from '../../src/worktime/index.ts';
import { situation } from './arbitraries.ts';

const budget = fc.integer({ min: 0, max: 40 * 86_400_000 });
const runs = { numRuns: 500 };

test('what add counts forward, between counts back', () => {
  fc.assert(
    fc.property(situation(1), budget, ({ spec, start, pauses }, ms) => {
      const calendar = compileCalendar(spec);
      expect(calendar.between(start, calendar.add(start, ms, pauses), pauses)).toBe(ms);
    }),
    runs,
  );
});

test('a budget used in two parts is due when the whole is', () => {
  fc.assert(
    fc.property(situation(1), budget, budget, ({ spec, start, pauses }, a, b) => {
      const calendar = compileCalendar(spec);
      const whole = calendar.add(start, a + b + 1, pauses);
      expect(calendar.add(calendar.add(start, a, pauses), b + 1, pauses)).toEqual(whole);
    }),
    runs,
  );
});

test('due is the earliest such instant: a millisecond sooner the budget is not used up', () => {
  fc.assert(
    fc.property(situation(1), budget, ({ spec, start, pauses }, ms) => {
      const calendar = compileCalendar(spec);
      const due = calendar.add(start, ms + 1, pauses);
      expect(calendar.between(start, new Date(due.getTime() - 1), pauses)).toBe(ms);
    }),
    runs,
  );
});

test('a later start or a larger budget is never due sooner', () => {
  fc.assert(
    fc.property(situation(1), budget, budget, ({ spec, start, end, pauses }, a, b) => {
      const calendar = compileCalendar(spec);
      const [first, second] = start < end ? [start, end] : [end, start];
      expect(calendar.add(first, a, pauses) <= calendar.add(second, a, pauses)).toBe(true);
      expect(calendar.add(start, Math.min(a, b), pauses) <= calendar.add(start, Math.max(a, b), pauses)).toBe(true);
    }),
    runs,
  );
});

test('a pause delays by exactly the open time it covers, and its order among others does not matter', () => {
  fc.assert(
    fc.property(situation(1), budget, ({ spec, start, pauses }, ms) => {
      const calendar = compileCalendar(spec);
      const due = calendar.add(start, ms + 1, pauses);
      const paused = calendar.between(start, due) - calendar.between(start, due, pauses);
      expect(calendar.add(start, ms + 1 + paused)).toEqual(due);
      expect(calendar.add(start, ms + 1, [...pauses].reverse())).toEqual(due);
    }),
    runs,
  );
});

test('between adds up, and backwards is the same with a minus', () => {
  fc.assert(
    fc.property(
      situation(1),
      fc.integer({ min: -9_000_000_000, max: 9_000_000_000 }),
      ({ spec, start, end, pauses }, ms) => {
        const calendar = compileCalendar(spec);
        const other = new Date(start.getTime() + ms);
        const between = (from: Date, to: Date) => calendar.between(from, to, pauses);
        expect(between(start, end) + between(end, other)).toBe(between(start, other));
        expect(between(start, end) + between(end, start)).toBe(0);
      },
    ),
    runs,
  );
});

test('a zero budget is due at an open, unpaused instant with no open time before it', () => {
  fc.assert(
    fc.property(situation(1), ({ spec, start, pauses }) => {
      const calendar = compileCalendar(spec);
      const due = calendar.add(start, 0, pauses);
      expect(calendar.between(start, due, pauses)).toBe(0);
      expect(calendar.between(due, new Date(due.getTime() + 1), pauses)).toBe(1);
      if (pauses.length === 0) expect(due).toEqual(calendar.nextOpen(start));
    }),
    runs,
  );
});
