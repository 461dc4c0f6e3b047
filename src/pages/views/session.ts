import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { type Organisation, type Person, personOfAccount } from '../../org/organisation.ts';
import { type Browser, browserOf, forget, type Key, openMs } from '../asking/browsers.ts';
import { keyIn, sealed } from '../asking/door.ts';
import type { Place, ViewDesk } from './desk.ts';

const cookie = 'xiayou_views';
const purpose = 'views';

/** A browser that is a person's. */
export interface Session {
  browser: Browser;
  person: Person;
  place: Place;
}

/** Whose browser this is: asked for each page, so that it ends when the person leaves. Null when it is nobody's. */
export async function sessionOf(desk: ViewDesk, c: Context): Promise<Session | null> {
  const browser = await browserIn(desk, c);
  if (browser?.opens !== 'views' || browser.status !== 'open' || browser.until <= desk.clock.now()) return null;
  const person = stillTheirs(await desk.organisation(), browser);
  const place = desk.place(browser.platform);
  return person && place ? { browser, person, place } : null;
}

/** The person of a browser's account, while it is theirs. */
function stillTheirs(org: Organisation, { platform, account, person }: Browser): Person | null {
  const found = personOfAccount(org, platform, account);
  return found?.id === person ? found : null;
}

async function browserIn(desk: ViewDesk, c: Context): Promise<Browser | null> {
  const key = keyIn(desk.seal, purpose, getCookie(c, cookie));
  return key && browserOf(desk.db, key);
}

/** The browser with this key is open from now on, and what it was before is over. */
export async function keepSession(desk: ViewDesk, c: Context, place: Place, key: Key): Promise<void> {
  const before = await browserIn(desk, c);
  if (before && before.id !== key.id) await forget(desk.db.reader, before.id);
  setCookie(c, cookie, sealed(desk.seal, purpose, key), {
    ...{ path: place.base, httpOnly: true, sameSite: 'Lax', secure: place.secure(c), maxAge: openMs / 1000 },
  });
}

/** The browser is nobody's any more. */
export async function endSession(desk: ViewDesk, c: Context, { browser, place }: Session): Promise<void> {
  await forget(desk.db.reader, browser.id);
  deleteCookie(c, cookie, { path: place.base });
}
