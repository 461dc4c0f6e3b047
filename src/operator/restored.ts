import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Reader, rows, type Tx } from '../db/database.ts';
import { asNumber } from '../db/decode.ts';
import { notify } from '../db/notify.ts';
import { OUTBOX_CHANNEL } from '../engine/effects.ts';
import { counted, type OperatorCommand, ok, readArguments, UsageError } from './command.ts';

const syntax = {
  name: 'restored',
  usage: 'npm run restored -- [list | release | drop] [--kind post|update|retire|room] [--feature NAME] [--all]',
  flags: { kind: { type: 'string' }, feature: { type: 'string' }, all: { type: 'boolean' } },
} as const;
const shape = z.object({
  what: z.enum(['hold', 'list', 'release', 'drop']),
  kind: z.enum(['post', 'update', 'retire']).nullable(),
  feature: z.string().nullable(),
});

/**
 * After a backup was put back: what it promises may have been sent already, after it was made. So everything promised
 * before now is held until the operator has decided what still to send.
 */
export const restored: OperatorCommand = {
  ...syntax,
  async read(argv) {
    const read = readArguments(argv, syntax, [0, 1]);
    const what = read.words[0] ?? 'hold';
    const { kind = null, feature = null, all } = read.flags;
    if (!['hold', 'list', 'release', 'drop'].includes(what))
      throw new UsageError(`"${what}" is none of list, release, drop.`, syntax);
    if (kind !== null && !['post', 'update', 'retire', 'room'].includes(String(kind)))
      throw new UsageError(`--kind is none of post, update, retire, room.`, syntax);
    if ((what === 'release' || what === 'drop') && !kind && !feature && !all)
      throw new UsageError(`Say what to ${what}: --kind, --feature or --all.`, syntax);
    return { what, kind, feature };
  },
  async run({ db, clock }, args) {
    const { what, kind, feature } = shape.parse(args);
    if (what === 'list') return ok(await held(db.reader));
    return db.transaction(async (tx) => {
      if (what === 'hold') {
        const count = await changed(tx, holding(clock.now()));
        return ok(
          `${counted(count, 'message')} promised before now ${count === 1 ? 'is' : 'are'} held and will not be sent by itself.\n${await held(tx)}`,
        );
      }
      const chosen = sql`status = 'held' ${kind ? sql`and kind = ${kind}` : sql``} ${feature ? sql`and feature = ${feature}` : sql``}`;
      if (what === 'drop') {
        const count = await changed(tx, sql`update outbox set status = 'dropped' where ${chosen} returning id`);
        return ok(`${counted(count, 'message')} dropped.\n${await held(tx)}`);
      }
      const stale = await changed(tx, overtaken(chosen));
      const count = await changed(tx, releasing(chosen, clock.now()));
      await notify(tx, OUTBOX_CHANNEL, '');
      const replaced = stale > 0 ? ` ${counted(stale, 'message')} replaced by newer ones left out.` : '';
      return ok(`${counted(count, 'message')} released.${replaced}\n${await held(tx)}`);
    });
  },
};

const holding = (now: Date) => sql`update outbox set status = 'held', lease_id = null, lease_until = null
  where status = 'waiting' and created_at <= ${now.toISOString()}::timestamptz returning id`;

/** Since then the same card was sent or promised anew: the older one would show what is no longer true. */
const overtaken = (chosen: SQL) => sql`update outbox set status = 'superseded'
  where ${chosen} and slot is not null and kind <> 'room' and exists
    (select 1 from outbox newer where newer.slot = outbox.slot and newer.person = outbox.person and newer.id > outbox.id
      and newer.status in ('waiting', 'sent'))
  returning id`;

/** The 24 hours after which a message is given up begin anew; one that waits for working hours goes on waiting. */
const releasing = (chosen: SQL, now: Date) => {
  const at = sql`${now.toISOString()}::timestamptz`;
  return sql`update outbox set status = 'waiting', created_at = ${at}, due_at = greatest(due_at, ${at}), attempts = 0
    where ${chosen} returning id`;
};

async function changed(tx: Tx, statement: SQL): Promise<number> {
  return (await rows(tx, statement)).length;
}

async function held(on: Reader | Tx): Promise<string> {
  const found = await rows<{ feature: string; kind: string; count: unknown }>(
    on,
    sql`select feature, kind, count(*) as count from outbox where status = 'held' group by feature, kind order by feature, kind`,
  );
  if (found.length === 0) return 'No messages are held.';
  const lines = found.map((row) => `  ${row.feature} ${row.kind}: ${asNumber(row.count)}`);
  return [
    'Held:',
    ...lines,
    'Decide with: npm run restored -- release --kind update, then drop or release --all.',
  ].join('\n');
}
