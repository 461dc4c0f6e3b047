import type { Person } from '../org/organisation.ts';
import type { Field, Option } from '../platform/form.ts';
import { cut } from '../platform/shrink.ts';
import { words } from './messages.ts';
import type { NamesRead } from './read-names.ts';

export type Choices = Field & { kind: 'choices' };

/** What a step says about several choices: names, and whether these are all. */
export interface Named extends NamesRead {
  /** Begin anew. */
  clear: boolean;
  finish: boolean;
}

/** Where choosing stands after a step. */
export interface Chosen {
  values: string[];
  /** Nothing is left to ask. */
  done: boolean;
  /** What there is to say about it. */
  note: string;
  /** What was meant may be among these. */
  offered: Option[];
}

const most = { named: 12, unclear: 5, offered: 5 } as const;

/** The values in an answer as they were named, those that are no option any more left out. */
export function chosenIn({ options }: Choices, answer: string | undefined): string[] {
  const offered = new Set(options.map(({ value }) => value));
  return (answer ?? '').split(',').filter((value) => offered.has(value));
}

/** Adds and takes out what was named; what is chosen stays chosen until someone takes it out. */
export function choose(person: Person, field: Choices, soFar: string | undefined, named: Named): Chosen {
  const say = words(person.locale, person.zone);
  const before = chosenIn(field, soFar ?? (named.remove.length > 0 ? field.initial : undefined));
  const removed = new Set(named.remove.map(({ value }) => value));
  const added = named.add.map(({ value }) => value);
  const values = [...new Set([...(named.clear ? [] : before), ...added])].filter((value) => !removed.has(value));
  const limit = Math.min(field.most ?? field.options.length, field.options.length);
  const over = values.length > limit;
  const missing = named.finish && values.length === 0 && field.required;
  const done =
    !over && !missing && named.unclear.length === 0 && (named.finish || (added.length > 0 && values.length === limit));
  const wrong = [
    ...named.unclear.slice(0, field.secret ? 1 : most.unclear).map((one) => unclearText(person, one, field.secret)),
    ...(over ? [say('problemTooMany', { limit }), say('takeOut')] : []),
    ...(missing ? [say('problemRequired')] : []),
  ];
  const noted =
    done && added.length > 0 && !field.secret ? say('noted', { names: namesOf(person, field, values) }) : '';
  const meant = field.secret ? [] : named.unclear;
  const offered = [...new Set(meant.flatMap(({ closest }) => closest))].filter(({ value }) => !values.includes(value));
  return { values, done, note: [...wrong, noted].filter(Boolean).join('\n'), offered: offered.slice(0, most.offered) };
}

/** What was not understood, and what it may mean. */
export function unclearText(
  { locale, zone }: Person,
  { text, closest }: NamesRead['unclear'][number],
  secret = false,
): string {
  const say = words(locale, zone);
  if (secret) return say('noneOfTheOptions');
  const typed = cut(text, 40);
  const options = closest.map(({ label }) => label).join(' · ');
  return options ? say('closestOptions', { text: typed, options }) : say('noSuchOption', { text: typed });
}

/** The names of what is chosen, the first of many. */
export function namesOf({ locale, zone }: Person, { options }: Choices, values: readonly string[]): string {
  const labels = new Map(options.map(({ value, label }) => [value, label]));
  const names = values.slice(0, most.named).map((value) => cut(labels.get(value) ?? value, 40));
  const rest = values.length - names.length;
  const joined = names.join(locale === 'zh-CN' ? '、' : ', ');
  return rest > 0 ? words(locale, zone)('moreNames', { names: joined, count: rest }) : joined;
}
