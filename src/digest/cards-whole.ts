import { departmentName } from '../org/organisation.ts';
import type { Element } from '../platform/card.ts';
import { factsUnder, periodShown } from './card-parts.ts';
import type { Look } from './look.ts';
import {
  addShares,
  type Fact,
  lateSaid,
  meanOf,
  nothingOf,
  openSaid,
  percentOf,
  rhythmFacts,
  shareSaid,
} from './said.ts';
import type { Cadence, CompanyFigures } from './types.ts';

/** Whose digest it is, and of which days. */
export const companyTitle = (look: Look, figures: CompanyFigures, cadence: Exclude<Cadence, 'off'>): string =>
  look.say(`title.company.${cadence}`, { company: look.org.company.name, period: periodShown(look, figures.period) });

/** Whether the company has nothing to say of the period. */
export const isStill = ({ all, calls, rings, meetings, actions, gapsClosed }: CompanyFigures): boolean =>
  nothingOf(all) &&
  [
    calls.redirected,
    rings.announced,
    rings.open,
    gapsClosed,
    ...Object.values(meetings),
    ...Object.values(actions),
  ].every((count) => count === 0);

/** Whether the four weeks before have anything to stand beside. */
export const hasBefore = ({ trend }: CompanyFigures): boolean => trend.slice(-5, -1).some(({ of }) => of > 0);

/** What the referee reads of the company: never a list of who is behind. */
export function companyElements(look: Look, figures: CompanyFigures, cadence: Exclude<Cadence, 'off'>): Element[] {
  const weekly = cadence === 'weekly' && hasBefore(figures);
  const heading = look.say('as.company');
  return [
    ...factsUnder(weekly ? look.say('as.before', { heading }) : heading, companyFacts(look, figures, weekly)),
    ...hotElements(look, figures.hotLinks),
    ...improvedElements(look, figures.improved),
  ];
}

/** The company in facts; in brackets the four weeks before. */
export function companyFacts(look: Look, figures: CompanyFigures, compare: boolean): Fact[] {
  const { say } = look;
  const { all, calls, rings } = figures;
  const share = shareSaid(look, all.onTime);
  const before = compare ? percentOf(addShares(figures.trend.slice(-5, -1))) : null;
  const mean = meanOf(all.ratings);
  const urgent = all.urgent.met > 0 ? shareSaid(look, all.urgent) : null;
  const was = before === null ? null : say('value.rate', { rate: before });
  const fact = (key: Parameters<Look['say']>[0], value: string | null): Fact[] =>
    value === null ? [] : [{ label: say(key), value }];
  return [
    ...fact('fact.onTime', share === null || was === null ? share : say('value.before', { now: share, before: was })),
    ...fact('fact.asked', say('value.count', { count: all.filed })),
    ...fact('fact.late', all.late === 0 ? null : lateSaid(look, all.late, all.warned)),
    ...fact('fact.open', all.open === 0 ? null : openSaid(look, all.open, all.overdue)),
    ...fact(
      'fact.calls',
      calls.sinceStart === 0 ? null : say('value.calls', { count: calls.redirected, total: calls.sinceStart }),
    ),
    ...fact(
      'fact.rings',
      rings.announced + rings.open === 0 ? null : say('value.rings', { count: rings.announced, open: rings.open }),
    ),
    ...fact('fact.urgent', urgent),
    ...fact('fact.ratings', mean === null ? null : say('value.rating', { mean, count: all.ratings.of })),
    ...rhythmFacts(look, figures),
  ];
}

/** Where to look first, as links between departments. */
function hotElements(look: Look, links: CompanyFigures['hotLinks']): Element[] {
  if (links.length === 0) return [];
  return [
    { kind: 'text', text: look.say('hot.title') },
    { kind: 'list', items: links.map((link) => ({ text: hotLine(look, link) })) },
  ];
}

/** One link of the map in words. */
export function hotLine({ org, say }: Look, link: CompanyFigures['hotLinks'][number]): string {
  const { late, overdue, of } = link;
  const [supplier, customer] = [departmentName(org, link.supplier), departmentName(org, link.customer)];
  const names = { supplier, customer };
  if (overdue === 0) return say('hot.late', { ...names, late, of });
  return late === 0
    ? say('hot.overdue', { ...names, past: overdue })
    : say('hot.both', { ...names, late, of, past: overdue });
}

function improvedElements(look: Look, improved: CompanyFigures['improved']): Element[] {
  if (improved.length === 0) return [];
  return [
    { kind: 'text', text: look.say('improved.title') },
    { kind: 'list', items: improved.map((one) => ({ text: improvedLine(look, one) })) },
  ];
}

/** Whose rate has risen, from what to what. */
export function improvedLine(look: Look, { department, now, before }: CompanyFigures['improved'][number]): string {
  const said = shareSaid(look, now) ?? '';
  return look.say('improved.line', {
    department: departmentName(look.org, department),
    now: said,
    before: percentOf(before) ?? 0,
  });
}
