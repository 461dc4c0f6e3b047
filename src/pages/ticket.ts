import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Platform } from '../platform/adapter.ts';

/** What a link stands for: one form, for one account, once. */
export interface Ticket {
  platform: Platform;
  account: string;
  action: string;
  /** In the link itself, or the id of the row that keeps it because it is long. */
  context: { text: string } | { row: string };
  nonce: string;
  /** Seconds since 1970. */
  until: number;
}

const shape = z.tuple([
  z.enum(['console', 'slack', 'wecom', 'dingtalk', 'paper']),
  z.string(),
  z.string(),
  z.string().min(1),
  z.number().int(),
  z.string(),
  z.enum(['text', 'row']),
]);

/** Characters of the longest link's token we make, with room to spare. */
const longest = 2000;

export const freshNonce = () => randomBytes(12).toString('base64url');

/** Signs links and cookies. Another secret voids all of them. */
export interface Seal {
  token(ticket: Ticket): string;
  /** Null unless we made this very token. Says nothing about its age. */
  read(token: string): Ticket | null;
  /** `parts` with a signature, for a cookie; each part without a dot. */
  cookie(purpose: string, nonce: string, parts: readonly string[]): string;
  /** The parts of a cookie made for this purpose and link; null for any other. */
  readCookie(purpose: string, nonce: string, value: string): string[] | null;
  /** A name for `text` that tells nothing about it. */
  nameOf(text: string): string;
}

export function sealOf(secret: string): Seal {
  const sign = (...parts: string[]) =>
    createHmac('sha256', `${secret}/form-pages`).update(JSON.stringify(parts)).digest('base64url');
  return {
    token(ticket) {
      const [kept, context] = 'text' in ticket.context ? ['text', ticket.context.text] : ['row', ticket.context.row];
      const { platform, account, action, nonce, until } = ticket;
      const body = Buffer.from(JSON.stringify([platform, account, action, nonce, until, context, kept]));
      const text = body.toString('base64url');
      return `${text}.${sign('token', text)}`;
    },
    read(token) {
      const [text = '', signature = '', ...more] = token.split('.');
      if (token.length > longest || more.length > 0 || !same(signature, sign('token', text))) return null;
      const parsed = shape.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString()));
      if (!parsed.success) return null;
      const [platform, account, action, nonce, until, context, kept] = parsed.data;
      return {
        platform,
        account,
        action,
        nonce,
        until,
        context: kept === 'text' ? { text: context } : { row: context },
      };
    },
    cookie: (purpose, nonce, parts) => [...parts, sign(purpose, nonce, ...parts)].join('.'),
    readCookie(purpose, nonce, value) {
      const parts = value.split('.');
      const signature = parts.pop() ?? '';
      return same(signature, sign(purpose, nonce, ...parts)) ? parts : null;
    },
    nameOf: (text) => sign('name', text).slice(0, 22),
  };
}

/** Compares secrets without telling by its duration how much of them was right. */
export function same(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest();
  return timingSafeEqual(digest(a), digest(b));
}
