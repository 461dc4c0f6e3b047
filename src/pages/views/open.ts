import { randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { type Person, personOfAccount } from '../../org/organisation.ts';
import type { Identity } from '../../platform/messenger.ts';
import { openAtOnce, type Recognised } from '../asking/browsers.ts';
import { type Door, knock, wait } from '../asking/door.ts';
import { letOut } from '../desk.ts';
import { sameAccount } from '../link.ts';
import { same } from '../ticket.ts';
import { fromOurViews, type Place, partsOf, type ViewDesk } from './desk.ts';
import { drawNo, drawStart } from './draw.tsx';
import { keepSession, sessionOf } from './session.ts';
import { readViewToken, type ViewTicket } from './ticket.ts';

/** A request with a link that is ours, has not expired, and leads its person somewhere. */
export interface Visit {
  desk: ViewDesk;
  c: Context;
  token: string;
  ticket: ViewTicket;
  person: Person;
  place: Place;
  /** The link, and the page behind it. */
  link: string;
  to: string;
  title: string;
}

type Answer = Response | Promise<Response>;

/** Refuses whatever is not signed by us before anything else is read. */
export async function visit(desk: ViewDesk, c: Context, go: (here: Visit) => Answer): Promise<Response> {
  const token = c.req.param('token') ?? '';
  const ticket = readViewToken(desk.seal, token);
  const place = ticket && desk.place(ticket.platform);
  if (!ticket || !place) return drawNo(desk, c, 'forged');
  if (ticket.until * 1000 <= desk.clock.now().getTime()) return drawNo(desk, c, 'expired');
  const link = `${place.base}/link/${token}`;
  if (!['GET', 'HEAD'].includes(c.req.method) && !fromOurViews(desk, c)) return drawNo(desk, c, 'elsewhere', link);
  const person = personOfAccount(await desk.organisation(), ticket.platform, ticket.account);
  const { feature, name, query } = partsOf(ticket.view);
  const found = desk.find(feature, name);
  if (!person || !found) return drawNo(desk, c, 'gone');
  const to = `${place.base}/${feature}/${name}${query}`;
  return go({ desk, c, token, ticket, person, place, link, to, title: found.view.title[person.locale] });
}

/** Anybody sees the title and a button; whoever was recognised in this browser already sees the page. */
export async function look(here: Visit): Promise<Response> {
  const { desk, c, ticket, person, token, link, to } = here;
  const session = await sessionOf(desk, c);
  if (session?.person.id === person.id) return c.redirect(to, 302);
  const identity = desk.identities(ticket.platform);
  if (identity) letOut(c);
  const how = ticket.platform === 'console' ? 'console' : identity ? 'signIn' : 'chat';
  return drawStart(here, how, how === 'console' ? `/console/views/${token}` : link);
}

/** Someone presses the button: the messenger says who it is, or the person is asked in the chat. */
export async function begin(here: Visit): Promise<Response> {
  const { desk, c, ticket, person, link, to } = here;
  // On the console it is its own page that says so.
  if (ticket.platform === 'console') return drawNo(desk, c, 'elsewhere', link);
  if ((await sessionOf(desk, c))?.person.id === person.id) return c.redirect(to, 303);
  const identity = desk.identities(ticket.platform);
  return identity ? toMessenger(here, identity) : knock(doorOf(here));
}

/** The page that waits for the person's word. */
export function waiting(here: Visit): Promise<Response> {
  return wait(doorOf(here), async (key) => {
    await keepSession(here.desk, here.c, here.place, key);
    return here.c.redirect(here.to, 302);
  });
}

/** Whoever sits at the console is whom its page says they are. */
export function redeemOnConsole(here: Visit): Answer {
  return here.ticket.platform === 'console' ? enter(here) : drawNo(here.desk, here.c, 'elsewhere', here.link);
}

function doorOf(here: Visit): Door {
  const { desk, c, person, place, link, title } = here;
  const door = { desk, c, person, who: whoOf(here), page: title, link };
  return { ...door, asset: place.asset, secure: place.secure(c) };
}

const whoOf = ({ ticket, person }: Visit): Recognised => ({
  ...{ person: person.id, platform: ticket.platform, account: ticket.account, opens: 'views' },
});

async function enter(here: Visit): Promise<Response> {
  const { desk, c, place, to } = here;
  await keepSession(desk, c, place, await openAtOnce(desk.db, whoOf(here), desk.clock.now()));
  return c.redirect(to, 303);
}

const stateCookie = 'xiayou_views_state';
const signInSeconds = 10 * 60;
const seconds = (desk: ViewDesk) => Math.floor(desk.clock.now().getTime() / 1000);

function toMessenger({ desk, c, place, link }: Visit, identity: Identity): Response {
  // Letters and digits only, as WeCom wants a state to be (https://developer.work.weixin.qq.com/document/path/91022).
  const state = randomBytes(16).toString('hex');
  const value = desk.seal.cookie('view-state', link, [state, String(seconds(desk) + signInSeconds)]);
  const options = { httpOnly: true, sameSite: 'Lax', secure: place.secure(c), maxAge: signInSeconds } as const;
  setCookie(c, stateCookie, value, { path: link, ...options });
  const back = new URL(`${link}/return`, desk.publicUrl ?? c.req.url);
  return c.redirect(identity.begin(back, state).href, 303);
}

/** The way back from the messenger. A code is good once, so a page that is loaded again goes by the session. */
export async function comeBack(here: Visit): Promise<Response> {
  const { desk, c, ticket, person, link, to } = here;
  if ((await sessionOf(desk, c))?.person.id === person.id) return c.redirect(to, 303);
  const { code, state } = c.req.query();
  const identity = desk.identities(ticket.platform);
  if (!identity) return drawNo(desk, c, 'away', link);
  if (!code || !state || !isState(here, state)) return drawNo(desk, c, 'lost', link);
  deleteCookie(c, stateCookie, { path: link });
  const found = await accountBehind(desk, identity, code);
  if ('away' in found) return drawNo(desk, c, 'away', link);
  if (found.account === null) return drawNo(desk, c, 'lost', link);
  if (!sameAccount(ticket.platform, found.account, ticket.account)) return drawNo(desk, c, 'foreign');
  return enter(here);
}

function isState({ desk, c, link }: Visit, state: string): boolean {
  const [known, until] = desk.seal.readCookie('view-state', link, getCookie(c, stateCookie) ?? '') ?? [];
  return known !== undefined && same(known, state) && Number(until) > seconds(desk);
}

async function accountBehind(
  desk: ViewDesk,
  identity: Identity,
  code: string,
): Promise<{ account: string | null } | { away: true }> {
  try {
    return { account: await identity.complete(code) };
  } catch (error) {
    desk.log.warn({ err: error }, 'messenger did not say who opened a view');
    return { away: true };
  }
}
