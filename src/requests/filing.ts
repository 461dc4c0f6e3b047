import type { Ladder, Organisation, Targets, Urgency } from '../org/organisation.ts';
import { startTarget } from './clocks.ts';
import type { Facts } from './ladder.ts';
import { settle } from './settle.ts';
import type { Decision, Refusal, Request } from './types.ts';

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
  const deliver = startTarget(org, supplier, filing.urgency, targets.deliver[filing.urgency], now);
  const request: Request = {
    ...about,
    supplier,
    calledBy: by === filing.asker ? null : by,
    filedAt: now,
    acknowledgedAt: null,
    acknowledge,
    deliver,
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
  const filed = { kind: 'filed' as const, by, customer, supplier: named, urgency, ...words };
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

/** The delivery target begun anew at `now`, because the customer changed what it wants. */
export function startAgain(org: Organisation, request: Request, now: Date): Pick<Request, 'deliver' | 'follow'> {
  const budget = targetsOf(org, request.supplier, request.service).deliver[request.urgency];
  const deliver = startTarget(org, request.supplier, request.urgency, budget, now);
  return { deliver, follow: { why: 'target', due: deliver.due } };
}
