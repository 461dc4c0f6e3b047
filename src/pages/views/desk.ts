import type { Context } from 'hono';
import type { Feature, View } from '../../engine/feature.ts';
import { type Assets, assetsOf } from '../../look/assets.ts';
import type { Platform } from '../../platform/adapter.ts';
import type { PagesOptions } from '../desk.ts';
import { type Seal, sealOf } from '../ticket.ts';

/** What every view's page and handler has at hand. */
export interface ViewDesk extends PagesOptions {
  seal: Seal;
  /** Where pages are for people of a messenger; null where they see none. */
  place(platform: Platform): Place | null;
  /** Where pages are for whoever it may be. */
  somewhere: Place;
  /** What all features' pages load. */
  assets: readonly Assets[];
  find(feature: string, name: string): { feature: Feature; view: View } | null;
}

/** Addresses as they are from outside, or on the console, which is reached directly. */
export interface Place {
  /** `/views`, or more behind a proxy. */
  base: string;
  /** What all pages load, and what the pages of one feature do. */
  asset(name: string, feature?: string): string;
  /** Whether cookies are for https alone. */
  secure(c: Context): boolean;
}

/** Puts it together; null where nobody sees a view. */
export function viewDesk(options: PagesOptions): ViewDesk | null {
  const { publicUrl, features } = options;
  const own = assetsOf('/views/assets', 'src/pages/assets');
  const theirs = new Map(
    features.flatMap(({ name, assets }) =>
      assets ? [[name, assetsOf(`/views/assets/${name}`, assets.folder, assets.more)] as const] : [],
    ),
  );
  const placeAt = (before: string, secure: Place['secure']): Place => ({
    base: `${before}/views`,
    asset: (name, feature) => `${before}${(feature === undefined ? own : (theirs.get(feature) ?? own)).url(name)}`,
    secure,
  });
  const outside = publicUrl
    ? placeAt(publicUrl.pathname.replace(/\/$/, ''), () => publicUrl.protocol === 'https:')
    : null;
  const inside = options.console ? placeAt('', isHttps) : null;
  const somewhere = outside ?? inside;
  if (!somewhere) return null;
  return {
    ...options,
    seal: sealOf(options.secret),
    // Nobody without an account sees a view.
    place: (platform) => (platform === 'paper' ? null : platform === 'console' ? inside : outside),
    somewhere,
    assets: [own, ...theirs.values()],
    find(name, viewName) {
      const feature = features.find((one) => one.name === name);
      const view = feature?.views?.find((one) => one.name === viewName);
      return feature && view ? { feature, view } : null;
    },
  };
}

const isHttps = (c: Context) =>
  new URL(c.req.url).protocol === 'https:' || c.req.header('x-forwarded-proto') === 'https';

/** A view's address in its parts, and its query with the question mark. */
export function partsOf(view: string): { feature: string; name: string; query: string } {
  const [, feature = '', name = '', query = ''] = /^([^/?]*)\/([^/?]*)(\?.*)?$/s.exec(view) ?? [];
  return { feature, name, query };
}

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

/** Whether a page of ours asks for this change: one at the public address, or on this machine where the console is served. */
export function fromOurViews({ publicUrl, console }: PagesOptions, c: Context): boolean {
  const origin = c.req.header('origin') ?? c.req.header('referer');
  if (!origin) return c.req.header('sec-fetch-site') === 'same-origin';
  if (!URL.canParse(origin)) return false;
  const from = new URL(origin);
  if (from.origin === publicUrl?.origin) return true;
  const host = c.req.header('host') ?? '';
  return console && loopback.test(host) && from.host === host.toLowerCase();
}
