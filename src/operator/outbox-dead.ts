import { and, asc, eq, inArray } from 'drizzle-orm';
import { z } from 'zod';
import type { Reader, Tx } from '../db/database.ts';
import { notify } from '../db/notify.ts';
import { OUTBOX_CHANNEL, reachOn } from '../engine/effects.ts';
import { outbox } from '../engine/tables.ts';
import type { Organisation } from '../org/organisation.ts';
import { loadOrganisation } from '../org/store.ts';
import { counted, type OperatorCommand, ok, type Ports, type Result, readArguments, UsageError } from './command.ts';

const syntax = {
  name: 'outbox:dead',
  usage: 'npm run outbox:dead -- [list | resend ID… | resend --all | drop ID… | drop --all]',
  flags: { all: { type: 'boolean' } },
} as const;
const shape = z.object({ what: z.enum(['list', 'resend', 'drop']), ids: z.array(z.number().int()), all: z.boolean() });
const mostIds = 10_000;

/** Messages that were given up: shown, sent again, or dropped. */
export const outboxDead: OperatorCommand = {
  ...syntax,
  async read(argv) {
    const { flags, words } = readArguments(argv, syntax, [0, mostIds]);
    const [what = 'list', ...given] = words;
    if (!shape.shape.what.safeParse(what).success)
      throw new UsageError(`"${what}" is none of list, resend, drop.`, syntax);
    const wrong = given.find((id) => !/^#?\d{1,15}$/.test(id));
    if (wrong !== undefined) throw new UsageError(`"${wrong}" is no number of a message.`, syntax);
    if (what !== 'list' && given.length === 0 && !flags.all)
      throw new UsageError(`Name the messages to ${what}, or --all.`, syntax);
    return { what, ids: given.map((id) => Number(id.replace('#', ''))), all: flags.all === true };
  },
  async run(ports, args) {
    const { what, ids, all } = shape.parse(args);
    if (what === 'list') return list(ports);
    return ports.db.transaction(async (tx) => {
      const found = await tx
        .select()
        .from(outbox)
        .where(deadOnes(all ? null : ids))
        .orderBy(asc(outbox.id))
        .for('update');
      const unknown = all ? [] : ids.filter((id) => !found.some((row) => row.id === id));
      const { done, left } = what === 'drop' ? await drop(tx, found) : await resend(tx, ports, found);
      const lines = [
        `${counted(done, 'message')} ${what === 'drop' ? 'dropped' : 'will be sent again'}.`,
        ...left,
        ...unknown.map((id) => `#${id} is no dead letter.`),
      ];
      return { text: lines.join('\n'), code: left.length + unknown.length > 0 ? 1 : 0 };
    });
  },
};

type Row = typeof outbox.$inferSelect;

const deadOnes = (ids: number[] | null) =>
  ids ? and(eq(outbox.status, 'dead'), inArray(outbox.id, ids)) : eq(outbox.status, 'dead');

/** The organisation, to call people by their names; null before the first import. */
async function organisationOf(on: Reader | Tx): Promise<Organisation | null> {
  return loadOrganisation(on).catch(() => null);
}

const shown = 200;

async function list({ db }: Ports): Promise<Result> {
  const total = await db.reader.$count(outbox, deadOnes(null));
  if (total === 0) return ok('There are no dead letters.');
  const org = await organisationOf(db.reader);
  const found = await db.reader.select().from(outbox).where(deadOnes(null)).orderBy(asc(outbox.id)).limit(shown);
  const lines = found.map((row) => {
    const name = org?.people.get(row.person)?.name ?? row.person;
    const why = row.error ?? 'unknown';
    return `#${row.id} ${row.createdAt.toISOString()} ${row.feature} ${row.kind} to ${name} on ${row.platform}: ${row.card.title} (${why})`;
  });
  const more = total > shown ? [`… and ${total - shown} more`] : [];
  const next = 'Remove the cause (often a wrong account in the org file), then: npm run outbox:dead -- resend ID…';
  return ok([`${counted(total, 'dead letter')}:`, ...lines, ...more, next].join('\n'));
}

async function drop(tx: Tx, found: readonly Row[]): Promise<{ done: number; left: string[] }> {
  await setAll(tx, found, { status: 'dropped' });
  return { done: found.length, left: [] };
}

/** Sends to the account the person has now, because a wrong one is the usual cause. */
async function resend(tx: Tx, ports: Ports, found: readonly Row[]): Promise<{ done: number; left: string[] }> {
  const org = await organisationOf(tx);
  const reach = reachOn(ports.platforms);
  const now = ports.clock.now();
  // The 24 hours after which a message is given up begin anew.
  const again = { status: 'waiting', attempts: 0, error: null, createdAt: now, dueAt: now } as const;
  const left: string[] = [];
  for (const row of found) {
    const home = row.kind === 'post' ? org && reach(org, row.person) : { platform: row.platform, account: row.account };
    if (home)
      await tx
        .update(outbox)
        .set({ ...again, ...home })
        .where(eq(outbox.id, row.id));
    else {
      const name = org?.people.get(row.person)?.name ?? row.person;
      left.push(
        `#${row.id} stays: ${name} has no account on a running messenger; add one to the org file and import it.`,
      );
    }
  }
  await notify(tx, OUTBOX_CHANNEL, '');
  return { done: found.length - left.length, left };
}

async function setAll(tx: Tx, found: readonly Row[], change: Partial<Row>): Promise<void> {
  const ids = found.map((row) => row.id);
  if (ids.length > 0) await tx.update(outbox).set(change).where(inArray(outbox.id, ids));
}
