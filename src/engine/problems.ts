import type { Person } from '../org/organisation.ts';
import { acceptsType, describeFiles } from '../platform/files.ts';
import { type FieldProblem, type Form, filesIn, type RawAnswers, shownFields } from '../platform/form.ts';
import type { Turn } from './feature.ts';
import { words } from './messages.ts';

const keys = {
  required: 'problemRequired',
  notANumber: 'problemNotANumber',
  notAnOption: 'problemNotAnOption',
  notAFile: 'problemNotAFile',
  tooLong: 'problemTooLong',
  tooSmall: 'problemTooSmall',
  tooLarge: 'problemTooLarge',
  tooMany: 'problemTooMany',
  tooManyFiles: 'problemTooManyFiles',
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

/** Files that are not there, are someone else's, or of a kind the field does not take; null when all are right. */
export async function fileProblems(
  { tx, person }: Pick<Turn, 'tx' | 'person'>,
  form: Form,
  answers: RawAnswers,
): Promise<Record<string, string> | null> {
  const asked = shownFields(form, answers).flatMap((field) =>
    field.kind === 'file' ? filesIn(answers[field.key]).map((id) => ({ field, id })) : [],
  );
  const known = await describeFiles(
    tx,
    asked.map(({ id }) => id),
  );
  const say = words(person.locale, person.zone);
  const problems = asked.flatMap(({ field, id }): [string, string][] => {
    const file = known.get(id);
    if (!file || file.owner !== person.id) return [[field.key, say('problemNotAFile')]];
    if (file.size > field.maxBytes || !acceptsType(file.type, field.types))
      return [[field.key, say('problemWrongFile')]];
    return [];
  });
  return problems.length > 0 ? Object.fromEntries(problems) : null;
}
