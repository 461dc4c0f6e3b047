import { describe, expect, test } from 'vitest';
import { demoCompany } from '../../../src/demo/company.ts';
import { dueNow, type Hours, hoursOf, nextDue, worksFrom } from '../../../src/digest/when-rules.ts';
import { compileCalendar } from '../../../src/worktime/index.ts';
import { organisationFrom } from '../../requests/rules-kit.ts';
import { shanghai } from '../../world.ts';

const org = organisationFrom(demoCompany);

/** Without the minutes that tell people apart. */
const hours = (person: string): Hours => {
  const found = hoursOf(org, person);
  if (!found) throw new Error(`${person} has no hours`);
  return { ...found, laterMs: 0 };
};
const berlin = (text: string, offset = '+01:00') => new Date(`${text}:00${offset}`);

/** The next ones, one after the other. */
function next(cadence: 'weekly' | 'daily', of: Hours, after: Date, many: number): string[] {
  const found: Date[] = [];
  for (let at: Date | null = nextDue(cadence, of, after); at && found.length < many; at = nextDue(cadence, of, at))
    found.push(at);
  return found.map((at) => at.toISOString());
}
const iso = (...texts: string[]) => texts.map((text) => shanghai(text).toISOString());

describe('every week', () => {
  test('it is due on Monday at nine, where the reader is', () => {
    const after = shanghai('2026-11-18T10:00');
    expect(next('weekly', hours('lin'), after, 2)).toEqual(iso('2026-11-23T09:00', '2026-11-30T09:00'));
    expect(nextDue('weekly', hours('anna'), after)).toEqual(berlin('2026-11-23T09:00'));
    expect(nextDue('weekly', hours('anna'), shanghai('2026-07-15T10:00'))).toEqual(
      berlin('2026-07-20T09:00', '+02:00'),
    );
  });

  test('on a holiday it waits for the first working hour after, by the clock of where the reader is', () => {
    const after = shanghai('2026-10-01T10:00');
    // The factory opens at eight, the office at nine.
    expect(next('weekly', hours('he'), after, 2)).toEqual(iso('2026-10-08T08:00', '2026-10-12T09:00'));
    expect(next('weekly', hours('lin'), after, 1)).toEqual(iso('2026-10-08T09:00'));
    expect(nextDue('weekly', hours('anna'), after)).toEqual(berlin('2026-10-08T09:00', '+02:00'));
  });

  test('in a week in which nobody works there is none', () => {
    // Spring Festival 2026: 15 to 23 February.
    const after = shanghai('2026-02-12T10:00');
    expect(next('weekly', hours('lin'), after, 2)).toEqual(iso('2026-02-24T09:00', '2026-03-02T09:00'));
  });

  test('on a Monday that begins at noon it comes at noon', () => {
    const calendar = compileCalendar({ zone: 'Asia/Shanghai', hours: { mon: [['13:00', '17:00']] } });
    const late = { ...hours('lin'), calendar };
    expect(next('weekly', late, shanghai('2026-11-18T10:00'), 1)).toEqual(iso('2026-11-23T13:00'));
  });
});

test('far east of the company it waits until the company’s week, or day, is over', () => {
  const auckland = { ...hours('lin'), zone: 'Pacific/Auckland', companyZone: 'Europe/Berlin' };
  // Midnight in Berlin is noon in Auckland (UTC+13 in summer), where lunch ends at one.
  expect(nextDue('weekly', auckland, shanghai('2026-11-18T10:00'))).toEqual(berlin('2026-11-23T01:00'));
  expect(nextDue('daily', auckland, shanghai('2026-11-18T10:00'))).toEqual(berlin('2026-11-19T01:00'));
});

test('so far east of the company that nobody works any more when its day is over, it comes at nine all the same', () => {
  const auckland = { ...hours('lin'), zone: 'Pacific/Auckland', companyZone: 'America/Los_Angeles' };
  const nine = (date: string) => new Date(`${date}T09:00:00+13:00`).toISOString();
  // Midnight in Los Angeles is nine in the evening in Auckland.
  expect(next('daily', auckland, shanghai('2026-11-18T10:00'), 3)).toEqual(
    ['2026-11-19', '2026-11-20', '2026-11-23'].map(nine),
  );
  expect(next('weekly', auckland, shanghai('2026-11-18T10:00'), 1)).toEqual([nine('2026-11-24')]);
});

describe('every working day', () => {
  test('it is due at nine, make-up days too and holidays not', () => {
    // 20 September and 10 October 2026 make up for days off.
    expect(next('daily', hours('lin'), shanghai('2026-09-18T09:00'), 3)).toEqual(
      iso('2026-09-20T09:00', '2026-09-21T09:00', '2026-09-22T09:00'),
    );
    expect(next('daily', hours('lin'), shanghai('2026-09-30T09:00'), 4)).toEqual(
      iso('2026-10-08T09:00', '2026-10-09T09:00', '2026-10-10T09:00', '2026-10-12T09:00'),
    );
  });
});

describe('whoever is told many things at once', () => {
  test('each has minutes of their own, the same ones always', () => {
    const later = [...org.people.keys()].map((person) => hoursOf(org, person)?.laterMs ?? -1);
    expect(new Set(later).size).toBeGreaterThan(8);
    expect(Math.max(...later)).toBeLessThan(20 * 60_000);
    expect(later.every((ms) => ms >= 0 && ms % 60_000 === 0)).toBe(true);
    expect(later).toEqual([...org.people.keys()].map((person) => hoursOf(org, person)?.laterMs));
  });
});

describe('when the time has come', () => {
  const now = (cadence: 'weekly' | 'daily' | 'off', person: string, at: string) =>
    dueNow(cadence, hours(person), shanghai(at));

  test('the digest of this week is sent, until the week is over', () => {
    const occurrence = { occasion: '2026-11-23/weekly', date: '2026-11-23', at: shanghai('2026-11-23T09:00') };
    expect(now('weekly', 'lin', '2026-11-23T09:00')).toEqual({ kind: 'send', occurrence });
    expect(now('weekly', 'lin', '2026-11-27T16:00')).toEqual({ kind: 'send', occurrence });
  });

  test('what an outage held back waits for working hours, and is dropped when none are left in the week', () => {
    const until = (at: string) => ({ kind: 'wait', until: shanghai(at) });
    expect(now('weekly', 'lin', '2026-11-23T22:00')).toEqual(until('2026-11-24T09:00'));
    expect(now('weekly', 'lin', '2026-11-23T12:30')).toEqual(until('2026-11-23T13:00'));
    expect(now('weekly', 'lin', '2026-11-28T10:00')).toEqual({ kind: 'none' });
    expect(now('weekly', 'lin', '2026-11-30T08:00')).toEqual(until('2026-11-30T09:00'));
    expect(now('daily', 'lin', '2026-11-23T19:00')).toEqual({ kind: 'none' });
  });

  test('what came early waits, and who wants none gets none', () => {
    expect(now('weekly', 'lin', '2026-10-06T10:00')).toEqual({ kind: 'wait', until: shanghai('2026-10-08T09:00') });
    expect(now('daily', 'lin', '2026-10-06T10:00')).toEqual({ kind: 'none' });
    expect(now('off', 'lin', '2026-11-23T09:00')).toEqual({ kind: 'none' });
  });

  test('working hours are those of where someone is', () => {
    expect(worksFrom(hours('anna'), berlin('2026-11-23T10:00'))).toEqual(berlin('2026-11-23T10:00'));
    expect(worksFrom(hours('anna'), berlin('2026-11-23T19:00'))).toEqual(berlin('2026-11-24T09:00'));
  });
});
