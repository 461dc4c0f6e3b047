import { formatDuration } from '../worktime/index.ts';
import type { Look } from './look.ts';
import type { DepartmentFigures, Median, OwnShare, RoleFigures, Share } from './types.ts';

/** A rate in whole percent, never rounded up: 89.9 % has not reached 90. Null of none. */
export const percentOf = ({ met, of }: Share): number | null => (of === 0 ? null : Math.floor((met * 100) / of));

/** The rate everyone is held to, in percent. */
export const LINE = 90;

/** How many more on time it would have taken to reach the line. */
export const missingTo = ({ met, of }: Share): number => Math.max(0, Math.ceil((of * LINE) / 100) - met);

export const addShares = (shares: readonly Share[]): Share =>
  shares.reduce((sum, { met, of }) => ({ met: sum.met + met, of: sum.of + of }), { met: 0, of: 0 });

/** `18/20 = 90 %`; null of none. */
export function shareSaid({ say }: Pick<Look, 'say'>, share: Share): string | null {
  const rate = percentOf(share);
  return rate === null ? null : say('value.share', { met: share.met, of: share.of, rate });
}

/** In hours and minutes, from a day on in days and hours. */
function timeSaid({ viewer }: Pick<Look, 'viewer'>, ms: number, dayMs?: number): string {
  const hour = 3_600_000;
  const rounded = dayMs !== undefined && ms >= dayMs ? Math.round(ms / hour) * hour : ms;
  return formatDuration(rounded, viewer.locale, dayMs);
}

export const meanOf = ({ sum, of }: RoleFigures['ratings']): string | null => (of === 0 ? null : (sum / of).toFixed(1));

/** Own time in percent of all; null where no time was spent. */
export const ownPercent = ({ ownMs, totalMs }: OwnShare): number | null =>
  totalMs === 0 ? null : Math.round((ownMs * 100) / totalMs);

export interface Fact {
  label: string;
  value: string;
}

type Periods = DepartmentFigures['periods'];
type Side = 'supplier' | 'customer';

/** What is compared: figures of now, and of the same four periods or weeks before; without comparison none of these. */
interface Compared {
  look: Look;
  side: Side;
  now: Periods[number];
  before: Periods;
  dayMs: number | undefined;
}

/**
 * A department in one role, a fact a line; what has nothing to say is left out. Numbers in brackets were before. A message has
 * room for less about the customer than a page.
 */
export function roleFacts(look: Look, figures: DepartmentFigures, side: Side, compare: boolean, brief = false): Fact[] {
  const [now, ...before] = figures.periods;
  if (!now) return [];
  const dayMs = look.org.departments.get(figures.department)?.calendar.dayMs;
  const compared: Compared = { look, side, now, before: compare ? before : [], dayMs };
  const asked = [...onTimeFact(compared), ...filedFact(compared), ...urgentFact(compared)];
  if (side === 'customer' && brief) return [...asked, ...openFact(compared)];
  return [
    ...asked,
    ...lateFact(compared),
    ...openFact(compared),
    ...medianFact(compared, 'acknowledge'),
    ...medianFact(compared, 'deliver'),
    ...(side === 'supplier' ? ownFact(compared) : []),
    ...ratingFact(compared),
  ];
}

const fact = ({ look: { say } }: Compared, key: Parameters<Look['say']>[0], value: string): Fact[] => [
  { label: say(key), value },
];

const beside = ({ look: { say } }: Compared, now: string, before: string | null): string =>
  before === null ? now : say('value.before', { now, before });

function onTimeFact(compared: Compared): Fact[] {
  const { look, side, now, before } = compared;
  const said = shareSaid(look, now[side].onTime);
  if (said === null) return [];
  const rate = percentOf(addShares(before.map((one) => one[side].onTime)));
  const was = rate === null ? null : look.say('value.rate', { rate });
  return fact(compared, side === 'supplier' ? 'fact.onTime' : 'fact.received', beside(compared, said, was));
}

function filedFact(compared: Compared): Fact[] {
  const { look, side, now, before } = compared;
  const { filed } = now[side];
  const sum = before.reduce((all, one) => all + one[side].filed, 0);
  if (filed === 0 && sum === 0) return [];
  const was = sum === 0 ? null : look.say('value.perWeek', { count: aWeek(sum / before.length) });
  const value = beside(compared, look.say('value.count', { count: filed }), was);
  return fact(compared, side === 'supplier' ? 'fact.filed' : 'fact.asked', value);
}

function urgentFact(compared: Compared): Fact[] {
  const { look, side, now, before } = compared;
  const { urgent } = now[side];
  const said = urgent.met > 0 ? shareSaid(look, urgent) : null;
  if (said === null) return [];
  const rate = percentOf(addShares(before.map((one) => one[side].urgent)));
  return fact(compared, 'fact.urgent', beside(compared, said, rate === null ? null : look.say('value.rate', { rate })));
}

/** Whole ones; less than one a week is not none. */
const aWeek = (mean: number): string => (mean < 1 ? mean.toFixed(1) : String(Math.round(mean)));

function lateFact(compared: Compared): Fact[] {
  const { late, warned } = compared.now[compared.side];
  return late === 0 ? [] : fact(compared, 'fact.late', lateSaid(compared.look, late, warned));
}

/** How many were late, and how many of them were announced. */
export const lateSaid = ({ say }: Pick<Look, 'say'>, count: number, warned: number): string =>
  warned === 0 ? say('value.count', { count }) : say('value.late', { count, warned });

/** How many are open, and how many of them are past their date. */
export const openSaid = ({ say }: Pick<Look, 'say'>, count: number, overdue: number): string =>
  overdue === 0 ? say('value.count', { count }) : say('value.open', { count, past: overdue });

function openFact(compared: Compared): Fact[] {
  const { open, overdue } = compared.now[compared.side];
  if (open === 0) return [];
  const value = openSaid(compared.look, open, overdue);
  return fact(compared, compared.side === 'supplier' ? 'fact.open' : 'fact.waiting', value);
}

/** A middle value of several weeks is none of theirs, so only that of the week before stands beside it. */
function medianFact(compared: Compared, what: 'acknowledge' | 'deliver'): Fact[] {
  const { look, side, now, before, dayMs } = compared;
  const { ms } = now[side][what];
  if (side === 'customer' || ms === null) return [];
  const was = before[0]?.[side][what].ms ?? null;
  const said = timeSaid(look, ms, dayMs);
  const value = was === null ? said : look.say('value.weekBefore', { now: said, before: timeSaid(look, was, dayMs) });
  return fact(compared, `fact.${what}`, value);
}

function ownFact(compared: Compared): Fact[] {
  const { look, now, before } = compared;
  const rate = ownPercent(now.ownShare);
  if (rate === null) return [];
  const was = ownPercent({
    ownMs: before.reduce((sum, { ownShare }) => sum + ownShare.ownMs, 0),
    totalMs: before.reduce((sum, { ownShare }) => sum + ownShare.totalMs, 0),
  });
  const said = (percent: number) => look.say('value.rate', { rate: percent });
  return fact(compared, 'fact.own', beside(compared, said(rate), was === null ? null : said(was)));
}

function ratingFact(compared: Compared): Fact[] {
  const { look, side, now, before } = compared;
  const { ratings } = now[side];
  const mean = meanOf(ratings);
  if (mean === null) return [];
  const was = meanOf({
    sum: before.reduce((sum, one) => sum + one[side].ratings.sum, 0),
    of: before.reduce((sum, one) => sum + one[side].ratings.of, 0),
  });
  const said = look.say('value.rating', { mean, count: ratings.of });
  const brackets = was === null ? null : look.say('value.mean', { mean: was });
  return fact(compared, side === 'supplier' ? 'fact.ratings' : 'fact.given', beside(compared, said, brackets));
}

/** What came of meetings, actions and gaps; empty where nothing did. */
export function rhythmFacts(
  look: Look,
  { meetings, actions, gapsClosed }: Pick<DepartmentFigures, 'meetings'> & Partial<DepartmentFigures>,
): Fact[] {
  const { say } = look;
  const counted = (key: Parameters<Look['say']>[0], count: number) => (count > 0 ? [say(key, { count })] : []);
  const lines: [Parameters<Look['say']>[0], string[]][] = [
    [
      'fact.meetings',
      [
        ...counted('value.held', meetings.held),
        ...counted('value.notHeld', meetings.notHeld),
        ...counted('value.cancelled', meetings.cancelled),
        ...(meetings.givenBackMs > 0 ? [say('value.givenBack', { time: timeSaid(look, meetings.givenBackMs) })] : []),
      ],
    ],
    [
      'fact.actions',
      [
        ...counted('value.done', actions?.done ?? 0),
        ...counted('value.due', actions?.due ?? 0),
        ...counted('value.past', actions?.overdue ?? 0),
      ],
    ],
    ['fact.gaps', counted('value.closed', gapsClosed ?? 0)],
  ];
  return lines.flatMap(([key, parts]) =>
    parts.length > 0 ? [{ label: say(key), value: parts.join(say('list')) }] : [],
  );
}

/** Whether a department has nothing to say of the period. */
export function isQuiet({ periods: [now], meetings, actions, gapsClosed }: DepartmentFigures): boolean {
  const others = [...Object.values(meetings), ...Object.values(actions), gapsClosed];
  return (now === undefined || nothingIn(now)) && others.every((count) => count === 0);
}

const nothingIn = ({ supplier, customer }: Periods[number]): boolean => nothingOf(supplier) && nothingOf(customer);

/** Whether a role has nothing in a period. */
export const nothingOf = ({ filed, onTime, open, ratings }: RoleFigures): boolean =>
  [filed, onTime.of, open, ratings.of].every((count) => count === 0);

/** Whether there is anything before to compare with. */
export const comparable = ({ periods: [, ...before] }: DepartmentFigures): boolean => !before.every(nothingIn);

/** A median as a table shows it; null of none. */
export const medianSaid = (look: Pick<Look, 'viewer'>, { ms }: Median, dayMs?: number): string | null =>
  ms === null ? null : timeSaid(look, ms, dayMs);
