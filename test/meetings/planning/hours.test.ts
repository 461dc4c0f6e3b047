import { expect, test } from 'vitest';
import { gridOf, hoursIn, slotStart } from '../../../src/meetings/planning/hours.ts';
import { zoneOf } from '../../../src/worktime/zone.ts';
import { organisationFrom } from '../../requests/rules-kit.ts';

const companyIn = (zone: string) =>
  organisationFrom(`
company: { name: T, timezone: ${zone}, locale: en, referees: [a] }
calendars: { office: { hours: { mon-fri: ["09:00-12:00", "13:00-17:00"] } } }
departments: [ { key: x, name: X, head: a, calendar: office } ]
people: [ { key: a, name: A, department: x } ]
`);

const long = new Date(0);

test.each([
  ...['Asia/Shanghai', 'Asia/Kolkata', 'Asia/Kathmandu', 'Australia/Eucla', 'Pacific/Chatham'],
  ...['Australia/Lord_Howe', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'America/St_Johns', 'Europe/Berlin'],
])('in %s half hours are those on the clock, also when clocks are changed', (zone) => {
  const org = companyIn(zone);
  // Summer time begins or ends in some of these weeks; the last one is the 53rd of 2026.
  for (const week of ['2026-03-23', '2026-03-30', '2026-09-21', '2026-10-19', '2026-10-26', '2026-12-28']) {
    const grid = gridOf(week, org, long);
    const wall = (slot: number) => new Date(zoneOf(zone).wall(slotStart(grid, slot).getTime())).toISOString();
    const begins = hoursIn(org, grid)('a').map((slot) => wall(slot).slice(0, 16));
    const days = [0, 1, 2, 3, 4].map((day) => new Date(Date.parse(week) + day * 86_400_000).toISOString().slice(0, 10));
    const clock = ['09', '10', '11', '13', '14', '15', '16'].flatMap((hour) => [`${hour}:00`, `${hour}:30`]);
    expect(begins).toEqual(days.flatMap((day) => clock.map((time) => `${day}T${time}`)));
  }
});

test('what is left of a week begins at the next half hour on the clock', () => {
  const left = (at: string) => slotStart(gridOf('2026-05-11', companyIn('Asia/Kathmandu'), new Date(at)), 0);
  // 10:07 in Kathmandu.
  expect(left('2026-05-12T04:22:00Z')).toEqual(new Date('2026-05-12T04:45:00Z'));
  expect(left('2026-05-12T04:45:00Z')).toEqual(new Date('2026-05-12T04:45:00Z'));
  expect(gridOf('2026-05-11', companyIn('Asia/Kathmandu'), new Date('2026-05-18T00:00:00Z')).count).toBe(0);
});
