import { type Obj, parsed, textOf, yes } from './json.ts';
import { limits } from './limits.ts';
import { lintMessage } from './lint.ts';
import { echo, newMessage, withIds } from './methods/chat.ts';
import { contentOf } from './methods/content.ts';
import { type Bench, Refused } from './methods/method.ts';
import { messageOut } from './wire.ts';
import { findMessage, type Message, type ResponseUrl } from './workspace.ts';

export interface HookAnswer {
  status: number;
  body: string;
}

/** A POST to a `response_url`: five times within half an hour, no token. */
export function answerHook(path: string, body: string, bench: Bench): HookAnswer {
  const refused = (error: string): HookAnswer => ({ status: 404, body: JSON.stringify({ ok: false, error }) });
  const url = bench.space.responseUrls.get(path);
  if (!url) return refused('no_such_url');
  if (bench.space.now().getTime() - url.issued > limits.responseUrlMs) return refused('expired_url');
  if (url.uses >= limits.responseUrlUses) return refused('used_url');
  const content = parsed(body) as Obj | undefined;
  if (content === undefined) return { status: 400, body: 'invalid_payload' };
  url.uses += 1;
  try {
    respond(content, url, bench, 'response_url');
    return { status: 200, body: 'ok' };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    bench.offend(`response_url: ${error.code} ${JSON.stringify(error.extra.errors ?? '')}`);
    return refused(error.code);
  }
}

/** What a response, by its address or in the answer to a command, does to the conversation. */
export function respond(body: Obj, to: ResponseUrl, bench: Bench, where: string): void {
  for (const what of lintMessage(where, body)) bench.offend(what);
  const original = originalOf(to, bench);
  if (to.message && body.replace_original === undefined && body.delete_original === undefined) {
    bench.offend(`${where}: replace_original is not said`);
  }
  const { text, blocks, attachments } = contentOf(body, bench.space, limits.postText);
  const empty = text === '' && !blocks?.length && !attachments?.length;
  if (yes(body.delete_original) && original) bench.space.messages.splice(bench.space.messages.indexOf(original), 1);
  if (empty && !yes(body.delete_original)) throw new Refused('no_text');
  if (empty) return;
  const content = { text, blocks: withIds(blocks ?? []), attachments: attachments ?? [] };
  if (yes(body.replace_original) && original) replace(original, content, to, bench);
  else append(body, content, to, bench);
}

function originalOf(to: ResponseUrl, { space }: Bench): Message | undefined {
  return to.message ? findMessage(space, to.channel, to.message.ts) : undefined;
}

type Content = Pick<Message, 'text' | 'blocks' | 'attachments'>;

function replace(original: Message, content: Content, to: ResponseUrl, bench: Bench): void {
  Object.assign(original, content, { changed: true });
  original.choices.clear();
  const channel = bench.space.channels.get(to.channel);
  if (original.onlyFor !== null || !channel) return;
  const message = messageOut(bench.space, original, bench.base);
  echo(bench, channel, { subtype: 'message_changed', hidden: true, message, ts: original.ts, event_ts: original.ts });
}

function append(body: Obj, content: Content, to: ResponseUrl, bench: Bench): void {
  const channel = bench.space.channels.get(to.channel);
  const open = body.response_type === 'in_channel';
  const threadTs = textOf(body.thread_ts) || null;
  const message = newMessage(bench.space, to.channel, { ...content, threadTs, onlyFor: open ? null : to.account });
  if (open && channel) echo(bench, channel, { ...messageOut(bench.space, message, bench.base), event_ts: message.ts });
}
