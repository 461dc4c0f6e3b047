import { describe, expect, test } from 'vitest';
import { CalendarError, type CalendarSpec, compileCalendar, roundTheClock } from '../../src/worktime/index.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const noonBreak: [string, string][] = [
  ['08:00', '12:00'],
  ['13:00', '17:00'],
];
const weekdays = { mon: noonBreak, tue: noonBreak, wed: noonBreak, thu: noonBreak, fri: noonBreak };
const factory = compileCalendar({ zone: 'Asia/Shanghai', hours: weekdays });

/** Local Shanghai time. */
const sh = (text: string) => new Date(`${text.replace(' ', 'T')}+08:00`);
const always = (zone: string) => roundTheClock(zone);

describe('due times', () => {
  test.each([
    ['within the morning', '2026-03-03 09:00', 2 * HOUR, '2026-03-03 11:00'],
    ['the lunch break does not count', '2026-03-03 11:00', 2 * HOUR, '2026-03-03 14:00'],
    ['what is left runs on the next morning', '2026-03-03 16:00', 2 * HOUR, '2026-03-04 09:00'],
    ['the weekend does not count', '2026-03-06 16:30', HOUR, '2026-03-09 08:30'],
    ['a start at night counts from the morning', '2026-03-03 03:00', HOUR, '2026-03-03 09:00'],
    ['a budget used up exactly at closing is due at closing', '2026-03-03 16:00', HOUR, '2026-03-03 17:00'],
    ['also on a Friday', '2026-03-06 16:00', HOUR, '2026-03-06 17:00'],
    ['also at lunch', '2026-03-03 11:00', HOUR, '2026-03-03 12:00'],
    ['a start at closing counts from the next opening', '2026-03-03 17:00', MINUTE, '2026-03-04 08:01'],
    ['a zero budget in working time is due at once', '2026-03-03 09:00', 0, '2026-03-03 09:00'],
    ['a zero budget at closing is due at the next opening', '2026-03-06 17:00', 0, '2026-03-09 08:00'],
    ['to the millisecond', '2026-03-03 09:00:00.250', 1, '2026-03-03 09:00:00.251'],
    ['ten working days', '2026-03-03 09:00', 80 * HOUR, '2026-03-17 09:00'],
  ])('%s', (_, start, budget, due) => {
    expect(factory.add(sh(start), budget)).toEqual(sh(due));
  });

  test('an overnight shift belongs to the day it starts on', () => {
    const night = compileCalendar({
      zone: 'Asia/Shanghai',
      hours: { fri: [['22:00', '06:00']] },
      holidays: ['2026-03-07'],
    });
    expect(night.add(sh('2026-03-06 23:00'), 7 * HOUR)).toEqual(sh('2026-03-07 06:00'));
    expect(night.isWorkday('2026-03-06')).toBe(true);
    expect(night.isWorkday('2026-03-07')).toBe(false);
    expect(night.intervalsOn('2026-03-06')).toEqual([[sh('2026-03-06 22:00'), sh('2026-03-07 06:00')]]);
    expect(night.isOpen(sh('2026-03-07 06:00'))).toBe(false);
  });

  test('intervals that touch at midnight are one', () => {
    const late = compileCalendar({
      zone: 'Asia/Shanghai',
      hours: { mon: [['20:00', '24:00']], tue: [['00:00', '08:00']] },
    });
    expect(late.add(sh('2026-03-02 23:00'), 2 * HOUR)).toEqual(sh('2026-03-03 01:00'));
    expect(late.add(sh('2026-03-02 23:00'), HOUR)).toEqual(sh('2026-03-03 00:00'));
    expect(late.add(sh('2026-03-03 00:00'), 0)).toEqual(sh('2026-03-03 00:00'));
    expect(late.between(sh('2026-03-02 00:00'), sh('2026-03-09 00:00'))).toBe(12 * HOUR);
  });

  test('overlapping intervals count once', () => {
    const calendar = compileCalendar({
      zone: 'Asia/Shanghai',
      hours: {
        mon: [
          ['13:00', '22:00'],
          ['08:00', '14:00'],
          ['21:00', '02:00'],
        ],
        tue: [['00:00', '04:00']],
      },
    });
    expect(calendar.between(sh('2026-03-02 00:00'), sh('2026-03-09 00:00'))).toBe(20 * HOUR);
    expect(calendar.intervalsOn('2026-03-02')).toEqual([[sh('2026-03-02 08:00'), sh('2026-03-03 02:00')]]);
  });

  test('a holiday closes the day, and an override wins over it', () => {
    const holidays = ['2026-03-03', '2026-03-04'];
    const overrides: CalendarSpec['overrides'] = {
      '2026-03-04': [['09:00', '12:00']],
      '2026-03-05': [],
      '2026-03-08': noonBreak,
    };
    const calendar = compileCalendar({ zone: 'Asia/Shanghai', hours: weekdays, holidays, overrides });
    expect(calendar.add(sh('2026-03-02 16:00'), 4 * HOUR)).toEqual(sh('2026-03-04 12:00'));
    expect(calendar.nextOpen(sh('2026-03-04 12:00'))).toEqual(sh('2026-03-06 08:00'));
    expect(calendar.nextWorkday('2026-03-06')).toBe('2026-03-08');
  });

  test('round the clock, a day is 24 hours in a row', () => {
    const calendar = always('Asia/Shanghai');
    expect(calendar.dayMs).toBe(24 * HOUR);
    expect(calendar.add(sh('2026-12-31 23:00'), 48 * HOUR)).toEqual(sh('2027-01-02 23:00'));
    expect(calendar.nextOpen(sh('2026-12-31 23:00'))).toEqual(sh('2026-12-31 23:00'));
    expect(calendar.add(sh('2027-01-01 07:00'), HOUR)).toEqual(sh('2027-01-01 08:00'));
  });

  test('a calendar works in 2000 and in 2120', () => {
    expect(factory.add(sh('2000-01-03 09:00'), HOUR)).toEqual(sh('2000-01-03 10:00'));
    expect(factory.add(sh('2120-01-01 09:00'), HOUR)).toEqual(sh('2120-01-01 10:00'));
    expect(factory.between(sh('2000-01-03 00:00'), sh('2000-01-10 00:00'))).toBe(40 * HOUR);
  });
});

describe('pauses', () => {
  const day = (from: string, to: string): [Date, Date] => [sh(`2026-03-03 ${from}`), sh(`2026-03-03 ${to}`)];

  test('only the open time a pause covers is added', () => {
    expect(factory.add(sh('2026-03-03 09:00'), 2 * HOUR, [day('10:00', '13:30')])).toEqual(sh('2026-03-03 14:30'));
    expect(factory.between(sh('2026-03-03 09:00'), sh('2026-03-03 17:00'), [day('10:00', '13:30')])).toBe(4.5 * HOUR);
  });

  test('pauses may overlap, come in any order and be empty', () => {
    const pauses = [day('10:30', '11:00'), day('10:00', '10:45'), day('09:30', '09:30'), day('16:00', '15:00')];
    expect(factory.add(sh('2026-03-03 09:00'), 2 * HOUR, pauses)).toEqual(sh('2026-03-03 12:00'));
  });

  test('a budget used up when a pause begins is due then', () => {
    expect(factory.add(sh('2026-03-03 09:00'), HOUR, [day('10:00', '11:00')])).toEqual(sh('2026-03-03 10:00'));
  });

  test('a zero budget inside a pause is due when the pause ends in open time', () => {
    expect(factory.add(sh('2026-03-03 10:30'), 0, [day('10:00', '11:00')])).toEqual(sh('2026-03-03 11:00'));
    expect(factory.add(sh('2026-03-03 10:30'), 0, [day('10:00', '12:30')])).toEqual(sh('2026-03-03 13:00'));
  });

  test('a pause without an end matters only to what is not due before it', () => {
    const forEver: [Date, Date] = [sh('2026-03-03 10:00'), new Date(8.64e15)];
    expect(factory.add(sh('2026-03-03 09:00'), HOUR, [forEver])).toEqual(sh('2026-03-03 10:00'));
    expect(() => factory.add(sh('2026-03-03 09:00'), HOUR + 1, [forEver])).toThrow(
      'the end of a pause is out of range',
    );
    expect(factory.between(sh('2026-03-03 09:00'), sh('2026-03-09 10:00'), [forEver])).toBe(HOUR);
  });
});

describe('when the clocks change', () => {
  const utc = (text: string) => new Date(`${text}Z`);
  const allDay: [string, string][] = [['00:00', '24:00']];
  const sundays = (zone: string, ranges: [string, string][]) => compileCalendar({ zone, hours: { sun: ranges } });
  const length = (intervals: [Date, Date][]) =>
    intervals.reduce((sum, [from, to]) => sum + to.getTime() - from.getTime(), 0);

  test.each([
    ['Europe/Berlin', '2026-10-25', 25],
    ['Europe/Berlin', '2026-03-29', 23],
    ['America/New_York', '2026-11-01', 25],
    ['Australia/Lord_Howe', '2026-04-05', 24.5],
    ['Australia/Lord_Howe', '2026-10-04', 23.5],
    ['America/Sao_Paulo', '2018-11-04', 23],
  ])('a whole day in %s on %s counts %d hours', (zone, date, hours) => {
    const calendar = sundays(zone, allDay);
    expect(calendar.intervalsOn(date)).toHaveLength(1);
    expect(length(calendar.intervalsOn(date))).toBe(hours * HOUR);
    expect(always(zone).intervalsOn(date)).toEqual(calendar.intervalsOn(date));
  });

  test('the hour shown twice is open whenever the clock on the wall says so, so it may split an interval', () => {
    expect(sundays('Europe/Berlin', [['01:30', '02:30']]).intervalsOn('2026-10-25')).toEqual([
      [utc('2026-10-24T23:30'), utc('2026-10-25T00:30')],
      [utc('2026-10-25T01:00'), utc('2026-10-25T01:30')],
    ]);
  });

  test('a boundary in the skipped hour moves to where the clock goes on', () => {
    const gapEnds = utc('2026-03-29T01:00');
    expect(sundays('Europe/Berlin', [['02:30', '05:00']]).intervalsOn('2026-03-29')).toEqual([
      [gapEnds, utc('2026-03-29T03:00')],
    ]);
    expect(sundays('Europe/Berlin', [['00:00', '02:30']]).intervalsOn('2026-03-29')).toEqual([
      [utc('2026-03-28T23:00'), gapEnds],
    ]);
    expect(sundays('Europe/Berlin', [['02:00', '03:00']]).isWorkday('2026-03-29')).toBe(false);
  });

  test('a local time leads to its first instant, and a skipped one to the end of the gap', () => {
    const berlin = always('Europe/Berlin');
    expect(berlin.instant('2026-10-25', '02:30')).toEqual(utc('2026-10-25T00:30'));
    expect(berlin.instant('2026-03-29', '02:30')).toEqual(utc('2026-03-29T01:00'));
    expect(berlin.instant('2026-06-01', '24:00')).toEqual(utc('2026-06-01T22:00'));
    expect(always('America/Sao_Paulo').instant('2018-11-04', '00:00')).toEqual(utc('2018-11-04T03:00'));
  });

  test('a date that a zone skipped has no working time, and its neighbours touch', () => {
    const apia = always('Pacific/Apia');
    expect(apia.isWorkday('2011-12-30')).toBe(false);
    expect(apia.nextWorkday('2011-12-29')).toBe('2011-12-31');
    expect(apia.instant('2011-12-30', '12:00')).toEqual(utc('2011-12-30T10:00'));
    expect(apia.localDate(utc('2011-12-30T09:59'))).toBe('2011-12-29');
    expect(apia.localDate(utc('2011-12-30T10:00'))).toBe('2011-12-31');
  });
});

describe('dates and days', () => {
  test('the local date is the one in the zone', () => {
    expect(factory.localDate(new Date('2026-05-08T15:59:59.999Z'))).toBe('2026-05-08');
    expect(factory.localDate(new Date('2026-05-08T16:00:00Z'))).toBe('2026-05-09');
  });

  test('a day of budget is the longest regular day unless the calendar says otherwise', () => {
    expect(factory.dayMs).toBe(8 * HOUR);
    const mixed = { zone: 'Asia/Shanghai', hours: { mon: noonBreak, sat: [['08:00', '12:00']] as [string, string][] } };
    expect(compileCalendar(mixed).dayMs).toBe(8 * HOUR);
    expect(compileCalendar({ ...mixed, day: '7.5h' }).dayMs).toBe(7.5 * HOUR);
    expect(compileCalendar({ ...mixed, day: 6 * HOUR }).dayMs).toBe(6 * HOUR);
    expect(compileCalendar({ zone: 'UTC', hours: { fri: [['22:00', '06:00']] } }).dayMs).toBe(8 * HOUR);
  });

  test('looking back gives a negative time', () => {
    expect(factory.between(sh('2026-03-04 09:00'), sh('2026-03-03 16:00'))).toBe(-2 * HOUR);
    expect(Object.is(factory.between(sh('2026-03-03 03:00'), sh('2026-03-03 02:00')), 0)).toBe(true);
  });
});

describe('what cannot be a calendar says why', () => {
  const spec = (change: object): CalendarSpec => ({ zone: 'Asia/Shanghai', hours: weekdays, ...change });

  test.each<[string, object, string]>([
    ['never open', { hours: {} }, 'never opens'],
    ['never open in all its lists', { hours: { mon: [] }, overrides: { '2026-05-09': [] } }, 'never opens'],
    ['no zone', { zone: undefined }, '"undefined" is not a time zone: write an IANA name'],
    ['unknown zone', { zone: 'Asia/Suzhou' }, '"Asia/Suzhou" is not a time zone'],
    ['unknown weekday', { hours: { monday: noonBreak } }, '"monday" is not a weekday: write one of mon, tue'],
    ['a time without its zero', { hours: { mon: [['8:00', '12:00']] } }, 'hours mon: "8:00" is not a time'],
    ['a time past the day', { hours: { mon: [['08:00', '24:30']] } }, '"24:30" is not a time'],
    ['an empty interval', { hours: { mon: [['08:00', '08:00']] } }, 'a whole day is 00:00 to 24:00'],
    ['a start at 24:00', { hours: { mon: [['24:00', '08:00']] } }, 'cannot start at 24:00'],
    ['half an interval', { hours: { mon: [['08:00']] } }, 'write each interval as two times'],
    ['an interval without its list', { hours: { mon: ['08:00', '12:00'] } }, 'write each interval as two times'],
    ['no such date', { holidays: ['2026-02-30'] }, 'holidays: "2026-02-30" is not a date'],
    ['a date written otherwise', { overrides: { '10/01/2026': [] } }, 'overrides: "10/01/2026" is not a date'],
    ['a bad override', { overrides: { '2026-10-10': [['9', '12:00']] } }, 'overrides 2026-10-10: "9" is not a time'],
    ['a day without length', { day: 0 }, 'day: "0" cannot be'],
    ['a day in days', { day: '1d' }, 'day: "1d" counts days'],
  ])('%s', (_, change, message) => {
    expect(() => compileCalendar(spec(change))).toThrow(CalendarError);
    expect(() => compileCalendar(spec(change))).toThrow(message);
  });

  test('a budget that cannot be used up is refused instead of searched for', () => {
    for (const budget of [-1, Number.NaN, Number.POSITIVE_INFINITY, 1e15]) {
      expect(() => factory.add(sh('2026-03-03 09:00'), budget)).toThrow(CalendarError);
    }
  });

  test('invalid dates are refused', () => {
    const bad = new Date(Number.NaN);
    expect(() => factory.add(bad, 1)).toThrow('start is not a valid date');
    expect(() => factory.between(sh('2026-03-03 09:00'), new Date(8e15))).toThrow('to is out of range');
    expect(() => factory.add(sh('2026-03-03 09:00'), 1, [[sh('2026-03-03 09:00'), bad]])).toThrow(
      'a pause begins or ends',
    );
    expect(() => factory.instant('2026-03-03', '25:00')).toThrow('"25:00" is not a time');
  });
});
