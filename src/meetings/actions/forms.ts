import type { Turn } from '../../engine/feature.ts';
import { ledBy } from '../../org/leaders.ts';
import { departmentName } from '../../org/organisation.ts';
import { type Card, sentence } from '../../platform/card.ts';
import type { Field, Form, Option } from '../../platform/form.ts';
import { read } from '../../requests/store.ts';
import { type Look, lookOf } from '../look.ts';
import { readMeetings } from '../store.ts';
import type { Action, Cause, Half, Meeting } from '../types.ts';
import { causeKinds, mayOwn } from './rules.ts';
import { dueChips } from './times.ts';
import { causeName } from './views.ts';

/** Where an action is agreed on: in a meeting, answering a line of its agenda, or outside of one. */
export interface Origin {
  meeting: Meeting | null;
  line: string | null;
  /** What it can be about: who acts, for whom. */
  halves: Half[];
  /** Given by the line; null leaves it to whoever fills the form. */
  cause: Cause | null;
}

/** What the context of the form says; null where there is nothing this person can agree on. */
export async function originOf(turn: Turn, context: string): Promise<Origin | null> {
  const [id = '', ...rest] = context.split('|');
  const line = keyIn(rest.join('|'));
  const [meeting] = /^\d{1,9}$/.test(id) ? await readMeetings(turn.tx, { ids: [Number(id)] }) : [];
  if (meeting) {
    const sits = meeting.attendees.some(({ person }) => person === turn.person.id);
    const leading = ledBy(turn.org, turn.person.id).some((key) => meeting.departments.includes(key));
    if (!sits && !leading) return null;
    const cause = line === null ? null : await causeOf(turn, meeting, line);
    const about = cause ? meeting.halves.filter(({ supplier }) => supplier === cause.supplier) : [];
    return { meeting, line, halves: about.length > 0 ? about : meeting.halves, cause };
  }
  const halves = halvesOf(turn);
  return halves.length > 0 ? { meeting: null, line: null, halves, cause: null } : null;
}

/** The key of an agenda line; null for none, and for what is none. */
const keyIn = (text: string): string | null => (/^[a-z]+\/\S{1,200}$/.test(text) ? text : null);

/** What went wrong with the request a line is about, where that is one between departments of the meeting. */
async function causeOf(turn: Turn, { halves }: Meeting, line: string): Promise<Cause | null> {
  const match = /^request\/(\d{1,9})\/(overdue|returned|lowRating)$/.exec(line);
  const number = Number(match?.[1]);
  const kind = causeKinds[match?.[2] as keyof typeof causeKinds];
  const request = match ? (await read(turn.tx, [number])).get(number) : undefined;
  if (!request || !kind) return null;
  const { supplier, customer, service } = request;
  const here = halves.some((half) => half.supplier === supplier && half.customer === customer);
  return here ? { supplier, service, kind } : null;
}

/** Links of the departments someone leads, both ways. */
function halvesOf({ org, person }: Turn): Half[] {
  const led = new Set(ledBy(org, person.id));
  const links = org.links.filter(
    ({ supplier, customer }) => supplier !== customer && (led.has(supplier) || led.has(customer)),
  );
  return [
    ...new Map(links.map(({ supplier, customer }) => [`${supplier} ${customer}`, { supplier, customer }])).values(),
  ];
}

/** The form in which an action is agreed on, or why it cannot be here. */
export async function addForm(turn: Turn, context: string): Promise<Form | Card> {
  const look = lookOf(turn.org, turn.person);
  const { say } = look;
  const origin = await originOf(turn, context);
  const [first] = origin?.halves ?? [];
  if (!origin || !first) return sentence(say('no.notLeading'));
  const several = origin.halves.length > 1;
  const departments = [...new Set(origin.halves.map(({ supplier }) => supplier))];
  const sure: Field[] = [
    { key: 'text', label: say('add.text'), hint: say('add.textHint'), required: true, kind: 'text', max: 200 },
    ownerField(look, departments),
    dueField(look, first.supplier, turn.now),
    { key: 'sign', label: say('add.sign'), hint: say('add.signHint'), required: true, kind: 'text', max: 200 },
  ];
  const pair: Field = {
    key: 'pair',
    label: say('add.pair'),
    required: true,
    kind: 'choice',
    options: pairs(look, origin),
  };
  return {
    action: 'meetings.actions.add',
    context,
    title: say('add.title'),
    intro: origin.cause
      ? `${say('add.intro')} ${say('action.cause')}: ${causeName(look, origin.cause)}`
      : say('add.intro'),
    submit: say('add.submit'),
    fields: [...(several ? [pair] : []), ...sure, ...(origin.cause ? [] : [causeField(look, departments)])],
  };
}

const pairs = (look: Look, { halves }: Origin): Option[] =>
  halves.map(({ supplier, customer }) => ({
    value: `${supplier}>${customer}`,
    label: look.say('add.half', {
      supplier: departmentName(look.org, supplier),
      customer: departmentName(look.org, customer),
    }),
  }));

function ownerField({ say, org, viewer }: Look, departments: readonly string[], except?: string): Field {
  const people = [...org.people.values()].filter(
    (person) => person.id !== except && departments.some((key) => mayOwn(org, person, key)),
  );
  const options = people.map(({ id, name, department }) => ({
    value: id,
    label: departments.length > 1 ? `${name} · ${departmentName(org, department)}` : name,
  }));
  const own = options.some(({ value }) => value === viewer.id) ? { initial: viewer.id } : {};
  return { key: 'owner', label: say('add.owner'), required: true, kind: 'choice', search: true, options, ...own };
}

const dueField = (look: Look, department: string, now: Date): Field => ({
  key: 'due',
  label: look.say('add.due'),
  hint: look.say('add.dueHint'),
  required: true,
  kind: 'time',
  chips: dueChips(look, department, now),
});

/** The value of "none in particular", and of a service that none of them names. */
const NONE = '~none';

/** Problems a request can show: of each service of the departments, and of whatever else is asked of them. */
function causesOf({ org }: Look, departments: readonly string[]): Cause[] {
  const services = [...org.services.values()].filter(({ supplier }) => departments.includes(supplier));
  const about = [
    ...services.map(({ supplier, key }) => ({ supplier, service: key })),
    ...departments.map((supplier) => ({ supplier, service: null })),
  ];
  const kinds = ['late', 'returned', 'lowRating', 'declined'] as const;
  return about.flatMap((one) => kinds.map((kind) => ({ ...one, kind })));
}

const causeValue = ({ supplier, service, kind }: Cause): string => `${supplier}/${service ?? NONE}/${kind}`;

function causeField(look: Look, departments: readonly string[]): Field {
  const { say } = look;
  const options = [
    { value: NONE, label: say('add.cause.none') },
    ...causesOf(look, departments).map((cause) => ({ value: causeValue(cause), label: causeName(look, cause) })),
  ];
  const base = { key: 'cause', label: say('add.cause'), hint: say('add.causeHint'), required: false, initial: NONE };
  return { ...base, kind: 'choice', search: true, options };
}

/** The cause someone chose; null for none. */
export function chosenCause(look: Look, departments: readonly string[], value: string | undefined): Cause | null {
  return causesOf(look, departments).find((cause) => causeValue(cause) === value) ?? null;
}

/** The forms behind the buttons of an open action. */
export function closeForm(look: Look, kind: 'done' | 'drop' | 'reopen', action: Action): Form {
  const { say } = look;
  const hint = kind === 'done' ? { hint: say('done.hint', { sign: action.sign }) } : {};
  const words: Field = { key: 'words', label: say(`${kind}.words`), ...hint, required: true, kind: 'text', max: 300 };
  const id = { id: action.id };
  return formOf(kind, action, say(`${kind}.title`, id), say(`${kind}.submit`), words);
}

export function moveForm(look: Look, action: Action, now: Date): Form {
  const { say } = look;
  return formOf(
    'move',
    action,
    say('move.title', { id: action.id }),
    say('move.submit'),
    dueField(look, action.supplier, now),
  );
}

/** To whom of the department; a sentence where nobody else is there. */
export function handForm(look: Look, action: Action): Form | Card {
  const { say } = look;
  const { initial: _, ...owner } = ownerField(look, [action.supplier], action.owner);
  if ('options' in owner && owner.options.length === 0)
    return sentence(say('no.nobodyElse', { department: departmentName(look.org, action.supplier) }));
  return formOf('hand', action, say('hand.title', { id: action.id }), say('hand.submit'), owner as Field);
}

const formOf = (name: string, { id }: Action, title: string, submit: string, field: Field): Form => ({
  action: `meetings.actions.${name}`,
  context: String(id),
  title,
  submit,
  fields: [field],
});
