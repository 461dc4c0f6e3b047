import { type Outcome, type Turn, whisper } from '../../engine/feature.ts';
import { dateAfter } from '../../org/duty.ts';
import { type Card, sentence } from '../../platform/card.ts';
import { type Look, lookOf, personName } from '../look.ts';
import type { Week } from '../types.ts';
import { readPartners } from './load.ts';
import { type Planned, planned } from './plan-week.ts';
import { departmentNames, listed, text, weekName } from './views.ts';
import { dateAt, mainCalendar, nextPlanning, weekAt, workdaysOf } from './weeks.ts';

const LEAST_DAYS = 2;

/**
 * `/meetings plan`, for the referee of a company that has just begun: plans what is left of this week while at least two
 * working days are, else the next.
 */
export async function planNow(turn: Turn): Promise<Outcome> {
  const look = lookOf(turn.org, turn.person);
  const { referees } = turn.org.company;
  const at = nextPlanning(turn.now, turn.org);
  if (!referees.includes(turn.person.id)) {
    const who = listed(
      look,
      referees.map((id) => personName(look, id)),
    );
    return whisper(sentence(look.say('plan.no.referee', { at, who })));
  }
  if ((await readPartners(turn)).length === 0) return whisper(sentence(look.say('plan.now.nobody')));
  const week = weekToPlan(turn);
  const made = await planned(turn, week);
  if (!made) return whisper(sentence(look.say('plan.now.already', { week: weekName(look, week), at })));
  return { effects: made.effects, reply: { kind: 'whisper', card: plannedCard(look, week, made) } };
}

/** This week while at least two working days of it are to come, else the next. */
export function weekToPlan({ now, org }: Pick<Turn, 'now' | 'org'>): Week {
  const [today, week] = [dateAt(now, org), weekAt(now, org)];
  const calendar = mainCalendar(org);
  const left = calendar ? workdaysOf(calendar, week).filter((date) => date > today) : [];
  return left.length >= LEAST_DAYS ? week : dateAfter(week, 7);
}

function plannedCard(look: Look, week: Week, { placed, unplaced, absent }: Planned): Card {
  const { say } = look;
  const name = weekName(look, week);
  const any = placed.length > 0;
  return {
    title: any ? say('plan.now.done', { week: name, count: placed.length }) : say('plan.now.nothing', { week: name }),
    tone: 'good',
    elements: [
      ...(unplaced.length > 0 ? [text(say('plan.now.unplaced', { count: unplaced.length }))] : []),
      ...(absent.length > 0 ? [text(say('plan.now.absent', { departments: departmentNames(look, absent) }))] : []),
    ],
    buttons: [],
  };
}
