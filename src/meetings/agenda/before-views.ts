import { createHash } from 'node:crypto';
import { requirementLine } from '../../map/gap-views.ts';
import { lookOf as mapLook } from '../../map/look.ts';
import { departmentName } from '../../org/organisation.ts';
import { type Button, type Card, type Element, sentence } from '../../platform/card.ts';
import type { Field, Form } from '../../platform/form.ts';
import { type Look, partiesOf } from '../look.ts';
import type { Meeting } from '../types.ts';
import { type Asked, askedOf, isOpen, suppliersOf } from './before-rules.ts';
import type { Answer } from './line-rules.ts';
import { excerpt, numbersOf } from './words.ts';

/** What a department's card of the day before says. */
export interface About {
  meeting: Meeting;
  department: string;
  /** All answers for the meeting. */
  answers: readonly Answer[];
  /** Lines on the agenda. */
  points: number;
  now: Date;
}

type Does = 'answer' | 'change' | 'nothing' | 'show' | 'add';

/** A button of the agenda; the label may be another than that of what it does. */
export function button(look: Look, kind: Does, value: string, style: Button['style'] = 'plain'): Button {
  const action = kind === 'change' ? 'answer' : kind;
  return { action: `meetings.agenda.${action}`, value, label: look.say(`agenda.do.${kind}`), style };
}

const text = (...lines: string[]): Element => ({ kind: 'text', text: lines.filter(Boolean).join('\n') });

/** What a meeting is called for one of its departments: whom with, and when. */
export function namesOf(look: Look, meeting: Meeting, department: string) {
  const departments = meeting.departments.filter((key) => key !== department);
  return {
    department: departmentName(look.org, department),
    parties: partiesOf(look, { departments }),
    at: meeting.from ?? '',
  };
}

/** The card of the day before, as it reads now. */
export function beforeCard(look: Look, about: About): Card {
  const { meeting, department, answers, now } = about;
  const names = namesOf(look, meeting, department);
  if (!isOpen(meeting, now))
    return sentence(look.say(meeting.status === 'cancelled' ? 'agenda.before.off' : 'agenda.before.begun', names));
  if (answers.some(({ customer }) => customer === department)) return answeredCard(look, about);
  if (meeting.nothing.some((said) => said.department === department)) return nothingCard(look, about);
  return suppliersOf(meeting, department).length > 0 ? askingCard(look, about) : supplierCard(look, about);
}

const sideOf = ({ meeting, department }: About): string => `${meeting.id}|${department}`;

function askingCard(look: Look, about: About): Card {
  const { say, org } = look;
  const { meeting, department } = about;
  const asked = askedOf(org, meeting, department);
  return {
    title: say('agenda.before.title', namesOf(look, meeting, department)),
    tone: 'act',
    elements: [
      text(say('agenda.before.asked')),
      { kind: 'list', items: asked.map((one) => ({ text: askedLine(look, one, hasSeveral(meeting, department)) })) },
      text(say('agenda.before.next'), say('agenda.before.add')),
    ],
    buttons: [
      button(look, 'answer', sideOf(about), 'primary'),
      button(look, 'nothing', sideOf(about)),
      button(look, 'show', String(meeting.id)),
    ],
  };
}

function supplierCard(look: Look, about: About): Card {
  const { meeting, department } = about;
  return {
    title: look.say('agenda.before.supplier', namesOf(look, meeting, department)),
    tone: 'plain',
    elements: [text(look.say('agenda.before.add'))],
    buttons: [
      button(look, 'add', otherOf(meeting, department)),
      button(look, 'nothing', sideOf(about)),
      button(look, 'show', String(meeting.id)),
    ],
  };
}

/** The one a department meets; nobody in particular where there are several. */
const otherOf = ({ departments }: Meeting, department: string): string => {
  const others = departments.filter((key) => key !== department);
  return others.length === 1 ? `${others[0]}|` : '|';
};

function answeredCard(look: Look, about: About): Card {
  const { say, org } = look;
  const { meeting, department } = about;
  const asked = askedOf(org, meeting, department);
  const items = about.answers
    .filter(({ customer }) => customer === department)
    .map((answer) => {
      const one = asked.find(({ supplier, key }) => supplier === answer.supplier && key === answer.requirement);
      const { supplier, requirement: key } = answer;
      const what = askedLine(look, one ?? { supplier, key, requirement: null }, hasSeveral(meeting, department));
      return { text: `${what}${say('agenda.colon')}${numbersOf(look, answer)}`, ...noteOf(answer) };
    });
  return {
    title: say('agenda.before.answered', namesOf(look, meeting, department)),
    tone: 'good',
    elements: [{ kind: 'list', items }, text(say('agenda.before.until'))],
    buttons: [button(look, 'change', sideOf(about)), button(look, 'show', String(meeting.id))],
  };
}

const noteOf = ({ words }: Answer) => (words.trim() === '' ? {} : { note: excerpt(words) });

function nothingCard(look: Look, about: About): Card {
  const { say } = look;
  const { meeting, department, points } = about;
  const customer = suppliersOf(meeting, department).length > 0;
  return {
    title: say('agenda.before.nothing', namesOf(look, meeting, department)),
    tone: 'plain',
    elements: [text(say(points > 0 ? 'agenda.nothing.points' : 'agenda.nothing.waits', { count: points }))],
    buttons: [
      ...(customer ? [button(look, 'answer', sideOf(about))] : []),
      button(look, 'add', otherOf(meeting, department)),
      button(look, 'show', String(meeting.id)),
    ],
  };
}

/** A requirement as one reads it; with whom it concerns, where there are several. */
function askedLine(look: Look, { supplier, requirement }: Asked, several: boolean): string {
  const { org, viewer, say } = look;
  const what = requirement
    ? excerpt(requirementLine(mapLook(org, viewer), requirement), 80)
    : say('agenda.wholeService');
  return several ? say('agenda.before.of', { supplier: departmentName(org, supplier), what }) : what;
}

const hasSeveral = (meeting: Meeting, department: string): boolean => suppliersOf(meeting, department).length > 1;

/** What someone may write in one line, and on the agenda. */
export const WORDS_AT_MOST = 300;

/** The same for the same requirement, whatever else is asked beside it. */
const fieldOf = ({ supplier, key }: Pick<Asked, 'supplier' | 'key'>): string =>
  createHash('sha256')
    .update(JSON.stringify([supplier, key]))
    .digest('hex')
    .slice(0, 10);

/** How important each requirement is, how the service is, and one line. */
export function answerForm(look: Look, { meeting, department, answers }: Omit<About, 'points' | 'now'>): Form {
  const { say, org } = look;
  const fields = askedOf(org, meeting, department).flatMap((asked) => {
    const known = answers.find(
      ({ customer, supplier, requirement }) =>
        customer === department && supplier === asked.supplier && requirement === asked.key,
    );
    return fieldsOf(look, asked, askedLine(look, asked, hasSeveral(meeting, department)), known ?? null);
  });
  return {
    action: 'meetings.agenda.answer',
    context: `${meeting.id}|${department}`,
    title: say('agenda.form.title', namesOf(look, meeting, department)),
    intro: say('agenda.form.intro', namesOf(look, meeting, department)),
    submit: say('agenda.form.submit'),
    fields,
  };
}

function fieldsOf({ say }: Look, asked: Asked, what: string, known: Answer | null): Field[] {
  const name = fieldOf(asked);
  const initial = (value: string | number | null | undefined) =>
    value === null || value === undefined || value === '' ? {} : { initial: String(value) };
  return [
    {
      ...{ key: `i${name}`, label: say('agenda.form.importance', { what }), required: false, kind: 'scale' },
      ...{ min: 1, max: 3, minLabel: say('agenda.scale.less'), maxLabel: say('agenda.scale.most') },
      ...initial(known?.importance),
    },
    {
      ...{ key: `s${name}`, label: say('agenda.form.service', { what }), required: false, kind: 'scale' },
      ...{ min: 1, max: 5, minLabel: say('agenda.scale.poor'), maxLabel: say('agenda.scale.good') },
      ...initial(known?.service),
    },
    {
      ...{ key: `w${name}`, label: say('agenda.form.words', { what }), required: false, kind: 'text' },
      ...{ max: WORDS_AT_MOST },
      ...initial(known?.words),
    },
  ];
}

/** What was filled in for one requirement; null where nothing was. */
export function answeredIn(
  asked: Asked,
  answers: Readonly<Record<string, string>>,
): Pick<Answer, 'importance' | 'service' | 'words'> | null {
  const name = fieldOf(asked);
  const number = (key: string) => (answers[key] ? Number(answers[key]) : null);
  const words = answers[`w${name}`] ?? '';
  const [importance, service] = [number(`i${name}`), number(`s${name}`)];
  return importance === null && service === null && words === '' ? null : { importance, service, words };
}

/** The field in which something is missing, when nothing was filled in. */
export const firstField = (asked: readonly Asked[]): string => (asked[0] ? `s${fieldOf(asked[0])}` : '');
