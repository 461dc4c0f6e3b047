import { randomBytes } from 'node:crypto';
import { Hono } from 'hono';
import type { Identity } from '../platform/messenger.ts';
import type { Desk } from './desk.ts';
import { sameAccount } from './link.ts';
import { dropState, hasSession, isState, keepState, openSession } from './session.ts';
import { refuse, type Visit, visit } from './visit.ts';

/** The way to the messenger, which knows who holds the browser, and back. */
export function signInRoutes(desk: Desk): Hono {
  const routes = new Hono();
  routes.post('/forms/:token/begin', (c) => visit(desk, c, begin));
  routes.get('/forms/:token/return', (c) => visit(desk, c, comeBack));
  return routes;
}

async function begin({ desk, c, token, ticket }: Visit): Promise<Response> {
  const identity = desk.identities(ticket.platform);
  if (!identity) return refuse(desk, c, 'away', token);
  // Letters and digits only, as WeCom wants a state to be (https://developer.work.weixin.qq.com/document/path/91022).
  const state = randomBytes(16).toString('hex');
  keepState(desk, c, token, ticket, state);
  const back = new URL(`${desk.base}/${token}/return`, desk.publicUrl);
  return c.redirect(identity.begin(back, state).href, 303);
}

/** A code is good once, so a page that is loaded again goes by the session that the first time opened. */
async function comeBack({ desk, c, token, ticket }: Visit): Promise<Response> {
  const page = `${desk.base}/${token}`;
  if (hasSession(desk, c, ticket)) return c.redirect(page, 303);
  const { code, state } = c.req.query();
  const identity = desk.identities(ticket.platform);
  if (!identity) return refuse(desk, c, 'away', token);
  if (!code || !state || !isState(desk, c, ticket, state)) return refuse(desk, c, 'lost', token);
  dropState(desk, c, token);
  const found = await accountBehind(desk, identity, code);
  if ('away' in found) return refuse(desk, c, 'away', token);
  if (found.account === null) return refuse(desk, c, 'lost', token);
  if (!sameAccount(ticket.platform, found.account, ticket.account)) return refuse(desk, c, 'foreign');
  openSession(desk, c, token, ticket);
  return c.redirect(page, 303);
}

async function accountBehind(
  desk: Desk,
  identity: Identity,
  code: string,
): Promise<{ account: string | null } | { away: true }> {
  try {
    return { account: await identity.complete(code) };
  } catch (error) {
    desk.log.warn({ err: error }, 'messenger did not say who opened a form page');
    return { away: true };
  }
}
