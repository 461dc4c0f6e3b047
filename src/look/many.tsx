import { createHash } from 'node:crypto';
import type { Field, Form, Option } from '../platform/form.ts';
import { answerName, namesName } from './answers.ts';
import { described, type Of } from './fields.tsx';
import { Icon } from './icons.tsx';
import { visible, Words } from './words.tsx';

/** More options than this are looked for and not laid out. */
const laidOut = 12;

/** Whether several are picked from a list too long to be laid out. */
export const isMany = (field: Field): field is Of<'choices'> =>
  field.kind === 'choices' && field.search === true && field.options.length > laidOut;

export interface ManyWords {
  hint: string;
  /** How to write names where no script helps. */
  how: string;
  noMatch: string;
  /** With `countMark` where the number of those not shown stands. */
  more: string;
  full: string;
}

/** Stands for a number only the script knows. */
export const countMark = '{}';

/**
 * Several of many: what is chosen, to be taken back, and a line to find more with. Where a script runs it offers what is
 * typed; elsewhere names are written there. The options themselves stand once on the page: see OptionLists.
 */
export function Many({ field, id, words, typed }: Props) {
  const { noMatch, more, full } = words;
  const names = { type: 'text', name: namesName(field.key), value: typed ?? '', placeholder: words.hint };
  return (
    <div
      class="many"
      data-many
      data-list={listId(field.options)}
      data-most={field.most}
      data-name={answerName(field.key)}
      data-no-match={noMatch}
      data-more={more}
      data-full={full}
    >
      <Chosen field={field} />
      <div class="combo">
        <Icon name="search" size={17} />
        <input
          id={id}
          {...names}
          {...{ 'aria-label': field.label, autocomplete: 'off', dir: 'auto' }}
          data-names
          {...described(id, field)}
        />
      </div>
      <p class="hint many-how">{words.how}</p>
    </div>
  );
}

interface Props {
  field: Of<'choices'>;
  id: string;
  words: ManyWords;
  /** Names that were written and not understood. */
  typed?: string;
}

/** What is chosen; what is unticked is taken back. */
function Chosen({ field }: { field: Of<'choices'> }) {
  const chosen = new Set((field.initial ?? '').split(','));
  return (
    <div class="options chosen" data-chosen>
      {field.options
        .filter(({ value }) => chosen.has(value))
        .map(({ value, label }) => (
          <label class="pick">
            <input type="checkbox" name={answerName(field.key)} value={value} checked />
            <span>
              <Words text={label} />
            </span>
          </label>
        ))}
    </div>
  );
}

/** The options of all such fields, each list once however many fields share it, for the script to look through. */
export function OptionLists({ form }: { form: Form }) {
  const lists = new Map(form.fields.filter(isMany).map(({ options }) => [listId(options), options]));
  return (
    <>
      {[...lists].map(([id, options]) => (
        <datalist id={id}>{written(options)}</datalist>
      ))}
    </>
  );
}

const ids = new WeakMap<readonly Option[], string>();

/** Equal lists have one name. */
function listId(options: readonly Option[]): string {
  const known = ids.get(options) ?? `list-${createHash('sha256').update(written(options)).digest('hex').slice(0, 16)}`;
  ids.set(options, known);
  return known;
}

/** A line for each option: its value, its label and the words it is found by, with tabs between them. */
const written = (options: readonly Option[]): string =>
  options.map(({ value, label, words = [] }) => [value, label, ...words].map(inLine).join('\t')).join('\n');

const inLine = (text: string) => visible(text).replace(/[\t\n]/g, ' ');
