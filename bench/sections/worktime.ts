import { fork } from 'node:child_process';
import { join } from 'node:path';
import { compileCalendar, expandCalendar, holidayData } from '../../src/worktime/index.ts';
import type { Context } from '../context.ts';
import { count, keep, percentile, type Row } from '../report.ts';

const minute = 60_000;
const workday = 8 * 60 * minute;

/** Budgets in milliseconds of open time. */
const budgets: [string, number][] = [
  ['30 min', 30 * minute],
  ['2 h', 120 * minute],
  ['1 workday', workday],
  ['3 workdays', 3 * workday],
  ['10 workdays', 10 * workday],
];

const form = { hours: { 'mon-fri': ['08:00-12:00', '13:00-17:00'] }, holidays: 'cn' };

export interface Case {
  start: number;
  budgetMs: number;
}

/** What the peer is told: it knows no make-up workdays, so cases that meet one cannot agree. */
export interface PeerTask {
  holidays: readonly string[];
  cases: Case[];
  rounds: number;
}

export interface PeerAnswer {
  due: number[];
  /** Additions per second, a figure a round. */
  rates: number[];
}

/** Additions a second over a calendar with lunch break and Chinese holidays, beside dayjs-business-time. */
export async function worktime({ quick }: Context): Promise<Row[]> {
  const calendar = compileCalendar(expandCalendar(form, 'Asia/Shanghai'));
  const holidays = holidayData('cn', [2026, 2027]).closed;
  const rows: Row[] = [];
  for (const [name, budgetMs] of budgets) {
    const cases = casesOf(budgetMs, quick ? 500 : 2_000);
    const { due } = await askPeer({ holidays, cases, rounds: 0 });
    const agreed = cases.filter((one, i) => calendar.add(new Date(one.start), budgetMs).getTime() === due[i]);
    const peer = await askPeer({ holidays, cases: agreed, rounds: quick ? 3 : 10 });
    const ours = rates(agreed, (one) => calendar.add(new Date(one.start), one.budgetMs), quick ? 5 : 20);
    keep(`worktime-${name.replaceAll(' ', '-')}-ours`, ours);
    keep(`worktime-${name.replaceAll(' ', '-')}-dayjs-business-time`, peer.rates);
    rows.push({
      what: `additions per second, budget ${name}`,
      result: `${count(percentile(ours, 0.5))} beside ${count(percentile(peer.rates, 0.5))} of dayjs-business-time (${count(percentile(ours, 0.5) / percentile(peer.rates, 0.5))} ×)`,
      settings: `median of ${ours.length} rounds; ${agreed.length} of ${cases.length} starts in 2026 on which both agree`,
    });
  }
  return rows;
}

/** Starts on whole minutes all over 2026, day and night. */
function casesOf(budgetMs: number, many: number): Case[] {
  const first = Date.UTC(2026, 0, 1);
  return Array.from({ length: many }, (_, i) => ({
    start: first + ((i * 7_919_003) % (330 * 24 * 60)) * minute,
    budgetMs,
  }));
}

function rates(cases: readonly Case[], add: (one: Case) => Date, rounds: number): number[] {
  const repeats = Math.ceil(50_000 / cases.length);
  let sum = 0;
  const round = () => {
    const begun = performance.now();
    for (let repeat = 0; repeat < repeats; repeat++) for (const one of cases) sum += add(one).getTime();
    return (repeats * cases.length * 1000) / (performance.now() - begun);
  };
  round();
  const found = Array.from({ length: rounds }, round);
  // The sum is used, so that no compiler leaves the additions out.
  if (!Number.isFinite(sum)) throw new Error('an addition had no result');
  return found;
}

/** The peer counts in the process's own zone, which is faster for it than its zone plugin: so its process lives in Shanghai. */
async function askPeer(task: PeerTask): Promise<PeerAnswer> {
  const child = fork(join(import.meta.dirname, '../peers/dayjs-business-time.ts'), {
    env: { ...process.env, TZ: 'Asia/Shanghai' },
  });
  child.send(task);
  return new Promise((resolve, reject) => {
    child.on('message', (message: Partial<PeerAnswer>) => message.rates && resolve(message as PeerAnswer));
    child.once('exit', (code) => reject(new Error(`dayjs-business-time ended with ${code}`)));
  });
}
