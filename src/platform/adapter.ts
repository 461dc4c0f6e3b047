import type { Card } from './card.ts';
import type { Form, RawAnswers } from './form.ts';

export type Platform = 'console' | 'slack' | 'wecom' | 'dingtalk';

/** What a messenger can do, as data. `shrink` cuts cards and forms to it before the adapter sees them. */
export interface Capabilities {
  /** Forms open as one sheet; without it every form is a dialogue of one question at a time. */
  modals: boolean;
  /** A sent card can be changed in place. */
  edits: boolean;
  /** Buttons on one card. */
  buttons: number;
  /** Characters of one text element. */
  text: number;
  /** Characters of a title. */
  title: number;
  /** Elements on one card. */
  elements: number;
  /** Pictures and files can be shown. */
  images: boolean;
}

/** One thing that happened on a platform, verified and parsed. `id` is the same for the same event, however often it comes. */
export type Incoming = { id: string; platform: Platform; account: string } & (
  | { kind: 'said'; text: string; files?: string[] }
  | { kind: 'clicked'; action: string; value: string }
  | { kind: 'submitted'; action: string; context: string; answers: RawAnswers }
);

/** A courtesy to whoever just clicked or typed: it may be lost, so it carries no news. */
export type Reply =
  | { kind: 'form'; form: Form }
  /** Seen by this person only, at once. */
  | { kind: 'whisper'; card: Card }
  /** What is wrong with a submitted form; the form stays open. */
  | { kind: 'problems'; fields: Record<string, string> };

export interface Delivery {
  /** Stable across retries: the idempotency key where the platform has one. */
  id: string;
  account: string;
  card: Card;
  /** The platform's id of the card to change in place; absent for a new message. */
  replaces?: string;
}

/** A messenger. What it receives it acknowledges when `receive` resolves, and not before. */
export interface Adapter {
  readonly platform: Platform;
  readonly can: Capabilities;
  /** Answer the platform when the promise resolves, and not before; when it rejects, let it redeliver. */
  start(receive: (incoming: Incoming) => Promise<Reply | null>): Promise<void>;
  stop(): Promise<void>;
  /** Resolves to the platform's message id; throws DeliveryError, which says to retry later or never. */
  send(delivery: Delivery): Promise<string>;
}

/** Why a message could not be delivered, and what follows: `later` is tried again, `never` goes to the dead letters. */
export class DeliveryError extends Error {
  readonly retry: 'later' | 'never';
  /** The platform's own delay in milliseconds, when it named one. */
  readonly afterMs: number | undefined;

  constructor(message: string, options: { retry: 'later' | 'never'; afterMs?: number; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.name = 'DeliveryError';
    this.retry = options.retry;
    this.afterMs = options.afterMs;
  }
}
