import type { Locale, Requirement } from '../org/organisation.ts';
import type { FieldKind } from '../platform/form.ts';

/** A text of a questionnaire in both languages. */
export type Words = Record<Locale, string>;

/**
 * What someone speaks for: a department (`production`), one of its steps (`production/smt`) or a post in it
 * (`production#采购员`). The department's key ends at the first `/` or `#`.
 */
export type Unit = string;

/** The customer outside the company, where every chain of suppliers ends. */
export const EXTERNAL = '~external';

/** A party as someone names it: a unit, `EXTERNAL`, a person (`@` and their id), or words not listed (`?` and the words). */
export type Party = string;

/** A questionnaire in one version. `map`: the built-in one, whose answers become statements; `own`: from a file. */
export type Questionnaire =
  | { kind: 'map'; key: 'self-awareness'; version: number; title: Words }
  | { kind: 'own'; key: string; version: number; title: Words; intro: Words | null; questions: Question[] };

/** One question of a company's own questionnaire. */
export interface Question {
  key: string;
  ask: Words;
  hint: Words | null;
  required: boolean;
  /** Asked only while another question has one of these answers. */
  when: { question: string; is: string[] } | null;
  /** Stored without the person, and shown from five answers on. */
  anonymous: boolean;
  answer: QuestionKind;
}

/** The kinds of field the port has, with texts in both languages. */
export type QuestionKind =
  | Extract<FieldKind, { kind: 'text' }>
  | { kind: 'number'; unit: Words | null; min: number | null; max: number | null }
  | { kind: 'choice' | 'choices'; options: { value: string; label: Words }[] }
  | { kind: 'scale'; min: number; max: number; minLabel: Words; maxLabel: Words }
  /** A time, as the person words it. */
  | { kind: 'time' }
  | { kind: 'file' }
  /** Departments, steps and people, by search; `several` of them. */
  | { kind: 'party'; several: boolean };

/** Whom a round asks. */
export type Audience =
  | { kind: 'company' }
  /** With the departments below them. */
  | { kind: 'departments'; departments: string[] }
  /** People by what their post is called, in all departments or in some and those below them. */
  | { kind: 'posts'; posts: string[]; departments?: string[] };

/** What someone answers in the built-in questionnaire, once all pages are put together. */
export interface SelfAwareness {
  unit: Unit;
  mainWork: string;
  suppliers: SaidOfSupplier[];
  customers: SaidOfCustomer[];
}

/** The next step of the same product, or a service between departments. */
export type HandOff = 'process' | 'functional';

export interface SaidOfSupplier {
  party: Party;
  /** Null, and the rest empty: only named, not described. */
  kind: HandOff | null;
  /** What they hand to me. */
  handsOn: string;
  requires: Requirement | null;
  /** What troubles me there now; `about` is the requirement it offends against. */
  trouble: { about: Requirement['kind']; words: string } | null;
}

export interface SaidOfCustomer {
  party: Party;
  kind: HandOff | null;
  /** What I hand on to them. */
  handsOn: string;
  /** What I believe they require. */
  believes: Requirement | null;
}

/** How many people said so. */
export type Counted<T> = T & { said: number };

/**
 * What a unit states, settled and published by its head: the merged answers with counts. Versions of a unit are numbered
 * from 1 through all rounds; the newest one counts.
 */
export interface Statement {
  unit: Unit;
  /** Key of the unit's department. */
  department: string;
  round: number;
  version: number;
  publishedAt: Date;
  mainWork: string[];
  suppliers: StatedSupplier[];
  customers: StatedCustomer[];
  /** People who answered, and how many of them named a customer. */
  answered: number;
  namedCustomer: number;
}

export interface StatedSupplier {
  party: Party;
  kind: HandOff | null;
  said: number;
  handsOn: Counted<{ words: string }>[];
  requires: Counted<Requirement>[];
  troubles: Counted<{ about: Requirement['kind']; words: string }>[];
}

export interface StatedCustomer {
  party: Party;
  kind: HandOff | null;
  said: number;
  handsOn: Counted<{ words: string }>[];
  believes: Counted<Requirement>[];
}

/** How many said something is told from this many on; fewer are "fewer than three", as nobody speaks for one or two. */
export const toldFrom = 3;

/** Whether so few of those who answered said it that their number is not told. A head who answers for all hides nobody. */
export const areFew = (said: number, answered: number): boolean => answered >= toldFrom && said > 0 && said < toldFrom;
