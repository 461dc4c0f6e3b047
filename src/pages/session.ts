import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { Desk } from './desk.ts';
import { same, type Ticket } from './ticket.ts';

/** How long a browser may fill in a form after its person was recognised, and how long recognising may take, in seconds. */
const sessionSeconds = 12 * 3600;
/** A browser on the shop floor is many people's. */
const paperSeconds = 3600;
const signInSeconds = 10 * 60;

const cookies = { session: 'xiayou_form', state: 'xiayou_form_state' } as const;

const seconds = (desk: Desk) => Math.floor(desk.clock.now().getTime() / 1000);

function set(desk: Desk, c: Context, name: string, token: string, value: string, maxAge: number): void {
  const secure = desk.publicUrl.protocol === 'https:';
  setCookie(c, name, value, { path: `${desk.base}/${token}`, httpOnly: true, sameSite: 'Lax', secure, maxAge });
}

/** The browser has shown that it is the person's; for this link only. `code` names the printed code that opened it. */
export function openSession(desk: Desk, c: Context, token: string, ticket: Ticket, code: string | null = null): void {
  const lasts = ticket.platform === 'paper' ? paperSeconds : sessionSeconds;
  const until = seconds(desk) + lasts;
  const value = desk.seal.cookie('session', ticket.nonce, [String(until), ...(code === null ? [] : [code])]);
  set(desk, c, cookies.session, token, value, lasts);
}

/** Whether this browser is known as the person of this link; on paper only as long as the code that opened it counts. */
export async function hasSession(desk: Desk, c: Context, ticket: Ticket): Promise<boolean> {
  const [until, code] = sessionIn(desk, c, ticket) ?? [];
  if (!(Number(until) > seconds(desk))) return false;
  if (ticket.platform !== 'paper') return true;
  return code !== undefined && ((await desk.codes?.counts(desk.db.reader, ticket.account, code)) ?? false);
}

/** The printed code that opened this browser's session; null for any other session. */
export const codeOfSession = (desk: Desk, c: Context, ticket: Ticket): string | null =>
  sessionIn(desk, c, ticket)?.[1] ?? null;

const sessionIn = (desk: Desk, c: Context, ticket: Ticket): string[] | null =>
  desk.seal.readCookie('session', ticket.nonce, getCookie(c, cookies.session) ?? '');

/** Ties the way to the messenger and back to this browser. */
export function keepState(desk: Desk, c: Context, token: string, ticket: Ticket, state: string): void {
  const value = desk.seal.cookie('state', ticket.nonce, [state, String(seconds(desk) + signInSeconds)]);
  set(desk, c, cookies.state, token, value, signInSeconds);
}

/** Whether the way back began in this browser, and not long ago. */
export function isState(desk: Desk, c: Context, ticket: Ticket, state: string): boolean {
  const read = desk.seal.readCookie('state', ticket.nonce, getCookie(c, cookies.state) ?? '');
  return read !== null && same(read[0] ?? '', state) && Number(read[1]) > seconds(desk);
}

export function dropState(desk: Desk, c: Context, token: string): void {
  deleteCookie(c, cookies.state, { path: `${desk.base}/${token}` });
}
