import type { Organisation } from '../org/organisation.ts';
import { requestBill } from './bill.ts';
import { calendarOf } from './clocks.ts';
import type { requestFacts } from './tables.ts';
import type { Request, Target } from './types.ts';

type Closed = Extract<Request, { stage: 'closed' }>;

/** What a closed request comes to. Times are open, unpaused milliseconds of the calendar their target runs on. */
export function factsOf(request: Closed, org: Organisation): typeof requestFacts.$inferInsert {
  const { number, customer, supplier, service, urgency, how, filedAt, at, facts, verdict, returns } = request;
  const bill = requestBill(request, at, org);
  const own = bill.lines.filter(
    ({ department, kind }) => department === supplier && (kind === 'unanswered' || kind === 'working'),
  );
  return {
    ...{ number, customer, supplier, service, urgency, how, filedAt },
    closedAt: at,
    dueAt: dueOf(request),
    doneAt: doneOf(request),
    onTime: facts.target,
    warned: facts.warnedInTime,
    acknowledgeMs: spent(request, org, request.acknowledge, request.acknowledgedAt),
    deliverMs: spent(request, org, request.deliver, request.delivery?.at ?? null),
    rating: verdict.rating,
    returned: returns.length,
    ownMs: own.reduce((sum, { ms }) => sum + ms, 0),
    totalMs: bill.totalMs,
  };
}

/** Nothing was spent on a target that the customer began anew after the delivery that stands. */
function spent(request: Closed, org: Organisation, target: Target, until: Date | null): number | null {
  if (until === null) return null;
  const pauses = request.pauses.map(([from, to]): [Date, Date] => [from, to ?? request.at]);
  return Math.max(0, calendarOf(org, target.calendar, request.supplier).between(target.from, until, pauses));
}

/** Closed while the customer was asked something, its clock stood still and its date had not come. */
function dueOf({ agreed, deliver, pauses, at }: Closed): Date | null {
  const due = agreed?.due ?? deliver.due;
  const [asked, until] = pauses.at(-1) ?? [due, null];
  return until?.getTime() === at.getTime() && asked < due ? null : due;
}

function doneOf({ delivery, how, turns, pauses, at }: Closed): Date {
  if (delivery) return delivery.at;
  const declined = how === 'declined' ? turns.findLast(({ kind }) => kind === 'waitingCustomer') : undefined;
  if (!declined) return at;
  // Declined with a question still open: waiting for the answer and for the agreement is one turn.
  const question = pauses.find(([from]) => from.getTime() === declined.from.getTime());
  return question?.[1] ?? declined.from;
}
