import { z } from 'zod';
import { DeliveryError } from '../../src/platform/adapter.ts';
import { cardPage, type Desk } from './desk.ts';
import type { Frame, TemplateCard } from './draw.ts';
import { duplicateCheckS } from './limits.ts';

const sentShape = z.looseObject({
  invaliduser: z.string().optional(),
  unlicenseduser: z.string().optional(),
  response_code: z.string().optional(),
});

/** A card with this task id is there already. */
export const taken = 42014;

export function frameOf(desk: Desk, reader: Frame['reader'], taskId: string): Frame {
  return { reader, now: desk.clock.now(), taskId, page: cardPage(desk.options) };
}

/** A text; an equal one within `seconds` is not delivered again, which makes a second try harmless. */
export function sendText(desk: Desk, account: string, content: string, seconds: number = duplicateCheckS) {
  const once = { enable_duplicate_check: 1, duplicate_check_interval: seconds };
  return toMember(desk, account, { msgtype: 'text', text: { content }, ...once });
}

/** Sends a card and keeps the code that changes it. */
export async function sendCard(desk: Desk, account: string, card: TemplateCard): Promise<void> {
  const answer = await toMember(desk, account, { msgtype: 'template_card', template_card: card });
  if (!answer.response_code) return;
  await desk.store.addCode({
    code: answer.response_code,
    messageId: card.task_id,
    taskId: card.task_id,
    account: account.toLowerCase(),
    origin: 'sent',
    at: desk.clock.now(),
  });
}

/** An answer of 0 may still say that nobody got it. */
export async function toMember(desk: Desk, account: string, message: Record<string, unknown>) {
  const body = { touser: account, agentid: desk.settings.agentId, ...message };
  const answer = await desk.api.call('message/send', sentShape, { body });
  const missed = [answer.invaliduser ?? '', answer.unlicenseduser ?? ''].flatMap((ids) => ids.split('|'));
  if (missed.some((id) => id.toLowerCase() === account.toLowerCase())) {
    throw new DeliveryError('the account has left, is out of the visible range, or has no licence', { retry: 'never' });
  }
  return answer;
}
