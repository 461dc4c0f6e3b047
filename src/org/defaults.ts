import type { Locale, Targets } from './organisation.ts';
import type { RawCalendar, RawDepartment, RawOrg, RawTargets } from './shapes.ts';
import { type CalendarSpecOfFile, type OrgFile, orgFileSpec } from './spec.ts';

/** What an org file may leave out because the environment says it. */
export interface FileDefaults {
  timezone: string;
  locale: Locale;
}

const ENVIRONMENT: FileDefaults = { timezone: 'Asia/Shanghai', locale: 'zh-CN' };

/** Names the calendar and the ladder of departments that choose none. */
export const DEFAULT_KEY = 'default';

/** The ladder of a company that names none. */
const DEFAULT_LADDER: OrgFile['ladders'][string] = [
  { at: { percent: 50 }, to: 'duty' },
  { at: { percent: 100 }, to: 'deputy' },
  { at: { percent: 150 }, to: 'head' },
  { at: { percent: 200 }, to: 'referee' },
];

const DEFAULT_TARGETS: Targets = {
  acknowledge: { normal: '2h', urgent: '30m' },
  deliver: { normal: '2d', urgent: '8h' },
};

/** A weekend alone is no rest to prepare for: asking every Friday would teach people to tap without reading. */
const READINESS_FROM = 3;

const CHINA = new Set(['Asia/Shanghai', 'Asia/Chongqing', 'Asia/Harbin', 'Asia/Urumqi', 'PRC']);

/** Fills in what a file without problems leaves out, so that what is stored says everything. */
export function withDefaults(raw: RawOrg, environment: FileDefaults = ENVIRONMENT): OrgFile {
  const timezone = raw.company?.timezone ?? environment.timezone;
  const locale = raw.company?.locale ?? environment.locale;
  const targets = targetsOver(DEFAULT_TARGETS, raw.defaults);
  const departments = (raw.departments ?? []).map((department) => departmentOf(department ?? {}, targets));
  const targetsOf = (key: string | undefined) =>
    departments.find((department) => department.key === key)?.targets ?? targets;
  // Parsed once more: a reader that let a hole through would be found here, not in the database.
  return orgFileSpec.parse({
    company: {
      name: raw.company?.name,
      timezone,
      locale,
      referees: [...new Set(raw.company?.referees)],
      readinessFrom: raw.company?.readiness?.from ?? READINESS_FROM,
      order: departments.map(({ key }) => key),
    },
    calendars: calendarsOf(raw.calendars ?? {}, timezone),
    departments,
    people: (raw.people ?? []).map((person) => {
      const { email, console, slack, wecom, dingtalk, ...rest } = person ?? {};
      // The console is for trying things out: everyone has an account there, under their key.
      const accounts = { console: console ?? rest.key, slack, wecom, dingtalk };
      return {
        ...rest,
        email: email ?? null,
        locale: rest.locale ?? locale,
        timezone: rest.timezone ?? null,
        accounts: present(accounts),
      };
    }),
    links: (raw.links ?? []).map((link) => {
      const [supplier, supplierStep = null] = (link?.supplier ?? '').split('/');
      const [customer, customerStep = null] = (link?.customer ?? '').split('/');
      return {
        supplier,
        supplierStep,
        customer,
        customerStep,
        kind: link?.kind ?? 'process',
        measure: link?.measure ?? null,
      };
    }),
    services: (raw.services ?? []).map((service) => {
      const { key, supplier, name } = service ?? {};
      return { key, supplier, name, ladder: service?.ladder ?? null, ...targetsOver(targetsOf(supplier), service) };
    }),
    ladders: { [DEFAULT_KEY]: DEFAULT_LADDER, ...raw.ladders },
  } satisfies { [K in keyof OrgFile]: unknown });
}

function departmentOf(raw: RawDepartment, targets: Targets) {
  return {
    key: raw.key as string,
    name: raw.name,
    parent: raw.parent ?? null,
    head: raw.head ?? null,
    deputy: raw.deputy ?? null,
    calendar: raw.calendar ?? DEFAULT_KEY,
    steps: raw.steps ?? [],
    duty: {
      weekly: raw.duty?.weekly ?? [],
      override: raw.duty?.override ?? {},
      shifts: (raw.duty?.shifts ?? []).map(withPeople),
    },
    ladder: raw.ladder ?? DEFAULT_KEY,
    targets: targetsOver(targets, raw.defaults),
    ...(raw.channel ? { channel: raw.channel } : {}),
  };
}

function withPeople<T extends { people?: unknown }>(shift: T | undefined) {
  return { ...shift, people: shift?.people ?? [] };
}

function calendarsOf(raw: Record<string, RawCalendar>, timezone: string): Record<string, CalendarSpecOfFile> {
  const entries = Object.entries(raw).map(([key, calendar]): [string, CalendarSpecOfFile] => [
    key,
    calendarOf(calendar, timezone),
  ]);
  return { [DEFAULT_KEY]: officeHours(timezone), ...Object.fromEntries(entries) };
}

/** A calendar with everything it leaves out. */
export function calendarOf(raw: RawCalendar, timezone: string): CalendarSpecOfFile {
  return {
    timezone: raw.timezone ?? timezone,
    hours: raw.hours as Record<string, string[]>,
    holidays: (raw.holidays as string | string[] | undefined) ?? [],
    overrides: (raw.overrides as Record<string, string[]> | undefined) ?? {},
    day: raw.day ?? null,
  };
}

/** Monday to Friday, nine to six with an hour for lunch; in China with its holidays and make-up workdays. */
function officeHours(timezone: string): CalendarSpecOfFile {
  return {
    timezone,
    hours: { 'mon-fri': ['09:00-12:00', '13:00-18:00'] },
    holidays: CHINA.has(timezone) ? 'cn' : [],
    overrides: {},
    day: null,
  };
}

function targetsOver(base: Targets, raw: RawTargets | undefined): Targets {
  return { acknowledge: { ...base.acknowledge, ...raw?.acknowledge }, deliver: { ...base.deliver, ...raw?.deliver } };
}

function present<T extends Record<string, string | undefined>>(record: T): Partial<Record<keyof T, string>> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as Partial<
    Record<keyof T, string>
  >;
}
