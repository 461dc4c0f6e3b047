import { expect, test } from 'vitest';
import {
  CalendarError,
  type CalendarForm,
  compileCalendar,
  expandCalendar,
  roundTheClock,
} from '../../src/worktime/index.ts';

const zone = 'Asia/Shanghai';
const days = (hours: CalendarForm['hours']) => Object.keys(expandCalendar({ hours }, zone).hours).sort();

test.each<[string, string[]]>([
  ['mon-fri', ['fri', 'mon', 'thu', 'tue', 'wed']],
  ['sat-mon', ['mon', 'sat', 'sun']],
  ['mon,wed', ['mon', 'wed']],
  ['mon-tue, sat', ['mon', 'sat', 'tue']],
  ['Sun', ['sun']],
  ['sun-sat', ['fri', 'mon', 'sat', 'sun', 'thu', 'tue', 'wed']],
])('%s names the days %j', (key, expected) => {
  expect(days({ [key]: ['08:00-12:00'] })).toEqual(expected);
});

test('the form becomes the spec a calendar is compiled from', () => {
  const form = {
    hours: { 'mon-fri': ['08:00-12:00', '13:00 – 17:00'], sat: ['08:00-12:00'], sun: [] },
    holidays: ['2026-10-01'],
    overrides: { '2026-10-10': ['09:00-12:00'], '2026-10-12': [] },
    day: '8h',
  };
  const weekday = [
    ['08:00', '12:00'],
    ['13:00', '17:00'],
  ];
  expect(expandCalendar(form, zone)).toEqual({
    zone,
    hours: { mon: weekday, tue: weekday, wed: weekday, thu: weekday, fri: weekday, sat: [['08:00', '12:00']], sun: [] },
    holidays: ['2026-10-01'],
    overrides: { '2026-10-10': [['09:00', '12:00']], '2026-10-12': [] },
    coveredYears: [2026],
    day: '8h',
  });
  expect(compileCalendar(expandCalendar(form, zone)).dayMs).toBe(8 * 3_600_000);
});

test.each<[string, unknown, string]>([
  ['an unknown weekday', { hours: { 'mon-fry': ['08:00-12:00'] } }, 'hours "mon-fry": write weekdays like'],
  ['an empty part', { hours: { 'mon,': ['08:00-12:00'] } }, 'hours "mon,": write weekdays like'],
  [
    'a weekday named twice',
    { hours: { 'mon-fri': ['08:00-12:00'], fri: [] } },
    'hours "fri": fri is already given by "mon-fri"',
  ],
  ['not an interval', { hours: { mon: ['8-12'] } }, 'hours "mon": "8-12" is not an interval'],
  ['not a list', { hours: { mon: '08:00-12:00' } }, 'hours "mon": write a list of intervals'],
  ['a bad holiday', { hours: {}, holidays: ['2026-13-01'] }, 'holidays: "2026-13-01" is not a date'],
  ['a bad override date', { hours: {}, overrides: { soon: [] } }, 'overrides: "soon" is not a date'],
  ['a bad override', { hours: {}, overrides: { '2026-10-10': ['9'] } }, 'overrides 2026-10-10: "9" is not an interval'],
])('%s is refused by name', (_, form, message) => {
  expect(() => expandCalendar(form as CalendarForm, zone)).toThrow(CalendarError);
  expect(() => expandCalendar(form as CalendarForm, zone)).toThrow(message);
});

test('urgent work has a calendar that is always open', () => {
  const at = new Date('2026-10-03T19:00Z');
  expect(roundTheClock(zone).add(at, 1_800_000)).toEqual(new Date('2026-10-03T19:30Z'));
});
