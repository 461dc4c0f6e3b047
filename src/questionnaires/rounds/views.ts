import { leads } from '../../org/leaders.ts';
import { departmentName } from '../../org/organisation.ts';
import type { Button, Card, Element } from '../../platform/card.ts';
import { sentence } from '../../platform/card.ts';
import { settlersOf } from '../sheets/rules.ts';
import type { AskStatus } from '../tables.ts';
import type { Questionnaire } from '../types.ts';
import { audienceFor, type Look, nameOf, namesOf } from './look.ts';
import { minutesFor, titleOf } from './offered.ts';
import { answersByHead, type Refusal } from './rules.ts';
import type { Round } from './store.ts';

export const text = (...parts: string[]): Element => ({ kind: 'text', text: parts.filter(Boolean).join('') });

type Label =
  | 'start'
  | 'continue'
  | 'same'
  | 'later'
  | 'change'
  | 'startRound'
  | 'department'
  | 'add'
  | 'enter'
  | 'codes'
  | 'end'
  | 'endNow';

export function button(
  look: Look,
  action: string,
  value: string | number,
  label: Label,
  style: Button['style'] = 'plain',
): Button {
  return { action: `questionnaires.${action}`, value: String(value), label: look.say(`round.do.${label}`), style };
}

/** What the card of someone who is asked shows. */
export interface Asking {
  round: Round;
  questionnaire: Questionnaire;
  /** The department they answer for. */
  department: string;
  status: AskStatus;
  reminders: number;
  /** They answered it in an earlier round. */
  same: boolean;
}

/** The one card of a person about a round: it asks, reminds, thanks, and says when it is over. */
export function askCard(look: Look, asking: Asking): Card {
  const title = titleOf(asking.questionnaire, look.viewer.locale);
  if (asking.round.endedAt) return closedCard(look, asking, title);
  if (asking.status === 'finished') {
    const change = button(look, 'answer.start', asking.round.id, 'change');
    return {
      title: look.say('round.done.title', { title }),
      tone: 'good',
      elements: [text(look.say('round.done.next'))],
      buttons: [change],
    };
  }
  const heading = asking.reminders === 0 ? 'title' : asking.reminders === 1 ? 'again' : 'last';
  return {
    title: look.say(`round.ask.${heading}`, { title, count: minutesFor(asking.questionnaire) }),
    tone: 'act',
    elements: explained(look, asking).map((line) => text(line)),
    buttons: askButtons(look, asking),
  };
}

/**
 * Who will see the answers: the department's sheet has those of the built-in questionnaire alone. Who was asked before it
 * became so small is no head, and reads what holds for them: they are a count, or nothing.
 */
function whoSees(look: Look, { kind }: Questionnaire, key: string, owner: string): string {
  const { say, org, viewer } = look;
  const department = departmentName(org, key);
  if (kind === 'own') return say('round.ask.whoOwn', { department, owner });
  if (answersByHead(org, key) && leads(org, viewer.id, key)) return say('round.ask.alone', { department });
  const [settler] = settlersOf(org, key);
  return say('round.ask.who', { department, head: settler === undefined ? owner : nameOf(look, settler) });
}

function explained(look: Look, { round, questionnaire, department: key, status }: Asking): string[] {
  const { say, org, viewer } = look;
  const department = departmentName(org, key);
  const intro = questionnaire.kind === 'own' ? questionnaire.intro?.[viewer.locale] : undefined;
  const owner = nameOf(look, round.owner);
  return [
    intro ?? say(questionnaire.kind === 'map' ? 'round.ask.map' : 'round.ask.own', { owner }),
    ...(questionnaire.kind === 'map' ? [say('round.ask.blocks', { department })] : []),
    whoSees(look, questionnaire, key, owner),
    say(status === 'draft' ? 'round.draft.next' : 'round.ask.next'),
  ];
}

function askButtons(look: Look, { round, status, same }: Asking): Button[] {
  const begun = status === 'draft';
  return [
    button(look, 'answer.start', round.id, begun ? 'continue' : 'start', 'primary'),
    ...(same && !begun ? [button(look, 'answer.same', round.id, 'same')] : []),
    button(look, 'round.later', round.id, 'later'),
  ];
}

function closedCard(look: Look, { status }: Asking, title: string): Card {
  const line = status === 'finished' ? 'round.closed.done' : 'round.closed.open';
  return { ...sentence(look.say('round.closed.title', { title })), elements: [text(look.say(line))] };
}

/** Before a round is ended for good. */
export function endCard(look: Look, round: Round, title: string, counts: { answered: number; asked: number }): Card {
  const missing = counts.asked - counts.answered;
  const blocks = missing > 0 ? look.say('round.end.blocks', { count: missing }) : look.say('round.end.whole');
  return {
    title: look.say('round.end.title', { title, ...counts }),
    tone: 'warn',
    elements: [text(blocks), text(look.say('round.end.next'))],
    buttons: [button(look, 'round.endNow', round.id, 'endNow', 'danger')],
  };
}

/** A head learns who of the department can only answer on paper. */
export function paperCard(
  look: Look,
  round: Round,
  title: string,
  department: string,
  people: readonly string[],
): Card {
  const { say } = look;
  const names = { title, department: departmentName(look.org, department), count: people.length };
  if (people.length === 0) return sentence(say('round.paper.none', names), 'good');
  const value = `${round.id}|${department}`;
  return {
    title: say('round.paper.title', names),
    tone: 'act',
    elements: [
      text(say('round.paper.fact', { names: namesOf(look, people.slice(0, 40)) })),
      text(say('round.paper.blocks', names)),
      text(say('round.paper.next')),
    ],
    buttons: [button(look, 'round.codes', value, 'codes'), button(look, 'round.enter', value, 'enter', 'primary')],
  };
}

/** Whom a round asks, since when, by whom. */
export function aboutRound(look: Look, round: Round): { label: string; value: string }[] {
  const { say } = look;
  return [
    { label: say('round.progress.whom'), value: audienceFor(look, round.audience) },
    { label: say('round.progress.by'), value: nameOf(look, round.owner) },
    { label: say('round.progress.begun'), value: say('round.at', { at: round.startedAt }) },
    ...(round.endedAt ? [{ label: say('round.progress.ends'), value: say('round.at', { at: round.endedAt }) }] : []),
  ];
}

/** A "no": what is true instead, and who can. */
export function refusalCard(look: Look, refusal: Refusal): Card {
  const { say, org } = look;
  switch (refusal.why) {
    case 'onlyReferees':
      return sentence(say('round.no.onlyReferees', { who: namesOf(look, org.company.referees) }));
    case 'notYours': {
      const departments = refusal.departments.map((key) => departmentName(org, key)).join(say('round.list'));
      return sentence(say('round.no.notYours', { departments }));
    }
    case 'notOwner':
      return sentence(say('round.no.notOwner', { owner: nameOf(look, refusal.owner) }));
    case 'ended':
      return sentence(say('round.no.ended', { at: refusal.at }));
    default:
      return sentence(say(`round.no.${refusal.why}`));
  }
}
