import { timers } from '../../../src/engine/tables.ts';
import { insertAction } from '../../../src/meetings/actions/store.ts';
import { agendaOf, agendaTimers, lineWords } from '../../../src/meetings/agenda/index.ts';
import { lookOf } from '../../../src/meetings/look.ts';
import { insertMeetings, readMeetings } from '../../../src/meetings/store.ts';
import type { Action, AgendaLine, Meeting } from '../../../src/meetings/types.ts';
import type { Organisation } from '../../../src/org/organisation.ts';
import type { Reply } from '../../../src/platform/adapter.ts';
import { minutes, read, type World, whispered } from '../../world.ts';

/** Material control serves sales; sales is told of what it needs. */
export const half = { supplier: 'materials', customer: 'sales' };
export const back = { supplier: 'sales', customer: 'materials' };

/** A meeting of the departments of `halves` as it was told of, with its timers set; their heads sit there. */
export async function meets(w: World, from: Date, over: Partial<Omit<Meeting, 'id'>> = {}): Promise<Meeting> {
  const halves = over.halves ?? [half];
  const departments = [...new Set(halves.flatMap(({ supplier, customer }) => [supplier, customer]))].sort();
  const org = await w.organisation();
  const [meeting] = await w.db.transaction((tx) =>
    insertMeetings(tx, [{ ...madeOf(org, departments, from), halves, ...over }]),
  );
  if (!meeting) throw new Error('the meeting was not written');
  await setTimers(w, meeting);
  return meeting;
}

function madeOf(org: Organisation, departments: string[], from: Date): Omit<Meeting, 'id'> {
  const heads = departments.map((department) => ({
    person: org.departments.get(department)?.head ?? '',
    department,
    for: null,
    answer: 'none' as const,
  }));
  return {
    series: departments.join('+'),
    week: mondayOf(from),
    departments,
    halves: [],
    attendees: heads,
    from,
    to: new Date(from.getTime() + minutes(30)),
    status: 'announced',
    sequence: 0,
    announcedAt: from,
    moves: [],
    why: null,
    points: [],
    decisions: [],
    startedAt: null,
    endedAt: null,
    minutes: null,
    nothing: [],
    givenBackMs: 0,
  };
}

/** Shanghai has no summer time. */
function mondayOf(at: Date): string {
  const local = new Date(at.getTime() + 8 * 3_600_000);
  const day = (local.getUTCDay() + 6) % 7;
  return new Date(local.getTime() - day * 86_400_000).toISOString().slice(0, 10);
}

/** As the life of a meeting sets them when it is told of or moved. */
export async function setTimers(w: World, meeting: Meeting): Promise<void> {
  const turn = { now: w.clock.now(), org: await w.organisation(), reachable: () => true };
  for (const effect of agendaTimers(turn, meeting)) {
    if (effect.kind !== 'wake') continue;
    const { key, at, payload } = effect;
    const row = { feature: 'meetings', key, at, dueAt: at, payload };
    await w.db.reader
      .insert(timers)
      .values(row)
      .onConflictDoUpdate({ target: [timers.feature, timers.key], set: { at, dueAt: at } });
  }
}

/** The meeting as it stands. */
export async function now(w: World, { id }: Meeting): Promise<Meeting> {
  const [meeting] = await readMeetings(w.db.reader, { ids: [id] });
  if (!meeting) throw new Error(`no meeting ${id}`);
  return meeting;
}

export const agenda = async (w: World, meeting: Meeting): Promise<AgendaLine[]> =>
  agendaOf(w.db.reader, await w.organisation(), await now(w, meeting), w.clock.now());

export const keys = async (w: World, meeting: Meeting): Promise<string[]> =>
  (await agenda(w, meeting)).map(({ key }) => key);

/** The agenda as someone reads it: fact, what it blocks, next step, in one text each. */
export async function said(w: World, meeting: Meeting, person: string): Promise<string[]> {
  const org = await w.organisation();
  const viewer = org.people.get(person);
  if (!viewer) throw new Error(`nobody called ${person}`);
  return (await agenda(w, meeting)).map((line) => {
    const { fact, blocks, next } = lineWords(lookOf(org, viewer), line);
    return [fact, blocks, next].filter(Boolean).join(' | ');
  });
}

/** An action somebody took on. */
export async function action(w: World, over: Partial<Omit<Action, 'id'>> = {}): Promise<Action> {
  const made: Omit<Action, 'id'> = {
    series: 'materials+sales',
    ...half,
    text: '每天 16:00 前通报缺料',
    owner: 'luo',
    due: '2026-05-20',
    sign: '连续三周没有临时缺料',
    cause: null,
    meeting: null,
    line: null,
    status: 'open',
    createdAt: w.clock.now(),
    createdBy: 'he',
    closedAt: null,
    closedBy: null,
    closedWords: '',
    reopened: [],
    moves: [],
    ...over,
  };
  return w.db.transaction((tx) => insertAction(tx, made));
}

/** What someone is answered at once, every word. */
export function answer(reply: Reply | null): string {
  if (reply?.kind === 'problems') return Object.values(reply.fields).join(' ');
  if (reply?.kind !== 'whisper') throw new Error(`no answer, but ${JSON.stringify(reply)}`);
  return read(reply.card);
}

/** Presses a button of the agenda, and fills in what it opens. */
export const presses = (w: World, who: string, button: string, value: string, answers?: Record<string, string>) =>
  w.clicks(who, `meetings.agenda.${button}`, value, answers);

/** The field of a form that asks for something of a requirement. */
export function fields(reply: Reply | null): string[] {
  if (reply?.kind !== 'form') throw new Error(`no form, but: ${whispered(reply)}`);
  return reply.form.fields.map(({ key }) => key);
}
