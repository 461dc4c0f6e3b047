import type { WebClient } from '@slack/web-api';
import type { Logger } from 'pino';
import { personOfAccount } from '../../src/org/organisation.ts';
import type { Inlet } from '../../src/platform/adapter.ts';
import type { MessengerOptions } from '../../src/platform/messenger.ts';
import { type Outward, outward } from '../../src/platform/outward.ts';
import type { SlackSettings } from '../../src/platform/settings.ts';
import { botClient } from './client.ts';
import { codeOf } from './failures.ts';
import { type Say, words } from './messages.ts';
import type { Me } from './parse-kit.ts';

/** What every part of the adapter works with. */
export interface Desk {
  settings: SlackSettings;
  options: MessengerOptions;
  client: WebClient;
  /** For what is not a method of the API: files, and addresses to answer to. */
  ways: Outward;
  log: Logger;
  /** Rejects while Slack has not said who we are. */
  me(): Promise<Me>;
  inlet(): Inlet;
  /** Courtesies under way: their failures are logged, and stopping waits for them. */
  later(work: Promise<unknown>): void;
  settled(): Promise<void>;
  /** Channels of departments that could not be written to when last tried. */
  shut: Set<string>;
  /** The conversation of a person with the bot. */
  conversation(account: string): Promise<string>;
}

/** Makes the desk; nothing is asked of Slack yet. */
export function createDesk(settings: SlackSettings, options: MessengerOptions, inlet: () => Inlet): Desk {
  const log = options.log.child({ platform: 'slack' });
  const ways = outward();
  const client = botClient(settings, log, ways);
  const underway = new Set<Promise<unknown>>();
  const conversations = new Map<string, string>();
  return {
    settings,
    options,
    client,
    ways,
    log,
    me: remembered(() => whoAmI(client)),
    inlet,
    later(work) {
      const guarded = work.catch((error: unknown) => log.warn({ code: codeOf(error) }, 'slack courtesy failed'));
      underway.add(guarded);
      void guarded.then(() => underway.delete(guarded));
    },
    settled: async () => {
      await Promise.all(underway);
    },
    shut: new Set(),
    async conversation(account) {
      const known = conversations.get(account);
      if (known) return known;
      const { channel } = await client.conversations.open({ users: account });
      if (!channel?.id) throw new Error('slack opened a conversation without an id');
      conversations.set(account, channel.id);
      return channel.id;
    },
  };
}

/** Asks once; after a failure, again the next time. */
function remembered<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | null = null;
  return () => {
    answer ??= ask().catch((error: unknown) => {
      answer = null;
      throw error;
    });
    return answer;
  };
}

async function whoAmI(client: WebClient): Promise<Me> {
  const said = await client.auth.test();
  const { team_id, user_id } = said;
  if (!team_id || !user_id) throw new Error('slack did not say which workspace the token belongs to');
  return {
    team: team_id,
    enterprise: said.enterprise_id ?? null,
    botUser: user_id,
    bot: said.bot_id ?? '',
    url: said.url ?? 'https://slack.com/',
    teamName: said.team ?? team_id,
    botName: said.user ?? user_id,
  };
}

/** The adapter's own words for one account; for strangers in the company's language. */
export async function sayTo({ options }: Desk, account: string): Promise<Say> {
  const org = await options.organisation();
  const person = personOfAccount(org, 'slack', account);
  return person ? words(person.locale, person.zone) : words(org.company.locale, org.company.zone);
}

/** A sentence for one account, and in both languages when nobody can say which is theirs. */
export async function sentenceTo(desk: Desk, account: string, key: Parameters<Say>[0]): Promise<string> {
  try {
    return (await sayTo(desk, account))(key);
  } catch {
    return [words('zh-CN', 'UTC')(key), words('en', 'UTC')(key)].join(' / ');
  }
}
