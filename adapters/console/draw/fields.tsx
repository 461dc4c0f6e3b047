import { maxFileBytes } from '../../../src/platform/files.ts';
import type { Field, FieldKind, Option } from '../../../src/platform/form.ts';
import type { Say } from '../messages.ts';
import { Icon } from './icons.tsx';
import { visible, Words } from './text.tsx';
import { limitWords } from './view.ts';

type Of<K extends FieldKind['kind']> = Field & { kind: K };
type Props<F extends Field = Field> = { field: F; id: string; say: Say };

/** Names of a field's controls: `f:` its answer, `t:` the own words beside time chips. */
export const answerName = (key: string) => `f:${key}`;
export const wordsName = (key: string) => `t:${key}`;
/** The chip that stands for one's own words. */
export const ownWords = '~words';

const described = (id: string, field: Field) => ({
  'aria-describedby': `${field.hint ? `${id}-hint ` : ''}${id}-problem`,
  ...(field.required ? { 'aria-required': 'true' as const } : {}),
});

/** The control of a field, whatever its kind. */
export function Control({ field, id, say }: Props) {
  switch (field.kind) {
    case 'text':
      return <Text field={field} id={id} say={say} />;
    case 'number':
      return <NumberBox field={field} id={id} say={say} />;
    case 'choice':
      return <Choice field={field} id={id} say={say} />;
    case 'choices':
      return <Choices field={field} id={id} say={say} />;
    case 'time':
      return <Time field={field} id={id} say={say} />;
    case 'scale':
      return <Scale field={field} id={id} say={say} />;
    case 'file':
      return <FileBox field={field} id={id} say={say} />;
  }
}

function Text({ field, id }: Props<Of<'text'>>) {
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

function NumberBox({ field, id }: Props<Of<'number'>>) {
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

function Choice({ field, id, say }: Props<Of<'choice'>>) {
  if (field.search) return <SearchedChoice field={field} id={id} say={say} />;
  const name = answerName(field.key);
  if (field.options.length <= 6) {
    return (
      <div class="options">
        {field.options.map((option) => (
          <Pick type="radio" name={name} option={option} checked={option.value === field.initial} />
        ))}
      </div>
    );
  }
  return (
    <select id={id} name={name} {...described(id, field)}>
      <option value="">{say('choose')}</option>
      {field.options.map((option) => (
        <option value={option.value} selected={option.value === field.initial}>
          {visible(option.label)}
        </option>
      ))}
    </select>
  );
}

/** A long list narrowed by typing; by keyboard as WAI-ARIA describes a combobox with a list. */
function SearchedChoice({ field, id, say }: Props<Of<'choice'>>) {
  const chosen = field.options.find((option) => option.value === field.initial);
  return (
    <div class="combo" data-combo>
      <Icon name="search" size={17} />
      <input type="hidden" name={answerName(field.key)} value={chosen?.value ?? ''} data-combo-value />
      <input
        type="text"
        id={id}
        role="combobox"
        aria-expanded="false"
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        autocomplete="off"
        placeholder={say('searchHint')}
        value={chosen ? visible(chosen.label) : ''}
        {...described(id, field)}
      />
      <div id={`${id}-list`} role="listbox" aria-label={field.label} hidden>
        {field.options.map((option, index) => (
          <div
            role="option"
            tabIndex={-1}
            id={`${id}-o${index}`}
            aria-selected={option === chosen ? 'true' : 'false'}
            data-value={option.value}
            data-words={[option.label, ...(option.words ?? [])].join(' ')}
          >
            <Words text={option.label} />
          </div>
        ))}
      </div>
      <p class="no-match" role="status" data-words={say('noMatch')} />
    </div>
  );
}

function Choices({ field }: Props<Of<'choices'>>) {
  const chosen = new Set((field.initial ?? '').split(','));
  return (
    <div class="options">
      {field.options.map((option) => (
        <Pick type="checkbox" name={answerName(field.key)} option={option} checked={chosen.has(option.value)} />
      ))}
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

/** Chips for the usual times, and one's own words, which a picked date also becomes. */
function Time({ field, id, say }: Props<Of<'time'>>) {
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
          option={{ value: ownWords, label: say('otherTime') }}
          checked={own || field.chips.length === 0}
        />
      </div>
      <div class="own-words">
        <input
          type="text"
          id={id}
          name={wordsName(field.key)}
          value={own ? initial : ''}
          placeholder={say('otherTimeHint')}
          aria-label={say('otherTime')}
          dir="auto"
          autocomplete="off"
        />
        <span class="pick-time">
          <button type="button" title={say('pickTime')} aria-label={say('pickTime')} data-open-time>
            <Icon name="calendar" />
          </button>
          <input type="datetime-local" tabIndex={-1} aria-label={say('pickTime')} data-pick-time />
        </span>
      </div>
    </div>
  );
}

function Scale({ field }: Props<Of<'scale'>>) {
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

/** The file is sent when it is chosen, so that it can be looked at or refused before anything else is submitted. */
function FileBox({ field, id, say }: Props<Of<'file'>>) {
  const limit = limitWords(Math.min(field.maxBytes, maxFileBytes));
  const wanted = { key: answerName(field.key), types: field.types.join(','), max: String(field.maxBytes) };
  return (
    <div
      class="file-box"
      data-upload
      data-max={Math.min(field.maxBytes, maxFileBytes)}
      data-too-large={say('fileTooLarge', { limit })}
      data-uploading={say('uploading')}
      data-failed={say('failed')}
    >
      <label class="file-drop">
        <Icon name="clip" />
        <span>{say('chooseFile')}</span>
        <input
          type="file"
          id={id}
          name="upload"
          accept={field.types.join(',')}
          hx-post="/console/files"
          hx-encoding="multipart/form-data"
          hx-trigger="upload"
          hx-params="upload,name,types,max"
          hx-vals={JSON.stringify({ name: wanted.key, types: wanted.types, max: wanted.max })}
          hx-target={`#${id}-files`}
          hx-swap="innerHTML"
          {...described(id, field)}
        />
      </label>
      <p class="hint">{say('fileLimits', { limit })}</p>
      <div id={`${id}-files`} class="uploads" aria-live="polite" />
    </div>
  );
}
