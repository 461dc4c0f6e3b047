import { mostWorth } from './bounds.ts';
import { exhaust } from './exhaust.ts';
import { improve } from './improve.ts';
import type { Model } from './model.ts';
import { randomFrom } from './random.ts';
import { startOf } from './start.ts';
import { placing, worthOf } from './worth.ts';

/** How many slots may still be looked at. */
export interface Purse {
  left: number;
}

/** Slots that one question may cost. */
const question = { walk: 40_000, all: 400_000 };

/** A plan with every meeting of the model, as their slots; `no` when there is none; `unknown` when it ended before it knew. */
export function placeAll(model: Model, purse: Purse): Int32Array | 'no' | 'unknown' {
  const all = model.meetings * placing(model);
  if (mostWorth(model) < all) return 'no';
  const table = startOf(model);
  purse.left -= model.meetings * model.slots;
  if (table.at.every((slot) => slot >= 0)) return table.at;
  const few = exhaustAll(model, table.at, Math.min(question.walk, purse.left), purse);
  if (few !== 'unknown' || purse.left <= 0) return few;
  // Worth as much as that is only a plan with all of them.
  improve(table, randomFrom(1), all, Math.min(question.walk, purse.left));
  purse.left -= question.walk;
  if (worthOf(table) >= all) return table.at;
  return exhaustAll(model, table.at, Math.min(question.all, purse.left), purse);
}

function exhaustAll(model: Model, rest: Int32Array, effort: number, purse: Purse): Int32Array | 'no' | 'unknown' {
  const { at, proved, left } = exhaust({ model, rest, leavingOut: 1, leaving: 0, below: 1, first: true, effort });
  purse.left -= effort - left;
  if (at) return at;
  return proved ? 'no' : 'unknown';
}
