import { randomInt } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Call, Fault } from '../hands.ts';
import { groupEndpoints } from './appchat.ts';
import { contactEndpoints } from './contacts.ts';
import type { Answered, Asked, Endpoints } from './endpoint.ts';
import { ApiError, decline, errmsg, refuse } from './errors.ts';
import type { ArmedFaults } from './faults.ts';
import type { Notes } from './fields.ts';
import { mediaEndpoints } from './media.ts';
import { menuEndpoints } from './menu.ts';
import { authorise, signInEndpoints } from './oauth.ts';
import { isBlocked, takesOrBlocks, windowsOf } from './rates.ts';
import { scheduleEndpoints } from './schedules.ts';
import { sendEndpoints } from './send.ts';
import type { State } from './state.ts';
import { authorised, invalidate, tokenEndpoints } from './tokens.ts';
import { updateEndpoints } from './update.ts';

const endpoints: Endpoints = {
  ...tokenEndpoints,
  ...sendEndpoints,
  ...updateEndpoints,
  ...mediaEndpoints,
  ...groupEndpoints,
  ...contactEndpoints,
  ...signInEndpoints,
  ...menuEndpoints,
  ...scheduleEndpoints,
};

const largestBody = 25 * 1024 * 1024;

/** WeCom's API and its sign-in page on a port of their own. Sets `state.url`. */
export async function serve(state: State, faults: ArmedFaults, calls: Call[]): Promise<Server> {
  const began = performance.now();
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://emulator');
    const atMs = performance.now() - began;
    const serving = url.pathname.startsWith('/cgi-bin/')
      ? answerCall({ state, faults, calls, request, response, url, atMs })
      : answerPage(state, request, response, url);
    serving.catch((error: Error) => {
      state.offences.push(`the emulator broke: ${error.stack}`);
      response.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return server;
}

async function answerPage(state: State, request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  if (url.pathname === '/connect/oauth2/authorize') signIn(state, request, response, url);
  else if (url.pathname.startsWith('/pic/')) picture(state, response, url.pathname.slice(5));
  else missing(state, request, response, url);
}

function missing(state: State, request: IncomingMessage, response: ServerResponse, url: URL): void {
  state.offences.push(`${request.method} ${url.pathname} does not exist`);
  response.writeHead(404).end('404 page not found');
}

interface Serving {
  state: State;
  faults: ArmedFaults;
  calls: Call[];
  request: IncomingMessage;
  response: ServerResponse;
  url: URL;
  atMs: number;
}

async function answerCall({ state, faults, calls, request, response, url, atMs }: Serving): Promise<void> {
  const raw = await bodyOf(request);
  const call: Call = { path: url.pathname, body: recorded(request, url, raw), status: 200, error: null, atMs };
  calls.push(call);
  const name = url.pathname.slice('/cgi-bin/'.length);
  if (!Object.hasOwn(endpoints, name)) {
    call.status = 404;
    return missing(state, request, response, url);
  }
  const fault = faults.take(url.pathname);
  if (fault && broken(fault, call, response)) return;
  const ip = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  const notes: Notes = { offences: [], clipped: [] };
  const asked = { state, query: url.searchParams, raw, headers: request.headers, ip, holder: null, notes };
  const answer = carryOut(asked, name, request.method ?? '', fault);
  state.offences.push(...notes.offences.map((one) => `${name}: ${one}`));
  state.clipped.push(...notes.clipped.map((one) => `${name}: ${one}`));
  if (fault?.kind === 'answerLost') {
    Object.assign(call, { status: 0, error: 'answerLost' });
    response.destroy();
  } else write(response, answer, call, ip);
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= largestBody) chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const secrets = ['access_token', 'corpsecret', 'code'];

/** What was asked, without what must not be told. */
function recorded(request: IncomingMessage, url: URL, raw: Buffer): unknown {
  const query = Object.fromEntries([...url.searchParams].filter(([name]) => !secrets.includes(name)));
  if (request.method !== 'POST') return query;
  if (/^multipart/i.test(request.headers['content-type'] ?? '')) return { ...query, bytes: raw.byteLength };
  try {
    return JSON.parse(raw.toString());
  } catch {
    return raw.toString();
  }
}

/** Faults below the API: nothing is carried out. True when the call is over. */
function broken(fault: Fault, call: Call, response: ServerResponse): boolean {
  switch (fault.kind) {
    case 'silent':
      Object.assign(call, { status: 0, error: 'silent' });
      return true;
    case 'serverError':
      Object.assign(call, { status: 502, error: 'serverError' });
      response.writeHead(502, { 'content-type': 'text/html' }).end('<html><h1>502 Bad Gateway</h1></html>');
      return true;
    case 'garbage':
      call.error = 'garbage';
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>网络维护中</body></html>');
      return true;
    default:
      return false;
  }
}

function carryOut(asked: Asked, name: string, method: string, fault: Fault | null): Answered | ApiError {
  const { state } = asked;
  const endpoint = endpoints[name];
  if (!endpoint) throw new Error(`no endpoint ${name}`);
  try {
    if (fault) meet(state, name, fault);
    if (method !== endpoint.method) refuse(endpoint.method === 'GET' ? 43001 : 43002, `${method} ${name}`);
    const holder = endpoint.open ? null : authorised(asked);
    const key = `api ${name}`;
    if (isBlocked(state, key) || !takesOrBlocks(state, key, windowsOf(state).api))
      decline(45009, 'api freq out of limit');
    return endpoint.handle({ ...asked, holder });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.callersFault) asked.notes.offences.push(`${error.message} (${error.code})`);
    return error;
  }
}

/** Faults in the API's own words. */
function meet(state: State, name: string, fault: Fault): void {
  switch (fault.kind) {
    case 'throttled':
      if (fault.afterMs) state.blocked.set(`api ${name}`, performance.now() + fault.afterMs);
      decline(45009, 'api freq out of limit');
      break;
    case 'tokenExpired':
      invalidate(state, 'expired');
      decline(42001, 'access_token expired');
      break;
    case 'refused':
      decline(Number(fault.error), 'refused');
      break;
    default:
  }
}

/** Status 200 whatever happened: the truth is in errcode. */
function write(response: ServerResponse, answer: Answered | ApiError, call: Call, ip: string): void {
  if (!(answer instanceof ApiError) && answer.bytes instanceof Uint8Array) {
    const disposition = `attachment; filename="${encodeURIComponent(String(answer.name))}"`;
    response.writeHead(200, { 'content-type': String(answer.type), 'content-disposition': disposition });
    response.end(answer.bytes);
    return;
  }
  const failed = answer instanceof ApiError;
  const code = failed ? answer.code : 0;
  const said = failed ? errmsg(code, answer.message, ip, hint()) : 'ok';
  if (failed) call.error = String(code);
  const body = JSON.stringify({ errcode: code, errmsg: said, ...(failed ? answer.fields : answer) });
  const headers = { 'content-type': 'application/json; charset=UTF-8', 'error-code': String(code), 'error-msg': said };
  response.writeHead(200, headers).end(body);
}

const hint = () => `${randomInt(1_000_000_000, 9_999_999_999)}${randomInt(100_000_000, 999_999_999)}`;

function signIn(state: State, request: IncomingMessage, response: ServerResponse, { searchParams }: URL): void {
  const session = /(?:^|;\s*)wecom_session=([^;]+)/.exec(request.headers.cookie ?? '')?.[1] ?? null;
  const answer = authorise(state, searchParams, session);
  if ('to' in answer) response.writeHead(302, { location: answer.to }).end();
  else response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(answer.page);
}

function picture(state: State, response: ServerResponse, id: string): void {
  const media = state.media.get(id);
  if (media) response.writeHead(200, { 'content-type': media.type }).end(media.bytes);
  else response.writeHead(404).end();
}
