import type { Button, Card, Element } from '../../src/platform/card.ts';
import { linkAddress } from '../../src/platform/link.ts';
import { cut } from '../../src/platform/shrink.ts';
import { limits } from './limits.ts';
import type { Say } from './messages.ts';
import { breaks, cutBytes, plain } from './text.ts';

/** The variables of the card template. Every value is a text; each may be shared or a person's own. */
export const variables = [
  'title',
  'tone',
  'body',
  'asOf',
  'buttons',
  'form',
  'formTitle',
  'formSubmit',
  'formId',
] as const;

export type CardData = Partial<Record<(typeof variables)[number], string>>;

/** A card as data of the template; `asOf` is empty for a card that has just been sent. */
export function cardData(card: Card, say: Say, asOf = ''): CardData {
  return {
    title: cutBytes(plain(card.title), limits.valueBytes),
    tone: card.tone,
    body: bodyOf(card, say, limits.bodyBytes),
    asOf,
    buttons: JSON.stringify(card.buttons.slice(0, limits.cardButtons).map(buttonData)),
  };
}

/** A card without a form. */
export const noForm: CardData = { form: '', formTitle: '', formSubmit: '', formId: '' };

function buttonData({ action, value, label, style }: Button) {
  return { text: cut(plain(label), limits.buttonLabel), id: action, style, value };
}

/** The elements as markdown, cut at an element, so that no mark is left open. Links are never cut. */
export function bodyOf(card: Card, say: Say, bytes: number): string {
  const drawn = card.elements.map((element) => ({ link: element.kind === 'link', text: drawElement(element, say) }));
  const parts: string[] = [];
  let room = bytes - drawn.reduce((sum, { link, text }) => sum + (link ? Buffer.byteLength(text) + 2 : 0), 0);
  for (const { link, text } of drawn) {
    if (link) {
      parts.push(text);
      continue;
    }
    if (room < 8) continue;
    // What is cut is drawn from shortened words, because a mark cut in the middle could swallow what follows.
    const part = Buffer.byteLength(text) <= room ? text : cutBytes(text.replace(/\*\*/g, ''), room);
    parts.push(part);
    room -= Buffer.byteLength(part) + 2;
  }
  return parts.join('\n\n');
}

function drawElement(element: Element, say: Say): string {
  switch (element.kind) {
    case 'text':
      return breaks(plain(element.text));
    case 'quote':
      return quote(element.text, element.by);
    case 'facts':
      return lines(element.facts.map(({ label, value }) => fact(`**${bold(label)}**`, inline(value), say)));
    case 'list':
      return lines(element.items.map((item) => `${mark[item.mark ?? 'none']} ${listed(item)}`));
    case 'people':
      return lines(element.people.map(({ name, role }) => fact(inline(role), inline(name), say)));
    case 'progress':
      return `${inline(element.label)} ${bar(element.share)} ${Math.round(element.share * 100)} %`;
    case 'chart':
      return chart(element);
    case 'image':
      return `［${inline(element.alt)}］`;
    case 'drawing':
      return breaks(plain(element.alt));
    case 'link':
      return link(element);
  }
}

function link({ label, url }: Extract<Element, { kind: 'link' }>): string {
  const address = linkAddress(url);
  const words = inline(label).replace(/[[\]]/g, (mark) => (mark === '[' ? '［' : '］'));
  return address ? `[${words || '·'}](${address})` : words;
}

const mark = { done: '✓', now: '▶', todo: '○', none: '·' };

const lines = (all: readonly string[]) => all.join('  \n  ');
const inline = (text: string) => plain(text).replace(/\s*\n\s*/g, ' ');
const bold = (text: string) => inline(text).trim();
const fact = (label: string, value: string, say: Say) => say('fact', { label, value });
const listed = ({ text, note }: { text: string; note?: string }) =>
  note ? `${inline(text)} · ${inline(note)}` : inline(text);

function quote(text: string, by: string | undefined): string {
  const said = plain(text)
    .split('\n')
    .map((line) => `> ${line}`);
  return [...said, ...(by ? [`> — ${inline(by)}`] : [])].join('\n>\n');
}

const barLength = 10;

function bar(share: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * barLength);
  return '▇'.repeat(full) + '▁'.repeat(barLength - full);
}

function chart({ title, bars }: Extract<Element, { kind: 'chart' }>): string {
  const most = Math.max(...bars.map(({ value }) => value), 1e-9);
  const drawn = bars.map(({ label, value, text }) => `${inline(label)} ${bar(value / most)} ${inline(text)}`);
  return lines([`**${bold(title)}**`, ...drawn]);
}

/**
 * What all these cards share, for whoever else is shown one. The variables of the template are private ones: whether they fall
 * back on what is public is not documented, so each person's own data is always whole.
 */
export function sharedData(cards: readonly CardData[]): CardData {
  const [first = {}, ...others] = cards;
  const shared = variables.flatMap((name) => {
    const value = first[name];
    return value !== undefined && others.every((card) => card[name] === value) ? [[name, value]] : [];
  });
  // A stranger sees no more than what all see, and never a button or a form.
  return { title: '', body: '', asOf: '', ...Object.fromEntries(shared), tone: 'plain', buttons: '[]', ...noForm };
}

/** What the lock screen may say of cards to several people: what their titles begin with, or that there is news. */
export function alertOf(titles: readonly string[], say: Say): string {
  const [first = '', ...others] = titles.map((title) => cut(plain(title), 100));
  if (others.every((title) => title === first)) return first || say('news');
  let length = 0;
  while (length < first.length && others.every((title) => title[length] === first[length])) length += 1;
  // Only whole words: up to a space or a mark between parts.
  const common = /^(.*[\s·：:，,|｜])/u.exec(first.slice(0, length + 1))?.[1]?.replace(/[\s·：:，,|｜]+$/u, '') ?? '';
  return [...common].length >= 4 ? common : say('news');
}
