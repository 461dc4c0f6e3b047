import type { Card, Element, Select } from '../../src/platform/card.ts';
import { linkAddress } from '../../src/platform/link.ts';
import { bytes, counts, shown } from './limits.ts';
import type { words } from './messages.ts';
import { length, line, plain, size } from './text.ts';

/** How one reader is spoken to. */
export type Saying = ReturnType<typeof words>;

/** A card's elements, told apart by where a template card has room for them. */
export interface Content {
  title: string;
  /** What has a field of its own. */
  quote: { text: string; by: string } | null;
  facts: { label: string; value: string }[];
  /** Pages the card itself leads to. */
  links: Link[];
  /** Everything else, in order. */
  lines: string[];
}

/** A page of ours, by an address WeCom takes. */
export interface Link {
  label: string;
  url: string;
}

/** Everything as lines of text. */
export function allLines(card: Card, say: Saying): string[] {
  return card.elements.flatMap((element) => linesOf(element, say));
}

/** The card's pages. */
export function linksOf(card: Card): Link[] {
  return card.elements.flatMap((element) => pageOf(element) ?? []);
}

function pageOf(element: Element): Link | null {
  if (element.kind !== 'link') return null;
  const url = linkAddress(element.url);
  return url && size(url) <= bytes.url ? { label: line(element.label) || '·', url } : null;
}

/** Puts links, a quote and facts that are short enough into fields; what is longer than a client shows becomes lines. */
export function layOut(card: Card, say: Saying): Content {
  const links = linksOf(card).slice(0, counts.jumps);
  const content: Content = { title: titleOf(card), quote: null, facts: [], links, lines: [] };
  for (const element of card.elements) {
    if (pageOf(element)) continue;
    if (element.kind === 'quote' && !content.quote && quoteFits(element)) {
      content.quote = { text: plain(element.text).trim(), by: line(element.by ?? '') };
    } else if (element.kind === 'facts') {
      for (const fact of element.facts) {
        if (content.facts.length < counts.facts - links.length && factFits(fact))
          content.facts.push({ label: line(fact.label), value: line(fact.value) });
        else content.lines.push(...linesOf({ kind: 'facts', facts: [fact] }, say));
      }
    } else content.lines.push(...linesOf(element, say));
  }
  return content;
}

/** A card has to have a title. */
export const titleOf = (card: Card): string => line(card.title) || '·';

const quoteFits = ({ text, by = '' }: { text: string; by?: string }) =>
  text.trim() !== '' && length(text) <= shown.quote && length(by) <= shown.quoteBy;

const factFits = ({ label, value }: { label: string; value: string }) =>
  line(label) !== '' && line(value) !== '' && length(label) <= shown.factLabel && length(value) <= shown.factValue;

const marks = { done: '✓', now: '▶', todo: '○' } as const;

function linesOf(element: Element, say: Saying): string[] {
  switch (element.kind) {
    case 'text':
      return plain(element.text).split('\n');
    case 'quote':
      return say('quote', { text: plain(element.text).trim(), by: element.by ? `—— ${line(element.by)}` : '' })
        .trim()
        .split('\n');
    case 'facts':
      return element.facts.map(({ label, value }) => say('pair', { label: line(label), value: plain(value) }));
    case 'list':
      return element.items.map(({ text, mark, note }) => {
        const item = `${mark ? marks[mark] : '·'} ${line(text)}`;
        return note ? say('note', { text: item, note: line(note) }) : item;
      });
    case 'people':
      return element.people.map(({ name, role }) => say('pair', { label: line(role), value: line(name) }));
    case 'progress':
      return [`${line(element.label)} ${bar(element.share)} ${Math.round(share(element.share) * 100)}%`];
    case 'chart':
      return [line(element.title), ...chart(element.bars)];
    case 'image':
      return [`[${line(element.alt)}]`];
    case 'drawing':
      return plain(element.alt).split('\n');
    case 'link':
      return [anchor(element)];
  }
}

/** Documented on page 90236: `<a href>` works in texts. */
export function anchor({ label, url }: Link): string {
  const address = linkAddress(url);
  const words = line(label).replace(/[<>]/g, (mark) => (mark === '<' ? '＜' : '＞')) || '·';
  const drawn = `<a href="${address}">${words}</a>`;
  return address && size(drawn) <= bytes.anchor ? drawn : words;
}

/** Whether a line is a link, which nothing may cut. */
export const isAnchor = (text: string): boolean => text.startsWith('<a href="') && text.endsWith('</a>');

const cells = 10;
const share = (value: number) => (Number.isFinite(value) ? Math.min(1, Math.max(0, value)) : 0);
const bar = (part: number) => '▓'.repeat(Math.round(share(part) * cells)).padEnd(cells, '░');

function chart(bars: readonly { label: string; value: number; text: string }[]): string[] {
  const most = Math.max(...bars.map(({ value }) => value), 0);
  return bars.map(({ label, value, text }) => `${line(label)} ${bar(most > 0 ? value / most : 0)} ${line(text)}`);
}

/** Labels a client would cut, in full. */
export function longOptions({ options }: Select): string[] {
  if (options.every(({ label }) => length(label) <= shown.option)) return [];
  return options.map(({ label }, index) => `${index + 1}. ${line(label)}`);
}
