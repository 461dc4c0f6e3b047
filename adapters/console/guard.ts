import type { Context, MiddlewareHandler } from 'hono';

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

const policy = [
  "default-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "object-src 'none'",
].join('; ');

/**
 * Refuses requests under a foreign Host, which is how a page elsewhere reaches a loopback port by DNS rebinding, and
 * changes that another site's page asks for.
 */
export function guard(allowedHosts: readonly string[]): MiddlewareHandler {
  const allowed = new Set(allowedHosts.map((host) => host.toLowerCase()));
  const known = (host: string) => {
    const name = host.toLowerCase().replace(/:\d+$/, '');
    return loopback.test(name) || allowed.has(name) || allowed.has(host.toLowerCase());
  };
  return async (c, next) => {
    const host = hostOf(c);
    if (!known(host)) return c.text('This host is not served here.', 421);
    if (!['GET', 'HEAD'].includes(c.req.method) && !sameOrigin(c, host, allowed)) {
      return c.text('This request came from another site.', 403);
    }
    c.header('Content-Security-Policy', policy);
    c.header('X-Content-Type-Options', 'nosniff');
    c.header('X-Frame-Options', 'DENY');
    // Without a referrer at all, some browsers send "Origin: null" with forms.
    c.header('Referrer-Policy', 'same-origin');
    c.header('Cross-Origin-Opener-Policy', 'same-origin');
    c.header('Cross-Origin-Resource-Policy', 'same-origin');
    if (!c.req.path.startsWith('/console/assets/')) c.header('Cache-Control', 'private, no-store');
    await next();
  };
}

const hostOf = (c: Context) => c.req.header('host') ?? new URL(c.req.url).host;

function sameOrigin(c: Context, host: string, allowed: ReadonlySet<string>): boolean {
  const origin = c.req.header('origin');
  if (!origin) return c.req.header('sec-fetch-site') === 'same-origin';
  if (!URL.canParse(origin)) return false;
  const from = new URL(origin);
  return from.host === host.toLowerCase() || allowed.has(from.host) || allowed.has(from.hostname);
}
