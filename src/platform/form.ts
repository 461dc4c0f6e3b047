/** A question sheet, neutral to the messenger: a modal, a page, or a dialogue of one question at a time. */
export interface Form {
  /** `feature.form`: whom the answers go to. */
  action: string;
  /** Opaque to everyone but the feature; travels with the form and comes back with the answers. */
  context: string;
  title: string;
  intro?: string;
  submit: string;
  fields: Field[];
  /** Asked again, be it on another messenger, a dialogue of it goes on where it stood. */
  resumes?: true;
}

export type Field = FieldBase & FieldKind;

interface FieldBase {
  key: string;
  label: string;
  hint?: string;
  required: boolean;
  /** What stands in the field at the beginning, as raw text (files: none; several choices: comma separated). */
  initial?: string;
  /** Shown and asked only while another field has one of these values. */
  when?: { field: string; is: string[] };
  /** What is answered is repeated nowhere, and no copy of the question is kept once it is. */
  secret?: true;
}

export type FieldKind =
  | { kind: 'text'; max: number; long?: boolean }
  | { kind: 'number'; unit?: string; min?: number; max?: number }
  /** One of the options. `search`: long lists, to be narrowed by typing. */
  | { kind: 'choice'; options: Option[]; search?: boolean }
  /** Several of the options, at most `most`. `search`: long lists, to be narrowed by typing. */
  | { kind: 'choices'; options: Option[]; search?: boolean; most?: number }
  /** Offered as chips; free text is kept verbatim and only read as a proposal. */
  | { kind: 'time'; chips: Option[] }
  | { kind: 'scale'; min: number; max: number; minLabel: string; maxLabel: string }
  | { kind: 'file'; maxBytes: number; types: string[] };

export interface Option {
  value: string;
  label: string;
  /** Further words a search should find this option by. */
  words?: string[];
}

/** Every kind of field there is, for messengers whose sheets have a control for each. */
export const everyKind: readonly Field['kind'][] = ['text', 'number', 'choice', 'choices', 'time', 'scale', 'file'];

/** Raw answers as a messenger hands them over: texts, and for files the ids of stored files, separated by commas. */
export type RawAnswers = Record<string, string>;

/** Files one field takes: as many as fit into a button's value beside its other words. */
export const mostFiles = 10;

/** The ids in the answer to a file field. */
export const filesIn = (answer: string | undefined): string[] => (answer ? answer.split(',') : []);

/** Fields whose condition holds for `answers`. */
export function shownFields(form: Form, answers: RawAnswers): Field[] {
  return form.fields.filter((field) => {
    if (!field.when) return true;
    const other = form.fields.find((candidate) => candidate.key === field.when?.field);
    const value = Object.hasOwn(answers, field.when.field) ? textOf(answers, field.when.field) : (other?.initial ?? '');
    return field.when.is.includes(value);
  });
}

/** A field's problem, worded by the port's catalogue. */
export type FieldProblem =
  | { field: string; problem: 'required' | 'notANumber' | 'notAnOption' | 'notAFile' }
  | { field: string; problem: 'tooLong' | 'tooSmall' | 'tooLarge' | 'tooMany' | 'tooManyFiles'; limit: number };

/**
 * Checks raw answers against the form. Returns the answers of the shown fields, trimmed, or what is wrong with each.
 * An answer to a field that is not shown is dropped; a missing optional answer is the empty text.
 */
export function readAnswers(form: Form, raw: RawAnswers): { answers: RawAnswers } | { problems: FieldProblem[] } {
  const answers: RawAnswers = {};
  const problems: FieldProblem[] = [];
  for (const field of shownFields(form, raw)) {
    const value = textOf(raw, field.key).trim();
    const problem =
      value === '' ? (field.required ? { field: field.key, problem: 'required' as const } : null) : check(field, value);
    if (problem) problems.push(problem);
    answers[field.key] = tidied(field, value);
  }
  return problems.length > 0 ? { problems } : { answers };
}

/** Numbers in digits, and each choice once. */
function tidied(field: Field, value: string): string {
  if (field.kind === 'choices') return [...new Set(value.split(','))].join(',');
  return (field.kind === 'number' || field.kind === 'scale') && value !== '' ? inDigits(numberIn(value)) : value;
}

/** A number as `readAnswers` reads it: where JavaScript writes `2e-7`, its digits. */
export function inDigits(number: number): string {
  const written = String(number);
  return written.includes('e-') ? number.toFixed(10).replace(/\.?0+$/, '') : written;
}

/** Whatever a messenger hands over: an answer is a text, and nothing is taken from a prototype. */
function textOf(raw: RawAnswers, key: string): string {
  const value: unknown = Object.hasOwn(raw, key) ? raw[key] : '';
  return typeof value === 'string' ? value : '';
}

function check(field: Field, value: string): FieldProblem | null {
  switch (field.kind) {
    case 'text':
      return [...value].length > field.max ? { field: field.key, problem: 'tooLong', limit: field.max } : null;
    case 'number':
      return checkNumber(field.key, value, field.min, field.max);
    case 'scale':
      return checkNumber(field.key, value, field.min, field.max, true);
    case 'choice':
      return field.options.some((option) => option.value === value)
        ? null
        : { field: field.key, problem: 'notAnOption' };
    case 'choices':
      return checkChoices(field, new Set(value.split(',')));
    case 'time':
      return [...value].length > 200 ? { field: field.key, problem: 'tooLong', limit: 200 } : null;
    case 'file':
      return checkFiles(field.key, filesIn(value));
  }
}

function checkChoices({ key, options, most }: Field & { kind: 'choices' }, chosen: ReadonlySet<string>) {
  const offered = new Set(options.map((option) => option.value));
  for (const one of chosen) if (!offered.has(one)) return { field: key, problem: 'notAnOption' as const };
  return most !== undefined && chosen.size > most ? { field: key, problem: 'tooMany' as const, limit: most } : null;
}

function checkFiles(field: string, ids: readonly string[]): FieldProblem | null {
  if (!ids.every((id) => /^[\w-]{1,64}$/.test(id))) return { field, problem: 'notAFile' };
  return ids.length > mostFiles ? { field, problem: 'tooManyFiles', limit: mostFiles } : null;
}

function checkNumber(
  field: string,
  value: string,
  min = -Infinity,
  max = Infinity,
  whole = false,
): FieldProblem | null {
  const number = numberIn(value);
  if (!Number.isFinite(number) || (whole && !Number.isInteger(number))) return { field, problem: 'notANumber' };
  if (number < min) return { field, problem: 'tooSmall', limit: min };
  if (number > max) return { field, problem: 'tooLarge', limit: max };
  return null;
}

/** Digits as people type them: `1,000`, `１０００`, `12.5`; NaN for anything else. */
function numberIn(value: string): number {
  const digits = value.normalize('NFKC').replace(/[,\s]/gu, '');
  return /^[-+]?\d{1,15}(\.\d{1,10})?$/.test(digits) ? Number(digits) : Number.NaN;
}
