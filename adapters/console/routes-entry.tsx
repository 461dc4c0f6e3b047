import { Hono } from 'hono';
import { systemClock } from '../../src/clock.ts';
import { textOf } from '../../src/look/answers.ts';
import { loadFile } from '../../src/platform/files.ts';
import { textIn } from './draw/text.tsx';
import { loginPage } from './pages.tsx';
import { same } from './session.ts';
import { messageById } from './store.ts';
import { type Desk, localeOf } from './viewer.ts';

const attemptsPerMinute = 10;

/** The password in front of everything else, when there is one. */
export function entryRoutes(desk: Desk): Hono {
  const routes = new Hono();
  const { password, organisation, log } = desk.options;
  if (password === undefined) return routes;
  const attempts: number[] = [];
  const login = async (problem?: 'passwordWrong' | 'passwordWait') => {
    const { company, ...org } = await organisation();
    return loginPage(desk, localeOf(null, { company, ...org }), company.zone, problem);
  };
  routes.post('/console/login', async (c) => {
    const now = systemClock.now().getTime();
    while (attempts[0] !== undefined && attempts[0] < now - 60_000) attempts.shift();
    if (attempts.length >= attemptsPerMinute) return c.html(await login('passwordWait'), 429);
    if (!same(textOf(await c.req.formData(), 'password'), password)) {
      attempts.push(now);
      log.warn({ attempts: attempts.length }, 'console password was wrong');
      return c.html(await login('passwordWrong'), 401);
    }
    desk.session.write(c, { ...desk.session.read(c), in: true });
    return c.redirect('/console', 303);
  });
  routes.post('/console/logout', (c) => {
    desk.session.clear(c);
    return c.redirect('/console', 303);
  });
  routes.use('/console/*', async (c, next) => {
    if (c.req.path.startsWith('/console/assets/') || desk.session.read(c)?.in) return next();
    return c.req.path === '/console' ? c.html(await login(), 401) : c.text('Sign in first.', 401);
  });
  return routes;
}

/** Files and whole texts, as bytes that a browser shows or keeps but never runs. */
export function fileRoutes(desk: Desk): Hono {
  const routes = new Hono();
  const { reader } = desk.options.db;
  const harmless = { 'Content-Security-Policy': "sandbox; default-src 'none'", 'X-Content-Type-Options': 'nosniff' };
  routes.get('/console/files/:id', async (c) => {
    const file = await loadFile(reader, c.req.param('id'));
    if (!file) return c.notFound();
    // Pictures are shown in place; a browser would open the others with programs of its own.
    const how = file.type.startsWith('image/') ? 'inline' : 'attachment';
    const headers = {
      ...harmless,
      'Content-Type': file.type,
      'Content-Disposition': `${how}; filename*=UTF-8''${encodeURIComponent(file.name).replace(/['()*]/g, escape)}`,
      'Cache-Control': 'private, max-age=3600',
    };
    return c.body(new Uint8Array(file.bytes), 200, headers);
  });
  routes.get('/console/messages/:id/text', async (c) => {
    const id = Number(c.req.param('id'));
    const message = Number.isSafeInteger(id) ? await messageById(reader, id) : null;
    return message ? c.text(textIn(message.card), 200, harmless) : c.notFound();
  });
  return routes;
}
