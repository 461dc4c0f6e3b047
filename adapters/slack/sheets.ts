import type { Reply } from '../../src/platform/adapter.ts';
import type { FileRefusal } from '../../src/platform/files.ts';
import type { Form, RawAnswers } from '../../src/platform/form.ts';
import { type Body, noteView, problemBody, sentenceCard, whisper } from './answers.ts';
import { publishAgain } from './courtesy.ts';
import { type Desk, sayTo } from './desk.ts';
import { codeOf } from './failures.ts';
import { collectFiles } from './files.ts';
import { blockOf, drawForm, undigested } from './form.ts';
import { isDigest, packMetadata, type SheetNote } from './packing.ts';
import type { Interaction, OpenSheet } from './parse-interaction.ts';
import type { Origin } from './parse-kit.ts';
import { suggestions } from './search.ts';
import { keepNote, noteOf } from './store.ts';

type Submission = Extract<Interaction, { kind: 'submitted' }>;

/** A modal was sent: what is wrong with it comes back under its fields, and what follows after it has closed. */
export async function submitSheet(
  desk: Desk,
  submission: Submission,
  firstTime: (id: string) => boolean,
): Promise<Body> {
  const { sheet, origin, account, id } = submission;
  const note = await noteOf(desk.options.db, sheet.metadata);
  const say = await sayTo(desk, account);
  if (!note) return { response_action: 'update', view: noteView(sentenceCard(say('gone')), say) };
  const files = await filesOf(desk, account, sheet);
  if ('problems' in files) return problemsBody(sheet, files.problems);
  const { action, context } = note;
  const answers = await readable(desk, account, note, { ...sheet.answers, ...files.answers });
  const given = await desk
    .inlet()
    .receive({ kind: 'submitted', id, platform: 'slack', account, action, context, answers });
  const first = firstTime(id);
  if (note.home && given?.kind !== 'problems' && first) desk.later(publishAgain(desk, account, id));
  return follow(desk, given, { sheet, note, origin, first });
}

interface Sent {
  sheet: OpenSheet;
  note: SheetNote;
  origin: Origin;
  first: boolean;
}

async function follow(desk: Desk, given: Reply | null, { sheet, note, origin, first }: Sent): Promise<Body> {
  if (given === null || given.kind === 'home') return undefined;
  const say = await sayTo(desk, origin.account);
  switch (given.kind) {
    case 'problems':
      return problemsBody(sheet, given.fields);
    case 'form': {
      const { action, context } = given.form;
      const metadata = await keepNote(desk.options.db, { ...note, action, context }, desk.options.clock.now());
      return { response_action: 'update', view: drawForm(given.form, { metadata, say }) };
    }
    case 'whisper': {
      // Where the sheet was not opened from a conversation, nobody would see what is said in one.
      if (!note.respond) return { response_action: 'update', view: noteView(given.card, say) };
      const place: Origin = { ...origin, kind: 'card', respond: note.respond, trigger: null };
      if (first) desk.later(whisper(desk, given.card, place, say));
      return undefined;
    }
  }
}

/** Slack shows what is wrong under the fields that are in the modal; the rest is said under the first. */
function problemsBody(sheet: OpenSheet, problems: Record<string, string>): Body {
  const [first] = sheet.fields;
  const errors: Record<string, string> = {};
  for (const [field, text] of Object.entries(problems)) {
    const at = sheet.fields.includes(field) ? field : first;
    if (at === undefined) continue;
    const block = blockOf(at);
    errors[block] = [errors[block], text].filter(Boolean).join(' ') || '–';
  }
  return Object.keys(errors).length > 0 ? { response_action: 'errors', errors } : undefined;
}

/** A sentence under the first field: the sheet stays as it is. */
export const sheetProblem = (sheet: OpenSheet, text: string): Body =>
  sheet.fields[0] === undefined ? undefined : problemBody(blockOf(sheet.fields[0]), text);

const refusals = {
  empty: 'fileEmpty',
  tooLarge: 'fileTooLarge',
  wrongKind: 'fileWrongKind',
  unreachable: 'fileFailed',
} as const satisfies Record<FileRefusal | 'unreachable', string>;

/** The files of a sheet, kept; or what is wrong with them. */
async function filesOf(
  desk: Desk,
  account: string,
  sheet: OpenSheet,
): Promise<{ answers: RawAnswers } | { problems: Record<string, string> }> {
  const say = await sayTo(desk, account);
  const answers: RawAnswers = {};
  const problems: Record<string, string> = {};
  for (const [field, files] of Object.entries(sheet.files)) {
    const { files: kept, unread } = await collectFiles(desk, account, files);
    answers[field] = kept.join(',');
    if (unread[0]) problems[field] = say(refusals[unread[0].why]);
  }
  return Object.keys(problems).length > 0 ? { problems } : { answers };
}

async function readable(desk: Desk, account: string, note: SheetNote, answers: RawAnswers): Promise<RawAnswers> {
  if (!Object.values(answers).some((answer) => answer.split(',').some(isDigest))) return answers;
  const form = await desk.inlet().form(account, note.action, note.context);
  return form ? undigested(form, answers) : answers;
}

/** A field changed on which others depend: the modal is drawn anew, with what was entered in it. */
export async function redrawSheet(
  desk: Desk,
  { sheet, account }: Extract<Interaction, { kind: 'redraw' }>,
): Promise<void> {
  const note = await noteOf(desk.options.db, sheet.metadata);
  const form = note ? await desk.inlet().form(account, note.action, note.context) : null;
  if (!note || !form) return;
  const view = await redrawn(desk, account, form, sheet);
  const { client } = desk;
  try {
    await client.views.update({ view_id: sheet.view, view, ...(sheet.hash ? { hash: sheet.hash } : {}) });
  } catch (error) {
    // Drawn by an earlier change meanwhile: this one is newer. A modal that was closed is gone, and that is that.
    if (codeOf(error) === 'hash_conflict') await client.views.update({ view_id: sheet.view, view });
    else if (codeOf(error) !== 'not_found') throw error;
  }
}

async function redrawn(desk: Desk, account: string, form: Form, sheet: OpenSheet) {
  const say = await sayTo(desk, account);
  return drawForm(form, { metadata: packMetadata(sheet.metadata), say, answers: undigested(form, sheet.answers) });
}

/** What is shown while a person types in a field that searches. */
export async function suggest(
  desk: Desk,
  { account, metadata, field, typed }: Extract<Interaction, { kind: 'suggest' }>,
): Promise<Body> {
  const note = await noteOf(desk.options.db, metadata);
  const form = note ? await desk.inlet().form(account, note.action, note.context) : null;
  const asked = form?.fields.find((one) => blockOf(one.key) === blockOf(field));
  return { options: asked ? suggestions(asked, typed) : [] };
}
