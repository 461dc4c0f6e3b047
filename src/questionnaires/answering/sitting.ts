import type { Turn } from '../../engine/feature.ts';
import { departmentName } from '../../org/organisation.ts';
import { type Card, sentence } from '../../platform/card.ts';
import { type Form, type RawAnswers, shownFields } from '../../platform/form.ts';
import { type Words, words } from '../messages.ts';
import { entersFor } from '../rounds/rules.ts';
import { settlersOf } from '../sheets/rules.ts';
import type { Questionnaire } from '../types.ts';
import { hasGivenAnonymous } from './anonymous.ts';
import { mapPage, mapPages, type Page } from './map-pages.ts';
import { ANONYMOUS, ownPage, ownPages } from './own-pages.ts';
import type { Seat } from './parties.ts';
import { loadQuestionnaire } from './questionnaires.ts';
import { type Asked, answeredThemselves, enteredIn, loadAsked, loadDraft } from './store.ts';

/** Someone over the questionnaire of a round: who answers, who types, and what is answered so far. */
export interface Sitting extends Seat {
  turn: Turn;
  say: Words;
  asked: Asked;
  questionnaire: Questionnaire;
  draft: ReadonlyMap<string, RawAnswers>;
  /** Person id of the head who types for someone without an account; null: they answer themselves. */
  enteredBy: string | null;
  /** Person id of whoever entered what stands; null: the person themselves. */
  marked: string | null;
  /** Anonymous answers are in already. */
  anonymousGiven: boolean;
}

/** What a button or form is about: the round, the person it is answered for when that is not whoever answers, and the page. */
export interface About {
  round: number;
  person: string;
  page: string;
}

/** `12|wang|s:materials`; the page is last, because the words of a party may hold anything. */
const aboutText = ({ round, person, page }: About): string => `${round}|${person}|${page}`;

export function readAbout(text: string): About {
  const [round = '', person = '', ...page] = text.split('|');
  return { round: /^\d{1,15}$/.test(round) ? Number(round) : -1, person, page: page.join('|') };
}

/** What the buttons and forms of a sitting are about. */
export const aboutOf = ({ asked, enteredBy }: Sitting, page = ''): string =>
  aboutText({ round: asked.round.id, person: enteredBy === null ? '' : asked.person, page });

/** Sits down to answer, or says why that is not possible. */
export async function sit(turn: Turn, { round, person }: About): Promise<Sitting | Card> {
  const { org, tx } = turn;
  const say = words(turn.person.locale, turn.person.zone);
  const id = person === '' ? turn.person.id : person;
  const asked = round < 0 ? null : await loadAsked(tx, round, id);
  const subject = org.people.get(id);
  const enteredBy = id === turn.person.id ? null : turn.person.id;
  if (!asked || !subject || asked.status === 'gone') return sentence(say('answer.no.notAsked'));
  if (enteredBy !== null) {
    const no = noEntering(turn, say, asked);
    if (no) return no;
    if (await answeredThemselves(tx, round, id)) return sentence(say('answer.no.theirs', { name: subject.name }));
  }
  const { endedAt, questionnaire: key, version } = asked.round;
  const questionnaire = await loadQuestionnaire(tx, key, version);
  if (!questionnaire) return sentence(say('answer.no.questionnaire'));
  const title = questionnaire.title[turn.person.locale];
  if (endedAt) return sentence(say('answer.no.ended', { title, at: endedAt }));
  return {
    turn,
    say,
    org,
    subject,
    // Who was asked for a department that is no more answers for the one they are in.
    department: org.departments.has(asked.department) ? asked.department : subject.department,
    asked,
    questionnaire,
    draft: await loadDraft(tx, round, id),
    enteredBy,
    marked: enteredBy ?? (await enteredIn(tx, round, id)),
    anonymousGiven: await hasGivenAnonymous(tx, round, id),
  };
}

/** Only for people without an account, by whoever leads the department they are asked for. */
function noEntering(turn: Turn, say: Words, { person, department }: Asked): Card | null {
  const name = turn.org.people.get(person)?.name ?? person;
  if (!entersFor(turn.org, turn.person.id, department)) {
    const who = settlersOf(turn.org, department)
      .map((id) => turn.org.people.get(id)?.name ?? id)
      .join(say('answer.list'));
    return sentence(
      say('answer.no.notHead', {
        name,
        department: departmentName(turn.org, department),
        who: who || say('answer.nobody'),
      }),
    );
  }
  return turn.reachable(person) ? sentence(say('answer.no.hasAccount', { name })) : null;
}

/** The pages of the first pass, in order. Nobody answers anonymous questions for someone else. */
export function pagesOf({ questionnaire, draft, enteredBy }: Pick<Sitting, 'questionnaire' | 'draft' | 'enteredBy'>) {
  return questionnaire.kind === 'map' ? mapPages(draft) : ownPages(questionnaire, draft, enteredBy === null);
}

/** A page as it stands; null for one that there is not. */
export function pageAt(sitting: Sitting, key: string): Page | null {
  const { questionnaire, draft, turn } = sitting;
  return questionnaire.kind === 'map'
    ? mapPage(sitting, draft, key)
    : ownPage(sitting, turn.person.locale, questionnaire, draft, key);
}

/** The first page that still wants an answer; null when the first pass is complete. */
export function nextPage(sitting: Sitting): string | null {
  return pagesOf(sitting).find((key) => !isComplete(sitting, key)) ?? null;
}

/** Answered, and nothing that is required has been added by later answers. */
function isComplete(sitting: Sitting, key: string): boolean {
  if (key === ANONYMOUS) return sitting.anonymousGiven;
  const given = sitting.draft.get(key);
  const page = given && pageAt(sitting, key);
  if (!given || !page) return false;
  const shown = shownFields({ ...page, action: '', context: '', submit: '' }, given);
  return shown.every((field) => !field.required || (given[field.key] ?? field.initial ?? '') !== '');
}

/** The form of a page, filled in with what was answered before; or why there is none. */
export function formOf(sitting: Sitting, key: string): Form | Card {
  const { say, draft, turn } = sitting;
  if (key === ANONYMOUS && sitting.anonymousGiven) return sentence(say('answer.no.givenOnce'));
  const page = pageAt(sitting, key);
  if (!page || (key === ANONYMOUS && sitting.enteredBy !== null)) return unknownPage(sitting);
  const given = draft.get(key) ?? {};
  const pages = pagesOf(sitting);
  const at = pages.indexOf(key);
  // Whoever is named on these pages is asked about on pages of their own.
  const opens = sitting.questionnaire.kind === 'map' && !draft.has(key) && (key === 'first' || key === 'which');
  const place =
    at < 0 || opens || pages.length === 1 ? [] : [say('answer.place', { page: at + 1, pages: pages.length })];
  const forWhom =
    sitting.enteredBy === null ? [] : [say('answer.forWhom', { name: sitting.subject.name, head: turn.person.name })];
  return {
    action: 'questionnaires.answer.page',
    context: aboutOf(sitting, key),
    title: page.title,
    intro: [...forWhom, ...place, ...(page.intro ? [page.intro] : [])].join('\n'),
    submit: (at === pages.length - 1 && !opens) || at < 0 ? say('answer.finish') : say('answer.next'),
    fields: page.fields.map((field) => prefilled(field, given[field.key])),
    resumes: true,
  };
}

export function unknownPage(sitting: Sitting): Card {
  const { say } = sitting;
  const button = { action: 'questionnaires.answer.start', value: aboutOf(sitting), label: say('answer.goOn') };
  return { ...sentence(say('answer.no.page')), buttons: [{ ...button, style: 'primary' }] };
}

/** A field with an earlier answer in it, as far as that can still be given. */
export function prefilled(field: Form['fields'][number], given: string | undefined): Form['fields'][number] {
  if (given === undefined) return field;
  const { initial: _, ...empty } = field;
  const fits =
    field.kind === 'choice' || field.kind === 'choices'
      ? given
          .split(',')
          .filter((one) => field.options.some(({ value }) => value === one))
          .join(',')
      : field.kind === 'file'
        ? ''
        : given;
  return fits === '' ? empty : { ...empty, initial: fits };
}
