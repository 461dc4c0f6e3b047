import { type Look, lookOf } from '../../../src/digest/look.ts';
import { periodOf } from '../../../src/digest/periods.ts';
import type {
  CompanyFigures,
  DepartmentFigures,
  Need,
  OwnShare,
  RoleFigures,
  Share,
  TrendPoint,
} from '../../../src/digest/types.ts';
import { dateAfter } from '../../../src/org/duty.ts';
import { org } from '../../requests/rules-kit.ts';

/** The week most of these tests tell of. */
const week = '2026-11-16';
const zone = 'Asia/Shanghai';
const hour = 3_600_000;

export const share = (met: number, of: number): Share => ({ met, of });

/** A department in one role: nothing, unless said otherwise. */
const role = (over: Partial<RoleFigures> = {}): RoleFigures => ({
  filed: 0,
  onTime: share(0, 0),
  late: 0,
  warned: 0,
  open: 0,
  overdue: 0,
  acknowledge: { ms: null, of: 0 },
  deliver: { ms: null, of: 0 },
  ratings: { sum: 0, of: 0 },
  urgent: share(0, 0),
  ...over,
});

/** Twelve weeks up to the one told of. */
export const trend = (...last: [number, number][]): TrendPoint[] =>
  Array.from({ length: 12 }, (_, index) => {
    const [met, of] = last[index - 12 + last.length] ?? [0, 0];
    return { week: dateAfter(week, -7 * (11 - index)), met, of };
  });

interface Told {
  now?: { supplier?: Partial<RoleFigures>; customer?: Partial<RoleFigures>; ownShare?: OwnShare };
  before?: { supplier?: Partial<RoleFigures>; customer?: Partial<RoleFigures>; ownShare?: OwnShare };
  trend?: TrendPoint[];
  others?: Partial<Pick<DepartmentFigures, 'meetings' | 'actions' | 'gapsClosed'>>;
}

/** A department's week, and four before it that were all alike. */
export function figures(
  department: string,
  { now = {}, before = {}, trend: points, others = {} }: Told,
): DepartmentFigures {
  const periods = Array.from({ length: 5 }, (_, index) => {
    const { supplier, customer, ownShare } = index === 0 ? now : before;
    return {
      period: periodOf(zone, dateAfter(week, -7 * index)),
      supplier: role(supplier),
      customer: role(customer),
      ownShare: ownShare ?? { ownMs: 0, totalMs: 0 },
    };
  });
  return {
    department,
    periods,
    trend: points ?? trend(),
    meetings: { held: 0, notHeld: 0, cancelled: 0, givenBackMs: 0 },
    actions: { due: 0, overdue: 0, done: 0 },
    gapsClosed: 0,
    ...others,
  };
}

/** A week in which much happened. */
export const busy = (department: string): DepartmentFigures =>
  figures(department, {
    now: {
      supplier: {
        filed: 22,
        onTime: share(17, 20),
        late: 3,
        warned: 1,
        open: 7,
        overdue: 2,
        acknowledge: { ms: 80 * 60_000, of: 21 },
        deliver: { ms: 11.3 * hour, of: 20 },
        ratings: { sum: 41, of: 9 },
        urgent: share(3, 22),
      },
      customer: { filed: 12, onTime: share(9, 11), late: 2, open: 4, overdue: 1, ratings: { sum: 21, of: 5 } },
      ownShare: { ownMs: 41, totalMs: 100 },
    },
    before: {
      supplier: {
        filed: 19,
        onTime: share(18, 20),
        late: 2,
        acknowledge: { ms: 2 * hour, of: 18 },
        deliver: { ms: 13 * hour, of: 20 },
        ratings: { sum: 22, of: 5 },
      },
      customer: { filed: 10, onTime: share(17, 20), late: 3 },
      ownShare: { ownMs: 45, totalMs: 100 },
    },
    trend: trend([8, 10], [0, 0], [2, 3], [18, 20], [18, 20], [18, 20], [18, 20], [17, 20]),
    others: {
      meetings: { held: 2, notHeld: 1, cancelled: 1, givenBackMs: hour },
      actions: { due: 2, overdue: 1, done: 1 },
      gapsClosed: 1,
    },
  });

export const quiet = (department: string): DepartmentFigures => figures(department, {});

export const company = (over: Partial<CompanyFigures> = {}): CompanyFigures => ({
  period: periodOf(zone, week),
  all: role({
    filed: 104,
    onTime: share(88, 100),
    late: 12,
    warned: 5,
    open: 31,
    overdue: 6,
    ratings: { sum: 172, of: 40 },
    urgent: share(11, 104),
  }),
  calls: { redirected: 3, sinceStart: 27 },
  rings: { announced: 1, open: 0 },
  hotLinks: [
    { supplier: 'purchasing', customer: 'production', late: 3, overdue: 2, of: 9 },
    { supplier: 'finance', customer: 'purchasing', late: 2, overdue: 0, of: 7 },
    { supplier: 'quality', customer: 'production', late: 0, overdue: 1, of: 1 },
  ],
  improved: [{ department: 'sales', now: share(19, 20), before: share(64, 80) }],
  meetings: { held: 9, notHeld: 1, cancelled: 2, givenBackMs: 2 * hour },
  actions: { due: 4, overdue: 0, done: 3 },
  gapsClosed: 2,
  trend: trend([80, 95], [84, 98], [90, 104], [82, 97], [88, 100]),
  ...over,
});

/** Things that need someone, in the reader's language already. */
export const needs = (many: number): Need[] =>
  Array.from({ length: many }, (_, index) => ({
    weight: 10 - index,
    kind: 'request' as const,
    action: 'requests.accept',
    value: String(1001 + index),
    text: `R-${1001 + index}：物控部还没有收到答复。`,
    label: '承诺时间',
  }));

/** How someone of the demo company reads. */
export function lookAs(person: string): Look {
  const viewer = org.people.get(person);
  if (!viewer) throw new Error(`${person} is not there`);
  return lookOf(org, viewer);
}
