import type { InputBlock, KnownBlock, ModalView, PlainTextInput } from '@slack/types';
import { type Field, type Form, type Option, type RawAnswers, shownFields } from '../../src/platform/form.ts';
import { option, plain, richText, section, word } from './blocks.ts';
import { limits } from './limits.ts';
import type { Say } from './messages.ts';
import { isDigest, packOption } from './packing.ts';
import { within } from './text.ts';

/** Callback ids of our modals. */
export const formCallback = 'xiayou.form';
export const noteCallback = 'xiayou.note';

/** Ids of the one control in a field's block: `watch` tells us at once when it changes. */
const valueAction = 'value';
const watchAction = 'watch';

const blockPrefix = 'field.';
export const blockOf = (key: string): string => `${blockPrefix}${key}`.slice(0, limits.identifier);
/** The field a block belongs to, or null. */
export const fieldOf = (block: string): string | null =>
  block.startsWith(blockPrefix) ? block.slice(blockPrefix.length) : null;

/**
 * Draws a form as a modal with the fields shown for `answers`. The ids of a field stay the same, so that what was entered
 * survives a redraw (docs.slack.dev, views.update).
 */
export function drawForm(form: Form, drawing: { metadata: string; say: Say; answers?: RawAnswers }): ModalView {
  const { metadata, say, answers = {} } = drawing;
  const watched = new Set(form.fields.flatMap((field) => (field.when ? [field.when.field] : [])));
  const intro: KnownBlock[] = form.intro ? [richText('intro', section(word(within(form.intro, limits.section))))] : [];
  const inputs = shownFields(form, answers).map((field) => inputOf(field, watched.has(field.key), say));
  return {
    type: 'modal',
    callback_id: formCallback,
    private_metadata: metadata,
    title: plain(form.title, limits.viewTitle),
    submit: plain(form.submit, limits.viewTitle),
    close: plain(say('cancel'), limits.viewTitle),
    blocks: [...intro, ...inputs].slice(0, limits.viewBlocks),
  };
}

function inputOf(field: Field, watched: boolean, say: Say): InputBlock {
  const unit = field.kind === 'number' && field.unit ? ` (${field.unit})` : '';
  return {
    type: 'input',
    block_id: blockOf(field.key),
    label: plain(`${field.label}${unit}`, limits.label),
    optional: !field.required,
    element: { ...elementOf(field, say), action_id: watched ? watchAction : valueAction },
    ...(watched && field.kind !== 'file' ? { dispatch_action: true } : {}),
    ...(field.hint ? { hint: plain(field.hint, limits.label) } : {}),
  };
}

function elementOf(field: Field, say: Say): InputBlock['element'] {
  switch (field.kind) {
    case 'text':
      return textInput(Math.min(field.max, limits.inputText), field.initial, field.long);
    // Not Slack's own input for numbers: it refuses `1,000` and full-width digits, which we read.
    case 'number':
      return textInput(40, field.initial);
    case 'choice':
      return choiceOf(field, say);
    case 'choices':
      return choicesOf(field, say);
    // A search that also offers the words as they were typed: chips and free text in one control.
    case 'time':
      return {
        type: 'external_select',
        min_query_length: 0,
        placeholder: plain(say('typeTime'), limits.placeholder),
        ...(field.initial ? { initial_option: timeOption(field.chips, field.initial) } : {}),
      };
    case 'scale':
      return scaleOf(field, say);
    case 'file':
      return { type: 'file_input', max_files: 1, ...endingsOf(field.types) };
  }
}

function textInput(max: number, initial: string | undefined, multiline = false): PlainTextInput {
  return {
    type: 'plain_text_input',
    multiline,
    max_length: Math.max(1, max),
    ...(initial ? { initial_value: within(initial, Math.max(1, max)) } : {}),
  };
}

type Of<Kind extends Field['kind']> = Extract<Field, { kind: Kind }>;

/** Whether a field's options are asked for while the person types. */
const searched = (field: Of<'choice' | 'choices'>): boolean =>
  field.options.length > limits.options || field.search === true;

const drawn = (one: Option) => option(one.value, one.label);

function choiceOf(field: Of<'choice'>, say: Say): InputBlock['element'] {
  const chosen = field.options.find((one) => one.value === field.initial);
  const initial = chosen ? { initial_option: drawn(chosen) } : {};
  if (searched(field)) {
    return {
      type: 'external_select',
      min_query_length: 0,
      placeholder: plain(say('typeSearch'), limits.placeholder),
      ...initial,
    };
  }
  const options = field.options.map(drawn);
  // A radio button cannot be taken back, so what is optional is no radio button.
  if (field.required && options.length > 0 && options.length <= 4)
    return { type: 'radio_buttons', options, ...initial };
  return { type: 'static_select', options, placeholder: plain(say('choose'), limits.placeholder), ...initial };
}

function choicesOf(field: Of<'choices'>, say: Say): InputBlock['element'] {
  const values = field.initial?.split(',') ?? [];
  const chosen = field.options.filter((one) => values.includes(one.value)).map(drawn);
  const initial = chosen.length > 0 ? { initial_options: chosen } : {};
  const placeholder = plain(say('chooseMany'), limits.placeholder);
  const most = field.most === undefined ? {} : { max_selected_items: Math.max(1, field.most) };
  if (searched(field)) return { type: 'multi_external_select', min_query_length: 0, placeholder, ...most, ...initial };
  const options = field.options.map(drawn);
  if (options.length <= limits.visibleOptions) return { type: 'checkboxes', options, ...initial };
  return { type: 'multi_static_select', options, placeholder, ...most, ...initial };
}

/** A time as an option: its chip, or the words themselves. */
export function timeOption(chips: readonly Option[], text: string) {
  const chip = chips.find((one) => one.value === text || one.label === text);
  return chip ? drawn(chip) : option(within(text, limits.optionValue), text);
}

function scaleOf(field: Of<'scale'>, say: Say): InputBlock['element'] {
  const { min, max, minLabel, maxLabel } = field;
  const numbers = Array.from({ length: Math.min(limits.options, max - min + 1) }, (_, index) => min + index);
  const ends = new Map([
    [min, minLabel],
    [max, maxLabel],
  ]);
  const options = numbers.map((one) => option(String(one), String(one), ends.get(one)));
  const chosen = options.find((one) => one.value === field.initial);
  const initial = chosen ? { initial_option: chosen } : {};
  if (field.required && options.length <= limits.visibleOptions) return { type: 'radio_buttons', options, ...initial };
  return { type: 'static_select', options, placeholder: plain(say('choose'), limits.placeholder), ...initial };
}

const endings: Record<string, string[]> = {
  'image/*': ['png', 'jpg', 'jpeg', 'gif', 'webp'],
  'image/png': ['png'],
  'image/jpeg': ['jpg', 'jpeg'],
  'image/gif': ['gif'],
  'image/webp': ['webp'],
  'application/pdf': ['pdf'],
  'text/plain': ['txt', 'text', 'log', 'md'],
  'text/csv': ['csv', 'tsv'],
};

/** Slack narrows by the ending; what the bytes are is looked at when they come. */
function endingsOf(types: readonly string[]): { filetypes?: string[] } {
  const found = types.map((type) => endings[type] ?? (type.startsWith('.') ? [type.slice(1)] : null));
  return found.length === 0 || found.includes(null)
    ? {}
    : { filetypes: [...new Set(found.flatMap((one) => one ?? []))] };
}

/** Replaces digests by the values they stand for; an option that is no longer there keeps its digest, and is refused as such. */
export function undigested(form: Form, answers: RawAnswers): RawAnswers {
  const values = new Map(
    form.fields
      .flatMap((field) => ('options' in field ? field.options : 'chips' in field ? field.chips : []))
      .map((one) => [packOption(one.value), one.value]),
  );
  return Object.fromEntries(
    Object.entries(answers).map(([key, answer]) => [
      key,
      answer
        .split(',')
        .map((one) => (isDigest(one) ? (values.get(one) ?? one) : one))
        .join(','),
    ]),
  );
}
