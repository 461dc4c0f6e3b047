import { sql } from 'drizzle-orm';
import { type Reader, rows, type Tx } from '../../db/database.ts';
import { asDate } from '../../db/decode.ts';
import type { Requirement } from '../../org/organisation.ts';

const list = (texts: readonly string[]) => sql`select json_array_elements_text(${JSON.stringify(texts)}::json)`;

/** A ring in which a department has not said yet what it could release. */
export interface RingNeed {
  department: string;
  id: number;
  departments: string[];
}

export const ringNeeds = (on: Reader | Tx, departments: readonly string[]): Promise<RingNeed[]> =>
  rows(
    on,
    sql`select one.department, rings.id, rings.state -> 'departments' as departments
        from rings cross join lateral jsonb_array_elements_text(rings.state -> 'departments') as one(department)
        where rings.open and one.department in (${list(departments)})
          and not exists (select 1 from jsonb_array_elements(rings.state -> 'offers') offer
                          where offer ->> 'department' = one.department)
        order by rings.announced_at, rings.id, one.department`,
  );

/** An improvement whose day has passed. */
export interface ActionNeed {
  supplier: string;
  owner: string;
  id: number;
  due: string;
  words: string;
}

/** Of these departments or these owners, due before `today`. */
export const actionNeeds = (
  on: Reader | Tx,
  departments: readonly string[],
  people: readonly string[],
  today: string,
): Promise<ActionNeed[]> =>
  rows(
    on,
    sql`select supplier, owner, id::int as id, due::text as due, state ->> 'text' as words from actions
        where status = 'open' and due < ${today}::date
          and (supplier in (${list(departments)}) or owner in (${list(people)}))
        order by due, id`,
  );

/** Minutes that a department has neither confirmed nor objected to. */
export interface MinutesNeed {
  department: string;
  id: number;
  departments: string[];
  from: Date;
}

const minutesDays = 28;

export async function minutesNeeds(on: Reader | Tx, departments: readonly string[], now: Date): Promise<MinutesNeed[]> {
  const since = new Date(now.getTime() - minutesDays * 24 * 3_600_000);
  const found = await rows<Omit<MinutesNeed, 'from'> & { from: string }>(
    on,
    sql`select one.department, meetings.id::int as id, to_json(meetings.departments) as departments, starts_at as from
        from meetings cross join lateral unnest(meetings.departments) as one(department)
        where status = 'held' and starts_at >= ${since.toISOString()}::timestamptz
          and jsonb_typeof(state -> 'minutes') = 'object' and one.department = any(array(${list(departments)}))
          and not exists (select 1 from jsonb_array_elements((state #> '{minutes,confirmed}') || (state #> '{minutes,objections}')) said
                          where said ->> 'department' = one.department)
        order by starts_at, id`,
  );
  return found.map((row) => ({ ...row, from: asDate(row.from) }));
}

/** An open wording that a side has not confirmed. */
export interface ProposalNeed {
  department: string;
  id: number;
  other: string;
  requirement: Requirement;
}

export const proposalNeeds = (on: Reader | Tx, departments: readonly string[]): Promise<ProposalNeed[]> =>
  rows(
    on,
    sql`select one.department, p.id::int as id, one.other, p.requirement
        from map_proposals p cross join lateral (
          values (substring(supplier from '^[^/#]*'), customer, supplier_by), (substring(customer from '^[^/#]*'), supplier, customer_by)
        ) as one(department, other, confirmed)
        where p.status = 'open' and one.confirmed is null and one.department in (${list(departments)})
        order by p.proposed_at, p.id`,
  );

/** The newest card that asks somebody to settle what a department states, while nothing of that round is published. */
export interface SheetNeed {
  person: string;
  department: string;
  round: number;
}

export const sheetNeeds = (on: Reader | Tx, people: readonly string[]): Promise<SheetNeed[]> =>
  rows(
    on,
    sql`select person, department, round::int as round
        from (select distinct on (department) person, department, round
              from questionnaire_sheet_cards order by department, round desc) card
        where person in (${list(people)})
          and not exists (select 1 from questionnaire_sheets s
                          where s.department = card.department and s.published and s.round >= card.round)
        order by round, department`,
  );
