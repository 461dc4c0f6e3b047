import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type Requirement, requirementKinds } from '../../src/org/organisation.ts';
import type { StatedCustomer, StatedSupplier, Statement } from '../../src/questionnaires/types.ts';
import { requirement, statement } from './kit.ts';

/** A directed hand-off between two teams, and how often it happened. */
export interface HandOff {
  from: number;
  to: number;
  count: number;
}

/** Who hands on to whom in a company of hundreds of teams, and which teams end the work of a case. */
export interface Teams {
  source: 'log' | 'synthetic';
  count: number;
  handOffs: HandOff[];
  ending: Set<number>;
}

/** Beside the repository, where it is there: never part of it. */
const log = join(import.meta.dirname, '../../../shared/data/bpi2013_incidents.csv.gz');

/** Hand-offs of a real company's log; where it is absent, of an invented company of the same shape. */
export function teams(file: string = log): Teams {
  return existsSync(file) ? fromLog(gunzipSync(readFileSync(file)).toString('utf8')) : synthetic();
}

/** Cases pass from team to team; blanks are skipped, and a team that hands to itself hands nothing on. */
function fromLog(text: string): Teams {
  const [head = '', ...lines] = text.trim().split('\n');
  const columns = head.split(',');
  const [caseAt, teamAt] = [columns.indexOf('case_id'), columns.indexOf('team')];
  const ids = new Map<string, number>();
  const counts = new Map<string, HandOff>();
  const last = new Map<string, number>();
  for (const line of lines) {
    const cells = line.split(',');
    const [of = '', team = ''] = [cells[caseAt], cells[teamAt]];
    if (team === '') continue;
    const to = ids.get(team) ?? ids.size;
    ids.set(team, to);
    const from = last.get(of);
    last.set(of, to);
    if (from !== undefined && from !== to) note(counts, from, to);
  }
  return { source: 'log', count: ids.size, handOffs: [...counts.values()], ending: new Set(last.values()) };
}

function note(counts: Map<string, HandOff>, from: number, to: number, count = 1): void {
  const key = `${from} ${to}`;
  const known = counts.get(key);
  if (known) known.count += count;
  else counts.set(key, { from, to, count });
}

/** 649 teams and 2,463 pairs, a quarter of them both ways, a few teams with very many neighbours. */
export function synthetic(): Teams {
  const count = 649;
  const random = sequence(2013);
  const some = () => Math.floor(count * random() ** 3);
  const counts = new Map<string, HandOff>();
  while (counts.size < 2463) {
    const [from, to] = [some(), Math.floor(count * random())];
    if (from === to) continue;
    note(counts, from, to, 1 + Math.floor(20 * random() ** 4));
    if (random() < 0.2 && counts.size < 2463) note(counts, to, from);
  }
  const ending = new Set(Array.from({ length: count }, (_, team) => team).filter(() => random() < 0.5));
  return { source: 'synthetic', count, handOffs: [...counts.values()], ending };
}

/** The same numbers between 0 and 1 every time. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** As the departments of the company that is measured are called. */
const teamKey = (team: number): string => `d${team}`;

/** What the teams would publish: most sides name each other, some only one; what is required differs here and there. */
export function statementsOf({ count, handOffs, ending }: Teams): Statement[] {
  const random = sequence(7);
  const suppliers = Array.from({ length: count }, (): StatedSupplier[] => []);
  const customers = Array.from({ length: count }, (): StatedCustomer[] => []);
  for (const { from, to, count: times } of handOffs) {
    const said = Math.min(30, times);
    const described = random() < 0.7;
    const [requires, believes] = [some(random, said), some(random, said)];
    const kind = described ? 'process' : null;
    if (random() < 0.9)
      suppliers[to]?.push({
        party: teamKey(from),
        kind,
        said,
        handsOn: described ? [{ words: '一份工单和它的记录', said }] : [],
        requires: described ? requires : [],
        troubles: described && random() < 0.3 ? [{ about: 'onTime', words: '常常晚到', said: 1 }] : [],
      });
    if (random() < 0.8)
      customers[from]?.push({
        party: teamKey(to),
        kind,
        said,
        handsOn: described ? [{ words: '一份工单', said }] : [],
        believes: described ? (random() < 0.5 ? requires : believes) : [],
      });
  }
  return Array.from({ length: count }, (_, team) =>
    statement(teamKey(team), {
      suppliers: suppliers[team] ?? [],
      customers: [
        ...(customers[team] ?? []),
        ...(ending.has(team) ? [{ party: '~external', kind: null, said: 3, handsOn: [], believes: [] }] : []),
      ],
    }),
  );
}

function some(random: () => number, said: number): (Requirement & { said: number })[] {
  return requirementKinds
    .filter(() => random() < 0.4)
    .map((kind) => {
      const timed = kind === 'onTime' && random() < 0.8;
      const number = timed ? { amount: 1 + Math.floor(3 * random()), unit: random() < 0.5 ? '天' : 'h' } : {};
      return { ...requirement(kind, { words: '按约定的时间和内容交付', ...number }), said };
    });
}
