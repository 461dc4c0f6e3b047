import { XMLParser, XMLValidator } from 'fast-xml-parser';

/** An element with others inside, by name; one that comes several times is a list. */
export interface Tree {
  [name: string]: string | Tree | (string | Tree)[];
}

/** A real callback has a few thousand characters, and what is unsigned shall not keep the reader busy. */
const mostCharacters = 64 * 1024;
const depth = 10;
const mostTags = 2000;
const tag = /<(\/?)([A-Za-z][A-Za-z0-9_]{0,63})\s*(\/?)>/g;

const parser = new XMLParser({
  parseTagValue: false,
  ignoreAttributes: true,
  trimValues: false,
  processEntities: true,
  htmlEntities: false,
  isArray: (name) => name === 'SelectedItem' || name === 'OptionId',
});

/**
 * Reads XML of nothing but elements, text, CDATA and the five entities, with one root called `xml`; null for everything else.
 * Outside CDATA each `<` must begin a bare tag, so there are no declarations, comments, attributes or entities of one's own.
 */
export function readXml(text: string): Tree | null {
  if (text.length > mostCharacters) return null;
  const outside = withoutCdata(text);
  if (outside === null || text.startsWith('\uFEFF') || !bareTags(outside)) return null;
  try {
    if (XMLValidator.validate(text) !== true) return null;
    const { xml, ...others }: Record<string, unknown> = parser.parse(text);
    const beside = Object.values(others).some((value) => typeof value !== 'string' || value.trim() !== '');
    return beside ? null : treeOf(xml);
  } catch {
    return null;
  }
}

/** Null when one does not end. Looked for from left to right, once: an expression would look again from each beginning. */
function withoutCdata(text: string): string | null {
  const parts: string[] = [];
  for (let at = 0; ; ) {
    const begin = text.indexOf('<![CDATA[', at);
    if (begin < 0) return parts.join('') + text.slice(at);
    parts.push(text.slice(at, begin));
    const end = text.indexOf(']]>', begin);
    if (end < 0) return null;
    at = end + 3;
  }
}

function bareTags(outside: string): boolean {
  const marks = outside.split('<').length - 1;
  if (marks === 0 || marks > mostTags) return false;
  let open = 0;
  let found = 0;
  for (const [, closing, , empty] of outside.matchAll(tag)) {
    found++;
    if (closing && empty) return false;
    open += closing ? -1 : empty ? 0 : 1;
    if (open > depth || open < 0) return false;
  }
  return found === marks && open === 0;
}

/** Text between elements may only be space. */
function treeOf(value: unknown): Tree | null {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return null;
  const tree: Tree = Object.create(null);
  for (const [name, inner] of Object.entries(value)) {
    if (name === '#text') {
      if (String(inner).trim() !== '') return null;
      continue;
    }
    const each = (Array.isArray(inner) ? inner : [inner]).map((one: unknown) =>
      typeof one === 'string' ? one : treeOf(one),
    );
    if (each.some((one) => one === null)) return null;
    const read = each as (string | Tree)[];
    tree[name] = Array.isArray(inner) ? read : (read[0] as string | Tree);
  }
  return tree;
}
