import { setTimeout as pause } from 'node:timers/promises';
import type { KnownBlock, ModalView } from '@slack/types';
import { type Card, sentence } from '../../src/platform/card.ts';
import type { Outward } from '../../src/platform/outward.ts';
import { plain } from './blocks.ts';
import type { Desk } from './desk.ts';
import { drawCard, drawNote } from './draw.ts';
import { noteCallback } from './form.ts';
import { limits } from './limits.ts';
import type { Say } from './messages.ts';
import type { Origin } from './parse-kit.ts';

/** What Slack is answered with; undefined: nothing but that it arrived. */
export type Body = Record<string, unknown> | undefined;

/** A message only the person sees, as the answer to a command or to a response address. */
export interface Whisper extends Record<string, unknown> {
  text: string;
  blocks: KnownBlock[];
}

export function whisperOf(card: Card): Whisper {
  const drawn = drawCard(card, { pictures: new Map(), base: null });
  // Without the last, answering a button could take the place of the message it is on.
  return { response_type: 'ephemeral', replace_original: false, ...drawn };
}

/** A modal that says something and asks nothing. */
export const noteView = (card: Card, say: Say): ModalView => ({
  type: 'modal',
  callback_id: noteCallback,
  title: plain(say('product'), limits.viewTitle),
  close: plain(say('close'), limits.viewTitle),
  blocks: drawNote(card),
});

/** A sentence under the first field of a modal, which keeps what was entered. */
export const problemBody = (block: string, text: string): Body => ({
  response_action: 'errors',
  errors: { [block]: text },
});

export const sentenceCard = (text: string): Card => sentence(text, 'warn');

const respondMs = 2000;

/** Answers through a response address. Directly after the payload Slack may not know the address yet, so it is tried twice. */
export async function respond(ways: Outward, url: string, body: Record<string, unknown>): Promise<boolean> {
  for (const restMs of [0, 400]) {
    if (restMs > 0) await pause(restMs, undefined, { ref: false });
    const status = await postTo(ways, url, body);
    if (status >= 200 && status < 300) return true;
    if (status !== 404) return false;
  }
  return false;
}

async function postTo(ways: Outward, url: string, body: Record<string, unknown>): Promise<number> {
  try {
    const response = await ways.fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(respondMs),
    });
    await response.body?.cancel();
    return response.status;
  } catch {
    return 0;
  }
}

/** Says something only this person sees, where they are: in the conversation, or in a modal over the app's home. */
export async function whisper(desk: Desk, card: Card, origin: Origin, say: Say): Promise<void> {
  if (origin.respond && (await respond(desk.ways, origin.respond, whisperOf(card)))) return;
  const { client } = desk;
  const elsewhere = origin.kind === 'home' || origin.kind === 'sheet' || origin.kind === 'shortcut';
  if (elsewhere && origin.trigger && !origin.respond) {
    const view = noteView(card, say);
    const shown = await (origin.kind === 'sheet'
      ? client.views.push({ trigger_id: origin.trigger, view })
      : client.views.open({ trigger_id: origin.trigger, view })
    ).then(
      () => true,
      () => false,
    );
    if (shown) return;
  }
  await murmur(desk, card, origin);
}

/** In the conversation with the bot as a message, elsewhere as one only the person sees. */
async function murmur(desk: Desk, card: Card, origin: Origin): Promise<void> {
  const { client } = desk;
  const drawn = drawCard(card, { pictures: new Map(), base: null });
  const thread = origin.thread ? { thread_ts: origin.thread } : {};
  if (origin.kind === 'message' && origin.channel?.startsWith('D')) {
    // What only the person sees would be gone when they look again.
    await client.chat.postMessage({
      ...drawn,
      ...thread,
      channel: origin.channel,
      parse: 'none',
      unfurl_links: false,
      unfurl_media: false,
    });
    return;
  }
  const ephemeral = (channel: string, inThread: typeof thread) =>
    client.chat.postEphemeral({ ...drawn, ...inThread, channel, user: origin.account, parse: 'none' });
  if (origin.channel) {
    const told = await ephemeral(origin.channel, thread).then(
      () => true,
      () => false,
    );
    if (told) return;
  }
  await ephemeral(await desk.conversation(origin.account), {});
}
