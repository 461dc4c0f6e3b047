import { limits } from './limits.ts';
import { bytesOf, isJson, type Json, parsed } from './shape.ts';

/**
 * The one card template of the product: every variable is a text, public or one person's own. A press comes back as
 * `{actionIds: [button.id], params: {value: button.value}}`, the form as `{actionIds: ['form'], params: {form, formId}}`.
 */
const variables = ['title', 'tone', 'body', 'asOf', 'buttons', 'form', 'formTitle', 'formSubmit', 'formId'] as const;
type Variable = (typeof variables)[number];

export type Values = Partial<Record<Variable, string>>;

const rich: readonly string[] = ['body', 'buttons', 'form'];
const tones = ['plain', 'act', 'warn', 'good'];
const styles = ['primary', 'danger', 'plain'];

export interface CardButton {
  text: string;
  id: string;
  style: string;
  value: string;
}

export interface CardField {
  name: string;
  label: string;
  type: FieldType;
  required?: boolean;
  requiredMsg?: string;
  readOnly?: boolean;
  hidden?: boolean;
  placeholder?: string;
  defaultValue?: unknown;
  options?: { value: string; text: string }[];
}

/** The form component's field types, and what a field's initial value must look like. */
const fieldTypes = {
  TEXT: isText,
  TEXT_AREA: isText,
  NUMBER: (value: unknown) => typeof value === 'number',
  DATE: (value: unknown) => isText(value) && /^\d{4}-\d\d-\d\d$/.test(value),
  TIME: (value: unknown) => isText(value) && /^\d\d:\d\d$/.test(value),
  DATETIME: (value: unknown) => isText(value) && /^\d{4}-\d\d-\d\d \d\d:\d\d$/.test(value),
  SELECT: (value: unknown) => isJson(value) && typeof value.index === 'number' && isText(value.value),
  MULTI_SELECT: (value: unknown) => isJson(value) && Array.isArray(value.index) && Array.isArray(value.value),
  CHECKBOX_GROUP: isText,
  MULTI_CHECKBOX_GROUP: (value: unknown) => Array.isArray(value) && value.every(isText),
  CHECKBOX: (value: unknown) => typeof value === 'boolean',
  SWITCH: (value: unknown) => typeof value === 'boolean',
  TEXT_ARRAY: (value: unknown) => Array.isArray(value) && value.every(isText),
} as const;
type FieldType = keyof typeof fieldTypes;

const withOptions: readonly string[] = ['SELECT', 'MULTI_SELECT', 'CHECKBOX_GROUP', 'MULTI_CHECKBOX_GROUP'];
const fieldKeys = [
  ...['name', 'label', 'type', 'required', 'requiredMsg', 'readOnly', 'hidden', 'placeholder', 'format'],
  ...['defaultValue', 'options', 'minRows', 'maxRows', 'addText'],
];

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** What is wrong with a cardParamMap, in words; empty when it can be shown. */
export function problemsOf(map: unknown): string[] {
  if (!isJson(map)) return ['cardParamMap is no object'];
  const whole = Object.entries(map).reduce((sum, [name, value]) => sum + bytesOf(name) + bytesOf(String(value)), 0);
  const tooBig = whole > limits.cardBytes ? [`the card's data has ${whole} bytes`] : [];
  return [...tooBig, ...Object.entries(map).flatMap(([name, value]) => variableProblems(name, value))];
}

function variableProblems(name: string, value: unknown): string[] {
  if (!variables.includes(name as Variable)) return [`the template has no variable ${name}`];
  if (!isText(value)) return [`variable ${name} is no text`];
  const most = rich.includes(name) ? limits.richValueBytes : limits.valueBytes;
  if (bytesOf(value) > most) return [`variable ${name} has ${bytesOf(value)} bytes, ${most} are allowed`];
  if (name === 'tone' && value !== '' && !tones.includes(value)) return [`there is no tone ${value}`];
  if (name === 'buttons' && value !== '') return buttonProblems(parsed(value));
  if (name === 'form' && value !== '') return formProblems(parsed(value));
  return [];
}

function buttonProblems(buttons: unknown): string[] {
  if (!Array.isArray(buttons)) return ['variable buttons is no JSON list'];
  const tooMany = buttons.length > limits.buttons ? [`${buttons.length} buttons`] : [];
  return [
    ...tooMany,
    ...buttons.flatMap((button, index) => (isButton(button) ? [] : [`button ${index} is malformed`])),
  ];
}

function isButton(button: unknown): button is CardButton {
  if (!isJson(button) || Object.keys(button).some((key) => !['text', 'id', 'style', 'value'].includes(key)))
    return false;
  const { text, id, style, value } = button;
  return isText(text) && text !== '' && isText(id) && id !== '' && isText(value) && styles.includes(String(style));
}

function formProblems(form: unknown): string[] {
  if (!isJson(form) || !Array.isArray(form.fields)) return ['variable form is no JSON object with fields'];
  const names = form.fields.map((field) => (isJson(field) ? field.name : undefined));
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  return [...twice.map((name) => `two fields are called ${String(name)}`), ...form.fields.flatMap(fieldProblems)];
}

function fieldProblems(field: unknown, index: number): string[] {
  if (!isJson(field)) return [`field ${index} is no object`];
  const { name, label, type, defaultValue } = field;
  if (!isText(name) || name === '') return [`field ${index} has no name`];
  if (!isText(label)) return [`field ${name} has no label`];
  if (!isText(type) || !Object.hasOwn(fieldTypes, type)) return [`field ${name} is of unknown type ${String(type)}`];
  const unknown = Object.keys(field).filter((key) => !fieldKeys.includes(key));
  if (unknown.length > 0) return [`field ${name} has ${unknown.join(', ')}`];
  if (defaultValue !== undefined && !fieldTypes[type as FieldType](defaultValue))
    return [`the default value of field ${name} is none of a ${type}`];
  if (withOptions.includes(type) && !hasOptions(field)) return [`field ${name} has no options`];
  return [];
}

function hasOptions({ options }: Json): boolean {
  return (
    Array.isArray(options) &&
    options.length > 0 &&
    options.every((one) => isJson(one) && isText(one.value) && isText(one.text))
  );
}

/** The card as one person sees it. */
export interface View {
  title: string;
  body: string;
  asOf: string;
  buttons: CardButton[];
  fields: CardField[];
  formTitle: string;
  formSubmit: string;
  formId: string;
}

/** Public values overlaid by the person's own. */
export function viewOf(shared: Values, own: Values | undefined): View {
  const values = { ...shared, ...own };
  const buttons = parsed(values.buttons || '[]');
  const form = parsed(values.form || '{}');
  return {
    title: values.title ?? '',
    body: values.body ?? '',
    asOf: values.asOf ?? '',
    buttons: Array.isArray(buttons) ? buttons.filter(isButton) : [],
    fields: isJson(form) && Array.isArray(form.fields) ? (form.fields as CardField[]) : [],
    formTitle: values.formTitle ?? '',
    formSubmit: values.formSubmit ?? '',
    formId: values.formId ?? '',
  };
}
