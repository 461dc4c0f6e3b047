import type { Outcome, Turn } from '../../engine/feature.ts';
import { type Card, sentence } from '../../platform/card.ts';
import { type Field, type RawAnswers, readAnswers } from '../../platform/form.ts';
import type { Draft } from './compose.ts';
import { shownAs, went } from './flow.ts';
import { ANONYMOUS } from './own-pages.ts';
import { unitsOf } from './parties.ts';
import { type About, formOf, pageAt, prefilled, readAbout, type Sitting, sit } from './sitting.ts';
import { answeredThemselves, lastFinished, loadDraft, replaceDraft } from './store.ts';
import { lastTimeCard } from './views.ts';

/** Shows what someone answered last time, to be taken over with one tap. */
export async function sameAsLastTime(turn: Turn, value: string): Promise<Card> {
  const sitting = await sit(turn, readAbout(value));
  if (!('asked' in sitting)) return sitting;
  const last = await lastTime(sitting);
  if (!last) return nothingBefore(sitting);
  const before = await loadDraft(turn.tx, last.id, sitting.asked.person);
  return lastTimeCard({ ...sitting, draft: fitting(sitting, before) }, last.id, last.at);
}

/** The round to take over from. What someone answered themselves is shown to nobody who types for them. */
async function lastTime({ turn, asked, enteredBy }: Sitting) {
  const last = await lastFinished(turn.tx, asked.person, asked.round);
  const hidden = last && enteredBy !== null && (await answeredThemselves(turn.tx, last.id, asked.person));
  return hidden ? null : last;
}

function nothingBefore(sitting: Sitting): Card {
  const { say } = sitting;
  return sentence(say('answer.no.before'));
}

/** Takes over what was shown: answered with it, or begun with it to be changed. */
export async function tookOver(turn: Turn, value: string, how: 'confirm' | 'adopt'): Promise<Outcome> {
  const about: About = readAbout(value);
  const sitting = await sit(turn, about);
  if (!('asked' in sitting)) return shownAs(sitting);
  const { asked } = sitting;
  const last = await lastTime(sitting);
  if (!last || String(last.id) !== about.page) return shownAs(nothingBefore(sitting));
  const draft = fitting(sitting, await loadDraft(turn.tx, last.id, asked.person));
  await replaceDraft(turn.tx, draft, {
    round: asked.round.id,
    person: asked.person,
    version: sitting.questionnaire.version,
    enteredBy: sitting.enteredBy,
    updatedAt: turn.now,
  });
  const taken = { ...sitting, draft };
  if (how === 'confirm') return went(taken);
  const [first] = draft.keys();
  return first === undefined ? went(taken) : shownAs(formOf(taken, first));
}

/** Earlier answers as far as they can still be given: the questionnaire may be newer, and people may have left. */
function fitting(sitting: Sitting, before: Draft): Map<string, RawAnswers> {
  const fitted = new Map<string, RawAnswers>();
  const pages = [...before.keys()].filter((page) => page !== ANONYMOUS).sort(inOrder);
  for (const key of pages) {
    const page = pageAt({ ...sitting, draft: fitted }, key);
    if (!page) continue;
    const earlier = before.get(key) ?? {};
    const fields = page.fields.map((field) => prefilled(field, earlier[field.key] ?? ''));
    const given = Object.fromEntries(fields.map((field) => [field.key, answerFor(field, earlier)]));
    const optional = fields.map((field) => ({ ...field, required: false }));
    const form = { action: '', context: '', title: '', submit: '', fields: optional };
    const read = readAnswers(form, given);
    const wrong = new Set('problems' in read ? read.problems.map(({ field }) => field) : []);
    const left = Object.fromEntries(Object.entries(given).filter(([field]) => !wrong.has(field)));
    const again = readAnswers(form, left);
    if ('answers' in again) fitted.set(key, withUnit(key, again.answers, before.get(key), sitting));
  }
  return fitted;
}

/** Files do not stand in a field at the beginning, but they stay. */
const answerFor = ({ key, kind, initial }: Field, earlier: RawAnswers): string =>
  (kind === 'file' ? earlier[key] : initial) ?? '';

/** The first page comes first: which others there are follows from it. */
const order = (page: string): number => (page === 'first' ? 0 : page === 'which' ? 1 : 2);
const inOrder = (a: string, b: string): number => order(a) - order(b) || a.localeCompare(b, 'en', { numeric: true });

/** What someone with one thing to speak for speaks for is not a question. */
function withUnit(key: string, answers: RawAnswers, before: RawAnswers | undefined, sitting: Sitting): RawAnswers {
  if (key !== 'first' || answers.unit) return answers;
  const units = unitsOf(sitting);
  const unit = units.find((one) => one === before?.unit) ?? units[0] ?? sitting.department;
  return { ...answers, unit };
}
