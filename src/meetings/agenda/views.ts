import { type Button, type Card, type Element, sentence } from '../../platform/card.ts';
import { cut } from '../../platform/shrink.ts';
import { type Look, partiesOf } from '../look.ts';
import type { AgendaLine, Meeting } from '../types.ts';
import { isOpen, suppliersOf } from './before-rules.ts';
import { button } from './before-views.ts';
import type { Item } from './line-rules.ts';
import { lineWords } from './words.ts';

/** Lines on one card; more are counted. */
const MOST_LINES = 20;
/** Lines of each meeting where several are shown. */
const FEW_LINES = 4;

/** The whole agenda of a meeting; once it has begun, as it stood then, with what was talked about ticked. */
export function agendaCard(
  look: Look,
  about: { meeting: Meeting; lines: readonly AgendaLine[]; own: readonly Item[]; speaksFor: string | null; now: Date },
): Card {
  const { say } = look;
  const { meeting, lines, own, speaksFor, now } = about;
  const frozen = meeting.points.length > 0;
  const shown = frozen ? meeting.points.map(({ line }) => line) : lines;
  const open = isOpen(meeting, now);
  const names = { parties: partiesOf(look, meeting), at: meeting.from ?? '' };
  const elements: Element[] =
    shown.length === 0 ? [{ kind: 'text', text: say('agenda.show.empty') }] : listed(look, meeting, shown, MOST_LINES);
  return {
    title: meeting.from ? say('agenda.show.title', names) : partiesOf(look, meeting),
    tone: 'plain',
    elements: open ? [...elements, { kind: 'text', text: say('agenda.before.add') }] : elements,
    buttons: open ? openButtons(look, meeting, speaksFor, own) : [],
  };
}

function listed(look: Look, { points }: Meeting, lines: readonly AgendaLine[], most: number): Element[] {
  const ticked = new Set(points.flatMap(({ key, ticked: done }) => (done ? [key] : [])));
  const items = lines.slice(0, most).map((line) => {
    const { fact, blocks, next } = lineWords(look, line);
    const note = [blocks, next].filter((part) => part !== null).join(look.viewer.locale === 'en' ? ' ' : '');
    return {
      text: fact,
      ...(note === '' ? {} : { note }),
      ...(points.length > 0 ? { mark: ticked.has(line.key) ? ('done' as const) : ('todo' as const) } : {}),
    };
  });
  const rest = lines.length - items.length;
  const more = rest > 0 ? [{ text: look.say('agenda.show.more', { count: rest }) }] : [];
  return [{ kind: 'list', items: [...items, ...more] }];
}

/** Own items that can be taken back on one card. */
const MOST_OWN = 3;

function openButtons(look: Look, meeting: Meeting, speaksFor: string | null, own: readonly Item[]): Button[] {
  const asked = speaksFor !== null && suppliersOf(meeting, speaksFor).length > 0;
  return [
    ...(asked ? [button(look, 'answer', `${meeting.id}|${speaksFor}`, 'primary')] : []),
    button(look, 'add', '|'),
    ...own.slice(0, MOST_OWN).map((item) => takeBackButton(look, item)),
  ];
}

/** Takes back what one added oneself. */
export const takeBackButton = ({ say }: Look, { id, text }: Item): Button => ({
  action: 'meetings.agenda.takeBack',
  value: String(id),
  label: say('agenda.do.takeBack', { text: cut(text, 12) }),
  style: 'plain',
});

/** The coming meetings of someone, each with what stands at the top of its agenda. */
export function comingCard(
  look: Look,
  meetings: readonly Meeting[],
  agendas: ReadonlyMap<number, readonly AgendaLine[]>,
): Card {
  const { say } = look;
  if (meetings.length === 0)
    return { ...sentence(say('agenda.coming.none')), elements: [{ kind: 'text', text: say('agenda.before.add') }] };
  const elements = meetings.flatMap((meeting): Element[] => {
    const lines = agendas.get(meeting.id) ?? [];
    const names = { parties: partiesOf(look, meeting), at: meeting.from ?? '' };
    const title: Element = { kind: 'text', text: say('agenda.show.title', names) };
    if (lines.length === 0) return [{ kind: 'text', text: `${title.text}\n${say('agenda.show.empty')}` }];
    return [title, ...listed(look, meeting, lines, FEW_LINES)];
  });
  const show = meetings.map(
    (meeting): Button => ({
      action: 'meetings.agenda.show',
      value: String(meeting.id),
      label: say('agenda.do.showOne', { parties: partiesOf(look, others(look, meeting)) }),
      style: 'plain',
    }),
  );
  return {
    title: say('agenda.coming.title', { count: meetings.length }),
    tone: 'plain',
    elements: [...elements, { kind: 'text', text: say('agenda.before.add') }],
    buttons: [...show, button(look, 'add', '|')],
  };
}

/** Whom a reader meets there. */
function others({ viewer }: Look, { departments }: Meeting): Pick<Meeting, 'departments'> {
  const rest = departments.filter((key) => key !== viewer.department);
  return { departments: rest.length > 0 ? rest : departments };
}
