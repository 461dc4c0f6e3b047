import { sql } from 'drizzle-orm';
import { type Reader, rows, type Tx } from '../../db/database.ts';
import { asDate, nullable } from '../../db/decode.ts';

/** What a department, or a referee, has to do about a request: the name of the button that does it. */
export type Does = 'rule' | 'own' | 'accept' | 'chain' | 'agreeLater' | 'answer' | 'agreeDecline' | 'confirm';

/** An open request in which a department acts next. */
export interface RequestNeed {
  /** Empty: the referees. */
  department: string;
  does: Does;
  number: number;
  customer: string;
  supplier: string;
  need: string;
  urgent: boolean;
  /** The date that has passed, or that is proposed. */
  due: Date | null;
  /** The two who may own it. */
  between: [string, string] | null;
}

/** What blocks most has the most. */
export const weights: Record<Does, number> = {
  rule: 100,
  own: 90,
  accept: 85,
  chain: 80,
  agreeLater: 75,
  answer: 70,
  agreeDecline: 60,
  confirm: 55,
};
/** Whatever is urgent comes before what is a little heavier. */
export const urgentMore = 10;

type Row = Omit<RequestNeed, 'due'> & { due: string | null };

/** The most blocking ones of each department, `most` at most, in one query however many departments there are. */
export async function requestNeeds(
  on: Reader | Tx,
  departments: readonly string[],
  now: Date,
  most: number,
): Promise<RequestNeed[]> {
  const weight = Object.entries(weights).map(([does, heavy]) => ({ does, heavy }));
  const found = await rows<Row>(
    on,
    sql`with wanted as (select json_array_elements_text(${JSON.stringify(departments)}::json) as department),
             weight as (select * from json_to_recordset(${JSON.stringify(weight)}::json) as one(does text, heavy integer)),
             acts as (${acting(now)}),
             ranked as (
               select acts.*, row_number() over (partition by department
                 order by heavy + case when urgency = 'urgent' then ${urgentMore}::integer else 0 end desc, number) as place
               from acts join weight using (does) join wanted using (department))
        select department, does, number, customer, supplier, left(state ->> 'need', 400) as need,
               urgency = 'urgent' as urgent,
               case when does = 'agreeLater' then to_timestamp((state #>> '{promise,at,$date}')::float8 / 1000)
                    when does in ('accept', 'chain') then due_at end as due,
               state #> '{ownerless,between}' as between
        from ranked where place <= ${most}::integer order by department, place`,
  );
  return found.map((row) => ({ ...row, due: nullable(asDate)(row.due) }));
}

/**
 * Who acts next in each open request. Nobody but the referee does in one that is disputed, and in one without an owner only
 * those who are asked; what waits for another request is no one's here: it stands where that one does.
 */
const acting = (now: Date) => sql`
  select one.department, one.does, r.number, r.customer, r.supplier, r.urgency, r.filed_at, r.due_at, r.state
  from requests r
  cross join lateral (select jsonb_typeof(state -> 'dispute') = 'object' as disputed,
                             jsonb_typeof(state -> 'ownerless') = 'object' as ownerless,
                             jsonb_typeof(state #> '{ownerless,between}') = 'array' as contested,
                             stage in ('open', 'accepted') as owed) is_
  cross join lateral (
    values ('', 'rule', disputed),
           (customer, 'confirm', stage = 'delivered' and not disputed),
           (customer, 'agreeDecline', stage = 'declined' and not disputed),
           (customer, 'answer', owed and waiting = 'customer' and not disputed and not ownerless),
           (customer, 'agreeLater', stage = 'accepted' and (state #>> '{promise,undecided}')::boolean and not disputed
                                    and not ownerless),
           (supplier, case when state ->> 'acknowledgedAt' is null then 'accept' else 'chain' end,
                      owed and due_at < ${now.toISOString()}::timestamptz and not disputed and not ownerless
                      and coalesce(waiting, '') not in ('customer', 'blocked')),
           (supplier, 'own', ownerless and not contested and not disputed),
           (state #>> '{ownerless,between,0}', 'own', contested and not disputed and not ${viewed(0)}),
           (state #>> '{ownerless,between,1}', 'own', contested and not disputed and not ${viewed(1)})
  ) as one(department, does, holds)
  where stage <> 'closed' and one.holds`;

/** Whether one of the two has said whose work it is. */
const viewed = (side: 0 | 1) =>
  sql`exists (select 1 from jsonb_array_elements(state #> '{ownerless,views}') view
              where view ->> 'department' = state #>> ${sql.raw(`'{ownerless,between,${side}}'`)})`;
