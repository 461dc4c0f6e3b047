import type { IncomingHttpHeaders } from 'node:http';
import { refuse } from './errors.ts';
import { type Fields, fieldsOf, type Notes } from './fields.ts';
import type { State } from './state.ts';

/** A call as an endpoint gets it: the token is checked already. */
export interface Asked {
  state: State;
  query: URLSearchParams;
  raw: Buffer;
  headers: IncomingHttpHeaders;
  ip: string;
  /** Whose token it is; null where none is needed. */
  holder: 'app' | 'contacts' | null;
  notes: Notes;
}

/** Fields beside errcode and errmsg, or bytes. */
export type Answered = Record<string, unknown> | { bytes: Uint8Array; type: string; name: string };

export interface Endpoint {
  method: 'GET' | 'POST';
  /** Needs no access_token. */
  open?: true;
  handle(asked: Asked): Answered;
}

export type Endpoints = Record<string, Endpoint>;

export const get = (handle: Endpoint['handle']): Endpoint => ({ method: 'GET', handle });
export const post = (handle: Endpoint['handle']): Endpoint => ({ method: 'POST', handle });

/** The JSON body. WeCom takes no `\u` escapes: the text has to be there itself. */
export function jsonOf(asked: Asked): Fields {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(asked.raw);
  } catch {
    refuse(40033, 'the body is not UTF-8');
  }
  if (/(?<!\\)(?:\\\\)*\\u/.test(text)) refuse(40033, 'the body has \\u escapes');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    refuse(40035, 'the body is not JSON');
  }
  return fieldsOf(value, 'body', asked.notes, 40035);
}

/** The agentid has to be a number, and this app's. */
export function checkAgent(state: State, agentId: unknown): void {
  if (typeof agentId !== 'number' || !Number.isInteger(agentId)) refuse(40056, 'agentid is no integer');
  if (agentId !== state.keys.agentId) refuse(301002, 'agentid is of another app');
}

/** As `checkAgent`, for calls that have it in their query. */
export function checkAgentIn(asked: Asked): void {
  const agentId = asked.query.get('agentid') ?? '';
  checkAgent(asked.state, /^\d+$/.test(agentId) ? Number(agentId) : agentId);
}
