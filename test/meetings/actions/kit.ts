import { expect } from 'vitest';
import { insertMeetings } from '../../../src/meetings/store.ts';
import type { Half, Meeting } from '../../../src/meetings/types.ts';
import type { Reply } from '../../../src/platform/adapter.ts';
import { minutes, shanghai, type World, whispered } from '../../world.ts';

/** A meeting of two departments that has just begun, as it stands at the table. */
export async function atTheTable(
  w: World,
  halves: Half[],
  people: [person: string, department: string][],
): Promise<Meeting> {
  const departments = [...new Set(halves.flatMap(({ supplier, customer }) => [supplier, customer]))].sort();
  const from = w.clock.now();
  const made: Omit<Meeting, 'id'> = {
    series: departments.join('+'),
    week: '2026-05-11',
    departments,
    halves,
    attendees: people.map(([person, department]) => ({ person, department, for: null, answer: 'accepted' })),
    from,
    to: new Date(from.getTime() + minutes(30)),
    status: 'running',
    sequence: 0,
    announcedAt: from,
    moves: [],
    why: null,
    points: [],
    decisions: [],
    startedAt: from,
    endedAt: null,
    minutes: null,
    nothing: [],
    givenBackMs: 0,
  };
  const [meeting] = await w.db.transaction((tx) => insertMeetings(tx, [made]));
  if (!meeting) throw new Error('the meeting was not written');
  return meeting;
}

/** Monday of a week without holidays, when everyone works. */
export const monday = shanghai('2026-05-11T10:00');

/** Opens the form behind a button and fills it in. */
export async function fillsIn(
  w: World,
  who: string,
  button: string,
  value: string,
  answers: Record<string, string>,
): Promise<Reply | null> {
  const opened = await w.clicks(who, `meetings.actions.${button}`, value);
  if (opened?.kind !== 'form') throw new Error(`no form, but: ${whispered(opened)}`);
  return w.fills(who, opened, answers);
}

/** What is wrong with what someone filled in. */
export const problemsOf = (reply: Reply | null): Record<string, string> => {
  expect(reply?.kind).toBe('problems');
  return reply?.kind === 'problems' ? reply.fields : {};
};
