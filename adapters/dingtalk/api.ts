import type { Logger } from 'pino';
import type { Clock } from '../../src/clock.ts';
import { type Outward, outward } from '../../src/platform/outward.ts';
import type { DingtalkSettings } from '../../src/platform/settings.ts';
import { DingtalkError, errorIn, isQuotaUsedUp, isTokenError } from './errors.ts';
import { isJson, type Json, numberAt, textAt } from './json.ts';
import { limits } from './limits.ts';
import type { Quota } from './quota.ts';

export interface ApiPorts {
  settings: DingtalkSettings;
  clock: Clock;
  log: Logger;
  quota: Quota;
}

type Headers = Readonly<Record<string, string>>;

/** DingTalk's two hosts over HTTP. Everything throws DingtalkError. */
export interface Api {
  /** `https://api.dingtalk.com`: a billed call. */
  call(method: 'POST' | 'PUT' | 'GET' | 'DELETE', path: string, body?: Json, headers?: Headers): Promise<Json>;
  /** `https://oapi.dingtalk.com`: the directory, which is not billed. */
  directory(path: string, body: Json): Promise<Json>;
  /** Answers a robot message where it was written; the address is the message's own and needs no token. */
  webhook(url: string, body: Json): Promise<void>;
  gateway(subscriptions: readonly { type: string; topic: string }[]): Promise<{ endpoint: string; ticket: string }>;
  /** The bytes behind a temporary address, or null when there are more than `most`. */
  download(url: string, most: number, signal: AbortSignal): Promise<Uint8Array | null>;
  /** Tries the credentials. */
  token(): Promise<string>;
  close(): Promise<void>;
}

/** The token is renewed this long before it expires, as documented. */
const earlyMs = 600_000;

export function createApi(ports: ApiPorts): Api {
  const { settings, quota } = ports;
  const ways = outward();
  const request = requests(ways);
  const tokens = createTokens(ports, request);
  const authorised = async (send: (token: string) => Promise<Json>): Promise<Json> => {
    const token = await tokens.current();
    try {
      return await send(token);
    } catch (error) {
      if (!(error instanceof DingtalkError) || !isTokenError(error)) throw error;
      tokens.drop(token);
      return send(await tokens.current());
    }
  };
  const billed = async (method: string, path: string, body: Json | undefined, more: Headers, token: string) => {
    const headers = { ...more, 'x-acs-dingtalk-access-token': token };
    try {
      const answer = await request(path, `${settings.apiUrl}${path}`, method, body, headers);
      void quota.count('calls');
      return answer;
    } catch (error) {
      if (error instanceof DingtalkError) await countFailure(quota, error);
      throw error;
    }
  };
  return {
    token: () => tokens.current(),
    call: (method, path, body, headers = {}) => authorised((token) => billed(method, path, body, headers, token)),
    directory: (path, body) =>
      authorised((token) => {
        const query = new URLSearchParams({ access_token: token });
        return request(path, `${settings.oapiUrl}${path}?${query}`, 'POST', body, {});
      }),
    async webhook(url, body) {
      await request('sessionWebhook', url, 'POST', body, {});
      void quota.count('messages');
    },
    gateway: (subscriptions) => openGateway(settings, request, subscriptions),
    download: (url, most, signal) => download(ways, url, most, signal),
    close: () => ways.close(),
  };
}

/** Calls refused for speed or rights are not billed; those carried out with a refusal may be, so they are counted. */
async function countFailure(quota: Quota, error: DingtalkError): Promise<void> {
  if (isQuotaUsedUp(error)) await quota.usedUp('calls');
  else if (error.status !== 403 && error.status !== 429 && !isTokenError(error)) void quota.count('calls');
}

/** One token for all calls; those who need it at the same time wait for the same request. */
function createTokens({ settings, clock }: ApiPorts, request: Ask) {
  let known: { token: string; until: number } | null = null;
  let coming: Promise<string> | null = null;
  const fetchToken = async () => {
    const path = '/v1.0/oauth2/accessToken';
    const { clientId: appKey, clientSecret: appSecret } = settings;
    const answer = await request(path, `${settings.apiUrl}${path}`, 'POST', { appKey, appSecret }, {});
    const token = textAt(answer, 'accessToken');
    if (token === '') throw new DingtalkError(path, { code: 'no token', status: 200 });
    const lifeMs = (numberAt(answer, 'expireIn') ?? 7200) * 1000;
    known = { token, until: clock.now().getTime() + Math.max(lifeMs - earlyMs, lifeMs / 2) };
    return token;
  };
  return {
    async current(): Promise<string> {
      if (known && clock.now().getTime() < known.until) return known.token;
      coming ??= fetchToken().finally(() => {
        coming = null;
      });
      return coming;
    },
    /** Only if it is still the one: another call may have brought a new one already. */
    drop(token: string) {
      if (known?.token === token) known = null;
    },
  };
}

async function openGateway(
  settings: DingtalkSettings,
  request: Ask,
  subscriptions: readonly { type: string; topic: string }[],
) {
  const path = '/v1.0/gateway/connections/open';
  const { clientId, clientSecret } = settings;
  const body = { clientId, clientSecret, subscriptions, ua: 'xiayou' };
  const answer = await request(path, `${settings.apiUrl}${path}`, 'POST', body, {}, 5_000);
  const [endpoint, ticket] = [textAt(answer, 'endpoint'), textAt(answer, 'ticket')];
  if (endpoint === '' || ticket === '' || !URL.canParse(endpoint)) {
    throw new DingtalkError(path, { code: 'no endpoint', status: 200 });
  }
  return { endpoint, ticket };
}

/** One request, its answer read as JSON whatever its type says. `api` names it in errors, which carry no address. */
type Ask = (
  api: string,
  url: string,
  method: string,
  body: Json | undefined,
  headers: Record<string, string>,
  timeoutMs?: number,
) => Promise<Json>;

const requests =
  (ways: Outward): Ask =>
  async (api, url, method, body, headers, timeoutMs = limits.httpTimeoutMs) => {
    let status = 0;
    let text = '';
    try {
      const answer = await ways.fetch(url, {
        method,
        // Without `accept` the gateway may answer XML.
        headers: { accept: 'application/json', ...(body ? { 'content-type': 'application/json' } : {}), ...headers },
        ...(body ? { body: JSON.stringify(body) } : {}),
        signal: AbortSignal.timeout(timeoutMs),
        redirect: 'error',
      });
      status = answer.status;
      text = await answer.text();
    } catch (error) {
      // The cause may name the address, and the token in it.
      const reason = error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : 'unreachable';
      throw new DingtalkError(api, { code: reason, status: 0 });
    }
    const parsed = parse(text);
    const error = errorIn(api, status, parsed);
    if (error) throw error;
    return isJson(parsed) ? parsed : {};
  };

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function download(ways: Outward, url: string, most: number, signal: AbortSignal): Promise<Uint8Array | null> {
  try {
    const answer = await ways.fetch(url, { signal });
    if (!answer.ok || !answer.body) throw new DingtalkError('download', { code: 'unreachable', status: answer.status });
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const part of answer.body as AsyncIterable<Uint8Array>) {
      size += part.byteLength;
      if (size > most) return null;
      parts.push(part);
    }
    return Buffer.concat(parts);
  } catch (error) {
    throw error instanceof DingtalkError ? error : new DingtalkError('download', { code: 'unreachable', status: 0 });
  }
}
