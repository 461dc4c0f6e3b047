import { and, eq, gt, lt, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../db/database.ts';
import type { Platform } from '../platform/adapter.ts';
import { type Calendars, readEvent } from '../platform/events.ts';
import type { OutboxPorts, Row } from './outbox-send.ts';
import { calendarEvents, outbox } from './tables.ts';

type Standing = typeof calendarEvents.$inferSelect;
type Wanted = NonNullable<Row['event']>;

/** What is to be done about an event: `null`, nothing any more. */
export interface EventWork {
  calendars: Calendars;
  /** Resolves to the platform's id, empty when it was taken out. */
  carryOut(): Promise<string>;
}

/** How an event is brought into calendars, or out of them. */
export async function eventWork(ports: OutboxPorts, row: Row): Promise<EventWork | null> {
  const calendars = ports.adapters.get(row.platform as Platform)?.calendars;
  const { slot, event: wanted } = row;
  if (!calendars || slot === null || !wanted) return null;
  const standing = await standingOf(ports.db.reader, slot, row.platform);
  if ((standing && standing.outboxId > row.id) || (await overtaken(ports.db.reader, row))) return null;
  if (!wanted.event) {
    const { shown } = standing ?? {};
    return standing && shown ? { calendars, carryOut: () => takeOut(calendars, standing, shown) } : null;
  }
  // Nobody needs it in their calendar when it is over.
  if (new Date(wanted.event.to) <= ports.now()) return null;
  return { calendars, carryOut: () => bringIn(ports, calendars, row, wanted, standing) };
}

/** Its name towards the platform, the same for every try: by it what was made is found again. */
const keyOf = (slot: string, standing: Pick<Standing, 'turn'> | null) => `${slot}/${standing?.turn ?? 0}`;

async function bringIn(
  ports: OutboxPorts,
  calendars: Calendars,
  row: Row,
  wanted: Wanted,
  standing: Standing | null,
): Promise<string> {
  const { event, accounts } = wanted;
  if (!event || row.slot === null) throw new Error('there is no event to bring in');
  // First, so that one that was made and whose answer was lost is known of, whatever becomes of it.
  if (!standing?.shown) await announce(ports.db.reader, row, { event, accounts });
  return calendars.put(keyOf(row.slot, standing), standing?.remote ?? null, readEvent(event), accounts);
}

/** What may have been made, and was never answered for, is found by its key, to be taken out. */
async function takeOut(calendars: Calendars, standing: Standing, shown: NonNullable<Standing['shown']>) {
  const { remote, slot } = standing;
  await calendars.cancel(
    remote ?? (await calendars.put(keyOf(slot, standing), null, readEvent(shown.event), shown.accounts)),
  );
  return '';
}

async function standingOf(on: Reader, slot: string, platform: string): Promise<Standing | null> {
  const [row] = await on.select().from(calendarEvents).where(isEvent(slot, platform));
  return row ?? null;
}

/** A newer one of the same event waits already: written while an earlier try of this one was under way. */
async function overtaken(on: Reader, { id, slot, person, platform }: Row): Promise<boolean> {
  const same = and(eq(outbox.slot, slot ?? ''), eq(outbox.person, person), eq(outbox.platform, platform));
  const newer = await on
    .select({ id: outbox.id })
    .from(outbox)
    .where(and(same, eq(outbox.status, 'waiting'), gt(outbox.id, id)))
    .limit(1);
  return newer.length > 0;
}

const isEvent = (slot: string, platform: string) =>
  and(eq(calendarEvents.slot, slot), eq(calendarEvents.platform, platform));

async function announce(
  on: Reader,
  { slot, platform, feature }: Row,
  shown: NonNullable<Standing['shown']>,
): Promise<void> {
  const values = { shown, endsAt: new Date(shown.event.to), outboxId: 0 };
  await on
    .insert(calendarEvents)
    .values({ slot: slot ?? '', platform, feature, ...values })
    .onConflictDoUpdate({
      target: [calendarEvents.slot, calendarEvents.platform],
      set: { shown: values.shown, endsAt: values.endsAt },
      setWhere: sql`${calendarEvents.shown} is null`,
    });
}

/** Notes what calendars show now, in the transaction that marks the rows as sent. */
export async function becameEvents(tx: Tx, done: readonly (Row & { at: string })[], now: Date): Promise<void> {
  for (const row of [...done].sort((a, b) => a.id - b.id)) {
    if (row.kind !== 'event' || !row.event || row.slot === null) continue;
    const { event, accounts } = row.event;
    const newer = and(isEvent(row.slot, row.platform), lt(calendarEvents.outboxId, row.id));
    const set = event
      ? { remote: row.at, shown: { event, accounts }, endsAt: new Date(event.to) }
      : { remote: null, shown: null, endsAt: now, turn: sql`${calendarEvents.turn} + 1` };
    // What people answered to another time is no answer to this one.
    const answers = event
      ? sql`case when (${calendarEvents.shown} -> 'event' ->> 'sequence')::int = ${event.sequence}::int
                 then ${calendarEvents.answers} else '{}'::jsonb end`
      : sql`'{}'::jsonb`;
    await tx
      .update(calendarEvents)
      .set({ ...set, answers, outboxId: row.id })
      .where(newer);
  }
}
