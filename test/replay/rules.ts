import { organisationOf } from '../../src/org/build.ts';
import { parseOrgFile } from '../../src/org/file.ts';
import { chainBill, requestBill } from '../../src/requests/bill.ts';
import { blockerOf, type Link, linkOf, type Ring, ringThrough } from '../../src/requests/chain.ts';
import { file } from '../../src/requests/filing.ts';
import type { Facts } from '../../src/requests/ladder.ts';
import { decide } from '../../src/requests/rules.ts';
import { nextWake } from '../../src/requests/settle.ts';
import type { Command, Decision, Request } from '../../src/requests/types.ts';
import { companyOf, keyOf, type Move, movesOf } from './moves.ts';
import type { Ticket } from './tickets.ts';

export interface Outcome {
  requests: number;
  happenings: number;
  rings: number;
  /** Tickets in whose chain a ring was seen. */
  ringed: Set<string>;
  /** Bills that did not sum, by request. */
  wrong: number[];
}

/** Replays tickets through the product's pure rules, each with time deciding whatever fell due on the way. */
export function replay(tickets: readonly Ticket[]): Outcome {
  const outcome: Outcome = { requests: 0, happenings: 0, rings: 0, ringed: new Set(), wrong: [] };
  const facts = factsFor(tickets);
  for (const ticket of tickets) replayOne(ticket, facts, outcome);
  return outcome;
}

function factsFor(tickets: readonly Ticket[]): Facts {
  const parsed = parseOrgFile(companyOf(tickets.flatMap((ticket) => ticket.stays.map((stay) => stay.team))));
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems.slice(0, 3)));
  const org = organisationOf(parsed.file);
  return { org, reachable: () => true };
}

function replayOne(ticket: Ticket, facts: Facts, outcome: Outcome): void {
  const requests = new Map<number, Request>();
  const rings: Ring[] = [];
  const note = (decision: Decision) => {
    if ('refusal' in decision) throw new Error(`${ticket.id}: ${JSON.stringify(decision.refusal)}`);
    requests.set(decision.request.number, decision.request);
    outcome.happenings += decision.happenings.length;
  };
  const give = (number: number, at: Date, command: Command) => {
    const request = requests.get(number);
    if (!request) throw new Error(`${ticket.id}: no request ${number}`);
    note(decide(request, command, at, facts));
  };
  let last = 0;
  for (const move of movesOf(ticket, () => ++last)) {
    pass(requests, move.at, facts, note);
    if (move.kind === 'deliver') closes(move, requests, give);
    else files(move, facts, note, give);
    const ring = move.kind === 'file' && move.blocks ? ringThrough(graphOf(requests), move.blocks) : null;
    // As in the product: a ring that shares a link with one already announced is the same ring.
    if (ring && !rings.some((known) => known.links.some((link) => ring.links.includes(link)))) rings.push(ring);
  }
  outcome.requests += requests.size;
  outcome.rings += rings.length;
  if (rings.length > 0) outcome.ringed.add(ticket.id);
  for (const request of requests.values())
    if (!sums(request, requests, ticket.end, facts)) outcome.wrong.push(request.number);
}

const graphOf = (requests: ReadonlyMap<number, Request>): Map<number, Link> =>
  new Map([...requests.values()].map((request) => [request.number, linkOf(request)]));

function pass(requests: ReadonlyMap<number, Request>, until: Date, facts: Facts, note: (decision: Decision) => void) {
  for (const number of requests.keys()) {
    for (;;) {
      const request = requests.get(number);
      const due = request && nextWake(request, facts.org);
      if (!request || !due || due > until) break;
      note(decide(request, { kind: 'time' }, due, facts));
    }
  }
}

type Give = (number: number, at: Date, command: Command) => void;

function files(move: Extract<Move, { kind: 'file' }>, facts: Facts, note: (decision: Decision) => void, give: Give) {
  const [customer, supplier] = [keyOf(move.customer), keyOf(move.supplier)];
  const asker = `p-${customer}`;
  const about = { service: null, need: 'ticket', needBy: null, needByWords: '', blocks: '', files: [] };
  const { number } = move;
  note(file({ ...about, number, by: asker, asker, customer, supplier, urgency: 'normal' }, move.at, facts));
  if (move.blocks) give(move.blocks, move.at, { kind: 'block', by: asker, blocker: number });
}

function closes(move: Extract<Move, { kind: 'deliver' }>, requests: ReadonlyMap<number, Request>, give: Give) {
  const request = requests.get(move.number);
  if (!request || request.stage === 'closed') return;
  give(move.number, move.at, { kind: 'deliver', by: `p-${request.supplier}`, note: '', files: [] });
  give(move.number, move.at, { kind: 'confirm', by: request.asker, rating: 5, remark: '' });
  for (const other of requests.values())
    if (blockerOf(other) === move.number) give(other.number, move.at, { kind: 'unblock', by: null, how: 'confirmed' });
}

function sums(request: Request, requests: ReadonlyMap<number, Request>, now: Date, { org }: Facts): boolean {
  const end = request.stage === 'closed' ? request.at : now;
  const bills = [requestBill(request, now, org), chainBill(request, (number) => requests.get(number), now, org)];
  return bills.every(
    (bill) =>
      bill.totalMs === end.getTime() - request.filedAt.getTime() &&
      bill.lines.every((line) => line.ms > 0) &&
      bill.lines.reduce((sum, line) => sum + line.ms, 0) === bill.totalMs,
  );
}
