import { createHash, randomBytes } from 'node:crypto';
import type { Happening, RequestNumber } from './types.ts';

/** Fields whose value a person wrote, or that name a person: the history holds only a salted commitment of them. */
const committed = new Set([
  'by',
  'person',
  'heir',
  'calledBy',
  'need',
  'needByWords',
  'blocks',
  'question',
  'text',
  'who',
  'reason',
  'note',
  'remark',
  'what',
  'words',
]);

export interface HistoryRow {
  number: RequestNumber;
  seq: number;
  at: Date;
  body: string;
  hash: string;
  /** Erasable: what the commitments stand for. */
  texts: { field: string; salt: string; value: string }[];
}

/** The hash before a request's first row. */
export const genesis = (number: RequestNumber): string => sha256(`xiayou request ${number}`);

/** One history row: each hashes the one before it. */
export function historyRow(
  number: RequestNumber,
  seq: number,
  at: Date,
  happening: Happening,
  previous: string,
): HistoryRow {
  const texts: HistoryRow['texts'] = [];
  const fields: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(happening)) {
    if (committed.has(field) && typeof value === 'string') {
      const salt = randomBytes(16).toString('hex');
      texts.push({ field, salt, value });
      fields[field] = { commitment: commitment(salt, value) };
    } else {
      fields[field] = value;
    }
  }
  const body = canonical({ number, seq, at: at.toISOString(), happening: fields });
  return { number, seq, at, body, hash: chainHash(previous, body), texts };
}

const commitment = (salt: string, value: string): string => sha256(`${salt}\n${value}`);

const chainHash = (previous: string, body: string): string => sha256(`${previous}\n${body}`);

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** JSON with sorted keys and no spaces, so that the same facts always give the same bytes. Dates become ISO texts. */
function canonical(value: unknown): string {
  if (value instanceof Date) return JSON.stringify(value.toISOString());
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
    entries.sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(',')}}`;
  }
  return JSON.stringify(value ?? null);
}

export type StoredRow = Omit<HistoryRow, 'texts'>;

/** The first row of one request's history that does not fit, or null. `head` is what the request itself holds. */
export function firstBroken(
  number: RequestNumber,
  rows: readonly StoredRow[],
  texts: ReadonlyMap<string, { salt: string; value: string }>,
  head: { length: number; hash: string },
): { seq: number; why: 'order' | 'hash' | 'text' | 'missing' } | null {
  let previous = genesis(number);
  for (const [index, row] of rows.entries()) {
    if (row.seq !== index + 1) return { seq: index + 1, why: 'order' };
    if (chainHash(previous, row.body) !== row.hash) return { seq: row.seq, why: 'hash' };
    const parsed = JSON.parse(row.body) as { at: string; happening: Record<string, unknown> };
    if (parsed.at !== row.at.toISOString()) return { seq: row.seq, why: 'hash' };
    for (const [field, value] of Object.entries(parsed.happening)) {
      const text = texts.get(`${row.seq} ${field}`);
      const stored = (value as { commitment?: string } | null)?.commitment;
      if (text && stored !== commitment(text.salt, text.value)) return { seq: row.seq, why: 'text' };
    }
    previous = row.hash;
  }
  if (rows.length !== head.length || previous !== head.hash) return { seq: rows.length + 1, why: 'missing' };
  return null;
}
