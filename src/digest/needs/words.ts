import { gapLine, requirementLine } from '../../map/gap-views.ts';
import { lookOf as mapLook, unitName } from '../../map/look.ts';
import type { Gap } from '../../map/types.ts';
import { showLocalDate } from '../../messages/time.ts';
import { departmentName, type Organisation, type Person } from '../../org/organisation.ts';
import { cut } from '../../platform/shrink.ts';
import type { Need } from '../types.ts';
import { type Words, words } from './messages.ts';
import type { ActionNeed, MinutesNeed, ProposalNeed, RingNeed, SheetNeed } from './others.ts';
import { type RequestNeed, urgentMore, weights } from './requests.ts';

/** One reader. */
interface Look {
  org: Organisation;
  viewer: Person;
  say: Words;
}

/** Something that has to be done, not yet in anybody's language. */
export interface Found extends Omit<Need, 'text' | 'label'> {
  /** Of equal weight the lower comes first: numbers are given in the order in which things come up. */
  age: number;
  text: (look: Look) => string;
  label: Parameters<Words>[0];
}

export function worded(org: Organisation, viewer: Person, { text, label, age: _, ...need }: Found): Need {
  const look = { org, viewer, say: words(viewer.locale, viewer.zone) };
  return { ...need, text: text(look), label: look.say(label) };
}

/** Words of a person, short enough to be one line among five. */
const said = (text: string): string => cut(text.trim().replace(/\s+/gu, ' '), 60);

export const requestFound = (one: RequestNeed): Found => ({
  kind: 'request',
  weight: weights[one.does] + (one.urgent ? urgentMore : 0),
  action: `requests.${one.does}`,
  value: String(one.number),
  age: one.number,
  label: `do.${one.does}`,
  text: ({ org, say }) => {
    const { does, between, number, due } = one;
    const key = does !== 'own' ? does : between ? 'own.between' : 'own.unknown';
    return say(key, {
      id: `R-${number}`,
      customer: departmentName(org, one.customer),
      supplier: departmentName(org, one.supplier),
      a: departmentName(org, between?.[0] ?? ''),
      b: departmentName(org, between?.[1] ?? ''),
      need: said(one.need),
      ...(due ? { due } : {}),
    });
  },
});

export const ringFound = ({ id, department, departments }: RingNeed): Found => ({
  kind: 'ring',
  weight: 95,
  action: 'requests.offer',
  value: String(id),
  age: id,
  label: 'do.ring',
  text: ({ org, say }) =>
    say('ring', { departments: named(org, departments, say), department: departmentName(org, department) }),
});

export const actionFound = ({ id, due, words: what }: ActionNeed): Found => ({
  kind: 'action',
  weight: 50,
  action: 'meetings.actions.show',
  value: String(id),
  age: Date.parse(due),
  label: 'do.action',
  text: ({ say, viewer }) =>
    // A date has no hour, and is the same day everywhere.
    say('action', {
      id,
      words: said(what),
      date: showLocalDate(due, viewer.locale),
    }),
});

export const minutesFound = ({ id, departments, from }: MinutesNeed): Found => ({
  kind: 'minutes',
  weight: 45,
  // They are read on the meeting's card, which asks whether they are right.
  action: 'meetings.life.open',
  value: String(id),
  age: from.getTime(),
  label: 'do.minutes',
  text: ({ org, say }) => say('minutes', { departments: named(org, departments, say), at: from }),
});

export const proposalFound = ({ id, other, requirement }: ProposalNeed): Found => ({
  kind: 'proposal',
  weight: 40,
  // Sent as it stands the form confirms: nobody agrees to what they have not read.
  action: 'map.reword',
  value: String(id),
  age: id,
  label: 'do.proposal',
  text: ({ org, viewer, say }) => {
    const look = mapLook(org, viewer);
    return say('proposal', { other: unitName(look, other), words: said(requirementLine(look, requirement)) });
  },
});

export const sheetFound = ({ department, round }: SheetNeed): Found => ({
  kind: 'sheet',
  weight: 30,
  action: 'questionnaires.sheet.look',
  value: `${round}|${department}`,
  age: round,
  label: 'do.sheet',
  text: ({ org, say }) => say('sheet', { department: departmentName(org, department) }),
});

/** The most blocking gap of a department, and how many more there are. */
export const gapFound = (gap: Gap, more: number): Found => ({
  kind: 'gap',
  weight: 20,
  action: 'map.gap',
  value: gap.key,
  age: 0,
  label: 'do.gap',
  text: ({ org, viewer, say }) =>
    say(more > 0 ? 'gap.more' : 'gap', { gap: gapLine(mapLook(org, viewer), gap), count: more }),
});

const named = (org: Organisation, departments: readonly string[], say: Words): string =>
  departments.map((key) => departmentName(org, key)).join(say('list'));
