import type { Calendar } from '../worktime/index.ts';

/** The organisation as it stands at one version: immutable, in memory, shared by all decisions of that version. */
export interface Organisation {
  readonly version: number;
  readonly company: Company;
  readonly departments: ReadonlyMap<string, Department>;
  /** By the person's opaque id. */
  readonly people: ReadonlyMap<string, Person>;
  readonly services: ReadonlyMap<string, Service>;
  readonly links: readonly Link[];
  readonly ladders: ReadonlyMap<string, Ladder>;
}

export interface Company {
  name: string;
  zone: string;
  locale: Locale;
  /** Person ids; the first one that can be reached decides. */
  referees: string[];
}

export type Locale = 'zh-CN' | 'en';

export interface Department {
  key: string;
  name: string;
  parent: string | null;
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
  locale: Locale;
  zone: string;
  active: boolean;
  /** The account on each messenger the person has. */
  accounts: Partial<Record<'console' | 'slack' | 'wecom' | 'dingtalk', string>>;
}

export interface Link {
  supplier: string;
  customer: string;
  kind: 'process' | 'functional';
  measure: string | null;
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
