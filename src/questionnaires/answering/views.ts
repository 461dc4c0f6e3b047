import { departmentName } from '../../org/organisation.ts';
import type { Button, Card, Element } from '../../platform/card.ts';
import type { RawAnswers } from '../../platform/form.ts';
import { cut } from '../../platform/shrink.ts';
import { settlersOf } from '../sheets/rules.ts';
import type { SaidOfCustomer, SaidOfSupplier } from '../types.ts';
import { composed } from './compose.ts';
import { changeable, offered } from './details.ts';
import { answersOf } from './own-pages.ts';
import { partyName } from './parties.ts';
import { aboutOf, type Sitting } from './sitting.ts';

type Fact = { label: string; value: string };

/** How much of a text a card repeats, and how many answers. */
const WORDS = 120;
const FACTS = 10;

/** All pages are in: what was stored, who will see it, and how to change it. */
export function finishedCard(sitting: Sitting): Card {
  const { say, questionnaire, turn, subject, enteredBy } = sitting;
  const title = questionnaire.title[turn.person.locale];
  const more = offered(sitting);
  return {
    title: enteredBy === null ? say('answer.done', { title }) : say('answer.doneFor', { title, name: subject.name }),
    tone: 'good',
    elements: [
      { kind: 'facts', facts: [...factsOf(sitting), ...markOf(sitting)] },
      { kind: 'text', text: whoSees(sitting) },
      { kind: 'text', text: say('answer.untilEnd') },
      ...(more.length > 0 ? [{ kind: 'text' as const, text: say('answer.moreOffered', { count: more.length }) }] : []),
    ],
    buttons: [
      ...(changeable(sitting).length > 0 ? [button(sitting, 'change')] : []),
      ...(more.length > 0 ? [button(sitting, 'more')] : []),
    ],
  };
}

const button = (sitting: Sitting, name: 'change' | 'more'): Button => ({
  action: `questionnaires.answer.${name}`,
  value: aboutOf(sitting),
  label: sitting.say(`answer.do.${name}`),
  style: 'plain',
});

/** That somebody else wrote it down. */
function markOf({ say, org, marked }: Sitting): Fact[] {
  const who = marked === null ? null : (org.people.get(marked)?.name ?? say('answer.someoneGone'));
  return who === null ? [] : [{ label: say('answer.fact.enteredBy'), value: who }];
}

/** What is stored, in a few lines. */
function factsOf(sitting: Sitting): Fact[] {
  return sitting.questionnaire.kind === 'map' ? mapFacts(sitting) : ownFacts(sitting);
}

function mapFacts({ org, say, draft }: Sitting): Fact[] {
  const said = composed(draft);
  if (!said) return [];
  const names = (parties: readonly { party: string }[]) =>
    parties.map(({ party }) => partyName(org, say, party)).join(say('answer.list')) || say('answer.nobody');
  const described = [...said.suppliers, ...said.customers].filter(({ kind }) => kind !== null);
  return [
    { label: say('answer.fact.unit'), value: partyName(org, say, said.unit) },
    { label: say('answer.fact.mainWork'), value: cut(said.mainWork, WORDS) },
    { label: say('answer.fact.suppliers'), value: names(said.suppliers) },
    { label: say('answer.fact.customers'), value: names(said.customers) },
    ...described.slice(0, FACTS - 4).map((one) => detailFact({ org, say }, one)),
  ];
}

function detailFact({ org, say }: Pick<Sitting, 'org' | 'say'>, one: SaidOfSupplier | SaidOfCustomer): Fact {
  const requirement = 'requires' in one ? one.requires : one.believes;
  const measure = requirement?.amount == null ? [] : [`${requirement.amount} ${requirement.unit ?? ''}`.trim()];
  const parts = [
    one.handsOn,
    ...(requirement ? [[say(`answer.kind.${requirement.kind}`), ...measure].join(' ')] : []),
    ...('trouble' in one && one.trouble ? [say('answer.fact.trouble', { words: one.trouble.words })] : []),
  ];
  return { label: partyName(org, say, one.party), value: cut(parts.join(say('answer.also')), WORDS) };
}

function ownFacts(sitting: Sitting): Fact[] {
  const { questionnaire, draft, say, turn } = sitting;
  if (questionnaire.kind !== 'own') return [];
  const given = answersOf(draft);
  const named = questionnaire.questions.filter(({ anonymous, key }) => !anonymous && (given[key] ?? '') !== '');
  const facts = named.map((question) => ({
    label: question.ask[turn.person.locale],
    value: cut(answerText(sitting, question, given), WORDS),
  }));
  const rest = facts.length - FACTS;
  const apart = sitting.anonymousGiven
    ? [{ label: say('answer.fact.anonymous'), value: say('answer.fact.given') }]
    : [];
  const more =
    rest > 0 ? [{ label: say('answer.fact.rest'), value: say('answer.fact.restCount', { count: rest }) }] : [];
  return [...facts.slice(0, FACTS), ...more, ...apart];
}

type OwnQuestion = Extract<Sitting['questionnaire'], { kind: 'own' }>['questions'][number];

/** An answer as a person reads it. */
function answerText(sitting: Sitting, { key, answer }: OwnQuestion, given: RawAnswers): string {
  const { say, turn, org } = sitting;
  const value = given[key] ?? '';
  const list = (name: (one: string) => string) => value.split(',').map(name).join(say('answer.list'));
  switch (answer.kind) {
    case 'choice':
    case 'choices':
      return list((one) => answer.options.find((option) => option.value === one)?.label[turn.person.locale] ?? one);
    case 'party':
      return list((one) => partyName(org, say, one));
    case 'number':
      return [value, answer.unit?.[turn.person.locale] ?? ''].join(' ').trim();
    case 'file':
      return say('answer.fact.files', { count: value.split(',').length });
    default:
      return value;
  }
}

/** Who will see the answers. */
function whoSees({ say, org, department, questionnaire, asked }: Sitting): string {
  const name = departmentName(org, department);
  const owner = org.people.get(asked.round.owner)?.name ?? say('answer.someoneGone');
  if (questionnaire.kind === 'own') return say('answer.seen.own', { owner, department: name });
  const [settler] = settlersOf(org, department);
  const who = settler === undefined ? null : org.people.get(settler)?.name;
  return who
    ? say('answer.seen.map', { department: name, head: who })
    : say('answer.seen.noHead', { department: name });
}

/** What someone answered last time, for a look before it is taken over. */
export function lastTimeCard(sitting: Sitting, from: number, at: Date | null): Card {
  const { say, questionnaire, turn } = sitting;
  const title = questionnaire.title[turn.person.locale];
  const value = `${aboutOf(sitting)}${from}`;
  const elements: Element[] = [
    { kind: 'facts', facts: factsOf(sitting) },
    { kind: 'text', text: whoSees(sitting) },
  ];
  return {
    title: at ? say('answer.lastAt', { title, at }) : say('answer.last', { title }),
    tone: 'act',
    elements,
    buttons: [
      { action: 'questionnaires.answer.confirm', value, label: say('answer.do.confirm'), style: 'primary' },
      { action: 'questionnaires.answer.adopt', value, label: say('answer.do.adopt'), style: 'plain' },
    ],
  };
}
