import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Command, concerned, type Decision, decide, settled } from '../../../src/meetings/life/rules.ts';
import { closesAt, missedOf, nextDay, offeredOf } from '../../../src/meetings/life/rules-times.ts';
import type { Meeting, MeetingStatus } from '../../../src/meetings/types.ts';
import { org } from '../../requests/rules-kit.ts';
import { hours, minutes, shanghai } from '../../world.ts';
import { meetingOf, monday, pair, tuesdayAtTen } from './kit.ts';

const meeting: Meeting = { ...meetingOf(tuesdayAtTen, pair), id: 1 };
const factory = org.departments.get('production')?.calendar ?? null;

function accepted(decision: Decision): Meeting {
  if ('refusal' in decision) throw new Error(`refused: ${JSON.stringify(decision.refusal)}`);
  return decision.meeting;
}

describe('a meeting, whatever is done to it in whatever order', () => {
  const people = ['he', 'lin', 'luo', 'xu', 'zheng', 'tang'];
  const slots = [tuesdayAtTen, shanghai('2026-05-13T10:00'), shanghai('2026-05-14T10:00')];
  const by = fc.constantFrom(...people);
  const words = fc.constantFrom('', '说好的', '不是这样');
  const points: Meeting['points'] = ['added/1', 'added/2'].map((key, at) => ({
    key,
    ticked: null,
    line: {
      key,
      source: { kind: 'added', id: at + 1 },
      supplier: 'materials',
      customer: 'sales',
      weight: 1,
      about: { kind: 'added', department: 'sales', text: key, at: monday },
    },
  }));
  const commands: fc.Arbitrary<Command> = fc.oneof(
    fc.record({ kind: fc.constantFrom('accept' as const, 'decline' as const, 'handBack' as const), by }),
    fc.record({
      kind: fc.constant('move' as const),
      by,
      from: fc.constantFrom(...slots),
      to: fc.constant(shanghai('2026-05-14T10:30')),
      why: words,
      seen: fc.nat(3),
    }),
    fc.record({ kind: fc.constant('send' as const), by, to: by }),
    fc.record({ kind: fc.constant('leave' as const), person: by, heir: fc.option(by) }),
    fc.record({
      kind: fc.constant('renew' as const),
      gone: fc.subarray(['sales']),
      heirs: fc.array(
        fc.record({ department: fc.constantFrom('sales', 'materials'), person: fc.option(by), heir: by }),
        { maxLength: 1 },
      ),
    }),
    fc.record({ kind: fc.constant('cancel' as const), why: fc.constant('empty' as const) }),
    fc.record({ kind: fc.constant('begin' as const), points: fc.constant(points) }),
    fc.record({
      kind: fc.constant('tick' as const),
      by,
      add: fc.subarray(['added/1', 'added/2', 'no']),
      drop: fc.subarray(['added/1']),
    }),
    fc.record({ kind: fc.constant('decide' as const), by, text: words, about: fc.constant(null) }),
    fc.record({ kind: fc.constant('finish' as const), by, words, tick: fc.subarray(['added/1', 'added/2']) }),
    fc.record({ kind: fc.constant('closeAlone' as const), acted: fc.option(by) }),
    fc.record({ kind: fc.constant('confirm' as const), by }),
    fc.record({ kind: fc.constant('object' as const), by, words }),
    fc.record({ kind: fc.constant('notHeld' as const), by, reason: fc.constant('busy' as const), words }),
    fc.record({ kind: fc.constant('noAnswer' as const) }),
  );
  const running = accepted(decide(meeting, { kind: 'begin', points }, tuesdayAtTen, org));
  const finish: Command = { kind: 'finish', by: 'lin', words: '', tick: [] };
  /** Before, and after it was held: at random few come as far. */
  const begins = fc.constantFrom(
    { state: meeting, at: shanghai('2026-05-12T08:00') },
    { state: accepted(decide(running, finish, tuesdayAtTen, org)), at: tuesdayAtTen },
  );
  const steps = fc.array(fc.record({ command: commands, waitMs: fc.constantFrom(0, minutes(20), hours(9)) }), {
    maxLength: 30,
  });
  /** What may follow what; nothing comes back from the end but that it did take place. */
  const ways: Record<MeetingStatus, MeetingStatus[]> = {
    announced: ['announced', 'running', 'cancelled'],
    running: ['running', 'held', 'notHeld'],
    held: ['held'],
    notHeld: ['notHeld', 'held'],
    cancelled: ['cancelled'],
    skipped: ['skipped'],
    leftOut: ['leftOut'],
  };

  function holds(before: Meeting, then: Meeting, command: Command): void {
    expect(ways[before.status]).toContain(then.status);
    expect(new Set(then.attendees.map(({ person }) => person)).size).toBe(then.attendees.length);
    const changed = before.from !== then.from || concerned(before).join() !== concerned(then).join();
    if (changed && command.kind !== 'leave') expect(then.sequence).toBeGreaterThan(before.sequence);
    expect(then.sequence).toBeGreaterThanOrEqual(before.sequence);
    expect(then.status === 'held').toBe(then.minutes !== null);
    expect(then.givenBackMs > 0).toBe(then.status === 'cancelled' && then.attendees.length > 0);
    const { confirmed = [], objections = [] } = then.minutes ?? {};
    const sides = [...confirmed, ...objections].map(({ department }) => department);
    expect(new Set(sides).size).toBe(sides.length);
    if (settled(then)) expect(objections).toEqual([]);
  }

  test('goes on only as it may: nobody twice, one voice a side, minutes only of what was held', () => {
    const reached = new Set<string>();
    fc.assert(
      fc.property(begins, steps, (begin, all) => {
        let now = begin.at;
        let state = begin.state;
        for (const { command, waitMs } of all) {
          now = new Date(now.getTime() + waitMs);
          const decision = decide(state, command, now, org);
          if ('refusal' in decision) continue;
          holds(state, decision.meeting, command);
          // What happened is told, and without news nothing is different; who left, or is no more, is only a name less.
          if (decision.happenings.length === 0 && command.kind !== 'leave' && command.kind !== 'renew')
            expect(decision.meeting).toBe(state);
          state = decision.meeting;
          if (settled(state)) reached.add('settled');
        }
        reached.add(settled(state) ? 'settled' : state.status);
      }),
      { numRuns: 3000 },
    );
    expect([...reached].sort()).toEqual(['announced', 'cancelled', 'held', 'notHeld', 'running', 'settled']);
  });

  test('the same again changes nothing', () => {
    fc.assert(
      fc.property(steps, commands, (all, last) => {
        let now = shanghai('2026-05-12T08:00');
        let state = meeting;
        for (const { command, waitMs } of all) {
          now = new Date(now.getTime() + waitMs);
          const decision = decide(state, command, now, org);
          if (!('refusal' in decision)) state = decision.meeting;
        }
        const once = decide(state, last, now, org);
        if ('refusal' in once) return;
        const again = decide(once.meeting, last, now, org);
        if (!('refusal' in again) && last.kind !== 'finish') expect(again.meeting).toEqual(once.meeting);
      }),
      { numRuns: 1500 },
    );
  });
});

describe('what is refused', () => {
  const at = shanghai('2026-05-12T09:00');

  test('strangers, and what belongs to another time', () => {
    expect(decide(meeting, { kind: 'accept', by: 'zheng' }, at, org)).toEqual({
      refusal: { why: 'notYours', people: ['he', 'lin'] },
    });
    expect(decide(meeting, { kind: 'accept', by: 'lin' }, tuesdayAtTen, org)).toEqual({
      refusal: { why: 'begun', at: tuesdayAtTen },
    });
    expect(decide(meeting, { kind: 'tick', by: 'lin', add: [], drop: [] }, at, org)).toEqual({
      refusal: { why: 'notBegun', at: tuesdayAtTen },
    });
    const cancelled = accepted(decide(meeting, { kind: 'cancel', why: 'empty' }, at, org));
    expect(decide(cancelled, { kind: 'confirm', by: 'lin' }, at, org)).toEqual({ refusal: { why: 'noMinutes' } });
  });

  test('a deputy of the department speaks for it, though someone else sits there', () => {
    const running = accepted(decide(meeting, { kind: 'begin', points: [] }, tuesdayAtTen, org));
    const held = accepted(decide(running, { kind: 'finish', by: 'zhou', words: '', tick: [] }, tuesdayAtTen, org));
    expect(held.minutes?.confirmed).toEqual([{ department: 'sales', by: 'zhou', at: tuesdayAtTen }]);
  });
});

describe('times', () => {
  test('minutes close half an hour before the day ends, and never within the hour', () => {
    expect(closesAt(factory, tuesdayAtTen)).toEqual(shanghai('2026-05-12T16:30'));
    expect(closesAt(factory, shanghai('2026-05-12T16:00'))).toEqual(shanghai('2026-05-12T17:00'));
    expect(closesAt(factory, shanghai('2026-05-16T09:00'))).toEqual(shanghai('2026-05-16T11:30'));
    expect(closesAt(null, tuesdayAtTen)).toEqual(shanghai('2026-05-12T11:00'));
  });

  test('the next day is the next working day', () => {
    expect(nextDay(factory, shanghai('2026-05-16T09:00'))).toEqual({
      from: shanghai('2026-05-18T08:00'),
      to: shanghai('2026-05-18T17:00'),
    });
    expect(nextDay(factory, shanghai('2026-09-30T10:00')).from).toEqual(shanghai('2026-10-08T08:00'));
  });

  test('three of the last four count, whatever was before', () => {
    const of = (...statuses: MeetingStatus[]) => missedOf(statuses.map((status) => ({ ...meeting, status })));
    expect(of('notHeld', 'notHeld', 'notHeld', 'held', 'held')).toBeNull();
    expect(of('held', 'held', 'notHeld', 'notHeld', 'held', 'notHeld')).toEqual({ count: 3, of: 4 });
    expect(of('notHeld', 'notHeld')).toBeNull();
    expect(of('notHeld', 'notHeld', 'notHeld')).toEqual({ count: 3, of: 3 });
  });

  test('offered are the first of each day and the same hour, then the soonest', () => {
    const slot = (text: string) => ({ from: shanghai(text), to: new Date(shanghai(text).getTime() + minutes(30)) });
    const free = ['11T09:00', '11T09:30', '11T10:00', '12T09:00', '12T10:00', '13T11:00'].map((at) =>
      slot(`2026-05-${at}`),
    );
    const day = (at: Date) => at.toISOString().slice(0, 10);
    const hour = (at: Date) => at.toISOString().slice(11, 16);
    const offered = (most: number) =>
      offeredOf(free, tuesdayAtTen, most, day, hour).map(({ from }) => free.findIndex((one) => one.from === from));
    expect(offered(10)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(offered(5)).toEqual([0, 2, 3, 4, 5]);
    expect(offered(2)).toEqual([0, 3]);
    expect(offeredOf([], tuesdayAtTen, 10, day, hour)).toEqual([]);
  });
});
