import { createHash } from 'node:crypto';
import { folded } from '../org/likeness.ts';
import type { Organisation } from '../org/organisation.ts';
import { type Card, sentence } from '../platform/card.ts';
import type { Form, Option } from '../platform/form.ts';
import { EXTERNAL } from '../questionnaires/types.ts';
import { button, text } from './gap-views.ts';
import { type Look, unitName } from './look.ts';

/** Names shown on the card and asked about at once. */
const MOST_NAMES = 5;

/** Choices beside the units. */
export const CREATE = '~create';
export const IGNORE = '~ignore';

/** A name that is asked about; `means`: the choice its head made before. */
export interface AskedName {
  words: string;
  means?: string;
}

/**
 * Names in a department's statement that lead nowhere: one card for all of them. `again`: what was said of others can be
 * said otherwise.
 */
export function namesCard(look: Look, department: string, names: readonly AskedName[], again = true): Card {
  const { say } = look;
  const whose = { department: unitName(look, department) };
  if (names.length === 0) {
    const none = sentence(say('names.none', whose), 'good');
    return again ? { ...none, buttons: [{ ...button(look, 'names', department), label: say('do.namesAgain') }] } : none;
  }
  const shown = names.slice(0, MOST_NAMES);
  const rest = names.length - shown.length;
  return {
    title: say('names.title', { ...whose, count: names.length }),
    tone: 'act',
    elements: [
      { kind: 'list', items: shown.map(({ words }) => ({ text: say('names.name', { words }) })) },
      text(rest > 0 ? say('names.rest', { count: rest }) : '', say('names.blocks'), say('names.next')),
    ],
    buttons: [button(look, 'names', department, 'primary')],
  };
}

/** The field that asks about a name: another name never gets its answer, whatever was settled in between. */
export const fieldOf = (words: string): string =>
  `n${createHash('sha256').update(folded(words)).digest('hex').slice(0, 12)}`;

/** One choice a name: a unit, to be created, or none of the map. */
export function namesForm(look: Look, department: string, names: readonly AskedName[]): Form {
  const { say } = look;
  const options: Option[] = [
    { value: CREATE, label: say('names.create'), words: ['create', '新建'] },
    { value: IGNORE, label: say('names.ignore'), words: ['ignore', '忽略'] },
    ...unitOptions(look),
  ];
  return {
    action: 'map.names',
    context: department,
    title: say('names.form', { department: unitName(look, department) }),
    intro: say('names.intro'),
    submit: say('names.submit'),
    fields: names.slice(0, MOST_NAMES).map(({ words, means }) => ({
      key: fieldOf(words),
      label: say('names.name', { words }),
      required: false,
      kind: 'choice',
      search: true,
      options,
      ...(means !== undefined && options.some(({ value }) => value === means) ? { initial: means } : {}),
    })),
  };
}

/** Departments with their steps and posts, and the external customer. */
function unitOptions(look: Look): Option[] {
  const { org, say } = look;
  const posts = postsOf(org);
  const external: Option = { value: EXTERNAL, label: say('unit.external') };
  return [
    ...[...org.departments.values()].flatMap((department): Option[] => {
      const units = [
        department.key,
        ...department.steps.map((step) => `${department.key}/${step.key}`),
        ...(posts.get(department.key) ?? []),
      ];
      return units.map((unit) => ({ value: unit, label: unitName(look, unit), words: [unit] }));
    }),
    external,
  ];
}

function postsOf(org: Organisation): Map<string, string[]> {
  const posts = new Map<string, Set<string>>();
  for (const { active, department, post } of org.people.values()) {
    if (!active || !post) continue;
    posts.set(department, (posts.get(department) ?? new Set()).add(`${department}#${post}`));
  }
  return new Map([...posts].map(([department, units]) => [department, [...units].sort()]));
}
