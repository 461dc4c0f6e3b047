import { randomBytes } from 'node:crypto';
import { Hono } from 'hono';
import type { Identity } from '../platform/messenger.ts';
import { type Door, knock, wait } from './asking/door.ts';
import type { Desk } from './desk.ts';
import { formOf, personOf, sameAccount } from './link.ts';
import { dropState, hasSession, isState, keepState, openSession } from './session.ts';
import { refuse, type Visit, visit } from './visit.ts';

/** How it becomes known who holds the browser: by way of the messenger and back, or by asking in the chat. */
export function signInRoutes(desk: Desk): Hono {
  const routes = new Hono();
  routes.post('/forms/:token/begin', (c) => visit(desk, c, begin));
  routes.get('/forms/:token/return', (c) => visit(desk, c, comeBack));
  routes.get('/forms/:token/wait', (c) => visit(desk, c, waiting));
  return routes;
}

async function begin(here: Visit): Promise<Response> {
  const { desk, c, token, ticket } = here;
  const identity = desk.identities(ticket.platform);
  if (!identity) return ask(here);
  // Letters and digits only, as WeCom wants a state to be (https://developer.work.weixin.qq.com/document/path/91022).
  const state = randomBytes(16).toString('hex');
  keepState(desk, c, token, ticket, state);
  const back = new URL(`${desk.base}/${token}/return`, desk.publicUrl);
  return c.redirect(identity.begin(back, state).href, 303);
}

async function ask(here: Visit): Promise<Response> {
  const { desk, c, token, ticket } = here;
  // Whoever has no account can be asked nothing: their printed code is what opens the form.
  if (ticket.platform === 'paper') return refuse(desk, c, 'scan');
  if (await hasSession(desk, c, ticket)) return c.redirect(`${desk.base}/${token}`, 303);
  const door = await doorOf(here);
  return door ? knock(door) : refuse(desk, c, 'gone');
}

/** The page that waits for the person's word. */
async function waiting(here: Visit): Promise<Response> {
  const { desk, c, token, ticket } = here;
  const door = await doorOf(here);
  if (!door) return refuse(desk, c, 'gone');
  return wait(door, () => {
    openSession(desk, c, token, ticket);
    return c.redirect(`${desk.base}/${token}`, 302);
  });
}

/** Null when there is nothing to open any more, or nobody to open it for. */
async function doorOf({ desk, c, token, ticket }: Visit): Promise<Door | null> {
  const person = await personOf(desk, ticket);
  const form = person && (await formOf(desk, ticket));
  if (!person || !form) return null;
  const { platform, account } = ticket;
  const who = { person: person.id, platform, account, opens: 'form' } as const;
  const secure = desk.publicUrl.protocol === 'https:';
  return { desk, c, person, who, page: form.title, link: `${desk.base}/${token}`, asset: desk.asset, secure };
}

/** A code is good once, so a page that is loaded again goes by the session that the first time opened. */
async function comeBack({ desk, c, token, ticket }: Visit): Promise<Response> {
  const page = `${desk.base}/${token}`;
  if (await hasSession(desk, c, ticket)) return c.redirect(page, 303);
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
