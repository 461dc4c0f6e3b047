import { showHour } from '../../src/messages/time.ts';
import type { Locale } from '../../src/org/organisation.ts';
import type { Button, Card, Select, Tone } from '../../src/platform/card.ts';
import type { Form } from '../../src/platform/form.ts';
import { cut } from '../../src/platform/shrink.ts';
import {
  allLines,
  anchor,
  type Content,
  isAnchor,
  layOut,
  linksOf,
  longOptions,
  type Saying,
  titleOf,
} from './content.ts';
import { buttonKey, type Kept, optionId, type Packed, selectKey } from './keys.ts';
import { bytes, counts, mostTexts, shown } from './limits.ts';
import { words } from './messages.ts';
import { cutBytes, length, line, pieces, plain, size } from './text.ts';

/** Whom a card is drawn for, and when. */
export interface Frame {
  reader: { locale: Locale; zone: string };
  now: Date;
  /** Never used before in this app: a second card with it is refused, which makes sending it twice harmless. */
  taskId: string;
  /** Where a card without buttons leads, because such a card must lead somewhere. */
  page: string;
}

/** A `template_card` as WeCom takes it. */
export interface TemplateCard {
  card_type: 'text_notice' | 'button_interaction' | 'vote_interaction';
  task_id: string;
  [field: string]: unknown;
}

export interface Drawn {
  /** Sent before the card: what it has no room for. */
  texts: string[];
  /** Null: the texts are all there is. */
  card: TemplateCard | null;
  /** To be kept before the card is sent. */
  kept: Kept[];
}

const colours: Record<Tone, number> = { plain: 0, act: 1, warn: 2, good: 3 };
const styles: Record<Button['style'], number> = { primary: 1, plain: 2, danger: 4 };

/**
 * A card as WeCom shows it. What it has no room for stands whole in a text before it; where nothing can be pressed, that text
 * is enough.
 */
export function drawCard(card: Card, frame: Frame): Drawn {
  const say = words(frame.reader.locale, frame.reader.zone);
  const sketch = sketchOf(card, frame, say('above'));
  if (sketch.whole) return { texts: [], card: sketch.card, kept: sketch.kept };
  if (!isPressed(card)) return { texts: drawTexts(card, frame.reader, frame.taskId), card: null, kept: [] };
  return { texts: textsOf(sketch.lines, frame.taskId), card: sketch.card, kept: sketch.kept };
}

/** A card that takes the place of another: nothing can be said before it. */
export function drawChange(card: Card, frame: Frame): { card: TemplateCard; kept: Kept[]; whole: boolean } {
  const sketch = sketchOf(card, frame, null);
  return { card: sketch.card, kept: sketch.kept, whole: sketch.whole };
}

const isPressed = ({ buttons, select }: Card) => select !== undefined || buttons.length > 0;

/** The card itself; `whole`: it shows everything, and `lines` need not be told besides. */
function sketchOf(card: Card, frame: Frame, hint: string | null) {
  const say = words(frame.reader.locale, frame.reader.zone);
  const kept: Kept[] = [];
  const id = (packed: Packed) => {
    kept.push(...packed.kept);
    return packed.id;
  };
  const vote = card.select && !dropsDown(card) ? card.select : null;
  const { title, ...content } = vote ? voteContent(card, say) : layOut(card, say);
  const below = [...content.lines, ...(card.select ? longOptions(card.select) : [])];
  const untold = linksOf(card).slice(content.links.length).map(anchor);
  const body = bodyOf(
    length(title) > shown.title ? [title, ...below] : below,
    vote ? shown.titleBeneath : shown.body,
    hint,
    untold.length === 0,
  );
  const drawn: TemplateCard = {
    card_type: vote ? 'vote_interaction' : isPressed(card) ? 'button_interaction' : 'text_notice',
    task_id: frame.taskId,
    source: { desc: say('source', { hour: showHour(frame.now, frame.reader.zone) }), desc_color: colours[card.tone] },
    main_title: { title: cut(title, shown.title), ...(vote && body.text ? { desc: body.text } : {}) },
    ...(vote ? voteFields(vote, id) : { ...fieldsOf(content, body.text, card, say), ...actionsOf(card, frame, id) }),
  };
  return { card: drawn, kept, whole: body.whole, lines: [title, ...below, ...untold] };
}

/** A card with a drop-down has room for words and buttons; one with a list of boxes has not. */
const dropsDown = ({ select }: Card) =>
  select !== undefined && !select.multiple && select.options.length <= counts.dropDownOptions;

/** A list of boxes has room for a title and one line; buttons it has none for. */
function voteContent(card: Card, say: Saying): Content {
  const also = card.buttons.map(({ label }) => line(label)).join(' · ');
  const lines = allLines(card, say).filter((text) => !isAnchor(text));
  return {
    title: titleOf(card),
    quote: null,
    facts: [],
    links: [],
    lines: [...lines, ...(also ? [say('alsoSay', { words: also })] : [])],
  };
}

/** What of the lines the card shows, and whether that is all there is: `linked` when it leads to all pages, too. */
function bodyOf(
  lines: readonly string[],
  room: number,
  hint: string | null,
  linked: boolean,
): { text: string; whole: boolean } {
  const text = lines.join('\n').trim();
  if (length(text) <= room && (linked || hint === null)) return { text, whole: linked };
  if (hint === null) return { text: ends(lines, room), whole: false };
  return { text: `${cut(text, room - length(hint) - 1)}\n${hint}`, whole: false };
}

/** What it is about, and what comes next: the middle is left out. */
function ends(lines: readonly string[], room: number): string {
  const last: string[] = [];
  const left = () => room - [...last, '…'].reduce((sum, one) => sum + length(one) + 1, 0);
  for (const one of lines.toReversed()) {
    if (left() - length(one) < room / 4) break;
    last.unshift(one);
  }
  return [cut(lines.slice(0, lines.length - last.length).join('\n'), left()), ...last].join('\n');
}

/** A notice leads to pages by lines of their own, a card with buttons by facts that open them. */
function fieldsOf(
  { quote, facts, links }: Pick<Content, 'quote' | 'facts' | 'links'>,
  body: string,
  card: Card,
  say: Saying,
) {
  const pressed = isPressed(card);
  const listed = [
    ...facts.map(({ label, value }) => ({ keyname: label, value })),
    ...(pressed ? links : []).map(({ label, url }) => ({ type: 1, keyname: say('page'), value: label, url })),
  ];
  const jumps = pressed ? [] : links.map(({ label, url }) => ({ type: 1, title: label, url }));
  return {
    ...(quote ? { quote_area: { type: 0, ...(quote.by ? { title: quote.by } : {}), quote_text: quote.text } } : {}),
    ...(body ? { sub_title_text: body } : {}),
    ...(listed.length > 0 ? { horizontal_content_list: listed } : {}),
    ...(jumps.length > 0 ? { jump_list: jumps } : {}),
  };
}

function voteFields(select: Select, id: (packed: Packed) => string) {
  return {
    checkbox: {
      question_key: 'choice',
      option_list: optionsOf(select, id),
      mode: select.multiple ? 1 : 0,
    },
    submit_button: { text: line(select.submit), key: id(selectKey(select)) },
  };
}

const optionsOf = ({ options }: Select, id: (packed: Packed) => string) =>
  options.slice(0, counts.options).map(({ value, label }) => ({ id: id(optionId(value)), text: line(label) || '·' }));

function actionsOf(card: Card, { page }: Frame, id: (packed: Packed) => string) {
  const { buttons, select } = card;
  const drawn = buttons.slice(0, counts.buttons - (select ? 1 : 0)).map((button, place) => ({
    text: line(button.label) || '·',
    style: styles[button.style],
    key: id(buttonKey(button, place)),
  }));
  const [first] = linksOf(card);
  if (!select) return drawn.length > 0 ? { button_list: drawn } : { card_action: { type: 1, url: first?.url ?? page } };
  const submit = { text: line(select.submit) || '·', style: styles.primary, key: id(selectKey(select)) };
  const options = optionsOf(select, id);
  return {
    button_selection: { question_key: 'choice', option_list: options, selected_id: options[0]?.id },
    button_list: [submit, ...drawn],
  };
}

/** The whole card as text messages, for groups, for what is seen in passing, and where nothing can be pressed. */
export function drawTexts(card: Card, reader: Frame['reader'], ref: string | null): string[] {
  const say = words(reader.locale, reader.zone);
  return textsOf([titleOf(card), ...allLines(card, say)], ref);
}

/**
 * Each with the message's number, and with its own where there are several: WeCom swallows a text that is equal to an earlier
 * one, and two reminders may well be equal.
 */
function textsOf(lines: readonly string[], ref: string | null): string[] {
  const id = ref?.split('-').at(-1);
  const footer = (part: number, parts: number) => {
    const words = [...(id ? [`#${id}`] : []), ...(parts > 1 ? [`${part}/${parts}`] : [])];
    return words.length > 0 ? `\n${words.join(' · ')}` : '';
  };
  const room = bytes.text - size(footer(99, 99));
  const all = pieces(lines.join('\n').trim(), room);
  const kept = all.slice(0, mostTexts);
  const last = kept.at(-1);
  if (all.length > kept.length && last) {
    const lost = lines.filter((text) => isAnchor(text) && !kept.some((piece) => piece.includes(text)));
    const after = lost.map((text) => `\n${text}`).join('');
    kept[kept.length - 1] = `${cutBytes(`${last}……`, Math.max(0, room - size(after)))}${after}`;
  }
  return kept.map((piece, index) => `${piece}${footer(index + 1, kept.length)}`);
}

/** The way to a form that opens as a page. */
export function drawForm(form: Form, frame: Frame, url: string): TemplateCard {
  const say = words(frame.reader.locale, frame.reader.zone);
  return {
    card_type: 'text_notice',
    task_id: frame.taskId,
    source: { desc: say('source', { hour: showHour(frame.now, frame.reader.zone) }), desc_color: colours.act },
    main_title: { title: cut(line(form.title) || '·', shown.title) },
    sub_title_text: cut(
      [form.intro ? plain(form.intro).trim() : '', say('formHint')].filter(Boolean).join('\n'),
      shown.body,
    ),
    jump_list: [{ type: 1, title: say('fillIn'), url }],
    card_action: { type: 1, url },
  };
}
