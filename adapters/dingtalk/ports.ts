import type { Logger } from 'pino';
import type { Clock } from '../../src/clock.ts';
import type { Database } from '../../src/db/database.ts';
import { showHour } from '../../src/messages/time.ts';
import { personOfAccount } from '../../src/org/organisation.ts';
import type { MessengerOptions } from '../../src/platform/messenger.ts';
import type { DingtalkSettings } from '../../src/platform/settings.ts';
import type { Api } from './api.ts';
import { type Say, words } from './messages.ts';
import type { Quota } from './quota.ts';
import { readSeries } from './store.ts';

/** What the parts of the adapter share. */
export interface Ports {
  settings: DingtalkSettings;
  options: MessengerOptions;
  db: Database;
  clock: Clock;
  log: Logger;
  api: Api;
  quota: Quota;
  /** The beginning of every card's name. */
  series(): Promise<string>;
  /** Who reads at this account, the company's language and zone for strangers; `hour` is the time there. */
  reader(account: string): Promise<Reader>;
}

export interface Reader {
  say: Say;
  hour: string;
  /** Null: nobody of the organisation. */
  person: string | null;
}

export function createPorts(settings: DingtalkSettings, options: MessengerOptions, api: Api, quota: Quota): Ports {
  const { db, clock, log } = options;
  let series: Promise<string> | null = null;
  return {
    settings,
    options,
    db,
    clock,
    log,
    api,
    quota,
    series() {
      series ??= readSeries(db).catch((error: unknown) => {
        series = null;
        throw error;
      });
      return series;
    },
    async reader(account) {
      const org = await options.organisation();
      const person = personOfAccount(org, 'dingtalk', account);
      const { locale, zone } = person ?? org.company;
      return { say: words(locale, zone), hour: showHour(clock.now(), zone), person: person?.id ?? null };
    },
  };
}
