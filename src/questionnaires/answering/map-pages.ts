import { requirementKinds } from '../../org/organisation.ts';
import type { Field, Option } from '../../platform/form.ts';
import { EXTERNAL, type Party } from '../types.ts';
import { chosenParties, DESCRIBED, type Draft, NONE, namedParties, pageOf, partyOfPage, type Side } from './compose.ts';
import { kindInFile, partyName, partyOptions, type Seat, unitsOf } from './parties.ts';

/** One page of a questionnaire as it stands for someone. */
export interface Page {
  title: string;
  intro?: string;
  fields: Field[];
}

const sides: readonly Side[] = ['suppliers', 'customers'];
/** Whom one person names at most. */
const NAMED = 20;

/** The pages of the first pass, in order, as far as they can be told by now. */
export function mapPages(draft: Draft): string[] {
  const several = sides.some((side) => namedParties(draft, side).length > DESCRIBED);
  const about = sides.flatMap((side) => chosenParties(draft, side).map((party) => pageOf(side, party)));
  return ['first', ...(several ? ['which'] : []), ...about];
}

/** Parties that were named and not described yet: offered afterwards, never demanded. */
export function undescribed(draft: Draft): string[] {
  const pages = sides.flatMap((side) => namedParties(draft, side).map((party) => pageOf(side, party)));
  return pages.filter((page) => !draft.has(page));
}

/** A page of the built-in questionnaire; null for one that there is not. */
export function mapPage(seat: Seat, draft: Draft, key: string): Page | null {
  if (key === 'first') return firstPage(seat);
  if (key === 'which') return whichPage(seat, draft);
  const about = partyOfPage(key);
  if (!about || about.party === '' || [...about.party].length > 120) return null;
  return about.side === 'suppliers' ? supplierPage(seat, about.party) : customerPage(seat, about.party);
}

function firstPage(seat: Seat): Page {
  const { say } = seat;
  const units = unitsOf(seat);
  const unit: Field = {
    key: 'unit',
    label: say('answer.unit'),
    required: true,
    kind: 'choice',
    options: units.map((value) => ({ value, label: partyName(seat.org, say, value) })),
    initial: units[0] ?? seat.department,
  };
  const mainWork: Field = {
    key: 'mainWork',
    label: say('answer.mainWork'),
    hint: say('answer.mainWorkHint'),
    required: true,
    kind: 'text',
    long: true,
    max: 500,
  };
  return {
    title: say('answer.firstTitle'),
    intro: say('answer.firstIntro'),
    fields: [...(units.length > 1 ? [unit] : []), mainWork, ...sides.flatMap((side) => partyFields(seat, side))],
  };
}

function partyFields(seat: Seat, side: Side): Field[] {
  const { say } = seat;
  return [
    {
      key: side,
      label: say(`answer.${side}`),
      hint: say(`answer.${side}Hint`),
      required: false,
      kind: 'choices',
      search: true,
      most: NAMED,
      options: partyOptions(seat, side),
    },
    {
      key: `${side}Else`,
      label: say(`answer.${side}Else`),
      hint: say('answer.elseHint'),
      required: false,
      kind: 'text',
      max: 300,
    },
  ];
}

/** Asked only of the side where more than a few were named. */
function whichPage({ org, say }: Seat, draft: Draft): Page | null {
  const fields = sides.flatMap((side): Field[] => {
    const named = namedParties(draft, side);
    if (named.length <= DESCRIBED) return [];
    const options = named.map((value): Option => ({ value, label: partyName(org, say, value) }));
    return [
      {
        key: side,
        label: say(`answer.which.${side}`),
        hint: say('answer.whichHint', { count: DESCRIBED }),
        required: true,
        kind: 'choices',
        most: DESCRIBED,
        options,
      },
    ];
  });
  return fields.length === 0 ? null : { title: say('answer.whichTitle'), intro: say('answer.whichIntro'), fields };
}

function supplierPage(seat: Seat, party: Party): Page {
  const { org, say } = seat;
  const name = partyName(org, say, party);
  const trouble: Field = {
    key: 'troubleAbout',
    label: say('answer.trouble'),
    required: true,
    kind: 'choice',
    options: [{ value: NONE, label: say('answer.noTrouble') }, ...kindOptions(seat, 'answer.trouble')],
  };
  const words: Field = {
    key: 'troubleWords',
    label: say('answer.troubleWords'),
    hint: say('answer.troubleHint'),
    required: true,
    kind: 'text',
    max: 300,
    when: { field: 'troubleAbout', is: [...requirementKinds] },
  };
  return {
    title: say('answer.supplierTitle', { name }),
    intro: say('answer.supplierIntro', { name }),
    fields: [
      kindField(seat, 'suppliers', party),
      textField(say('answer.gets', { name }), say('answer.handsHint')),
      ...requirementFields(seat, say('answer.requires', { name }), say('answer.requiresNone')),
      trouble,
      words,
    ],
  };
}

function customerPage(seat: Seat, party: Party): Page {
  const { org, say } = seat;
  const name = partyName(org, say, party);
  const intro = party === EXTERNAL ? say('answer.externalIntro') : say('answer.customerIntro', { name });
  return {
    title: say('answer.customerTitle', { name }),
    intro,
    fields: [
      kindField(seat, 'customers', party),
      textField(say('answer.gives', { name }), say('answer.handsHint')),
      ...requirementFields(seat, say('answer.believes', { name }), say('answer.believesNone')),
    ],
  };
}

function kindField(seat: Seat, side: Side, party: Party): Field {
  const { say } = seat;
  const initial = kindInFile(seat, side, party);
  return {
    key: 'kind',
    label: say('answer.kind'),
    required: true,
    kind: 'choice',
    options: [
      { value: 'process', label: say('answer.process') },
      { value: 'functional', label: say('answer.functional') },
    ],
    ...(initial ? { initial } : {}),
  };
}

const textField = (label: string, hint: string): Field => ({
  key: 'handsOn',
  label,
  hint,
  required: true,
  kind: 'text',
  max: 200,
});

/** What one side requires: what it is about, how much, and in words. */
function requirementFields(seat: Seat, label: string, none: string): Field[] {
  const { say } = seat;
  const when = { field: 'requireKind', is: [...requirementKinds] };
  return [
    {
      key: 'requireKind',
      label,
      required: true,
      kind: 'choice',
      options: [...kindOptions(seat, 'answer.kind'), { value: NONE, label: none }],
    },
    {
      key: 'requireMeasure',
      label: say('answer.measure'),
      hint: say('answer.measureHint'),
      required: false,
      kind: 'text',
      max: 60,
      when,
    },
    { key: 'requireWords', label: say('answer.words'), required: false, kind: 'text', max: 300, when },
  ];
}

const kindOptions = ({ say }: Seat, of: 'answer.kind' | 'answer.trouble'): Option[] =>
  requirementKinds.map((value) => ({ value, label: say(`${of}.${value}`) }));
