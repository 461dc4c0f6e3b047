import { Icon } from '../../../src/look/icons.tsx';
import { fileSize, limitWords, Words } from '../../../src/look/words.tsx';
import { type FileInfo, type FileRefusal, maxFileBytes } from '../../../src/platform/files.ts';
import type { Say } from '../messages.ts';

/** A file that was taken: what it looks like, and its id as an answer of the form around it. */
export function Uploaded({ file, name, say }: { file: FileInfo; name: string; say: Say }) {
  const url = `/console/files/${file.id}`;
  return (
    <div class="upload" data-uploaded>
      <input type="hidden" name={name} value={file.id} />
      {file.type.startsWith('image/') ? <img src={url} alt="" /> : <Icon name="file" />}
      <span class="upload-name">
        <Words text={file.name} />
      </span>
      <span class="note">{fileSize(file.size)}</span>
      <span class="sr">{say('uploaded')}</span>
      <button type="button" class="icon-button" data-remove-upload aria-label={say('remove', { name: file.name })}>
        <Icon name="close" size={16} />
      </button>
    </div>
  );
}

const refusals = { empty: 'fileEmpty', tooLarge: 'fileTooLarge', wrongKind: 'fileWrongKind' } as const;

/** Why a file was not taken. */
export function Refused({ why, say, maxBytes }: { why: FileRefusal; say: Say; maxBytes: number }) {
  const limit = limitWords(Math.min(maxBytes, maxFileBytes));
  return (
    <p class="problem" role="alert">
      {say(refusals[why], { limit })}
    </p>
  );
}
