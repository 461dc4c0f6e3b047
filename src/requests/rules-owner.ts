import { canActFor } from '../org/duty.ts';
import type { Organisation } from '../org/organisation.ts';
import { startTarget } from './clocks.ts';
import { accept, refuse } from './decision.ts';
import { ladderOf, startAgain, targetsOf } from './filing.ts';
import type { Facts } from './ladder.ts';
import { type Owed, withoutHandler } from './rules-owed.ts';
import type { Command, Decision, Happening, Request } from './types.ts';

type Of<K extends 'notOurs' | 'own'> = Extract<Command, { kind: K }>;

/** Names whose it is; that department is asked, and the clock runs on. The second time the two heads are asked who owns it. */
export function notOurs(request: Owed, command: Of<'notOurs'>, now: Date, { org }: Facts): Decision {
  const named = command.department;
  if (named === request.supplier) return refuse({ why: 'sameDepartment', department: named });
  if (named === request.customer) return refuse({ why: 'askTheCustomer', department: named });
  const said = [...request.notOurs, { department: request.supplier, named }];
  const notOursNow: Happening = { kind: 'notOurs', by: command.by, from: request.supplier, named };
  const next = { ...request, notOurs: said, wait: null };
  const first = request.notOurs.at(-1);
  if (first) {
    const between: [string, string] = [first.department, request.supplier];
    return accept({ ...next, ownerless: { since: now, between, views: [] } }, notOursNow, {
      kind: 'ownerAsked',
      between,
    });
  }
  if (!named || !org.departments.has(named)) return refuse({ why: 'notInDepartment', department: named ?? '' });
  return accept(moved(next, named, now, org), notOursNow, {
    kind: 'moved',
    by: command.by,
    from: request.supplier,
    to: named,
  });
}

/**
 * At another department: nobody there has taken it on or been told yet. Targets keep running from the filing, unless no
 * department had been named; a ladder that stood still or has no step left begins again.
 */
function moved(request: Owed, to: string, now: Date, org: Organisation): Request {
  const about = request.stage === 'accepted' ? withoutHandler(request) : request;
  const { acknowledgedAt, ownerless, climb, ladder } = request;
  const begins = acknowledgedAt !== null || ownerless !== null || climb.passed >= ladder.length;
  const next: Request = {
    ...about,
    stage: 'open',
    supplier: to,
    service: null,
    ownerless: null,
    told: [],
    acknowledgedAt: null,
    ladderFrom: begins ? now : request.ladderFrom,
    agreed: null,
    follow: { why: 'target', due: request.deliver.due },
  };
  return ownerless && !ownerless.between ? asked(next, now, org) : next;
}

/** The first department asked has its own targets, from now: it was not its time in which nobody knew. */
function asked(request: Request, now: Date, org: Organisation): Request {
  const { supplier, urgency } = request;
  const budget = targetsOf(org, supplier, null).acknowledge[urgency];
  const acknowledge = startTarget(org, supplier, urgency, budget, now);
  return {
    ...request,
    ...startAgain(org, request, now),
    acknowledge,
    ladder: ladderOf(org, supplier, null),
    ladderFrom: null,
  };
}

/** A head, or the referee, says whose work this is. Two heads who name the same department have settled it. */
export function own(request: Request, command: Of<'own'>, now: Date, { org }: Facts): Decision {
  const { ownerless } = request;
  if (request.stage === 'closed') return refuse({ why: 'closed', how: request.how, at: request.at });
  if (!ownerless || (request.stage !== 'open' && request.stage !== 'accepted')) return refuse({ why: 'notOwnerless' });
  if (!org.departments.has(command.department))
    return refuse({ why: 'notInDepartment', department: command.department });
  const referee = org.company.referees.includes(command.by);
  const settles = (owner: string): Decision =>
    owner === request.customer
      ? refuse({ why: 'askTheCustomer', department: owner })
      : accept(moved(request, owner, now, org), { kind: 'moved', by: command.by, from: request.supplier, to: owner });
  if (referee) return settles(command.department);
  if (!ownerless.between) {
    return canActFor(org, command.by, request.supplier)
      ? settles(command.department)
      : refuse({ why: 'notSupplier', department: request.supplier });
  }
  const mine = ownerless.between.find((department) => leads(org, command.by, department));
  if (!mine) {
    const own = ownerless.between.find((department) => canActFor(org, command.by, department));
    return refuse({ why: 'notSupplier', department: own ?? request.supplier });
  }
  const others = ownerless.views.filter((view) => view.department !== mine);
  if (command.department === mine || others.some((view) => view.owner === command.department))
    return settles(command.department);
  const views = [...others, { department: mine, owner: command.department }];
  return accept(
    { ...request, ownerless: { ...ownerless, views } },
    { kind: 'ownerViewed', by: command.by, department: mine, owner: command.department },
  );
}

/** Whether a person answers for a department: its head, or the deputy. */
export function leads(org: Organisation, person: string, department: string): boolean {
  const { head, deputy } = org.departments.get(department) ?? { head: null, deputy: null };
  return person === head || person === deputy;
}
