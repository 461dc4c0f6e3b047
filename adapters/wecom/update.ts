import { z } from 'zod';
import { type Delivery, DeliveryError } from '../../src/platform/adapter.ts';
import { type Desk, readerOf } from './desk.ts';
import { drawChange } from './draw.ts';
import { WecomError } from './errors.ts';
import { frameOf, taken } from './post.ts';
import type { Code } from './store.ts';

/** What says nothing about the code: the call may be made again with it. */
const notTheCode = [-1, 6000, 45009, 45033, 40001, 40014, 42001, 60020, 48002, 50003, 301002, 40056, 60011];

/**
 * Changes a sent card. WeCom gives one code for that with the sending and one with each press (page 94888), so they are kept
 * for the moment when it is no longer this person's turn; as long as it is, the card says as of when it speaks, and what is
 * news to the person comes as a message.
 */
export async function changeCard(desk: Desk, delivery: Delivery, message: string): Promise<string> {
  const acting = delivery.card.tone === 'act';
  const account = delivery.account.toLowerCase();
  const codes = await desk.store.codes(message, account, desk.clock.now());
  for (const code of acting ? codes.filter(({ origin }) => origin === 'pressed') : codes) {
    if (await changedWith(desk, delivery, message, code)) return message;
  }
  throw new DeliveryError('nothing is left to change this card with', { retry: 'unchangeable' });
}

/** False: the code is used up or over. */
async function changedWith(desk: Desk, delivery: Delivery, message: string, { code, triedBy }: Code): Promise<boolean> {
  const reader = readerOf(await desk.options.organisation(), delivery.account);
  const frame = frameOf(desk, reader, `${message}@${delivery.id}`);
  const drawn = drawChange(delivery.card, frame);
  // What somebody has to act on has to be readable, and nothing can be said before a card that is changed.
  if (delivery.card.tone === 'act' && !drawn.whole) return false;
  await desk.store.keep(drawn.kept, frame.now);
  await desk.store.tries(code, delivery.id);
  const body = {
    userids: [delivery.account],
    agentid: desk.settings.agentId,
    response_code: code,
    template_card: drawn.card,
  };
  try {
    await desk.api.call('message/update_template_card', z.looseObject({}), { body });
  } catch (error) {
    if (!(error instanceof WecomError) || notTheCode.includes(error.code)) throw error;
    await desk.store.spend(code);
    // Refused to the very delivery that tried it before: that try arrived, and its answer was lost.
    return delivery.again && (triedBy === delivery.id || error.code === taken);
  }
  await desk.store.spend(code);
  return true;
}
