import type { Context } from 'hono';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import type { Engine } from '../engine/engine.ts';
import type { Feature } from '../engine/feature.ts';
import type { Organisation } from '../org/organisation.ts';
import type { Inlet, Platform } from '../platform/adapter.ts';
import type { Identity } from '../platform/messenger.ts';
import type { Codes } from './code.tsx';
import type { Seal } from './ticket.ts';

export interface PagesOptions {
  db: Database;
  clock: Clock;
  log: Logger;
  /** Where people reach the service from outside; null: there are no links, but on the console. */
  publicUrl: URL | null;
  /** Signs links and sessions. */
  secret: string;
  /** Where a platform's forms come from and its answers go to. */
  inlets: (platform: Platform) => Inlet;
  /** Asks a platform who opens a page; null where it cannot tell, and then the person is asked in the chat. */
  identities: (platform: Platform) => Identity | null;
  /** At hand: asked for each page. */
  organisation: () => Promise<Organisation>;
  /** Printed codes for people without an account; absent: there are none. */
  codes?: Codes;
  /** Whose views are shown. */
  features: readonly Feature[];
  /** Looks at views, and asks people in the chat. */
  engine: () => Pick<Engine, 'look' | 'turn'>;
  /** Whether the console is served: whoever sits in front of it is whom its page says. */
  console: boolean;
}

/** What every page and handler has at hand. */
export interface Desk extends PagesOptions {
  publicUrl: URL;
  seal: Seal;
  /** The path in front of ours outside: `/forms`, or more behind a proxy. */
  base: string;
  asset: (name: string) => string;
  /** Contexts on their way to the database, by name. */
  keeping: Map<string, Promise<void>>;
}

const policy = ["default-src 'self'", "base-uri 'none'", "frame-ancestors 'none'", "object-src 'none'"];

/** Headers of every page of ours. */
export function secure(c: Context): void {
  c.header('Content-Security-Policy', [...policy, "form-action 'self'"].join('; '));
  c.header('X-Content-Type-Options', 'nosniff');
  c.header('X-Frame-Options', 'DENY');
  // Without a referrer at all, some browsers send "Origin: null" with forms.
  c.header('Referrer-Policy', 'same-origin');
  c.header('Cross-Origin-Opener-Policy', 'same-origin');
  c.header('Cross-Origin-Resource-Policy', 'same-origin');
  c.header('X-Robots-Tag', 'noindex, nofollow');
  c.header('Cache-Control', 'private, no-store');
}

/** The page whose button leads to the messenger: browsers hold each redirect after a form against `form-action`. */
export function letOut(c: Context): void {
  c.header('Content-Security-Policy', policy.join('; '));
}

/** Whether a page of ours asks for this change, and not one of another site. */
export function fromOurPage(desk: Desk, c: Context): boolean {
  const origin = c.req.header('origin') ?? c.req.header('referer');
  if (!origin) return c.req.header('sec-fetch-site') === 'same-origin';
  return URL.canParse(origin) && new URL(origin).origin === desk.publicUrl.origin;
}
