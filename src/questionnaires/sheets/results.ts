import type { Reader, Tx } from '../../db/database.ts';
import { departmentName, type Organisation } from '../../org/organisation.ts';
import { questionnaireOf } from '../rounds/offered.ts';
import { standings, totalOf } from '../rounds/progress.ts';
import { sees } from '../rounds/rules.ts';
import { loadRound, type Round } from '../rounds/store.ts';
import type { Question, Questionnaire } from '../types.ts';
import { ownSheetFrom } from './merge.ts';
import { answerTo, type Summary, summaryOf } from './results-rules.ts';
import { anonymousValues, areasFrom, areasOf, namedAnswers, ownRounds } from './results-store.ts';

/** The results of one of the company's own questionnaires, as far as someone may see them. */
export interface Results {
  round: Round;
  questionnaire: Extract<Questionnaire, { kind: 'own' }>;
  /** Key of the department they are of, with those below it; empty: all that this person sees. */
  area: string;
  /** Departments this person can look at apart. */
  areas: string[];
  lines: ResultLine[];
}

/** Null: too few have answered to show it, or it is anonymous and the round has not ended. */
export interface ResultLine {
  question: Question;
  summary: Summary | null;
}

/** Rounds looked at, the newest. */
const LOOKED_AT = 20;

/** Rounds whose results someone may see, the newest first. */
export async function visibleRounds(on: Reader | Tx, org: Organisation, person: string): Promise<Round[]> {
  const found = await ownRounds(on, LOOKED_AT);
  const visible: Round[] = [];
  for (const round of found) if ((await departmentsSeen(on, org, person, round)).size > 0) visible.push(round);
  return visible;
}

/** Departments of a round whose results someone sees: their own ones and those below, or all as owner and referee. */
async function departmentsSeen(on: Reader | Tx, org: Organisation, person: string, round: Round): Promise<Set<string>> {
  const all = (await standings(on, round.id, sees(org, person, round))).map(({ department }) => department);
  return new Set(all);
}

/** Null where there is no such round for this person; departments that are not theirs are as if they did not exist. */
export async function loadResults(
  on: Reader | Tx,
  org: Organisation,
  person: string,
  id: number,
  area: string,
): Promise<Results | null> {
  const round = await loadRound(on, id);
  if (!round) return null;
  const questionnaire = await questionnaireOf(on, round);
  const seen = await departmentsSeen(on, org, person, round);
  if (questionnaire.kind !== 'own' || seen.size === 0) return null;
  const scope = sees(org, person, round);
  const whole = (key: string) => scope === 'all' || scope.has(key);
  const areas = areasSeen(org, seen, whole);
  if (area !== '' && !areas.includes(area)) return null;
  const shown = round.endedAt ? await areasOf(on, id) : [];
  // Who does not see everything has a sum of their own only where it is one department with those below it.
  const sumOf = area === '' && scope !== 'all' ? (onlyTop(org, areas) ?? null) : area;
  const summed = await namedIn(on, org, round, sumOf);
  const named = summed ? await namedAnswers(on, id, summed) : [];
  const lines: ResultLine[] = [];
  for (const question of questionnaire.questions) {
    const { questions } = questionnaire;
    if (!question.anonymous) {
      const values = named.map((given) => answerTo(question, questions, given));
      lines.push({ question, summary: summed ? summaryOf(question, values) : null });
      continue;
    }
    const found = shown.find((one) => one.question === question.key && one.area === sumOf);
    const values = found ? await anonymousValues(on, id, question.key, found.departments) : [];
    lines.push({ question, summary: found ? summaryOf(question, values) : null });
  }
  return { round, questionnaire, area, areas, lines };
}

/**
 * The departments whose named answers are put together for an area; null where they may not be shown. Like a department's
 * sheet they are of three people or more, nothing smaller can be reckoned from several of them, and none is shown while
 * answers come in, because two looks would tell who said what.
 */
async function namedIn(on: Reader | Tx, org: Organisation, round: Round, area: string | null) {
  const all = await standings(on, round.id);
  const total = totalOf(all);
  if (!round.endedAt && (total.answered < total.asked || total.noAccount > 0)) return null;
  return areasFrom(org, all, ownSheetFrom).find((one) => one.area === area)?.departments ?? null;
}

/** Departments that answered, and those above them, in the order of the org file. */
function areasSeen(org: Organisation, seen: ReadonlySet<string>, whole: (key: string) => boolean): string[] {
  const areas = new Set<string>();
  for (const key of seen) {
    for (let at: string | null = key; at !== null && whole(at) && !areas.has(at); ) {
      areas.add(at);
      at = org.departments.get(at)?.parent ?? null;
    }
  }
  const order = [...org.departments.keys()];
  return [...areas].sort((a, b) => order.indexOf(a) - order.indexOf(b));
}

/** The one department all others are below; null when there are several. */
function onlyTop(org: Organisation, areas: readonly string[]): string | null {
  const tops = areas.filter((key) => !areas.includes(org.departments.get(key)?.parent ?? ''));
  return tops.length === 1 ? (tops[0] ?? null) : null;
}

/** What an area is called; null: everything this person sees. */
export const areaName = (org: Organisation, area: string): string | null =>
  area === '' ? null : departmentName(org, area);
