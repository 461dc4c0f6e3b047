import type { Obj } from './json.ts';
import { asciiJson, signature } from './signing.ts';
import type { Sockets } from './sockets.ts';

export interface Parcel {
  type: 'events_api' | 'interactive' | 'slash_commands';
  payload: Obj;
  retry?: { num: number; reason: string };
}

/** How the app took a delivery: an answer within the time, or what Slack calls the failure. */
export type Outcome =
  | { answered: true; status: number; body: string; type: string }
  | { answered: false; reason: 'http_timeout' | 'http_error' | 'connection_failed'; noRetry: boolean };

export interface Courier {
  bring(parcel: Parcel): Promise<Outcome>;
  /** Headers of a signed request, `content-type` included. */
  signed(
    body: string | Uint8Array,
    contentType: string,
    options?: { timestamp?: number; secret?: string },
  ): Record<string, string>;
  /** Posts as it is. */
  deliver(
    body: string | Uint8Array,
    contentType: string,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: string }>;
  pointTo(appUrl: string): void;
  /** Somebody is there to be told of events. */
  reachable(): boolean;
}

interface Settings {
  secret: string;
  now: () => Date;
  answerMs: number;
  /** Null: deliveries go over HTTP. */
  sockets: Sockets | null;
}

const agent = 'Slackbot 1.0 (+https://api.slack.com/robots)';

export function courier({ secret, now, answerMs, sockets }: Settings): Courier {
  let target: string | null = null;

  const signed: Courier['signed'] = (body, contentType, options = {}) => {
    const timestamp = options.timestamp ?? Math.floor(now().getTime() / 1000);
    return {
      'content-type': contentType,
      'user-agent': agent,
      'x-slack-request-timestamp': String(timestamp),
      'x-slack-signature': signature(options.secret ?? secret, timestamp, body),
    };
  };

  const post = async (body: string | Uint8Array, headers: Record<string, string>, ms: number) => {
    if (target === null) throw new Error('the emulator was not told where the app is: pointTo(appUrl)');
    const bytes = new Uint8Array(Buffer.from(body));
    return fetch(target, { method: 'POST', body: bytes, headers, redirect: 'manual', signal: AbortSignal.timeout(ms) });
  };

  const overHttp = async (parcel: Parcel): Promise<Outcome> => {
    const { body, contentType } = encoded(parcel);
    const retry = parcel.retry;
    const again = retry ? { 'x-slack-retry-num': String(retry.num), 'x-slack-retry-reason': retry.reason } : {};
    try {
      const answer = await post(body, { ...signed(body, contentType), ...again }, answerMs);
      const text = await answer.text();
      if (answer.ok)
        return { answered: true, status: answer.status, body: text, type: answer.headers.get('content-type') ?? '' };
      return { answered: false, reason: 'http_error', noRetry: answer.headers.get('x-slack-no-retry') === '1' };
    } catch (error) {
      const late = error instanceof Error && error.name === 'TimeoutError';
      return { answered: false, reason: late ? 'http_timeout' : 'connection_failed', noRetry: false };
    }
  };

  return {
    bring: (parcel) => (sockets ? sockets.bring(parcel, answerMs) : overHttp(parcel)),
    signed,
    async deliver(body, contentType, headers = signed(body, contentType)) {
      const answer = await post(body, { 'content-type': contentType, ...headers }, 10_000);
      return { status: answer.status, body: await answer.text() };
    },
    pointTo: (appUrl) => {
      target = `${appUrl.replace(/\/$/, '')}/slack/events`;
    },
    reachable: () => (sockets ? sockets.count() > 0 : target !== null),
  };
}

/** The bytes as Slack sends them, with the bare content types it uses. */
function encoded({ type, payload }: Parcel): { body: string; contentType: string } {
  if (type === 'events_api') return { body: asciiJson(payload), contentType: 'application/json' };
  const fields = type === 'slash_commands' ? (payload as Record<string, string>) : { payload: asciiJson(payload) };
  return { body: new URLSearchParams(fields).toString(), contentType: 'application/x-www-form-urlencoded' };
}
