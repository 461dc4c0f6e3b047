import type { Command } from '../../../src/engine/feature.ts';
import { Icon } from '../../../src/look/icons.tsx';
import { limitWords } from '../../../src/look/words.tsx';
import type { Locale } from '../../../src/org/organisation.ts';
import { nameCommands } from '../../../src/platform/command-names.ts';
import { maxFileBytes } from '../../../src/platform/files.ts';
import type { Say } from '../messages.ts';
import type { Viewer } from './view.ts';

/** A command as people of a language type it. */
export const shownCommand = (command: Command, locale: Locale) =>
  `/${locale === 'zh-CN' ? (command.aliases[0] ?? command.name) : command.name}`;

/** Shown by the page's script while a command is typed. */
function Commands({ viewer, commands }: { viewer: Viewer; commands: readonly Command[] }) {
  const { say, locale } = viewer;
  return (
    <div id="commands" class="commands" role="listbox" aria-label={say('commands')} hidden>
      {commands.map((command, index) => (
        <div
          role="option"
          tabIndex={-1}
          id={`command-${index}`}
          aria-selected="false"
          data-insert={`${shownCommand(command, locale)} `}
          data-words={[command.name, ...command.aliases].join(' ')}
        >
          <kbd>{shownCommand(command, locale)}</kbd>
          <span>{nameCommands(command.help[locale])}</span>
        </div>
      ))}
    </div>
  );
}

/** The box to write in, with commands and files. */
export function Composer({ viewer, commands }: { viewer: Viewer; commands: readonly Command[] }) {
  const { say } = viewer;
  return (
    <form
      class="composer"
      id="composer"
      hx-post="/console/say"
      hx-encoding="multipart/form-data"
      hx-target="#sheet"
      hx-disabled-elt="#send"
      hx-sync="this:queue all"
    >
      <Commands viewer={viewer} commands={commands} />
      <div id="attached" class="uploads" aria-live="polite" />
      <div class="box">
        <Attach say={say} />
        <textarea
          id="box"
          name="text"
          rows={1}
          placeholder={say('boxHint')}
          aria-label={say('box')}
          aria-autocomplete="list"
          aria-controls="commands"
          aria-haspopup="listbox"
          dir="auto"
          autocomplete="off"
          enterkeyhint="send"
        />
        <button type="submit" id="send" class="send" aria-label={say('send')}>
          <Icon name="send" />
        </button>
      </div>
      <p id="composer-problem" class="problem" role="alert" />
    </form>
  );
}

function Attach({ say }: { say: Say }) {
  const limit = limitWords(maxFileBytes);
  return (
    <span
      data-upload
      data-max={maxFileBytes}
      data-too-large={say('fileTooLarge', { limit })}
      data-uploading={say('uploading')}
      data-failed={say('failed')}
    >
      <label class="icon-button attach" title={say('attach')}>
        <Icon name="clip" />
        <span class="sr">{say('attach')}</span>
        <input
          type="file"
          name="upload"
          hx-post="/console/files"
          hx-encoding="multipart/form-data"
          hx-trigger="upload"
          hx-params="upload,name"
          hx-vals={JSON.stringify({ name: 'file' })}
          hx-target="#attached"
          hx-swap="beforeend"
        />
      </label>
    </span>
  );
}
