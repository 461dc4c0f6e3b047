import type { Field, Form, RawAnswers } from '../../src/platform/form.ts';
import type { CardData } from './draw.ts';
import { limits } from './limits.ts';
import type { Say } from './messages.ts';
import { formIdOf, wordsName } from './parse.ts';
import { cutBytes } from './text.ts';

/** A field of the form component. Its texts are no markdown. */
interface FormField {
  name: string;
  label: string;
  type: 'TEXT' | 'TEXT_AREA' | 'NUMBER' | 'SELECT' | 'MULTI_SELECT';
  required: boolean;
  placeholder?: string;
  defaultValue?: unknown;
  options?: { value: string; text: string }[];
}

/**
 * A form as data of the template. With `problems` it shows them at the labels, and `values` stand in the fields. `drawing` names
 * this one time it is shown.
 */
export function formData(
  form: Form,
  say: Say,
  again?: { problems: Record<string, string>; values: RawAnswers },
  drawing?: string,
): CardData {
  const wrong = again?.problems ?? {};
  const fields = form.fields.flatMap((field) => drawField(form, field, again?.values[field.key] ?? field.initial, say));
  const marked = fields.map((field) => {
    const problem = wrong[field.name];
    return problem === undefined ? field : { ...field, label: say('problem', { label: field.label, problem }) };
  });
  // Problems of fields that are not there stand in the title, so that nobody is refused without a word.
  const lost = Object.entries(wrong).flatMap(([key, text]) => (fields.some(({ name }) => name === key) ? [] : [text]));
  const title = again ? say('formWrong', { title: form.title }) : form.title;
  return {
    form: JSON.stringify({ fields: marked }),
    formTitle: cutBytes([title, ...lost].join(' '), limits.valueBytes),
    formSubmit: cutBytes(form.submit, limits.valueBytes),
    formId: formIdOf(form, drawing),
  };
}

/** Whether the form fits into a card. */
export const fits = (data: CardData): boolean =>
  Buffer.byteLength(data.form ?? '') <= limits.formBytes && Buffer.byteLength(data.formId ?? '') <= limits.valueBytes;

function drawField(form: Form, field: Field, value: string | undefined, say: Say): FormField[] {
  const hint = placeholderOf(form, field, say);
  const base = {
    name: field.key,
    label: field.label,
    // The component knows no conditions: a field that may not count is never required here, and checked when it comes.
    required: field.required && !field.when,
    ...(hint ? { placeholder: hint } : {}),
  };
  switch (field.kind) {
    case 'text':
      return [{ ...base, type: field.long ? 'TEXT_AREA' : 'TEXT', ...initialText(value) }];
    case 'number':
      return [{ ...base, type: 'NUMBER', ...initialNumber(value) }];
    case 'choice':
      return [{ ...base, type: 'SELECT', ...select(field.options, value) }];
    case 'choices':
      return [{ ...base, type: 'MULTI_SELECT', ...multiSelect(field.options, value) }];
    case 'scale':
      return [{ ...base, type: 'SELECT', ...select(scaleOptions(field), value) }];
    case 'time':
      return timeFields(base, field, value, say);
    case 'file':
      return [];
  }
}

type Base = Omit<FormField, 'type'>;

/** Chips to choose from, and a field for own words: one of the two is enough, which only the server can check. */
function timeFields(base: Base, field: Field & { kind: 'time' }, value: string | undefined, say: Say): FormField[] {
  const chip = field.chips.some((one) => one.value === value);
  const words: FormField = {
    name: wordsName(field.key),
    label: say('ownWords', { label: field.label }),
    type: 'TEXT',
    required: false,
    placeholder: say('ownWordsHint'),
    ...initialText(chip ? undefined : value),
  };
  if (field.chips.length === 0) return [{ ...base, type: 'TEXT', ...initialText(value) }];
  return [{ ...base, required: false, type: 'SELECT', ...select(field.chips, chip ? value : undefined) }, words];
}

function placeholderOf(form: Form, field: Field, say: Say): string {
  const parts = [field.hint ?? ''];
  if (field.kind === 'number' && field.unit) parts.push(say('unit', { unit: field.unit }));
  const condition = field.when;
  const other = form.fields.find((one) => one.key === condition?.field);
  if (condition && other) {
    const labels = condition.is.map((value) => labelOf(other, value));
    parts.push(say('only', { field: other.label, values: labels.join(say('or')) }));
  }
  return parts.filter(Boolean).join(' · ');
}

const labelOf = (field: Field, value: string): string =>
  ('options' in field ? field.options.find((option) => option.value === value)?.label : undefined) ?? value;

const initialText = (value: string | undefined) => (value ? { defaultValue: value } : {});

function initialNumber(value: string | undefined) {
  const number = value?.trim() ? Number(value.replaceAll(',', '')) : Number.NaN;
  return Number.isFinite(number) ? { defaultValue: number } : {};
}

type Options = readonly { value: string; label: string }[];

const drawn = (options: Options) => options.map(({ value, label }) => ({ value, text: label }));

function select(options: Options, value: string | undefined) {
  const index = options.findIndex((option) => option.value === value);
  return { options: drawn(options), ...(index < 0 ? {} : { defaultValue: { index, value } }) };
}

function multiSelect(options: Options, value: string | undefined) {
  const wanted = value?.split(',') ?? [];
  const index = options.flatMap((option, at) => (wanted.includes(option.value) ? [at] : []));
  const chosen = index.map((at) => options[at]?.value);
  return { options: drawn(options), ...(index.length === 0 ? {} : { defaultValue: { index, value: chosen } }) };
}

function scaleOptions({ min, max, minLabel, maxLabel }: Field & { kind: 'scale' }): Options {
  return Array.from({ length: max - min + 1 }, (_, step) => {
    const value = String(min + step);
    const label = step === 0 ? minLabel : min + step === max ? maxLabel : '';
    return { value, label: label ? `${value} · ${label}` : value };
  });
}
