import { and, count, gte, lt } from 'drizzle-orm';
import type { Outcome, TimeTurn, Turn } from '../engine/feature.ts';
import { readTime } from '../messages/read-time.ts';
import { leadingDepartment } from '../org/match.ts';
import type { Organisation, Person } from '../org/organisation.ts';
import { type Card, sentence } from '../platform/card.ts';
import type { FileInfo } from '../platform/files.ts';
import type { Form, Option } from '../platform/form.ts';
import { cut } from '../platform/shrink.ts';
import { attachedText, idsOf, ownFiles } from './attached.ts';
import { fileRequest } from './file-request.ts';
import { contextOf, destinationOf, destinations } from './form-file.ts';
import { words } from './messages.ts';
import { refusalCard } from './refusals.ts';
import { departmentName, idOf, personName } from './scene.ts';
import { calls } from './tables.ts';

/** A phone call the referee passes on: which department it is for, who called, what about. */
export interface Called {
  supplier: string | null;
  service: string | null;
  caller: string;
  need: string;
}

/** Reads `物控 销售 查库存 SO-2051`: first the department responsible, then who called (a department or a person). */
export function readCalled(org: Organisation, text: string): Called | null {
  const responsible = leadingDepartment(org, text);
  if (!responsible?.rest) return null;
  const [first = '', ...others] = responsible.rest.split(/\s+/u);
  const person = [...org.people.values()].find((one) => one.active && (one.name === first || one.key === first));
  const from = person ? null : leadingDepartment(org, responsible.rest);
  const caller = person?.id ?? (from ? callerOf(org, from.found.key) : null);
  const need = person ? others.join(' ') : (from?.rest ?? '');
  if (!caller || need === '') return null;
  return { supplier: responsible.found.key, service: responsible.service?.key ?? null, caller, need };
}

/** Who follows a department's request: its head, else its deputy, else anyone in it. */
function callerOf(org: Organisation, department: string): string | null {
  const { head, deputy } = org.departments.get(department) ?? { head: null, deputy: null };
  const anyone = [...org.people.values()].find((person) => person.active && person.department === department);
  return head ?? deputy ?? anyone?.id ?? null;
}

/** Three fields, for the referee who would rather tap. */
export async function calledForm(turn: Turn, need: string, files: readonly string[] = []): Promise<Form> {
  const { person, org } = turn;
  const say = words(person.locale, person.zone);
  const own = await ownFiles(turn, files);
  return {
    action: 'requests.called',
    context: contextOf({ need: cut(need, 2000), ...(own.length > 0 ? { files: idsOf(own) } : {}) }),
    title: say('form.called'),
    intro: [...attachedText(say, own), say('form.fileIntro')].join('\n'),
    submit: say('form.submit'),
    fields: [
      {
        key: 'to',
        label: say('form.to'),
        required: true,
        kind: 'choice',
        search: true,
        options: destinations(org, '', say, false),
      },
      { key: 'caller', label: say('form.caller'), required: true, kind: 'choice', search: true, options: callers(org) },
      {
        key: 'need',
        label: say('form.need'),
        required: true,
        kind: 'text',
        long: true,
        max: 2000,
        ...(need ? { initial: need } : {}),
      },
    ],
  };
}

function callers(org: Organisation): Option[] {
  return [...org.people.values()]
    .filter((person) => person.active && !org.company.referees.includes(person.id))
    .map((person) => ({
      value: person.id,
      label: `${person.name} · ${departmentName(org, person.department)}`,
      words: [person.key, person.name],
    }));
}

export function readCalledForm(org: Organisation, answers: Record<string, string>): Called {
  return { ...destinationOf(org, answers.to ?? ''), caller: answers.caller ?? '', need: answers.need ?? '' };
}

/** Files for the caller, tells both, and counts the call. A phone call about work that stands is urgent. */
export async function fileCalled(turn: Turn, called: Called, ids: readonly string[] = []): Promise<Outcome> {
  const { org, person, now } = turn;
  const asker = org.people.get(called.caller);
  if (!asker)
    return {
      effects: [],
      reply: { kind: 'whisper', card: refusalCard(org, person, { why: 'notInDepartment', department: '' }, null) },
    };
  const reading = readTime(called.need, now, asker.zone);
  const files = await ownFiles(turn, ids);
  const filed = await fileRequest(turn, {
    asker: asker.id,
    customer: asker.department,
    supplier: called.supplier,
    service: called.service,
    need: called.need,
    needBy: reading && reading.at > now ? reading.at : null,
    needByWords: reading?.words ?? '',
    blocks: '',
    urgency: 'urgent',
    files: idsOf(files),
  });
  if ('refusal' in filed)
    return { effects: [], reply: { kind: 'whisper', card: refusalCard(org, person, filed.refusal, null) } };
  await turn.tx.insert(calls).values({ number: filed.request.number, referee: person.id, at: now });
  const card = await calledCard(turn, filed.request.number, asker, filed.request.supplier, files);
  return { effects: filed.effects, reply: { kind: 'whisper', card } };
}

async function calledCard(
  turn: Turn,
  number: number,
  caller: Person,
  supplier: string,
  files: readonly FileInfo[],
): Promise<Card> {
  const { person, org } = turn;
  const say = words(person.locale, person.zone);
  const names = { id: idOf(number), supplier: departmentName(org, supplier), caller: personName(org, caller.id) };
  const counts = await callCounts(turn);
  return {
    ...sentence(say('called.done', names), 'good'),
    elements: [...attachedText(say, files), say('called.count', counts)].map((text) => ({ kind: 'text', text })),
  };
}

/** Calls this week and last (weeks begin on Monday in the company's zone) and since the start. */
async function callCounts({ tx, org, now }: TimeTurn): Promise<{ week: number; last: number; total: number }> {
  const calendar = [...org.departments.values()][0]?.calendar;
  const monday = calendar ? mondayOf(calendar.localDate(now)) : '';
  const start = calendar ? calendar.instant(monday, '00:00') : now;
  const before = calendar ? calendar.instant(addDays(monday, -7), '00:00') : now;
  const counted = async (where?: ReturnType<typeof and>) =>
    (await tx.select({ n: count() }).from(calls).where(where))[0]?.n ?? 0;
  return {
    week: await counted(gte(calls.at, start)),
    last: await counted(and(gte(calls.at, before), lt(calls.at, start))),
    total: await counted(),
  };
}

const addDays = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * 24 * 3600_000).toISOString().slice(0, 10);
const mondayOf = (date: string): string => addDays(date, -((new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7));
