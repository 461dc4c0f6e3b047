import { createHash } from 'node:crypto';
import { limits } from './limits.ts';

/** What a button carries: the feature's action and its value. */
export const packButton = (action: string, value: string): string =>
  JSON.stringify([action, value]).slice(0, limits.buttonValue);

/** The action and value of a button of ours, or null: it is not ours, or of a time when they were packed otherwise. */
export function unpackButton(packed: unknown): { action: string; value: string } | null {
  const parsed = parse(packed);
  if (!Array.isArray(parsed) || parsed.length !== 2) return null;
  const [action, value] = parsed as unknown[];
  return typeof action === 'string' && typeof value === 'string' ? { action, value } : null;
}

/** The adapter's own button: opens the form its value names. */
export const openAction = 'slack.open';

/** What a modal carries besides its fields. */
export interface SheetNote {
  action: string;
  context: string;
  /** Where the person was when it opened: what is said after it closes is shown there. */
  respond?: string;
  /** It was opened from the app's home, which is drawn anew when it closes. */
  home?: true;
}

/** As private metadata: the note itself, or the number of the row that holds it. */
export type Metadata = { note: SheetNote } | { row: string };

export function packMetadata(metadata: Metadata): string {
  if ('row' in metadata) return JSON.stringify({ row: metadata.row });
  const { action, context, respond, home } = metadata.note;
  return JSON.stringify({ a: action, c: context, ...(respond ? { r: respond } : {}), ...(home ? { h: 1 } : {}) });
}

export function unpackMetadata(packed: unknown): Metadata | null {
  const parsed = parse(packed);
  if (parsed === null || typeof parsed !== 'object') return null;
  const { a, c, r, h, row } = parsed as Record<string, unknown>;
  if (typeof row === 'string') return { row };
  if (typeof a !== 'string' || typeof c !== 'string') return null;
  const note: SheetNote = { action: a, context: c };
  if (typeof r === 'string') note.respond = r;
  if (h === 1) note.home = true;
  return { note };
}

/** An option's value as Slack takes it: itself, or a digest of it when it is too long. */
export function packOption(value: string): string {
  return value.length <= limits.optionValue && !value.startsWith(digestMark) && value !== ''
    ? value
    : `${digestMark}${createHash('sha256').update(value).digest('hex').slice(0, 32)}`;
}

const digestMark = '#sha256:';

/** Whether only the form can say which option this is. */
export const isDigest = (packed: string): boolean => packed.startsWith(digestMark);

function parse(text: unknown): unknown {
  if (typeof text !== 'string') return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
