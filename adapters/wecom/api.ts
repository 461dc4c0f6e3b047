import { FormData, type Response } from 'undici';
import { z } from 'zod';
import type { Clock } from '../../src/clock.ts';
import { type Outward, outward } from '../../src/platform/outward.ts';
import type { WecomSettings } from '../../src/platform/settings.ts';
import { blocks } from './blocks.ts';
import { Unanswered, WecomError } from './errors.ts';

/** An answer of any call: HTTP is 200 whatever happened, and `errcode` tells (page 90313). */
const answerShape = z.looseObject({ errcode: z.number().optional(), errmsg: z.string().optional() });
const tokenShape = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });

export interface Ask {
  query?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as a form, under the field `media`. */
  file?: { name: string; type: string; bytes: Uint8Array };
}

/** The API of one app. Throws WecomError when WeCom says no, and Unanswered when it says nothing to be understood. */
export interface Api {
  /** Calls `/cgi-bin/<path>` with the app's token, got anew once when WeCom no longer takes it. */
  call<T>(path: string, shape: z.ZodType<T>, ask?: Ask): Promise<T>;
  /** The bytes of a file somebody sent; null when there are more than `limit`. */
  download(media: string, limit: number): Promise<Uint8Array | null>;
  close(): Promise<void>;
}

/** Documented or seen: the token is wrong, or it is over. */
const tokenOver = [40001, 40014, 42001];
/** How long one call may take. */
const timeoutMs = 2000;
/** Tokens are renewed before they end, as calls are still under way with them. */
const earlyMs = 300_000;

/** Calls leave through `proxyUrl` where there is one; tokens and secrets stay out of everything that is thrown. */
export function createApi(settings: WecomSettings, clock: Clock): Api {
  const ways = outward(settings.proxyUrl);
  const blocked = blocks(clock);
  const tokens = tokenKeeper(() => gettoken(settings, ways, blocked));
  const send = (path: string, ask: Ask, token: string) =>
    request(settings, ways, path, { ...ask, query: { access_token: token, ...ask.query } });

  /** Once more with a new token when the first one is over. */
  async function withToken<T>(path: string, work: (token: string) => Promise<T>): Promise<T> {
    blocked.check(path);
    const token = await tokens.current();
    try {
      return await blocked.watch(path, () => work(token));
    } catch (error) {
      if (!(error instanceof WecomError) || !tokenOver.includes(error.code)) throw error;
      return blocked.watch(path, async () => work(await tokens.after(token)));
    }
  }

  return {
    call: (path, shape, ask = {}) =>
      withToken(path, async (token) => understood(path, shape, await json(path, await send(path, ask, token)))),
    download: (media, limit) =>
      withToken('media/get', async (token) => {
        const response = await send('media/get', { query: { media_id: media } }, token);
        const type = response.headers.get('content-type') ?? '';
        if (/json|text\/plain/i.test(type)) await json('media/get', response);
        return read(response, limit);
      }),
    close: () => ways.close(),
  };
}

/** One token a process, got once however many wait for it. */
function tokenKeeper(get: () => Promise<{ token: string; lifeMs: number }>) {
  let kept: { token: string; until: number } | null = null;
  let getting: Promise<string> | null = null;
  const renew = () => {
    getting ??= get()
      .then(({ token, lifeMs }) => {
        kept = { token, until: performance.now() + Math.max(lifeMs - earlyMs, lifeMs / 2) };
        return token;
      })
      .finally(() => {
        getting = null;
      });
    return getting;
  };
  return {
    current: async () => (kept && performance.now() < kept.until ? kept.token : renew()),
    /** The token that took the place of `over`. */
    async after(over: string): Promise<string> {
      if (kept?.token === over) kept = null;
      return this.current();
    },
  };
}

async function gettoken(settings: WecomSettings, ways: Outward, blocked: ReturnType<typeof blocks>) {
  blocked.check('gettoken');
  return blocked.watch('gettoken', async () => {
    const query = { corpid: settings.corpId, corpsecret: settings.secret };
    const answer = await json('gettoken', await request(settings, ways, 'gettoken', { query }));
    const { access_token, expires_in } = understood('gettoken', tokenShape, answer);
    return { token: access_token, lifeMs: expires_in * 1000 };
  });
}

async function request(settings: WecomSettings, ways: Outward, path: string, ask: Ask): Promise<Response> {
  const url = `${settings.apiUrl}/cgi-bin/${path}?${new URLSearchParams(ask.query)}`;
  const body = ask.file ? formOf(ask.file) : ask.body === undefined ? undefined : JSON.stringify(ask.body);
  try {
    const response = await ways.fetch(url, {
      method: body === undefined ? 'GET' : 'POST',
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined ? {} : { body }),
      ...(typeof body === 'string' ? { headers: { 'Content-Type': 'application/json; charset=utf-8' } } : {}),
    });
    if (response.status === 200) return response;
    await response.body?.cancel();
    throw new Unanswered(path, `status ${response.status}`);
  } catch (error) {
    throw error instanceof Unanswered ? error : new Unanswered(path, reasonOf(error));
  }
}

function formOf({ name, type, bytes }: NonNullable<Ask['file']>): FormData {
  const form = new FormData();
  form.append('media', new Blob([Buffer.from(bytes)], { type }), name);
  return form;
}

/** The address of a call has the token in it, so nothing of the original error but its kind is kept. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? cause.code : null;
  return typeof code === 'string' ? code : cause instanceof Error ? cause.name : 'unknown';
}

async function json(path: string, response: Response): Promise<unknown> {
  let answer: unknown;
  try {
    answer = await response.json();
  } catch (error) {
    throw new Unanswered(path, error instanceof SyntaxError ? 'no JSON' : reasonOf(error));
  }
  const { errcode = 0, errmsg = '' } = understood(path, answerShape, answer);
  if (errcode !== 0) throw new WecomError(path, errcode, errmsg);
  return answer;
}

function understood<T>(path: string, shape: z.ZodType<T>, answer: unknown): T {
  const read = shape.safeParse(answer);
  if (!read.success) throw new Unanswered(path, 'an answer of another shape');
  return read.data;
}

async function read(response: Response, limit: number): Promise<Uint8Array | null> {
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const part of response.body ?? []) {
      size += part.byteLength;
      if (size > limit) return null;
      parts.push(part);
    }
  } catch (error) {
    throw new Unanswered('media/get', reasonOf(error));
  }
  return Buffer.concat(parts);
}
