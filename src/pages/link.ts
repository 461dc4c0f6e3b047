import { createHash } from 'node:crypto';
import { accountKey, type Person, personOfAccount } from '../org/organisation.ts';
import type { Platform } from '../platform/adapter.ts';
import type { Form } from '../platform/form.ts';
import type { Desk } from './desk.ts';
import { keepContext, linkMs, loadContext } from './store.ts';
import { freshNonce, type Ticket } from './ticket.ts';

/** Bytes of a context that a link carries itself: messengers refuse links of more than about a thousand characters. */
const mostCarried = 240;

type Linked = Pick<Form, 'action' | 'context'>;

/** The token of a link to this form for this account, from now on. */
export function tokenFor(desk: Desk, platform: Platform, account: string, form: Linked, nonce = freshNonce()): string {
  return tokenUntil(desk, { platform, account, nonce, from: desk.clock.now() }, form);
}

interface For {
  platform: Platform;
  account: string;
  nonce: string;
  from: Date;
}

function tokenUntil(desk: Desk, { platform, account, nonce, from }: For, { action, context }: Linked): string {
  const until = Math.floor((from.getTime() + linkMs) / 1000);
  const short = Buffer.byteLength(context) <= mostCarried;
  const carried = short ? { text: context } : { row: keep(desk, context) };
  return desk.seal.token({ platform, account, action, context: carried, nonce, until });
}

/** The token of the form that follows an accepted one: always the same, however often it is asked for. */
export function tokenAfter(desk: Desk, ticket: Ticket, acceptedAt: Date, form: Linked): string {
  const nonce = createHash('sha256').update(`after/${ticket.nonce}`).digest('base64url').slice(0, 16);
  return tokenUntil(desk, { platform: ticket.platform, account: ticket.account, nonce, from: acceptedAt }, form);
}

/** Puts a long context into the database, in the background: a link is made where nothing can be waited for. */
function keep(desk: Desk, context: string): string {
  const id = desk.seal.nameOf(context);
  const write = () => keepContext(desk.db, id, context, desk.clock.now());
  const written = write()
    .catch(write)
    .catch((error: unknown) => desk.log.error({ err: error }, 'context of a form link not kept'))
    .finally(() => {
      if (desk.keeping.get(id) === written) desk.keeping.delete(id);
    });
  desk.keeping.set(id, written);
  return id;
}

/** A link's context; null when it is no longer kept. */
export async function contextOf(desk: Desk, { context }: Ticket): Promise<string | null> {
  if ('text' in context) return context.text;
  await desk.keeping.get(context.row);
  return loadContext(desk.db, context.row);
}

/** The form a link stands for, as it stands now; null when it cannot be filled in any more. */
export async function formOf(desk: Desk, ticket: Ticket): Promise<Form | null> {
  const context = await contextOf(desk, ticket);
  return context === null ? null : desk.inlets(ticket.platform).form(ticket.account, ticket.action, context);
}

/** The person a link was made for; null when they have left. */
export async function personOf(
  desk: Desk,
  { platform, account }: Pick<Ticket, 'platform' | 'account'>,
): Promise<Person | null> {
  return personOfAccount(await desk.organisation(), platform, account);
}

export const sameAccount = (platform: Platform, a: string, b: string) =>
  accountKey(platform, a) === accountKey(platform, b);
