import { CalendarError } from './errors.ts';
import { DAY } from './local.ts';

/** A stretch of time with one UTC offset: epoch ms, half-open. Wall time is `instant + offset`, read as if UTC. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly offset: number;
}

export interface Zone {
  readonly name: string;
  /** The stretches that make up one UTC year, in order. */
  stretches(year: number): readonly Stretch[];
  /** The wall time shown at an instant. */
  wall(instant: number): number;
  /** The first instant that shows this wall time; for one that is skipped, the instant at which the gap ends. */
  instant(wall: number): number;
}

const zones = new Map<string, Zone>();

/** The zone of an IANA name, shared by all calendars. Throws CalendarError when the name is unknown. */
export function zoneOf(name: string): Zone {
  let zone = zones.get(name);
  if (!zone) {
    zone = makeZone(name);
    zones.set(name, zone);
  }
  return zone;
}

/** The local date that an instant has in a zone, `2026-05-20`. */
export const localDate = (at: Date, zone: string): string =>
  new Date(zoneOf(zone).wall(at.getTime())).toISOString().slice(0, 10);

/** The instant that shows in `to` the wall time that `at` shows in `from`. */
export const sameWallTime = (at: Date, from: string, to: string): Date =>
  from === to ? at : new Date(zoneOf(to).instant(zoneOf(from).wall(at.getTime())));

function makeZone(name: string): Zone {
  const offsetAt = offsetReader(name);
  const years = new Map<number, readonly Stretch[]>();
  const stretches = (year: number) => {
    let known = years.get(year);
    if (!known) {
      known = findStretches(year, offsetAt);
      years.set(year, known);
    }
    return known;
  };
  return {
    name,
    stretches,
    wall(instant) {
      const known = stretches(utcYear(instant));
      let i = known.length - 1;
      while (i > 0 && (known[i] as Stretch).from > instant) i -= 1;
      return instant + (known[i] as Stretch).offset;
    },
    instant(wall) {
      for (const { from, to, offset } of stretchesAround(stretches, wall, wall)) {
        if (wall < to + offset) return Math.max(wall - offset, from);
      }
      throw new CalendarError(`no instant in ${name} shows this local time`);
    },
  };
}

/** Every stretch that can show a wall time in [from, to]: no zone is two days away from UTC. */
export function* stretchesAround(stretches: Zone['stretches'], from: number, to: number): Generator<Stretch> {
  const last = utcYear(to + 2 * DAY);
  for (let year = utcYear(from - 2 * DAY); year <= last; year += 1) yield* stretches(year);
}

export function utcYear(instant: number): number {
  return new Date(instant).getUTCFullYear();
}

function findStretches(year: number, offsetAt: (instant: number) => number): readonly Stretch[] {
  const end = Date.UTC(year + 1, 0, 1);
  const found: Stretch[] = [];
  let from = Date.UTC(year, 0, 1);
  let offset = offsetAt(from);
  // Sampled daily, because Morocco suspends summer time for one month. Two changes within a day would be seen as one.
  for (let day = from; day < end; day += DAY) {
    const next = offsetAt(day + DAY);
    if (next === offset) continue;
    const change = changeBetween(day, day + DAY, offset, offsetAt);
    if (change === end) break;
    found.push({ from, to: change, offset });
    from = change;
    offset = next;
  }
  found.push({ from, to: end, offset });
  return found;
}

/** The second at which the offset stops being `before`. */
function changeBetween(low: number, high: number, before: number, offsetAt: (instant: number) => number): number {
  let [same, changed] = [low / 1000, high / 1000];
  while (changed - same > 1) {
    const middle = Math.floor((same + changed) / 2);
    if (offsetAt(middle * 1000) === before) same = middle;
    else changed = middle;
  }
  return changed * 1000;
}

function offsetReader(name: string): (instant: number) => number {
  const format = formatOf(name);
  return (instant) => {
    const [month, day, year, hour, minute, second] = (format.format(instant).match(/\d+/g) ?? []).map(Number);
    return Date.UTC(year ?? 0, (month ?? 0) - 1, day, hour, minute, second) - instant;
  };
}

function formatOf(name: string): Intl.DateTimeFormat {
  const problem = `"${name}" is not a time zone: write an IANA name, for example Asia/Shanghai`;
  // Intl takes undefined to mean the machine's zone, which would differ from server to server.
  if (typeof name !== 'string' || name === '') throw new CalendarError(problem);
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
  } catch (cause) {
    throw new CalendarError(problem, { cause });
  }
}
