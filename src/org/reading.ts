import { type Document, isAlias, isMap, isScalar, isSeq, type LineCounter, type Node } from 'yaml';
import { didYouMean } from './likeness.ts';

/** One thing wrong with the org file: where it stands, and what to write instead. */
export interface Problem {
  line: number;
  column: number;
  /** `departments[production].head` */
  path: string;
  message: string;
}

/** A reading of one document. Every reader reports into it and goes on, so that all problems come at once. */
export interface Reading {
  readonly document: Document;
  readonly lines: LineCounter;
  readonly problems: Problem[];
  readonly warnings: Problem[];
  /** Where each value that was read stands in the text, by `placeKey` of its path. */
  readonly places: Map<string, Place>;
  /** Values reached through aliases so far; bounded, or nine lines could mean a billion values. */
  aliased: number;
}

export type Path = readonly (string | number)[];

/** A value in the file. `shown` is its path as people read it. */
export interface Place {
  readonly node: Node | null;
  readonly path: Path;
  readonly shown: string;
  /** Where to point when the value itself has no text. */
  readonly offset: number;
  readonly throughAlias: boolean;
}

/** Reads a value; `undefined` when it is missing or wrong, and then a problem was reported. */
export type Read<T> = (reading: Reading, place: Place) => T | undefined;

const ALIASED_AT_MOST = 10_000;
/** Guessing what each of fifty thousand wrong words means would take minutes. */
const PROBLEMS_AT_MOST = 500;
const GUESSES_AT_MOST = 50;

/** The place of the whole document. */
export function rootOf(reading: Reading): Place {
  return { node: reading.document.contents, path: [], shown: 'the file', offset: 0, throughAlias: false };
}

/** Reports a problem at a place. */
export function complain(reading: Reading, place: Place, message: string): undefined {
  reading.problems.push(problemAt(reading, place, message));
}

/** `; did you mean "wang"?` for the first wrong words of a file; guessing among thousands of names takes time. */
export function guess(reading: Reading, written: string, known: Iterable<string>): string {
  return reading.problems.length < GUESSES_AT_MOST ? didYouMean(written, known) : '';
}

/** Says something the operator should look at, though the file can be imported. */
export function warn(reading: Reading, place: Place, message: string): void {
  reading.warnings.push(problemAt(reading, place, message));
}

function problemAt(reading: Reading, place: Place, message: string): Problem {
  const { line, col } = reading.lines.linePos(place.node?.range?.[0] ?? place.offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1), path: place.shown, message };
}

/** The place of a path, or of the nearest thing around it that was read. */
export function placeOf(reading: Reading, ...path: Path): Place {
  for (let length = path.length; length > 0; length -= 1) {
    const place = reading.places.get(placeKey(path.slice(0, length)));
    if (place) return place;
  }
  return rootOf(reading);
}

function placeKey(path: Path): string {
  return JSON.stringify(path);
}

/** A value inside `parent`, aliases followed, remembered under its path. */
function childPlace(reading: Reading, parent: Place, step: string | number, node: Node | null, offset: number): Place {
  const resolved = isAlias(node) ? (node.resolve(reading.document) ?? null) : node;
  const throughAlias = parent.throughAlias || isAlias(node);
  if (throughAlias) reading.aliased += 1;
  const place: Place = {
    node: resolved,
    path: [...parent.path, step],
    shown: shownPath(parent, step, resolved),
    offset,
    throughAlias,
  };
  reading.places.set(placeKey(place.path), place);
  if (isAlias(node) && resolved === null) {
    complain(reading, place, `"*${node.source}" refers to nothing; put it in quotes if the "*" belongs to the text`);
  }
  return place;
}

function shownPath(parent: Place, step: string | number, node: Node | null): string {
  if (typeof step === 'string') return parent.path.length === 0 ? step : `${parent.shown}.${step}`;
  const key = isMap(node) ? node.get('key', true) : undefined;
  const name = isScalar(key) ? plainText(key) : null;
  return `${parent.shown}[${name ?? `#${step + 1}`}]`;
}

/** Whether to stop: aliases stand for too many values, or nobody would read more problems. */
export function enough(reading: Reading): boolean {
  return isAliasBomb(reading) || reading.problems.length >= PROBLEMS_AT_MOST;
}

/** Whether aliases made the document too large to believe. */
export function isAliasBomb(reading: Reading): boolean {
  return reading.aliased > ALIASED_AT_MOST;
}

/** The text of a scalar; null for an empty one, `~` and `null`, which all mean that nothing was written. */
function plainText(node: Node | null): string | null {
  if (!isScalar(node)) return null;
  const text = String(node.value ?? '');
  if (node.type === 'PLAIN' && (text === '' || text === '~' || text === 'null')) return null;
  return text;
}

/** Whether nothing stands at this place. */
function isEmpty(place: Place): boolean {
  return place.node === null || (isScalar(place.node) && plainText(place.node) === null);
}

/** A text: always as written, so `0123`, `no` and `2026-05-01` need no quotes. `check` returns the value or a complaint. */
export function text<T>(check: (text: string) => { value: T } | { problem: string }): Read<T> {
  return (reading, place) => {
    if (isEmpty(place)) return complain(reading, place, 'is empty; write a value, or leave the line out');
    const written = plainText(place.node);
    if (written === null) return complain(reading, place, `must be a single value, not ${kindOf(place.node)}`);
    const result = check(written.trim());
    return 'value' in result ? result.value : complain(reading, place, result.problem);
  };
}

/** A list, with holes where an item was wrong; a single value stands for a list of one when `single` is set. */
export function list<T>(item: Read<T>, single = false): Read<(T | undefined)[]> {
  return (reading, place) => {
    if (isEmpty(place)) return [];
    const { node } = place;
    if (single && isScalar(node)) {
      return [item(reading, place)];
    }
    if (!isSeq(node))
      return complain(reading, place, `must be a list (lines that begin with "- ", or [a, b]), not ${kindOf(node)}`);
    const values: (T | undefined)[] = [];
    for (const [index, child] of node.items.entries()) {
      if (enough(reading)) break;
      values.push(item(reading, childPlace(reading, place, index, child as Node | null, place.offset)));
    }
    return values;
  };
}

/** The entries of a map: key place, key text, value place; a key written twice is reported and read once. */
function* entriesOf(reading: Reading, place: Place): Generator<[Place, string, Place]> {
  const { node } = place;
  if (!isMap(node)) {
    const hint =
      isScalar(node) && String(node.value).includes('：') ? '; is "：" meant to be a colon? Write ":" and a space' : '';
    complain(reading, place, `must be a block of "key: value" entries, not ${kindOf(node)}${hint}`);
    return;
  }
  const seen = new Map<string, number>();
  for (const pair of node.items) {
    if (enough(reading)) return;
    const keyNode = pair.key as Node | null;
    const key = plainText(keyNode)?.trim() ?? '';
    const offset = keyNode?.range?.[0] ?? place.offset;
    const keyPlace: Place = {
      ...place,
      node: keyNode,
      shown: place.path.length === 0 ? key : `${place.shown}.${key}`,
      offset,
    };
    const line = reading.lines.linePos(offset).line;
    const first = seen.get(key);
    if (first !== undefined) {
      complain(reading, keyPlace, `"${key}" is written twice, first on line ${first}; keep one`);
      continue;
    }
    seen.set(key, line);
    yield [keyPlace, key, childPlace(reading, place, key, pair.value as Node | null, offset)];
  }
}

/** A map with free keys, each checked by `key`. */
export function record<T>(
  key: (text: string) => { value: string } | { problem: string },
  value: Read<T>,
): Read<Record<string, T>> {
  return (reading, place) => {
    if (isEmpty(place)) return {};
    const entries = new Map<string, T>();
    for (const [keyPlace, written, child] of entriesOf(reading, place)) {
      const checked = key(written);
      const read = value(reading, child);
      if ('problem' in checked) complain(reading, keyPlace, checked.problem);
      else if (read !== undefined) entries.set(checked.value, read);
    }
    return Object.fromEntries(entries);
  };
}

type Fields = Record<string, Read<unknown>>;
/** What `object` makes of its fields: those that were there and right. */
export type Raw<F extends Fields> = { [K in keyof F]?: F[K] extends Read<infer T> ? T : never };

/** A map with known keys. Unknown keys are problems, and so is each `required` one that is missing. */
export function object<F extends Fields>(fields: F, required: readonly (keyof F & string)[] = []): Read<Raw<F>> {
  return (reading, place) => {
    const found: Record<string, unknown> = {};
    const present = new Set<string>();
    for (const [keyPlace, key, child] of entriesOf(reading, place)) {
      const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
      if (!field) {
        complain(reading, keyPlace, unknownKey(key, Object.keys(fields)));
        continue;
      }
      present.add(key);
      if (isEmpty(child) && !required.includes(key)) continue;
      const value = field(reading, child);
      if (value !== undefined) found[key] = value;
    }
    if (isMap(place.node) && !enough(reading)) {
      for (const key of required) if (!present.has(key)) complain(reading, place, `"${key}" is missing`);
    }
    return found as Raw<F>;
  };
}

function unknownKey(key: string, known: string[]): string {
  if (key === '<<') return '"<<" (merging) is not supported; write the entries out';
  const wide = key.includes('：') ? '; is "：" meant to be a colon? Write ":" and a space.' : '';
  const guess = wide || didYouMean(key, known) || '.';
  return `"${key}" is not known here${guess} Known: ${known.join(', ')}`;
}

function kindOf(node: Node | null): string {
  if (isMap(node)) return 'a block of "key: value" entries';
  if (isSeq(node)) return 'a list';
  if (isScalar(node)) return 'a single value';
  return 'nothing';
}
