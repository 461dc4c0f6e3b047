/**
 * An independent reading of the work-time definition: it walks the clock step by step and asks Intl what a clock on the
 * wall shows. Slow and obvious on purpose; it shares no line with src/worktime, so that both cannot be wrong alike.
 */
export interface StepperSpec {
  zone: string;
  hours: Record<string, [string, string][]>;
  holidays?: string[];
  overrides?: Record<string, [string, string][]>;
}

interface Reading {
  date: string;
  yesterday: string;
  /** Wall-clock ms since midnight. */
  time: number;
}

const readings = new Map<string, Map<number, Reading>>();

/** What a wall clock in `zone` shows at an instant (epoch ms). */
export function reading(zone: string, at: number): Reading {
  // Every zone of today is whole minutes from UTC, so asking once a minute is enough.
  const minute = Math.floor(at / 60_000) * 60_000;
  const known = readings.get(zone) ?? new Map<number, Reading>();
  readings.set(zone, known);
  const read = known.get(minute) ?? ask(zone, minute);
  known.set(minute, read);
  return { ...read, time: read.time + at - minute };
}

const formats = new Map<string, Intl.DateTimeFormat>();

function ask(zone: string, at: number): Reading {
  let format = formats.get(zone);
  if (!format) {
    // Swedish writes `2026-05-09 08:30:00`.
    format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
    formats.set(zone, format);
  }
  const [date = '', clock = ''] = format.format(at).split(' ');
  const [h = 0, m = 0] = clock.split(':').map(Number);
  const yesterday = new Date(`${date}T00:00:00Z`);
  yesterday.setUTCDate(yesterday.getUTCDate() - 1);
  return { date, yesterday: yesterday.toISOString().slice(0, 10), time: (h * 60 + m) * 60_000 };
}

function rangesOf(spec: StepperSpec, date: string): [string, string][] {
  const own = spec.overrides?.[date];
  if (own) return own;
  if (spec.holidays?.includes(date)) return [];
  const weekday = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'][new Date(`${date}T00:00:00Z`).getUTCDay()];
  return spec.hours[weekday as string] ?? [];
}

const ms = (time: string) => Number(time.slice(0, 2)) * 3_600_000 + Number(time.slice(3)) * 60_000;

/** Open: the wall reading lies in a range of its date, or in the morning part of yesterday's overnight range. */
export function isOpen(spec: StepperSpec, at: number): boolean {
  const { date, yesterday, time } = reading(spec.zone, at);
  const today = rangesOf(spec, date).some(([from, to]) => {
    const overnight = ms(to) <= ms(from);
    return time >= ms(from) && (overnight || time < ms(to));
  });
  return today || rangesOf(spec, yesterday).some(([from, to]) => ms(to) <= ms(from) && time < ms(to));
}

function counts(spec: StepperSpec, at: number, pauses: [Date, Date][]): boolean {
  return isOpen(spec, at) && !pauses.some(([from, to]) => at >= from.getTime() && at < to.getTime());
}

/** The due time by walking in steps of `step` ms; null when it is later than `limit`. */
export function add(
  spec: StepperSpec,
  start: number,
  budget: number,
  pauses: [Date, Date][],
  limit: number,
  step = 60_000,
): number | null {
  let left = budget;
  for (let at = start; at < limit; at += step) {
    if (!counts(spec, at, pauses)) continue;
    if (budget === 0) return at;
    left -= step;
    if (left <= 0) return at + step;
  }
  return null;
}

/** The open, unpaused ms of [from, to) by walking. */
export function between(spec: StepperSpec, from: number, to: number, pauses: [Date, Date][], step = 60_000): number {
  let sum = 0;
  for (let at = from; at < to; at += step) if (counts(spec, at, pauses)) sum += step;
  return sum;
}
