import type { Person } from '../org/organisation.ts';
import type { FieldProblem } from '../platform/form.ts';
import { words } from './messages.ts';

const keys = {
  required: 'problemRequired',
  notANumber: 'problemNotANumber',
  notAnOption: 'problemNotAnOption',
  notAFile: 'problemNotAFile',
  tooLong: 'problemTooLong',
  tooSmall: 'problemTooSmall',
  tooLarge: 'problemTooLarge',
} as const;

/** What is wrong with each field, in the person's language. */
export function problemTexts(
  person: Pick<Person, 'locale' | 'zone'>,
  problems: readonly FieldProblem[],
): Record<string, string> {
  const say = words(person.locale, person.zone);
  return Object.fromEntries(
    problems.map((problem) => [
      problem.field,
      say(keys[problem.problem], 'limit' in problem ? { limit: problem.limit } : {}),
    ]),
  );
}
