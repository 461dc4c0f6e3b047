import type { Hand } from './hand.ts';

/** Text or a number, or elements in order. */
export type Content = string | number | readonly Element[];
export type Element = readonly [name: string, content: Content];

/** `<xml>` with the elements in any order, with and without CDATA and line feeds, as the documents' samples differ. */
export function xml(elements: readonly Element[], hand: Hand): string {
  return `<xml>${inside(elements, hand)}</xml>`;
}

function inside(elements: readonly Element[], hand: Hand): string {
  const between = hand.oneIn(2) ? '\n' : '';
  // Elements of one name are a list, and a list has an order.
  const distinct = new Set(elements.map(([name]) => name)).size === elements.length;
  const ordered = distinct ? hand.shuffled(elements) : elements;
  const drawn = ordered.map(([name, content]) => `<${name}>${drawnContent(content, hand)}</${name}>`);
  return drawn.length === 0 ? '' : `${between}${drawn.join(between)}${between}`;
}

function drawnContent(content: Content, hand: Hand): string {
  if (typeof content === 'number') return String(content);
  if (typeof content !== 'string') return inside(content, hand);
  const bare = content.includes(']]>') || (content === content.trim() && content !== '' && hand.oneIn(4));
  return bare ? escaped(content) : `<![CDATA[${content}]]>`;
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const escaped = (text: string) => text.replace(/[&<>]/g, (sign) => entities[sign] ?? sign);

/** The text of the first element of this name, or null: enough for what an app answers. */
export function textIn(source: string, name: string): string | null {
  const found = new RegExp(`<${name}>\\s*(?:<!\\[CDATA\\[([\\s\\S]*?)\\]\\]>|([^<]*))\\s*</${name}>`).exec(source);
  return found ? (found[1] ?? found[2] ?? '') : null;
}
