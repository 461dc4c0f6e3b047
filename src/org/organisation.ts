import type { Calendar, CoveredYears } from '../worktime/index.ts';

/** The organisation as it stands at one version: immutable, in memory, shared by all decisions of that version. */
export interface Organisation {
  readonly version: number;
  readonly company: Company;
  /** By the key of the org file. Those no longer in it stay, because requests that began on them go on. */
  readonly calendars: ReadonlyMap<string, Calendar>;
  readonly departments: ReadonlyMap<string, Department>;
  /** By the person's opaque id. */
  readonly people: ReadonlyMap<string, Person>;
  readonly services: ReadonlyMap<string, Service>;
  readonly links: readonly Link[];
  /** What suppliers and customers agreed on, the version that stands of each. */
  readonly agreements: readonly Agreement[];
  readonly ladders: ReadonlyMap<string, Ladder>;
  /** Years whose holidays each calendar knows; deadlines beyond them are provisional. */
  readonly coveredYears: ReadonlyMap<string, CoveredYears>;
  /** Names of departments no longer in the org file, for what is told about the past. */
  readonly formerDepartments: ReadonlyMap<string, string>;
  /** Active people by `platform:account`; ask `personOfAccount`. */
  readonly byAccount: ReadonlyMap<string, Person>;
}

export interface Company {
  name: string;
  zone: string;
  locale: Locale;
  /** Ids of people who are there; the first one that can be reached decides. */
  referees: string[];
  /** A rest of at least this many closed days in a row is prepared for. */
  readinessFrom: number;
}

export type Locale = 'zh-CN' | 'en';

export interface Department {
  key: string;
  name: string;
  parent: string | null;
  /** Null as well when a messenger says that they have left; so is the deputy. */
  head: string | null;
  deputy: string | null;
  calendar: Calendar;
  /** Name of the calendar in the org file: requests store it, so that due times can be rebuilt. */
  calendarKey: string;
  steps: { key: string; name: string }[];
  duty: Duty;
  ladder: string;
  /** Used when no service names targets. */
  targets: Targets;
  /** Where its people can follow along what happens to its requests: ids of channels by messenger. */
  channel: Partial<Record<Messenger, string>> | null;
}

/** Who is on duty: dates win over shifts, shifts over the weekly rotation. People are ids. */
export interface Duty {
  /** One person a week, in turn, counted in ISO weeks from a fixed Monday. */
  weekly: string[];
  override: Record<string, string>;
  shifts: { from: string; to: string; people: string[] }[];
}

export interface Person {
  /** Opaque; requests and history refer to it, never to a name. */
  id: string;
  /** The key of the org file. */
  key: string;
  name: string;
  department: string;
  /** The step of the department they work at, and what their post is called. */
  step: string | null;
  post: string | null;
  email: string | null;
  locale: Locale;
  /** The org file's, else the messenger's, else the company's. */
  zone: string;
  /** In the org file, and not gone from the messengers. */
  active: boolean;
  /** The account on each messenger the person has. */
  accounts: Partial<Record<Messenger, string>>;
}

export type Messenger = 'console' | 'slack' | 'wecom' | 'dingtalk';

export interface Link {
  /** Department keys. */
  supplier: string;
  customer: string;
  /** The process step at either end, when the link is between steps. */
  supplierStep: string | null;
  customerStep: string | null;
  kind: 'process' | 'functional';
  measure: string | null;
}

/** What a customer can require of a supplier: on time, complete, correct, to be told early, to reach someone, or something else. */
export const requirementKinds = ['onTime', 'complete', 'correct', 'informed', 'reachable', 'other'] as const;

export type RequirementKind = (typeof requirementKinds)[number];

/** A requirement as one side puts it. */
export interface Requirement {
  kind: RequirementKind;
  /** In `unit`; null where no number was given. */
  amount: number | null;
  /** As written: `h`, `天`, `%`, `pieces per batch`. */
  unit: string | null;
  words: string;
}

/** One requirement that supplier and customer confirmed in one wording. */
export interface Agreement {
  /** The same for all versions. */
  key: string;
  version: number;
  /** Department keys. */
  supplier: string;
  customer: string;
  requirement: Requirement;
  /** The service it is about; null: whatever this customer asks of this supplier. */
  service: string | null;
  /** How long delivering may take, `2d`; null where the requirement sets no time. */
  deliver: string | null;
  /** When both had confirmed this version; ISO 8601. */
  since: string;
}

export type Urgency = 'normal' | 'urgent';

/** Budgets in the wording of the org file (`2h`, `2d`); a day is a day of the calendar they run on. */
export interface Targets {
  acknowledge: Record<Urgency, string>;
  deliver: Record<Urgency, string>;
}

export interface Service extends Targets {
  key: string;
  supplier: string;
  name: string;
  /** Overrides the department's ladder when set. */
  ladder: string | null;
}

export type Rung = 'duty' | 'deputy' | 'head' | 'referee';

/** Who hears when: a share of the target in percent, or an offset after it. */
export type Ladder = { at: { percent: number } | { after: string }; to: Rung }[];

/** The active person behind an account, or null. On paper the account is the person's id: nobody has one there in the org file. */
export function personOfAccount(org: Organisation, platform: Messenger | 'paper', account: string): Person | null {
  if (platform === 'paper') {
    const person = org.people.get(account);
    return person?.active ? person : null;
  }
  return org.byAccount.get(accountKey(platform, account)) ?? null;
}

/** One name for an account in `byAccount`. */
export function accountKey(platform: Messenger | 'paper', account: string): string {
  return `${platform}:${foldedAccount(platform, account)}`;
}

/** WeCom does not tell upper from lower case, and answers in lower case. */
export function foldedAccount(platform: Messenger | 'paper', account: string): string {
  return platform === 'wecom' ? account.toLowerCase() : account;
}

/** What a department is called, also when the org file no longer names it. */
export function departmentName(org: Organisation, key: string): string {
  return org.departments.get(key)?.name ?? org.formerDepartments.get(key) ?? key;
}
