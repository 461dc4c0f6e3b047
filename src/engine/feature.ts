import type { HtmlEscapedString } from 'hono/utils/html';
import type { Tx } from '../db/database.ts';
import type { Locale, Organisation, Person } from '../org/organisation.ts';
import type { Urgency } from '../platform/adapter.ts';
import type { Card } from '../platform/card.ts';
import type { CalendarEvent, EventAnswer } from '../platform/events.ts';
import type { Form, RawAnswers } from '../platform/form.ts';

/**
 * A feature: one folder, one line in `src/features.ts`. It hears what people do and what time brings, and answers with
 * effects (promises, written in the same transaction) and at most one reply (a courtesy).
 */
export interface Feature {
  /** The part before the first dot of its actions, forms and timer keys. */
  readonly name: string;
  readonly commands: readonly Command[];
  /** Someone typed one of the feature's commands; `text` is what followed it. */
  commanded?(turn: Turn, command: string, text: string): Promise<Outcome>;
  /** Someone wrote what is neither a command nor an answer; null when the feature has nothing to offer. */
  overheard?(turn: Turn, text: string): Promise<Outcome | null>;
  /** Someone pressed a button of the feature: `action` without the feature's name. */
  clicked?(turn: Turn, action: string, value: string): Promise<Outcome>;
  /** The form as it stands for this person now, or why it cannot be filled in any more. */
  form?(turn: Turn, name: string, context: string): Promise<Form | Card>;
  /** Answers to `form`, checked against it. */
  submitted?(turn: Turn, name: string, context: string, answers: RawAnswers): Promise<Outcome>;
  /** Timers that are due: hints. Payloads are the feature's own, parsed before they are believed. */
  wakes?(turn: TimeTurn, timers: readonly DueTimer[]): Promise<Effect[]>;
  /** Work that comes again: each occurrence is a timer row of its own. */
  readonly recurring?: readonly Recurring[];
  recurs?(turn: TimeTurn, occurrences: readonly { name: string; at: Date }[]): Promise<Effect[]>;
  /** What the bot's own page shows this person, a section a card. */
  home?(turn: Turn): Promise<Card[]>;
  /** People who just left the company: what was theirs goes to others. */
  departed?(turn: TimeTurn, people: readonly string[]): Promise<Effect[]>;
  /** Pages the feature shows to people who were recognised: `feature/name` is the address `TimeTurn.link` takes. */
  readonly views?: readonly View[];
  /** What its pages load from us: the files of `folder` (a path inside the package), and `more` files by the name they get. */
  readonly assets?: { folder: string; more?: Readonly<Record<string, string>> };
  /** A message with `onDead` could not be delivered for good. */
  undelivered?(turn: TimeTurn, payload: unknown): Promise<Effect[]>;
  /** Someone answered an event of the feature in their calendar. */
  responded?(turn: Turn, slot: string, answer: EventAnswer): Promise<Effect[]>;
}

/** A `/` command, as shown in help and completion. */
export interface Command {
  /** In Latin letters: every messenger takes it. */
  name: string;
  /** Other words for the same command; the first is its Chinese name. */
  aliases: readonly string[];
  /** Commands in it are named as `nameCommands` reads them. */
  help: Record<'en' | 'zh-CN', string>;
  /** It uses the files that came with it; without, whoever sent one is told that it was not used. */
  files?: boolean;
}

/** What a decision may know: the transaction, the product's time, the organisation. */
export interface TimeTurn {
  readonly tx: Tx;
  readonly now: Date;
  readonly org: Organisation;
  /** Whether a person is active and has an account on a running messenger. */
  readonly reachable: (person: string) => boolean;
  /**
   * The address of a view for this person and nobody else, e.g. `map/whole?focus=sales`; null where there are no pages:
   * without a public address, and for who has no account.
   */
  readonly link: (person: string, view: string) => string | null;
  /** A path of ours, `calendar/….ics`, as the address people reach it at; null or absent without a public address. */
  readonly address?: (path: string) => string | null;
}

/**
 * A page of a feature. It shows, and changes nothing: its transaction only reads. Addresses in it are relative to its own:
 * `?focus=sales`, `table?focus=sales`, `../requests/one?number=7`.
 */
export interface View {
  /** Letters and dashes; below the feature's name. */
  name: string;
  /** What is seen there, for whoever is asked whether it was them who opened it; the link alone shows it to anybody. */
  title: Record<Locale, string>;
  show(turn: TimeTurn & { readonly person: Person }, query: URLSearchParams): Promise<Shown>;
}

/**
 * What a view answers: a page's title and content, a file to keep, or a sentence saying why there is nothing to see (404, or
 * 403 when it is not for this person). `scripts` (as modules) and `styles` are names of the feature's assets; the page has
 * no others, inline ones neither. A `wide` page has the whole window, any other the width of a text.
 */
export type Shown =
  | {
      kind: 'page';
      title: string;
      content: HtmlEscapedString | Promise<HtmlEscapedString>;
      scripts?: readonly string[];
      styles?: readonly string[];
      wide?: boolean;
    }
  | { kind: 'file'; name: string; type: string; bytes: Uint8Array }
  | { kind: 'no'; card: Card; status?: 403 | 404 };

/** A person's turn. */
export interface Turn extends TimeTurn {
  readonly person: Person;
  /** Ids of files that came with a message. */
  readonly files: readonly string[];
}

export interface Recurring {
  /** Without a slash. */
  name: string;
  /** The first occurrence strictly after `after`. */
  next(after: Date, org: Organisation): Date;
  /** After an outage: every occurrence missed, or only the last. */
  catchUp: 'all' | 'latest';
}

export interface DueTimer {
  key: string;
  /** The instant it was set to; `now` may be later. */
  at: Date;
  payload: unknown;
}

export interface Outcome {
  effects: Effect[];
  reply?:
    | { kind: 'form'; form: Form }
    | { kind: 'whisper'; card: Card }
    | { kind: 'problems'; fields: Record<string, string> }
    | { kind: 'home'; cards: Card[] };
}

/** An answer that only whoever acted sees. */
export const whisper = (card: Card, effects: Effect[] = []): Outcome => ({ effects, reply: { kind: 'whisper', card } });

/** Escalations leave before replies, replies before updates of standing cards, those before bulk. */
export type Priority = Urgency;

export type Effect =
  /** A message. With a `slot` it becomes that person's live card of the slot, and takes the place of the one before. */
  | { kind: 'post'; to: string; card: Card; priority: Priority; slot?: string; onDead?: unknown; notBefore?: Date }
  /**
   * Changes the live card of a slot in place; nobody is notified. Where a messenger cannot change cards it is dropped,
   * unless it is `news`, or for whoever acts: then it is sent as a message. `quiet`: not even for them, they hear otherwise.
   */
  | { kind: 'update'; to: string; slot: string; card: Card; news?: boolean; quiet?: boolean; priority?: 'bulk' }
  /** Brings people together in a group of their own, when all of them are on one messenger that has groups. */
  | { kind: 'gather'; name: string; people: readonly string[]; card: Card }
  /**
   * Written to the department's channel, if it names one and a running messenger has channels: the first of a slot as a
   * message, each later one below it. It addresses nobody, so what cannot be written is dropped.
   */
  | { kind: 'room'; department: string; slot: string; card: Card; notBefore?: Date }
  /**
   * The event of a slot in the calendars of these people: made, changed, or (null) taken out again. Only where a running
   * messenger keeps calendars: it carries no news, for which there are cards.
   */
  | { kind: 'event'; slot: string; people: readonly string[]; event: CalendarEvent | null }
  /** Sets or moves the timer `key` of the feature. */
  | { kind: 'wake'; key: string; at: Date; payload: unknown }
  | { kind: 'unwake'; key: string };
