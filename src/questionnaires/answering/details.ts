import type { Card } from '../../platform/card.ts';
import type { Form, Option, RawAnswers } from '../../platform/form.ts';
import { namedParties, pageOf, partyOfPage } from './compose.ts';
import { undescribed } from './map-pages.ts';
import { ANONYMOUS } from './own-pages.ts';
import { partyName } from './parties.ts';
import { aboutOf, formOf, pagesOf, type Sitting, unknownPage } from './sitting.ts';

/** Pages that can be changed: all that were answered and still count. */
export function changeable(sitting: Sitting): string[] {
  const { draft, questionnaire } = sitting;
  const plan = pagesOf(sitting).filter((page) => page !== ANONYMOUS && draft.has(page));
  if (questionnaire.kind === 'own') return plan;
  const named = [...draft.keys()].filter((page) => partyOfPage(page) && isNamed(sitting, page));
  return [...new Set([...plan, ...named])];
}

function isNamed({ draft }: Sitting, page: string): boolean {
  const about = partyOfPage(page);
  return about !== null && namedParties(draft, about.side).some((party) => pageOf(about.side, party) === page);
}

/** Which page to change, or whom to describe beyond the first pass; the page itself when there is only one. */
export function pickForm(sitting: Sitting, name: 'change' | 'more'): Form | Card {
  const { say } = sitting;
  const pages = name === 'change' ? changeable(sitting) : offered(sitting);
  const [only, ...more] = pages;
  if (only === undefined) return unknownPage(sitting);
  if (more.length === 0) return formOf(sitting, only);
  return {
    action: `questionnaires.answer.${name}`,
    context: aboutOf(sitting),
    title: say(`answer.${name}Title`),
    submit: say('answer.next'),
    fields: [
      {
        key: 'page',
        label: say(`answer.${name}Which`),
        required: true,
        kind: 'choice',
        options: pages.map((page) => ({ value: page, label: nameOf(sitting, page) })),
      },
    ],
  };
}

/** Those named beyond the first pass. */
export function offered(sitting: Sitting): string[] {
  return sitting.questionnaire.kind === 'map' ? undescribed(sitting.draft) : [];
}

export const pickedPage = (answers: RawAnswers): string => answers.page ?? '';

function nameOf({ org, say }: Sitting, page: string): Option['label'] {
  if (page === 'first') return say('answer.firstTitle');
  if (page === 'which') return say('answer.whichTitle');
  const about = partyOfPage(page);
  if (!about) return say('answer.pageNumber', { page });
  const name = partyName(org, say, about.party);
  return say(about.side === 'suppliers' ? 'answer.supplierTitle' : 'answer.customerTitle', { name });
}
