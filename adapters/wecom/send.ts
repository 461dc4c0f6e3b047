import { randomBytes } from 'node:crypto';
import type { Delivery, Pace } from '../../src/platform/adapter.ts';
import type { Card } from '../../src/platform/card.ts';
import { type Desk, readerOf } from './desk.ts';
import { type Drawn, drawCard, drawTexts, type Frame } from './draw.ts';
import { deliveryError, WecomError } from './errors.ts';
import { sendToGroup } from './groups.ts';
import { sendPictures } from './pictures.ts';
import { frameOf, sendCard, sendText, taken } from './post.ts';
import { spendQuota } from './quota.ts';
import { changeCard } from './update.ts';

/** Sends what the outbox hands over. Resolves to our own id of the message; throws DeliveryError. */
export async function send(desk: Desk, delivery: Delivery): Promise<string> {
  try {
    if (delivery.group) return await sendToGroup(desk, delivery, delivery.group);
    if (delivery.replaces !== undefined) return await changeCard(desk, delivery, delivery.replaces);
    return await sendMessage(desk, delivery);
  } catch (error) {
    throw deliveryError(error, desk.complain);
  }
}

/** Texts first and the card last: a try after a lost answer finds the texts swallowed as equal, and the card's id taken. */
async function sendMessage(desk: Desk, delivery: Delivery): Promise<string> {
  const org = await desk.options.organisation();
  const taskId = `${await desk.store.install()}-${delivery.id}`;
  const frame = frameOf(desk, readerOf(org, delivery.account), taskId);
  const drawn = drawnFor(desk, delivery.card, frame);
  await spendQuota(desk, org, delivery.priority, drawn.texts.length + 1);
  await sendPictures(desk, delivery);
  for (const content of drawn.texts) await sendText(desk, delivery.account, content);
  if (!drawn.card) return taskId;
  await desk.store.keep(drawn.kept, frame.now);
  try {
    await sendCard(desk, delivery.account, drawn.card);
    return taskId;
  } catch (error) {
    if (!(error instanceof WecomError) || error.code !== taken) throw error;
    if (delivery.again) return taskId;
    // Delivery ids begin anew when a database is restored: what took this id is another message.
    const fresh = { ...drawn.card, task_id: `${taskId}-${randomBytes(4).toString('hex')}` };
    await sendCard(desk, delivery.account, fresh);
    return fresh.task_id;
  }
}

/** Without a public address nothing comes back from a card, and WeCom refuses those with buttons. */
const drawnFor = (desk: Desk, card: Card, frame: Frame): Drawn =>
  desk.options.publicUrl
    ? drawCard(card, frame)
    : { texts: drawTexts(card, frame.reader, frame.taskId), card: null, kept: [] };

const minute = 60_000;
const hour = 60 * minute;

/**
 * Documented on page 90454: what one member gets beyond 30 messages a minute or 1,000 an hour is answered with 0 and dropped,
 * so that at most 28 and 950 are let through, half of them at once; calls to one API are refused beyond 10,000 a minute.
 */
export function paceOf(desk: Desk, delivery: Delivery): readonly Pace[] {
  const app = `wecom/${desk.settings.corpId}/${desk.settings.agentId}`;
  const api = (name: string): Pace => ({ bucket: `${app}/${name}`, everyMs: minute / 9500, burst: 400 });
  if (delivery.group) return [api('appchat/send')];
  if (delivery.replaces !== undefined) return [api('message/update_template_card')];
  const member = memberPace(desk, delivery.account);
  return Array.from({ length: messagesIn(desk, delivery.card) }, () => [...member, api('message/send')]).flat();
}

/** The limits of what one member gets. */
export function memberPace({ settings }: Desk, account: string): Pace[] {
  const to = `wecom/${settings.corpId}/${settings.agentId}/to/${account.toLowerCase()}`;
  return [
    { bucket: `${to}/minute`, everyMs: minute / 14, burst: 14 },
    { bucket: `${to}/hour`, everyMs: hour / 475, burst: 475 },
  ];
}

/** However it is worded, a card is about as long for every reader. */
function messagesIn(desk: Desk, card: Card): number {
  const { texts, card: drawn } = drawnFor(desk, card, frameOf(desk, { locale: 'zh-CN', zone: 'UTC' }, 'x'));
  return texts.length + (drawn ? 1 : 0) + card.elements.filter(({ kind }) => kind === 'image').length;
}
