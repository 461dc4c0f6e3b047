import type { Card } from './card.ts';
import type { CommandNames } from './command-names.ts';
import type { Calendars, EventAnswer } from './events.ts';
import type { FileRefusal } from './files.ts';
import type { Field, Form, RawAnswers } from './form.ts';

/** `paper` is no messenger: it is where people without an account answer, in the browser that opened their printed code. */
export type Platform = 'console' | 'slack' | 'wecom' | 'dingtalk' | 'paper';

/** What a messenger can do, as data. `shrink` cuts cards and forms to it before the adapter sees them. */
export interface Capabilities {
  /** Which forms open as one sheet; every other form is a dialogue of one question at a time. Null: none does. */
  sheets: Sheets | null;
  /** A sent card can be changed in place. The adapter may still find that this one cannot: `DeliveryError.retry`. */
  edits: boolean;
  /** People can be brought together in a group of their own. */
  groups: boolean;
  /** It has channels a department's people can follow along in, and messages below messages. */
  rooms: boolean;
  /** Buttons on one card. */
  buttons: number;
  /** Options of a card's select; 0 where cards have none. */
  selects: number;
  /** Characters of one text element. */
  text: number;
  /** Characters of a title. */
  title: number;
  /** Elements on one card. */
  elements: number;
  /** Pictures and files can be shown. */
  images: boolean;
  /** Absent: commands are typed in any script, without a prefix. */
  commands?: CommandNames;
}

/**
 * A form opens as one sheet when it has `from` fields or more, or a long list to pick several from, and every required one is
 * of one of `kinds`; optional ones of other kinds are left out.
 */
export interface Sheets {
  from: number;
  kinds: readonly Field['kind'][];
  /** Bytes of the form's context, written as a JSON text, that a sheet carries; a longer one is a dialogue. Absent: any. */
  context?: number;
  /** Options a sheet has room for, those of all its fields together; a form with more is a dialogue. Absent: any. */
  options?: number;
}

/** One thing that happened on a platform, verified and parsed. `id` is the same for the same event, however often it comes. */
export type Incoming = Deed | DirectoryNews;

interface Event {
  id: string;
  platform: Platform;
  account: string;
}

/** What a person does. */
export type Deed = Event &
  (
    | { kind: 'said'; text: string; files?: string[]; unread?: UnreadFile[] }
    | { kind: 'clicked'; action: string; value: string }
    | { kind: 'submitted'; action: string; context: string; answers: RawAnswers }
    /** Looks at the bot's own page in the messenger. */
    | { kind: 'opened' }
    /** Answered an event in their calendar; `remote` is the platform's id of it, and the answer what the platform says now. */
    | { kind: 'responded'; remote: string; answer: EventAnswer }
  );

/** What the messenger's directory tells: `account` is whom it is about, `profile` what it says of them now. */
export type DirectoryNews = Event & { platform: Exclude<Platform, 'paper'> } & (
    | { kind: 'joined' | 'changed'; profile: Profile }
    | { kind: 'left' }
  );

/** A file that came with a message and could not be kept: the person is told. */
export interface UnreadFile {
  name: string;
  why: FileRefusal | 'unreachable';
}

/** A person as a messenger's directory describes them. */
export interface Profile {
  account: string;
  name: string;
  email: string | null;
  /** IANA name, where the messenger knows it. */
  zone: string | null;
  locale: 'zh-CN' | 'en' | null;
  title: string | null;
  /** Ids of the directory's departments the person is in, the main one first. */
  departments: string[];
  /** Ids of those they lead. */
  leads: string[];
  /** False: has left, or may not sign in. */
  active: boolean;
}

/** A courtesy to whoever just clicked or typed: it may be lost, so it carries no news. */
export type Reply =
  | { kind: 'form'; form: Form }
  /** Seen by this person only, at once. */
  | { kind: 'whisper'; card: Card }
  /** What is wrong with a submitted form; the form stays open. */
  | { kind: 'problems'; fields: Record<string, string> }
  /** The bot's own page, to whoever opened it: one section a card. */
  | { kind: 'home'; cards: Card[] };

export type Urgency = 'escalation' | 'reply' | 'update' | 'bulk';

export interface Delivery {
  /** Stable across retries: the idempotency key where the platform has one. */
  id: string;
  account: string;
  card: Card;
  /** The platform's id of the card to change in place; absent for a new message. */
  replaces?: string;
  /** What the card is about: the same for all people who have a card about it. Absent for a passing message. */
  about?: string;
  priority: Urgency;
  /** An earlier try may have arrived: where the platform lets one look, look before sending again. */
  again: boolean;
  /** To a group of these accounts, made for it if need be, instead of to `account` alone; only where `can.groups`. */
  group?: { name: string; members: string[] };
  /** To the channel `account`, below the message `thread`, or above all to come when that is null; only where `can.rooms`. */
  room?: { thread: string | null };
  /**
   * Resolves when its turn at the platform's limits has come. A delivery is handed over a little before, to be made ready; where
   * a limit is used to the full, `send` waits for this right before its request.
   */
  turn?: () => Promise<void>;
}

/** One of the platform's rate limits a delivery uses up: at most `burst` at once, then one every `everyMs`. */
export interface Pace {
  /** Shared by all processes: `slack/T123/chat.postMessage`. */
  bucket: string;
  everyMs: number;
  burst: number;
  /** For a limit that is used to the full, with a burst of 1: besides, at most `calls` in any `ms`, however late they leave. */
  window?: { calls: number; ms: number };
  /** Those alike that ask for their turn at the same time take one for all, as they become one call of at most `most`. */
  together?: { alike: string; most: number };
}

/** What an adapter hands its events to. */
export interface Inlet {
  /** Answer the platform when the promise resolves, and not before; when it rejects, let it redeliver. */
  receive(incoming: Incoming): Promise<Reply | null>;
  /**
   * The form as it stands for this account now, cut to what the messenger can; null when it cannot be filled in any more.
   * Changes nothing.
   */
  form(account: string, action: string, context: string): Promise<Form | null>;
}

/** A messenger. What it receives it acknowledges when `receive` resolves, and not before. */
export interface Adapter {
  readonly platform: Platform;
  readonly can: Capabilities;
  start(inlet: Inlet): Promise<void>;
  stop(): Promise<void>;
  /** The limits `send` will use up for this delivery; they are waited for before it is called. */
  pace(delivery: Delivery): readonly Pace[];
  /**
   * Resolves to the platform's message id, for a room to that of the message later ones belong below; throws DeliveryError,
   * which says what follows.
   */
  send(delivery: Delivery): Promise<string>;
  /** Absent: the messenger keeps no calendars, or the operator has not switched them on. */
  readonly calendars?: Calendars;
}

/**
 * Why a message could not be delivered, and what follows: `later` is tried again, `never` goes to the dead letters,
 * `unchangeable` (a card that cannot be changed any more) becomes a new message if it is news and is dropped otherwise,
 * `held` waits `afterMs` without counting as a failure: a quota is used up.
 */
export class DeliveryError extends Error {
  readonly retry: 'later' | 'never' | 'unchangeable' | 'held';
  /** The platform's own delay in milliseconds, when it named one. */
  readonly afterMs: number | undefined;

  constructor(message: string, options: { retry: DeliveryError['retry']; afterMs?: number; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.name = 'DeliveryError';
    this.retry = options.retry;
    this.afterMs = options.afterMs;
  }
}
