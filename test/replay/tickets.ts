import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** One ticket: which team had it from when on, blanks skipped and equal neighbours collapsed, and when it ended. */
export interface Ticket {
  id: string;
  stays: { team: string; at: Date }[];
  end: Date;
}

const file = new URL('../../../shared/data/bpi2013_incidents.csv.gz', import.meta.url);

/** The real log beside the repository when it is there, else tickets of its shape; never both. */
export function tickets(): { real: boolean; tickets: Ticket[] } {
  return existsSync(file)
    ? { real: true, tickets: parse(gunzipSync(readFileSync(file)).toString('utf8')) }
    : { real: false, tickets: synthesised(800, 2013) };
}

function parse(csv: string): Ticket[] {
  const [header = '', ...lines] = csv.trimEnd().split('\n');
  const columns = header.trim().split(',');
  const [id, seq, time, team] = ['case_id', 'seq', 'time', 'team'].map((name) => columns.indexOf(name));
  const cases = new Map<string, { seq: number; at: Date; team: string }[]>();
  for (const line of lines) {
    const cells = line.trim().split(',');
    const cell = (index: number | undefined) => cells[index ?? -1] ?? '';
    const events = cases.get(cell(id)) ?? [];
    events.push({ seq: Number(cell(seq)), at: new Date(cell(time)), team: cell(team) });
    cases.set(cell(id), events);
  }
  return [...cases].map(([key, events]) => ticketOf(key, events));
}

function ticketOf(id: string, events: { seq: number; at: Date; team: string }[]): Ticket {
  const ordered = [...events].sort((a, b) => a.seq - b.seq);
  const stays: Ticket['stays'] = [];
  for (const { team, at } of ordered) if (team !== '' && stays.at(-1)?.team !== team) stays.push({ team, at });
  return { id, stays, end: ordered.at(-1)?.at ?? new Date(0) };
}

/** Half of the tickets are handed on, a sixth comes back to a team, most of those straight away: the shape of the log. */
export function synthesised(count: number, seed: number): Ticket[] {
  const random = randomFrom(seed);
  const pick = (below: number) => Math.floor(random() * below);
  return Array.from({ length: count }, (_, index) => {
    let at = Date.UTC(2012, 0, 2) + pick(100 * 24 * 3600) * 1000;
    const stays: Ticket['stays'] = [];
    const handOffs = random() < 0.5 ? 0 : 1 + pick(random() < 0.1 ? 12 : 3);
    for (let step = 0; step <= handOffs; step++) {
      const back = stays.length > 1 && random() < 0.3 ? stays.at(random() < 0.8 ? -2 : 0)?.team : undefined;
      const team = back ?? `V${pick(40)}`;
      if (stays.at(-1)?.team !== team) stays.push({ team, at: new Date(at) });
      at += pick(3 * 24 * 3600) * 1000;
    }
    return { id: `s${index}`, stays, end: new Date(at) };
  });
}

/** A small generator with a seed (mulberry32), so that a made-up ticket is the same everywhere. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export interface Facts {
  handOffs: number;
  handedOn: number;
  returning: number;
  bouncing: number;
  bounces: number;
  longest: number;
}

/** What is known of the log, counted anew. */
export function factsOf(all: readonly Ticket[]): Facts {
  const sequences = all.map((ticket) => ticket.stays.map((stay) => stay.team));
  const bouncesOf = (teams: string[]) => teams.filter((team, at) => at > 1 && team === teams[at - 2]).length;
  const handOffs = sequences.map((teams) => Math.max(0, teams.length - 1));
  return {
    handOffs: handOffs.reduce((sum, one) => sum + one, 0),
    handedOn: handOffs.filter((one) => one > 0).length,
    returning: sequences.filter((teams) => new Set(teams).size < teams.length).length,
    bouncing: sequences.filter((teams) => bouncesOf(teams) > 0).length,
    bounces: sequences.reduce((sum, teams) => sum + bouncesOf(teams), 0),
    longest: Math.max(...handOffs),
  };
}
