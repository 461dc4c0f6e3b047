import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { decrypt, encrypt, seal, signature } from './crypto.ts';
import { type Exchanged, exchange } from './exchange.ts';
import { hand } from './hand.ts';
import type { State } from './state.ts';
import { type Element, textIn, xml } from './xml.ts';

/** What can be different from how WeCom encrypts and signs. */
export interface Overrides {
  token?: string;
  aesKey?: string;
  receiveId?: string;
  timestamp?: string;
  nonce?: string;
  random?: Buffer;
  /** The bytes to encrypt instead of those made from the XML, padding included. */
  padded?: Buffer;
  /** Ciphertext to sign instead of one made from the XML. */
  encrypt?: string;
}

/** A callback as it goes over the wire. */
export interface Packet {
  query: Record<string, string>;
  body: string;
}

/** A callback on its way: who it is about, to apply an answer in the same breath. */
export interface Event {
  name: string;
  elements: readonly Element[];
  /** Applies the app's encrypted answer; returns false when it means nothing here. */
  answered?: (inner: string) => boolean;
}

/** One try, for tests to look at and to repeat. */
export interface Attempt extends Packet {
  event: string;
  /** Null: no answer. */
  status: number | null;
  ms: number;
}

export interface Callbacks {
  readonly attempts: Attempt[];
  /** Delivers with WeCom's patience: rejects when the app took it at none of the tries. */
  send(event: Event): Promise<void>;
  encrypted(inner: string, overrides?: Overrides): Packet;
  deliver(
    query: Record<string, string> | string,
    body: string | Uint8Array,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: string }>;
  verifyUrl(overrides?: Overrides & { rawPlus?: boolean }): Promise<UrlCheck>;
  duplicate(times: number, together: boolean): void;
  hold(): void;
  release(): Promise<void>;
  clear(): void;
}

/** What saving the address in the admin pages would say. */
export interface UrlCheck {
  ok: boolean;
  status: number | null;
  body: string;
  ms: number;
  /** Why it was refused. */
  why: string | null;
}

export function newCallbacks(state: State): Callbacks {
  const attempts: Attempt[] = [];
  const dice = hand(20_261_122);
  let copies = { times: 1, together: false };
  let held: Event[] | null = null;

  const packed = (inner: string, overrides: Overrides = {}) => {
    const { query, encrypted } = sealed(state, inner, overrides);
    const agent: Element[] = dice.oneIn(4)
      ? []
      : [['AgentID', dice.oneIn(3) ? '' : dice.oneIn(2) ? state.keys.agentId : String(state.keys.agentId)]];
    const { corpId } = state.keys;
    return { query, body: xml([['ToUserName', corpId], ...agent, ['Encrypt', encrypted]], dice) };
  };

  const once = async (event: Event, packet: Packet): Promise<{ taken: boolean; why: string; again: boolean }> => {
    const began = performance.now();
    const answer = await post(state, packet.query, packet.body).catch((error: Error) => error);
    const status = answer instanceof Error ? null : answer.status;
    attempts.push({ event: event.name, ...packet, status, ms: performance.now() - began });
    if (answer instanceof Error) return { taken: false, why: answer.message || 'connection refused', again: true };
    if (status !== 200) return { taken: false, why: `status ${status}`, again: state.settings.retriesOtherStatus };
    const wrong = wrongIn(state, event, answer.body);
    if (wrong) state.offences.push(`${event.name} was answered with ${wrong}`);
    return { taken: true, why: '', again: false };
  };

  const tryAll = async (event: Event, inner: string, first: Packet) => {
    let packet = first;
    for (let tries = 0; ; tries++) {
      const { taken, why, again } = await once(event, packet);
      if (taken) return;
      if (!again || tries >= state.settings.retries) throw new Error(`the app did not take ${event.name}: ${why}`);
      await pause(state.settings.retryAfterMs);
      if (state.settings.reencrypts) packet = packed(inner);
    }
  };

  const sendNow = async (event: Event) => {
    if (state.appUrl === null) throw new Error('the app has no address to call: pointTo() says where it is');
    const inner = xml(dice.oneIn(3) ? [...event.elements, ['SomethingNew', '1']] : event.elements, dice);
    const first = packed(inner);
    const each = Array.from({ length: copies.times }, (_, index) => () => {
      return tryAll(event, inner, index === 0 || !state.settings.reencrypts ? first : packed(inner));
    });
    if (copies.together) await Promise.all(each.map((go) => go()));
    else for (const go of each) await go();
  };

  return {
    attempts,
    async send(event) {
      if (held) held.push(event);
      else await sendNow(event);
    },
    encrypted: packed,
    async deliver(query, body, headers) {
      const { status, body: said } = await post(state, query, body, headers);
      return { status, body: said };
    },
    verifyUrl: (overrides) => checkUrl(state, overrides),
    duplicate(times, together) {
      copies = { times, together };
    },
    hold() {
      held ??= [];
    },
    async release() {
      const waiting = held ?? [];
      held = null;
      for (const event of waiting.reverse()) await sendNow(event);
    },
    clear() {
      held = null;
      copies = { times: 1, together: false };
    },
  };
}

const seconds = (state: State) => String(Math.floor(state.now() / 1000));
const digits = () => String(randomInt(1_000_000_000, 9_999_999_999));

/** Encrypts and signs, afresh each time. */
function sealed(state: State, plain: string, overrides: Overrides) {
  const { token, aesKey, corpId } = state.keys;
  const { timestamp = seconds(state), nonce = digits() } = overrides;
  const [key, receiver] = [overrides.aesKey ?? aesKey, overrides.receiveId ?? corpId];
  const usual = () => encrypt(key, plain, receiver, ...(overrides.random ? [overrides.random] : []));
  const encrypted = overrides.encrypt ?? (overrides.padded ? seal(key, overrides.padded) : usual());
  const signed = signature(overrides.token ?? token, timestamp, nonce, encrypted);
  return { encrypted, query: { msg_signature: signed, timestamp, nonce } };
}

const callbackUrl = (state: State, query: string) => `${state.appUrl}/wecom/callback${query === '' ? '' : `?${query}`}`;

/** Percent-encoded, spaces and plus signs included. */
const encodedQuery = (query: Record<string, string>) =>
  Object.entries(query)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');

function post(
  state: State,
  query: Record<string, string> | string,
  body: string | Uint8Array,
  headers: Record<string, string> = {},
): Promise<Exchanged> {
  const url = callbackUrl(state, typeof query === 'string' ? query : encodedQuery(query));
  const usual = { 'content-type': 'text/xml', 'user-agent': 'Mozilla/4.0' };
  const timeoutMs = state.settings.answerMs;
  return exchange(url, { method: 'POST', headers: { ...usual, ...headers }, body, timeoutMs });
}

/** What is wrong with an answer of status 200, or null. Empty and `success` mean: taken, nothing to say. */
function wrongIn(state: State, event: Event, body: string): string | null {
  if (body === '' || body === 'success') return null;
  const [encrypted, signed] = [textIn(body, 'Encrypt'), textIn(body, 'MsgSignature')];
  const [timestamp, nonce] = [textIn(body, 'TimeStamp'), textIn(body, 'Nonce')];
  if (!encrypted || !signed || !timestamp || !nonce) return 'what is neither empty nor an encrypted answer';
  const { token, aesKey, corpId } = state.keys;
  if (signature(token, timestamp, nonce, encrypted) !== signed) return 'a wrong signature';
  try {
    const { message, receiver } = decrypt(aesKey, encrypted);
    if (receiver !== corpId) return 'an answer for another company';
    return event.answered?.(message) ? null : 'an answer that means nothing here';
  } catch (error) {
    return `what cannot be decrypted: ${(error as Error).message}`;
  }
}

/** The check of the address: within a second, the plain text and not a byte more. */
async function checkUrl(state: State, overrides: Overrides & { rawPlus?: boolean } = {}): Promise<UrlCheck> {
  const plain = `${randomInt(100_000_000, 999_999_999)}${digits()}`;
  const { encrypted, query } = sealed(state, plain, overrides);
  const echo = overrides.rawPlus ? encrypted : encodeURIComponent(encrypted);
  const url = callbackUrl(state, `${encodedQuery(query)}&echostr=${echo}`);
  const began = performance.now();
  const answer = await exchange(url, { method: 'GET', timeoutMs: state.settings.verifyMs }).catch(
    (error: Error) => error,
  );
  const ms = performance.now() - began;
  if (answer instanceof Error) return { ok: false, status: null, body: '', ms, why: answer.message };
  const { status, body } = answer;
  const why = status !== 200 ? `status ${status}` : body !== plain ? 'the answer is not the plain text' : null;
  return { ok: why === null, status, body, ms, why };
}
