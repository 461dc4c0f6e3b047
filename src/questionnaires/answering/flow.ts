import type { Effect, Outcome, Turn } from '../../engine/feature.ts';
import { type Card, sentence } from '../../platform/card.ts';
import { keepFiles } from '../../platform/files.ts';
import { type Form, filesIn, type RawAnswers } from '../../platform/form.ts';
import { followed } from '../rounds/follow.ts';
import { markPerson } from '../rounds/store.ts';
import { giveAnonymous } from './anonymous.ts';
import { namesAtMost, namesIn } from './compose.ts';
import { pickedPage, pickForm } from './details.ts';
import type { Page } from './map-pages.ts';
import { ANONYMOUS } from './own-pages.ts';
import { settleNames, unitsOf } from './parties.ts';
import { type About, formOf, nextPage, pageAt, readAbout, type Sitting, sit, unknownPage } from './sitting.ts';
import { savePage } from './store.ts';
import { finishedCard } from './views.ts';

/** What someone gets to see next. */
export type Shown = Form | Card;

export const shownAs = (shown: Shown, effects: Effect[] = []): Outcome => ({
  effects,
  reply: 'fields' in shown ? { kind: 'form', form: shown } : { kind: 'whisper', card: shown },
});

/** Where someone goes on: the first page that is missing, or what they have answered when none is. */
export async function startOrGoOn(turn: Turn, about: About): Promise<Shown> {
  const sitting = await sit(turn, about);
  if (!('asked' in sitting)) return sitting;
  if (sitting.asked.status === 'finished') return finishedCard(sitting);
  return next(sitting);
}

/** The form behind a page's context, or behind the choice of a page. */
export async function formFor(turn: Turn, name: string, context: string): Promise<Shown> {
  const about = readAbout(context);
  const sitting = await sit(turn, about);
  if (!('asked' in sitting)) return sitting;
  switch (name) {
    case 'page':
      return formOf(sitting, about.page);
    case 'change':
    case 'more':
      return pickForm(sitting, name);
    default:
      return unknownPage(sitting);
  }
}

/** A page was filled in: it is kept, and the next one opens. */
export async function submittedPage(turn: Turn, context: string, answers: RawAnswers): Promise<Outcome> {
  const about = readAbout(context);
  const sitting = await sit(turn, about);
  if (!('asked' in sitting)) return shownAs(sitting);
  if (about.page === ANONYMOUS) return submittedAnonymous(sitting, answers);
  const page = pageAt(sitting, about.page);
  if (!page) return shownAs(unknownPage(sitting));
  const whole = withFiles(page, sitting.draft.get(about.page), answers);
  const { answers: settled, problems } =
    about.page === 'first' ? firstOf(sitting, whole) : { answers: whole, problems: {} };
  if (Object.keys(problems).length > 0) return { effects: [], reply: { kind: 'problems', fields: problems } };
  await keepFiles(turn.tx, filesOf(page, settled));
  await savePage(turn.tx, {
    round: sitting.asked.round.id,
    person: sitting.asked.person,
    page: about.page,
    answers: settled,
    version: sitting.questionnaire.version,
    enteredBy: sitting.enteredBy,
    updatedAt: turn.now,
  });
  const draft = new Map(sitting.draft).set(about.page, settled);
  return went({ ...sitting, draft });
}

const fileFields = ({ fields }: Page) => fields.filter(({ kind }) => kind === 'file').map(({ key }) => key);

const filesOf = (page: Page, answers: RawAnswers): string[] => fileFields(page).flatMap((key) => filesIn(answers[key]));

/** A page sent again without its files keeps those it had: forms do not begin with files in them. */
function withFiles(page: Page, before: RawAnswers | undefined, answers: RawAnswers): RawAnswers {
  const kept = fileFields(page).filter((key) => !answers[key] && before?.[key]);
  return { ...answers, ...Object.fromEntries(kept.map((key) => [key, before?.[key] ?? ''])) };
}

/** Whoever has only one thing to speak for is not asked for it; it is kept all the same. */
function firstOf(sitting: Sitting, given: RawAnswers): { answers: RawAnswers; problems: Record<string, string> } {
  const { say } = sitting;
  const { answers, self } = settleNames(sitting, given);
  const problems: Record<string, string> = {};
  for (const side of ['suppliers', 'customers'] as const) {
    const long = tooLong(sitting, answers[`${side}Else`] ?? '');
    const own = self[side];
    if (own !== undefined) problems[`${side}Else`] = say('answer.no.self', { name: own });
    else if (long) problems[`${side}Else`] = long;
  }
  return { answers: { ...answers, unit: answers.unit || (unitsOf(sitting)[0] ?? sitting.department) }, problems };
}

function tooLong({ say }: Sitting, text: string): string | null {
  const names = namesIn(text);
  const long = names.find((name) => [...name].length > namesAtMost.length);
  if (long !== undefined) return say('answer.no.longName', { limit: namesAtMost.length });
  return names.length > namesAtMost.count ? say('answer.no.manyNames', { limit: namesAtMost.count }) : null;
}

/** Stored apart from everything else, and once. */
async function submittedAnonymous(sitting: Sitting, answers: RawAnswers): Promise<Outcome> {
  const { turn, asked, say, enteredBy } = sitting;
  if (enteredBy !== null) return shownAs(unknownPage(sitting));
  const { person, department } = asked;
  const given = await giveAnonymous(turn.tx, { round: asked.round.id, department, person }, answers);
  if (!given) return shownAs(sentence(say('answer.no.givenOnce')));
  return went({ ...sitting, anonymousGiven: true });
}

/** After each page: how far they have come is noted, and the next page opens, or all is done. */
export async function went(sitting: Sitting): Promise<Outcome> {
  const { turn, asked } = sitting;
  const finished = asked.status === 'finished';
  const shown = finished ? finishedCard(sitting) : next(sitting);
  const status = 'fields' in shown ? 'draft' : 'finished';
  if (!finished) await markPerson(turn.tx, asked.round.id, asked.person, status, turn.now);
  return shownAs(shown, await followed(turn, asked.round.id, asked.person));
}

function next(sitting: Sitting): Shown {
  const page = nextPage(sitting);
  return page === null ? finishedCard(sitting) : formOf(sitting, page);
}

/** A page was picked to be changed or filled in. */
export async function submittedPick(turn: Turn, context: string, answers: RawAnswers): Promise<Outcome> {
  const sitting = await sit(turn, readAbout(context));
  if (!('asked' in sitting)) return shownAs(sitting);
  return shownAs(formOf(sitting, pickedPage(answers)));
}
