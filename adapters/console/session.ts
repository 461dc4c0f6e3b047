import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { z } from 'zod';
import { systemClock } from '../../src/clock.ts';

const shape = z.object({
  /** The password was given. */
  in: z.boolean(),
  account: z.string().optional(),
  /** Overrides the language of the person chosen. */
  lang: z.enum(['en', 'zh-CN']).optional(),
  /** Seconds since 1970, by the machine's clock: the demo's time jumps. */
  until: z.number(),
});

/** Who sits at this browser: signed, so that a password cannot be skipped. */
export type Session = Omit<z.infer<typeof shape>, 'until'>;

const name = 'xiayou_console';
const days30 = 30 * 24 * 3600;
const seconds = () => Math.floor(systemClock.now().getTime() / 1000);

/** Reads and writes the signed cookie. */
export function sessions(secret: string) {
  const sign = (text: string) => createHmac('sha256', `${secret}/console-session`).update(text).digest('base64url');
  return {
    read(c: Context): Session | null {
      const [text = '', signature = ''] = (getCookie(c, name) ?? '').split('.');
      if (!same(signature, sign(text))) return null;
      const parsed = shape.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString()));
      return parsed.success && parsed.data.until > seconds() ? parsed.data : null;
    },
    write(c: Context, session: Session): void {
      const value = { ...session, until: seconds() + days30 };
      const text = Buffer.from(JSON.stringify(value)).toString('base64url');
      const secure = new URL(c.req.url).protocol === 'https:' || c.req.header('x-forwarded-proto') === 'https';
      setCookie(c, name, `${text}.${sign(text)}`, {
        path: '/console',
        httpOnly: true,
        sameSite: 'Strict',
        secure,
        maxAge: days30,
      });
    },
    clear(c: Context): void {
      deleteCookie(c, name, { path: '/console' });
    },
  };
}

/** Compares secrets without telling by its duration how much of them was right. */
export function same(a: string, b: string): boolean {
  const digest = (text: string) => createHmac('sha256', 'compare').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
