import { and, asc, eq, ne, sql } from 'drizzle-orm';
import type { Tx } from '../../db/database.ts';
import { read } from '../../requests/store.ts';
import type { Request } from '../../requests/types.ts';
import { readActions } from '../actions/store.ts';
import { loadMeeting, readMeetings, saveMeeting } from '../store.ts';
import { agendaItems, meetingAnswers, meetings as table } from '../tables.ts';
import type { Action, AgendaFacts, AgendaLine, Point } from '../types.ts';
import { keyOf, sourceOfAnswer } from './line-rules.ts';

/**
 * Puts `word` in place of what a person added to agendas and answered the day before; and, in agendas kept with past
 * meetings, of words whose records say `word` by now. Call it after requests and actions. What was talked about stays.
 */
export async function eraseFromAgenda(tx: Tx, person: string, word: string): Promise<void> {
  const wrote = eq(agendaItems.by, person);
  const items = await tx.update(agendaItems).set({ text: word }).where(wrote).returning({ id: agendaItems.id });
  const answers = await tx
    .update(meetingAnswers)
    .set({ words: word })
    .where(and(eq(meetingAnswers.by, person), ne(meetingAnswers.words, '')))
    .returning();
  const own = new Set([
    ...items.map(({ id }) => keyOf({ kind: 'added', id })),
    ...answers.map((answer) => keyOf(sourceOfAnswer(answer))),
  ]);
  const kept = await tx
    .select({ id: table.id })
    .from(table)
    .where(sql`jsonb_array_length(${table.state} -> 'points') > 0`)
    .orderBy(asc(table.id));
  for (let at = 0; at < kept.length; at += PAGE) {
    const page = kept.slice(at, at + PAGE).map(({ id }) => id);
    await erasePage(tx, page, { own, person, word });
  }
}

/** Meetings looked at together. */
const PAGE = 200;

interface Erasure {
  /** Keys of lines the person wrote. */
  own: ReadonlySet<string>;
  person: string;
  word: string;
}

async function erasePage(tx: Tx, ids: readonly number[], erasure: Erasure): Promise<void> {
  const meetings = await readMeetings(tx, { ids });
  const records = await recordsOf(
    tx,
    meetings.flatMap(({ points }) => points.map(({ line }) => line)),
  );
  const without = (point: Point): Point => {
    const about = erased(point.line, records, erasure);
    return about === point.line.about ? point : { ...point, line: { ...point.line, about } };
  };
  for (const { id, points } of meetings) {
    if (points.every((point) => without(point) === point)) continue;
    const meeting = await loadMeeting(tx, id);
    if (meeting) await saveMeeting(tx, { ...meeting, points: meeting.points.map(without) });
  }
}

interface Records {
  requests: ReadonlyMap<number, Request>;
  actions: ReadonlyMap<number, Action>;
}

/** The records that lines cite, as they read now. */
async function recordsOf(tx: Tx, lines: readonly AgendaLine[]): Promise<Records> {
  const numbers = lines.flatMap(({ source }) => (source.kind === 'request' ? [source.number] : []));
  const ids = lines.flatMap(({ source }) => (source.kind === 'action' ? [source.id] : []));
  const found = ids.length > 0 ? await readActions(tx, { ids: [...new Set(ids)] }) : [];
  return {
    requests: await read(tx, [...new Set(numbers)]),
    actions: new Map(found.map((action) => [action.id, action])),
  };
}

/** What is known of a line without the words that are gone; the same object where none are. */
function erased({ key, source, about }: AgendaLine, records: Records, { own, person, word }: Erasure): AgendaFacts {
  if (about.kind === 'added') return own.has(key) ? { ...about, text: word } : about;
  if (about.kind === 'answer') return own.has(key) && about.words !== '' ? { ...about, words: word } : about;
  if (about.kind === 'action') {
    const action = source.kind === 'action' ? records.actions.get(source.id) : undefined;
    if (action?.text !== word && action?.sign !== word) return about;
    return { ...about, text: action.text === word ? word : about.text, sign: action.sign === word ? word : about.sign };
  }
  const request = source.kind === 'request' ? records.requests.get(source.number) : undefined;
  return request ? ofRequest(about, request, person, word) : about;
}

function ofRequest(about: AgendaFacts, request: Request, person: string, word: string): AgendaFacts {
  if (about.kind !== 'overdue' && about.kind !== 'returned' && about.kind !== 'lowRating') return about;
  // A need that was worded anew since is not in the state any more.
  const asked = (request.filedBy ?? request.asker) === person;
  const gone = (now: string, then: string) => (then !== '' && (now === word || asked) ? word : then);
  const need = gone(request.need, about.need);
  switch (about.kind) {
    case 'overdue':
      return same(about, { ...about, need, blocks: gone(request.blocks, about.blocks) });
    case 'returned': {
      const back = request.returns.find(({ at }) => at.getTime() === about.at.getTime());
      return same(about, { ...about, need, what: back?.what === word ? word : about.what });
    }
    case 'lowRating': {
      const remark = request.stage === 'closed' && request.verdict.remark === word ? word : about.remark;
      return same(about, { ...about, need, remark });
    }
  }
}

/** The former where nothing has changed. */
const same = (before: AgendaFacts, after: AgendaFacts): AgendaFacts =>
  JSON.stringify(before) === JSON.stringify(after) ? before : after;
