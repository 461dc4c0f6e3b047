import type { Agreement, Ladder, Organisation, Targets, Urgency } from '../org/organisation.ts';
import { parseDuration } from '../worktime/index.ts';
import { calendarKey, calendarOf, startTarget } from './clocks.ts';
import type { Facts } from './ladder.ts';
import { settle } from './settle.ts';
import type { AgreedTarget, Decision, Refusal, Request } from './types.ts';

/** What someone files. */
export interface Filing {
  number: number;
  by: string;
  /** Who follows it; the filer, or the caller the referee files for. */
  asker: string;
  customer: string;
  /** Null: the customer does not know who. */
  supplier: string | null;
  service: string | null;
  need: string;
  needBy: Date | null;
  needByWords: string;
  blocks: string;
  urgency: Urgency;
  files: string[];
}

/** Files a request: the clocks start, the ladder is frozen. Nobody's own department can be asked. */
export function file(filing: Filing, now: Date, facts: Facts): Decision {
  const { org } = facts;
  const no = misfiled(filing, org);
  if (no) return { refusal: no };
  const { by, supplier: named, ...about } = filing;
  // Unknown owner: the customer's own department finds out, under the same clock.
  const supplier = named ?? filing.customer;
  const targets = targetsOf(org, supplier, filing.service);
  const acknowledge = startTarget(org, supplier, filing.urgency, targets.acknowledge[filing.urgency], now);
  const { budget, ...agreed } = deliverTarget(org, { ...filing, supplier });
  const deliver = startTarget(org, supplier, filing.urgency, budget, now);
  const request: Request = {
    ...about,
    supplier,
    calledBy: by === filing.asker ? null : by,
    filedAt: now,
    acknowledgedAt: null,
    acknowledge,
    deliver,
    ...agreed,
    follow: { why: 'target', due: deliver.due },
    agreed: null,
    pauses: [],
    ladder: ladderOf(org, supplier, filing.service),
    climb: { track: 'acknowledge', passed: 0, deliverPassed: 0, unwarnedPassed: 0 },
    wait: null,
    blocked: [],
    turns: [],
    ownerless: named ? null : { since: now, between: null, views: [] },
    notOurs: [],
    dispute: null,
    objected: false,
    returns: [],
    changes: 0,
    warnings: [],
    told: [],
    ring: null,
    ladderFrom: null,
    stage: 'open',
  };
  const { customer, urgency, need, needBy, needByWords, blocks } = filing;
  const words = { need, needBy, needByWords, blocks, calledBy: request.calledBy };
  const filed = { kind: 'filed' as const, by, customer, supplier: named, urgency, ...words, ...agreed };
  const happenings = named ? [filed] : [filed, { kind: 'ownerAsked' as const, between: null }];
  return { request: settle(request, request, now, facts), happenings };
}

function misfiled(filing: Filing, org: Organisation): Refusal | null {
  if (filing.supplier !== null && !org.departments.has(filing.supplier))
    return { why: 'notInDepartment', department: filing.supplier };
  if (filing.supplier === filing.customer) return { why: 'sameDepartment', department: filing.customer };
  return null;
}

/** The service's targets, else the department's own. */
export function targetsOf(org: Organisation, supplier: string, service: string | null): Targets {
  const known = service ? org.services.get(service) : undefined;
  const department = org.departments.get(supplier);
  if (known && known.supplier === supplier) return known;
  if (!department) throw new Error(`no department ${supplier}: the organisation must be checked before filing`);
  return department.targets;
}

export function ladderOf(org: Organisation, supplier: string, service: string | null): Ladder {
  const named = (service && org.services.get(service)?.ladder) || org.departments.get(supplier)?.ladder;
  return org.ladders.get(named ?? 'default') ?? org.ladders.get('default') ?? [];
}

/**
 * How long delivering may take: what this customer and supplier agreed on for the service, else for whatever one asks of
 * the other, else the service's or the department's own target. What is urgent is never slower than the latter.
 */
function deliverTarget(
  org: Organisation,
  request: Pick<Request, 'customer' | 'supplier' | 'service' | 'urgency'>,
): { budget: string; agreement?: AgreedTarget } {
  const { supplier, urgency } = request;
  const own = targetsOf(org, supplier, request.service).deliver[urgency];
  const agreement = agreementFor(org, request);
  if (!agreement) return { budget: own };
  const { dayMs } = calendarOf(org, calendarKey(org, supplier, urgency), supplier);
  const slower = parseDuration(agreement.deliver, dayMs) > parseDuration(own, dayMs);
  if (urgency === 'urgent' && slower) return { budget: own };
  return { budget: agreement.deliver, agreement: { key: agreement.key, version: agreement.version } };
}

function agreementFor(
  org: Organisation,
  { customer, supplier, service }: Pick<Request, 'customer' | 'supplier' | 'service'>,
): (Agreement & { deliver: string }) | null {
  const timed = org.agreements.filter(
    (one): one is Agreement & { deliver: string } =>
      one.customer === customer && one.supplier === supplier && one.deliver !== null,
  );
  const own = service === null ? undefined : timed.find((one) => one.service === service);
  return own ?? timed.find((one) => one.service === null) ?? null;
}

/** The delivery target begun anew at `now`, because the customer changed what it wants. */
export function startAgain(
  org: Organisation,
  request: Request,
  now: Date,
): Pick<Request, 'deliver' | 'follow'> & { agreement: AgreedTarget | undefined } {
  const { budget, agreement } = deliverTarget(org, request);
  const deliver = startTarget(org, request.supplier, request.urgency, budget, now);
  return { deliver, agreement, follow: { why: 'target', due: deliver.due } };
}
