import { Hono } from 'hono';
import { codeRoutes } from './code.tsx';
import { type Desk, letOut, secure } from './desk.ts';
import { formPage } from './draw/form.tsx';
import { startPage } from './draw/start.tsx';
import { formOf } from './link.ts';
import { hasSession } from './session.ts';
import { signInRoutes } from './sign-in.ts';
import { standingOf } from './store.ts';
import { press, submit } from './submit.ts';
import { afterwards, readerOf, refuse, type Visit, visit } from './visit.ts';

/** Everything under `/forms`. Nothing changes on GET: robots look at links, and people forward them. */
export function pageRoutes(desk: Desk, assets: Hono): Hono {
  const routes = new Hono();
  routes.use('/forms/*', async (c, next) => {
    secure(c);
    await next();
  });
  routes.onError((error, c) => {
    // The path is a key to the form, so it is not logged.
    desk.log.error({ err: error }, 'form page failed');
    return refuse(desk, c, 'fault');
  });
  routes.route('/', assets);
  routes.route('/', codeRoutes(desk));
  routes.get('/forms/:token', (c) => visit(desk, c, look));
  routes.post('/forms/:token', (c) => visit(desk, c, (here) => asPerson(here, submit)));
  routes.post('/forms/:token/press', (c) => visit(desk, c, (here) => asPerson(here, press)));
  routes.route('/', signInRoutes(desk));
  routes.all('/forms/*', (c) => refuse(desk, c, 'forged'));
  return routes;
}

/** Only for the browser in which the person was recognised. */
async function asPerson(here: Visit, go: (here: Visit) => Promise<Response>): Promise<Response> {
  const { desk, c, token, ticket } = here;
  if (await hasSession(desk, c, ticket)) return go(here);
  return ticket.platform === 'paper' ? refuse(desk, c, 'scan') : refuse(desk, c, 'lost', token);
}

async function look(here: Visit): Promise<Response> {
  const { desk, c, token, ticket } = here;
  const known = await hasSession(desk, c, ticket);
  const standing = await standingOf(desk.db, ticket.nonce);
  if (standing.kind === 'accepted') return known ? afterwards(here, standing) : refuse(desk, c, 'used');
  const form = await formOf(desk, ticket);
  const reader = form && (await readerOf(here));
  if (!form || !reader) return refuse(desk, c, 'gone');
  const to = `${desk.base}/${token}`;
  if (known) return c.html(formPage(reader, form, to, null));
  if (ticket.platform === 'paper') return refuse(desk, c, 'scan');
  const signedIn = desk.identities(ticket.platform) !== null;
  if (signedIn) letOut(c);
  const { platform } = ticket;
  return c.html(startPage({ reader, title: form.title, platform, signedIn, begin: `${to}/begin` }));
}
