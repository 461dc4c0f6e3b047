import type { Field, FieldKind, Option } from '../platform/form.ts';
import { answerName, ownWords, wordsName } from './answers.ts';
import { Icon } from './icons.tsx';
import { visible, Words } from './words.tsx';

/** A field of one kind. */
export type Of<K extends FieldKind['kind']> = Field & { kind: K };
type Props<F extends Field = Field> = { field: F; id: string };

/** Ties a control to its hint and its problem. */
export const described = (id: string, field: Field) => ({
  'aria-describedby': `${field.hint ? `${id}-hint ` : ''}${id}-problem`,
  ...(field.required ? { 'aria-required': 'true' as const } : {}),
});

/** More options than this are a list that opens. */
const mostPicks = 6;
const groups = new Set<Field['kind']>(['choices', 'scale', 'time']);

/** Fields of several controls are groups with a legend; the others have a label. */
export const isGroup = (field: Field) =>
  groups.has(field.kind) || (field.kind === 'choice' && !field.search && field.options.length <= mostPicks);

/** A line, or a few. */
export function TextBox({ field, id }: Props<Of<'text'>>) {
  const name = answerName(field.key);
  if (!field.long)
    return (
      <input
        type="text"
        id={id}
        name={name}
        value={field.initial ?? ''}
        dir="auto"
        autocomplete="off"
        {...described(id, field)}
      />
    );
  return (
    <textarea id={id} name={name} rows={4} dir="auto" {...described(id, field)}>
      {field.initial ?? ''}
    </textarea>
  );
}

/** A number as people type it, beside its unit. */
export function NumberBox({ field, id }: Props<Of<'number'>>) {
  return (
    <div class="with-unit">
      <input
        type="text"
        inputmode="decimal"
        id={id}
        name={answerName(field.key)}
        value={field.initial ?? ''}
        autocomplete="off"
        {...described(id, field)}
      />
      {field.unit ? (
        <span class="unit">
          <Words text={field.unit} />
        </span>
      ) : null}
    </div>
  );
}

/** One of a few, side by side. */
export function Picks({ field }: Props<Of<'choice'>>) {
  return (
    <div class="options">
      {field.options.map((option) => (
        <Pick type="radio" name={answerName(field.key)} option={option} checked={option.value === field.initial} />
      ))}
    </div>
  );
}

/** One of many, in a list that opens. `narrowed`: the options carry the words a search finds them by. */
export function Select({ field, id, empty, narrowed }: Props<Of<'choice'>> & { empty: string; narrowed?: boolean }) {
  return (
    <select id={id} name={answerName(field.key)} {...described(id, field)} {...(narrowed ? { 'data-search': '' } : {})}>
      <option value="">{empty}</option>
      {field.options.map((option) => (
        <option
          value={option.value}
          selected={option.value === field.initial}
          {...(narrowed ? { 'data-words': searched(option) } : {})}
        >
          {visible(option.label)}
        </option>
      ))}
    </select>
  );
}

/** All that a search finds an option by. */
export const searched = (option: Option) => [option.label, ...(option.words ?? [])].join(' ');

/** Any of several. */
export function Choices({ field }: Props<Of<'choices'>>) {
  const chosen = new Set((field.initial ?? '').split(','));
  return (
    <div class="options">
      {field.options.map((option) => (
        <Pick type="checkbox" name={answerName(field.key)} option={option} checked={chosen.has(option.value)} />
      ))}
    </div>
  );
}

export interface TimeWords {
  other: string;
  hint: string;
  pick: string;
}

/** Chips for the usual times, and one's own words, which a picked date also becomes. */
export function TimeBox({ field, id, words }: Props<Of<'time'>> & { words: TimeWords }) {
  const name = answerName(field.key);
  const initial = field.initial ?? '';
  const chip = field.chips.some((option) => option.value === initial);
  const own = initial !== '' && !chip;
  return (
    <div class="time" data-time>
      <div class="options chips">
        {field.chips.map((option) => (
          <Pick type="radio" name={name} option={option} checked={option.value === initial} />
        ))}
        <Pick
          type="radio"
          name={name}
          option={{ value: ownWords, label: words.other }}
          checked={own || field.chips.length === 0}
        />
      </div>
      <div class="own-words">
        <input
          type="text"
          id={id}
          name={wordsName(field.key)}
          value={own ? initial : ''}
          placeholder={words.hint}
          aria-label={words.other}
          dir="auto"
          autocomplete="off"
        />
        <span class="pick-time">
          <button type="button" title={words.pick} aria-label={words.pick} data-open-time>
            <Icon name="calendar" />
          </button>
          <input type="datetime-local" tabIndex={-1} aria-label={words.pick} data-pick-time />
        </span>
      </div>
    </div>
  );
}

/** Whole numbers between two ends that are named. */
export function ScaleBox({ field }: Props<Of<'scale'>>) {
  const values = Array.from({ length: field.max - field.min + 1 }, (_, index) => String(field.min + index));
  return (
    <div class="scale">
      <div class="scale-points">
        {values.map((value) => (
          <Pick
            type="radio"
            name={answerName(field.key)}
            option={{ value, label: value }}
            checked={value === field.initial}
          />
        ))}
      </div>
      <div class="scale-ends">
        <Words text={field.minLabel} />
        <Words text={field.maxLabel} />
      </div>
    </div>
  );
}

function Pick({
  type,
  name,
  option,
  checked,
}: {
  type: 'radio' | 'checkbox';
  name: string;
  option: Option;
  checked: boolean;
}) {
  return (
    <label class="pick">
      <input type={type} name={name} value={option.value} checked={checked} />
      <span>
        <Words text={option.label} />
      </span>
    </label>
  );
}
