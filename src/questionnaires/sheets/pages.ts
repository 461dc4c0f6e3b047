import { departmentName, requirementKinds } from '../../org/organisation.ts';
import type { Field, Form, Option } from '../../platform/form.ts';
import { NONE, partyOfPage, type Side } from '../answering/compose.ts';
import { partyName } from '../answering/parties.ts';
import type { Look } from '../rounds/look.ts';
import type { Counted, Party, StatedCustomer, StatedSupplier } from '../types.ts';
import { areFew } from '../types.ts';
import { aboutDesk } from './cards.ts';
import type { Desk, UnitDesk } from './desk.ts';
import { requirementLine, troubleLine } from './lines.ts';
import {
  idOf,
  lineId,
  MAIN_WORK,
  mainWorkShown,
  offeredLines,
  offeredParties,
  type PageKey,
  pagesOf,
  WHO,
} from './settling.ts';

/** What a form of the chain is about. */
export interface AboutPage {
  round: number;
  /** The unit's stamp when the form was opened. */
  stamp: string;
  unit: string;
  page: PageKey;
}

/** The page is last, because the words of a party may hold anything. */
const pageContext = ({ round, stamp, unit, page }: AboutPage): string =>
  `${round}|${stamp}|${encodeURIComponent(unit)}|${page}`;

export function readPage(context: string): AboutPage {
  const [round = '', stamp = '', unit = '', ...page] = context.split('|');
  return { round: Number(round), stamp, unit: decoded(unit), page: page.join('|') };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

/** A page of a unit, and where it stands in the chain of all units. */
export interface Stop {
  unit: UnitDesk;
  page: PageKey;
}

const stopsOf = ({ units }: Desk): Stop[] =>
  units.flatMap((unit) => pagesOf(unit.merged, unit.settled).map((page) => ({ unit, page })));

/** The next page nobody has looked at, beginning behind one; null when all were. */
export function nextStop(desk: Desk, after?: { unit: string; page: PageKey }): Stop | null {
  const stops = stopsOf(desk);
  const at = after ? stops.findIndex(({ unit, page }) => unit.unit === after.unit && page === after.page) : -1;
  const inOrder = [...stops.slice(at + 1), ...stops.slice(0, at + 1)];
  return inOrder.find(({ unit, page }) => !unit.seen.includes(page)) ?? null;
}

/** The form of a page; null for one there is not. */
export function pageForm(look: Look, desk: Desk, { unit, page }: Stop, stamp = unit.stamp): Form | null {
  const { say, org } = look;
  const fields = page === WHO ? whoFields(look, unit) : partyFields(look, unit, page);
  if (!fields) return null;
  const stops = stopsOf(desk);
  const at = stops.findIndex((stop) => stop.unit.unit === unit.unit && stop.page === page);
  const about = partyOfPage(page);
  const name = about ? partyName(org, say, about.party) : partyName(org, say, unit.unit);
  const title = about ? say(`sheet.form.${about.side}`, { name }) : say('sheet.form.who', { name });
  return {
    action: 'questionnaires.sheet.page',
    context: pageContext({ round: desk.round.id, stamp, unit: unit.unit, page }),
    title,
    intro: [
      at < 0 ? '' : say('sheet.form.place', { page: at + 1, pages: stops.length }),
      say(about ? 'sheet.form.partyIntro' : 'sheet.form.whoIntro', { count: unit.merged.answered }),
    ]
      .filter(Boolean)
      .join('\n'),
    submit: say('sheet.form.next'),
    fields,
  };
}

const MANY = 10;
/** Suppliers or customers of one sheet at most. */
const PARTIES = 60;

function choices(key: string, label: string, options: Option[], chosen: readonly string[], most?: number): Field {
  return {
    ...{ key, label, required: false, kind: 'choices', options, initial: chosen.join(',') },
    ...(options.length > MANY ? { search: true } : {}),
    ...(most !== undefined && options.length > most ? { most } : {}),
  };
}

function whoFields(look: Look, { merged, settled }: UnitDesk): Field[] {
  const { say, org } = look;
  const side = (key: Side): Field[] => {
    const parties = offeredParties<StatedSupplier | StatedCustomer>(merged[key], settled[key]);
    if (parties.length === 0) return [];
    const options = parties.map(({ party, said }) => {
      const name = partyName(org, say, party);
      return { value: idOf(party), label: optionLabel(look, name, said, merged.answered), words: [name] };
    });
    const chosen = settled[key].map(({ party }) => idOf(party));
    return [choices(key, say(`sheet.form.which.${key}`), options, chosen, PARTIES)];
  };
  return [
    ...side('suppliers'),
    ...side('customers'),
    {
      key: 'mainWork',
      label: say('sheet.form.mainWork'),
      hint: say('sheet.form.mainWorkHint'),
      required: false,
      kind: 'text',
      long: true,
      max: MAIN_WORK,
      initial: mainWorkShown(settled.mainWork).join('\n'),
    },
  ];
}

/** What was said, and by how many. */
const optionLabel = ({ say }: Look, name: string, said: number, answered: number): string =>
  areFew(said, answered) ? say('sheet.form.fewOption', { name }) : say('sheet.form.option', { name, count: said });

/** Null where the party does not stand. */
function partyFields(look: Look, { merged, settled }: UnitDesk, page: PageKey): Field[] | null {
  const about = partyOfPage(page);
  if (!about) return null;
  const { answered } = merged;
  const of = <T extends { party: Party }>(lines: readonly T[]) => lines.find(({ party }) => party === about.party);
  if (about.side === 'suppliers') {
    const [line, said] = [of(settled.suppliers), of(merged.suppliers)];
    if (!line) return null;
    return [
      ...commonFields(look, line, said, answered),
      ...requirementFields(look, 'suppliers', said?.requires ?? [], line.requires, answered),
      ...lineField(look, 'troubles', say(look, 'troubles'), said?.troubles ?? [], line.troubles, answered, (one) =>
        troubleLine(look.say, one),
      ),
    ];
  }
  const [line, said] = [of(settled.customers), of(merged.customers)];
  if (!line) return null;
  return [
    ...commonFields(look, line, said, answered),
    ...requirementFields(look, 'customers', said?.believes ?? [], line.believes, answered),
  ];
}

const say = (look: Look, field: 'handsOn' | 'troubles'): string => look.say(`sheet.form.${field}`);

function commonFields(
  look: Look,
  line: StatedSupplier | StatedCustomer,
  said: typeof line | undefined,
  answered: number,
): Field[] {
  return [
    {
      key: 'kind',
      label: look.say('answer.kind'),
      required: false,
      kind: 'choice',
      options: [
        { value: 'process', label: look.say('answer.process') },
        { value: 'functional', label: look.say('answer.functional') },
      ],
      ...(line.kind ? { initial: line.kind } : {}),
    },
    ...lineField(
      look,
      'handsOn',
      say(look, 'handsOn'),
      said?.handsOn ?? [],
      line.handsOn,
      answered,
      ({ words }) => words,
    ),
    { key: 'handsOnOwn', label: look.say('sheet.form.handsOnOwn'), required: false, kind: 'text', max: 200 },
  ];
}

/** Which of the lines stand; nothing to ask where there are none. */
function lineField<T extends { words: string }>(
  look: Look,
  key: string,
  label: string,
  said: readonly Counted<T>[],
  settled: readonly Counted<T>[],
  answered: number,
  wordsOf: (line: T) => string,
): Field[] {
  const lines = offeredLines(said, settled);
  if (lines.length === 0) return [];
  const options = lines.map((line) => ({
    value: lineId(line),
    label:
      line.said > 0
        ? optionLabel(look, wordsOf(line), line.said, answered)
        : look.say('sheet.form.ownOption', { name: wordsOf(line) }),
  }));
  return [choices(key, label, options, settled.map(lineId))];
}

function requirementFields(
  look: Look,
  side: Side,
  said: StatedSupplier['requires'],
  settled: StatedSupplier['requires'],
  answered: number,
): Field[] {
  const { say } = look;
  const when = { field: 'requireKind', is: [...requirementKinds] };
  return [
    ...lineField(look, 'requires', say(`sheet.form.requires.${side}`), said, settled, answered, (one) =>
      requirementLine(say, one),
    ),
    {
      key: 'requireKind',
      label: say('sheet.form.requireOwn'),
      required: false,
      kind: 'choice',
      options: [
        { value: NONE, label: say('sheet.form.requireNone') },
        ...requirementKinds.map((value) => ({ value, label: say(`answer.kind.${value}`) })),
      ],
      initial: NONE,
    },
    {
      ...{ key: 'requireMeasure', label: say('answer.measure'), hint: say('answer.measureHint') },
      ...{ required: false, kind: 'text', max: 60, when },
    },
    { ...{ key: 'requireWords', label: say('answer.words'), required: false, kind: 'text', max: 300, when } },
  ];
}

/** Which page to change; every party that stands has one. */
export function pickForm(look: Look, desk: Desk): Form {
  const { say, org } = look;
  const several = desk.units.length > 1;
  const options = desk.units.flatMap(({ unit, settled }): Option[] => {
    const of = several ? say('sheet.form.of', { unit: partyName(org, say, unit) }) : '';
    const line = (page: PageKey, label: string): Option => ({ value: idOf([unit, page]), label: `${label}${of}` });
    return [
      line(WHO, say('sheet.form.pickWho')),
      ...settled.suppliers.map(({ party }) =>
        line(`s:${party}`, say('sheet.form.pickSupplier', { name: partyName(org, say, party) })),
      ),
      ...settled.customers.map(({ party }) =>
        line(`c:${party}`, say('sheet.form.pickCustomer', { name: partyName(org, say, party) })),
      ),
    ];
  });
  return {
    action: 'questionnaires.sheet.change',
    context: aboutDesk(desk),
    title: say('sheet.form.pickTitle', { department: departmentName(org, desk.department) }),
    submit: say('sheet.form.open'),
    fields: [
      {
        key: 'page',
        label: say('sheet.form.pick'),
        required: true,
        kind: 'choice',
        search: options.length > MANY,
        options,
      },
    ],
  };
}

/** The page that was picked; null when it does not stand any more. */
export function pickedStop(desk: Desk, id: string): Stop | null {
  for (const unit of desk.units) {
    const pages = [
      WHO,
      ...unit.settled.suppliers.map(({ party }) => `s:${party}`),
      ...unit.settled.customers.map(({ party }) => `c:${party}`),
    ];
    const page = pages.find((one) => idOf([unit.unit, one]) === id);
    if (page !== undefined) return { unit, page };
  }
  return null;
}
