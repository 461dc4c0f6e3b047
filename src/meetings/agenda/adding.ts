import { type Outcome, type Turn, whisper } from '../../engine/feature.ts';
import { departmentsOf } from '../../org/duty.ts';
import { leads } from '../../org/leaders.ts';
import { findDepartment, leadingDepartment } from '../../org/match.ts';
import { type Department, departmentName, type Organisation } from '../../org/organisation.ts';
import { type Button, type Card, sentence } from '../../platform/card.ts';
import type { Field, Form, RawAnswers } from '../../platform/form.ts';
import { type Look, lookOf } from '../look.ts';
import { loadMeeting, readMeetings } from '../store.ts';
import type { Meeting } from '../types.ts';
import { quietly, spoken, unspoken } from './answering.ts';
import { isOpen } from './before-rules.ts';
import { button, namesOf, WORDS_AT_MOST } from './before-views.ts';
import type { Item } from './line-rules.ts';
import { agendasOf } from './records.ts';
import { departmentsIn, pairSeries } from './rules.ts';
import { addItem, removeItem } from './store.ts';
import { comingCard, takeBackButton } from './views.ts';

/** Meetings `/agenda` shows. */
const MOST_SHOWN = 3;

/** `/agenda`: alone it shows what comes; with a department and words it adds them; with less it asks for the rest. */
export async function commanded(turn: Turn, text: string): Promise<Outcome> {
  const typed = text.trim().replace(/^(\S{1,80}?)[:：]\s*/u, '$1 ');
  if (typed === '') return coming(turn);
  if (isOnlyALetter(turn.org, typed)) return form(turn, '', text.trim());
  const leading = leadingDepartment(turn.org, typed);
  if (leading)
    return leading.rest === '' ? form(turn, leading.found.key, '') : add(turn, leading.found.key, leading.rest);
  const match = findDepartment(turn.org, typed);
  // A whole sentence that merely speaks of a department is what someone wants to say.
  if ('found' in match) return form(turn, match.found.key, isNameOf(match.found, typed) ? '' : typed);
  const [head = '', ...rest] = typed.split(/\s+/u);
  const named = findDepartment(turn.org, head);
  const words = typed.slice(head.length).trim();
  if (!('found' in named) && rest.length > 0 && named.candidates.length > 0 && fits(words))
    return whisper(whichCard(lookOf(turn.org, turn.person), head, words, named.candidates));
  return form(turn, '', typed);
}

/** “/agenda a word”: one Latin letter names a department only where it is called that. */
function isOnlyALetter({ departments }: Organisation, typed: string): boolean {
  const [head = ''] = typed.normalize('NFKC').toLowerCase().split(/\s+/u);
  const named = [...departments.values()].some(({ key, name }) =>
    [key, name].some((word) => word.toLowerCase() === head),
  );
  return /^\p{Script=Latin}$/u.test(head) && !named;
}

const isNameOf = ({ name, key }: Department, typed: string): boolean =>
  [...typed].length <= Math.max([...name].length, key.length) + 1;

const fits = (words: string): boolean => [...words].length <= WORDS_AT_MOST;

function whichCard(look: Look, typed: string, words: string, candidates: readonly Department[]): Card {
  const { say } = look;
  const choose = candidates.map(
    ({ key, name }): Button => ({
      action: 'meetings.agenda.addTo',
      value: `${key}|${words}`,
      label: name,
      style: 'plain',
    }),
  );
  return {
    title: say('agenda.add.which', { text: typed }),
    tone: 'plain',
    elements: [{ kind: 'quote', text: words }],
    buttons: [...choose, { ...button(look, 'add', `|${words}`), label: say('agenda.do.another') }],
  };
}

async function coming(turn: Turn): Promise<Outcome> {
  const meetings = (await comingOf(turn, departmentsOf(turn.org, turn.person.id))).slice(0, MOST_SHOWN);
  const agendas = await agendasOf(turn.tx, turn.org, meetings, turn.now);
  return whisper(comingCard(lookOf(turn.org, turn.person), meetings, agendas));
}

/** Meetings still to begin of any of these departments; first those in which this person sits or which they lead. */
async function comingOf({ tx, now, org, person }: Turn, departments: readonly string[]): Promise<Meeting[]> {
  if (departments.length === 0) return [];
  const found = await readMeetings(tx, { departments, statuses: ['announced'], from: now });
  const theirs = ({ attendees, departments: keys }: Meeting) =>
    attendees.some((seat) => seat.person === person.id) || keys.some((key) => leads(org, person.id, key));
  return found.filter((meeting) => isOpen(meeting, now)).sort((a, b) => Number(theirs(b)) - Number(theirs(a)));
}

/** The form for words; with `department` known, only the words are asked for. */
async function form(turn: Turn, department: string, words: string): Promise<Outcome> {
  const opened = await addForm(turn, `${department}|${words}`);
  return 'fields' in opened ? { effects: [], reply: { kind: 'form', form: opened } } : whisper(opened);
}

/** The form behind `add`; `context` is a department's key or nothing, and words. */
export async function addForm(turn: Turn, context: string): Promise<Form | Card> {
  const look = lookOf(turn.org, turn.person);
  const { say } = look;
  const { department, words } = readContext(context);
  const mine = departmentsOf(turn.org, turn.person.id);
  const known = turn.org.departments.get(department);
  if (known && mine.every((key) => key === known.key)) return sentence(say('agenda.add.own'));
  if (!fits(words)) return tooLong(look, words);
  const options = [...turn.org.departments.values()]
    .filter(({ key }) => !(mine.length === 1 && mine[0] === key))
    .map(({ key, name }) => ({ value: key, label: name }));
  const which: Field = {
    key: 'to',
    label: say('agenda.add.with'),
    required: true,
    kind: 'choice',
    options,
    search: true,
  };
  const what: Field = {
    ...{ key: 'words', label: say('agenda.add.words'), hint: say('agenda.add.hint') },
    ...{ required: true, kind: 'text', max: WORDS_AT_MOST, long: true },
    ...(words === '' ? {} : { initial: words }),
  };
  return {
    action: 'meetings.agenda.add',
    context,
    title: known ? say('agenda.add.title', { department: known.name }) : say('agenda.add.titleAny'),
    submit: say('agenda.add.submit'),
    fields: known ? [what] : [which, what],
  };
}

function readContext(context: string): { department: string; words: string } {
  const [department = '', ...words] = context.split('|');
  return { department, words: words.join('|') };
}

/** With the words, to be copied and made shorter. */
const tooLong = ({ say }: Look, words: string): Card => ({
  ...sentence(say('agenda.add.tooLong', { most: WORDS_AT_MOST, count: [...words].length })),
  elements: [{ kind: 'quote', text: words }],
});

/** Answers to that form. */
export async function submittedItem(
  turn: Turn,
  context: string,
  { to = '', words = '' }: RawAnswers,
): Promise<Outcome> {
  return add(turn, to || readContext(context).department, words);
}

/** A department chosen among several for words already typed. */
export async function addTo(turn: Turn, value: string): Promise<Outcome> {
  const { department, words } = readContext(value);
  return add(turn, department, words);
}

/** Puts words on the agenda of the next meeting with a department, or keeps them until there is one. */
async function add(turn: Turn, department: string, typed: string): Promise<Outcome> {
  const look = lookOf(turn.org, turn.person);
  const { say } = look;
  const words = typed.trim();
  if (!turn.org.departments.has(department)) return whisper(sentence(say('no.unknown')));
  const mine = departmentsOf(turn.org, turn.person.id).filter((key) => key !== department);
  const [first] = mine;
  if (first === undefined) return whisper(sentence(say('agenda.add.own')));
  if (!/[\p{L}\p{N}]/u.test(words)) return whisper(sentence(say('agenda.add.empty')));
  if (!fits(words)) return whisper(tooLong(look, words));
  const { meeting, own } = await nextWith(turn, department, mine);
  const series = pairSeries(own ?? first, department);
  const made = { series, by: turn.person.id, department: own ?? first, text: words, at: turn.now };
  const { item, fresh } = await addItem(turn.tx, made);
  const effects = meeting && fresh ? await spoken(turn, meeting, item.department) : [];
  return whisper(addedCard(look, department, item, meeting, fresh), effects.map(quietly));
}

/** The next meeting of a department with one of one's own, locked, and which of one's own it is. */
async function nextWith(
  turn: Turn,
  department: string,
  mine: readonly string[],
): Promise<{ meeting: Meeting | null; own: string | null }> {
  const both = (await comingOf(turn, [department])).sort((a, b) => (a.from?.getTime() ?? 0) - (b.from?.getTime() ?? 0));
  for (const { id, departments } of both) {
    const own = mine.find((key) => departments.includes(key));
    const meeting = own ? await loadMeeting(turn.tx, id) : null;
    if (own && meeting && isOpen(meeting, turn.now)) return { meeting, own };
  }
  return { meeting: null, own: null };
}

function addedCard(look: Look, department: string, item: Item, meeting: Meeting | null, fresh: boolean): Card {
  const { say, org } = look;
  const names = { department: departmentName(org, department), at: meeting?.from ?? '' };
  const key = meeting ? (fresh ? 'agenda.added' : 'agenda.addedBefore') : fresh ? 'agenda.kept' : 'agenda.keptBefore';
  return {
    title: say(key, names),
    tone: 'good',
    elements: [{ kind: 'quote', text: item.text }],
    buttons: [...(meeting ? [button(look, 'show', String(meeting.id))] : []), takeBackButton(look, item)],
  };
}

/** Someone takes back what they added. */
export async function takeBack(turn: Turn, value: string): Promise<Outcome> {
  const look = lookOf(turn.org, turn.person);
  const { say } = look;
  const item = /^\d{1,15}$/.test(value) ? await removeItem(turn.tx, Number(value), turn.person.id) : null;
  if (!item) return whisper(sentence(say('agenda.no.item')));
  const { off, effects } = await unspoken(turn, departmentsIn(item.series));
  if (!off) return whisper(sentence(say('agenda.takenBack')), effects);
  const names = namesOf(look, off, item.department);
  return whisper(sentence(say('agenda.nothing.cancelled', names), 'good'), effects);
}
