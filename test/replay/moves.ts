import type { Ticket } from './tickets.ts';

/** What a ticket means in requests: a team hands on by asking upstream, and back to its own customer by delivering. */
export type Move = { at: Date } & (
  | { kind: 'file'; number: number; customer: string; supplier: string; blocks: number | null }
  | { kind: 'deliver'; number: number }
);

export const firstCustomer = 'caller';

/** `next` gives numbers to requests. At its end the chain of a ticket is delivered link by link, the last one first. */
export function movesOf(ticket: Ticket, next: () => number): Move[] {
  const moves: Move[] = [];
  const chain: { number: number; supplier: string }[] = [];
  for (const { team, at } of ticket.stays) {
    const above = chain.at(-2);
    if (above?.supplier === team) {
      // Back to one's own direct customer: the work is handed over, no edge is drawn.
      const done = chain.pop();
      if (done) moves.push({ kind: 'deliver', number: done.number, at });
      continue;
    }
    const top = chain.at(-1);
    const number = next();
    moves.push({
      kind: 'file',
      number,
      customer: top?.supplier ?? firstCustomer,
      supplier: team,
      blocks: top?.number ?? null,
      at,
    });
    chain.push({ number, supplier: team });
  }
  for (const link of chain.reverse()) moves.push({ kind: 'deliver', number: link.number, at: ticket.end });
  return moves;
}

/** An org file with one department per team: its person is head and on duty. */
export function companyOf(teams: Iterable<string>): string {
  const keys = [firstCustomer, ...new Set(teams)].map(keyOf);
  const departments = keys.map((key) => `  - { key: ${key}, name: ${key}, head: p-${key}, calendar: office }`);
  const people = keys.map((key) => `  - { key: p-${key}, name: p-${key}, department: ${key} }`);
  return `company: { name: Replay, timezone: Europe/Stockholm, locale: en, referees: [p-${keyOf(firstCustomer)}] }
calendars:
  office: { hours: { mon-fri: ["08:00-17:00"] } }
departments:
${departments.join('\n')}
people:
${people.join('\n')}
`;
}

/** Team names as keys of an org file. */
export const keyOf = (team: string): string => `t-${team.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`;
