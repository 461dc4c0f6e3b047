import { type Delivery, DeliveryError } from '../../src/platform/adapter.ts';
import type { Card } from '../../src/platform/card.ts';
import { robotText } from './draw-message.ts';
import { chunks, gather, type Outcome, turnOf } from './gather.ts';
import { textAt, textsAt } from './json.ts';
import { limits } from './limits.ts';
import type { Ports } from './ports.ts';
import { giveCodes } from './store.ts';

/** Messages without a card template: markdown, and buttons that post a code. */
export interface Texts {
  /** The same to several people at the same time is one call. */
  post(delivery: Delivery): Promise<string>;
  /** To one person, by itself. */
  tell(account: string, card: Card): Promise<void>;
}

const path = '/v1.0/robot/oToMessages/batchSend';

export function createTexts(ports: Ports): Texts {
  const post = gather<Delivery, string>((items) => postAll(ports, items));
  return {
    post: async (delivery) => {
      const { say } = await ports.reader(delivery.account);
      // Drawn without codes: what reads the same and offers the same is the same message.
      const buttons = delivery.card.buttons.map(({ action, value }) => [action, value]);
      return post(JSON.stringify([robotText(delivery.card, [], say), buttons]), delivery, 4);
    },
    tell: async (account, card) => void (await send(ports, [account], card)),
  };
}

async function postAll(ports: Ports, items: Delivery[]): Promise<Outcome<string>[]> {
  const outcomes: Outcome<string>[] = [];
  for (const chunk of chunks(items, limits.batch)) {
    const [first] = chunk;
    if (!first) continue;
    try {
      const sent = await send(
        ports,
        chunk.map(({ account }) => account),
        first.card,
        () => turnOf(ports, chunk),
      );
      outcomes.push(...chunk.map(({ account }) => outcomeOf(account, sent)));
    } catch (error) {
      outcomes.push(...chunk.map(() => ({ failed: error })));
    }
  }
  return outcomes;
}

interface Batch {
  key: string;
  unknown: string[];
  tooFast: string[];
}

async function send(ports: Ports, accounts: readonly string[], card: Card, turn = async () => {}): Promise<Batch> {
  const { api, db, clock, settings } = ports;
  const { say } = await ports.reader(accounts[0] ?? '');
  const codes = await giveCodes(db, accounts, card.buttons.slice(0, limits.messageButtons).map(pressed), clock.now());
  const body = { robotCode: settings.robotCode, userIds: [...new Set(accounts)], ...robotText(card, codes, say) };
  await turn();
  const answer = await api.call('POST', path, body);
  return {
    key: textAt(answer, 'processQueryKey'),
    unknown: textsAt(answer, 'invalidStaffIdList'),
    tooFast: textsAt(answer, 'flowControlledStaffIdList'),
  };
}

const pressed = ({ action, value }: { action: string; value: string }) => ({ action, value });

/** A 200 does not say that everyone got it. */
function outcomeOf(account: string, { key, unknown, tooFast }: Batch): Outcome<string> {
  if (unknown.includes(account)) {
    return { failed: new DeliveryError('dingtalk knows no such person', { retry: 'never' }) };
  }
  if (tooFast.includes(account)) {
    const slower = new DeliveryError('dingtalk: too many messages to this person', { retry: 'later', afterMs: 1_000 });
    return { failed: slower };
  }
  return { done: `${key}#${account}` };
}
