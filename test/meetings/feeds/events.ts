import { asc, eq } from 'drizzle-orm';
import type { Database } from '../../../src/db/database.ts';
import type { Effect, Feature } from '../../../src/engine/feature.ts';
import { calendarEvents, outbox } from '../../../src/engine/tables.ts';
import type { CalendarEvent } from '../../../src/platform/events.ts';

/** A feature that promises events, and hears what people answer. */
export function diary(): { feature: Feature; heard: string[] } {
  const heard: string[] = [];
  const feature: Feature = {
    name: 'toy',
    commands: [],
    async responded({ person }, slot, answer) {
      heard.push(`${person.key} ${answer} ${slot}`);
      return [];
    },
  };
  return { feature, heard };
}

export const slot = 'meeting/12';

/** A half hour of two people of the test company; null takes it out. */
export function halfHour(
  more: Partial<CalendarEvent> & { people?: string[]; slot?: string; off?: true } = {},
): Extract<Effect, { kind: 'event' }> {
  const { people = ['p-sales-0', 'p-materials-0'], off, slot: own = slot, ...event } = more;
  const from = event.from ?? new Date('2026-05-12T01:00:00Z');
  const to = new Date(from.getTime() + 30 * 60_000);
  const whole = { title: '例会：销售部与物控部', description: '发送 /例会 查看', zone: 'Asia/Shanghai', sequence: 0 };
  return { kind: 'event', slot: own, people, event: off ? null : { ...whole, from, to, ...event } };
}

/** `status error` of the promised events, in their order. */
export async function promised(db: Database): Promise<string[]> {
  const found = await db.reader.select().from(outbox).where(eq(outbox.kind, 'event')).orderBy(asc(outbox.id));
  return found.map(({ status, event }) => `${event?.event ? 'in' : 'out'} ${status}`);
}

/** What is remembered of events. */
export const remembered = (db: Database) => db.reader.select().from(calendarEvents);
