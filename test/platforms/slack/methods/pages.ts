import { type Obj, textOf } from '../json.ts';
import { limits } from '../limits.ts';
import type { Workspace } from '../workspace.ts';
import { invalid, Refused } from './method.ts';

/**
 * One page of a list: the opaque cursor holds the position, and every other page is shorter than asked for, as Slack reserves
 * itself to be.
 */
export function page<T>(space: Workspace, items: readonly T[], args: Obj): { items: T[]; response_metadata: Obj } {
  const from = args.cursor ? positionOf(space, textOf(args.cursor)) : 0;
  const limit = args.limit === undefined || args.limit === '' ? items.length : Number(args.limit);
  if (!Number.isInteger(limit) || limit < 0 || limit > limits.pageSize) throw invalid('invalid limit', 'limit');
  const asked = limit === 0 ? items.length : limit;
  const short = args.cursor && asked > 2 ? asked - 1 : asked;
  const end = Math.min(items.length, from + short);
  const cursor = end < items.length ? Buffer.from(`at:${space.cursors}:${end}`).toString('base64') : '';
  return { items: items.slice(from, end), response_metadata: { next_cursor: cursor } };
}

function positionOf(space: Workspace, cursor: string): number {
  const [, epoch, at] = /^at:(\d+):(\d+)$/.exec(Buffer.from(cursor, 'base64').toString()) ?? [];
  if (at === undefined || Number(epoch) !== space.cursors) throw new Refused('invalid_cursor');
  return Number(at);
}
