import type { Logger } from 'pino';
import type { Clock } from '../../src/clock.ts';
import { type Organisation, type Person, personOfAccount } from '../../src/org/organisation.ts';
import type { MessengerOptions } from '../../src/platform/messenger.ts';
import type { WecomSettings } from '../../src/platform/settings.ts';
import type { Api } from './api.ts';
import type { Frame } from './draw.ts';
import type { WecomError } from './errors.ts';
import type { Store } from './store.ts';

/** What every part of the adapter works with. */
export interface Desk {
  settings: WecomSettings;
  options: MessengerOptions;
  clock: Clock;
  log: Logger;
  api: Api;
  store: Store;
  /** Rate limits run on the machine's time, in milliseconds, wherever the product's stands. */
  machineNow: () => number;
  /** Tells the operator what to do, the same thing at most every ten minutes. */
  complain(error: WecomError, remedy: string): void;
}

const quietMs = 600_000;

/** Says each thing once in a while: every message in the queue would say it again. */
export function complaints(clock: Clock, log: Logger): Desk['complain'] {
  const said = new Map<string, number>();
  return (error, remedy) => {
    const now = clock.now().getTime();
    const before = said.get(remedy);
    if (before !== undefined && Math.abs(now - before) < quietMs) return;
    said.set(remedy, now);
    log.error({ errcode: error.code, path: error.path, remedy }, 'wecom refuses the app: the operator has to act');
  };
}

/** Who reads what goes to an account; the company where nobody is known under it. */
export function readerOf(org: Organisation, account: string): Frame['reader'] & { person: Person | null } {
  const person = personOfAccount(org, 'wecom', account);
  return { person, locale: person?.locale ?? org.company.locale, zone: person?.zone ?? org.company.zone };
}

/** Where a card without buttons leads; empty without a public address, where no such card is sent. */
export function cardPage({ publicUrl }: MessengerOptions): string {
  return publicUrl ? new URL('/wecom/card', publicUrl).href : '';
}
