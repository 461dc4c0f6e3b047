import { type SQL, sql } from 'drizzle-orm';
import { type Database, rows } from '../db/database.ts';

/** How long finished things are kept, in days. Dead and held messages stay until an operator has decided about them. */
const retentionDays = { inbox: 30, outbox: 90, calendarEvents: 90, dialogues: 30, wakerSlots: 2 } as const;

const dayMs = 24 * 3600 * 1000;

export interface Pruned {
  inbox: number;
  outbox: number;
  calendarEvents: number;
  dialogues: number;
  wakerSlots: number;
}

/**
 * Deletes what is finished and older than its retention, in batches, so that no one waits for it. `now` is the product's
 * time, `machineNow` the machine's, by which the waker writes.
 */
export async function prune(db: Database, now: Date, machineNow: Date, batch = 1_000): Promise<Pruned> {
  const before = (days: number, from: Date) => new Date(from.getTime() - days * dayMs).toISOString();
  const inbox = before(retentionDays.inbox, now);
  const outbox = before(retentionDays.outbox, now);
  const events = before(retentionDays.calendarEvents, now);
  const dialogues = before(retentionDays.dialogues, now);
  const slots = before(retentionDays.wakerSlots, machineNow);
  return {
    inbox: await deleteAll(
      db,
      batch,
      sql`delete from inbox where (platform, event_id) in
          (select platform, event_id from inbox where received_at < ${inbox}::timestamptz limit ${batch})
          returning 1 as one`,
    ),
    // The row that drew a live card stays: its buttons are asked for when someone presses "more".
    outbox: await deleteAll(
      db,
      batch,
      sql`delete from outbox where id in
          (select o.id from outbox o
           where o.status in ('sent', 'superseded', 'dropped') and o.created_at < ${outbox}::timestamptz
             and not exists (select 1 from live_cards l
                             where l.person = o.person and l.slot = o.slot and l.outbox_id = o.id)
           limit ${batch})
          returning 1 as one`,
    ),
    calendarEvents: await deleteAll(
      db,
      batch,
      sql`delete from calendar_events where (slot, platform) in
          (select slot, platform from calendar_events where ends_at < ${events}::timestamptz limit ${batch})
          returning 1 as one`,
    ),
    dialogues: await deleteAll(
      db,
      batch,
      sql`delete from dialogues where id in
          (select id from dialogues where updated_at < ${dialogues}::timestamptz limit ${batch})
          returning 1 as one`,
    ),
    wakerSlots: await deleteAll(
      db,
      batch,
      sql`delete from waker_slots where slot in
          (select slot from waker_slots where at < ${slots}::timestamptz limit ${batch})
          returning 1 as one`,
    ),
  };
}

const mostBatches = 50;

async function deleteAll(db: Database, batch: number, statement: SQL): Promise<number> {
  let total = 0;
  for (let round = 0; round < mostBatches; round++) {
    const deleted = (await rows(db.reader, statement)).length;
    total += deleted;
    if (deleted < batch) break;
  }
  return total;
}
