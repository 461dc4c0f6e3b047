import { and, eq } from 'drizzle-orm';
import type { Tx } from '../db/database.ts';
import { type Organisation, personOfAccount } from '../org/organisation.ts';
import type { Deed, DirectoryNews, Incoming, Inlet, Platform, Reply, UnreadFile } from '../platform/adapter.ts';
import { sentence } from '../platform/card.ts';
import { maxFileBytes } from '../platform/files.ts';
import type { Form } from '../platform/form.ts';
import { sheetOf, shrinkCard } from '../platform/shrink.ts';
import { storable } from '../platform/storable.ts';
import { startDialogue } from './dialogue.ts';
import { directoryChanged } from './directory.ts';
import { aboutPeople, writeEffects } from './effects.ts';
import type { Effect, Turn } from './feature.ts';
import { words } from './messages.ts';
import { askingOf, type Decided, engine, type HandlePorts, route } from './route.ts';
import { inbox } from './tables.ts';

/**
 * Handles one event in one transaction: the inbox row, the decision, and all it promises. An event that was handled before
 * changes nothing and is answered as it was then. Rejects when nothing was written: the platform should deliver it again.
 */
export async function handle(ports: HandlePorts, raw: Incoming): Promise<Reply | null> {
  const incoming = storable(raw);
  let again = false;
  const reply = await ports.db.transaction(async (tx) => {
    const now = ports.now();
    const seen = await firstTime(tx, incoming, now);
    again = seen !== null;
    if (seen) return seen.reply;
    if (isNews(incoming)) {
      await directoryChanged({ ...ports, tx, now }, incoming);
      return null;
    }
    const org = await ports.organisation(tx);
    const person = personOfAccount(org, incoming.platform, incoming.account);
    const answer = person
      ? await decide(
          ports,
          { tx, now, org, ...aboutPeople(org, ports.reach), person, files: filesOf(incoming) },
          incoming,
        )
      : strangerReply(org, incoming);
    if (answer)
      await tx
        .update(inbox)
        .set({ reply: kept(answer) })
        .where(sameEvent(incoming));
    await ports.failpoint?.('before-commit');
    return answer;
  });
  await ports.failpoint?.('committed');
  return again && reply?.kind === 'form' && !isNews(incoming) ? formAgain(ports, incoming, reply.form) : reply;
}

/** A form is kept by its name: with hundreds of options, and with what somebody has filled in before, it would be large. */
function kept(reply: Reply): Reply {
  return reply.kind === 'form' ? { kind: 'form', form: { ...reply.form, intro: '', fields: [] } } : reply;
}

/** The form an event was answered with, as it stands now; null when it cannot be filled in any more. */
async function formAgain(ports: HandlePorts, { platform, account }: Deed, form: Form): Promise<Reply | null> {
  const now = await formFor(ports, platform, account, form.action, form.context);
  return now && { kind: 'form', form: now };
}

const isNews = (incoming: Incoming): incoming is DirectoryNews => ['joined', 'changed', 'left'].includes(incoming.kind);

const sameEvent = (incoming: Incoming) => and(eq(inbox.platform, incoming.platform), eq(inbox.eventId, incoming.id));

async function firstTime(tx: Tx, incoming: Incoming, now: Date): Promise<{ reply: Reply | null } | null> {
  const written = await tx
    .insert(inbox)
    .values({ platform: incoming.platform, eventId: incoming.id, receivedAt: now, reply: null })
    .onConflictDoNothing()
    .returning({ id: inbox.eventId });
  if (written.length > 0) return null;
  const [row] = await tx.select({ reply: inbox.reply }).from(inbox).where(sameEvent(incoming));
  return { reply: row?.reply ?? null };
}

const filesOf = (incoming: Incoming) => (incoming.kind === 'said' ? (incoming.files ?? []) : []);

/** Whoever answers in a calendar has asked us nothing. */
function strangerReply(org: Organisation, { kind }: Deed): Reply | null {
  if (kind === 'responded') return null;
  const say = words(org.company.locale, org.company.zone);
  return { kind: 'whisper', card: sentence(say('unknownPerson'), 'warn') };
}

async function decide(ports: HandlePorts, turn: Turn, incoming: Deed): Promise<Reply | null> {
  const decided = await route(ports, turn, incoming);
  const unread = incoming.kind === 'said' ? (incoming.unread ?? []) : [];
  await writeEffects(
    turn,
    engine,
    [...unread.map((file) => unreadEffect(turn, file)), ...(decided.before ?? [])],
    ports.reach,
  );
  await writeEffects(turn, decided.feature, decided.effects, ports.reach);
  await writeEffects(turn, engine, decided.after ?? [], ports.reach);
  return finish(ports, turn, decided, incoming);
}

const whyUnread = {
  empty: 'fileEmpty',
  tooLarge: 'fileTooLarge',
  wrongKind: 'fileWrongKind',
  unreachable: 'fileUnreachable',
} as const;

/** Whoever sent a file learns that it did not arrive. */
function unreadEffect({ person }: Turn, { name, why }: UnreadFile): Effect {
  const say = words(person.locale, person.zone);
  const reason = say(whyUnread[why], { limit: maxFileBytes / 1024 / 1024 });
  return {
    kind: 'post',
    to: person.id,
    card: sentence(say('fileUnread', { name, why: reason }), 'warn'),
    priority: 'reply',
  };
}

/** The form as it stands for an account now, as that messenger shows it; null when there is none to show. */
export async function formFor(
  ports: HandlePorts,
  platform: Platform,
  ...[account, action, context]: Parameters<Inlet['form']>
) {
  return ports.db.transaction(async (tx) => {
    const org = await ports.organisation(tx);
    const person = personOfAccount(org, platform, account);
    if (!person) return null;
    const turn: Turn = { tx, now: ports.now(), org, ...aboutPeople(org, ports.reach), person, files: [] };
    const form = await askingOf(ports, turn).formOf(action, context);
    return 'fields' in form ? sheetOf(form, ports.adapters.get(platform)?.can.sheets ?? null) : null;
  });
}

/** Cuts the reply to what the messenger can: a form that cannot be a sheet becomes a dialogue, problems without one become words. */
async function finish(ports: HandlePorts, turn: Turn, decided: Decided, incoming: Deed): Promise<Reply | null> {
  const { reply } = decided;
  const { platform } = incoming;
  const can = ports.adapters.get(platform)?.can;
  if (!reply || !can) return null;
  if (reply.kind === 'home') return { kind: 'home', cards: reply.cards.map((card) => shrinkCard(card, can, null)) };
  const sheet = reply.kind === 'form' ? sheetOf(reply.form, can.sheets) : null;
  if (sheet) return { kind: 'form', form: sheet };
  if (reply.kind === 'form') {
    await writeEffects(
      turn,
      engine,
      await startDialogue(turn, reply.form, platform, askingOf(ports, turn)),
      ports.reach,
    );
    return null;
  }
  if (reply.kind === 'problems' && incoming.kind !== 'submitted') {
    return { kind: 'whisper', card: sentence(Object.values(reply.fields).join(' '), 'warn') };
  }
  if (reply.kind === 'whisper' && reply.card.buttons.length > can.buttons) {
    const post: Effect = { kind: 'post', to: turn.person.id, card: reply.card, priority: 'reply' };
    await writeEffects(turn, decided.feature, [post], ports.reach);
    return null;
  }
  return reply.kind === 'whisper' ? { kind: 'whisper', card: shrinkCard(reply.card, can, null) } : reply;
}
