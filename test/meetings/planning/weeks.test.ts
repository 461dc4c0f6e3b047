import { describe, expect, test } from 'vitest';
import { demoCompany } from '../../../src/demo/company.ts';
import { nextPlanning, planningOf, weekAt, weekOf, weeksPlannedAt } from '../../../src/meetings/planning/weeks.ts';
import { company } from '../../map/kit.ts';
import { organisationFrom } from '../../requests/rules-kit.ts';
import { shanghai } from '../../world.ts';

const org = organisationFrom(demoCompany);
const local = (at: Date) => new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');

describe('the week that is planned', () => {
  test('a week begins on Monday by the company’s clock', () => {
    expect([weekOf('2026-05-04'), weekOf('2026-05-10'), weekOf('2026-01-01')]).toEqual([
      '2026-05-04',
      '2026-05-04',
      '2025-12-29',
    ]);
    expect(weekAt(new Date('2026-05-10T15:59:00Z'), org)).toBe('2026-05-04');
    expect(weekAt(new Date('2026-05-10T16:00:00Z'), org)).toBe('2026-05-11');
  });

  test.each([
    ['the last working day but one', '2026-05-11', '2026-05-14 10:00'],
    ['a make-up Saturday is a working day', '2026-05-04', '2026-05-08 10:00'],
    ['a make-up Sunday is one too', '2026-09-14', '2026-09-18 10:00'],
    ['before National Day', '2026-09-28', '2026-09-29 10:00'],
    ['after National Day, with its Saturday', '2026-10-05', '2026-10-09 10:00'],
    ['a week without a working day: the last one before it', '2026-02-16', '2026-02-14 10:00'],
  ])('is planned on the day that suits: %s', (_, week, at) => {
    expect(local(planningOf(week, org))).toBe(at);
  });

  test('a week of one working day plans on it', () => {
    const short = organisationFrom(`
company: { name: Test, timezone: Asia/Shanghai, locale: en, referees: [a] }
calendars: { office: { hours: { mon-fri: ["09:00-17:00"] }, holidays: ["2026-05-11", "2026-05-12", "2026-05-13", "2026-05-15"] } }
departments: [{ key: x, name: X, head: a }]
people: [{ key: a, name: A, department: x }]
`);
    expect(local(planningOf('2026-05-11', short))).toBe('2026-05-14 10:00');
  });

  test('once a week, in order, for two years, and no week is forgotten', () => {
    const planned: string[] = [];
    let at = shanghai('2026-01-05');
    for (let step = 0; step < 104; step++) {
      const next = nextPlanning(at, org);
      expect(next.getTime()).toBeGreaterThan(at.getTime());
      planned.push(...weeksPlannedAt(next, org).filter((week) => !planned.includes(week)));
      at = next;
    }
    expect(planned).toEqual([...planned].sort());
    for (const [place, week] of planned.entries())
      if (place > 0) expect((Date.parse(week) - Date.parse(planned[place - 1] ?? '')) / 86_400_000).toBe(7);
    expect(planned.length).toBeGreaterThanOrEqual(104);
  });

  test('the calendar most departments use decides, and a company without departments has Thursdays', () => {
    expect(local(nextPlanning(shanghai('2026-05-14T10:00'), org))).toBe('2026-05-21 10:00');
    const empty = { ...company(['a']), departments: new Map() };
    expect(local(nextPlanning(shanghai('2026-05-14T09:59'), empty))).toBe('2026-05-14 10:00');
  });
});
