import { showHour } from '../../messages/time.ts';
import { departmentName } from '../../org/organisation.ts';
import { type Button, type Card, type Element, sentence } from '../../platform/card.ts';
import { lineWords } from '../agenda/index.ts';
import { type Look, partiesOf, personName } from '../look.ts';
import type { Attendee, Meeting } from '../types.ts';
import { heldCard, notHeldCard, tableCard } from './cards-table.ts';
import { lentBy, seatOf } from './rules.ts';
import type { Scene } from './scene.ts';
import { beginOf, timeOf } from './title.ts';

/** Why a card comes, or changes; `plain`: it only shows what is true. */
export type Occasion =
  | 'plain'
  | 'moved'
  | 'sent'
  | 'yours'
  | 'soon'
  | 'declined'
  | 'asked'
  | 'objected'
  | 'unconfirmed';

/** Lines of the agenda a card shows before the meeting: a telephone has no room for more. */
const SHOWN = 3;

export const text = (words: string): Element => ({ kind: 'text', text: words });

export const button = (
  look: Look,
  action: string,
  value: string,
  style: Button['style'] = 'plain',
  label = action,
) => ({
  action: `meetings.life.${action}`,
  value,
  label: look.say(`life.do.${label}` as 'life.do.accept'),
  style,
});

/** Parties and time, as headlines have them. */
export const headOf = (look: Look, meeting: Meeting) => ({
  parties: partiesOf(look, meeting),
  at: beginOf(look, meeting),
});

/** A meeting as one of those it concerns sees it. */
export function meetingCard(look: Look, meeting: Meeting, scene: Scene, occasion: Occasion = 'plain'): Card {
  switch (meeting.status) {
    case 'announced':
      return aheadCard(look, meeting, scene, occasion);
    case 'running':
      return tableCard(look, meeting, scene, occasion);
    case 'held':
      return heldCard(look, meeting, scene, occasion);
    case 'notHeld':
      return notHeldCard(look, meeting, scene);
    case 'cancelled':
      return cancelledCard(look, meeting);
    default:
      return sentence(look.say(`life.no.${meeting.status}`));
  }
}

/** What someone reads who comes no more. */
export function notComingCard(look: Look, meeting: Meeting, instead: string | null): Card {
  const head = headOf(look, meeting);
  return sentence(
    instead === null
      ? look.say('life.notComing.nobody', head)
      : look.say('life.notComing', { ...head, name: personName(look, instead) }),
  );
}

function cancelledCard(look: Look, meeting: Meeting): Card {
  const kind = meeting.why?.kind ?? 'empty';
  const key = kind === 'departmentGone' || kind === 'holiday' ? kind : 'empty';
  return sentence(look.say(`life.cancelled.${key}`, headOf(look, meeting)), key === 'empty' ? 'good' : 'plain');
}

function aheadCard(look: Look, meeting: Meeting, scene: Scene, occasion: Occasion): Card {
  const { say, viewer } = look;
  const seat = seatOf(meeting, viewer.id);
  const acts = occasion !== 'soon' && seat?.answer === 'none';
  return {
    title: aheadTitle(look, meeting, seat, occasion),
    tone: acts || occasion === 'declined' ? 'act' : 'plain',
    elements: [
      { kind: 'facts', facts: factsOf(look, meeting) },
      ...movedWords(look, meeting),
      ...seatWords(look, meeting),
      ...agendaWords(look, scene),
      ...(scene.missed ? [text(say('life.missed', { ...scene.missed }))] : []),
    ],
    buttons: aheadButtons(look, meeting),
  };
}

function aheadTitle(look: Look, meeting: Meeting, seat: Attendee | undefined, occasion: Occasion): string {
  const { say, viewer } = look;
  const head = headOf(look, meeting);
  switch (occasion) {
    case 'soon':
      return say('life.head.soon', { ...head, hour: meeting.from ? showHour(meeting.from, viewer.zone) : '' });
    case 'sent':
      return say('life.head.sent', { ...head, name: personName(look, seat?.for ?? null) });
    case 'moved':
    case 'yours':
    case 'declined':
      return say(`life.head.${occasion}`, head);
    default:
      return say('life.head.plain', head);
  }
}

function factsOf(look: Look, meeting: Meeting): { label: string; value: string }[] {
  const { say } = look;
  const move = meeting.moves.at(-1);
  return [
    { label: say('life.time'), value: timeOf(look, meeting) },
    ...(move ? [{ label: say('life.before'), value: timeOf(look, move) }] : []),
    { label: say('life.who'), value: comingWords(look, meeting) },
  ];
}

/** Who comes, with what they answered. */
export function comingWords(look: Look, { attendees }: Meeting): string {
  const { say, org } = look;
  return attendees
    .map(({ person, department, answer }) => {
      const names = { name: personName(look, person), department: departmentName(org, department) };
      return answer === 'none' ? say('life.coming', names) : say(`life.coming.${answer}`, names);
    })
    .join(say('list'));
}

function movedWords(look: Look, { moves }: Meeting): Element[] {
  const move = moves.at(-1);
  if (!move?.by) return [];
  const name = personName(look, move.by);
  return [
    text(look.say('life.movedBy', { name })),
    ...(move.why ? [{ kind: 'quote' as const, text: move.why, by: name }] : []),
  ];
}

function seatWords(look: Look, meeting: Meeting): Element[] {
  const { say, viewer } = look;
  const lent = lentBy(meeting, viewer.id);
  const owner = seatOf(meeting, viewer.id)?.for ?? null;
  if (lent) return [text(say('life.forYou', { name: personName(look, lent.person) }))];
  return owner === null ? [] : [text(say('life.youFor', { name: personName(look, owner) }))];
}

function agendaWords(look: Look, { lines }: Scene): Element[] {
  const { say } = look;
  if (lines.length === 0) return [text(say('life.points.none'))];
  const items = lines.slice(0, SHOWN).map((line) => {
    const { fact, blocks, next } = lineWords(look, line);
    const note = [blocks, next].filter((part) => part !== null).join(look.viewer.locale === 'en' ? ' ' : '');
    return { text: fact, mark: 'todo' as const, ...(note === '' ? {} : { note }) };
  });
  const rest = lines.length - items.length;
  return [
    text(say('life.points')),
    { kind: 'list', items },
    ...(rest > 0 ? [text(say('life.points.more', { count: rest }))] : []),
  ];
}

function aheadButtons(look: Look, meeting: Meeting): Button[] {
  const { viewer } = look;
  const id = String(meeting.id);
  const seat = seatOf(meeting, viewer.id);
  const agenda = button(look, 'agenda', id);
  if (!seat) {
    const back = lentBy(meeting, viewer.id) ? [button(look, 'handBack', id, 'plain', 'comeMyself')] : [];
    return [...back, button(look, 'other', id), agenda];
  }
  const instead = seat.for === null ? button(look, 'deputy', id) : button(look, 'handBack', id);
  const accept = seat.answer === 'accepted' ? [] : [button(look, 'accept', id, 'primary')];
  return [...accept, button(look, 'other', id), instead, agenda];
}
