import type { Hono } from 'hono';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import type { Command } from '../engine/feature.ts';
import type { Organisation } from '../org/organisation.ts';
import type { Adapter, Profile } from './adapter.ts';
import type { Form } from './form.ts';

/** A messenger companies use, as `main.ts` wires it: the port, and what an operator and a page need besides. */
export interface Messenger {
  readonly adapter: Adapter;
  /** What the platform calls on our port; null when it calls nothing. */
  readonly routes: Hono | null;
  readonly directory: Directory;
  /** Says who opens a page; null where the platform cannot tell. */
  readonly identity: Identity | null;
  /** Tries the credentials and rights against the platform; one finding for each thing an operator can act on. */
  check(): Promise<Finding[]>;
  /** Deletes what it has kept long enough, a few hundred rows at most: called every minute, by one process of several. */
  tidy(now: Date): Promise<void>;
}

/** What every messenger is built from, besides its own settings. */
export interface MessengerOptions {
  db: Database;
  clock: Clock;
  log: Logger;
  /** At hand: it may be asked for each event. */
  organisation: () => Promise<Organisation>;
  commands: readonly Command[];
  /** Where people reach the service from outside; null: no links, no callbacks. */
  publicUrl: URL | null;
  /** A page that shows the form to this account and nobody else; null without a public address. */
  formLink(account: string, form: Form): string | null;
}

/** A messenger's own list of people and departments. */
export interface Directory {
  /** Everyone, bots left out, page by page. Throws DirectoryError. */
  people(): AsyncIterable<Profile>;
  departments(): AsyncIterable<DirectoryDepartment>;
}

export interface DirectoryDepartment {
  id: string;
  name: string;
  parent: string | null;
}

/** The directory cannot be read. The message is a sentence for the operator: what is missing and where to set it. */
export class DirectoryError extends Error {
  override name = 'DirectoryError';
}

/** Signing in through the messenger: the browser goes to `begin` and comes back to `redirect` with `code` and `state`. */
export interface Identity {
  begin(redirect: URL, state: string): URL;
  /** The account behind a code; null when it is used, expired, or a stranger's. Throws when the platform does not answer. */
  complete(code: string): Promise<string | null>;
}

/** What `npm run doctor` has to say about one thing. */
export interface Finding {
  level: 'fine' | 'warning' | 'broken';
  /** `slack: …`, and what to do when it is not fine. */
  text: string;
}
