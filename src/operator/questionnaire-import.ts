import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { describeProblems } from '../org/file.ts';
import { readQuestionnaire } from '../questionnaires/answering/file.ts';
import { importQuestionnaire } from '../questionnaires/answering/questionnaires.ts';
import { type OwnSpec, ownSpec } from '../questionnaires/answering/spec.ts';
import { StartError } from '../service/errors.ts';
import { counted, type OperatorCommand, ok, readArguments } from './command.ts';

const syntax = {
  name: 'questionnaire:import',
  usage: 'npm run questionnaire:import -- FILE [--dry-run]',
  flags: { 'dry-run': { type: 'boolean' } },
} as const;
const shape = z.object({ spec: ownSpec.omit({ version: true }), dryRun: z.boolean() });

/** Imports a company's own questionnaire as its next version, or shows what importing it would change. */
export const questionnaireImport: OperatorCommand = {
  ...syntax,
  async read(argv) {
    const { flags, words } = readArguments(argv, syntax, [1, 1]);
    const path = words[0] ?? '';
    const parsed = await readQuestionnaire(path);
    if ('problems' in parsed)
      throw new StartError(
        `${describeProblems(parsed.problems, path)}\nNothing was imported: correct these lines first.`,
      );
    return { spec: parsed.spec, dryRun: flags['dry-run'] === true } satisfies z.infer<typeof shape>;
  },
  async run({ db, clock }, args) {
    const { spec, dryRun } = shape.parse(args);
    const { before, version, changed } = await db.transaction((tx) =>
      importQuestionnaire(tx, spec, clock.now(), dryRun),
    );
    if (!changed) return ok(`${spec.key} says what version ${version} says: there is nothing to import.`);
    const lines = changesOf(before, spec).map((line) => `  ${line}`);
    const done = dryRun
      ? 'Nothing was written: this was a dry run.'
      : `Imported. Rounds begun from now on ask version ${version}; those that run keep theirs.`;
    return ok(
      [`${spec.key}: version ${version}, ${counted(spec.questions.length, 'question')}`, ...lines, done].join('\n'),
    );
  },
};

/** What is new, gone and different, a line a question. */
function changesOf(before: OwnSpec | null, after: Omit<OwnSpec, 'version'>): string[] {
  if (!before) return after.questions.map(({ key, ask }) => `+ ${key}: ${ask.en}`);
  const old = new Map(before.questions.map((question) => [question.key, question]));
  const kept = new Set(after.questions.map(({ key }) => key));
  const lines = after.questions.flatMap((question) => {
    const same = old.get(question.key);
    if (!same) return [`+ ${question.key}: ${question.ask.en}`];
    return isDeepStrictEqual(same, question) ? [] : [`~ ${question.key}: ${question.ask.en}`];
  });
  const gone = before.questions.filter(({ key }) => !kept.has(key)).map(({ key, ask }) => `- ${key}: ${ask.en}`);
  const about = isDeepStrictEqual([before.title, before.intro], [after.title, after.intro]) ? [] : ['~ title or intro'];
  const changes = [...about, ...lines, ...gone];
  return changes.length > 0 ? changes : ['~ the order of the questions'];
}
