import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { Person } from '../../org/organisation.ts';
import type { Seal } from '../ticket.ts';
import { type Browser, browserOf, type Key, type Recognised } from './browsers.ts';
import type { AskDesk } from './desk.ts';
import { drawClosed, drawWaiting } from './draw.tsx';
import { ask } from './feature.ts';

/** A browser in front of a link, before it is known whose it is. */
export interface Door {
  desk: AskDesk;
  c: Context;
  person: Person;
  who: Recognised;
  /** What the link opens, in the person's words. */
  page: string;
  /** The link's address below ours: where the cookie goes, and where the way begins again. */
  link: string;
  asset: (name: string) => string;
  secure: boolean;
}

/** Enough for the longest question and the session after it. */
const keptSeconds = 3600;
const cookie = 'xiayou_asking';

/** A key as a cookie holds it, for one purpose. */
export const sealed = (seal: Seal, purpose: string, { id, secret }: Key) =>
  seal.cookie('browser', purpose, [id, secret]);

/** The key in a cookie that we made for this purpose; null for any other. */
export function keyIn(seal: Seal, purpose: string, value: string | undefined): Key | null {
  const [id, secret] = seal.readCookie('browser', purpose, value ?? '') ?? [];
  return id && secret ? { id, secret } : null;
}

/** The browser at the door as it stands: what its person said, if it asked; null when it did not. */
async function atDoor({ desk, c, who, link }: Door): Promise<(Browser & Key) | null> {
  const key = keyIn(desk.seal, link, getCookie(c, cookie));
  const browser = key && (await browserOf(desk.db, key));
  return key && browser?.person === who.person ? { ...browser, ...key } : null;
}

/** Asks the person in the chat, unless this browser's question stands, and leads to the page that waits. */
export async function knock(door: Door): Promise<Response> {
  const { desk, c, link, secure } = door;
  const there = await atDoor(door);
  const stands = there && there.status !== 'refused' && there.until > desk.clock.now();
  if (!stands) {
    const key = await asked(door);
    if (!key) return drawClosed(door, 'often');
    const options = { path: link, httpOnly: true, sameSite: 'Lax', secure, maxAge: keptSeconds } as const;
    setCookie(c, cookie, sealed(desk.seal, link, key), options);
  }
  return c.redirect(`${link}/wait`, 303);
}

async function asked({ desk, who, page, link }: Door): Promise<Key | null> {
  let key: Key | null = null;
  await desk.engine().turn('pages', async (turn) => {
    const { begun, effects } = await ask(turn, who, page, link);
    key = begun;
    return effects;
  });
  return key;
}

/** The page that waits for the person's word; `enter` is where a yes leads. Looking at it changes nothing. */
export async function wait(door: Door, enter: (key: Key) => Promise<Response> | Response): Promise<Response> {
  const { desk, c, link } = door;
  const there = await atDoor(door);
  if (!there) return c.redirect(link, 303);
  if (there.status === 'refused') return drawClosed(door, 'refused');
  if (there.until <= desk.clock.now()) return drawClosed(door, 'over');
  if (there.status === 'waiting') return drawWaiting(door, there);
  deleteCookie(c, cookie, { path: link });
  return enter(there);
}
