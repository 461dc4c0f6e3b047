import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { secure } from '../desk.ts';
import { fromOurViews, type ViewDesk } from './desk.ts';
import { drawLeft, drawNo } from './draw.tsx';
import { begin, comeBack, look, redeemOnConsole, visit, waiting } from './open.ts';
import { endSession, sessionOf } from './session.ts';
import { show } from './show.ts';

/** Nothing that is sent to a view is longer: its pages have buttons, and no forms. */
const mostBytes = 16 * 1024;

/** Everything under `/views`. Nothing changes on GET: robots look at links, and people forward them. */
export function viewRoutes(desk: ViewDesk): Hono {
  const routes = guarded(desk, '/views/*');
  for (const assets of desk.assets) routes.route('/', assets.routes);
  routes.get('/views/assets/*', (c) => drawNo(desk, c, 'forged'));
  routes.get('/views/link/:token', (c) => visit(desk, c, look));
  routes.post('/views/link/:token', (c) => visit(desk, c, begin));
  routes.get('/views/link/:token/wait', (c) => visit(desk, c, waiting));
  routes.get('/views/link/:token/return', (c) => visit(desk, c, comeBack));
  routes.post('/views/leave', (c) => leave(desk, c));
  routes.get('/views/:feature/:name', (c) => show(desk, c));
  routes.all('/views/*', (c) => drawNo(desk, c, 'forged'));
  return routes;
}

/** What the console serves behind its own guard: its page is what says who sits in front of it. */
export function consoleViewRoutes(desk: ViewDesk): Hono {
  const routes = guarded(desk, '/console/views/*');
  routes.post('/console/views/:token', (c) => visit(desk, c, redeemOnConsole));
  return routes;
}

function guarded(desk: ViewDesk, path: string): Hono {
  const routes = new Hono();
  routes.use(path, async (c, next) => {
    secure(c);
    await next();
  });
  routes.use(path, bodyLimit({ maxSize: mostBytes, onError: (c) => c.text('This is too large.', 413) }));
  routes.onError((error, c) => {
    // Path and query say what somebody looked at, so they are not logged.
    desk.log.error({ err: error }, 'view failed');
    return drawNo(desk, c, 'fault');
  });
  return routes;
}

/** The browser is nobody's any more. */
async function leave(desk: ViewDesk, c: Context): Promise<Response> {
  if (!fromOurViews(desk, c)) return drawNo(desk, c, 'elsewhere');
  const session = await sessionOf(desk, c);
  if (!session) return drawNo(desk, c, 'nobody');
  await endSession(desk, c, session);
  return drawLeft(session, c);
}
