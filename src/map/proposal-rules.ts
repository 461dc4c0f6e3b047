import type { Requirement } from '../org/organisation.ts';

export type ProposalStatus = 'open' | 'agreed' | 'refused' | 'replaced';

export type Side = 'supplier' | 'customer';

/** One wording of an agreement on its way. A side has confirmed it when someone of it is named. */
export interface Proposal {
  id: number;
  agreement: string;
  version: number;
  supplier: string;
  customer: string;
  requirement: Requirement;
  service: string | null;
  gap: string | null;
  status: ProposalStatus;
  proposedBy: string;
  proposedAt: Date;
  supplierBy: string | null;
  customerBy: string | null;
  settledAt: Date | null;
  settledBy: string | null;
  reason: string | null;
}

/** What an agreement is about: its two sides, the kind of requirement, the service. */
export type Terms = Pick<Proposal, 'supplier' | 'customer' | 'service' | 'gap'> & { kind: Requirement['kind'] };

/** Names the agreement on these terms, for all its versions. */
export function agreementKey({ supplier, customer, kind, service }: Omit<Terms, 'gap'>): string {
  return `${supplier}>${customer}:${kind}${service === null ? '' : `:${service}`}`;
}

export type Command =
  | { kind: 'confirm'; by: string }
  | { kind: 'refuse'; by: string; reason: string }
  | { kind: 'reword'; by: string; requirement: Requirement };

/** `waiting`: one's own side has confirmed, the other has not. */
export type Refusal = 'notLeader' | 'waiting' | 'alreadyAgreed' | 'alreadyRefused' | 'replaced';

export type Decision =
  | { refusal: Refusal }
  /** The wording after the decision, and the one that takes its place. */
  | { proposal: Proposal; next: Omit<Proposal, 'id'> | null };

/** A first wording; whoever leads both sides has agreed with themselves. */
export function propose(
  terms: Terms,
  requirement: Requirement,
  version: number,
  by: string,
  sides: readonly Side[],
  now: Date,
): { refusal: 'notLeader' } | Omit<Proposal, 'id'> {
  if (sides.length === 0) return { refusal: 'notLeader' };
  const { kind, ...about } = terms;
  const both = sides.length === 2;
  return {
    ...about,
    agreement: agreementKey(terms),
    version,
    requirement: { ...requirement, kind },
    status: both ? 'agreed' : 'open',
    proposedBy: by,
    proposedAt: now,
    supplierBy: sides.includes('supplier') ? by : null,
    customerBy: sides.includes('customer') ? by : null,
    settledAt: both ? now : null,
    settledBy: null,
    reason: null,
  };
}

/** Decides on one wording. `sides` are those the person leads. */
export function decide(proposal: Proposal, command: Command, sides: readonly Side[], now: Date): Decision {
  if (sides.length === 0) return { refusal: 'notLeader' };
  if (proposal.status !== 'open') return { refusal: settledAs(proposal.status) };
  switch (command.kind) {
    case 'confirm':
      return confirm(proposal, command.by, sides, now);
    case 'refuse': {
      const settled = { status: 'refused' as const, settledAt: now, settledBy: command.by, reason: command.reason };
      return { proposal: { ...proposal, ...settled }, next: null };
    }
    case 'reword': {
      if (sameWording(proposal.requirement, command.requirement)) return confirm(proposal, command.by, sides, now);
      const { supplier, customer, service, gap, version } = proposal;
      const terms = { supplier, customer, service, gap, kind: proposal.requirement.kind };
      const next = propose(terms, command.requirement, version + 1, command.by, sides, now);
      if ('refusal' in next) return next;
      return { proposal: { ...proposal, status: 'replaced', settledAt: now }, next };
    }
    default:
      return command satisfies never;
  }
}

/** Why a wording that is settled cannot be decided on. */
export function settledAs(status: Exclude<ProposalStatus, 'open'>): Refusal {
  return status === 'agreed' ? 'alreadyAgreed' : status === 'refused' ? 'alreadyRefused' : 'replaced';
}

function confirm(proposal: Proposal, by: string, sides: readonly Side[], now: Date): Decision {
  const supplierBy = proposal.supplierBy ?? (sides.includes('supplier') ? by : null);
  const customerBy = proposal.customerBy ?? (sides.includes('customer') ? by : null);
  if (supplierBy === proposal.supplierBy && customerBy === proposal.customerBy) return { refusal: 'waiting' };
  const both = supplierBy !== null && customerBy !== null;
  const settled = both ? { status: 'agreed' as const, settledAt: now } : {};
  return { proposal: { ...proposal, supplierBy, customerBy, ...settled }, next: null };
}

/** Whether a wording is the same, letter by letter: two sides who write the same at once have agreed. */
function sameWording(a: Requirement, b: Requirement): boolean {
  return a.amount === b.amount && (a.unit ?? '') === (b.unit ?? '') && a.words.trim() === b.words.trim();
}
