import { createHash } from 'node:crypto';
import { type Delivery, DeliveryError, type Pace } from '../../src/platform/adapter.ts';
import type { Desk } from './desk.ts';
import { type Drawing, type Drawn, drawCard } from './draw.ts';
import { blockCodes, codeOf, credentialCodes, deliveryErrorOf, isPictureNotReady } from './failures.ts';
import { limits } from './limits.ts';
import { type Pictures, picturesOf, shareAttachments } from './pictures.ts';
import { below, roomErrorOf, threadOf } from './rooms.ts';

/**
 * What a message uses up: a message a second in each conversation with short bursts, several hundred a minute in the
 * workspace, and 50 changes a minute (docs.slack.dev, "Rate limits"). The token stands for the workspace.
 */
export function pacesOf(token: string, delivery: Delivery): readonly Pace[] {
  const app = `slack/${createHash('sha256').update(token).digest('hex').slice(0, 8)}`;
  if (delivery.replaces !== undefined) return [{ bucket: `${app}/chat.update`, everyMs: 1250, burst: 4 }];
  const conversation = delivery.group ? delivery.group.members.join('+') : delivery.account;
  return [
    { bucket: `${app}/chat.postMessage/${conversation}`, everyMs: 1000, burst: 3 },
    { bucket: `${app}/chat.postMessage`, everyMs: 200, burst: 20 },
    ...(delivery.group ? [{ bucket: `${app}/conversations.open`, everyMs: 1250, burst: 4 }] : []),
  ];
}

/** What our messages are marked with, to be found again after an answer was lost. */
const eventType = 'xiayou_message';

/** Longer than a message is tried for. */
const lookBackMs = 25 * 3600 * 1000;

/** Sends or changes a message. Resolves to `channel/ts`, in a thread that of the message it began with. */
export async function sendToSlack(desk: Desk, delivery: Delivery): Promise<string> {
  const doing = delivery.replaces === undefined ? 'post' : 'update';
  try {
    return doing === 'post' ? await post(desk, delivery) : await change(desk, delivery, delivery.replaces ?? '');
  } catch (error) {
    const failure = delivery.room ? roomErrorOf(desk, delivery.account, error) : deliveryErrorOf(error, doing);
    if (failure.retry === 'never') throw failure;
    const code = codeOf(error);
    if (credentialCodes.has(code))
      desk.log.error({ code }, 'slack refuses the token: nothing is delivered until that is put right');
    throw failure;
  }
}

async function post(desk: Desk, delivery: Delivery): Promise<string> {
  const place = delivery.group ? await groupOf(desk, delivery.group.members) : delivery.account;
  // Reading what is written in a channel is a right we do not ask for: a line there may come twice.
  const sent = delivery.again && !delivery.room ? await findSent(desk, delivery, place) : null;
  if (sent) return sent;
  const pictures = await picturesOf(desk, delivery.card, delivery.again);
  const { channel, ts } = await refusedBlocksAsText(desk, delivery, pictures, async (drawn) => {
    const metadata = { event_type: eventType, event_payload: { id: delivery.id } };
    const message = { ...messageOf(drawn), channel: place, metadata };
    const answer = await below(threadOf(delivery.room?.thread), (where) =>
      desk.client.chat.postMessage({ ...message, ...where }),
    );
    return { channel: answer.channel ?? place, ts: answer.message?.thread_ts ?? answer.ts ?? '' };
  });
  if (delivery.room) desk.shut.delete(delivery.account);
  shareAttachments(desk, pictures, { channel, thread: ts });
  return `${channel}/${ts}`;
}

async function change(desk: Desk, delivery: Delivery, replaces: string): Promise<string> {
  const [channel, ts] = replaces.split('/');
  if (!channel || !ts) throw new DeliveryError('slack: no such message', { retry: 'unchangeable' });
  const pictures = await picturesOf(desk, delivery.card, delivery.again);
  await refusedBlocksAsText(desk, delivery, pictures, (drawn) =>
    desk.client.chat.update({ text: drawn.text, blocks: drawn.blocks, channel, ts, parse: 'none' }),
  );
  return replaces;
}

const messageOf = ({ text, blocks }: Drawn) => ({
  text,
  blocks,
  // Nothing in a text becomes a link or a mention by itself, and no address is looked up.
  parse: 'none' as const,
  unfurl_links: false,
  unfurl_media: false,
});

/** Draws and sends; what Slack refuses to draw is sent as words, because the words are what matters. */
async function refusedBlocksAsText<T>(
  desk: Desk,
  delivery: Delivery,
  pictures: Pictures,
  send: (drawn: Drawn) => Promise<T>,
): Promise<T> {
  const drawing: Drawing = { pictures: pictures.drawn, base: desk.options.publicUrl?.href ?? null };
  const drawn = drawCard(delivery.card, drawing);
  try {
    return await send(drawn);
  } catch (error) {
    if (isPictureNotReady(error)) return notReady(delivery, drawing, pictures, send);
    if (!blockCodes.has(codeOf(error))) throw error;
    desk.log.error(
      { code: codeOf(error), delivery: delivery.id },
      'slack refused the blocks of a card; its words are sent',
    );
    return send({ text: drawn.text, blocks: [] });
  }
}

/** A picture that was just uploaded is waited for a while, and then left in words. */
function notReady<T>(
  delivery: Delivery,
  drawing: Drawing,
  { fresh }: Pictures,
  send: (drawn: Drawn) => Promise<T>,
): Promise<T> {
  if (fresh) throw new DeliveryError('slack: a picture is not ready yet', { retry: 'later', afterMs: 1500 });
  return send(drawCard(delivery.card, { ...drawing, pictures: new Map() }));
}

async function groupOf(desk: Desk, members: readonly string[]): Promise<string> {
  if (members.length > limits.groupMembers) {
    throw new DeliveryError('slack: a group conversation has at most eight people', { retry: 'never' });
  }
  const { channel } = await desk.client.conversations
    .open({ users: members.join(',') })
    .catch((error: unknown) => Promise.reject(isRightMissing(error) ? noGroups(desk, error) : error));
  if (!channel?.id) throw new Error('slack opened a conversation without an id');
  return channel.id;
}

const isRightMissing = (error: unknown) => codeOf(error) === 'missing_scope';

/** A group is an offer, and those it is for have messages of their own. */
function noGroups(desk: Desk, cause: unknown): DeliveryError {
  desk.log.warn({ scope: 'mpim:write' }, 'slack lets us make no groups');
  return new DeliveryError('slack: the right mpim:write is missing', { retry: 'never', cause });
}

interface PastMessage {
  ts?: string;
  bot_id?: string;
  metadata?: { event_type?: string; event_payload?: Record<string, unknown> };
}

/** An earlier try may have arrived and its answer been lost: it is looked for among our own messages. */
async function findSent(desk: Desk, delivery: Delivery, place: string): Promise<string | null> {
  const channel = place.startsWith('U') || place.startsWith('W') ? await desk.conversation(place) : place;
  const since = desk.options.clock.now().getTime() - lookBackMs;
  try {
    const { messages } = await desk.client.conversations.history({
      channel,
      include_all_metadata: true,
      limit: 200,
      oldest: String(Math.max(0, Math.floor(since / 1000))),
    });
    const found = ((messages ?? []) as PastMessage[]).find(
      ({ metadata }) => metadata?.event_type === eventType && metadata.event_payload?.id === delivery.id,
    );
    return found?.ts ? `${channel}/${found.ts}` : null;
  } catch (error) {
    if (!isRightMissing(error)) throw error;
    desk.log.error(
      { code: 'missing_scope' },
      'slack lets us read no history: a message whose answer was lost may come twice',
    );
    return null;
  }
}
