import type { Sheet } from '../hands.ts';
import { draw } from './markdown.ts';
import type { Json } from './shape.ts';
import type { CardField, View } from './template.ts';

/** A form on a card in front of someone. */
export interface FormOnCard {
  view: View;
  /** The card as it is now. */
  now(): View;
  /** Called with every text that is typed. */
  typed(text: string): void;
  send(params: Json): Promise<void>;
}

/**
 * The form component as the client works it: required fields and the shape of numbers and dates are checked before anything
 * is sent; hidden fields go with it; what was typed is gone when one comes back later.
 */
export function sheetOn(form: FormOnCard): Sheet {
  const { view } = form;
  const values = new Map<string, unknown>(view.fields.map(({ name, defaultValue }) => [name, defaultValue]));
  const shown = () => view.fields.filter((field) => !field.hidden);
  const field = (label: string) => {
    const found = shown().find((one) => one.label === label);
    if (!found)
      throw new Error(
        `no field ${label} is shown; there are ${shown()
          .map((one) => one.label)
          .join(', ')}`,
      );
    return found;
  };
  return {
    title: view.formTitle || view.title,
    labels: () => shown().map(({ label }) => label),
    async options(label, typed = '') {
      const texts = (field(label).options ?? []).map(({ text }) => text);
      return texts.filter((text) => text.toLowerCase().includes(typed.toLowerCase()));
    },
    async fill(label, value) {
      const one = field(label);
      if (one.readOnly) throw new Error(`field ${label} is read-only`);
      for (const text of [value].flat()) if (isFree(one)) form.typed(text);
      values.set(one.name, chosenIn(one, value));
    },
    async submit() {
      const wrong = shown().flatMap((one) => problem(one, values.get(one.name)));
      if (wrong.length > 0) return Object.fromEntries(wrong);
      const filled = [...values].filter(([, value]) => value !== undefined && value !== '');
      await form.send({ form: Object.fromEntries(filled), formId: view.formId });
      return problemsAfter(view, form.now());
    },
  };
}

function isFree({ type }: CardField): boolean {
  return type === 'TEXT' || type === 'TEXT_AREA' || type === 'TEXT_ARRAY';
}

/** What was chosen or typed, as it travels. Choices are by the option's label. */
function chosenIn(field: CardField, value: string | readonly string[]): unknown {
  const { label, type, options = [] } = field;
  const texts = [value].flat() as string[];
  const [first = ''] = texts;
  const indexOf = (text: string) => {
    const index = options.findIndex((option) => option.text === text);
    if (index < 0) throw new Error(`field ${label} has no option ${text}`);
    return index;
  };
  const chosen = (text: string) => options[indexOf(text)]?.value;
  switch (type) {
    case 'SELECT':
      return first === '' ? undefined : { index: indexOf(first), value: chosen(first) };
    case 'MULTI_SELECT':
      return texts.length === 0 ? undefined : { index: texts.map(indexOf), value: texts.map(chosen) };
    case 'CHECKBOX_GROUP':
      return first === '' ? undefined : chosen(first);
    case 'MULTI_CHECKBOX_GROUP':
      return texts.map(chosen);
    case 'CHECKBOX':
    case 'SWITCH':
      return first === 'true';
    case 'TEXT_ARRAY':
      return texts;
    case 'NUMBER':
      return first.trim() !== '' && Number.isFinite(Number(first)) ? Number(first) : first;
    default:
      return first;
  }
}

const shapes: Partial<Record<CardField['type'], RegExp>> = {
  DATE: /^\d{4}-\d\d-\d\d$/,
  TIME: /^\d\d:\d\d$/,
  DATETIME: /^\d{4}-\d\d-\d\d \d\d:\d\d$/,
};

function problem({ label, type, required, requiredMsg }: CardField, value: unknown): [string, string][] {
  const empty = value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
  if (empty) return required ? [[label, requiredMsg || '此项必填']] : [];
  if (type === 'NUMBER' && typeof value !== 'number') return [[label, '请输入数字']];
  const shape = shapes[type];
  return shape && !shape.test(String(value)) ? [[label, '格式不正确']] : [];
}

/**
 * What the card says is wrong after a form was sent. Gone, or other fields: it was taken. Still there and changed: the words
 * that are new, by the label they speak of. A card that did not change says nothing.
 */
function problemsAfter(before: View, now: View): Record<string, string> | null {
  if (now.fields.length === 0 || !sameFields(now, before)) return null;
  const told = new Set(wordsOf(before));
  const news = wordsOf(now).filter((line) => !told.has(line));
  if (news.length === 0) return null;
  const labels = before.fields.map(({ label }) => label);
  return Object.fromEntries(news.map((line) => [labels.find((label) => line.includes(label)) ?? '', line]));
}

/** The same form shown once more has another id: it is known by its fields. */
const sameFields = (now: View, before: View): boolean =>
  now.fields.map(({ name }) => name).join() === before.fields.map(({ name }) => name).join();

function wordsOf(view: View): string[] {
  const notes = view.fields.flatMap(({ label, placeholder = '', requiredMsg = '' }) => [
    label,
    placeholder,
    requiredMsg,
  ]);
  return [view.formTitle, ...draw(view.body).text.split('\n'), ...notes];
}
