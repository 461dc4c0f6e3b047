import { Hono } from 'hono';
import type { ViewLink } from '../engine/effects.ts';
import { assetsOf } from '../look/assets.ts';
import type { Platform } from '../platform/adapter.ts';
import type { Form } from '../platform/form.ts';
import { tidyBrowsers } from './asking/browsers.ts';
import type { Desk, PagesOptions } from './desk.ts';
import { tokenFor } from './link.ts';
import { pageRoutes } from './routes.ts';
import { linkMs, tidy } from './store.ts';
import { sealOf } from './ticket.ts';
import { partsOf, viewDesk } from './views/desk.ts';
import { consoleViewRoutes, viewRoutes } from './views/routes.ts';
import { viewToken } from './views/ticket.ts';

export interface Pages {
  /** Everything under `/forms` and `/views`, with its own headers, limits and guard against other sites. */
  routes: Hono;
  /** What the console serves behind its own guard: opening a view as whoever its page says. */
  consoleRoutes: Hono;
  /**
   * A page that shows the form to this account and nobody else, for 72 hours and one submission; null without a public
   * address.
   */
  formLink(platform: Platform, account: string, form: Form): string | null;
  /**
   * A page that leads this account and nobody else to a view, for 72 hours; null where there is no such view, or no address
   * people reach it at. On the console it is a path.
   */
  viewLink: ViewLink;
  /** Deletes what belongs to links that have long expired, a few hundred rows at most: called every minute. */
  tidy(now: Date): Promise<void>;
}

/** Forms and views as pages behind signed links. */
export function createPages(options: PagesOptions): Pages {
  const routes = new Hono();
  const forms = formsOf(options);
  const views = viewsOf(options);
  if (forms) routes.route('/', forms.routes);
  if (views) routes.route('/', views.routes);
  return {
    routes,
    consoleRoutes: views?.consoleRoutes ?? new Hono(),
    formLink: forms?.link ?? (() => null),
    viewLink: views?.link ?? (() => null),
    async tidy(now) {
      await tidy(options.db, now);
      await tidyBrowsers(options.db, now);
    },
  };
}

function formsOf(options: PagesOptions): { routes: Hono; link: Pages['formLink'] } | null {
  const { publicUrl } = options;
  if (publicUrl === null) return null;
  const before = publicUrl.pathname.replace(/\/$/, '');
  const assets = assetsOf('/forms/assets', 'src/pages/assets', {}, before);
  const base = `${before}/forms`;
  const desk: Desk = {
    ...options,
    publicUrl,
    base,
    seal: sealOf(options.secret),
    asset: assets.url,
    keeping: new Map(),
  };
  return {
    routes: pageRoutes(desk, assets.routes),
    link: (platform, account, form) =>
      // The console shows every form itself.
      platform === 'console' ? null : new URL(`${base}/${tokenFor(desk, platform, account, form)}`, publicUrl).href,
  };
}

function viewsOf(options: PagesOptions): (Pick<Pages, 'routes' | 'consoleRoutes'> & { link: ViewLink }) | null {
  const desk = viewDesk(options);
  if (!desk) return null;
  const { publicUrl, clock, seal } = desk;
  return {
    routes: viewRoutes(desk),
    consoleRoutes: consoleViewRoutes(desk),
    link(platform, account, view) {
      const { feature, name } = partsOf(view);
      const place = desk.place(platform);
      if (!place || !desk.find(feature, name)) return null;
      const until = Math.floor((clock.now().getTime() + linkMs) / 1000);
      const path = `${place.base}/link/${viewToken(seal, { platform, account, view, until })}`;
      return platform === 'console' || publicUrl === null ? path : new URL(path, publicUrl).href;
    },
  };
}
