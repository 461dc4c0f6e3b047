import { refuse } from './errors.ts';
import { bytesOf } from './state.ts';

/** What was noticed while reading, beside refusals. */
export interface Notes {
  offences: string[];
  clipped: string[];
}

export interface TextRule {
  /** The errcode when it is missing or empty; without one it may be. */
  missing?: number;
  /** Bytes of UTF-8, or characters. */
  bytes?: number;
  characters?: number;
  /** The errcode when it is too long: 45002 unless told. */
  tooLong?: number;
  /** Characters the clients show. */
  shown?: number;
  pattern?: RegExp;
  /** The errcode when the pattern does not fit: 40058 unless told. */
  wrong?: number;
}

/** An object of a request, read field by field; `end` speaks up about those nobody read. */
export interface Fields {
  readonly path: string;
  readonly raw: Readonly<Record<string, unknown>>;
  has(name: string): boolean;
  text(name: string, rule?: TextRule): string;
  url(name: string, rule?: { missing?: number; bytes?: number; tooLong?: number }): string;
  /** One of these numbers; `usual` (the first unless told) when it is absent. */
  int(name: string, allowed: readonly number[], usual?: number): number;
  flag(name: string): boolean;
  object(name: string, missing?: number): Fields | null;
  list(name: string, rule: { min: number; max: number; few?: number; many?: number }): Fields[];
  texts(name: string, most: number): string[];
  end(): void;
}

export function fieldsOf(value: unknown, path: string, notes: Notes, code = 40058): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(code, `${path} is not an object`);
  const raw = value as Record<string, unknown>;
  const read = new Set<string>();
  const at = (name: string) => {
    read.add(name);
    return Object.hasOwn(raw, name) ? raw[name] : undefined;
  };
  const text = (name: string, rule: TextRule = {}) => checkedText(at(name), `${path}.${name}`, rule, notes);
  return {
    path,
    raw,
    has: (name) => at(name) !== undefined,
    text,
    url(name, { missing, bytes = 2048, tooLong } = {}) {
      const missed = missing === undefined ? {} : { missing };
      return text(name, { ...missed, bytes, tooLong: tooLong ?? 45002, pattern: /^https?:\/\/[^\s]+$/ });
    },
    int(name, allowed, usual = allowed[0] ?? 0) {
      const found = at(name) ?? usual;
      if (typeof found !== 'number' || !allowed.includes(found)) refuse(40058, `${path}.${name} is none of ${allowed}`);
      return found;
    },
    flag(name) {
      const found = at(name) ?? false;
      if (typeof found !== 'boolean') refuse(40058, `${path}.${name} is no boolean`);
      return found;
    },
    object(name, missing) {
      const found = at(name);
      if (found === undefined && missing !== undefined) refuse(missing, `${path}.${name} is missing`);
      return found === undefined ? null : fieldsOf(found, `${path}.${name}`, notes);
    },
    list: (name, rule) => checkedList(at(name), `${path}.${name}`, rule, notes),
    texts: (name, most) => checkedTexts(at(name), `${path}.${name}`, most),
    end() {
      for (const name of Object.keys(raw)) if (!read.has(name)) notes.offences.push(`${path}.${name} means nothing`);
    },
  };
}

function checkedText(value: unknown, path: string, rule: TextRule, notes: Notes): string {
  if (value === undefined || value === '') {
    if (rule.missing !== undefined) refuse(rule.missing, `${path} is missing`);
    return '';
  }
  if (typeof value !== 'string') refuse(40058, `${path} is no text`);
  if (!value.isWellFormed()) refuse(40033, `${path} is no proper Unicode`);
  const long = rule.tooLong ?? 45002;
  if (rule.bytes !== undefined && bytesOf(value) > rule.bytes)
    refuse(long, `${path} has ${bytesOf(value)} bytes, more than ${rule.bytes}`);
  const { length } = [...value];
  if (rule.characters !== undefined && length > rule.characters)
    refuse(long, `${path} has ${length} characters, more than ${rule.characters}`);
  if (rule.shown !== undefined && length > rule.shown)
    notes.clipped.push(`${path} has ${length} characters, clients show ${rule.shown}`);
  if (rule.pattern && !rule.pattern.test(value)) refuse(rule.wrong ?? 40058, `${path} is not of its form`);
  return value;
}

function checkedList(
  value: unknown,
  path: string,
  rule: { min: number; max: number; few?: number; many?: number },
  notes: Notes,
): Fields[] {
  const list = value === undefined ? [] : value;
  if (!Array.isArray(list)) refuse(40058, `${path} is no list`);
  if (list.length < rule.min) refuse(rule.few ?? 40063, `${path} has ${list.length} entries, fewer than ${rule.min}`);
  if (list.length > rule.max) refuse(rule.many ?? 40058, `${path} has ${list.length} entries, more than ${rule.max}`);
  return list.map((one, index) => fieldsOf(one, `${path}[${index}]`, notes));
}

function checkedTexts(value: unknown, path: string, most: number): string[] {
  const list = value ?? [];
  if (!Array.isArray(list) || list.some((one) => typeof one !== 'string')) refuse(40058, `${path} is no list of texts`);
  if (list.length > most) refuse(40058, `${path} has ${list.length} entries, more than ${most}`);
  return list;
}

/** Refuses what occurs twice. */
export function distinct(values: readonly string[], path: string, code = 40058): void {
  if (new Set(values).size !== values.length) refuse(code, `${path}: something occurs twice`);
}
