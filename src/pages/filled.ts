import { unclearText } from '../engine/choosing.ts';
import { problemTexts } from '../engine/problems.ts';
import { readNames } from '../engine/read-names.ts';
import { answerName, answersOf, namesName, textOf } from '../look/answers.ts';
import { isMany } from '../look/many.tsx';
import { limitWords } from '../look/words.tsx';
import type { Person } from '../org/organisation.ts';
import { describeFiles, type FileInfo, type FileRefusal, maxFileBytes, storeFile } from '../platform/files.ts';
import { type Field, type Form, type RawAnswers, readAnswers, shownFields } from '../platform/form.ts';
import type { Desk } from './desk.ts';
import { words } from './messages.ts';
import { keptName, removeName } from './names.ts';

/** What a browser sent, with its files stored. */
export interface Sent {
  answers: RawAnswers;
  files: ReadonlyMap<string, FileInfo>;
  /** Of files that were not taken, and then of the other answers too; empty otherwise. */
  problems: Readonly<Record<string, string>>;
  /** Names written for choices that nobody understood, by field. */
  names: Readonly<Record<string, string>>;
}

type FileField = Field & { kind: 'file' };

const refusals = { empty: 'fileEmpty', tooLarge: 'fileTooLarge', wrongKind: 'fileWrongKind' } as const satisfies Record<
  FileRefusal,
  string
>;

/** Reads the answers of `form` out of what was sent, and keeps its files as the person's. */
export async function filledIn(desk: Desk, person: Person, form: Form, data: FormData): Promise<Sent> {
  const given = answersOf(data);
  const own = form.fields.filter((field) => Object.hasOwn(given, field.key) && field.kind !== 'file');
  const answers: RawAnswers = Object.fromEntries(own.map(({ key }) => [key, given[key] ?? '']));
  const { names, refused } = takeNames(person, form, data, answers);
  const shown = new Set(shownFields(form, answers));
  for (const field of form.fields) {
    if (field.kind !== 'file' || !shown.has(field)) continue;
    const taken = await take(desk, person, field, data);
    if ('file' in taken) answers[field.key] = taken.file;
    else refused[field.key] = taken.refused;
  }
  const files = await describeFiles(
    desk.db.reader,
    fileFields(form)
      .map(({ key }) => answers[key] ?? '')
      .filter(Boolean),
  );
  for (const [id, file] of files) if (file.owner !== person.id) files.delete(id);
  const problems = Object.keys(refused).length > 0 ? { ...problemsOf(person, form, answers), ...refused } : {};
  return { answers, files, problems, names };
}

/** Adds what was written by name to what was chosen. What is unclear is told, and stands in its field again. */
function takeNames(person: Person, form: Form, data: FormData, answers: RawAnswers) {
  const names: Record<string, string> = {};
  const refused: Record<string, string> = {};
  for (const field of form.fields.filter(isMany)) {
    const written = textOf(data, namesName(field.key));
    if (written.trim() === '') continue;
    const { add, unclear } = readNames(field.options, written, false);
    answers[field.key] = [answers[field.key] ?? '', ...add.map(({ value }) => value)].filter(Boolean).join(',');
    if (unclear.length === 0) continue;
    names[field.key] = unclear.map(({ text }) => text).join(', ');
    refused[field.key] = unclear.map((one) => unclearText(person, one)).join(' ');
  }
  return { names, refused };
}

const fileFields = (form: Form) => form.fields.filter((field): field is FileField => field.kind === 'file');

/** A file that came now, else the one taken before. */
async function take(
  desk: Desk,
  person: Person,
  field: FileField,
  data: FormData,
): Promise<{ file: string } | { refused: string }> {
  const file = data.get(answerName(field.key));
  if (!(file instanceof File) || (file.size === 0 && file.name === '')) {
    const kept = textOf(data, keptName(field.key));
    return { file: textOf(data, removeName(field.key)) === 'yes' ? '' : kept };
  }
  const { maxBytes, types: accept } = field;
  const stored = await storeFile(desk.db.reader, {
    name: file.name,
    bytes: new Uint8Array(await file.arrayBuffer()),
    declaredType: file.type,
    owner: person.id,
    now: desk.clock.now(),
    accept,
    maxBytes,
  });
  if ('file' in stored) return { file: stored.file.id };
  const limit = limitWords(Math.min(maxBytes, maxFileBytes));
  return { refused: words(person.locale, person.zone)(refusals[stored.refused], { limit }) };
}

/** What else is wrong, told together with the files. */
function problemsOf(person: Person, form: Form, answers: RawAnswers): Record<string, string> {
  const read = readAnswers(form, answers);
  return 'problems' in read ? problemTexts(person, read.problems) : {};
}
