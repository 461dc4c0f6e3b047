import type { Turn } from '../../engine/feature.ts';
import { type Card, sentence } from '../../platform/card.ts';
import type { Form, RawAnswers } from '../../platform/form.ts';
import { words } from '../messages.ts';
import type { Questionnaire } from '../types.ts';
import { type Draft, namedParties, pageOf } from './compose.ts';
import { mapPage, type Page } from './map-pages.ts';
import { ownPage, ownPages } from './own-pages.ts';
import type { Seat } from './parties.ts';
import { newestQuestionnaires } from './questionnaires.ts';

/**
 * Where a preview stands: the questionnaire, the page, the pages still to come where the first one tells them, and answers
 * later pages depend on. Nothing of it is stored.
 */
interface Place {
  key: string;
  page: string;
  rest: string[];
  given: RawAnswers;
}

/** The first page of a questionnaire, to be filled in for a look and stored nowhere; or why there is none. */
export async function previewForm(turn: Turn, key: string): Promise<Form | Card> {
  const say = words(turn.person.locale, turn.person.zone);
  const all = await newestQuestionnaires(turn.tx);
  const found = all.find((one) => one.key === key);
  if (!found) return sentence(say('answer.no.preview', { keys: all.map((one) => one.key).join(say('answer.list')) }));
  const page = found.kind === 'map' ? 'first' : (ownPages(found, new Map(), true)[0] ?? '');
  return formAt(turn, found, { key, page, rest: [], given: {} });
}

/** The form of a preview's page. */
export async function previewOf(turn: Turn, context: string): Promise<Form | Card> {
  const place = readPlace(context);
  const questionnaire = (await newestQuestionnaires(turn.tx)).find((one) => one.key === place?.key);
  return place && questionnaire ? formAt(turn, questionnaire, place) : previewForm(turn, place?.key ?? '');
}

/** The page after one that was filled in, or that it was the last. */
export async function previewNext(turn: Turn, context: string, answers: RawAnswers): Promise<Form | Card> {
  const say = words(turn.person.locale, turn.person.zone);
  const place = readPlace(context);
  const questionnaire = (await newestQuestionnaires(turn.tx)).find((one) => one.key === place?.key);
  if (!place || !questionnaire) return previewForm(turn, place?.key ?? '');
  const next = questionnaire.kind === 'map' ? nextOfMap(place, answers) : nextOfOwn(questionnaire, place, answers);
  return next
    ? formAt(turn, questionnaire, next)
    : sentence(say('answer.previewed', { title: questionnaire.title[turn.person.locale] }), 'good');
}

/** Of the built-in one: the first page, and the page about one supplier and one customer. */
function nextOfMap(place: Place, answers: RawAnswers): Place | null {
  const draft = new Map([['first', answers]]);
  const sample = (['suppliers', 'customers'] as const).flatMap((side) =>
    namedParties(draft, side)
      .slice(0, 1)
      .map((party) => pageOf(side, party)),
  );
  const [page, ...rest] = place.page === 'first' ? sample : place.rest;
  return page === undefined ? null : { ...place, page, rest };
}

function nextOfOwn(questionnaire: Extract<Questionnaire, { kind: 'own' }>, place: Place, answers: RawAnswers) {
  const asked = new Set(questionnaire.questions.flatMap(({ when }) => (when ? [when.question] : [])));
  const kept = Object.entries(answers).filter(([key]) => asked.has(key));
  const given = { ...place.given, ...Object.fromEntries(kept) };
  const pages = ownPages(questionnaire, draftOf(given), true);
  const page = pages[pages.indexOf(place.page) + 1];
  return pages.includes(place.page) && page !== undefined ? { ...place, page, given } : null;
}

const draftOf = (given: RawAnswers): Draft => new Map([['given', given]]);

function formAt(turn: Turn, questionnaire: Questionnaire, place: Place): Form | Card {
  const { person, org } = turn;
  const say = words(person.locale, person.zone);
  const seat: Seat = { org, subject: person, department: person.department, say };
  const draft = draftOf(place.given);
  const page: Page | null =
    questionnaire.kind === 'map'
      ? mapPage(seat, draft, place.page)
      : ownPage(seat, person.locale, questionnaire, draft, place.page);
  if (!page) return sentence(say('answer.previewed', { title: questionnaire.title[person.locale] }), 'good');
  return {
    action: 'questionnaires.answer.preview',
    context: JSON.stringify(place),
    title: page.title,
    intro: [say('answer.previewIntro'), ...(page.intro ? [page.intro] : [])].join('\n'),
    submit: say('answer.next'),
    fields: page.fields,
  };
}

/** Null for what is no place of a preview. */
function readPlace(context: string): Place | null {
  try {
    const { key, page, rest, given } = JSON.parse(context) as Record<string, unknown>;
    const texts = (value: unknown): value is string[] =>
      Array.isArray(value) && value.every((one) => typeof one === 'string');
    if (typeof key !== 'string' || typeof page !== 'string' || !texts(rest)) return null;
    const answers = Object.entries(given && typeof given === 'object' ? given : {});
    const known = answers.filter((pair): pair is [string, string] => typeof pair[1] === 'string');
    return { key, page, rest, given: Object.fromEntries(known) };
  } catch {
    return null;
  }
}
