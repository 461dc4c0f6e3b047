import type { Locale } from '../../org/organisation.ts';
import type { Field, RawAnswers } from '../../platform/form.ts';
import type { Question, Questionnaire, Words as Text } from '../types.ts';
import type { Draft } from './compose.ts';
import type { Page } from './map-pages.ts';
import { partyOptions, type Seat } from './parties.ts';

type Own = Extract<Questionnaire, { kind: 'own' }>;

/** Questions on one page at most. */
export const QUESTIONS_A_PAGE = 8;

/** The key of the page of anonymous questions, which is the last. */
export const ANONYMOUS = 'anonymous';

const fileLimits = {
  maxBytes: 5 * 1024 * 1024,
  types: ['image/*', 'application/pdf', '.xlsx', '.docx', 'text/plain', 'text/csv'],
};

/** All questions but the anonymous ones, cut into pages; which question is on which page never changes within a version. */
function cut(questionnaire: Own): Question[][] {
  const named = questionnaire.questions.filter(({ anonymous }) => !anonymous);
  const count = Math.ceil(named.length / QUESTIONS_A_PAGE);
  return Array.from({ length: count }, (_, page) =>
    named.slice(page * QUESTIONS_A_PAGE, (page + 1) * QUESTIONS_A_PAGE),
  );
}

/** Pages with something to ask, in order, as far as earlier answers tell. */
export function ownPages(questionnaire: Own, draft: Draft, anonymous: boolean): string[] {
  const given = answersOf(draft);
  const pages = cut(questionnaire).flatMap((questions, index) => {
    const here = new Set(questions.map(({ key }) => key));
    return questions.some((question) => mayCome(question, here, given)) ? [String(index + 1)] : [];
  });
  const apart = anonymous && questionnaire.questions.some((question) => question.anonymous);
  return [...pages, ...(apart ? [ANONYMOUS] : [])];
}

/** All answers so far, whichever page they are on. */
export const answersOf = (draft: Draft): RawAnswers => Object.assign({}, ...draft.values());

/** A page of a company's own questionnaire; null for one that there is not. */
export function ownPage(seat: Seat, locale: Locale, questionnaire: Own, draft: Draft, key: string): Page | null {
  const title = questionnaire.title[locale];
  if (key === ANONYMOUS) {
    const questions = questionnaire.questions.filter(({ anonymous }) => anonymous);
    const fields = questions.map((question) => ({
      ...fieldOf(seat, locale, question, questions),
      secret: true as const,
    }));
    return fields.length === 0 ? null : { title, intro: seat.say('answer.anonymousIntro'), fields };
  }
  const questions = cut(questionnaire)[Number(key) - 1];
  if (!questions || !/^[1-9]\d?$/.test(key)) return null;
  const here = new Set(questions.map((question) => question.key));
  const given = answersOf(draft);
  const shown = questions.filter((question) => mayCome(question, here, given));
  const intro = key === '1' && questionnaire.intro ? { intro: questionnaire.intro[locale] } : {};
  const fields = shown.map((question) => fieldOf(seat, locale, question, shown));
  return fields.length === 0 ? null : { title, ...intro, fields };
}

/** Whether a question is on its page: one that depends on another of the same page is, and is shown or not there. */
function mayCome({ when }: Question, here: ReadonlySet<string>, given: RawAnswers): boolean {
  return !when || here.has(when.question) || when.is.includes(given[when.question] ?? '');
}

function fieldOf(seat: Seat, locale: Locale, question: Question, page: readonly Question[]): Field {
  const { key, ask, hint, required, when } = question;
  const here = when && page.some((other) => other.key === when.question);
  return {
    key,
    label: ask[locale],
    required,
    ...(hint ? { hint: hint[locale] } : {}),
    ...(here ? { when: { field: when.question, is: when.is } } : {}),
    ...kindOf(seat, locale, question),
  };
}

function kindOf(seat: Seat, locale: Locale, { answer }: Question) {
  const text = (words: Text | null) => words?.[locale];
  switch (answer.kind) {
    case 'text':
      return answer;
    case 'number': {
      const unit = text(answer.unit);
      return {
        kind: answer.kind,
        ...(unit === undefined ? {} : { unit }),
        ...(answer.min === null ? {} : { min: answer.min }),
        ...(answer.max === null ? {} : { max: answer.max }),
      };
    }
    case 'choice':
    case 'choices': {
      const options = answer.options.map(({ value, label }) => ({ value, label: label[locale] }));
      return { kind: answer.kind, options, ...(options.length > 10 ? { search: true } : {}) };
    }
    case 'scale':
      return { ...answer, minLabel: answer.minLabel[locale], maxLabel: answer.maxLabel[locale] };
    case 'time':
      return { kind: answer.kind, chips: [] };
    case 'file':
      return { kind: answer.kind, ...fileLimits };
    case 'party': {
      const options = partyOptions(seat, 'customers');
      return { kind: answer.several ? ('choices' as const) : ('choice' as const), search: true, options };
    }
    default:
      return answer satisfies never;
  }
}
