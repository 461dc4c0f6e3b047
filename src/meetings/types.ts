import type { Gap } from '../map/types.ts';
import type { Requirement, RequirementKind } from '../org/organisation.ts';
import type { RequestNumber } from '../requests/types.ts';

/** Keys of the departments that meet, sorted and joined by `+`: `materials+sales`. The same every week. */
export type Series = string;

/** The Monday of an ISO week, `2026-05-04`, in the company's zone. */
export type Week = string;

/** One direction of a meeting: how the supplier serves the customer, and what it caused it. A pair may have both. */
export interface Half {
  supplier: string;
  customer: string;
}

/**
 * `announced`: has its time, and everyone was told. `skipped`: its week has no day for it. `leftOut`: no slot could be found.
 * `cancelled`: both sides had nothing, or a department is gone. `notHeld`: its time passed without it.
 */
export type MeetingStatus = 'announced' | 'running' | 'held' | 'notHeld' | 'cancelled' | 'skipped' | 'leftOut';

/** Half an hour of two departments or more, in one week. Persons are opaque ids, departments keys. */
export interface Meeting {
  id: number;
  series: Series;
  week: Week;
  departments: string[];
  halves: Half[];
  attendees: Attendee[];
  /** Null while it has no time: skipped, or left out. */
  from: Date | null;
  to: Date | null;
  status: MeetingStatus;
  /** Raised with every change of time or of who comes; the SEQUENCE of its calendar event (RFC 5545, 3.8.7.4). */
  sequence: number;
  announcedAt: Date | null;
  /** Times it had before. */
  moves: { from: Date; to: Date; at: Date; by: string | null; why: string }[];
  /** Why it was skipped, left out, cancelled or not held. */
  why: Why | null;
  /** The agenda as it was when the meeting began, with what was talked about ticked. */
  points: Point[];
  decisions: { text: string; by: string; at: Date; about: string | null }[];
  startedAt: Date | null;
  endedAt: Date | null;
  minutes: Minutes | null;
  /** Departments that said they have nothing for it. */
  nothing: { department: string; by: string; at: Date }[];
  /** People's time that a cancelled meeting gave back, in milliseconds: half an hour for each who would have come. */
  givenBackMs: number;
}

export interface Attendee {
  person: string;
  department: string;
  /** The seat belongs to head or deputy; `for` is whose place someone takes. */
  for: string | null;
  answer: 'none' | 'accepted' | 'declined';
}

/** A line of the agenda at the table. */
export interface Point {
  /** `AgendaLine.key`. */
  key: string;
  line: AgendaLine;
  ticked: { by: string; at: Date } | null;
}

export interface Minutes {
  at: Date;
  by: string;
  words: string;
  confirmed: { department: string; by: string; at: Date }[];
  /** What a side says is not right with them. */
  objections: { department: string; by: string; at: Date; words: string }[];
}

export type Why =
  | { kind: 'holiday' | 'empty' | 'noAnswer' | 'departmentGone' }
  /** In a person's words, which may be empty where they chose a reason. */
  | { kind: 'said'; by: string; words: string; reason?: 'away' | 'busy' | 'nothing' | 'other' }
  | { kind: 'noSlot'; left: LeftOut };

/**
 * Why the planner found no slot. Minimal: without any part of it the meeting could be placed. `threeInARow`: only because
 * nobody sits through three half hours without a break.
 */
export type LeftOut =
  /** These people have no time in common. */
  | { why: 'noCommonTime'; people: string[] }
  /** One of them has more meetings than free slots; `series` are those meetings. */
  | { why: 'tooFewSlots'; person: string; slots: number; series: Series[]; threeInARow?: boolean }
  /** These meetings exclude each other. */
  | { why: 'exclude'; series: Series[]; threeInARow?: boolean };

/** What an agenda line comes from. Without the record there is no line. */
export type Source =
  | { kind: 'request'; number: RequestNumber; what: 'overdue' | 'returned' | 'lowRating' }
  | { kind: 'ring'; id: number }
  | { kind: 'answer'; meeting: number; customer: string; requirement: string }
  | { kind: 'gap'; gap: string }
  /** A trouble the customer published, of which the supplier knows; `edge` is the pair, `materials>sales`. */
  | { kind: 'trouble'; edge: string; about: RequirementKind }
  | { kind: 'agreement'; key: string; version: number }
  | { kind: 'action'; id: number }
  | { kind: 'added'; id: number };

/** One thing to talk about, as data: `agenda/words.ts` says fact, what it blocks and the next step in a reader's language. */
export interface AgendaLine {
  /** The source as a text, `request/1042/overdue`. */
  key: string;
  source: Source;
  supplier: string;
  customer: string;
  /** What blocks most comes first. */
  weight: number;
  about: AgendaFacts;
}

/** What is known of it at the moment, whatever language it will be said in. People's words are whole; no person is in it. */
export type AgendaFacts =
  | {
      kind: 'overdue';
      need: string;
      /** What the customer says that it holds up; may be empty. */
      blocks: string;
      service: string | null;
      urgent: boolean;
      due: Date;
      /** What is due is the delivery; else the answer. */
      acknowledged: boolean;
      /** Requests that wait for it, and the one it waits for itself. */
      waiting: RequestNumber[];
      blockedBy: RequestNumber | null;
      /** How often the customer has returned what was delivered. */
      returned: number;
    }
  | {
      kind: 'returned';
      need: string;
      service: string | null;
      times: number;
      /** What did not fit, the last time. */
      what: string;
      at: Date;
      open: boolean;
    }
  | { kind: 'lowRating'; need: string; service: string | null; rating: number; remark: string; at: Date }
  | { kind: 'ring'; departments: string[]; links: RequestNumber[]; urgent: boolean; since: Date }
  /** `requirement` is null for the whole of the service. Importance is 1–3, service 1–5. */
  | {
      kind: 'answer';
      requirement: Requirement | null;
      importance: number | null;
      service: number | null;
      words: string;
    }
  | { kind: 'gap'; gap: Gap }
  | { kind: 'trouble'; about: RequirementKind; words: string }
  | { kind: 'agreement'; requirement: Requirement; version: number; service: string | null; since: Date }
  /** `due` is a local date. */
  | { kind: 'action'; text: string; sign: string; due: string; overdue: boolean; reopened: boolean }
  | { kind: 'added'; department: string; text: string; at: Date };

/** Why something went wrong with a service: by it the same problem is known again. */
export interface Cause {
  supplier: string;
  service: string | null;
  kind: 'late' | 'returned' | 'lowRating' | 'declined';
}

/** An improvement a department has taken on. */
export interface Action {
  id: number;
  series: Series;
  /** The department that acts, and who it is for. */
  supplier: string;
  customer: string;
  text: string;
  owner: string;
  /** Local date of the owner, `2026-05-20`. */
  due: string;
  /** By which sign we will know that it worked. */
  sign: string;
  cause: Cause | null;
  /** The meeting it was taken in, and the line it answers. */
  meeting: number | null;
  line: string | null;
  status: 'open' | 'done' | 'dropped';
  createdAt: Date;
  createdBy: string;
  closedAt: Date | null;
  closedBy: string | null;
  closedWords: string;
  /** Due dates it had before. */
  moves: { due: string; at: Date; by: string }[];
  /** Each time its problem came back after it was done: by which request, or in the words of who saw it. */
  reopened: { at: Date; request: RequestNumber | null; by: string | null; words: string }[];
}

/** What a department's head has settled about its meetings. */
export interface MeetingSettings {
  /** Half hours a week; 2 unless set. 0: it plans none, though others whose fourth week is up may still ask. */
  budget: number;
  /** People who come beside the head or deputy. */
  people: string[];
  /** Partners it meets together in one meeting. */
  together: string[];
}

/** A stretch of a weekday in which someone can or cannot meet, by the clock of where they are. */
export interface Stretch {
  /** 1 Monday to 7 Sunday. */
  day: number;
  from: string;
  to: string;
}

/** What someone said of their week. */
export interface MeetingTimes {
  /** When they cannot. */
  busy: Stretch[];
  /** Rather before noon, rather after, or either. */
  rather: 'mornings' | 'afternoons' | 'either';
}
