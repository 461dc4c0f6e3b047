import { describe, expect, test } from 'vitest';
import { demoCompany } from '../../../src/demo/company.ts';
import { organisationOf } from '../../../src/org/build.ts';
import { parseOrgFile } from '../../../src/org/file.ts';
import type { Organisation } from '../../../src/org/organisation.ts';
import {
  entersFor,
  mayAsk,
  mayEnd,
  membersOf,
  postsIn,
  scopeOf,
  sees,
  stepOf,
} from '../../../src/questionnaires/rounds/rules.ts';
import { nextSettled, type Shifts, settledAfter, shiftsIn } from '../../../src/questionnaires/rounds/shift.ts';
import { shanghai } from '../../world.ts';
import { paperCompany } from './company.ts';

function company(text: string): Organisation {
  const parsed = parseOrgFile(text);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  const people = parsed.file.people.map((person) => ({ ...person, id: person.key }));
  return organisationOf({ ...parsed.file, people } as Parameters<typeof organisationOf>[0]);
}

const demo = company(demoCompany);
const paper = company(paperCompany);
const works = (org: Organisation, person: string): Shifts => {
  const shifts = shiftsIn(org)(person);
  if (!shifts) throw new Error(`${person} never works`);
  return shifts;
};
const people = (org: Organisation, audience: Parameters<typeof membersOf>[1]) =>
  membersOf(org, audience).map(({ person }) => person);

describe('when someone is asked', () => {
  const at = (org: Organisation, person: string, after: string) => nextSettled(works(org, person), shanghai(after));

  test.each([
    ['in the morning, before work', 'luo', '2026-04-30T07:00', '2026-04-30T08:30'],
    ['to the minute: half past eight is over', 'luo', '2026-04-30T08:30', '2026-05-06T08:30'],
    ['in the evening: after the whole holiday', 'luo', '2026-04-30T19:00', '2026-05-06T08:30'],
    ['on the holiday', 'luo', '2026-05-03T10:00', '2026-05-06T08:30'],
    ['on Friday evening: the make-up Saturday counts', 'xu', '2026-05-08T19:00', '2026-05-09T09:30'],
    ['on a Saturday the factory works anyway', 'luo', '2026-05-15T18:00', '2026-05-16T08:30'],
    ['on a Saturday the office does not', 'xu', '2026-05-15T18:30', '2026-05-18T09:30'],
    ['at night, whoever works at night', 'sun', '2026-05-06T09:00', '2026-05-06T20:30'],
    ['on the last night before the holiday', 'sun', '2026-04-30T10:00', '2026-04-30T20:30'],
    ['no night of a holiday', 'sun', '2026-04-30T23:00', '2026-05-06T20:30'],
    ['by the shift of the roster, which is the afternoon in Berlin', 'anna', '2026-05-06T09:00', '2026-05-06T18:30'],
  ])('%s', (_, person, after, due) => {
    expect(at(demo, person, after)).toEqual(shanghai(due));
  });

  test('whoever is elsewhere is asked by their own clock, on the working days of the department', () => {
    expect(at(paper, 'ada', '2026-04-30T20:00')).toEqual(new Date('2026-05-06T09:30:00+02:00'));
    expect(at(paper, 'ada', '2026-04-30T12:00')).toEqual(new Date('2026-04-30T09:30:00+02:00'));
    expect(at(paper, 'cai', '2026-04-30T12:00')).toEqual(shanghai('2026-05-06T09:30'));
    // A make-up Saturday; and a Monday after the night in which Berlin puts its clocks back.
    expect(at(paper, 'ada', '2026-05-08T20:00')).toEqual(new Date('2026-05-09T09:30:00+02:00'));
    expect(at(paper, 'ada', '2026-10-23T20:00')).toEqual(new Date('2026-10-26T09:30:00+01:00'));
  });

  test('in the middle of a shift that is shorter than an hour', () => {
    const short = company(paperCompany.replace('"09:00-12:00", "13:00-18:00"', '"09:00-09:40"'));
    expect(at(short, 'lin', '2026-05-06T07:00')).toEqual(shanghai('2026-05-06T09:20'));
  });

  test('reminders fall on the third and fifth working day after', () => {
    const asked = shanghai('2026-05-06T08:30');
    expect(settledAfter(works(demo, 'luo'), asked, 3)).toEqual(shanghai('2026-05-09T08:30'));
    expect(settledAfter(works(demo, 'luo'), asked, 5)).toEqual(shanghai('2026-05-12T08:30'));
    expect(settledAfter(works(demo, 'sun'), shanghai('2026-04-30T20:30'), 3)).toEqual(shanghai('2026-05-08T20:30'));
    expect(settledAfter(works(paper, 'lin'), shanghai('2026-04-30T09:30'), 5)).toEqual(shanghai('2026-05-11T09:30'));
  });

  test('a lunch break is no time off; the night of a night shift belongs to the day before', () => {
    expect(works(demo, 'xu').isOn(shanghai('2026-05-06T12:30'))).toBe(true);
    expect(works(demo, 'xu').isOn(shanghai('2026-05-06T18:00'))).toBe(false);
    expect(works(demo, 'sun').isOn(shanghai('2026-05-01T07:59'))).toBe(true);
    expect(works(demo, 'sun').isOn(shanghai('2026-05-01T08:00'))).toBe(false);
    expect(works(demo, 'sun').isOn(shanghai('2026-05-02T23:00'))).toBe(false);
  });

  test('whoever belongs to no department that is left never works', () => {
    const orphan = { ...paper, departments: new Map() } as Organisation;
    expect(shiftsIn(orphan)('lin')).toBeNull();
    expect(shiftsIn(paper)('nobody')).toBeNull();
  });
});

describe('what happens when the time has come', () => {
  const luo = works(demo, 'luo');
  const now = shanghai('2026-05-06T08:30');
  const planned = { status: 'planned', askedAt: null, reminders: 0 } as const;
  const asked = { status: 'asked', askedAt: now, reminders: 0 } as const;

  test('they are asked, then reminded twice, then left in peace', () => {
    expect(stepOf(planned, false, true, luo, now)).toEqual({ kind: 'ask', dueAt: shanghai('2026-05-09T08:30') });
    const third = shanghai('2026-05-09T08:30');
    expect(stepOf(asked, false, true, luo, third)).toEqual({ kind: 'remind', dueAt: shanghai('2026-05-12T08:30') });
    const fifth = shanghai('2026-05-12T08:30');
    expect(stepOf({ ...asked, reminders: 1 }, false, true, luo, fifth)).toEqual({ kind: 'remind', dueAt: null });
    expect(stepOf({ ...asked, reminders: 2 }, false, true, luo, fifth)).toEqual({ kind: 'nothing' });
    expect(stepOf({ ...asked, status: 'draft' }, false, true, luo, third).kind).toBe('remind');
  });

  test('what an outage delayed comes at once in working time, else in the next shift', () => {
    const noon = shanghai('2026-05-06T14:00');
    expect(stepOf(planned, false, true, luo, noon)).toEqual({ kind: 'ask', dueAt: shanghai('2026-05-09T08:30') });
    const night = shanghai('2026-05-06T22:00');
    expect(stepOf(planned, false, true, luo, night)).toEqual({ kind: 'later', dueAt: shanghai('2026-05-07T08:30') });
    const saturday = shanghai('2026-05-09T22:00');
    expect(stepOf(asked, false, true, luo, saturday)).toEqual({ kind: 'later', dueAt: shanghai('2026-05-11T08:30') });
  });

  test('of two reminders that are overdue only one is sent', () => {
    expect(stepOf(asked, false, true, luo, shanghai('2026-05-13T10:00'))).toEqual({ kind: 'remind', dueAt: null });
  });

  test('who has finished or gone, or cannot be written to, hears nothing', () => {
    for (const status of ['finished', 'gone', 'noAccount'] as const)
      expect(stepOf({ ...asked, status }, false, true, luo, now)).toEqual({ kind: 'nothing' });
    expect(stepOf(planned, false, false, luo, now)).toEqual({ kind: 'noAccount' });
    expect(stepOf(asked, false, false, luo, now)).toEqual({ kind: 'nothing' });
    expect(stepOf(planned, false, true, null, now)).toEqual({ kind: 'nothing' });
  });

  test('when the round has ended, cards that asked are closed, and nobody is asked', () => {
    expect(stepOf(asked, true, true, luo, now)).toEqual({ kind: 'close' });
    expect(stepOf({ ...asked, status: 'finished' }, true, true, luo, now)).toEqual({ kind: 'close' });
    expect(stepOf({ ...asked, status: 'gone' }, true, true, luo, now)).toEqual({ kind: 'nothing' });
    expect(stepOf(planned, true, true, luo, now)).toEqual({ kind: 'nothing' });
  });
});

describe('whom a round asks', () => {
  test('the whole company, small departments by their head', () => {
    expect(people(demo, { kind: 'company' })).toHaveLength(24);
    expect(people(demo, { kind: 'company' })).not.toContain('gu');
    expect(membersOf(demo, { kind: 'company' })).toContainEqual({ person: 'chen', department: 'office' });
  });

  test('departments with those below them', () => {
    expect(people(paper, { kind: 'departments', departments: ['sales'] })).toEqual([
      'lin',
      'zhou',
      'xu',
      'ada',
      'ben',
      'cai',
    ]);
    expect(people(paper, { kind: 'departments', departments: ['nowhere'] })).toEqual([]);
  });

  test('people by their post, everywhere or in some departments', () => {
    expect(people(paper, { kind: 'posts', posts: ['销售'] })).toEqual(['zhou', 'xu', 'ada']);
    expect(people(paper, { kind: 'posts', posts: ['销售'], departments: ['export'] })).toEqual(['ada']);
    expect(postsIn(paper, new Set(['sales', 'export']))).toEqual(['销售', 'Sales, Europe', '跟单', '销售经理']);
  });

  test('a head of two departments is asked once', () => {
    const twice = company(paperCompany.replace('head: boss, calendar', 'head: lin, calendar'));
    const asked = membersOf(twice, { kind: 'company' }).filter(({ person }) => person === 'lin');
    expect(asked).toEqual([{ person: 'lin', department: 'sales' }]);
  });

  test('a small department without a head has nobody to answer for it', () => {
    const headless = company(paperCompany.replace('name: 总经办, head: boss,', 'name: 总经办,'));
    expect(people(headless, { kind: 'departments', departments: ['office'] })).not.toContain('boss');
  });
});

describe('who may do what', () => {
  const all = { kind: 'company' } as const;
  const of = (...departments: string[]) => ({ kind: 'departments', departments }) as const;

  test('referees ask anyone, heads and deputies their departments and those below, others nobody', () => {
    expect(mayAsk(paper, 'boss', all)).toBeNull();
    expect(mayAsk(paper, 'lin', of('sales', 'export'))).toBeNull();
    expect(mayAsk(paper, 'zhou', of('export'))).toBeNull();
    expect(mayAsk(paper, 'lin', all)).toEqual({ why: 'onlyReferees' });
    expect(mayAsk(paper, 'lin', of('sales', 'floor'))).toEqual({ why: 'notYours', departments: ['floor'] });
    expect(mayAsk(paper, 'ada', of('sales'))).toEqual({ why: 'notYours', departments: ['sales'] });
    expect(mayAsk(paper, 'xu', of('sales'))).toEqual({ why: 'notLeader' });
    expect(mayAsk(paper, 'lin', { kind: 'posts', posts: ['销售'] })).toEqual({ why: 'onlyReferees' });
    expect(mayAsk(paper, 'lin', { kind: 'posts', posts: ['销售'], departments: ['sales'] })).toBeNull();
  });

  test('an empty audience is refused', () => {
    expect(mayAsk(paper, 'boss', of())).toEqual({ why: 'noDepartments' });
    expect(mayAsk(paper, 'lin', of())).toEqual({ why: 'noDepartments' });
    expect(mayAsk(paper, 'boss', { kind: 'posts', posts: [] })).toEqual({ why: 'noPosts' });
  });

  test('a round is ended by its owner or a referee, once', () => {
    const round = { owner: 'lin', endedAt: null };
    expect(mayEnd(paper, 'lin', round)).toBeNull();
    expect(mayEnd(paper, 'boss', round)).toBeNull();
    expect(mayEnd(paper, 'zhou', round)).toEqual({ why: 'notOwner', owner: 'lin' });
    const at = shanghai('2026-05-06T10:00');
    expect(mayEnd(paper, 'lin', { ...round, endedAt: at })).toEqual({ why: 'ended', at });
  });

  test('progress is seen whole by the owner and referees, by heads for what they lead, by others not at all', () => {
    const round = { owner: 'lin' };
    expect(sees(paper, 'lin', round)).toBe('all');
    expect(sees(paper, 'boss', round)).toBe('all');
    expect(sees(paper, 'ada', round)).toEqual(new Set(['export']));
    expect(sees(paper, 'xu', round)).toEqual(new Set());
    expect(scopeOf(paper, 'zhou').departments).toEqual(new Set(['sales', 'export']));
  });

  test('head and deputy enter for people without an account; whoever is above only where there is neither', () => {
    expect([entersFor(paper, 'wang', 'floor'), entersFor(paper, 'boss', 'floor')]).toEqual([true, false]);
    const headless = company(
      paperCompany.replace('name: 车间, parent: office, head: wang,', 'name: 车间, parent: office,'),
    );
    expect([entersFor(headless, 'wang', 'floor'), entersFor(headless, 'boss', 'floor')]).toEqual([false, true]);
  });
});
