import { fieldId } from '../../../src/look/answers.ts';
import { isGroup } from '../../../src/look/fields.tsx';
import { Icon } from '../../../src/look/icons.tsx';
import { OptionLists } from '../../../src/look/many.tsx';
import { Words } from '../../../src/look/words.tsx';
import { type Field, type Form, shownFields } from '../../../src/platform/form.ts';
import type { Say } from '../messages.ts';
import { Control } from './fields.tsx';
import { Block } from './text.tsx';

/** A form as a modal dialog. The page's script opens it, follows its conditions and asks before answers are thrown away. */
export function FormDialog({ form, say }: { form: Form; say: Say }) {
  const shown = new Set(shownFields(form, {}));
  return (
    <dialog id="dialog" aria-labelledby="dialog-title" data-dialog>
      <form
        hx-post="/console/submit"
        hx-encoding="multipart/form-data"
        hx-target="#sheet"
        hx-disabled-elt="#dialog-submit"
        hx-sync="this:drop"
        novalidate
        data-form
      >
        <input type="hidden" name="action" value={form.action} />
        <input type="hidden" name="context" value={form.context} />
        <header class="dialog-head">
          <h2 id="dialog-title">
            <Words text={form.title} />
          </h2>
          <button type="button" class="icon-button" data-dialog-close aria-label={say('close')}>
            <Icon name="close" />
          </button>
        </header>
        <div class="dialog-body" tabindex={-1}>
          {form.intro ? <Block text={form.intro} say={say} class="words intro" /> : null}
          {form.fields.map((field) => (
            <FieldView field={field} say={say} hidden={!shown.has(field)} />
          ))}
          <OptionLists form={form} />
          <p
            id="dialog-problem"
            class="problem summary"
            role="alert"
            data-words={say('checkFields')}
            data-failed={say('failed')}
          />
        </div>
        <footer class="dialog-foot">
          <button type="submit" id="dialog-submit" class="button primary">
            <Words text={form.submit} />
          </button>
        </footer>
        <Discard say={say} />
      </form>
    </dialog>
  );
}

/** Asked before answers are thrown away. */
function Discard({ say }: { say: Say }) {
  return (
    <div class="discard" role="alertdialog" aria-labelledby="discard-title" hidden data-discard>
      <p id="discard-title">{say('discardTitle')}</p>
      <button type="button" class="button plain" data-keep>
        {say('keepEditing')}
      </button>
      <button type="button" class="button danger" data-throw-away>
        {say('discard')}
      </button>
    </div>
  );
}

function FieldView({ field, say, hidden }: { field: Field; say: Say; hidden: boolean }) {
  const id = fieldId(field.key);
  const label = (
    <>
      <Words text={field.label} />
      {field.required ? null : <span class="optional"> {say('optional')}</span>}
    </>
  );
  const condition = field.when ? { 'data-when': field.when.field, 'data-is': JSON.stringify(field.when.is) } : {};
  return (
    <fieldset
      class="field"
      data-field={field.key}
      data-initial={field.initial ?? ''}
      hidden={hidden}
      disabled={hidden}
      aria-describedby={isGroup(field) ? `${id}-hint ${id}-problem` : undefined}
      {...condition}
    >
      {isGroup(field) ? <legend>{label}</legend> : <label for={id}>{label}</label>}
      {field.hint ? (
        <p class="hint" id={`${id}-hint`}>
          <Words text={field.hint} />
        </p>
      ) : null}
      <Control field={field} id={id} say={say} />
      <Problem of={field.key} text="" />
    </fieldset>
  );
}

/** What is wrong with a field. Sent again by itself, it takes its own place in the open form. */
export function Problem({ of, text, swap }: { of: string; text: string; swap?: boolean }) {
  return (
    <p class="problem" id={`${fieldId(of)}-problem`} role="alert" {...(swap ? { 'hx-swap-oob': 'true' } : {})}>
      {text}
    </p>
  );
}
