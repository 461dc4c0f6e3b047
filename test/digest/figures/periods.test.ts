import { describe, expect, test } from 'vitest';
import { daysBefore, periodOf, weekOf, weeksBefore } from '../../../src/digest/periods.ts';

const iso = ({ from, to }: { from: Date; to: Date }) => `${from.toISOString()} ${to.toISOString()}`;
const hours = ({ from, to }: { from: Date; to: Date }) => (to.getTime() - from.getTime()) / 3_600_000;

describe('a week', () => {
  test('begins on Monday at midnight in the company’s zone, and Sunday is its last day', () => {
    expect(weekOf('Asia/Shanghai', new Date('2026-05-10T15:59:59.999Z'))).toBe('2026-05-04');
    expect(weekOf('Asia/Shanghai', new Date('2026-05-10T16:00:00Z'))).toBe('2026-05-11');
    expect(weekOf('Asia/Shanghai', new Date('2026-01-01T00:00:00Z'))).toBe('2025-12-29');
    expect(iso(periodOf('Asia/Shanghai', '2026-05-04'))).toBe('2026-05-03T16:00:00.000Z 2026-05-10T16:00:00.000Z');
  });

  test('is as long as its clocks say', () => {
    expect(hours(periodOf('Europe/Berlin', '2026-03-23'))).toBe(167);
    expect(hours(periodOf('Europe/Berlin', '2026-10-19'))).toBe(169);
    expect(hours(periodOf('Asia/Shanghai', '2026-10-19'))).toBe(168);
  });

  test('weeks before an instant are complete, the newest first, and leave no gap, over a year of two changes of the clocks', () => {
    const weeks = weeksBefore('America/New_York', new Date('2026-12-02T12:00:00Z'), 52);
    expect(weeks[0]?.week).toBe('2026-11-23');
    expect(weeks.at(-1)?.week).toBe('2025-12-01');
    for (const [i, { period }] of weeks.entries()) if (i > 0) expect(period.to).toEqual(weeks[i - 1]?.period.from);
    expect(weeks.map(({ period }) => hours(period)).filter((one) => one !== 168)).toEqual([169, 167]);
  });

  test('an instant in its first moment has the week before it as the last complete one', () => {
    const [last] = weeksBefore('Asia/Shanghai', new Date('2026-05-10T16:00:00Z'), 1);
    expect(last?.week).toBe('2026-05-04');
    const [before] = weeksBefore('Asia/Shanghai', new Date('2026-05-10T15:59:59.999Z'), 1);
    expect(before?.week).toBe('2026-04-27');
  });
});

describe('a day', () => {
  const weekdays = (date: string) => ![0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay());

  test('is a day of work with the days off after it', () => {
    const monday = new Date('2026-05-11T01:00:00Z');
    expect(daysBefore('Asia/Shanghai', monday, 2, weekdays).map(iso)).toEqual([
      '2026-05-07T16:00:00.000Z 2026-05-10T16:00:00.000Z',
      '2026-05-06T16:00:00.000Z 2026-05-07T16:00:00.000Z',
    ]);
  });

  test('on a day off the last one runs up to it', () => {
    const sunday = new Date('2026-05-10T01:00:00Z');
    expect(daysBefore('Asia/Shanghai', sunday, 1, weekdays).map(iso)).toEqual([
      '2026-05-07T16:00:00.000Z 2026-05-09T16:00:00.000Z',
    ]);
  });

  test('whoever does not work has none', () => {
    expect(daysBefore('Asia/Shanghai', new Date('2026-05-10T01:00:00Z'), 3, () => false)).toEqual([]);
  });
});
