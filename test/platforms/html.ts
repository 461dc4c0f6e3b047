/** An element of a page, as far as tests look at pages. */
export interface Node {
  name: string;
  attributes: Record<string, string>;
  children: (Node | string)[];
}

const empty = new Set(['input', 'meta', 'link', 'br', 'img', 'hr']);

/** Reads a page whose elements are all closed, as ours are. Throws when one is not. */
export function readHtml(html: string): Node {
  const root: Node = { name: '', attributes: {}, children: [] };
  const open = [root];
  const parts = html.matchAll(/<!doctype[^>]*>|<(\/?)([a-z][\w-]*)((?:\s+[^\s=>/]+(?:="[^"]*")?)*)\s*(\/?)>|([^<]+)/gi);
  for (const [, closing, name = '', attributes = '', closed, text] of parts) {
    const current = open.at(-1);
    if (!current) throw new Error(`</${name}> closes nothing`);
    if (text !== undefined) current.children.push(decoded(text));
    else if (closing) {
      if (current.name !== name) throw new Error(`</${name}> closes <${current.name}>`);
      open.pop();
    } else if (name) {
      const node: Node = { name, attributes: attributesOf(attributes), children: [] };
      current.children.push(node);
      if (!closed && !empty.has(name)) open.push(node);
    }
  }
  if (open.length !== 1) throw new Error(`<${open.at(-1)?.name}> is not closed`);
  return root;
}

function attributesOf(text: string): Record<string, string> {
  const found = [...text.matchAll(/([^\s=]+)(?:="([^"]*)")?/g)];
  return Object.fromEntries(found.map(([, name = '', value]) => [name, decoded(value ?? '')]));
}

const entities: Record<string, string> = { lt: '<', gt: '>', quot: '"', amp: '&', '#39': "'" };
const decoded = (text: string) => text.replace(/&(lt|gt|quot|amp|#39);/g, (_, name: string) => entities[name] ?? '');

/** All elements below `node` for which `is` holds, in the order of the page. */
export function all(node: Node, is: (node: Node) => boolean): Node[] {
  return node.children.flatMap((child) =>
    typeof child === 'string' ? [] : [...(is(child) ? [child] : []), ...all(child, is)],
  );
}

/** The words of an element. */
export function wordsOf(node: Node): string {
  return node.children.map((child) => (typeof child === 'string' ? child : wordsOf(child))).join('');
}
