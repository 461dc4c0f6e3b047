import { createHash } from 'node:crypto';
import { type Effect, type Outcome, type TimeTurn, type Turn, whisper } from '../../engine/feature.ts';
import { type Card, sentence } from '../../platform/card.ts';
import type { Field, Form, RawAnswers } from '../../platform/form.ts';
import { newestQuestionnaires } from '../answering/questionnaires.ts';
import { selfAwareness } from '../builtin.ts';
import type { Audience, Questionnaire } from '../types.ts';
import { dueTimer } from './fan-out.ts';
import { paperCards, progressSlot } from './follow.ts';
import { type Look, lookOf } from './look.ts';
import { titleOf } from './offered.ts';
import { progressCard } from './progress.ts';
import { type Member, mayAsk, membersOf, postsIn, type Refusal, type Scope, scopeOf } from './rules.ts';
import { nextSettled, type Shifts, shiftsIn } from './shift.ts';
import { askedAlready, insertPeople, insertRound, lockStarting, type Plan } from './store.ts';
import { refusalCard } from './views.ts';

/** Which questionnaire, and whom; or why this person starts none. */
export async function startForm(turn: Turn): Promise<Form | Card> {
  const look = lookOf(turn.org, turn.person);
  const scope = scopeOf(turn.org, turn.person.id);
  if (scope.departments.size === 0) return refusalCard(look, { why: 'notLeader' });
  const { say } = look;
  return {
    action: 'questionnaires.round.start',
    context: '',
    title: say('round.form.title'),
    intro: say('round.form.intro'),
    submit: say('round.form.submit'),
    fields: [...questionnaireField(look, await newestQuestionnaires(turn.tx)), ...audienceFields(look, scope)],
  };
}

/** Where there is only the built-in one, there is nothing to choose. */
function questionnaireField({ say, viewer }: Look, all: readonly Questionnaire[]): Field[] {
  const [first, ...more] = all.map((one) => ({ value: one.key, label: titleOf(one, viewer.locale), words: [one.key] }));
  if (!first || more.length === 0) return [];
  return [
    {
      key: 'questionnaire',
      label: say('round.form.questionnaire'),
      required: true,
      kind: 'choice',
      options: [first, ...more],
      initial: first.value,
    },
  ];
}

function audienceFields({ say, org }: Look, scope: Scope): Field[] {
  const posts = postsIn(org, scope.departments);
  const departments = [...org.departments.values()].filter(({ key }) => scope.departments.has(key));
  const kinds = [...(scope.company ? ['company'] : []), 'departments', ...(posts.length > 0 ? ['posts'] : [])] as const;
  const initial = scope.company ? 'company' : 'departments';
  return [
    {
      key: 'whom',
      label: say('round.form.whom'),
      required: true,
      kind: 'choice',
      options: kinds.map((value) => ({ value, label: say(`round.form.${value as Audience['kind']}`) })),
      initial,
    },
    {
      key: 'departments',
      label: say('round.form.which'),
      required: true,
      when: { field: 'whom', is: ['departments'] },
      kind: 'choices',
      search: true,
      options: departments.map(({ key, name }) => ({ value: key, label: name, words: [key] })),
      ...(departments.length === 1 && departments[0] ? { initial: departments[0].key } : {}),
    },
    ...(posts.length === 0 ? [] : [postsField(say('round.form.whichPosts'), posts)]),
  ];
}

const postsField = (label: string, posts: readonly string[]): Field => ({
  key: 'posts',
  label,
  required: true,
  when: { field: 'whom', is: ['posts'] },
  kind: 'choices',
  search: true,
  options: posts.map((post) => ({ value: idOfPost(post), label: post })),
});

/** What posts are called may hold commas, which separate choices. */
const idOfPost = (post: string): string => createHash('sha256').update(post).digest('hex').slice(0, 16);

const listed = (answer: string | undefined): string[] => (answer ? answer.split(',') : []);

function audienceOf(turn: Turn, scope: Scope, answers: RawAnswers): Audience {
  switch (answers.whom) {
    case 'company':
      return { kind: 'company' };
    case 'posts': {
      const ids = new Set(listed(answers.posts));
      const posts = postsIn(turn.org, scope.departments).filter((post) => ids.has(idOfPost(post)));
      return { kind: 'posts', posts, ...(scope.company ? {} : { departments: [...scope.departments] }) };
    }
    default:
      return { kind: 'departments', departments: listed(answers.departments) };
  }
}

/** Starts a round: one after the other, and nobody is asked what an open round asks them already. */
export async function submittedStart(turn: Turn, answers: RawAnswers): Promise<Outcome> {
  const look = lookOf(turn.org, turn.person);
  const refused = (refusal: Refusal) => whisper(refusalCard(look, refusal));
  await lockStarting(turn.tx);
  const wanted = answers.questionnaire ?? selfAwareness.key;
  const questionnaire = (await newestQuestionnaires(turn.tx)).find(({ key }) => key === wanted);
  if (!questionnaire) return refused({ why: 'noQuestionnaire' });
  const audience = audienceOf(turn, scopeOf(turn.org, turn.person.id), answers);
  const refusal = mayAsk(turn.org, turn.person.id, audience);
  if (refusal) return refused(refusal);
  const members = membersOf(turn.org, audience);
  const already = await askedAlready(turn.tx, questionnaire.key);
  const fresh = members.filter(({ person }) => !already.has(person));
  if (fresh.length === 0) return refused({ why: members.length === 0 ? 'nobodyThere' : 'allAsked' });
  return begin(turn, look, questionnaire, audience, plansFor(turn, fresh));
}

/** When each is asked: half an hour into their own next shift; never who cannot be written to. */
export function plansFor(turn: TimeTurn, members: readonly Member[]): Plan[] {
  const shifts = shiftsIn(turn.org);
  const known = new Map<Shifts, Date>();
  return members.map(({ person, department }): Plan => {
    const works = shifts(person);
    if (!works || !turn.reachable(person)) return { person, department, status: 'noAccount', dueAt: null };
    const dueAt = known.get(works) ?? nextSettled(works, turn.now);
    known.set(works, dueAt);
    return { person, department, status: 'planned', dueAt };
  });
}

/** The first instant at which one of them is asked; null when nobody is. */
export function firstOf(plans: readonly Plan[]): Date | null {
  return plans.reduce<Date | null>((first, { dueAt }) => (dueAt && (!first || dueAt < first) ? dueAt : first), null);
}

async function begin(
  turn: Turn,
  look: Look,
  questionnaire: Questionnaire,
  audience: Audience,
  plans: readonly Plan[],
): Promise<Outcome> {
  const { key, version } = questionnaire;
  const about = { questionnaire: key, version, audience, owner: turn.person.id, startedAt: turn.now };
  const round = await insertRound(turn.tx, about);
  await insertPeople(turn.tx, round.id, plans);
  const at = firstOf(plans);
  const card = await progressCard(turn.tx, look, round, questionnaire, 'all');
  const effects: Effect[] = [
    { kind: 'post', to: turn.person.id, card, priority: 'reply', slot: progressSlot(round.id) },
    ...(await paperCards(turn, round, 'post')),
    ...(at ? [dueTimer(round.id, at)] : []),
  ];
  const count = plans.filter(({ status }) => status === 'planned').length;
  const begun = at ? look.say('round.started', { count, at }) : look.say('round.startedPaper', { count: plans.length });
  return whisper(sentence(begun, 'good'), effects);
}
