import { demoCompany } from '../../../src/demo/company.ts';
import { reachOn, writeEffects } from '../../../src/engine/effects.ts';
import type { TimeTurn } from '../../../src/engine/feature.ts';
import { meetings as feature } from '../../../src/meetings/index.ts';
import { announced } from '../../../src/meetings/life/index.ts';
import { insertMeetings, readMeetings } from '../../../src/meetings/store.ts';
import type { Attendee, Meeting } from '../../../src/meetings/types.ts';
import { parseOrgFile } from '../../../src/org/file.ts';
import type { Reply } from '../../../src/platform/adapter.ts';
import { importCompany } from '../../../src/service/company.ts';
import { minutes, read, shanghai, type World } from '../../world.ts';

/** Monday morning of a week without holidays. */
export const monday = shanghai('2026-05-11T09:00');
export const tuesdayAtTen = shanghai('2026-05-12T10:00');

const reach = reachOn(['console']);

/** Does something as the product does it: in one transaction, with what it promises. */
export async function does(w: World, what: (turn: TimeTurn) => ReturnType<typeof announced>): Promise<void> {
  const org = await w.organisation();
  await w.db.transaction(async (tx) => {
    const turn = {
      tx,
      now: w.clock.now(),
      org,
      reachable: (person: string) => reach(org, person) !== null,
      link: () => null,
    };
    await writeEffects(turn, feature, await what(turn), reach);
  });
  await w.engine.tick();
  await w.engine.flush();
}

export const seat = (person: string, department: string): Attendee => ({
  person,
  department,
  for: null,
  answer: 'none',
});

/** Sales and material control, with their heads. */
export const pair = [seat('he', 'materials'), seat('lin', 'sales')];

export function meetingOf(
  from: Date,
  attendees: readonly Attendee[],
  over: Partial<Meeting> = {},
): Omit<Meeting, 'id'> {
  const departments = [...new Set(attendees.map(({ department }) => department))].sort();
  const [supplier = '', customer = ''] = departments;
  return {
    series: departments.join('+'),
    week: '2026-05-11',
    departments,
    halves: [{ supplier, customer }],
    attendees: [...attendees],
    from,
    to: new Date(from.getTime() + minutes(30)),
    status: 'announced',
    sequence: 0,
    announcedAt: monday,
    moves: [],
    why: null,
    points: [],
    decisions: [],
    startedAt: null,
    endedAt: null,
    minutes: null,
    nothing: [],
    givenBackMs: 0,
    ...over,
  };
}

/** Writes meetings and tells everyone of them. */
export async function announce(w: World, ...made: Omit<Meeting, 'id'>[]): Promise<Meeting[]> {
  let written: Meeting[] = [];
  await does(w, async (turn) => {
    written = await insertMeetings(turn.tx, made);
    return announced(turn, written);
  });
  return written;
}

/** Sales and material control on Tuesday at ten. */
export async function announceOne(w: World): Promise<Meeting> {
  const [meeting] = await announce(w, meetingOf(tuesdayAtTen, pair));
  if (!meeting) throw new Error('the meeting was not written');
  return meeting;
}

/** The meeting as it stands. */
export async function now(w: World, { id }: Pick<Meeting, 'id'>): Promise<Meeting> {
  const [meeting] = await readMeetings(w.db.reader, { ids: [id] });
  if (!meeting) throw new Error(`no meeting ${id}`);
  return meeting;
}

/** Someone presses a button of the meeting's life. */
export const presses = (
  w: World,
  who: string,
  action: string,
  { id }: Pick<Meeting, 'id'>,
  answers?: Record<string, string>,
): Promise<Reply | null> => w.clicks(who, `meetings.life.${action}`, String(id), answers);

/** What was whispered, every word. */
export function heard(reply: Reply | null): string {
  if (reply?.kind !== 'whisper') throw new Error(`no whisper, but ${JSON.stringify(reply)}`);
  return read(reply.card);
}

/** A person's newest card, every word. */
export const newest = async (w: World, person: string): Promise<string> => read(await w.newest(person));

/** New messages since the last look, without those that ask what there is to talk about. */
export const told = (w: World): string[] =>
  w.sent().filter((line) => !/想谈的吗|最看重什么|what matters|want to talk/.test(line));

/** The demo company after its quality department became part of production. */
export const withoutQuality: string = demoCompany
  .replace(/ {2}- key: quality\n[\s\S]*?(?= {2}- key: office)/, '')
  .replaceAll('department: quality', 'department: production')
  .replace(/.*(supplier|customer): quality.*\n/g, '');

/** The organisation as an operator imports it while the service runs. */
export async function imports(w: World, company: string): Promise<void> {
  const parsed = parseOrgFile(company);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  const done = await importCompany(w.db, parsed.file, { kind: 'demo', now: w.clock.now() });
  if (done.kind === 'refused') throw new Error(JSON.stringify(done));
  await w.engine.tick();
  await w.engine.flush();
}
