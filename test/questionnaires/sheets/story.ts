import type { Reply } from '../../../src/platform/adapter.ts';
import type { RawAnswers } from '../../../src/platform/form.ts';
import { savePage } from '../../../src/questionnaires/answering/store.ts';
import { followed } from '../../../src/questionnaires/rounds/follow.ts';
import { markPerson } from '../../../src/questionnaires/rounds/store.ts';
import { formOf, minutes, type World } from '../../world.ts';

/** Someone has answered these pages, all of them; the minute goes by in which that is noticed. */
export async function answered(
  w: World,
  round: number,
  person: string,
  pages: Record<string, RawAnswers>,
): Promise<void> {
  await given(w, round, person, pages);
  await w.advance(minutes(1));
}

/** The same, without the minute. */
export async function given(w: World, round: number, person: string, pages: Record<string, RawAnswers>): Promise<void> {
  await w.engine.turn('questionnaires', async (turn) => {
    const about = { round, person, version: 1, enteredBy: null, updatedAt: turn.now };
    for (const [page, answers] of Object.entries(pages)) await savePage(turn.tx, { ...about, page, answers });
    await markPerson(turn.tx, round, person, 'finished', turn.now);
    return followed(turn, round, person);
  });
}

/** The first page of the built-in questionnaire. */
export const first = (suppliers: string, customers: string, more: RawAnswers = {}): RawAnswers => ({
  unit: '',
  mainWork: '组装整机',
  ...{ suppliers, customers, suppliersElse: '', customersElse: '' },
  ...more,
});

export const aboutSupplier = (handsOn: string, more: RawAnswers = {}): RawAnswers => ({
  ...{ kind: 'process', handsOn, requireKind: 'onTime', requireMeasure: '2小时', requireWords: '' },
  ...{ troubleAbout: 'none' },
  ...more,
});

/** Presses a button on the newest card of someone's that has it. */
export async function presses(w: World, person: string, action: string, answers?: RawAnswers): Promise<Reply | null> {
  const buttons = (await w.messages(person)).flatMap((seen) => seen.card.buttons);
  const button = buttons.findLast((one) => one.action === `questionnaires.sheet.${action}`);
  if (!button) throw new Error(`${person} has no button ${action}`);
  return w.clicks(person, button.action, button.value, answers);
}

/** Presses a button of the answer someone just got. */
export async function follows(w: World, person: string, reply: Reply | null, action: string): Promise<Reply | null> {
  const buttons = reply?.kind === 'whisper' ? reply.card.buttons : [];
  const button = buttons.find((one) => one.action === `questionnaires.sheet.${action}`);
  if (!button) throw new Error(`no button ${action} in ${JSON.stringify(reply)}`);
  return w.clicks(person, button.action, button.value);
}

/** The option of a form's field whose label begins like this. */
export function option(reply: Reply | null, field: string, label: string): string {
  const found = formOf(reply).fields.find(({ key }) => key === field);
  const options = found && 'options' in found ? found.options : [];
  const one = options.find((other) => other.label.startsWith(label));
  if (!one) throw new Error(`no option ${label} in ${JSON.stringify(options)}`);
  return one.value;
}

/** The labels of a field's options, those chosen marked. */
export function choices(reply: Reply | null, field: string): string[] {
  const found = formOf(reply).fields.find(({ key }) => key === field);
  if (!found || !('options' in found)) return [];
  const chosen = new Set(('initial' in found ? (found.initial ?? '') : '').split(','));
  return found.options.map(({ value, label }) => (chosen.has(value) ? `[x] ${label}` : `[ ] ${label}`));
}
