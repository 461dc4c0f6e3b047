import { lt, sql } from 'drizzle-orm';
import type { Tx } from '../db/database.ts';
import { insertMany } from '../db/insert-many.ts';
import { weekOf } from '../digest/periods.ts';
import { randomFrom } from '../meetings/planner/random.ts';
import { dateAfter } from '../org/duty.ts';
import type { Department, Organisation, Targets } from '../org/organisation.ts';
import { requestFacts, requestNumbers } from '../requests/tables.ts';
import { parseDuration, roundTheClock } from '../worktime/index.ts';

/** What an invented request comes to. */
export type Fact = typeof requestFacts.$inferInsert;

const minute = 60_000;
/** The twelve weeks of a digest's picture, and one more whose requests were closed in the first of them. */
const WEEKS = 13;
const SEED = 79;
/** Requests of people are numbered from here. */
const firstNumber = Number(requestNumbers.seqOptions?.startWith ?? 1);

/** How a department is said to have served each customer: requests a week, and percent on time in the first and last weeks. */
interface Service {
  aWeek: number;
  from: number;
  to: number;
}

const ordinary: Service = { aWeek: 6, from: 84, to: 88 };
const served: Readonly<Record<string, Service>> = {
  materials: { aWeek: 15, from: 68, to: 92 },
  production: { aWeek: 9, from: 86, to: 80 },
  purchasing: { aWeek: 11, from: 72, to: 87 },
  finance: { aWeek: 8, from: 88, to: 96 },
  sales: { aWeek: 8, from: 61, to: 76 },
  quality: { aWeek: 10, from: 96, to: 93 },
  office: { aWeek: 3, from: 80, to: 88 },
};

/** One supplier and one customer in one week, and dice that always fall the same way. */
interface Between {
  org: Organisation;
  supplier: Department;
  customer: Department;
  random: (below: number) => number;
}

/**
 * Invented: requests that no one ever filed, so that the demo's digests have weeks to stand beside. Only what closed requests
 * come to is written, as figures are counted from it; no request, card or history stands behind a number, and all numbers lie
 * below that of the first real one. The same company gives the same weeks.
 */
export function inventedHistory(org: Organisation, before: Date): Fact[] {
  const random = randomFrom(SEED);
  const last = weekOf(org.company.zone, before);
  const facts = pairsOf(org).flatMap(([supplier, customer]) =>
    Array.from({ length: WEEKS + 1 }, (_, index) => {
      const week = dateAfter(last, -7 * (WEEKS - index));
      return weekOfRequests({ org, supplier, customer, random }, week, index / WEEKS);
    }).flat(),
  );
  return facts
    .filter(({ closedAt }) => closedAt < before)
    .sort((a, b) => a.filedAt.getTime() - b.filedAt.getTime())
    .map((fact, index) => ({ ...fact, number: index + 1 }));
}

/** Writes the invented weeks unless they are there: also into a demo that began before there were any. */
export async function writeHistory(tx: Tx, org: Organisation, before: Date): Promise<void> {
  const { number } = requestFacts;
  const there = await tx.select({ number }).from(requestFacts).where(lt(number, firstNumber)).limit(1);
  if (there.length > 0) return;
  await insertMany(tx, requestFacts, inventedHistory(org, before), sql`on conflict (number) do nothing`);
}

/** Departments that supply one another, each pair once; in an order that is the same wherever the organisation was read from. */
function pairsOf({ links, departments }: Organisation): [Department, Department][] {
  const pairs = new Map(links.map(({ supplier, customer }) => [`${supplier}>${customer}`, { supplier, customer }]));
  return [...pairs.entries()].sort(byKey).flatMap(([, { supplier, customer }]): [Department, Department][] => {
    const [from, to] = [departments.get(supplier), departments.get(customer)];
    return from && to && supplier !== customer ? [[from, to]] : [];
  });
}

/** As many as the days worked allow, of which so many are late as the way from the first to the last week says. */
function weekOfRequests(between: Between, week: string, way: number): Fact[] {
  const { supplier, customer, random } = between;
  const days = [0, 1, 2, 3, 4, 5, 6]
    .map((day) => dateAfter(week, day))
    .filter((date) => supplier.calendar.isWorkday(date) && customer.calendar.isWorkday(date));
  if (days.length === 0) return [];
  const { aWeek, from, to } = served[supplier.key] ?? ordinary;
  const many = Math.round((aWeek * Math.min(days.length, 5) * (88 + random(25))) / 500);
  const onTime = from + (to - from) * way - 3 + random(7);
  const late = Math.round((many * (100 - onTime)) / 100);
  const first = random(many);
  return Array.from({ length: many }, (_, index) => {
    const date = days[random(days.length)] ?? week;
    return request(between, date, (index + first) % many >= late);
  });
}

/** One request as it might have been: filed while the customer works, delivered by the supplier's clock. */
function request({ org, supplier, customer, random }: Between, date: string, onTime: boolean): Fact {
  const urgency = random(100) < 12 ? 'urgent' : 'normal';
  const calendar = urgency === 'urgent' ? roundTheClock(org.company.zone) : supplier.calendar;
  const { service, targets } = askedOf(org, supplier, random);
  const open = customer.calendar.intervalsOn(date);
  const [opens, closes] = open[random(open.length)] ?? [
    calendar.instant(date, '09:00'),
    calendar.instant(date, '12:00'),
  ];
  const filedAt = new Date(opens.getTime() + minute * random((closes.getTime() - opens.getTime()) / minute));
  const budget = parseDuration(targets.deliver[urgency], calendar.dayMs);
  const deliverMs = whole((budget * (onTime ? 8 + random(80) : 106 + random(75))) / 100);
  const acknowledge = parseDuration(targets.acknowledge[urgency], calendar.dayMs);
  const acknowledgeMs = Math.min(deliverMs, whole((acknowledge * (8 + random(80))) / 100));
  const doneAt = calendar.add(filedAt, deliverMs);
  const closedAt = customer.calendar.add(doneAt, minute * (8 + random(110)));
  return {
    ...{ number: 0, customer: customer.key, supplier: supplier.key, service, urgency },
    ...{ filedAt, closedAt, doneAt, dueAt: calendar.add(filedAt, budget), onTime, warned: !onTime && random(2) === 0 },
    ...{ acknowledgeMs, deliverMs, returned: random(onTime ? 40 : 8) === 0 ? 1 : 0, ...judged(onTime, random) },
    ...{ ownMs: whole((deliverMs * (55 + random(45))) / 100), totalMs: closedAt.getTime() - filedAt.getTime() },
  };
}

const whole = (ms: number): number => Math.max(1, Math.round(ms / minute)) * minute;

const byKey = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1);

/** One of the supplier's services, or something it has none for. */
function askedOf(
  org: Organisation,
  supplier: Department,
  random: Between['random'],
): { service: string | null; targets: Targets } {
  const services = [...org.services].filter(([, one]) => one.supplier === supplier.key).sort(byKey);
  const service = services[random(services.length + 1)]?.[1];
  return { service: service?.key ?? null, targets: service ?? supplier.targets };
}

/** Not everyone says a word, and who does is fair. */
function judged(onTime: boolean, random: Between['random']): Pick<Fact, 'how' | 'rating'> {
  if (random(10) < 3) return { how: 'silence', rating: null };
  return { how: 'confirmed', rating: onTime ? 4 + random(2) : 2 + random(3) };
}
