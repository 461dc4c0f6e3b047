import type { Requirement, RequirementKind } from '../org/organisation.ts';
import type { Button, Card, Element } from '../platform/card.ts';
import { sentence } from '../platform/card.ts';
import { type Look, leaderNames, sidesLed, unitName } from './look.ts';
import type { Edge, Gap } from './types.ts';
import { departmentOf, pairKey } from './units.ts';

type Does = 'gaps' | 'gap' | 'propose' | 'renew' | 'confirm' | 'reword' | 'refuse' | 'names' | 'file';

/** A button of this feature. */
export function button(look: Look, kind: Does, value: string, style: Button['style'] = 'plain'): Button {
  return { action: `map.${kind}`, value, label: look.say(`do.${kind}`), style };
}

export const text = (...lines: string[]): Element => ({ kind: 'text', text: lines.filter(Boolean).join('\n') });

/** The two ends of a pair in words. */
export const sidesOf = (look: Look, pair: Pick<Edge, 'supplier' | 'customer'>) => ({
  supplier: unitName(look, pair.supplier),
  customer: unitName(look, pair.customer),
});

export const kindName = ({ say }: Look, kind: RequirementKind): string => say(`kind.${kind}`);

/** A requirement in one line: what it is about, the number if it has one, and the words. */
export function requirementLine(look: Look, { kind, amount, unit, words }: Requirement): string {
  const { say } = look;
  const name = kindName(look, kind);
  const about = amount === null ? name : say('requirement.number', { kind: name, amount, unit: unit ?? '' }).trim();
  return words.trim() === '' ? about : say('requirement.words', { about, words: words.trim() });
}

/** A gap in one line. */
export function gapLine(look: Look, gap: Gap): string {
  return look.say(`gap.${gap.kind}`, { ...sidesOf(look, gap), kind: kindName(look, kindOfGap(gap) ?? 'other') });
}

/** What requirement a gap is about; null where it is about the customer as such. */
export function kindOfGap(gap: Gap): RequirementKind | null {
  if ('requires' in gap) return gap.requires.kind;
  if ('believes' in gap) return gap.believes.kind;
  return 'trouble' in gap ? gap.trouble.about : null;
}

/** A gap with both statements side by side; who leads either side can propose a wording. */
export function gapCard(look: Look, gap: Gap, edge: Edge | null): Card {
  const { say, org, viewer } = look;
  const names = sidesOf(look, gap);
  const mine = sidesLed(org, viewer.id, gap).length > 0;
  const leaders = leaderNames(look, [departmentOf(gap.supplier), departmentOf(gap.customer)]);
  return {
    title: gapLine(look, gap),
    tone: mine ? 'act' : 'plain',
    elements: [
      text(say('side.customer', names)),
      ...customerSays(look, gap, edge),
      text(say('side.supplier', names)),
      ...supplierSays(look, gap, edge),
      text(say(`blocks.${gap.kind}`, names), mine ? say('gap.next') : say('gap.who', { leaders })),
    ],
    buttons: mine ? [button(look, 'propose', gap.key, 'primary')] : [],
  };
}

function customerSays(look: Look, gap: Gap, edge: Edge | null): Element[] {
  const names = sidesOf(look, gap);
  const by = names.customer;
  switch (gap.kind) {
    case 'troubleWithoutOwner':
      return [quote(troubleLine(look, gap.trouble), by), ...requirements(look, gap, edge?.requires, by)];
    case 'imaginedCustomer':
      return [text(look.say('side.notNamed', { whom: names.supplier }))];
    case 'unseenCustomer':
      return said(look, requirements(look, gap, edge?.requires, by), names.supplier);
    case 'imaginedRequirement':
      return [text(look.say('side.notListed', { kind: kindName(look, gap.believes.kind) }))];
    default:
      return [quote(requirementLine(look, gap.requires), by)];
  }
}

function supplierSays(look: Look, gap: Gap, edge: Edge | null): Element[] {
  const names = sidesOf(look, gap);
  const by = names.supplier;
  switch (gap.kind) {
    case 'unseenCustomer':
      return [text(look.say('side.notNamed', { whom: names.customer }))];
    case 'imaginedCustomer':
      return said(look, requirements(look, gap, edge?.believes, by), names.customer);
    case 'unknownRequirement':
      return [text(look.say('side.notListed', { kind: kindName(look, gap.requires.kind) }))];
    case 'troubleWithoutOwner':
      return [
        text(
          edge?.namedBy.supplier
            ? look.say('side.notListed', { kind: kindName(look, gap.trouble.about) })
            : look.say('side.notNamed', { whom: names.customer }),
        ),
      ];
    default:
      return [quote(requirementLine(look, gap.believes), by)];
  }
}

/** What a side says of the other; that it names it, where it says no more. */
const said = (look: Look, lines: Element[], whom: string): Element[] =>
  lines.length > 0 ? lines : [text(look.say('side.named', { whom }))];

const MOST_QUOTED = 3;

/** What most people of a side say, of the gap's kind where it has one. */
function requirements(look: Look, gap: Gap, list: readonly Requirement[] | undefined, by: string): Element[] {
  const kind = kindOfGap(gap);
  const own = (list ?? []).filter((one) => kind === null || one.kind === kind);
  return own.slice(0, MOST_QUOTED).map((one) => quote(requirementLine(look, one), by));
}

const quote = (words: string, by: string): Element => ({ kind: 'quote', text: words, by });

function troubleLine(look: Look, { about, words }: { about: RequirementKind; words: string }): string {
  const kind = kindName(look, about);
  return words.trim() === '' ? kind : look.say('requirement.words', { about: kind, words: words.trim() });
}

/** Gaps shown on the card of a department. */
const SHOWN_GAPS = 5;

/** A department's open gaps, the most blocking first; `differing` counts edges that the org file has otherwise. */
export function gapsCard(look: Look, department: string, gaps: readonly Gap[], differing: number): Card {
  const { say } = look;
  const names = { department: unitName(look, department) };
  if (gaps.length === 0) return agreeingCard(look, department, differing);
  const shown = gaps.slice(0, SHOWN_GAPS);
  const rest = gaps.length - shown.length;
  const buttons = shown.map(
    (gap, index): Button => ({
      action: 'map.gap',
      value: gap.key,
      label: say('do.gapNumber', { number: index + 1 }),
      style: index === 0 ? 'primary' : 'plain',
    }),
  );
  return {
    title: say('gaps.title', { ...names, count: gaps.length }),
    tone: 'act',
    elements: [
      { kind: 'list', items: shown.map((gap, index) => ({ text: `${index + 1}. ${gapLine(look, gap)}` })) },
      text(
        rest > 0 ? say('gaps.rest', { count: rest }) : '',
        differing > 0 ? say('gaps.differing', { count: differing }) : '',
        say('gaps.blocks'),
        say('gaps.next'),
      ),
    ],
    buttons: differing > 0 ? [...buttons, button(look, 'file', department)] : buttons,
  };
}

/** No gap is open; the org file may still say otherwise. */
function agreeingCard(look: Look, department: string, differing: number): Card {
  const { say } = look;
  const none = say('gaps.none', { department: unitName(look, department) });
  if (differing === 0) return sentence(none, 'good');
  return {
    ...sentence(none),
    elements: [text(say('gaps.differing', { count: differing }))],
    buttons: [button(look, 'file', department)],
  };
}

/** Whether answers and org file disagree about an edge: `answers` or `file` is the only one that has it. */
export function differs(edge: Edge, spoken: (node: string) => boolean): 'answers' | 'file' | null {
  const { supplier, customer, file } = edge.namedBy;
  if (!file) return supplier || customer ? 'answers' : null;
  // Who has not published has not contradicted the file.
  return !supplier && !customer && spoken(edge.supplier) && spoken(edge.customer) ? 'file' : null;
}

const SHOWN_LINKS = 5;

/** Where answers and org file disagree about a department; the answers can be taken over one by one. */
export function fileCard(
  look: Look,
  department: string,
  edges: readonly { edge: Edge; only: 'answers' | 'file' }[],
): Card {
  const { say, org, viewer } = look;
  const names = { department: unitName(look, department) };
  if (edges.length === 0) return sentence(say('file.same', names), 'good');
  const shown = edges.slice(0, SHOWN_LINKS);
  const buttons = shown.flatMap(({ edge, only }, index): Button[] => {
    if (only === 'file' || sidesLed(org, viewer.id, edge).length === 0) return [];
    const label = say('do.takeNumber', { number: index + 1 });
    return [{ action: 'map.takeLink', value: pairKey(edge), label, style: 'plain' }];
  });
  const line = ({ edge, only }: (typeof shown)[number]) => say(`file.${only}`, sidesOf(look, edge));
  const items = shown.map((one, index) => ({ text: `${index + 1}. ${line(one)}` }));
  const rest = edges.length - shown.length;
  return {
    title: say('file.title', { ...names, count: edges.length }),
    tone: 'plain',
    elements: [{ kind: 'list', items }, text(rest > 0 ? say('file.rest', { count: rest }) : '', say('file.next'))],
    buttons,
  };
}
