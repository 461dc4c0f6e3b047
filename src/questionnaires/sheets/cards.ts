import { departmentName } from '../../org/organisation.ts';
import type { Button, Card, Element } from '../../platform/card.ts';
import { sentence } from '../../platform/card.ts';
import { partyName } from '../answering/parties.ts';
import { type Look, nameOf, namesOf, someOf } from '../rounds/look.ts';
import { answersByHead } from '../rounds/rules.ts';
import type { Party, Statement } from '../types.ts';
import { areFew } from '../types.ts';
import type { News } from './counting.ts';
import { type Desk, hasDraft, publishedOf, stampOf, type UnitDesk } from './desk.ts';
import { areEnough, manyFrom, settlersOf } from './rules.ts';

type Does = 'publish' | 'settle' | 'look' | 'change' | 'restart' | 'restartNow' | 'read';

/** A button of this part. */
function button(look: Look, kind: Does, value: string, style: Button['style'] = 'plain'): Button {
  return { action: `questionnaires.sheet.${kind}`, value, label: look.say(`sheet.do.${kind}`), style };
}

const text = (...lines: string[]): Element => ({ kind: 'text', text: lines.filter(Boolean).join('\n') });

/** What a button about a department in a round carries. */
export const aboutDesk = ({ round, department }: Desk): string => `${round.id}|${department}`;

/** Parties named on a card. */
const SHOWN = 6;

/** A party as everyone reads it: a person is someone of their department. */
export function publicName({ org, say }: Pick<Look, 'org' | 'say'>, party: Party): string {
  if (!party.startsWith('@')) return partyName(org, say, party);
  const person = org.people.get(party.slice(1));
  return person
    ? say('sheet.someone', { department: departmentName(org, person.department) })
    : partyName(org, say, party);
}

/** How many said so, as everyone reads it. */
export const saidBy = ({ say }: Pick<Look, 'say'>, said: number, answered: number): string =>
  areFew(said, answered) ? say('sheet.few') : String(said);

/** `物控部 4, 品质部 3`, the first few. */
function named(look: Look, lines: readonly { party: Party; said: number }[], answered: number): string {
  const shown = lines
    .slice(0, SHOWN)
    .map(({ party, said }) =>
      look.say('sheet.named', { name: publicName(look, party), said: saidBy(look, said, answered) }),
    );
  const rest = lines.length - shown.length;
  const joined = shown.join(look.say('round.list')) || look.say('sheet.none');
  return rest > 0 ? look.say('round.andMore', { shown: joined, count: rest }) : joined;
}

/** The card of whoever settles a department: how many answered, what stands, what is published. */
export function deskCard(look: Look, desk: Desk): Card {
  const { say, org } = look;
  const department = departmentName(org, desk.department);
  const { answered, asked } = desk.counts;
  const names = { answered, asked, department };
  if (desk.superseded)
    return { ...sentence(say('sheet.superseded', names)), buttons: [button(look, 'read', desk.department)] };
  if (desk.units.length === 0) return closedCard(look, desk);
  const state = stateOf(desk);
  const version = Math.max(...desk.units.map(({ next }) => next)) - (state === 'done' || state === 'again' ? 1 : 0);
  return {
    title: say(`sheet.${state}`, { ...names, version, count: desk.fresh }),
    tone: state === 'done' ? 'good' : 'act',
    elements: [
      { kind: 'facts', facts: desk.units.flatMap((unit) => unitFacts(look, desk, unit)) },
      text(...explained(look, desk, state, department)),
    ],
    buttons: deskButtons(look, desk, state),
  };
}

/** Why there is nothing to settle. */
function closedCard({ say, org }: Look, { department: key, counts, round }: Desk): Card {
  const { answered, asked } = counts;
  const names = { answered, asked, department: departmentName(org, key) };
  if (round.endedAt && !areEnough(counts)) {
    const why = say(answersByHead(org, key) ? 'sheet.endedByHead' : 'sheet.endedWhy');
    return { ...sentence(say('sheet.ended', names)), elements: [text(why, say('sheet.endedNext', names))] };
  }
  if (counts.answered === 0)
    return { ...sentence(say('sheet.nobody', names)), elements: [text(say('sheet.nobodyNext'))] };
  if (!areEnough(counts)) return { ...sentence(say('sheet.tooFew', names)), elements: [text(say('sheet.tooFewWhy'))] };
  return { ...sentence(say('sheet.notYet', names)), elements: [text(say('sheet.notYetWhy'))] };
}

type State = 'ready' | 'draft' | 'again' | 'done';

function stateOf(desk: Desk): State {
  if (hasDraft(desk)) return 'draft';
  if (publishedOf(desk).length === 0) return 'ready';
  return desk.fresh > 0 ? 'again' : 'done';
}

function unitFacts(look: Look, { units }: Desk, { unit, merged, settled }: UnitDesk) {
  const { say, org } = look;
  const own = units.length > 1 ? say('sheet.ofUnit', { unit: partyName(org, say, unit), count: merged.answered }) : '';
  return [
    ...(own ? [{ label: say('sheet.unit'), value: own }] : []),
    { label: say('sheet.suppliers'), value: named(look, settled.suppliers, merged.answered) },
    { label: say('sheet.customers'), value: named(look, settled.customers, merged.answered) },
  ];
}

function explained({ say }: Look, desk: Desk, state: State, department: string): string[] {
  const { waiting, round } = desk;
  const held = waiting > 0 ? say(round.endedAt ? 'sheet.stayOut' : 'sheet.wait', { count: waiting }) : '';
  const unread = desk.unread > 0 ? say('sheet.byHead', { count: desk.unread }) : '';
  if (state === 'done') return [say('sheet.doneNext', { department }), unread, held];
  return [say('sheet.blocks', { department }), unread || rule(desk, { say }), held, say(`sheet.next.${state}`)];
}

/** What publishing takes, in words. */
function rule(desk: Desk, { say }: Pick<Look, 'say'>): string {
  if (desk.units.some((unit) => unit.draft || (unit.last?.round === desk.round.id && unit.last.seen.length > 0)))
    return say('sheet.rule.settled');
  const out = desk.units.reduce((sum, unit) => sum + left(unit), 0);
  if (desk.units.every(({ merged }) => merged.answered < manyFrom)) return say('sheet.rule.all');
  return [say('sheet.rule.some'), out > 0 ? say('sheet.rule.out', { count: out }) : ''].filter(Boolean).join(' ');
}

const left = ({ merged, settled }: UnitDesk): number =>
  merged.suppliers.length + merged.customers.length - settled.suppliers.length - settled.customers.length;

function deskButtons(look: Look, desk: Desk, state: State): Button[] {
  const about = aboutDesk(desk);
  const publish: Button = {
    ...button(look, 'publish', `${about}|${stampOf(desk)}`, 'primary'),
    label: look.say(state === 'ready' ? 'sheet.do.publishAsItIs' : 'sheet.do.publish'),
  };
  switch (state) {
    case 'ready':
      return [publish, button(look, 'settle', about)];
    case 'again':
      return [publish, button(look, 'settle', about), button(look, 'read', desk.department)];
    case 'draft':
      return [
        button(look, 'settle', about, 'primary'),
        { ...publish, style: 'plain' },
        button(look, 'change', about),
        button(look, 'restart', about, 'danger'),
      ];
    case 'done':
      return [button(look, 'read', desk.department, 'primary'), button(look, 'settle', about)];
    default:
      return state satisfies never;
  }
}

/** Answers have come to it since the card that was pressed: what they changed, and how it stands now. */
export function newsCard(look: Look, desk: Desk): Card {
  const { say, org } = look;
  const card = deskCard(look, desk);
  const of = (what: keyof News) => (desk.news?.[what] ?? []).map((party) => publicName(look, party));
  const lines = (['came', 'went', 'changed'] as const).flatMap((what) => {
    const names = [...new Set(of(what))];
    return names.length === 0 ? [] : [say(`sheet.news.${what}`, { names: someOf(look, names, SHOWN) })];
  });
  return {
    ...card,
    title: say('sheet.news', { department: departmentName(org, desk.department) }),
    elements: [text(say('sheet.news.unseen'), ...lines), ...card.elements],
  };
}

/** Whoever presses once more hears that it is done. */
export function publishedAlready({ say, org }: Look, desk: Desk): Card {
  const version = Math.max(...desk.units.map(({ last }) => last?.version ?? 0));
  return sentence(say('sheet.done', { department: departmentName(org, desk.department), version }), 'good');
}

/** Somebody else settled or published in between. */
export function conflictCard(look: Look, desk: Desk): Card {
  const latest = desk.units
    .flatMap(({ draft, last }) => [draft, last])
    .filter((row) => row !== null)
    .sort((a, b) => b.updatedAt.getTime() - a.updatedAt.getTime())[0];
  const names = { who: nameOf(look, latest?.by), at: latest?.updatedAt ?? desk.round.startedAt };
  const own = latest?.by === look.viewer.id;
  return {
    ...sentence(look.say(own ? 'sheet.no.ownChange' : 'sheet.no.changed', names)),
    elements: [text(look.say('sheet.no.changedNext'))],
    buttons: [button(look, 'look', aboutDesk(desk), 'primary')],
  };
}

/** Before what was settled is thrown away. */
export function restartCard(look: Look, desk: Desk): Card {
  return {
    ...sentence(look.say('sheet.restart.title', { department: departmentName(look.org, desk.department) })),
    elements: [text(look.say('sheet.restart.text'))],
    buttons: [button(look, 'restartNow', aboutDesk(desk), 'danger'), button(look, 'look', aboutDesk(desk))],
  };
}

/** A "no" to settling: who can. */
export function notSettler(look: Look, department: string): Card {
  const { say, org } = look;
  if (!org.departments.has(department))
    return sentence(say('sheet.no.gone', { department: departmentName(org, department) }));
  const who = namesOf(look, settlersOf(org, department)) || look.say('round.nobody');
  return sentence(say('sheet.no.notSettler', { department: departmentName(org, department), who }));
}

/** A "no" to reading: who reads it, and where the rest stands. */
export function notReader(look: Look, department: string): Card {
  const { say, org } = look;
  const names = { department: departmentName(org, department), who: namesOf(look, settlersOf(org, department)) };
  return { ...sentence(say('sheet.no.notReader', names)), elements: [text(say('sheet.no.notReaderNext'))] };
}

/** A published sheet in short, with the way to the whole of it. */
export function publishedCard(
  look: Look,
  department: string,
  statements: readonly Statement[],
  link: (unit: string) => string | null,
): Card {
  const { say, org } = look;
  const name = departmentName(org, department);
  const [first] = statements;
  if (!first) {
    const who = namesOf(look, settlersOf(org, department)) || say('round.nobody');
    return sentence(say('sheet.unpublished', { department: name, who }));
  }
  const several = statements.length > 1;
  return {
    title: say('sheet.published', { department: name, version: first.version, at: first.publishedAt }),
    tone: 'plain',
    elements: [
      ...statements.flatMap((one): Element[] => {
        const url = link(one.unit);
        const facts = [
          ...(several ? [{ label: say('sheet.unit'), value: partyName(org, say, one.unit) }] : []),
          { label: say('sheet.answered'), value: say('sheet.people', { count: one.answered }) },
          { label: say('sheet.suppliers'), value: named(look, one.suppliers, one.answered) },
          { label: say('sheet.customers'), value: named(look, one.customers, one.answered) },
        ];
        const label = several ? say('sheet.openUnit', { unit: partyName(org, say, one.unit) }) : say('sheet.open');
        return [{ kind: 'facts', facts }, ...(url ? [{ kind: 'link' as const, label, url }] : [])];
      }),
      text(say('sheet.publishedNote')),
    ],
    buttons: [],
  };
}
