import { departmentName } from '../../org/organisation.ts';
import type { Button, Card, Element } from '../../platform/card.ts';
import { showDate } from '../actions/times.ts';
import { lineWords } from '../agenda/index.ts';
import { type Look, personName } from '../look.ts';
import type { Meeting, Minutes, Point } from '../types.ts';
import { button, comingWords, headOf, type Occasion, text } from './cards.ts';
import { settled, sideOf, touched } from './rules.ts';
import type { Scene } from './scene.ts';
import { timeOf } from './title.ts';

/** While they talk: points to tick, decisions and actions to note. Asked whether it took place, it is the same card. */
export function tableCard(look: Look, meeting: Meeting, scene: Scene, occasion: Occasion): Card {
  const { say } = look;
  const id = String(meeting.id);
  const asked = occasion === 'asked';
  const finish = button(look, 'finish', id, 'primary', asked ? 'held' : 'finish');
  const notHeld = button(look, 'notHeld', id);
  const table: Button[] = [
    ...(meeting.points.length > 0 ? [button(look, 'tick', id)] : []),
    button(look, 'decide', id),
    { action: 'meetings.actions.add', value: `${id}|`, label: say('life.do.action'), style: 'plain' },
  ];
  return {
    title: say(asked ? 'life.head.asked' : 'life.head.table', headOf(look, meeting)),
    tone: asked ? 'act' : 'plain',
    elements: [
      ...pointWords(look, meeting.points),
      ...resultWords(look, meeting, scene),
      text(say(asked ? 'life.askedNext' : meeting.points.length > 0 ? 'life.tableNext' : 'life.tableNext.free')),
    ],
    buttons: asked || !touched(meeting) ? askedFirst(asked, table, finish, notHeld) : [...table, finish],
  };
}

/** What is asked stands first: some messengers show two buttons. */
const askedFirst = (asked: boolean, table: Button[], finish: Button, notHeld: Button): Button[] =>
  asked ? [finish, notHeld, ...table] : [...table, finish, notHeld];

/** Points in one list on a card; more are counted. */
const MOST = 15;

/** Points as a list a telephone has room for. */
function listOf(look: Look, points: readonly Point[], mark: (point: Point) => 'done' | 'todo', note?: string): Element {
  const items = points.slice(0, MOST).map((point) => ({
    text: factOf(look, point),
    mark: mark(point),
    ...(note ? { note } : {}),
  }));
  const rest = points.length - items.length;
  const more = rest > 0 ? [{ text: look.say('life.points.more', { count: rest }) }] : [];
  return { kind: 'list', items: [...items, ...more] };
}

const factOf = (look: Look, { line }: Point): string => lineWords(look, line).fact;

function pointWords(look: Look, points: readonly Point[]): Element[] {
  if (points.length === 0) return [text(look.say('life.noPoints'))];
  return [listOf(look, points, ({ ticked }) => (ticked ? 'done' : 'todo'))];
}

/** Decisions and actions, those there are. */
function resultWords(look: Look, { decisions, points }: Meeting, { actions }: Scene): Element[] {
  const { say } = look;
  const aboutOf = (key: string | null) => points.find((point) => point.key === key);
  const decided = decisions.map(({ text: words, about }) => {
    const point = aboutOf(about);
    return { text: words, ...(point ? { note: factOf(look, point) } : {}) };
  });
  const taken = actions.map(({ text: words, owner, due }) => ({
    text: words,
    note: say('life.action', { owner: personName(look, owner), due: showDate(due, look) }),
  }));
  return [
    ...(decided.length > 0 ? [text(say('life.decisions')), { kind: 'list' as const, items: decided }] : []),
    ...(taken.length > 0 ? [text(say('life.actions')), { kind: 'list' as const, items: taken }] : []),
  ];
}

/** The minutes: talked about and not, decisions, actions, what else there is, and who has confirmed them. */
export function heldCard(look: Look, meeting: Meeting, scene: Scene, occasion: Occasion): Card {
  const { say } = look;
  const { minutes } = meeting;
  const differs = (minutes?.objections.length ?? 0) > 0;
  const done = settled(meeting);
  const plain = occasion === 'unconfirmed' ? 'unconfirmed' : 'minutes';
  const title = occasion === 'objected' || differs ? 'objected' : done ? 'settled' : plain;
  const buttons = minutes ? minutesButtons(look, meeting, minutes) : [];
  return {
    title: say(`life.head.${title}`, headOf(look, meeting)),
    tone: done ? 'good' : differs ? 'warn' : buttons.length > 0 ? 'act' : 'plain',
    elements: [
      {
        kind: 'facts',
        facts: [
          { label: say('life.time'), value: timeOf(look, meeting) },
          { label: say('life.who'), value: comingWords(look, { ...meeting, attendees: unanswered(meeting) }) },
        ],
      },
      ...talkedWords(look, meeting.points),
      ...resultWords(look, meeting, scene),
      ...(minutes ? minutesWords(look, meeting, minutes) : []),
    ],
    buttons,
  };
}

/** Afterwards it does not matter what they answered. */
const unanswered = ({ attendees }: Meeting) => attendees.map((one) => ({ ...one, answer: 'none' as const }));

function talkedWords(look: Look, points: readonly Point[]): Element[] {
  const { say } = look;
  if (points.length === 0) return [];
  const talked = points.filter(({ ticked }) => ticked);
  const open = points.filter(({ ticked }) => !ticked);
  return [
    ...(talked.length > 0 ? [text(say('life.talked')), listOf(look, talked, () => 'done')] : []),
    ...(open.length > 0 ? [text(say('life.left')), listOf(look, open, () => 'todo', say('life.carried'))] : []),
  ];
}

function minutesWords(look: Look, { departments }: Meeting, minutes: Minutes): Element[] {
  const { say, org } = look;
  const names = (keys: readonly string[]) => keys.map((key) => departmentName(org, key)).join(say('list'));
  const confirmed = departments.filter((key) => minutes.confirmed.some((one) => one.department === key));
  const waiting = departments.filter((key) => !confirmed.includes(key));
  const { objections, words } = minutes;
  return [
    ...(words ? [{ kind: 'quote' as const, text: words, by: personName(look, minutes.by) }] : []),
    ...objections.flatMap((one): Element[] => [
      text(say('life.objection', { department: departmentName(org, one.department) })),
      { kind: 'quote', text: one.words, by: personName(look, one.by) },
    ]),
    ...(objections.length > 0 ? [text(say('life.objectionNext'))] : []),
    ...(confirmed.length > 0 ? [text(say('life.confirmedBy', { parties: names(confirmed) }))] : []),
    ...(waiting.length > 0 ? [text(say('life.waitsFor', { parties: names(waiting) }))] : []),
  ];
}

function minutesButtons(look: Look, meeting: Meeting, minutes: Minutes): Button[] {
  const side = sideOf(meeting, look.viewer.id, look.org);
  if (side === null) return [];
  const id = String(meeting.id);
  const has = (all: readonly { department: string }[]) => all.some((one) => one.department === side);
  const rewrite = minutes.objections.length > 0 ? [button(look, 'finish', id, 'plain', 'rewrite')] : [];
  const confirm = has(minutes.confirmed) ? [] : [button(look, 'confirm', id, 'primary')];
  const object = has(minutes.confirmed) || has(minutes.objections) ? [] : [button(look, 'object', id)];
  return [...confirm, ...object, ...rewrite];
}

/** A fact, and what stays for next time. */
export function notHeldCard(look: Look, meeting: Meeting, { missed }: Scene): Card {
  const { say } = look;
  return {
    title: say('life.head.notHeld', headOf(look, meeting)),
    tone: 'plain',
    elements: [
      ...whyWords(look, meeting),
      ...(missed ? [text(say('life.missed', { ...missed }))] : []),
      text(say('life.openPoints')),
    ],
    buttons: [button(look, 'finish', String(meeting.id), 'plain', 'heldAfterAll')],
  };
}

/** Why a meeting did not take place. */
function whyWords(look: Look, { why }: Meeting): Element[] {
  const { say } = look;
  if (!why) return [];
  if (why.kind !== 'said') return why.kind === 'noAnswer' ? [text(say('life.why.noAnswer'))] : [];
  const name = personName(look, why.by);
  return [
    ...(why.reason ? [text(say('life.why.said', { name, why: say(`life.reason.${why.reason}`) }))] : []),
    ...(why.words ? [{ kind: 'quote' as const, text: why.words, by: name }] : []),
  ];
}
