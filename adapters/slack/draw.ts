import { createHash } from 'node:crypto';
import type { ActionsBlock, ActionsBlockElement, KnownBlock } from '@slack/types';
import type { Button, Card, Element, Select, Tone } from '../../src/platform/card.ts';
import { linkAddress } from '../../src/platform/link.ts';
import { bold, linked, option, plain, richText, section, word } from './blocks.ts';
import { limits } from './limits.ts';
import { packButton } from './packing.ts';
import { clean, columns, escapedWithin, oneLine, within } from './text.ts';

/** A message as Slack takes it: `text` says everything the blocks say, for notifications and screen readers. */
export interface Drawn {
  text: string;
  blocks: KnownBlock[];
}

/** What a card needs from outside. */
export interface Drawing {
  /** Slack's own ids of the pictures that were uploaded; of other files their names. */
  pictures: ReadonlyMap<string, { slack: string } | { name: string }>;
  /** Addresses that begin with it are links. */
  base: string | null;
}

/** The id of the actions of a select, which alone means nothing until it is sent. */
export const pickAction = 'pick';

/** Action id of the `index`-th button of a card. */
const buttonAction = (index: number) => `press.${index}`;

/** Draws a card within Slack's limits. What does not fit is left out of the blocks at the end, never refused. */
export function drawCard(card: Card, drawing: Drawing): Drawn {
  return {
    text: escapedWithin(wordsOf(card), limits.text - 100),
    blocks: cardBlocks(card, drawing, limits.messageBlocks),
  };
}

/** The bot's own page: one card after the other. */
export function drawHome(cards: readonly Card[], empty: string): KnownBlock[] {
  const drawing: Drawing = { pictures: new Map(), base: null };
  const blocks: KnownBlock[] = [];
  for (const [index, card] of cards.entries()) {
    const room = limits.viewBlocks - blocks.length - 1;
    if (room < 4) break;
    if (index > 0) blocks.push({ type: 'divider', block_id: `divider.${index}` });
    blocks.push(...cardBlocks(card, drawing, room, `${index}.`));
  }
  return blocks.length > 0 ? blocks : [richText('empty', section(word(empty)))];
}

/** A card inside a modal. */
export const drawNote = (card: Card): KnownBlock[] =>
  cardBlocks(card, { pictures: new Map(), base: null }, limits.viewBlocks);

/** Block ids change with the card: Slack asks for new ones when a message is changed. */
function cardBlocks(card: Card, drawing: Drawing, room: number, prefix = ''): KnownBlock[] {
  const version = createHash('sha256').update(JSON.stringify(card)).digest('hex').slice(0, 10);
  const id = (name: string | number) => `${prefix}${version}.${name}`;
  const controls = [...selectBlocks(card.select, card.buttons, id)];
  const blocks: KnownBlock[] = [titleBlock(card, id('title'))];
  let left = limits.messageText - card.title.length;
  let links = card.elements.filter(isLink).length;
  for (const [index, element] of card.elements.entries()) {
    // There is always room for the links that follow.
    if (isLink(element)) links -= 1;
    else if (blocks.length + controls.length + links >= room || left < 20) continue;
    const size = JSON.stringify(element).length;
    blocks.push(elementBlock(size > left && !isLink(element) ? shortened(element, left) : element, id(index), drawing));
    left -= size;
  }
  return [...blocks, ...controls];
}

const isLink = (element: Element) => element.kind === 'link';

const marks: Record<Tone, string> = { plain: '', act: '👉 ', warn: '⚠️ ', good: '✅ ' };

const titleOf = (card: Card) => `${marks[card.tone]}${oneLine(card.title)}`;

/** A sentence alone is no headline. */
function titleBlock(card: Card, id: string): KnownBlock {
  const title = titleOf(card);
  if (card.elements.length === 0) return richText(id, section(word(title)));
  if (title.length > 100) return richText(id, section(bold(title)));
  return { type: 'header', block_id: id, text: plain(title, limits.header) };
}

function elementBlock(element: Element, id: string, { pictures, base }: Drawing): KnownBlock {
  // Slack takes no list without items.
  if (isEmpty(element)) return richText(id, section(word('–')));
  switch (element.kind) {
    case 'text':
      return richText(id, section(...linked(element.text, base)));
    case 'quote':
      return richText(
        id,
        { type: 'rich_text_quote', elements: [word(element.text)] },
        ...(element.by ? [section(word(`— ${oneLine(element.by)}`, { italic: true }))] : []),
      );
    case 'facts': {
      const lines = element.facts.flatMap((fact, index) => [
        bold(`${index > 0 ? '\n' : ''}${oneLine(fact.label)}: `),
        ...linked(fact.value, base),
      ]);
      return richText(id, section(...lines));
    }
    case 'list':
      return richText(id, { type: 'rich_text_list', style: 'bullet', elements: element.items.map(itemSection) });
    case 'people':
      return richText(
        id,
        section(word(element.people.map((one) => `${oneLine(one.name)} · ${oneLine(one.role)}`).join('\n'))),
      );
    case 'progress':
      return richText(
        id,
        section(word(`${clean(element.label)}  ${barOf(element.share, 10)} ${percent(element.share)}`)),
      );
    case 'chart':
      return richText(id, section(bold(element.title)), {
        type: 'rich_text_preformatted',
        elements: [word(chartOf(element))],
      });
    case 'image':
      return pictureBlock(element, id, pictures.get(element.file));
    case 'drawing':
      return richText(id, section(word(element.alt)));
    case 'link': {
      const url = linkAddress(element.url);
      return richText(
        id,
        section(url ? { type: 'link', url, text: oneLine(element.label) || url } : word(element.label)),
      );
    }
  }
}

const isEmpty = (element: Element) =>
  (element.kind === 'facts' && element.facts.length === 0) || (element.kind === 'list' && element.items.length === 0);

function pictureBlock(
  { alt }: Element & { kind: 'image' },
  block_id: string,
  picture: { slack: string } | { name: string } | undefined,
): KnownBlock {
  const alt_text = within(oneLine(alt), limits.altText) || '–';
  if (picture && 'slack' in picture) return { type: 'image', block_id, slack_file: { id: picture.slack }, alt_text };
  return richText(
    block_id,
    section(word(picture ? `📎 ${oneLine(alt)}: ${oneLine(picture.name)}` : `[${oneLine(alt)}]`)),
  );
}

type Item = Extract<Element, { kind: 'list' }>['items'][number];

const itemMarks = { done: '✅ ', now: '👉 ', todo: '▫️ ' };

const itemSection = ({ text, mark, note }: Item) =>
  section(
    word(`${mark ? itemMarks[mark] : ''}${clean(text)}`),
    ...(note ? [word(`\n${clean(note)}`, { italic: true })] : []),
  );

const percent = (share: number) => `${Math.round(Math.min(1, Math.max(0, share)) * 100)} %`;

function barOf(share: number, width: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share || 0)) * width);
  return '█'.repeat(full) + '░'.repeat(width - full);
}

/** Bars of text in a fixed width, the value in words behind each. */
function chartOf({ bars }: Extract<Element, { kind: 'chart' }>): string {
  const most = Math.max(...bars.map((bar) => bar.value), 0) || 1;
  const widest = Math.min(24, Math.max(...bars.map((bar) => columns(oneLine(bar.label))), 1));
  return bars
    .map((bar) => {
      const label = oneLine(bar.label);
      return `${label}${' '.repeat(Math.max(0, widest - columns(label)))} ${barOf(bar.value / most, 12)} ${oneLine(bar.text)}`;
    })
    .join('\n');
}

function selectBlocks(
  select: Select | undefined,
  buttons: readonly Button[],
  id: (name: string) => string,
): ActionsBlock[] {
  const pressed = buttons.slice(0, 25).map(buttonOf);
  if (!select) return pressed.length > 0 ? [{ type: 'actions', block_id: id('actions'), elements: pressed }] : [];
  const options = select.options.slice(0, limits.options).map(({ value, label }) => option(value, label));
  const placeholder = plain(select.submit, limits.placeholder);
  const pick: ActionsBlockElement = {
    type: select.multiple ? 'multi_static_select' : 'static_select',
    action_id: pickAction,
    options,
    placeholder,
  };
  const submit = buttonOf(
    { action: select.action, value: select.value, label: select.submit, style: 'primary' },
    0,
    'choose.',
  );
  return [
    { type: 'actions', block_id: id('choice'), elements: [pick, submit] },
    ...(pressed.length > 0 ? [{ type: 'actions' as const, block_id: id('actions'), elements: pressed }] : []),
  ];
}

/** Action id of the button that sends a select's choice. */
export const chooseAction = 'choose.0';

const buttonOf = ({ action, value, label, style }: Button, index: number, prefix: unknown = '') => ({
  type: 'button' as const,
  action_id: prefix === 'choose.' ? chooseAction : buttonAction(index),
  text: plain(label, limits.buttonText),
  value: packButton(action, value),
  ...(style === 'plain' ? {} : { style }),
});

/** Everything a card says, a line for each part. */
function wordsOf(card: Card): string {
  return [titleOf(card), ...card.elements.flatMap(linesOf)].join('\n');
}

function linesOf(element: Element): string[] {
  switch (element.kind) {
    case 'text':
      return [clean(element.text)];
    case 'quote':
      return [`“${clean(element.text)}”${element.by ? ` — ${oneLine(element.by)}` : ''}`];
    case 'facts':
      return element.facts.map((fact) => `${oneLine(fact.label)}: ${clean(fact.value)}`);
    case 'list':
      return element.items.map(
        ({ text, mark, note }) => `• ${mark ? itemMarks[mark] : ''}${clean(text)}${note ? ` (${clean(note)})` : ''}`,
      );
    case 'people':
      return element.people.map((one) => `${oneLine(one.name)} · ${oneLine(one.role)}`);
    case 'progress':
      return [`${clean(element.label)}: ${percent(element.share)}`];
    case 'chart':
      return [clean(element.title), ...element.bars.map((bar) => `${oneLine(bar.label)}: ${oneLine(bar.text)}`)];
    case 'image':
      return [`[${oneLine(element.alt)}]`];
    case 'drawing':
      return [clean(element.alt)];
    case 'link':
      return [`${oneLine(element.label)}: ${linkAddress(element.url) ?? '–'}`];
  }
}

/** The beginning of an element that would make the message too long. */
function shortened(element: Element, left: number): Element {
  if (element.kind === 'text' || element.kind === 'quote') return { ...element, text: within(element.text, left) };
  return { kind: 'text', text: within(linesOf(element).join('\n'), left) };
}
