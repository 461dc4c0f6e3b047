import { fieldId } from '../../look/answers.ts';
import { isGroup } from '../../look/fields.tsx';
import { OptionLists } from '../../look/many.tsx';
import { Words } from '../../look/words.tsx';
import type { Locale } from '../../org/organisation.ts';
import type { FileInfo } from '../../platform/files.ts';
import { type Field, type Form, type RawAnswers, shownFields } from '../../platform/form.ts';
import type { Say } from '../messages.ts';
import { html, Page } from './document.tsx';
import { Control } from './fields.tsx';

/** In whose words a page is. */
export interface Reader {
  say: Say;
  locale: Locale;
  asset: (name: string) => string;
}

/** What was filled in, and what is wrong with it. */
export interface Filled {
  answers: RawAnswers;
  /** Files among the answers, by id. */
  files: ReadonlyMap<string, FileInfo>;
  problems: Readonly<Record<string, string>>;
  /** Names written for choices that nobody understood, by field. */
  names?: Readonly<Record<string, string>>;
  /** What is wrong with none of the fields. */
  trouble: string | null;
}

/** The form, empty or as it was filled in. */
export function formPage(reader: Reader, form: Form, to: string, filled: Filled | null): string {
  const shown = new Set(shownFields(form, filled?.answers ?? {}));
  const { say, locale, asset } = reader;
  return html(
    <Page locale={locale} title={form.title} asset={asset} live>
      <form method="post" action={to} enctype="multipart/form-data" novalidate class="sheet-form" data-form>
        <div class="sheet-head">
          <h1>
            <Words text={form.title} />
          </h1>
          {form.intro ? (
            <p class="intro words" dir="auto">
              <Words text={form.intro} />
            </p>
          ) : null}
        </div>
        {filled ? <Summary form={form} filled={filled} say={say} /> : null}
        {form.fields.map((field) => (
          <FieldView field={field} form={form} filled={filled} off={!shown.has(field)} say={say} />
        ))}
        <OptionLists form={form} />
        <div class="sheet-foot">
          <button type="submit" class="button primary">
            <Words text={form.submit} />
          </button>
        </div>
      </form>
    </Page>,
  );
}

/** All that is wrong, each with the way to its field. */
function Summary({ form, filled: { problems, trouble }, say }: { form: Form; filled: Filled; say: Reader['say'] }) {
  const known = form.fields.filter((field) => problems[field.key]);
  const others = Object.keys(problems).filter((key) => !form.fields.some((field) => field.key === key));
  return (
    <div class="summary" role="alert" tabindex={-1} data-summary>
      {trouble === null ? null : <p>{trouble}</p>}
      {others.map((key) => (
        <p>{problems[key]}</p>
      ))}
      {known.length === 0 ? null : (
        <p>
          {say('checkFields')}{' '}
          {known.map((field, index) => (
            <>
              {index === 0 ? null : ' · '}
              <a href={`#${fieldId(field.key)}-field`}>
                <Words text={field.label} />
              </a>
            </>
          ))}
        </p>
      )}
    </div>
  );
}

interface Seen {
  field: Field;
  form: Form;
  filled: Filled | null;
  off: boolean;
  say: Reader['say'];
}

function FieldView({ field, form, filled, off, say }: Seen) {
  const id = fieldId(field.key);
  const problem = filled?.problems[field.key] ?? '';
  const label = (
    <>
      <Words text={field.label} />
      {field.required ? null : <span class="optional"> {say('optional')}</span>}
    </>
  );
  const condition = field.when ? { 'data-when': field.when.field, 'data-is': JSON.stringify(field.when.is) } : {};
  // What was filled in stands in the field; what it began with is what its condition goes by.
  const drawn = filled ? { ...field, initial: filled.answers[field.key] ?? '' } : field;
  return (
    <fieldset
      class="field"
      id={`${id}-field`}
      tabindex={-1}
      data-field={field.key}
      data-initial={field.initial ?? ''}
      aria-describedby={isGroup(field) ? `${id}-hint ${id}-problem` : undefined}
      {...(off ? { 'data-off': '' } : {})}
      {...(problem ? { 'data-wrong': '' } : {})}
      {...condition}
    >
      {isGroup(field) ? <legend>{label}</legend> : <label for={id}>{label}</label>}
      {field.hint ? (
        <p class="hint" id={`${id}-hint`}>
          <Words text={field.hint} />
        </p>
      ) : null}
      {field.when ? <Condition form={form} when={field.when} say={say} /> : null}
      <Control
        field={drawn}
        id={id}
        say={say}
        file={filled?.files.get(filled.answers[field.key] ?? '') ?? null}
        typed={filled?.names?.[field.key] ?? ''}
      />
      <p class="problem" id={`${id}-problem`}>
        {problem}
      </p>
    </fieldset>
  );
}

/** For browsers without scripts, which show every field: when this one counts. */
function Condition({ form, when, say }: { form: Form; when: NonNullable<Field['when']>; say: Reader['say'] }) {
  const other = form.fields.find((field) => field.key === when.field);
  if (!other) return null;
  const options = other.kind === 'choice' || other.kind === 'choices' ? other.options : [];
  const values = when.is.map((value) => options.find((option) => option.value === value)?.label ?? value);
  return <p class="hint only-when">{say('onlyWhen', { field: other.label, values: values.join(say('or')) })}</p>;
}
