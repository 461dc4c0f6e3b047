import { randomBytes } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { Reader as DatabaseReader, Tx } from '../db/database.ts';
import { Words } from '../look/words.tsx';
import { type Desk, fromOurPage } from './desk.ts';
import { html, Page } from './draw/document.tsx';
import type { Reader } from './draw/form.tsx';
import { lastPage } from './draw/last.tsx';
import { personOf, tokenFor } from './link.ts';
import { words } from './messages.ts';
import { openSession } from './session.ts';
import { freshNonce } from './ticket.ts';
import { refuse } from './visit.ts';

/** Printed codes for people without an account, as the feature that prints them knows them. */
export interface Codes {
  /**
   * Whom a code is for and what it opens: the button that is pressed for them. `unknown`: there is no such code, or it is used
   * up. `elsewhere`: another browser has opened it. With `bind` this browser is the one from now on.
   */
  opens(tx: Tx, code: string, browser: string, bind: Date | null): Promise<Opens | 'unknown' | 'elsewhere'>;
  /** Whether no other code has been printed in the place of the one of this name. */
  counts(on: DatabaseReader, person: string, name: string): Promise<boolean>;
}

export interface Opens {
  /** Person id. */
  person: string;
  action: string;
  value: string;
  /** Of the code, without a dot; it tells nothing about the code. */
  name: string;
}

const cookie = 'xiayou_code';
/** As long as a form's page can be filled in after its person was recognised. */
const browserSeconds = 12 * 3600;

/** What a printed code leads to. Looking at it changes nothing; pressing the button opens the form in that browser alone. */
export function codeRoutes(desk: Desk): Hono {
  const routes = new Hono();
  const { codes } = desk;
  if (!codes) return routes;
  routes.get('/forms/code/:code', async (c) => {
    const found = await opens(desk, c, codes, null);
    if (typeof found === 'string') return refuse(desk, c, found === 'elsewhere' ? 'codeElsewhere' : 'code');
    const reader = await readerOf(desk, found.person);
    return reader ? c.html(startPage(reader)) : refuse(desk, c, 'code');
  });
  routes.post('/forms/code/:code', (c) => redeem(desk, c, codes));
  return routes;
}

const browserOf = (c: Context): string => getCookie(c, cookie) ?? '';

function opens(desk: Desk, c: Context, codes: Codes, bind: Date | null, browser = browserOf(c)) {
  const code = c.req.param('code') ?? '';
  return desk.db.transaction((tx) => codes.opens(tx, code, browser, bind));
}

async function redeem(desk: Desk, c: Context, codes: Codes): Promise<Response> {
  if (!fromOurPage(desk, c)) return refuse(desk, c, 'code');
  const browser = browserOf(c) || randomBytes(16).toString('base64url');
  const found = await opens(desk, c, codes, desk.clock.now(), browser);
  if (typeof found === 'string') return refuse(desk, c, found === 'elsewhere' ? 'codeElsewhere' : 'code');
  const path = `${desk.base}/code/${c.req.param('code')}`;
  const secure = desk.publicUrl.protocol === 'https:';
  setCookie(c, cookie, browser, { path, httpOnly: true, sameSite: 'Lax', secure, maxAge: browserSeconds });
  return enter(desk, c, found);
}

/** Presses the button for the person, and shows the form that opens in a session of this browser. */
async function enter(desk: Desk, c: Context, { person, action, value, name }: Opens): Promise<Response> {
  const about = { id: `code/${freshNonce()}`, platform: 'paper', account: person } as const;
  const reply = await desk.inlets('paper').receive({ ...about, kind: 'clicked', action, value });
  if (reply?.kind === 'form') {
    const token = tokenFor(desk, 'paper', person, reply.form);
    const ticket = desk.seal.read(token);
    if (!ticket) throw new Error('the link a code opens could not be read again');
    openSession(desk, c, token, ticket, name);
    return c.redirect(`${desk.base}/${token}`, 303);
  }
  const reader = await readerOf(desk, person);
  if (!reader || reply?.kind !== 'whisper') return refuse(desk, c, 'code');
  return c.html(lastPage(reader, { ...reply.card, buttons: [] }, ''));
}

/** The person, in whose words the page is. */
async function readerOf(desk: Desk, account: string): Promise<(Reader & { name: string }) | null> {
  const person = await personOf(desk, { platform: 'paper', account });
  if (!person) return null;
  const { locale, zone, name } = person;
  return { say: words(locale, zone), locale, asset: desk.asset, name };
}

function startPage({ say, locale, asset, name }: Reader & { name: string }): string {
  return html(
    <Page locale={locale} title={say('codeStart', { name })} asset={asset}>
      <form method="post" class="start">
        <h1>
          <Words text={name} />
        </h1>
        <p>{say('codeText', { name })}</p>
        <button type="submit" class="button primary">
          {say('codeStart', { name })}
        </button>
      </form>
    </Page>,
  );
}
