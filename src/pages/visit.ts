import type { Context } from 'hono';
import { type Desk, fromOurPage } from './desk.ts';
import type { Reader } from './draw/form.tsx';
import { lastPage } from './draw/last.tsx';
import { refusedPage, statusOf, type Why } from './draw/refused.tsx';
import { personOf, tokenAfter } from './link.ts';
import { words } from './messages.ts';
import { codeOfSession, openSession } from './session.ts';
import type { Standing } from './store.ts';
import type { Ticket } from './ticket.ts';

/** A request with a link that is ours and has not expired. */
export interface Visit {
  desk: Desk;
  c: Context;
  token: string;
  ticket: Ticket;
}

type Accepted = Standing & { kind: 'accepted' };

/** Refuses whatever is not signed by us before anything else is read. */
export async function visit(desk: Desk, c: Context, go: (here: Visit) => Promise<Response>): Promise<Response> {
  const token = c.req.param('token') ?? '';
  const ticket = desk.seal.read(token);
  if (!ticket) return refuse(desk, c, 'forged');
  if (ticket.until * 1000 <= desk.clock.now().getTime()) return refuse(desk, c, 'expired');
  if (!['GET', 'HEAD'].includes(c.req.method) && !fromOurPage(desk, c)) return refuse(desk, c, 'elsewhere', token);
  return go({ desk, c, token, ticket });
}

/** In whose words a page is: the person's the link was made for; null when they have left. */
export async function readerOf({ desk, ticket }: Visit): Promise<Reader | null> {
  const person = await personOf(desk, ticket);
  if (!person) return null;
  const { locale, zone } = person;
  return { say: words(locale, zone), locale, asset: desk.asset };
}

/** The page after an accepted form: what was answered, or the form that follows it. */
export async function afterwards(here: Visit, { reply, at }: Pick<Accepted, 'reply' | 'at'>): Promise<Response> {
  const { desk, c, token, ticket } = here;
  if (reply?.kind === 'form') {
    const next = tokenAfter(desk, ticket, at, reply.form);
    const made = desk.seal.read(next);
    if (!made) throw new Error('the link to a form that follows another could not be read again');
    openSession(desk, c, next, made, codeOfSession(desk, c, ticket));
    return c.redirect(`${desk.base}/${next}`, 303);
  }
  const reader = await readerOf(here);
  if (!reader) return refuse(desk, c, 'gone');
  const card = reply?.kind === 'whisper' ? reply.card : null;
  return c.html(lastPage(reader, card, `${desk.base}/${token}/press`));
}

/** A polite page. `token`: the form can be opened again there. */
export function refuse(desk: Desk, c: Context, why: Why, token?: string): Response | Promise<Response> {
  const again = token === undefined ? null : `${desk.base}/${token}`;
  return c.html(refusedPage(why, desk.asset, again), statusOf[why]);
}
