import { eq, inArray, sql } from 'drizzle-orm';
import type { Logger } from 'pino';
import type { Clock } from '../../clock.ts';
import { groupBy } from '../../collections.ts';
import type { Database, Reader, Tx } from '../../db/database.ts';
import { insertMany } from '../../db/insert-many.ts';
import { reachOn } from '../../engine/effects.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Work } from '../../engine/waker.ts';
import { dateAfter } from '../../org/duty.ts';
import { leadersOf } from '../../org/leaders.ts';
import { accountKey, type Messenger, type Organisation } from '../../org/organisation.ts';
import type { Calendars } from '../../platform/events.ts';
import { dayStart, nextPlanning, weeksPlannedAt } from '../planning/weeks.ts';
import { meetingBusy, meetingSettings } from '../tables.ts';
import type { Week } from '../types.ts';

/** When these people cannot between two instants, as their calendars said shortly before the week was planned. */
export async function busyOf(
  on: Reader | Tx,
  people: readonly string[],
  from: Date,
  to: Date,
): Promise<{ person: string; from: Date; to: Date }[]> {
  if (people.length === 0) return [];
  const found = await on
    .select({ person: meetingBusy.person, busy: meetingBusy.busy })
    .from(meetingBusy)
    .where(inArray(meetingBusy.person, [...people]));
  return found
    .flatMap(({ person, busy }) => busy.map((one) => ({ person, from: new Date(one.from), to: new Date(one.to) })))
    .filter((one) => one.from < to && one.to > from);
}

export interface BusyOptions {
  db: Database;
  clock: Clock;
  log: Logger;
  engine: Pick<Engine, 'adapters'>;
  organisation: () => Promise<Organisation>;
  hasOrganisation: () => Promise<boolean>;
}

/** How long before a planning calendars begin to be read, and how many people a minute: each call costs of a quota. */
const beforeMs = 90 * 60_000;
const mostAMinute = 60;
/** After a failure. */
const restMs = 15 * 60_000;

/**
 * Asks calendars when people cannot, shortly before a week is planned: once a week and person, only where a messenger tells,
 * and nobody waits for it. What cannot be read by then is planned without.
 */
export function readingCalendars(options: BusyOptions): Work {
  const { clock, log } = options;
  let restUntil = 0;
  return {
    name: 'calendars',
    every: '* * * * *',
    who: 'one',
    async work() {
      const telling = [...options.engine.adapters.values()].some(({ calendars }) => calendars?.busy);
      if (!telling || clock.now().getTime() < restUntil || !(await options.hasOrganisation())) return;
      const org = await options.organisation();
      const planning = nextPlanning(clock.now(), org);
      const weeks = weeksPlannedAt(planning, org);
      const [first] = weeks;
      if (first === undefined || planning.getTime() - clock.now().getTime() > beforeMs) return;
      const from = dayStart(first, org);
      const to = dayStart(dateAfter(weeks.at(-1) ?? first, 7), org);
      try {
        await readWeek(options, org, first, from, to);
      } catch (error) {
        restUntil = clock.now().getTime() + restMs;
        log.warn({ err: error }, 'calendars not read; the week is planned without what is missing');
      }
    },
  };
}

async function readWeek(options: BusyOptions, org: Organisation, week: Week, from: Date, to: Date): Promise<void> {
  const { db, engine } = options;
  const reach = reachOn([...engine.adapters.keys()]);
  const read = await readAlready(db.reader, week);
  const homes = (await whoMayCome(db.reader, org))
    .filter((person) => !read.has(person))
    .flatMap((person) => {
      const home = reach(org, person);
      return home && engine.adapters.get(home.platform)?.calendars?.busy ? [{ person, ...home }] : [];
    });
  for (const [platform, all] of groupBy(homes, (home) => home.platform)) {
    const calendars = engine.adapters.get(platform)?.calendars;
    if (calendars) await readPeople(options, calendars, platform, all.slice(0, mostAMinute), { week, from, to });
  }
}

interface Stretch {
  week: Week;
  from: Date;
  to: Date;
}

async function readPeople(
  { db, clock }: BusyOptions,
  calendars: Calendars,
  platform: Messenger,
  people: readonly { person: string; account: string }[],
  { week, from, to }: Stretch,
): Promise<void> {
  const found = await calendars.busy?.(
    people.map(({ account }) => account),
    from,
    to,
  );
  if (!found) return;
  const busy = groupBy(found, ({ account }) => accountKey(platform, account));
  const rows = people.map(({ person, account }) => ({
    person,
    week,
    busy: (busy.get(accountKey(platform, account)) ?? []).map((one) => ({
      from: one.from.toISOString(),
      to: one.to.toISOString(),
    })),
    at: clock.now(),
  }));
  const replaced = sql`on conflict (person) do update set week = excluded.week, busy = excluded.busy, at = excluded.at`;
  await insertMany(db.reader, meetingBusy, rows, replaced);
}

async function readAlready(on: Reader, week: Week): Promise<Set<string>> {
  const found = await on.select({ person: meetingBusy.person }).from(meetingBusy).where(eq(meetingBusy.week, week));
  return new Set(found.map(({ person }) => person));
}

/** Heads, deputies, and whom departments name besides. */
async function whoMayCome(on: Reader, org: Organisation): Promise<string[]> {
  const settled = await on.select({ settings: meetingSettings.settings }).from(meetingSettings);
  const leaders = [...org.departments.keys()].flatMap((key) => leadersOf(org, key));
  return [...new Set([...leaders, ...settled.flatMap(({ settings }) => settings.people)])];
}
