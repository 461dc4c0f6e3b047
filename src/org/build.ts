import { z } from 'zod';
import { type Calendar, type CoveredYears, compileCalendar, expandCalendar } from '../worktime/index.ts';
import { type DirectoryEntry, type Seen, seenBy } from './directory-overlay.ts';
import {
  accountKey,
  type Department,
  type Ladder,
  type Messenger,
  type Organisation,
  type Person,
} from './organisation.ts';
import {
  agreementSpec,
  type CalendarSpecOfFile,
  calendarSpec,
  companySpec,
  departmentSpec,
  ladderSpec,
  linkSpec,
  type OrgFile,
  serviceSpec,
  storedPersonSpec,
} from './spec.ts';

export type Kind = 'company' | 'calendar' | 'ladder' | 'department' | 'person' | 'link' | 'service' | 'agreement';

/** One row of the organisation: what the org file or a conversation said about one thing. */
export interface OrgItem {
  kind: Kind;
  key: string;
  spec: unknown;
  active: boolean;
}

/** A date handed to a colleague in chat; the later one of a date wins, and both win over the org file. */
export interface DutyChange {
  department: string;
  /** Local date of the department, `2026-05-01`. */
  date: string;
  /** Person id. */
  person: string;
}

/** The rows an org file stands for. `newId` names people who have no id yet. */
export function itemsOf(file: OrgFile, newId: (key: string) => string = (key) => key): OrgItem[] {
  const item = (kind: Kind) => (spec: { key: string }) => ({ kind, key: spec.key, spec, active: true });
  const named = (kind: Kind, specs: Record<string, unknown>) =>
    Object.entries(specs).map(([key, spec]) => ({ kind, key, spec, active: true }));
  return [
    ...named('company', { company: file.company }),
    ...named('calendar', file.calendars),
    ...named('ladder', file.ladders),
    ...file.departments.map(item('department')),
    ...file.people.map((person) => item('person')({ ...person, id: newId(person.key) } as { key: string })),
    ...named('link', Object.fromEntries(file.links.map((link) => [linkKey(link), link]))),
    ...file.services.map(item('service')),
  ];
}

/** Names a link: two ends and a kind. */
export function linkKey(link: OrgFile['links'][number]): string {
  const end = (department: string, step: string | null) => (step === null ? department : `${department}/${step}`);
  return `${end(link.supplier, link.supplierStep)}>${end(link.customer, link.customerStep)}:${link.kind}`;
}

/** The organisation an org file describes, without a database; people's ids are their keys. */
export function organisationOf(file: OrgFile, version = 1): Organisation {
  return buildOrganisation(itemsOf(file), version);
}

/** Builds the snapshot all decisions of one version share. Throws OrganisationError when a row cannot be believed. */
export function buildOrganisation(
  items: readonly OrgItem[],
  version: number,
  changes: readonly DutyChange[] = [],
  directory: readonly DirectoryEntry[] = [],
): Organisation {
  const company = specsOf(items, 'company', companySpec)[0];
  if (!company)
    throw new OrganisationError('there is no organisation yet: import an org file (ORG_FILE, or npm run org:import)');
  const { people, idOf } = peopleOf(items, company.spec.timezone, seenBy(directory));
  const there = (id: string | undefined) => (people.get(id ?? '')?.active ? (id ?? null) : null);
  const ids = (keys: readonly string[]) => keys.flatMap((key) => idOf.get(key) ?? []);
  const calendars = calendarsOf(items);
  const departments = departmentsOf(items, company.spec.order, { calendars, idOf, ids, there, changes });
  const services = specsOf(items, 'service', serviceSpec).filter(
    ({ active, spec }) => active && departments.has(spec.supplier),
  );
  const links = specsOf(items, 'link', linkSpec).filter(
    ({ active, spec }) => active && departments.has(spec.supplier) && departments.has(spec.customer),
  );
  const { name, timezone: zone, locale, readinessFrom } = company.spec;
  return {
    version,
    company: { name, zone, locale, referees: ids(company.spec.referees).filter(there), readinessFrom },
    departments,
    people,
    services: new Map(services.map(({ spec }) => [spec.key, spec])),
    links: links.map(({ spec }) => spec),
    agreements: specsOf(items, 'agreement', agreementSpec).flatMap(({ active, spec }) => (active ? [spec] : [])),
    ladders: new Map(specsOf(items, 'ladder', ladderSpec).map(({ key, spec }): [string, Ladder] => [key, spec])),
    calendars: new Map([...calendars].map(([key, { calendar }]) => [key, calendar])),
    coveredYears: new Map([...calendars].map(([key, { coveredYears }]) => [key, coveredYears])),
    formerDepartments: new Map(
      specsOf(items, 'department', departmentSpec).flatMap(({ active, spec }) =>
        active ? [] : [[spec.key, spec.name]],
      ),
    ),
    byAccount: accountsOf(people),
  };
}

/** The organisation cannot be built. The message says what the operator should do. */
export class OrganisationError extends Error {
  override name = 'OrganisationError';
}

function specsOf<T>(
  items: readonly OrgItem[],
  kind: Kind,
  schema: z.ZodType<T>,
): { key: string; active: boolean; spec: T }[] {
  return items
    .filter((item) => item.kind === kind)
    .map(({ key, active, spec }) => {
      const parsed = schema.safeParse(spec);
      if (parsed.success) return { key, active, spec: parsed.data };
      throw new OrganisationError(
        `the stored ${kind} "${key}" cannot be read (${z.prettifyError(parsed.error)}): import the org file again`,
      );
    });
}

function peopleOf(
  items: readonly OrgItem[],
  companyZone: string,
  seen: (person: { id: string; accounts: Person['accounts'] }) => Seen,
): { people: Map<string, Person>; idOf: Map<string, string> } {
  const people = new Map<string, Person>();
  const idOf = new Map<string, string>();
  for (const { spec, active } of specsOf(items, 'person', storedPersonSpec)) {
    const { id, key, name, department, step = null, post = null, email, locale, timezone } = spec;
    const declared = Object.fromEntries(Object.entries(spec.accounts).filter(([, account]) => account !== undefined));
    const { accounts, left, zone } = seen({ id, accounts: declared });
    const here = { active: active && !left, zone: timezone ?? zone ?? companyZone, accounts };
    people.set(id, { id, key, name, department, step, post, email, locale, ...here });
    idOf.set(key, id);
  }
  return { people, idOf };
}

function accountsOf(people: ReadonlyMap<string, Person>): Map<string, Person> {
  const byAccount = new Map<string, Person>();
  for (const person of people.values()) {
    if (!person.active) continue;
    for (const [platform, account] of Object.entries(person.accounts))
      byAccount.set(accountKey(platform as Messenger, account), person);
  }
  return byAccount;
}

interface Around {
  calendars: ReadonlyMap<string, Compiled>;
  idOf: ReadonlyMap<string, string>;
  ids(keys: readonly string[]): string[];
  /** The id of someone who has not left, else null. */
  there(id: string | undefined): string | null;
  changes: readonly DutyChange[];
}

function departmentsOf(items: readonly OrgItem[], order: readonly string[], around: Around): Map<string, Department> {
  const rank = new Map(order.map((key, index) => [key, index]));
  const rankOf = (key: string) => rank.get(key) ?? order.length;
  const departments = specsOf(items, 'department', departmentSpec)
    .filter(({ active }) => active)
    .sort((a, b) => rankOf(a.key) - rankOf(b.key) || (a.key < b.key ? -1 : 1));
  return new Map(departments.map(({ spec }) => [spec.key, departmentOf(spec, around)]));
}

function departmentOf(spec: z.infer<typeof departmentSpec>, around: Around): Department {
  const { idOf, ids, there } = around;
  const calendar = around.calendars.get(spec.calendar);
  if (!calendar)
    throw new OrganisationError(`department "${spec.key}" names no known calendar: import the org file again`);
  const override = new Map(
    Object.entries(spec.duty.override).flatMap(([date, key]) => ids([key]).map((id) => [date, id])),
  );
  for (const change of around.changes) if (change.department === spec.key) override.set(change.date, change.person);
  return {
    key: spec.key,
    name: spec.name,
    parent: spec.parent,
    head: there(idOf.get(spec.head ?? '')),
    deputy: there(idOf.get(spec.deputy ?? '')),
    calendar: calendar.calendar,
    calendarKey: spec.calendar,
    steps: spec.steps,
    duty: {
      weekly: ids(spec.duty.weekly),
      override: Object.fromEntries(override),
      shifts: spec.duty.shifts.map(({ from, to, people }) => ({ from, to, people: ids(people) })),
    },
    ladder: spec.ladder,
    targets: spec.targets,
    channel: spec.channel ?? null,
  };
}

function calendarsOf(items: readonly OrgItem[]): Map<string, Compiled> {
  return new Map(specsOf(items, 'calendar', calendarSpec).map(({ key, spec }) => [key, compiled(spec)]));
}

interface Compiled {
  calendar: Calendar;
  coveredYears: CoveredYears;
}

// Versions change often (a duty date handed on), calendars hardly ever: their tables stay warm from one to the next.
const compiledCalendars = new Map<string, Compiled>();
const KEPT_AT_MOST = 200;

function compiled(spec: CalendarSpecOfFile): Compiled {
  const name = JSON.stringify(spec);
  let known = compiledCalendars.get(name);
  if (!known) {
    const { timezone, day, ...form } = spec;
    const expanded = expandCalendar({ ...form, day: day ?? undefined }, timezone);
    known = { calendar: compileCalendar(expanded), coveredYears: expanded.coveredYears };
    if (compiledCalendars.size >= KEPT_AT_MOST) compiledCalendars.clear();
    compiledCalendars.set(name, known);
  }
  return known;
}
