import type { Hono } from 'hono';
import type { Logger } from 'pino';
import type { Clock } from '../../src/clock.ts';
import type { Database } from '../../src/db/database.ts';
import type { Command } from '../../src/engine/feature.ts';
import type { Locale, Organisation } from '../../src/org/organisation.ts';
import type { Reply } from '../../src/platform/adapter.ts';
import type { RawAnswers } from '../../src/platform/form.ts';

export interface ConsoleOptions {
  db: Database;
  clock: Clock;
  /** Whom one can be: people with a `console` account. Asked often, so it should be at hand. */
  organisation: () => Promise<Organisation>;
  /** Completed in the command box. */
  commands: readonly Command[];
  /** Signs sessions. */
  secret: string;
  /** Without one, whoever reaches the page may use it. */
  password?: string;
  /** Hosts beside loopback under which the console is reached, such as that of PUBLIC_URL: `host` or `host:port`. */
  allowedHosts?: readonly string[];
  demo?: DemoControls;
  /** Opens views for whoever sits here, under `/console/views`. */
  views?: Hono;
  log: Logger;
}

/** Words in both languages, for texts that belong to the demo. */
export type Words = Record<Locale, string>;

/** The demo's time and its story. The page shows a time bar and a player only when this is given. */
export interface DemoControls {
  /** The product's time. */
  now(): Date;
  /** Zone in which that time is shown. */
  readonly zone: string;
  /** Buttons of the time bar, from left to right. */
  readonly moves: readonly { key: string; label: Words }[];
  /** Moves the time; resolves when what became due has been handled. */
  move(key: string): Promise<void>;
  readonly story: DemoStory;
}

export interface DemoStory {
  readonly title: Words;
  readonly steps: readonly DemoStep[];
  /** How many steps have been played. */
  position(): Promise<number>;
  /** Plays the next step; resolves when it has been handled. Does nothing at the end. */
  next(): Promise<void>;
  /** Begins anew. Without it there is no such button. */
  reset?(): Promise<void>;
}

export interface DemoStep {
  /** One sentence: what happens in this step. */
  text: Words;
  /** Through whose eyes it is best seen: an account, offered as "look over their shoulder". */
  watch?: string;
}

/**
 * What a person can do in the console: the very functions its pages call. `event` names the event: the same name twice is
 * one event.
 */
export interface ConsoleActs {
  say(account: string, text: string, files?: readonly string[], event?: string): Promise<Reply | null>;
  click(account: string, action: string, value: string, event?: string): Promise<Reply | null>;
  submit(account: string, action: string, context: string, answers: RawAnswers, event?: string): Promise<Reply | null>;
}
