import { describe, expect, test } from 'vitest';
import { demoCompany } from '../../src/demo/company.ts';
import { buildOrganisation, itemsOf } from '../../src/org/build.ts';
import {
  canActFor,
  climb,
  departmentsOf,
  dutyOn,
  nextOnDuty,
  onDuty,
  referees,
  rosterGaps,
} from '../../src/org/duty.ts';
import type { Organisation } from '../../src/org/organisation.ts';
import { company, fileOf, orgOf } from './yaml.ts';

/** An instant in Shanghai's time. */
const at = (local: string) => new Date(`${local.replace(' ', 'T')}:00+08:00`);

function department(duty: string, more = 'head: wang, deputy: liu'): Organisation {
  return orgOf(company('', `  - { key: production, name: 生产部, ${more}, duty: ${duty} }`));
}

/** The same organisation after people have left. */
function without(yaml: string, ...gone: string[]): Organisation {
  return buildOrganisation(
    itemsOf(fileOf(yaml)).map((item) =>
      item.kind === 'person' && gone.includes(item.key) ? { ...item, active: false } : item,
    ),
    2,
  );
}

describe('who is on duty', () => {
  const roster =
    '{ weekly: [liu, zhao], override: { 2026-05-01: zhao }, shifts: [ { from: 20:00, to: 08:00, people: [sun] } ] }';

  test('a date wins over a shift, a shift over the week, and without a roster it is the head', () => {
    const org = department(roster);
    expect(onDuty(org, 'production', at('2026-05-01 21:00'))).toMatchObject({ person: 'zhao', source: 'override' });
    expect(onDuty(org, 'production', at('2026-05-06 21:00'))).toMatchObject({ person: 'sun', source: 'shift' });
    expect(onDuty(org, 'production', at('2026-05-06 10:00'))).toMatchObject({ source: 'weekly' });
    expect(onDuty(department('{}'), 'production', at('2026-05-06 10:00'))).toEqual({
      person: 'wang',
      people: ['wang'],
      source: 'head',
      until: null,
    });
  });

  test('an overnight shift reaches into the next morning, and ends on the minute', () => {
    const org = department(roster);
    expect(onDuty(org, 'production', at('2026-05-07 07:59'))).toMatchObject({
      person: 'sun',
      until: at('2026-05-07 08:00'),
    });
    expect(onDuty(org, 'production', at('2026-05-07 08:00'))).toMatchObject({
      source: 'weekly',
      until: at('2026-05-07 20:00'),
    });
    expect(onDuty(org, 'production', at('2026-05-07 20:00'))).toMatchObject({
      person: 'sun',
      until: at('2026-05-08 08:00'),
    });
  });

  test('a date covers its whole day, midnight to midnight, and interrupts the night shift', () => {
    const org = department(roster);
    expect(onDuty(org, 'production', at('2026-04-30 23:59'))).toMatchObject({
      person: 'sun',
      until: at('2026-05-01 00:00'),
    });
    expect(onDuty(org, 'production', at('2026-05-01 00:00'))).toMatchObject({
      person: 'zhao',
      until: at('2026-05-02 00:00'),
    });
    expect(onDuty(org, 'production', at('2026-05-02 00:00'))).toMatchObject({
      person: 'sun',
      until: at('2026-05-02 08:00'),
    });
  });

  test('the week turns on Monday, in the same order across new year', () => {
    const org = department('{ weekly: [liu, zhao, sun] }');
    const mondays = ['2025-12-15', '2025-12-22', '2025-12-29', '2026-01-05', '2026-01-12', '2026-01-19'];
    const people = mondays.map((monday) => onDuty(org, 'production', at(`${monday} 00:00`))?.person);
    expect(new Set(people.slice(0, 3)).size).toBe(3);
    expect(people.slice(3)).toEqual(people.slice(0, 3));
    expect(onDuty(org, 'production', at('2026-01-04 23:59'))?.person).toBe(people[2]);
    expect(onDuty(org, 'production', at('2026-01-05 00:00'))?.until).toEqual(at('2026-01-12 00:00'));
    expect(onDuty(org, 'production', at('2019-01-07 00:00'))?.person).toBeDefined();
  });

  test('a rotation of one is until further notice', () => {
    expect(onDuty(department('{ weekly: [sun] }'), 'production', at('2026-05-06 10:00'))?.until).toBeNull();
  });

  test('days are those of the zone of the department, not of the company', () => {
    const org = orgOf(
      company(
        'calendars: { berlin: { timezone: Europe/Berlin, hours: { mon-fri: ["09:00-17:00"] } } }',
        '  - { key: production, name: 生产部, head: wang, calendar: berlin, duty: { override: { 2026-05-01: zhao } } }',
      ),
    );
    expect(onDuty(org, 'production', at('2026-05-01 05:00'))).toMatchObject({
      person: 'wang',
      until: at('2026-05-01 06:00'),
    });
    expect(onDuty(org, 'production', at('2026-05-02 05:00'))).toMatchObject({ person: 'zhao' });
  });

  test('the first active person of a shift answers, and all are listed', () => {
    const yaml = company(
      '',
      '  - { key: production, name: 生产部, head: wang, duty: { shifts: [ { from: 00:00, to: 24:00, people: [sun, zhao, liu] } ] } }',
    );
    expect(onDuty(orgOf(yaml), 'production', at('2026-05-06 10:00'))).toMatchObject({
      person: 'sun',
      people: ['sun', 'zhao', 'liu'],
    });
    expect(onDuty(without(yaml, 'sun'), 'production', at('2026-05-06 10:00'))).toMatchObject({
      person: 'zhao',
      people: ['zhao', 'liu'],
    });
  });

  test('people who left are passed over: date to shift, shift to week, week to the next in turn, then the head', () => {
    const yaml = company('', `  - { key: production, name: 生产部, head: wang, duty: ${roster} }`);
    expect(onDuty(without(yaml, 'zhao'), 'production', at('2026-05-01 21:00'))).toMatchObject({
      person: 'sun',
      source: 'shift',
    });
    expect(onDuty(without(yaml, 'zhao', 'sun'), 'production', at('2026-05-01 21:00'))).toMatchObject({
      person: 'liu',
      source: 'weekly',
    });
    expect(onDuty(without(yaml, 'zhao', 'sun', 'liu'), 'production', at('2026-05-01 21:00'))).toMatchObject({
      person: 'wang',
      source: 'head',
    });
    expect(onDuty(without(yaml, 'zhao', 'sun', 'liu', 'wang'), 'production', at('2026-05-01 21:00'))).toBeNull();
  });

  test('a date handed on in chat wins over the date of the file, and the later of two counts', () => {
    const items = itemsOf(fileOf(company('', `  - { key: production, name: 生产部, head: wang, duty: ${roster} }`)));
    const change = (person: string) => ({ department: 'production', date: '2026-05-01', person });
    const org = buildOrganisation(items, 2, [change('sun'), change('liu')]);
    expect(onDuty(org, 'production', at('2026-05-01 10:00'))).toMatchObject({ person: 'liu', source: 'override' });
  });

  test('an unknown department has nobody', () => {
    expect(onDuty(department('{}'), 'sales', at('2026-05-01 10:00'))).toBeNull();
  });
});

describe('who is next', () => {
  test('the next person, from the instant they take over', () => {
    const org = department('{ weekly: [liu], shifts: [ { from: 20:00, to: 08:00, people: [sun] } ] }');
    expect(nextOnDuty(org, 'production', at('2026-05-06 10:00'))).toMatchObject({
      person: 'sun',
      from: at('2026-05-06 20:00'),
      until: at('2026-05-07 08:00'),
    });
  });

  test('nobody, when the same person stays', () => {
    expect(nextOnDuty(department('{}'), 'production', at('2026-05-06 10:00'))).toBeNull();
  });

  test('everyone of one date, in order of time', () => {
    const org = department('{ weekly: [liu], shifts: [ { from: 20:00, to: 08:00, people: [sun] } ] }');
    expect(dutyOn(org, 'production', '2026-05-06')).toEqual(['sun', 'liu']);
  });
});

describe('gaps of the roster', () => {
  test('none where the head answers by design, or the roster is full', () => {
    expect(rosterGaps(department('{}'), 'production', at('2026-05-01 10:00'))).toEqual([]);
    expect(rosterGaps(department('{ weekly: [liu, zhao] }'), 'production', at('2026-05-01 10:00'))).toEqual([]);
    expect(rosterGaps(department('{ override: { 2026-05-03: zhao } }'), 'production', at('2026-05-01 10:00'))).toEqual(
      [],
    );
  });

  test('hours that the shifts leave to the head', () => {
    const org = department('{ shifts: [ { from: 08:00, to: 20:00, people: [sun] } ] }');
    expect(rosterGaps(org, 'production', at('2026-05-06 10:00'), 2)).toEqual([
      { from: at('2026-05-06 20:00'), to: at('2026-05-07 08:00'), why: 'uncovered' },
      { from: at('2026-05-07 20:00'), to: at('2026-05-08 00:00'), why: 'uncovered' },
    ]);
  });

  test('a date whose person has left', () => {
    const yaml = company(
      '',
      '  - { key: production, name: 生产部, head: wang, duty: { weekly: [liu], override: { 2026-05-03: zhao } } }',
    );
    expect(rosterGaps(without(yaml, 'zhao'), 'production', at('2026-05-01 10:00'))).toEqual([
      { from: at('2026-05-03 00:00'), to: at('2026-05-04 00:00'), why: 'left' },
    ]);
  });

  test('a department without anybody', () => {
    const org = orgOf(company('', '  - { key: production, name: 生产部 }'));
    expect(rosterGaps(org, 'production', at('2026-05-01 00:00'), 14)).toEqual([
      { from: at('2026-05-01 00:00'), to: at('2026-05-15 00:00'), why: 'nobody' },
    ]);
  });
});

describe('the rungs', () => {
  const org = department('{ weekly: [zhao] }');

  test('each rung has who stands on it at that instant', () => {
    const rungs = (['duty', 'deputy', 'head', 'referee'] as const).map((rung) =>
      climb(org, 'production', rung, at('2026-05-06 10:00')),
    );
    expect(rungs).toEqual(['zhao', 'liu', 'wang', 'chen']);
  });

  test('an empty rung, and one whose person left, is nobody', () => {
    const yaml = company('', '  - { key: production, name: 生产部, head: wang }');
    expect(climb(orgOf(yaml), 'production', 'deputy', at('2026-05-06 10:00'))).toBeNull();
    expect(climb(without(yaml, 'wang'), 'production', 'head', at('2026-05-06 10:00'))).toBeNull();
    expect(climb(without(yaml, 'wang'), 'production', 'duty', at('2026-05-06 10:00'))).toBeNull();
    expect(climb(orgOf(yaml), 'sales', 'head', at('2026-05-06 10:00'))).toBeNull();
  });

  test('referees are those who are there, in order', () => {
    const yaml = company().replace('[chen]', '[chen, sun]');
    expect(referees(orgOf(yaml))).toEqual(['chen', 'sun']);
    expect(referees(without(yaml, 'chen'))).toEqual(['sun']);
  });
});

describe('who may act for a department', () => {
  const yaml = company(
    '  - { key: out, name: 外, department: b }\n  - { key: roster, name: 值, department: b }\n  - { key: boss, name: 头, department: b }',
    '  - { key: production, name: 生产部, head: boss, duty: { weekly: [roster] } }\n  - { key: b, name: B }',
  );

  test('members, head and deputy, and the people of its roster; nobody else, and nobody who left', () => {
    const org = orgOf(yaml);
    expect(['wang', 'boss', 'roster', 'out', 'unknown'].map((id) => canActFor(org, id, 'production'))).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
    expect(canActFor(without(yaml, 'wang'), 'wang', 'production')).toBe(false);
    expect(canActFor(org, 'wang', 'unknown')).toBe(false);
  });

  test('the own department comes first', () => {
    expect(departmentsOf(orgOf(yaml), 'boss')).toEqual(['b', 'production']);
    expect(departmentsOf(orgOf(yaml), 'out')).toEqual(['b']);
  });
});

describe('the demo company on the holiday', () => {
  const org = orgOf(demoCompany);
  const holiday = at('2026-05-01 10:00');

  test('has someone on duty everywhere, and silence climbs to three different people', () => {
    for (const key of ['sales', 'materials', 'production', 'purchasing', 'finance', 'quality']) {
      const people = (['duty', 'deputy', 'head'] as const).map((rung) => climb(org, key, rung, holiday));
      expect(new Set(people).size, key).toBe(3);
      expect(onDuty(org, key, holiday)?.source).toBe('override');
      expect(rosterGaps(org, key, holiday)).toEqual([]);
    }
  });
});
