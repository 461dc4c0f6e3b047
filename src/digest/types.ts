import type { Week } from '../meetings/types.ts';

/** Half-open, in instants. */
export interface Period {
  from: Date;
  to: Date;
}

/** So many of so many; shown with its n, and no rate is shown of none. */
export interface Share {
  met: number;
  of: number;
}

/** A middle value in milliseconds, and of how many; null of none. */
export interface Median {
  ms: number | null;
  of: number;
}

/** A department in one role in one period. What each figure counts is defined in docs/digest.md. Never of a person. */
export interface RoleFigures {
  filed: number;
  /** Deliveries closed in the period that met the agreement, else the target. */
  onTime: Share;
  /** Deliveries closed in the period that did not. */
  late: number;
  /** Of those late, how many the supplier had warned of in time. */
  warned: number;
  /** Open at the end of the period. */
  open: number;
  /** Of those, past their date. */
  overdue: number;
  acknowledge: Median;
  deliver: Median;
  /** The customers' ratings, 1–5. */
  ratings: { sum: number; of: number };
  urgent: Share;
}

/** The supplier's own part of the time its closed requests took, from the time bills. */
export interface OwnShare {
  ownMs: number;
  totalMs: number;
}

export interface TrendPoint extends Share {
  week: Week;
}

/** All figures of one department: the period, and the ones before it, newest first. */
export interface DepartmentFigures {
  department: string;
  periods: { period: Period; supplier: RoleFigures; customer: RoleFigures; ownShare: OwnShare }[];
  /** Twelve weeks, the oldest first: on time as supplier. */
  trend: TrendPoint[];
  meetings: { held: number; notHeld: number; cancelled: number; givenBackMs: number };
  actions: { due: number; overdue: number; done: number };
  gapsClosed: number;
}

/** What somebody has to do; each with a button of the feature it belongs to. */
export interface Need {
  /** What blocks most comes first. */
  weight: number;
  kind: 'request' | 'ring' | 'gap' | 'proposal' | 'action' | 'minutes' | 'sheet';
  /** `feature.action` and value of the button. */
  action: string;
  value: string;
  /** In the reader's language. */
  text: string;
  label: string;
}

/** The company as the referee sees it. */
export interface CompanyFigures {
  period: Period;
  all: RoleFigures;
  calls: { redirected: number; sinceStart: number };
  rings: { announced: number; open: number };
  /** Where it burns: pairs with most late or open overdue work. */
  hotLinks: { supplier: string; customer: string; late: number; overdue: number; of: number }[];
  /** On-time rate now and over the four weeks before; only with enough deliveries in both. */
  improved: { department: string; now: Share; before: Share }[];
  meetings: DepartmentFigures['meetings'];
  actions: DepartmentFigures['actions'];
  gapsClosed: number;
  trend: TrendPoint[];
}

export type Cadence = 'weekly' | 'daily' | 'off';
