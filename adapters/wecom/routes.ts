import { type Context, Hono } from 'hono';
import type { Inlet } from '../../src/platform/adapter.ts';
import { fingerprint, isBase64, type Sealed, type Secrets, unseal } from './crypto.ts';
import type { Desk } from './desk.ts';
import { words } from './messages.ts';
import { type Push, readEnvelope, readPush } from './parse.ts';
import { answer, receive } from './receive.ts';

/** Real callbacks have a few KiB. */
const bodyBytes = 1024 * 1024;
/** A body that takes longer to arrive than WeCom waits for an answer is none of WeCom's. */
const bodyMs = 5000;
/**
 * WeCom repeats a callback three times within seconds and then gives it up, so a genuine one is never older than this; the
 * hashes that catch a replay are kept for days longer.
 */
const freshMs = 600_000;
/** The answer may wait this long for the courtesy to be sent, of the five seconds there are. */
const courtesyMs = 1000;

export interface Callbacks {
  routes: Hono;
  /** Begins to hand events over. */
  open(inlet: Inlet): void;
  /** Resolves when what was begun is done. */
  settled(): Promise<void>;
}

/** What WeCom calls: the check of the address, and every message and event. */
export function callbacks(desk: Desk, secrets: Secrets): Callbacks {
  const routes = new Hono();
  const running = new Set<Promise<unknown>>();
  let inlet: Inlet | null = null;
  const tracked = <T>(work: Promise<T>): Promise<T> => {
    running.add(work);
    return work.finally(() => running.delete(work));
  };
  routes.get('/wecom/callback', (c) => checkUrl(c, secrets));
  routes.post('/wecom/callback', async (c) => {
    const opened = await openPost(c, desk, secrets);
    if (typeof opened === 'number') return refused(c, opened);
    // Before it is started nothing would be kept: WeCom comes again.
    if (!inlet) return refused(c, 503);
    try {
      await tracked(handle(desk, inlet, opened, (work) => void tracked(work)));
      return c.body(null, 200);
    } catch (error) {
      desk.log.error({ err: error, event: opened.push.id }, 'wecom event not handled');
      return refused(c, 500);
    }
  });
  routes.get('/wecom/card', (c) => c.html(cardPageHtml()));
  return {
    routes,
    open: (to) => {
      inlet = to;
    },
    async settled() {
      while (running.size > 0) await Promise.allSettled(running);
    },
  };
}

type Refusal = 400 | 403 | 408 | 413 | 500 | 503;

/** Says no more than that. */
const refused = (c: Context, status: Refusal) => c.body(null, status);

const postQuery = ['msg_signature', 'nonce', 'timestamp'];
const checkQuery = ['echostr', ...postQuery];

/** Exactly these parameters, each once; null otherwise. A `+` that arrived raw stands for itself. */
function queryOf(c: Context, names: readonly string[]): Record<string, string> | null {
  const pairs = [...new URL(c.req.url).searchParams];
  const found = Object.fromEntries(pairs);
  const same =
    pairs
      .map(([name]) => name)
      .sort()
      .join() === [...names].sort().join();
  return same ? found : null;
}

const sealedOf = (query: Record<string, string>, encrypt: string): Sealed => ({
  signature: query.msg_signature ?? '',
  timestamp: query.timestamp ?? '',
  nonce: query.nonce ?? '',
  encrypt,
});

/** WeCom compares the answer byte by byte, within a second. A pushed message sent back here stays unread: XML is no answer. */
function checkUrl(c: Context, secrets: Secrets): Response {
  const query = queryOf(c, checkQuery);
  if (!query) return refused(c, 400);
  const message = unseal(secrets, sealedOf(query, (query.echostr ?? '').replaceAll(' ', '+')));
  if (message === null || !/^[\x21-\x3b\x3d-\x7e]{1,256}$/.test(message)) return refused(c, 403);
  return c.text(message);
}

interface Opened {
  push: Push;
  hash: string;
}

async function openPost(c: Context, desk: Desk, secrets: Secrets): Promise<Opened | Refusal> {
  const query = queryOf(c, postQuery);
  if (!query) return 400;
  const body = await bodyOf(c.req.raw);
  if (typeof body === 'number') return body;
  const encrypt = readEnvelope(body);
  if (encrypt === null || !isBase64(encrypt)) return 400;
  const message = unseal(secrets, sealedOf(query, encrypt));
  if (message === null) return 403;
  const push = readPush(message, desk.settings.corpId, desk.settings.agentId);
  if (!push) return 400;
  const ageMs = desk.clock.now().getTime() - push.createdAt * 1000;
  return Math.abs(ageMs) > freshMs ? 403 : { push, hash: fingerprint(encrypt) };
}

/** Reads no further than the limit, and no longer than WeCom itself would take. */
async function bodyOf(request: Request): Promise<string | Refusal> {
  if (Number(request.headers.get('content-length') ?? 0) > bodyBytes) return 413;
  const reader = request.body?.getReader();
  if (!reader) return 400;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<408>((resolve) => {
    timer = setTimeout(resolve, bodyMs, 408);
  });
  const outcome = await Promise.race([readAll(reader), late]).finally(() => clearTimeout(timer));
  if (typeof outcome === 'number') void reader.cancel().catch(() => {});
  return outcome;
}

async function readAll(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string | Refusal> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > bodyBytes) return 413;
    parts.push(value);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(parts));
  } catch {
    return 400;
  }
}

/** Resolves when the engine has the event; the answer to the person may still be under way then. */
async function handle(desk: Desk, inlet: Inlet, { push, hash }: Opened, behind: (work: Promise<void>) => void) {
  const ciphertext = `callback/${hash}`;
  if (await desk.store.seen(ciphertext)) return;
  const reply = await receive(desk, inlet, push);
  const event = `event/${push.id}`;
  const first = await desk.store.see([ciphertext, event], desk.clock.now());
  if (!reply || !first.has(event)) return;
  const courtesy = answer(desk, push, reply);
  behind(courtesy);
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, courtesyMs);
  });
  await Promise.race([courtesy, enough]).finally(() => clearTimeout(timer));
}

/** Where a notice without buttons leads, because it must lead somewhere. */
function cardPageHtml(): string {
  const text = (locale: 'zh-CN' | 'en') => words(locale, 'UTC')('cardPage');
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>下游 Xiayou</title></head><body><p>${text('zh-CN')}</p><p lang="en">${text('en')}</p></body></html>`;
}
