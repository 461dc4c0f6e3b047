import type { Organisation, Urgency } from '../org/organisation.ts';
import type { Calendar } from '../worktime/index.ts';
import { parseDuration, roundTheClock } from '../worktime/index.ts';
import type { Later, Request, Target } from './types.ts';

const hour = 3600_000;

/** The calendar name of urgent requests: round the clock. */
export const clockCalendar = 'clock';

/** A calendar by its stored key. A calendar that has left the org file is replaced by `fallback`'s department calendar. */
export function calendarOf(org: Organisation, key: string, fallback: string): Calendar {
  if (key === clockCalendar) return always(org.company.zone);
  return org.calendars.get(key) ?? org.departments.get(fallback)?.calendar ?? always(org.company.zone);
}

const alwaysOpen = new Map<string, Calendar>();

function always(zone: string): Calendar {
  const known = alwaysOpen.get(zone) ?? roundTheClock(zone);
  alwaysOpen.set(zone, known);
  return known;
}

/** The calendar a department's clock runs on for this urgency: urgent requests never sleep. */
export function calendarKey(org: Organisation, department: string, urgency: Urgency): string {
  return urgency === 'urgent' ? clockCalendar : (org.departments.get(department)?.calendarKey ?? clockCalendar);
}

/** Normal requests respect working hours: what nobody has to see before then waits for them. */
export function quietUntil(org: Organisation, request: Request, department: string, now: Date): Date | undefined {
  if (request.urgency === 'urgent') return undefined;
  const open = calendarOf(org, calendarKey(org, department, 'normal'), department).nextOpen(now);
  return open > now ? open : undefined;
}

export function customerCalendar(org: Organisation, request: Pick<Request, 'customer' | 'urgency'>): Calendar {
  return calendarOf(org, calendarKey(org, request.customer, request.urgency), request.customer);
}

/** A target that starts at `from`; `budget` in the wording of the org file. Throws DurationError on a budget that is none. */
export function startTarget(
  org: Organisation,
  department: string,
  urgency: Urgency,
  budget: string,
  from: Date,
): Target {
  const calendar = calendarKey(org, department, urgency);
  const compiled = calendarOf(org, calendar, department);
  const budgetMs = parseDuration(budget, compiled.dayMs);
  return { from, budgetMs, calendar, due: compiled.add(from, budgetMs) };
}

/** The same target with `due` derived anew from its budget, its calendar and the pauses. */
export function derive(org: Organisation, department: string, target: Target, pauses: Request['pauses']): Target {
  const closed = pauses.flatMap(([from, to]): [Date, Date][] => (to ? [[from, to]] : []));
  return { ...target, due: calendarOf(org, target.calendar, department).add(target.from, target.budgetMs, closed) };
}

/** A later date moved by the open time for which the customer kept it waiting since it was said. */
export function deriveLater(org: Organisation, department: string, request: Request, later: Later): Later {
  const calendar = calendarOf(org, request.deliver.calendar, department);
  const kept = request.pauses.reduce((sum, [from, to]) => {
    const since = new Date(Math.max(from.getTime(), later.on.getTime()));
    return to && to > since ? sum + calendar.between(since, to) : sum;
  }, 0);
  return { ...later, due: kept > 0 ? calendar.add(later.at, kept) : later.at };
}

/** When the referee hears of what the parties have not settled: one hour (urgent), four working hours (normal). */
export const refereeBudgetMs: Record<Urgency, number> = { urgent: hour, normal: 4 * hour };

/** Delivered and nobody says anything: closed by silence after this many days of the customer's calendar. */
export const silenceDays = 3;
