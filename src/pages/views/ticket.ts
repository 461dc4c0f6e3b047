import { z } from 'zod';
import type { Platform } from '../../platform/adapter.ts';
import type { Seal } from '../ticket.ts';

/** What a link stands for: one view, for one account, until it expires. */
export interface ViewTicket {
  platform: Platform;
  account: string;
  /** `map/whole?focus=sales` */
  view: string;
  /** Seconds since 1970. */
  until: number;
}

const shape = z.tuple([z.enum(['console', 'slack', 'wecom', 'dingtalk']), z.string(), z.string(), z.number().int()]);

/** Characters of the longest token; links of more than about a thousand are refused by messengers. */
const longest = 1500;
/** Characters of a view a link carries; what is longer leads to the view as it begins. */
const longestView = 300;

/** The token of a link. */
export function viewToken(seal: Seal, { platform, account, view, until }: ViewTicket): string {
  const carried = view.length <= longestView ? view : (view.split('?')[0] ?? '');
  const text = Buffer.from(JSON.stringify([platform, account, carried, until])).toString('base64url');
  return seal.cookie('view', '', [text]);
}

/** Null unless we made this very token. Says nothing about its age. */
export function readViewToken(seal: Seal, token: string): ViewTicket | null {
  const parts = token.length <= longest ? seal.readCookie('view', '', token) : null;
  if (parts?.length !== 1) return null;
  const parsed = shape.safeParse(JSON.parse(Buffer.from(parts[0] ?? '', 'base64url').toString()));
  if (!parsed.success) return null;
  const [platform, account, view, until] = parsed.data;
  return { platform, account, view, until };
}
