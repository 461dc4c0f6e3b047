import { Hono } from 'hono';
import { assetsOf } from '../look/assets.ts';
import type { Platform } from '../platform/adapter.ts';
import type { Form } from '../platform/form.ts';
import type { Desk, PagesOptions } from './desk.ts';
import { tokenFor } from './link.ts';
import { pageRoutes } from './routes.ts';
import { tidy } from './store.ts';
import { sealOf } from './ticket.ts';

export interface Pages {
  /** Everything under `/forms`, with its own headers, limits and guard against other sites. */
  routes: Hono;
  /**
   * A page that shows the form to this account and nobody else, for 72 hours and one submission; null without a public
   * address, and where the messenger cannot tell who opens a page.
   */
  formLink(platform: Platform, account: string, form: Form): string | null;
  /** Deletes what belongs to links that have long expired, a few hundred rows at most: called every minute. */
  tidy(now: Date): Promise<void>;
}

/** Forms as pages behind signed links, for messengers that cannot show them themselves. */
export function createPages(options: PagesOptions): Pages {
  const { publicUrl, identities } = options;
  const tidied = (now: Date) => tidy(options.db, now);
  if (publicUrl === null) return { routes: new Hono(), formLink: () => null, tidy: tidied };
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
    tidy: tidied,
    formLink: (platform, account, form) =>
      identities(platform) ? new URL(`${base}/${tokenFor(desk, platform, account, form)}`, publicUrl).href : null,
  };
}
