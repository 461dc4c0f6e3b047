import type { SentFile, Sheet } from './hands.ts';
import { all, type Node, readHtml, wordsOf } from './html.ts';

/** A browser of one person: it keeps cookies, follows redirects, and posts as a page of the site would. */
export interface PageBrowser {
  get(url: string): Promise<Loaded>;
  post(url: string, fields: Fields): Promise<Loaded>;
}

type Fields = Readonly<Record<string, string | readonly string[] | SentFile>>;

/** A page as it was answered at the end of all redirects. */
export interface Loaded {
  status: number;
  url: string;
  text: string;
}

/** A form on a page, and what the page is now. */
export interface PageSheet extends Sheet {
  /** What the browser shows: after `submit`, what came of it. */
  readonly page: Loaded;
  /** The form that opened after this one was taken, or null. */
  next(): PageSheet | null;
  /** Chooses a file for the field with this label; null takes it back. */
  attach(label: string, file: SentFile | null): void;
}

/** The form behind a link, opened as a person opens it; null when it is not shown. */
export async function pageSheet(browser: PageBrowser, link: string): Promise<PageSheet | null> {
  return (await openLink(browser, link)).sheet;
}

/** Opens a link as a person does: looks, presses the one button, and is led through the messenger to the form. */
export async function openLink(browser: PageBrowser, link: string): Promise<{ page: Loaded; sheet: PageSheet | null }> {
  const first = await browser.get(link);
  const start = all(readHtml(first.text), (node) => node.name === 'form')[0]?.attributes.action ?? '';
  const page = start.endsWith('/begin') ? await browser.post(new URL(start, first.url).href, {}) : first;
  return { page, sheet: sheetOn(browser, page) };
}

/** The form on a page, as a person fills it in; null when there is none. */
export function sheetOn(browser: PageBrowser, loaded: Loaded): PageSheet | null {
  const form = formIn(loaded);
  return form ? sheetOf(browser, loaded, form) : null;
}

const formIn = ({ text }: Loaded): Node | undefined =>
  all(readHtml(text), (node) => node.name === 'form' && 'data-form' in node.attributes)[0];

/** A field as it stands on the page, and what is in it now. */
interface Box {
  key: string;
  label: string;
  node: Node;
  value: string[];
  file: SentFile | null;
  /** Options that stand elsewhere on the page: value, label, and further words. */
  list: string[][];
}

function sheetOf(browser: PageBrowser, first: Loaded, firstForm: Node): PageSheet {
  let page = first;
  let form = firstForm;
  let boxes = boxesOf(form);
  const boxOf = (label: string): Box => {
    const found = shown(boxes).find((box) => box.label === label);
    if (!found) throw new Error(`no field is called ${label}; there are ${shown(boxes).map((box) => box.label)}`);
    return found;
  };
  return {
    title: wordsOf(all(form, (node) => node.name === 'h1')[0] ?? form).trim(),
    get page() {
      return page;
    },
    labels: () => shown(boxes).map((box) => box.label),
    async options(label, typed = '') {
      const words = typed.toLowerCase().split(/\s+/);
      const found = optionsOf(boxOf(label)).filter(({ found }) => words.every((word) => found.includes(word)));
      return found.map((option) => option.label);
    },
    async fill(label, value) {
      const box = boxOf(label);
      box.value = valuesOf(box, typeof value === 'string' ? [value] : [...value]);
    },
    attach(label, file) {
      boxOf(label).file = file;
    },
    async submit() {
      page = await browser.post(new URL(form.attributes.action ?? '', page.url).href, dataOf(shown(boxes)));
      const again = page.status === 200 ? undefined : formIn(page);
      if (!again && page.status >= 400) throw new Error(`the page was answered with ${page.status}`);
      if (!again) return null;
      form = again;
      boxes = boxesOf(form);
      return problemsOf(form, boxes);
    },
    next: () => sheetOn(browser, page),
  };
}

const named = (name: string) => (node: Node) => node.name === name;
const has = (attribute: string) => (node: Node) => attribute in node.attributes;

function boxesOf(form: Node): Box[] {
  return all(form, has('data-field')).map((node) => {
    const head = all(node, (child) => child.name === 'legend' || 'for' in child.attributes)[0];
    const label = (head && all(head, named('bdi'))[0]) ?? node;
    const key = node.attributes['data-field'] ?? '';
    const many = all(node, has('data-many'))[0]?.attributes['data-list'];
    const list = all(form, (child) => child.attributes.id === many && many !== undefined)[0];
    return {
      ...{ key, label: wordsOf(label), node, value: valueOn(node, key), file: null },
      list: list
        ? wordsOf(list)
            .split('\n')
            .map((line) => line.split('\t'))
        : [],
    };
  });
}

/** What a field holds as the page came. */
function valueOn(node: Node, key: string): string[] {
  const controls = all(node, (child) => child.attributes.name === `f:${key}`);
  const chosen = controls.flatMap((control) => {
    if (control.name === 'textarea') return [wordsOf(control)];
    if (control.name === 'select') {
      const option = all(control, (child) => child.name === 'option' && 'selected' in child.attributes)[0];
      return [option?.attributes.value ?? ''];
    }
    const { type, value = '' } = control.attributes;
    if (type === 'radio' || type === 'checkbox') return 'checked' in control.attributes ? [value] : [];
    return type === 'file' ? [] : [value];
  });
  const own = all(node, (child) => child.attributes.name === `t:${key}`)[0]?.attributes.value ?? '';
  const written = all(node, (child) => child.attributes.name === `n:${key}`)[0]?.attributes.value ?? '';
  return [...chosen.map((value) => (value === '~words' ? own : value)), ...(written ? [written] : [])];
}

/** Fields whose condition holds, as the page's script sees it. */
function shown(boxes: readonly Box[]): Box[] {
  const now = (key: string) => boxes.find((box) => box.key === key)?.value.join(',') ?? '';
  return boxes.filter(({ node }) => {
    const when = node.attributes['data-when'];
    return when === undefined || JSON.parse(node.attributes['data-is'] ?? '[]').includes(now(when));
  });
}

/** Options of a field, each with the words a search finds it by. */
function optionsOf(box: Box): { value: string; label: string; found: string }[] {
  const { node } = box;
  if (isMany(box))
    return box.list.map(([value = '', label = '', ...words]) => {
      return { value, label, found: [label, ...words].join(' ').toLowerCase() };
    });
  const listed = all(node, (child) => child.name === 'option' && child.attributes.value !== '');
  const picks = all(node, (child) => child.attributes.class === 'pick');
  const options = listed.map((option) => ({ node: option, value: option.attributes.value ?? '' }));
  const pressed = picks.map((pick) => ({ node: pick, value: all(pick, named('input'))[0]?.attributes.value ?? '' }));
  return [...options, ...pressed]
    .filter(({ value }) => value !== '~words')
    .map(({ node: option, value }) => {
      const label = wordsOf(option).trim();
      return { value, label, found: (option.attributes['data-words'] ?? label).toLowerCase() };
    });
}

/** Choices by their labels; other texts as they are. */
function valuesOf(box: Box, given: string[]): string[] {
  // Names are written, and read where they arrive.
  if (isMany(box)) return given;
  const options = optionsOf(box);
  const free = options.length === 0 || isTime(box);
  return given.map((label) => {
    const option = options.find((candidate) => candidate.label === label);
    if (!option && !free) throw new Error(`${box.label} has no option ${label}`);
    return option?.value ?? label;
  });
}

/** What the browser sends. */
function dataOf(boxes: readonly Box[]): Fields {
  const data: Record<string, Fields[string]> = {};
  for (const box of boxes) {
    const { key, value, file, node } = box;
    const kept = all(node, (child) => child.attributes.name === `k:${key}`)[0]?.attributes.value;
    if (kept !== undefined) data[`k:${key}`] = kept;
    if (all(node, (child) => child.attributes.type === 'file').length > 0) {
      data[`f:${key}`] = file ?? { name: '', type: 'application/octet-stream', bytes: new Uint8Array() };
    } else if (isTime(box)) {
      const chip = optionsOf(box).some((option) => option.value === value[0]);
      data[`f:${key}`] = chip ? (value[0] ?? '') : '~words';
      data[`t:${key}`] = chip ? '' : (value[0] ?? '');
    } else if (isMany(box)) {
      // Without a script what stands there as a box is ticked, and names are written beside it.
      const ticked = new Set(valueOn(node, key));
      data[`f:${key}`] = value.filter((one) => ticked.has(one));
      data[`n:${key}`] = value.filter((one) => !ticked.has(one)).join('、');
    } else data[`f:${key}`] = value;
  }
  return data;
}

const isMany = ({ node }: Box) => all(node, has('data-many')).length > 0;

const isTime = ({ node }: Box) => all(node, (child) => 'data-time' in child.attributes).length > 0;

/** What is wrong, by label; what belongs to no field stands under the empty label. */
function problemsOf(form: Node, boxes: readonly Box[]): Record<string, string> {
  const beside = boxes.map(({ label, node }) => {
    const problem = all(node, (child) => child.attributes.class === 'problem')[0];
    return [label, problem ? wordsOf(problem) : ''] as const;
  });
  const found = beside.filter(([, problem]) => problem !== '');
  if (found.length > 0) return Object.fromEntries(found);
  return { '': all(form, has('data-summary')).map(wordsOf).join(' ').trim() };
}
