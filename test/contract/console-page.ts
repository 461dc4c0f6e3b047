import type { Shown } from '../platforms/hands.ts';
import { all, type Node, readHtml, wordsOf } from '../platforms/html.ts';

/** A button of a message: what pressing it sends. */
export interface Pressable {
  label: string;
  path: string;
  fields: Record<string, string>;
}

/** A message on the page. */
export interface Entry extends Shown {
  pressable: Pressable[];
  /** It is the person's own. */
  own: boolean;
}

const classed = (name: string) => (node: Node) => (node.attributes.class ?? '').split(' ').includes(name);

/** Messages in a piece of the console's page, oldest first. Throws when the piece is not whole. */
export function entriesIn(html: string): Entry[] {
  return all(readHtml(html), (node) => node.name === 'article').map((node) => {
    const buttons = all(node, classed('button')).map(pressableOf);
    return {
      id: node.attributes.id ?? '',
      text: linesOf(node).join('\n'),
      buttons: buttons.map(({ label }) => label),
      options: [],
      edited: false,
      passing: classed('whisper')(node),
      files: all(node, (one) => one.name === 'img').map((one) => one.attributes.src ?? ''),
      links: all(node, (one) => one.name === 'a').map((one) => one.attributes.href ?? ''),
      pressable: buttons,
      own: classed('own')(node),
    };
  });
}

function pressableOf(node: Node): Pressable {
  const { 'hx-post': path = '', 'hx-vals': vals = '{}' } = node.attributes;
  return { label: wordsOf(node), path, fields: JSON.parse(vals) as Record<string, string> };
}

const parts = new Set([
  'h2',
  'div',
  'p',
  'dl',
  'dt',
  'dd',
  'ol',
  'ul',
  'li',
  'figure',
  'figcaption',
  'blockquote',
  'a',
]);

/** The words of a message, a line for each part, buttons left out. */
function linesOf(node: Node): string[] {
  if (node.name === 'fieldset' || node.name === 'button' || node.name === 'svg') return [];
  const inside = all(node, ({ name }) => parts.has(name));
  if (inside.length === 0) return [wordsOf(node)].filter((line) => line.trim() !== '');
  return node.children.flatMap((child) => (typeof child === 'string' ? [child] : linesOf(child)));
}

/** Where older messages are to be had, or null. */
export function earlierIn(html: string): string | null {
  return all(readHtml(html), classed('earlier'))[0]?.attributes['hx-get'] ?? null;
}

/** What a page must not have, wherever it comes from; `host` is one that only people who mean harm write. */
export function offencesIn(html: string, host: string): string[] {
  const nodes = all(readHtml(html), () => true);
  const ids = nodes.flatMap(({ attributes }) => attributes.id ?? []);
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `two elements are called ${id}`);
  // What a press sends is given back as it was, and read by nobody.
  return [...twice, ...unseen(html.replace(/hx-vals="[^"]*"/g, '')), ...nodes.flatMap((node) => wrongWith(node, host))];
}

/** Characters that change how others are read, or that no page may hold. */
const unseen = (html: string): string[] =>
  (html.match(/(?![\n\r\t])\p{Cc}|[\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/gu) ?? []).map(
    (char) => `U+${char.charCodeAt(0).toString(16)} is on the page`,
  );

const foreign = new Set([
  'script',
  'style',
  'iframe',
  'object',
  'embed',
  'base',
  'font',
  'marquee',
  'b',
  'i',
  'code',
  'pre',
]);

function wrongWith({ name, attributes, children }: Node, host: string): string[] {
  const found: string[] = [];
  const ours = name === 'script' && (attributes.src ?? '').startsWith('/console/assets/') && children.length === 0;
  if (foreign.has(name) && !ours) found.push(`<${name}> is on the page`);
  for (const [key, value] of Object.entries(attributes)) {
    if (/^on|^style$|^srcdoc$/i.test(key)) found.push(`<${name}> has ${key}`);
    if (!['href', 'src', 'action', 'hx-post', 'hx-get'].includes(key)) continue;
    const inside = /^(\/console\/|#)/.test(value);
    const outside = name === 'a' && key === 'href' && URL.canParse(value) && new URL(value).protocol === 'https:';
    if (!inside && !outside) found.push(`<${name}> leads to ${value.slice(0, 60)}`);
    if (value.includes(host)) found.push(`<${name}> leads where somebody wrote`);
  }
  return found;
}
