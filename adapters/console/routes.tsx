import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { textOf } from '../../src/look/answers.ts';
import { personOfAccount } from '../../src/org/organisation.ts';
import { Earlier } from './draw/page.tsx';
import type { Hub } from './hub.tsx';
import { demoBar, logOf, page } from './pages.tsx';
import type { Session } from './session.ts';
import { announce } from './store.ts';
import { type Desk, viewerOf } from './viewer.ts';

const mebi = 1024 * 1024;

/** Bodies over the limit are refused before they are read. */
export const limits = (routes: Hono) => {
  const refuse = (c: Context) => c.text('This is too large.', 413);
  const [small, large] = [
    bodyLimit({ maxSize: mebi, onError: refuse }),
    bodyLimit({ maxSize: 6 * mebi, onError: refuse }),
  ];
  routes.use('/console/*', (c, next) => (c.req.path === '/console/files' ? large : small)(c, next));
};

/** The page and what changes its surroundings: who one is, language, the poorest messenger, the live stream. */
export function pageRoutes(desk: Desk, hub: Hub): Hono {
  const routes = new Hono();
  routes.get('/console', async (c) => page(desk, c, desk.session.read(c)));
  routes.post('/console/who', async (c) => {
    const account = textOf(await c.req.formData(), 'account');
    if (!personOfAccount(await desk.options.organisation(), 'console', account))
      return c.text('There is no such person.', 422);
    return changed(desk, c, { account }, account);
  });
  routes.post('/console/language', async (c) => {
    const lang = textOf(await c.req.formData(), 'language');
    return changed(desk, c, lang === 'en' || lang === 'zh-CN' ? { lang } : {});
  });
  routes.post('/console/poorest', async (c) => {
    await desk.poorest.set(textOf(await c.req.formData(), 'on') === 'yes');
    return changed(desk, c, {});
  });
  routes.get('/console/stream', async (c) => {
    const viewer = await viewerOf(desk, c, desk.session.read(c));
    if (!viewer) return c.text('Nobody is chosen on this page. Reload it.', 409);
    const since = Number(c.req.header('last-event-id') ?? c.req.query('since') ?? 0);
    return hub.open(c, viewer, Number.isSafeInteger(since) ? since : 0);
  });
  routes.get('/console/earlier', async (c) => {
    const viewer = await viewerOf(desk, c, desk.session.read(c));
    if (!viewer) return c.text('Nobody is chosen on this page. Reload it.', 409);
    const { log, earlier } = await logOf(desk, viewer, Number(c.req.query('before')) || 0);
    return c.html(
      String(
        <>
          {earlier === null ? null : <Earlier before={earlier} say={viewer.say} />}
          {log}
        </>,
      ),
    );
  });
  return routes;
}

/** The demo's own controls; absent without a demo. */
export function demoRoutes(desk: Desk): Hono {
  const routes = new Hono();
  const { demo, db } = desk.options;
  if (!demo) return routes;
  // The page that asked is told at once, the others by their streams.
  const done = async (c: Context) => {
    await announce(db.reader, { kind: 'demo' });
    return c.html(String(await demoBar(desk, c, desk.session.read(c))));
  };
  routes.post('/console/demo/move', async (c) => {
    const key = textOf(await c.req.formData(), 'key');
    if (!demo.moves.some((move) => move.key === key)) return c.text('There is no such move.', 422);
    await demo.move(key);
    return done(c);
  });
  routes.post('/console/demo/next', async (c) => {
    await demo.story.next();
    return done(c);
  });
  routes.post('/console/demo/reset', async (c) => {
    await demo.story.reset?.();
    return done(c);
  });
  return routes;
}

/** Keeps the choice in the session, and answers with the page as it is now. */
async function changed(desk: Desk, c: Context, change: Partial<Session>, account?: string): Promise<Response> {
  const session = { ...(desk.session.read(c) ?? { in: false }), ...change };
  desk.session.write(c, session);
  return c.req.header('hx-request') ? page(desk, c, session, account) : c.redirect('/console', 303);
}
