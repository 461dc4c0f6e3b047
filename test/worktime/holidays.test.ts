import { describe, expect, test } from 'vitest';
import {
  CalendarError,
  type CalendarForm,
  chineseHolidays,
  compileCalendar,
  expandCalendar,
  holidayData,
  isProvisional,
  makeupOverrides,
  missingYearWarning,
  provisionalFrom,
} from '../../src/worktime/index.ts';

const form: CalendarForm = { hours: { 'mon-fri': ['08:00-12:00', '13:00-17:00'] }, holidays: 'cn' };
const zone = 'Asia/Shanghai';
const factory = compileCalendar(expandCalendar(form, zone));
const hours = (calendar: typeof factory, date: string) =>
  calendar
    .intervalsOn(date)
    .map(([from, to]) => `${from.toISOString().slice(11, 16)}-${to.toISOString().slice(11, 16)}`);

describe('China', () => {
  const dates = (month: string, from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, i) => `${month}-${String(from + i).padStart(2, '0')}`);

  test('the holidays of 2026 are closed', () => {
    const closed = [...dates('2026-02', 15, 23), ...dates('2026-05', 1, 5), ...dates('2026-10', 1, 7)];
    expect(closed.filter((date) => factory.isWorkday(date))).toEqual([]);
  });

  test('the days around them are worked', () => {
    for (const date of ['2026-04-30', '2026-05-06', '2026-10-08']) expect(factory.isWorkday(date)).toBe(true);
  });

  test('make-up workdays of 2026 are full working days although they fall on a weekend', () => {
    const made = ['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'];
    expect(holidayData('cn', [2026]).makeup).toEqual(made);
    for (const date of made) expect(hours(factory, date)).toEqual(['00:00-04:00', '05:00-09:00']);
  });

  test('the make-up workday after a long weekend counts like any Monday', () => {
    const friday = new Date('2026-05-08T08:00Z');
    expect(factory.add(friday, 3 * 3_600_000).toISOString()).toBe('2026-05-09T02:00:00.000Z');
    expect(factory.nextWorkday('2026-05-09')).toBe('2026-05-11');
  });

  test('it takes the hours of the weekday it replaces, not those of its own', () => {
    const week = { ...form, hours: { 'mon,wed-fri': ['08:00-12:00'], tue: ['09:00-11:00'], sat: ['13:00-15:00'] } };
    const calendar = compileCalendar(expandCalendar(week, zone));
    expect(holidayData('cn', [2026]).replaces['2026-05-09']).toBe('2026-05-05');
    expect(hours(calendar, '2026-05-09')).toEqual(['01:00-03:00']);
    expect(hours(calendar, '2026-05-16')).toEqual(['05:00-07:00']);
  });

  test('without a known or worked weekday it takes those of the first working weekday', () => {
    const week = { wed: [['10:00', '12:00'] as const], sat: [['13:00', '15:00'] as const] };
    expect(makeupOverrides(week, ['2026-05-09'])).toEqual({ '2026-05-09': [['10:00', '12:00']] });
    expect(makeupOverrides(week, ['2026-05-09'], { '2026-05-09': '2026-05-05' })).toEqual({
      '2026-05-09': [['10:00', '12:00']],
    });
    expect(makeupOverrides({}, ['2026-05-09'])).toEqual({});
  });

  test("the operator's own dates win over both", () => {
    const own = { ...form, overrides: { '2026-05-09': [], '2026-05-01': ['09:00-10:00'] } };
    const calendar = compileCalendar(expandCalendar(own, zone));
    expect(calendar.isWorkday('2026-05-09')).toBe(false);
    expect(hours(calendar, '2026-05-01')).toEqual(['01:00-02:00']);
  });

  test('no date is both closed and worked, and every year since 2004 is covered', () => {
    const { closed, makeup, coveredYears } = chineseHolidays();
    expect(makeup.filter((date) => closed.includes(date))).toEqual([]);
    expect((coveredYears as readonly number[]).slice(0, 23)).toEqual(Array.from({ length: 23 }, (_, i) => 2004 + i));
  });
});

describe('other countries', () => {
  test('their public holidays close the day, observances do not', () => {
    const berlin = compileCalendar(expandCalendar({ ...form, holidays: 'de' }, 'Europe/Berlin'));
    expect(['2026-01-01', '2026-04-06', '2026-12-25'].filter((date) => berlin.isWorkday(date))).toEqual([]);
    expect(berlin.isWorkday('2026-02-16')).toBe(true);
    expect(berlin.isWorkday('2026-01-06')).toBe(true);
    expect(holidayData('de', [2026, 2027]).closed.filter((date) => date.endsWith('-10-03'))).toEqual([
      '2026-10-03',
      '2027-10-03',
    ]);
    expect(holidayData('de', [2026]).coveredYears).toBe('all');
  });

  test('a state adds its own, a substitute day counts, half days do not', () => {
    const bavaria = compileCalendar(expandCalendar({ ...form, holidays: 'de-by' }, 'Europe/Berlin'));
    expect(bavaria.isWorkday('2026-01-06')).toBe(false);
    expect(holidayData('us', [2026]).closed).toContain('2026-07-03');
    expect(holidayData('is', [2026]).closed).not.toContain('2026-12-24');
  });

  test('feasts of several days close each of them', () => {
    expect(holidayData('vn', [2026]).closed.filter((date) => date.startsWith('2026-02')).length).toBeGreaterThanOrEqual(
      5,
    );
  });

  test.each(['xx', 'de-zz', 'constructor', ''])('"%s" is refused', (country) => {
    expect(() => expandCalendar({ ...form, holidays: country }, zone)).toThrow(CalendarError);
    expect(() => holidayData(country, [2026])).toThrow('write cn, an ISO country code');
  });
});

describe('years without data', () => {
  const covered = [2025, 2026];
  const noon = (date: string) => new Date(`${date}T12:00:00+08:00`);

  test('from 1 December the operator is warned about the next year', () => {
    expect(missingYearWarning(noon('2026-11-30'), zone, covered)).toBeNull();
    expect(missingYearWarning(new Date('2026-11-30T16:00Z'), zone, covered)).toBe(2027);
    expect(missingYearWarning(noon('2025-12-31'), zone, covered)).toBeNull();
    expect(missingYearWarning(noon('2026-12-31'), zone, 'all')).toBeNull();
  });

  test('the warning stays while the year runs without data', () => {
    expect(missingYearWarning(noon('2027-06-01'), zone, covered)).toBe(2027);
  });

  test('a deadline that reaches into such a year is provisional', () => {
    expect(provisionalFrom(noon('2026-12-30'), zone, covered)).toEqual(new Date('2026-12-31T16:00Z'));
    expect(isProvisional(noon('2026-12-30'), noon('2026-12-31'), zone, covered)).toBe(false);
    expect(isProvisional(noon('2026-12-30'), new Date('2026-12-31T16:00Z'), zone, covered)).toBe(false);
    expect(isProvisional(noon('2026-12-30'), noon('2027-01-04'), zone, covered)).toBe(true);
    expect(isProvisional(noon('2027-02-01'), noon('2027-02-02'), zone, covered)).toBe(true);
    expect(provisionalFrom(noon('2026-12-30'), zone, 'all')).toBeNull();
  });

  test('a list of dates covers the years it names, no holidays at all covers every year', () => {
    expect(expandCalendar({ ...form, holidays: ['2026-10-01', '2025-10-01'] }, zone).coveredYears).toEqual([
      2025, 2026,
    ]);
    expect(expandCalendar({ hours: form.hours }, zone).coveredYears).toBe('all');
    expect(expandCalendar(form, zone).coveredYears).toContain(2026);
  });
});
