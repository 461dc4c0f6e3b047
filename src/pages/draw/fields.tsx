import { answerName } from '../../look/answers.ts';
import {
  Choices,
  described,
  isGroup,
  NumberBox,
  type Of,
  Picks,
  ScaleBox,
  Select,
  TextBox,
  TimeBox,
} from '../../look/fields.tsx';
import { Icon } from '../../look/icons.tsx';
import { countMark, isMany, Many } from '../../look/many.tsx';
import { fileSize, limitWords, Words } from '../../look/words.tsx';
import { type FileInfo, maxFileBytes } from '../../platform/files.ts';
import type { Field } from '../../platform/form.ts';
import { keptName, removeName } from '../names.ts';
import type { Reader } from './form.tsx';

interface Props<F extends Field = Field> {
  field: F;
  id: string;
  say: Reader['say'];
  /** The file that stands in a field for one. */
  file: FileInfo | null;
}

/** The control of a field, whatever its kind: such as every browser has, and better ones where scripts run. */
export function Control({ field, id, say, file, typed }: Props & { typed: string }) {
  switch (field.kind) {
    case 'text':
      return <TextBox field={field} id={id} />;
    case 'number':
      return <NumberBox field={field} id={id} />;
    case 'choice':
      return <Choice field={field} id={id} say={say} file={file} />;
    case 'choices':
      return isMany(field) ? (
        <ManyChoices field={field} id={id} say={say} typed={typed} />
      ) : (
        <Choices field={field} id={id} />
      );
    case 'time': {
      const words = { other: say('otherTime'), hint: say('otherTimeHint'), pick: say('pickTime') };
      return <TimeBox field={field} id={id} words={words} />;
    }
    case 'scale':
      return <ScaleBox field={field} id={id} />;
    case 'file':
      return <FileBox field={field} id={id} say={say} file={file} />;
  }
}

function Choice({ field, id, say }: Props<Of<'choice'>>) {
  if (isGroup(field)) return <Picks field={field} id={id} />;
  const empty = say('choose');
  if (!field.search) return <Select field={field} id={id} empty={empty} />;
  return (
    <div class="searched" data-searched data-hint={say('searchHint')} data-no-match={say('noMatch')}>
      <Icon name="search" size={17} />
      <Select field={field} id={id} empty={empty} narrowed />
    </div>
  );
}

function ManyChoices({ field, id, say, typed }: Omit<Props<Of<'choices'>>, 'file'> & { typed: string }) {
  const words = {
    hint: say('searchHint'),
    how: say('namesHint'),
    noMatch: say('noMatch'),
    more: say('moreFound', { rest: countMark }),
    full: field.most === undefined ? '' : say('chosenAll', { most: field.most }),
  };
  return <Many field={field} id={id} words={words} typed={typed} />;
}

/** The file goes with the form; one that was taken before stays, unless another one comes or it is left out. */
function FileBox({ field, id, say, file }: Props<Of<'file'>>) {
  const most = Math.min(field.maxBytes, maxFileBytes);
  const limit = limitWords(most);
  return (
    <div class="file-box" data-file data-max={most} data-too-large={say('fileTooLarge', { limit })}>
      {file ? (
        <div class="upload kept" data-kept={file.name}>
          <input type="hidden" name={keptName(field.key)} value={file.id} />
          <Icon name="file" />
          <span class="upload-name">
            <Words text={say('fileKept', { name: file.name, size: fileSize(file.size) })} />
          </span>
          <label class="pick">
            <input type="checkbox" name={removeName(field.key)} value="yes" />
            <span>{say('fileRemove')}</span>
          </label>
        </div>
      ) : null}
      <input
        type="file"
        id={id}
        name={answerName(field.key)}
        accept={field.types.join(',')}
        {...described(id, field)}
      />
      <p class="hint">{say('fileLimits', { limit })}</p>
      {file ? <p class="hint">{say('fileOther')}</p> : null}
    </div>
  );
}
