import type { Platform } from '../../src/platform/adapter.ts';

/**
 * What people can do on an emulated platform and what they see there. The contract suite and the stories are written against
 * this, so that one text runs on every messenger; what only one platform has is on that emulator itself.
 */
export interface Emulator {
  readonly platform: Platform;
  /** Environment variables that point the real adapter at this emulator, credentials included. */
  readonly env: Readonly<Record<string, string>>;
  /** Adds a person (or changes one) in the platform's directory; `account` is the platform's id. */
  hire(person: Hired): Promise<void>;
  /** The person leaves the company: the platform tells the app, and refuses the account from now on. */
  dismiss(account: string): Promise<void>;
  /**
   * Writes to the bot in the conversation of the two, as the platform's people do: a text that begins with a slash is a slash
   * command where the platform has them. Resolves when the app has answered the platform, and rejects with what the person
   * would see when it has not in time.
   */
  says(account: string, text: string, files?: readonly SentFile[]): Promise<void>;
  /** Everything the bot showed this person, oldest first, as it reads now. */
  shown(account: string): Shown[];
  /** Presses the button with this label on the newest message (or page of the bot) that has one. Rejects when there is none. */
  presses(account: string, label: string): Promise<void>;
  /** Presses a button of one message, however old; twice at once is a double click. */
  pressesOn(account: string, message: string, label: string): Promise<void>;
  /** Chooses in the select of the newest message that has one, by labels, and sends it. */
  chooses(account: string, labels: readonly string[]): Promise<void>;
  /** The sheet open before this person now (a modal, a form in a card, a page behind a link), or null. */
  sheet(account: string): Sheet | null;
  /** What comes next goes wrong. */
  readonly faults: Faults;
  /** Requests to the platform's API so far, oldest first: what was asked, and how it was answered. */
  readonly calls: Call[];
  /** What the platform would have refused, or what is unsafe to send, although it was answered: a test expects none. */
  readonly offences: string[];
  /** The address of the app as the platform calls it, for platforms that call (Slack over HTTP, WeCom). */
  pointTo(appUrl: string): void;
  close(): Promise<void>;
}

export interface Hired {
  account: string;
  name: string;
  email?: string;
  /** Ids of departments; the emulator makes those it does not know. */
  departments?: readonly string[];
  zone?: string;
  locale?: string;
  title?: string;
}

export interface SentFile {
  name: string;
  type: string;
  bytes: Uint8Array;
}

/** A message as a person sees it. */
export interface Shown {
  /** The platform's own id. */
  id: string;
  /** All words, a line for each part, buttons left out. */
  text: string;
  buttons: string[];
  /** Options of the card's select. */
  options: string[];
  /** Changed since it was sent. */
  edited: boolean;
  /** Seen by this person only, and not part of the conversation's history. */
  passing: boolean;
  /** Files and pictures in it, by name or address. */
  files: string[];
  /** Links in it that open a page. */
  links: string[];
}

/** A sheet as a person fills it in. Fields are found by their label; a field not shown now is none. */
export interface Sheet {
  title: string;
  /** Labels of the fields shown now, in order. */
  labels(): string[];
  /** The options of a field, by label; with `typed`, those a search for it finds. */
  options(label: string, typed?: string): Promise<string[]>;
  /** Fills a field in: text as it is, choices by the option's label (several: an array). */
  fill(label: string, value: string | readonly string[]): Promise<void>;
  /** Sends it. Resolves to what is wrong by label (the sheet stays open), or to null: it was taken and is closed. */
  submit(): Promise<Record<string, string> | null>;
}

/** One request to the platform's API. */
export interface Call {
  /** `chat.postMessage`, `/cgi-bin/message/send`, `/v1.0/card/instances`. */
  path: string;
  /** As sent, decoded; secrets and tokens left out. */
  body: unknown;
  status: number;
  /** The platform's own error, or null. */
  error: string | null;
  /** Milliseconds of real time since the emulator started. */
  atMs: number;
}

export type Fault =
  /** Refused for going too fast, in the platform's own manner (429, errcode 45009, 403). */
  | { kind: 'throttled'; afterMs?: number }
  | { kind: 'serverError' }
  /** No answer until the client gives up; nothing was done. */
  | { kind: 'silent' }
  /** The request is carried out and the answer is lost. */
  | { kind: 'answerLost' }
  /** An HTML page instead of JSON, with status 200. */
  | { kind: 'garbage' }
  /** The access token has expired (where the platform has expiring ones), or was revoked. */
  | { kind: 'tokenExpired' }
  /** The platform's error, by its own code. */
  | { kind: 'refused'; error: string };

export interface Faults {
  /** The next `times` calls whose path contains `path` meet `fault`; 1 unless told. */
  next(path: string, fault: Fault, times?: number): void;
  /** Events to the app are delivered this many times, at once where `together`, and with whatever redelivery changes. */
  duplicate(times: number, together?: boolean): void;
  /** The next events are held, and delivered in reverse order by `release`. */
  hold(): void;
  release(): Promise<void>;
  /** All connections of the app are cut (sockets), or its token is invalidated (others). */
  disconnect(): Promise<void>;
  clear(): void;
}

export interface EmulatorOptions {
  /** The time tokens, triggers and windows are counted by; the test's own clock. Default: the machine's. */
  now?: () => Date;
  /** Whether rate limits are enforced, on the machine's clock: off unless told, because a stopped clock never refills them. */
  limits?: boolean;
}
