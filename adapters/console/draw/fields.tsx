import { answerName } from '../../../src/look/answers.ts';
import {
  Choices,
  described,
  isGroup,
  NumberBox,
  type Of,
  Picks,
  ScaleBox,
  Select,
  searched,
  TextBox,
  TimeBox,
} from '../../../src/look/fields.tsx';
import { Icon } from '../../../src/look/icons.tsx';
import { countMark, isMany, Many } from '../../../src/look/many.tsx';
import { limitWords, visible, Words } from '../../../src/look/words.tsx';
import { maxFileBytes } from '../../../src/platform/files.ts';
import type { Field } from '../../../src/platform/form.ts';
import type { Say } from '../messages.ts';

type Props<F extends Field = Field> = { field: F; id: string; say: Say };

/** The control of a field, whatever its kind. */
export function Control({ field, id, say }: Props) {
  switch (field.kind) {
    case 'text':
      return <TextBox field={field} id={id} />;
    case 'number':
      return <NumberBox field={field} id={id} />;
    case 'choice':
      if (field.search) return <SearchedChoice field={field} id={id} say={say} />;
      return isGroup(field) ? <Picks field={field} id={id} /> : <Select field={field} id={id} empty={say('choose')} />;
    case 'choices':
      return isMany(field) ? <ManyChoices field={field} id={id} say={say} /> : <Choices field={field} id={id} />;
    case 'time': {
      const words = { other: say('otherTime'), hint: say('otherTimeHint'), pick: say('pickTime') };
      return <TimeBox field={field} id={id} words={words} />;
    }
    case 'scale':
      return <ScaleBox field={field} id={id} />;
    case 'file':
      return <FileBox field={field} id={id} say={say} />;
  }
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
            data-words={searched(option)}
          >
            <Words text={option.label} />
          </div>
        ))}
      </div>
      <p class="no-match" role="status" data-words={say('noMatch')} />
    </div>
  );
}

/** Several of a long list. */
function ManyChoices({ field, id, say }: Props<Of<'choices'>>) {
  const words = {
    hint: say('searchHint'),
    how: '',
    noMatch: say('noMatch'),
    more: say('moreFound', { rest: countMark }),
    full: field.most === undefined ? '' : say('chosenAll', { most: field.most }),
  };
  return <Many field={field} id={id} words={words} />;
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
