import { departmentName } from '../org/organisation.ts';
import type { Button, Card, Element } from '../platform/card.ts';
import { sentence } from '../platform/card.ts';
import { factsUnder, periodShown } from './card-parts.ts';
import { companyElements, companyTitle, isStill } from './cards-whole.ts';
import type { Look } from './look.ts';
import { most } from './needs.ts';
import { trendPicture } from './picture.ts';
import {
  addShares,
  comparable,
  isQuiet,
  LINE,
  missingTo,
  percentOf,
  rhythmFacts,
  roleFacts,
  shareSaid,
} from './said.ts';
import type { Cadence, CompanyFigures, DepartmentFigures, Need, Share } from './types.ts';

/** Everything one message says: of the company, or of departments, the most important first. */
export interface Told {
  cadence: Exclude<Cadence, 'off'>;
  company: CompanyFigures | null;
  departments: readonly DepartmentFigures[];
  /** What needs the reader, at most five things; null for who only reads. */
  needs: readonly Need[] | null;
  /** The page with all figures, of the company or of the department told of first; null where there are no pages. */
  page: (department: string | null) => string | null;
}

const MOST_OTHERS = 8;

/** The digest as one card; where there is nothing to say, as one sentence. */
export function digestCard(look: Look, told: Told): Card {
  const departments = [...told.departments].sort(byImportance);
  const needs = told.needs ?? [];
  const still = (told.company === null || isStill(told.company)) && departments.every(isQuiet);
  if (still && needs.length === 0) return nothingCard(look, told, departments);
  const [first, ...others] = told.company ? [undefined, ...departments] : departments;
  const page = told.page(first?.department ?? null);
  return {
    title: told.company ? companyTitle(look, told.company, told.cadence) : titleOf(look, told, departments),
    tone: needs.length > 0 ? 'act' : 'plain',
    elements: [
      ...headline(look, told, first),
      ...needsElements(look, needs),
      ...(told.company ? companyElements(look, told.company, told.cadence) : []),
      ...(first ? departmentElements(look, first, told) : []),
      ...othersElements(
        look,
        others.flatMap((one) => (one === undefined || isQuiet(one) ? [] : one)),
        told.company ? 'others.own' : 'others.title',
      ),
      ...pictureElements(look, told, first),
      ...(page ? [{ kind: 'link' as const, label: look.say('page'), url: page }] : []),
    ],
    buttons: needs.map((need, index) => needButton(look, need, index)),
  };
}

/** Where most waits comes first, then where most was late, then where most was asked. */
function byImportance(a: DepartmentFigures, b: DepartmentFigures): number {
  const [one, other] = [a.periods[0]?.supplier, b.periods[0]?.supplier];
  if (!one || !other) return 0;
  return other.overdue - one.overdue || other.late - one.late || other.open - one.open || other.filed - one.filed;
}

function titleOf(look: Look, told: Told, departments: readonly DepartmentFigures[]): string {
  return look.say(`title.${told.cadence}`, {
    department: namesOf(look, departments),
    period: daysOf(look, told, departments),
  });
}

function namesOf({ org, say }: Look, [first, ...rest]: readonly DepartmentFigures[]): string {
  const department = departmentName(org, first?.department ?? '');
  if (rest.length === 0) return department;
  return say('andOthers', { department, count: rest.length });
}

function daysOf(look: Look, told: Told, departments: readonly DepartmentFigures[]): string {
  const period = told.company?.period ?? departments[0]?.periods[0]?.period;
  return period ? periodShown(look, period) : '';
}

function nothingCard(look: Look, told: Told, departments: readonly DepartmentFigures[]): Card {
  const name = told.company ? look.org.company.name : namesOf(look, departments);
  const about = { department: name, period: daysOf(look, told, departments) };
  return sentence(look.say(told.needs === null ? 'nothing.reader' : 'nothing.title', about));
}

/** What is true, before anything else. */
function headline(look: Look, told: Told, first: DepartmentFigures | undefined): Element[] {
  const now = told.company?.all ?? first?.periods[0]?.supplier;
  if (!now) return [];
  const before = told.cadence === 'weekly' ? beforeOf(told, first) : { met: 0, of: 0 };
  const calls = told.company?.calls;
  const parts = [
    ...rateLine(look, now.onTime, before),
    ...(now.overdue > 0 ? [look.say('line.overdue', { count: now.overdue })] : []),
    ...(calls && calls.redirected > 0
      ? [look.say('line.calls', { count: calls.redirected, total: calls.sinceStart })]
      : []),
  ];
  const text = parts.join(look.viewer.locale === 'en' ? ' ' : '');
  return [{ kind: 'text', text: first ? ofWhich(look, told, first, text) : text }];
}

/** Of several departments one is told of at length, and the others have a line each: it says which one is meant. */
const ofWhich = ({ org, say }: Look, told: Told, { department }: DepartmentFigures, text: string): string =>
  told.departments.length === 1 ? text : say('line.of', { department: departmentName(org, department), text });

/** The four weeks before the one told of. */
const beforeOf = ({ company }: Told, first: DepartmentFigures | undefined): Share =>
  addShares((company?.trend ?? first?.trend ?? []).slice(-5, -1));

function rateLine({ say }: Look, share: Share, earlier: Share): string[] {
  const rate = percentOf(share);
  if (rate === null) return [say('line.none')];
  const before = percentOf(earlier);
  const about = { ...share, rate };
  const missing = missingTo(share);
  return [
    before === null ? say('line.rate', about) : say('line.rateBefore', { ...about, before }),
    rate >= LINE ? say('line.reached') : say('line.short', { count: missing }),
  ];
}

function needsElements({ say }: Look, needs: readonly Need[]): Element[] {
  if (needs.length === 0) return [];
  return [
    // There may be more than are shown.
    { kind: 'text', text: needs.length < most ? say('needs', { count: needs.length }) : say('needs.most', { most }) },
    {
      kind: 'list',
      items: needs.map(({ text }, index) => ({ text: say('needs.item', { number: numberOf(index), text }) })),
    },
  ];
}

/** ① to ⑤: no messenger takes them for a list of its own. */
const numberOf = (index: number): string => String.fromCodePoint(0x2460 + index);

/** With the number of its line: several may be called the same. */
const needButton = ({ say }: Look, { action, value, label }: Need, index: number): Button => ({
  action,
  value,
  label: say('needs.button', { number: numberOf(index), label }),
  style: index === 0 ? 'primary' : 'plain',
});

function departmentElements(look: Look, figures: DepartmentFigures, told: Told): Element[] {
  const { say } = look;
  const weekly = told.cadence === 'weekly' && comparable(figures);
  const under = (heading: string, facts: Parameters<typeof factsUnder>[1]) =>
    factsUnder(ofWhich(look, told, figures, heading), facts);
  const supplier = weekly ? say('as.before', { heading: say('as.supplier') }) : say('as.supplier');
  return [
    ...under(supplier, roleFacts(look, figures, 'supplier', weekly, true)),
    ...under(say('as.customer'), roleFacts(look, figures, 'customer', weekly, true)),
    ...under(say('as.rhythm'), rhythmFacts(look, figures)),
  ];
}

/** Further departments of the same reader, a line each. */
function othersElements(
  look: Look,
  others: readonly DepartmentFigures[],
  title: 'others.own' | 'others.title',
): Element[] {
  if (others.length === 0) return [];
  const { say } = look;
  const rest = others.length - MOST_OTHERS;
  const items = others.slice(0, MOST_OTHERS).map((one) => ({ text: otherLine(look, one) }));
  return [
    { kind: 'text', text: say(title) },
    { kind: 'list', items: rest > 0 ? [...items, { text: say('others.more', { count: rest }) }] : items },
  ];
}

function otherLine(look: Look, { department: key, periods: [now] }: DepartmentFigures): string {
  const { say, org } = look;
  const department = departmentName(org, key);
  const share = now ? shareSaid(look, now.supplier.onTime) : null;
  const line = share === null ? say('others.none', { department }) : say('others.rate', { department, share });
  const { open = 0, overdue = 0 } = now?.supplier ?? {};
  if (open === 0) return line;
  return overdue === 0
    ? say('others.open', { line, count: open })
    : say('others.overdue', { line, count: open, past: overdue });
}

/** Weeks move slowly: a day's digest has no picture of them. */
function pictureElements(look: Look, told: Told, first: DepartmentFigures | undefined): Element[] {
  if (told.cadence === 'daily') return [];
  const { org } = look;
  const name = told.company ? org.company.name : departmentName(org, first?.department ?? '');
  const picture = trendPicture(look, name, told.company?.trend ?? first?.trend ?? []);
  return picture ? [{ kind: 'drawing', ...picture }] : [];
}
