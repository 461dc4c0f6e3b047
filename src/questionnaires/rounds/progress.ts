import { sql } from 'drizzle-orm';
import { groupBy } from '../../collections.ts';
import { type Reader, rows, type Tx } from '../../db/database.ts';
import { departmentName } from '../../org/organisation.ts';
import type { Button, Card, Element } from '../../platform/card.ts';
import { selfAwareness } from '../builtin.ts';
import { settledBy } from '../sheets/rules.ts';
import type { AskStatus } from '../tables.ts';
import type { Questionnaire } from '../types.ts';
import { type Look, nameOf, someOf } from './look.ts';
import { titleOf } from './offered.ts';
import { entersFor, leftOut, mayEnd } from './rules.ts';
import { nextDue, type Round } from './store.ts';
import { aboutRound, button, text } from './views.ts';

/** How far a department is. Who can only answer on paper counts once they have answered. */
export interface Standing {
  department: string;
  answered: number;
  asked: number;
  planned: number;
  noAccount: number;
}

/** Departments named on a card, and names of those missing in each. */
const SHOWN = { departments: 8, names: 5, alone: 30 } as const;

const only = (departments: 'all' | ReadonlySet<string>) =>
  departments === 'all'
    ? sql`true`
    : sql`department in (select json_array_elements_text(${JSON.stringify([...departments])}::json))`;

/** How far each department of a round is. */
export async function standings(
  on: Reader | Tx,
  round: number,
  departments: 'all' | ReadonlySet<string> = 'all',
): Promise<Standing[]> {
  const found = await rows<{ department: string; status: AskStatus; count: number }>(
    on,
    sql`select department, status, count(*)::int as count from questionnaire_people
        where round = ${round} and ${only(departments)} group by department, status`,
  );
  return [...groupBy(found, (row) => row.department)].map(([department, counted]) => {
    const count = (...of: AskStatus[]) =>
      counted.reduce((sum, row) => (of.includes(row.status) ? sum + row.count : sum), 0);
    const [answered, planned] = [count('finished'), count('planned')];
    return {
      department,
      answered,
      planned,
      asked: answered + planned + count('asked', 'draft'),
      noAccount: count('noAccount'),
    };
  });
}

export function totalOf(all: readonly Standing[]): Omit<Standing, 'department'> {
  const sum = (of: (one: Standing) => number) => all.reduce((total, one) => total + of(one), 0);
  return {
    answered: sum((one) => one.answered),
    asked: sum((one) => one.asked),
    planned: sum((one) => one.planned),
    noAccount: sum((one) => one.noAccount),
  };
}

/** Some of the people of each department who have not answered. */
async function missingIn(
  on: Reader | Tx,
  round: number,
  departments: ReadonlySet<string>,
  most: number,
): Promise<Map<string, string[]>> {
  const found = await rows<{ department: string; person: string }>(
    on,
    sql`select department, person from (
          select department, person, row_number() over (partition by department order by person) as place
          from questionnaire_people
          where round = ${round} and status in ('planned', 'asked', 'draft') and ${only(departments)}
        ) missing where place <= ${most} order by department, person`,
  );
  return new Map([...groupBy(found, (row) => row.department)].map(([key, of]) => [key, of.map((row) => row.person)]));
}

/** People of some departments who were not written to because they have no account; `open`: they have not answered. */
export async function paperPeople(
  on: Reader | Tx,
  round: number,
  departments: 'all' | ReadonlySet<string>,
): Promise<{ person: string; department: string; open: boolean }[]> {
  return rows(
    on,
    sql`select person, department, status <> 'finished' as open from questionnaire_people
        where round = ${round} and ${only(departments)} and asked_at is null and due_at is null
          and status in ('noAccount', 'draft', 'finished')
        order by department, person`,
  );
}

/** The bar, and who is missing; never what anyone said. `seen`: the departments the reader may look at. */
export async function progressCard(
  on: Reader | Tx,
  look: Look,
  round: Round,
  questionnaire: Questionnaire,
  seen: 'all' | ReadonlySet<string>,
): Promise<Card> {
  const { say } = look;
  const all = await standings(on, round.id, seen);
  const total = totalOf(all);
  const title = titleOf(questionnaire, look.viewer.locale);
  const [first] = all;
  const alone = seen !== 'all' && all.length === 1 && first ? departmentName(look.org, first.department) : null;
  const share = total.asked === 0 ? 0 : total.answered / total.asked;
  return {
    title: round.endedAt
      ? say('round.progress.ended', { title, ...total })
      : alone
        ? say('round.progress.titleOf', { title, department: alone, ...total })
        : say('round.progress.title', { title, ...total }),
    tone: share === 1 ? 'good' : 'plain',
    elements: [
      { kind: 'progress', label: say('round.progress.bar', total), share },
      { kind: 'facts', facts: [...aboutRound(look, round), ...(await openFacts(on, look, round, total))] },
      ...(await departmentList(on, look, round, all)),
      ...(round.endedAt
        ? []
        : [text([notAnswered(look, round, all, seen), lastLine(look, round)].filter(Boolean).join('\n'))]),
    ],
    buttons: progressButtons(look, round, all),
  };
}

/** Departments of which the round learns nothing, to whoever sees all of it: it is theirs to find somebody. */
function notAnswered(look: Look, round: Round, all: readonly Standing[], seen: 'all' | ReadonlySet<string>): string {
  if (seen !== 'all') return '';
  const asked = new Set(all.map(({ department }) => department));
  const names = leftOut(look.org, round.audience)
    .filter((key) => !asked.has(key))
    .map((key) => departmentName(look.org, key));
  return names.length === 0
    ? ''
    : look.say('round.progress.leftOut', { departments: someOf(look, names, SHOWN.names) });
}

function lastLine({ say, viewer, ...look }: Look, round: Round): string {
  if (round.owner === viewer.id) return say('round.progress.next');
  return say('round.progress.nextHead', { owner: nameOf({ say, viewer, ...look }, round.owner) });
}

async function openFacts(
  on: Reader | Tx,
  { say }: Look,
  round: Round,
  { planned, noAccount }: Omit<Standing, 'department'>,
): Promise<{ label: string; value: string }[]> {
  const at = planned > 0 && !round.endedAt ? await nextDue(on, round.id) : null;
  return [
    ...(at
      ? [{ label: say('round.progress.planned'), value: say('round.progress.plannedAt', { count: planned, at }) }]
      : []),
    ...(noAccount > 0 ? [{ label: say('round.progress.noAccount'), value: String(noAccount) }] : []),
  ];
}

async function departmentList(on: Reader | Tx, look: Look, round: Round, all: readonly Standing[]): Promise<Element[]> {
  const { say, org } = look;
  const missing = (one: Standing) => one.asked - one.answered;
  const open = all
    .filter((one) => missing(one) > 0)
    .sort((a, b) => missing(b) - missing(a) || (a.department < b.department ? -1 : 1));
  const whole = all.filter((one) => one.asked > 0 && missing(one) === 0).length;
  const [shown, rest] = [open.slice(0, SHOWN.departments), open.slice(SHOWN.departments)];
  const most = all.length === 1 ? SHOWN.alone : SHOWN.names;
  const keys = new Set(shown.map(({ department }) => department));
  const names = shown.length > 0 ? await missingIn(on, round.id, keys, most) : new Map<string, string[]>();
  const items = shown.map((one) => {
    const { department, answered, asked } = one;
    const known = (names.get(department) ?? []).map((id) => nameOf(look, id));
    const more = missing(one) - known.length;
    const who =
      more > 0
        ? say('round.andMore', { shown: known.join(say('round.list')), count: more })
        : someOf(look, known, most);
    return {
      text: say('round.progress.line', { department: departmentName(org, department), answered, asked }),
      mark: 'todo' as const,
      note: say('round.progress.missing', { names: who }),
    };
  });
  const left = rest.reduce((sum, one) => sum + missing(one), 0);
  return [
    ...(items.length > 0 ? [{ kind: 'list' as const, items }] : []),
    ...(rest.length > 0 ? [text(say('round.progress.rest', { count: rest.length, people: left }))] : []),
    ...(whole > 0 && all.length > 1 ? [text(say('round.progress.whole', { count: whole }))] : []),
  ];
}

function progressButtons(look: Look, round: Round, all: readonly Standing[]): Button[] {
  const { id } = round;
  const departments = all.length;
  const enters = all.some((one) => one.noAccount > 0 && entersFor(look.org, look.viewer.id, one.department));
  const sheet = sheetButtons(look, round, all);
  if (round.endedAt)
    return [...(departments > 1 ? [button(look, 'round.department', id, 'department')] : []), ...sheet];
  return [
    ...(departments > 1 ? [button(look, 'round.department', id, 'department')] : []),
    ...sheet,
    ...(enters ? [button(look, 'round.enter', `${id}|`, 'enter'), button(look, 'round.codes', `${id}|`, 'codes')] : []),
    button(look, 'round.add', id, 'add'),
    ...(mayEnd(look.org, look.viewer.id, round) === null ? [button(look, 'round.end', id, 'end', 'danger')] : []),
  ];
}

/** For whoever settles what one of the departments states. */
function sheetButtons(look: Look, round: Round, all: readonly Standing[]): Button[] {
  if (round.questionnaire !== selfAwareness.key) return [];
  const led = new Set(settledBy(look.org, look.viewer.id));
  const own = all.filter(({ department }) => led.has(department));
  if (own.length === 0) return [];
  const value = `${round.id}|${own.length === 1 ? (own[0]?.department ?? '') : ''}`;
  return [{ action: 'questionnaires.sheet.look', value, label: look.say('sheet.do.sheet'), style: 'plain' }];
}
