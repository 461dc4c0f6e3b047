import type { Week } from '../../meetings/types.ts';
import { dateAfter } from '../../org/duty.ts';
import type { Cell, Table } from '../../questionnaires/sheets/export.ts';
import type { Look } from '../look.ts';
import { meanOf, medianSaid, ownPercent, percentOf, shareSaid } from '../said.ts';
import type { DepartmentFigures, Median } from '../types.ts';
import type { PageWords } from './messages.ts';

type Figures = DepartmentFigures['periods'][number];
export type Side = 'supplier' | 'customer';

/** Columns of a table of weeks; a customer has no own share of the time. */
const measures = [
  'onTime',
  'filed',
  'urgent',
  'late',
  'warned',
  'open',
  'overdue',
  'acknowledge',
  'deliver',
  'own',
  'ratings',
] as const;
type Measure = (typeof measures)[number];

interface Shown {
  look: Look;
  say: PageWords;
  side: Side;
  dayMs: number | undefined;
}

/** How each is shown; null: there is none. */
const cells: Record<Measure, (shown: Shown, figures: Figures) => string | null> = {
  onTime: ({ look, side }: Shown, figures: Figures) => shareSaid(look, figures[side].onTime),
  filed: ({ side }: Shown, figures: Figures) => String(figures[side].filed),
  urgent: ({ side }: Shown, figures: Figures) => String(figures[side].urgent.met),
  late: ({ side }: Shown, figures: Figures) => String(figures[side].late),
  warned: ({ side }: Shown, figures: Figures) => String(figures[side].warned),
  open: ({ side }: Shown, figures: Figures) => String(figures[side].open),
  overdue: ({ side }: Shown, figures: Figures) => String(figures[side].overdue),
  acknowledge: (shown: Shown, figures: Figures) => timeCell(shown, figures[shown.side].acknowledge),
  deliver: (shown: Shown, figures: Figures) => timeCell(shown, figures[shown.side].deliver),
  own: ({ look }: Shown, { ownShare }: Figures) => {
    const rate = ownPercent(ownShare);
    return rate === null ? null : look.say('value.rate', { rate });
  },
  ratings: ({ say, side }: Shown, figures: Figures) => {
    const mean = meanOf(figures[side].ratings);
    return mean === null ? null : say('rating.cell', { mean, count: figures[side].ratings.of });
  },
};

function timeCell({ look, say, dayMs }: Shown, median: Median): string | null {
  const time = medianSaid(look, median, dayMs);
  return time === null ? null : say('time.cell', { time, count: median.of });
}

/** One figure as a table shows it. */
export const cellOf = (shown: Shown, measure: Measure, figures: Figures): string =>
  cells[measure](shown, figures) ?? shown.say('none');

export const measuresOf = (side: Side): readonly Measure[] =>
  side === 'supplier' ? measures : measures.filter((one) => one !== 'own');

/** The same figures as plain numbers: a row for each week and role. */
export const figuresTable = (
  say: PageWords,
  name: string,
  weeks: readonly { week: Week; figures: Figures }[],
): Table => ({
  name,
  head: figuresHead(say),
  rows: weeks.flatMap(({ week, figures }) => [
    [week, dateAfter(week, 6), say('supplier'), ...rawOf('supplier', figures)],
    [week, dateAfter(week, 6), say('customer'), ...rawOf('customer', figures)],
  ]),
});

/** Week, last day and role, then what `rawOf` gives. */
export function figuresHead(say: PageWords): string[] {
  const of = (what: Parameters<PageWords>[0]) => say('file.of', { what: say(what) });
  return [
    ...[say('file.week'), say('file.until'), say('role'), say('filed'), say('urgent')],
    ...[say('file.deliveries'), say('file.onTime'), say('file.rate'), say('late'), say('warned')],
    ...[say('open'), say('overdue'), say('file.acknowledge'), of('file.acknowledge')],
    ...[say('file.deliver'), of('file.deliver'), say('file.own'), say('file.rating'), of('file.rating')],
  ];
}

/** Numbers of one role of one week, in the order of the table's head. */
export function rawOf(side: Side, figures: Figures): Cell[] {
  const { filed, urgent, onTime, late, warned, open, overdue, acknowledge, deliver, ratings } = figures[side];
  const minutes = ({ ms }: Median) => (ms === null ? null : Math.round(ms / 60_000));
  const mean = meanOf(ratings);
  return [
    ...[filed, urgent.met, onTime.of, onTime.met, percentOf(onTime), late, warned, open, overdue],
    ...[minutes(acknowledge), acknowledge.of, minutes(deliver), deliver.of],
    ...[side === 'supplier' ? ownPercent(figures.ownShare) : null, mean === null ? null : Number(mean), ratings.of],
  ];
}
