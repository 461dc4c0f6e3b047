import { type Called, inOrder, readDocument, readTextFile, refusal } from '../../org/document.ts';
import { enough, isAliasBomb, type Problem, rootOf } from '../../org/reading.ts';
import { checkQuestions } from './checks.ts';
import { questionnaireShape, type RawQuestion } from './shapes.ts';
import type { OwnSpec } from './spec.ts';

/** A questionnaire without its version, which it gets when it is imported; or everything that is wrong with the file. */
export type ParsedQuestionnaire = { spec: Omit<OwnSpec, 'version'> } | { problems: Problem[] };

const called: Called = {
  name: 'a questionnaire',
  command: 'the name after questionnaire:import',
  spreadsheet: 'write it as in docs/questionnaires.md',
};

/** Reads and checks the questionnaire at `path`. */
export async function readQuestionnaire(path: string): Promise<ParsedQuestionnaire> {
  const read = await readTextFile(path, called);
  return 'problems' in read ? read : parseQuestionnaire(read.content);
}

/** Checks a questionnaire. All problems come at once, in the order of the file. */
export function parseQuestionnaire(content: Uint8Array | string): ParsedQuestionnaire {
  const reading = readDocument(content, called);
  if (!('document' in reading)) return reading;
  const raw = questionnaireShape(reading, rootOf(reading));
  if (isAliasBomb(reading)) return refusal('aliases (*name) repeat too much; write the values out');
  if (raw && !enough(reading)) checkQuestions(reading, raw);
  const { key, title, intro, questions } = raw ?? {};
  if (!key || !title || !questions || reading.problems.length > 0) return { problems: reading.problems.sort(inOrder) };
  return {
    spec: { kind: 'own', key, title, intro: intro ?? null, questions: questions.flatMap((one) => specOf(one) ?? []) },
  };
}

type Spec = OwnSpec['questions'][number];

/** Whatever is missing here was reported. */
function specOf(raw: RawQuestion | undefined): Spec | null {
  const answer = raw && answerOf(raw);
  if (!raw?.key || !raw.ask || !answer) return null;
  const { question, is } = raw.when ?? {};
  return {
    key: raw.key,
    ask: raw.ask,
    hint: raw.hint ?? null,
    required: raw.required ?? false,
    when: question && is ? { question, is: is.flatMap((one) => one ?? []) } : null,
    anonymous: raw.anonymous ?? false,
    answer,
  };
}

/** Characters of an answer where the file names no number. */
const CHARACTERS = { text: 200, longText: 1000 } as const;

function answerOf(raw: RawQuestion): Spec['answer'] | null {
  const { kind, min, max } = raw;
  switch (kind) {
    case 'text':
    case 'longText':
      return { kind: 'text', max: raw.characters ?? CHARACTERS[kind], long: kind === 'longText' };
    case 'number':
      return { kind, unit: raw.unit ?? null, min: min ?? null, max: max ?? null };
    case 'choice':
    case 'choices': {
      const options = (raw.options ?? []).flatMap((one) =>
        one?.value && one.label ? [{ value: one.value, label: one.label }] : [],
      );
      return { kind, options };
    }
    case 'scale':
      if (!raw.minLabel || !raw.maxLabel) return null;
      return { kind, min: min ?? 1, max: max ?? 5, minLabel: raw.minLabel, maxLabel: raw.maxLabel };
    case 'time':
    case 'file':
      return { kind };
    case 'party':
    case 'parties':
      return { kind: 'party', several: kind === 'parties' };
    case undefined:
      return null;
    default:
      return kind satisfies never;
  }
}
