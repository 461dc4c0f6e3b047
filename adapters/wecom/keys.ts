import { createHash } from 'node:crypto';
import type { Button, Select } from '../../src/platform/card.ts';
import { bytes } from './limits.ts';
import { size } from './text.ts';

/** Words too long to travel in a card; the key or option id in their place is looked up when it comes back. */
export interface Kept {
  key: string;
  words: string;
}

/** What came of packing: what stands in the card, and what has to be kept for it. */
export interface Packed {
  id: string;
  kept: Kept[];
}

/** The key of a button. Two buttons may do the same, and keys must differ: their place comes first. */
export const buttonKey = (button: Button, place: number): Packed =>
  fitting(`b${place}|${button.action}|${button.value}`, bytes.key);

/** The key of the button that sends a select. */
export const selectKey = (select: Select): Packed => fitting(`s|${select.action}|${select.value}`, bytes.key);

/** The id of an option of a select. */
export const optionId = (value: string): Packed => fitting(`o${value}`, bytes.optionId);

/** What comes back as it went: it survives JSON, XML, and a reader that trims. */
const survives = (words: string) => /^[^\p{Cc}\p{Cf}\p{Cs}\\<>&]*$/u.test(words) && words.trim() === words;

function fitting(words: string, limit: number): Packed {
  if (size(words) <= limit && survives(words)) return { id: words, kept: [] };
  const key = `~${createHash('sha256').update(words, 'utf8').digest('base64url')}`;
  return { id: key, kept: [{ key, words }] };
}

/** Whether a key stands for words that are kept elsewhere. */
export const isKept = (key: string): boolean => /^~[\w-]{43}$/.test(key);

/** A press as the engine knows it. What no card of ours carries becomes an action nobody has, so that it is answered. */
export function pressed(key: string, chosen: readonly string[]): { action: string; value: string } {
  const [, place = '', action = '', value = ''] = /^(b\d+|s)\|([^|]*)\|([\s\S]*)$/.exec(key) ?? [];
  if (place === '') return { action: 'wecom.unknown', value: '' };
  if (place !== 's') return { action, value };
  return { action, value: `${value}|${chosen.map((id) => id.replace(/^o/, '')).join(',')}` };
}
