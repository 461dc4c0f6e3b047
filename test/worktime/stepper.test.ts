import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CalendarError, compileCalendar } from '../../src/worktime/index.ts';
import { MOMENTS, situation } from './arbitraries.ts';
import * as stepper from './stepper.ts';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

test('due times agree with a stepper that reads the wall clock minute by minute', () => {
  const minutes = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3000 }));
  fc.assert(
    fc.property(situation(), minutes, ({ spec, start, pauses }, budget) => {
      const limit = start.getTime() + 4 * DAY;
      const expected = stepper.add(spec, start.getTime(), budget * MINUTE, pauses, limit);
      const due = compileCalendar(spec).add(start, budget * MINUTE, pauses);
      if (expected === null) expect(due.getTime()).toBeGreaterThanOrEqual(limit);
      else expect(due.toISOString()).toBe(new Date(expected).toISOString());
    }),
    { numRuns: 250 },
  );
});

test('open time between two instants agrees with the stepper', () => {
  fc.assert(
    fc.property(situation(), ({ spec, start, end, pauses }) => {
      const [from, to] = start < end ? [start, end] : [end, start];
      const expected = stepper.between(spec, from.getTime(), to.getTime(), pauses);
      expect(compileCalendar(spec).between(from, to, pauses)).toBe(expected);
    }),
    { numRuns: 250 },
  );
});

test('being open, and next opening, agree with the stepper', () => {
  fc.assert(
    fc.property(situation(), ({ spec, start }) => {
      const calendar = compileCalendar(spec);
      expect(calendar.isOpen(start)).toBe(stepper.isOpen(spec, start.getTime()));
      const limit = start.getTime() + 3 * DAY;
      const expected = stepper.add(spec, start.getTime(), 0, [], limit);
      const opening = calendar.nextOpen(start).getTime();
      if (expected === null) expect(opening).toBeGreaterThanOrEqual(limit);
      else expect(opening).toBe(expected);
    }),
    { numRuns: 300 },
  );
});

test('seconds count: due times agree with the stepper second by second', () => {
  fc.assert(
    fc.property(situation(1000), fc.integer({ min: 0, max: 4000 }), ({ spec, start, pauses }, seconds) => {
      const limit = start.getTime() + DAY / 8;
      const expected = stepper.add(spec, start.getTime(), seconds * 1000, pauses, limit, 1000);
      const due = compileCalendar(spec)
        .add(start, seconds * 1000, pauses)
        .getTime();
      if (expected === null) expect(due).toBeGreaterThanOrEqual(limit);
      else expect(due).toBe(expected);
    }),
    { numRuns: 100 },
  );
});

test.each(MOMENTS)('in %s around %s every local time leads to the first instant that shows it', (zone, around) => {
  const calendar = compileCalendar({ zone, hours: { mon: [['08:00', '12:00']] } });
  const first = new Map<string, number>();
  const middle = Date.parse(around);
  for (let at = middle - 2 * DAY; at < middle + 3 * DAY; at += MINUTE) {
    const { date, time } = stepper.reading(zone, at);
    expect(calendar.localDate(new Date(at))).toBe(date);
    const shown = `${date} ${new Date(time).toISOString().slice(11, 16)}`;
    if (!first.has(shown)) first.set(shown, at);
  }
  for (let wall = middle - DAY; wall < middle + DAY; wall += MINUTE) {
    const [date = '', time = ''] = new Date(wall).toISOString().slice(0, 16).split('T');
    const at = calendar.instant(date, time).getTime();
    const expected = first.get(`${date} ${time}`);
    if (expected !== undefined) expect(at).toBe(expected);
    else {
      const [before, after] = [stepper.reading(zone, at - 1000), stepper.reading(zone, at)];
      expect(Date.parse(before.date) + before.time).toBeLessThan(wall);
      expect(Date.parse(after.date) + after.time).toBeGreaterThan(wall);
    }
  }
});

test('the intervals of all dates together are exactly the open time', () => {
  fc.assert(
    fc.property(situation(), ({ spec, start }) => {
      const calendar = compileCalendar(spec);
      const dates = new Set<string>();
      for (let at = start.getTime() - 3 * DAY; at <= start.getTime() + 2 * DAY; at += DAY / 4) {
        dates.add(new Date(at).toISOString().slice(0, 10));
      }
      const inside = [...dates].some((date) =>
        calendar.intervalsOn(date).some(([from, to]) => start >= from && start < to),
      );
      expect(inside).toBe(calendar.isOpen(start));
      for (const date of dates) expect(calendar.isWorkday(date)).toBe(calendar.intervalsOn(date).length > 0);
    }),
    { numRuns: 300 },
  );
});

test('a calendar of a single past date says that it opens no more', () => {
  const calendar = compileCalendar({
    zone: 'Asia/Shanghai',
    hours: {},
    overrides: { '2026-05-09': [['08:00', '12:00']] },
  });
  expect(calendar.add(new Date('2026-01-01T00:00Z'), 4 * 60 * MINUTE).toISOString()).toBe('2026-05-09T04:00:00.000Z');
  expect(() => calendar.add(new Date('2026-01-01T00:00Z'), 4 * 60 * MINUTE + 1)).toThrow(CalendarError);
  expect(() => calendar.nextOpen(new Date('2026-05-09T04:00Z'))).toThrow('does not open within 200 years');
});
