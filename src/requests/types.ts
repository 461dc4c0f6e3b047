import type { Ladder, Rung, Urgency } from '../org/organisation.ts';

/** The number people say aloud: 1042 for R-1042. */
export type RequestNumber = number;

/** A request of a customer department to the supplier department it is blocked by. Persons are opaque ids. */
export type Request = About & Stage;

export interface About {
  number: RequestNumber;
  customer: string;
  /** Who follows it on the customer's side. */
  asker: string;
  /** Whose words it is in, when they have left and someone else follows it. */
  filedBy?: string;
  /** Who typed it, when that was the referee for a caller. */
  calledBy: string | null;
  supplier: string;
  service: string | null;
  urgency: Urgency;
  /** Words are kept verbatim. */
  need: string;
  needBy: Date | null;
  needByWords: string;
  blocks: string;
  files: string[];
  filedAt: Date;
  acknowledgedAt: Date | null;
  acknowledge: Target;
  deliver: Target;
  /** The agreement of customer and supplier the delivery target comes from; left out where it comes from none. */
  agreement?: AgreedTarget | undefined;
  /** What the deliver ladder follows: the target, or a later promise the customer agreed to or was warned of in time. */
  follow: Follow;
  /** The later date the customer agreed to. The rates use it instead of the target. */
  agreed: Later | null;
  /** Time that does not count for the supplier: it waited for the customer. An open pause ends with null. */
  pauses: [Date, Date | null][];
  /** Frozen when the request is filed. */
  ladder: Ladder;
  climb: Climb;
  wait: Wait | null;
  /** Every time it waited for another request. */
  blocked: { by: RequestNumber; from: Date; to: Date | null }[];
  /** Whose turn it was, from which instant on. */
  turns: { from: Date; department: string; kind: TurnKind }[];
  /** Set while nobody knows, or two departments disagree, whose work this is. */
  ownerless: Ownerless | null;
  notOurs: { department: string; named: string | null }[];
  dispute: Dispute | null;
  objected: boolean;
  returns: { at: Date; by: string; what: string }[];
  changes: number;
  warnings: { at: Date; promise: Date; reason: string; inTime: boolean }[];
  /** Words that came later with a photo or a file; the files are among `files`. */
  added?: { at: Date; by: string; text: string }[];
  /** Who, beside the asker, has a card of it. */
  told: string[];
  /** The open ring it is a link of: the ring's own clock runs instead of its ladder. */
  ring: number | null;
  /** When the ring it was in opened: unanswered, its acknowledge ladder begins again there. The target itself is not moved. */
  ladderFrom: Date | null;
}

/** An agreement in the version that stood when the target began. */
export interface AgreedTarget {
  key: string;
  version: number;
}

export type TurnKind = 'unanswered' | 'working' | 'waitingUpstream' | 'waitingCustomer' | 'waitingOutside';

/** A budget of open time. `due` is derived from the other three and the pauses, and stored beside them. */
export interface Target {
  from: Date;
  budgetMs: number;
  /** A calendar's key, or `clock` for round the clock. */
  calendar: string;
  due: Date;
}

export type Follow = { why: 'target'; due: Date } | ({ why: 'agreed' | 'warned' } & Later);

/** A date later than the target, as it was said on some day; `due` is moved by what the customer kept it waiting since. */
export interface Later {
  at: Date;
  on: Date;
  due: Date;
}

/** Where the ladder stands. A track is what is being waited for; each track has its own steps. */
export interface Climb {
  track: Track;
  /** Steps already told or skipped. */
  passed: number;
  /** The same for the deliver track while another one runs. */
  deliverPassed: number;
  /** The same for the date that was followed before an early warning, should the customer keep to it. */
  unwarnedPassed: number;
}

export type Track = 'acknowledge' | 'deliver' | 'answer' | 'confirm' | 'referee' | 'none';

export type Wait =
  /** `beneath` is what it waited for when the question was asked, and waits for again once it is answered. */
  | { kind: 'customer'; since: Date; question: string; by: string; beneath: Exclude<Wait, { kind: 'customer' }> | null }
  | { kind: 'blocked'; since: Date; by: RequestNumber }
  | { kind: 'outside'; since: Date; who: string; checkAt: Date; reminded: boolean };

export interface Ownerless {
  since: Date;
  /** The two who disagree; null when the customer did not know. */
  between: [string, string] | null;
  views: { department: string; owner: string }[];
}

export interface Dispute {
  since: Date;
  by: string;
  /** The side that disagrees. */
  side: 'customer' | 'supplier';
  about: 'decline' | 'return' | 'other';
  reason: string;
}

export interface Delivery {
  at: Date;
  by: string;
  note: string;
  files: string[];
}

export type Stage =
  | { stage: 'open' }
  | { stage: 'accepted'; handler: string; promise: Promised | null; lastDelivery: Delivery | null }
  | { stage: 'delivered'; handler: string; promise: Promised | null; delivery: Delivery; silentAt: Date }
  | { stage: 'declined'; by: string; at: Date; reason: string; silentAt: Date }
  | {
      stage: 'closed';
      at: Date;
      how: Closing;
      handler: string | null;
      promise: Promised | null;
      delivery: Delivery | null;
      facts: OnTime;
      verdict: Verdict;
    };

export interface Promised {
  at: Date;
  given: Date;
  /** Later than the followed target, and the customer has not said what it thinks of it. */
  undecided: boolean;
}

export type Closing = 'confirmed' | 'silence' | 'declined' | 'withdrawn' | 'ruled';

/** The three facts of being on time, kept apart; null where there was nothing to meet. */
export interface OnTime {
  needBy: boolean | null;
  target: boolean | null;
  promise: boolean | null;
  warnedInTime: boolean;
}

export interface Verdict {
  rating: number | null;
  remark: string;
  /** What the supplier says of the request in return. */
  feedback: 'clear' | 'unclear' | 'late' | null;
}

/** What a person or the time wants of a request. `by` is a person. */
export type Command =
  | { kind: 'accept'; by: string; promise: Date | null }
  | { kind: 'ask'; by: string; question: string }
  | { kind: 'block'; by: string; blocker: RequestNumber }
  | {
      kind: 'unblock';
      by: string | null;
      how: 'confirmed' | 'silence' | 'declined' | 'withdrawn' | 'ruled' | 'released';
    }
  | { kind: 'waitOutside'; by: string; who: string; checkAt: Date }
  | { kind: 'resume'; by: string }
  | { kind: 'notOurs'; by: string; department: string | null }
  | { kind: 'own'; by: string; department: string }
  | { kind: 'handTo'; by: string; person: string }
  | { kind: 'warn'; by: string; promise: Date; reason: string }
  | { kind: 'decline'; by: string; reason: string }
  | { kind: 'deliver'; by: string; note: string; files: string[] }
  | { kind: 'object'; by: string; reason: string }
  | { kind: 'feedback'; by: string; feedback: 'clear' | 'unclear' | 'late' }
  | { kind: 'answer'; by: string; text: string }
  | { kind: 'change'; by: string; need: string; needBy: Date | null; needByWords: string }
  | { kind: 'confirm'; by: string; rating: number; remark: string }
  | { kind: 'agreeDecline'; by: string }
  | { kind: 'return'; by: string; what: string }
  | { kind: 'withdraw'; by: string; reason: string }
  | { kind: 'dispute'; by: string; reason: string }
  | { kind: 'agreeLater'; by: string; agree: boolean }
  | { kind: 'rule'; by: string; outcome: Ruling; words: string }
  /** Photos and files that come after it was filed, of either side, with words or without. */
  | { kind: 'attach'; by: string; files: string[]; text: string }
  | { kind: 'skip'; track: Track; step: number }
  | { kind: 'recalculate'; reason: string }
  | { kind: 'joinRing'; ring: number }
  | { kind: 'leaveRing'; ring: number }
  /** A person is with the company no more. */
  | { kind: 'depart'; person: string }
  | { kind: 'time' };

/** What the referee may decide: the work is owed (again), it stands as it is, or nothing more is owed. */
export type Ruling = 'owed' | 'stands' | 'close';

/** What happened: past tense, one history row each. `at` is the instant of the decision unless it says otherwise. */
export type Happening =
  | {
      kind: 'filed';
      by: string;
      customer: string;
      supplier: string | null;
      urgency: Urgency;
      need: string;
      needBy: Date | null;
      needByWords: string;
      blocks: string;
      calledBy: string | null;
      /** Where the delivery target comes from an agreement. */
      agreement?: AgreedTarget | undefined;
    }
  | { kind: 'accepted'; by: string; promise: Date; late: 'needBy' | 'target' | null }
  | { kind: 'asked'; by: string; question: string }
  | { kind: 'answered'; by: string; text: string }
  | { kind: 'gotBlocked'; by: string; blocker: RequestNumber }
  | { kind: 'gotUnblocked'; by: string | null; blocker: RequestNumber; how: string }
  | { kind: 'wentOutside'; by: string; who: string; checkAt: Date }
  | { kind: 'checkCame'; who: string }
  | { kind: 'resumed'; by: string }
  | { kind: 'notOurs'; by: string; from: string; named: string | null }
  | { kind: 'ownerAsked'; between: [string, string] | null }
  | { kind: 'ownerViewed'; by: string; department: string; owner: string }
  | { kind: 'moved'; by: string; from: string; to: string }
  | { kind: 'handedTo'; by: string; person: string }
  | { kind: 'warned'; by: string; promise: Date; reason: string; inTime: boolean }
  | { kind: 'declined'; by: string; reason: string }
  | { kind: 'delivered'; by: string; note: string }
  | { kind: 'objected'; by: string; reason: string }
  | { kind: 'feedbackGiven'; by: string; feedback: string }
  | {
      kind: 'changed';
      by: string;
      need: string;
      needBy: Date | null;
      needByWords: string;
      agreement?: AgreedTarget | undefined;
    }
  | { kind: 'confirmed'; by: string; rating: number; remark: string }
  | { kind: 'declineAgreed'; by: string }
  | { kind: 'returned'; by: string; what: string }
  | { kind: 'withdrew'; by: string; reason: string }
  | { kind: 'disputed'; by: string; side: 'customer' | 'supplier'; reason: string }
  | { kind: 'laterAgreed'; by: string; promise: Date }
  | { kind: 'laterRefused'; by: string; promise: Date }
  | { kind: 'ruled'; by: string; outcome: Ruling; words: string }
  | { kind: 'attached'; by: string; files: string[]; text: string }
  | { kind: 'closedBySilence' }
  /** `intended` is when the step was due; `department` whose rung it is. */
  | { kind: 'climbed'; track: Track; step: number; to: Rung; person: string; intended: Date; department: string }
  | { kind: 'rungSkipped'; track: Track; step: number; to: Rung; why: 'empty' | 'unreachable' | 'outage' }
  | { kind: 'recalculated'; reason: string; due: Date }
  | { kind: 'joinedRing' | 'leftRing'; ring: number }
  /** Whoever had taken it, followed it, or alone had been told of it is gone; `heir` has it now, null when nobody is there. */
  | { kind: 'handlerLeft' | 'askerLeft'; person: string; heir: string | null }
  | { kind: 'readerLeft'; person: string; heir: string };

/** Why something cannot be done, worded in views.ts. */
export type Refusal =
  | { why: 'notSupplier' | 'notCustomer' | 'askTheCustomer' | 'notInDepartment' | 'sameDepartment'; department: string }
  | { why: 'notReferee' | 'objectedAlready' | 'alreadyFed' | 'blockedBySelf' | 'delivered' | 'declined' }
  | { why: 'alreadyAccepted'; by: string; promise: Date | null }
  | { why: 'closed'; how: Closing; at: Date }
  | {
      why:
        | 'notYet'
        | 'nothingToAnswer'
        | 'notDelivered'
        | 'notWaiting'
        | 'notDeclined'
        | 'noLaterPromise'
        | 'noDispute'
        | 'notOwnerless'
        | 'disputed';
    }
  | { why: 'pastTime' | 'tooFar'; at: Date }
  | { why: 'tooLateToWarn'; due: Date }
  | { why: 'blockerClosed'; number: RequestNumber };

export type Decision = { request: Request; happenings: Happening[] } | { refusal: Refusal };
