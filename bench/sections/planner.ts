import { type Problem, plan } from '../../src/meetings/planner.ts';
import { optimum } from '../../test/meetings/planner/optimum.ts';
import { afterChange, week } from '../../test/meetings/planner/problems.ts';
import { faults, scoreOf } from '../../test/meetings/planner/verify.ts';
import type { Context } from '../context.ts';
import { count, keep, ms, percentile, type Row } from '../report.ts';

/** For a week of a hundred departments, in milliseconds. */
const target = 200;

/** Slots for meetings: how long it takes, and how far it is from the proved optimum. */
export async function planner({ quick }: Context): Promise<Row[]> {
  const seeds = Array.from({ length: quick ? 10 : 50 }, (_, seed) => seed);
  const few = seeds.slice(0, quick ? 3 : 10);
  return [
    timed(
      '100 departments, 500 pair meetings, 40 slots, 70 % available',
      seeds,
      (seed) => week(100, 500, 40, 70, seed),
      target,
    ),
    timed('the same with days spread, mornings, nobody three in a row', seeds, (seed) =>
      wished(week(100, 500, 40, 70, seed)),
    ),
    timed('300 departments, 1,500 pair meetings', few, (seed) => week(300, 1_500, 40, 70, seed)),
    timed('100 departments, 900 pair meetings: too many', few, (seed) => week(100, 900, 24, 70, seed)),
    ...besideOptimum(quick ? 40 : 300),
    moves(few),
  ];
}

function wished(problem: Problem): Problem {
  const slots = Array.from({ length: problem.slots }, (_, slot) => slot);
  const mornings = slots.filter((slot) => slot % 8 < 4);
  return {
    ...problem,
    follows: slots.map((slot) => slot % 4 !== 0),
    day: slots.map((slot) => Math.floor(slot / 8)),
    rather: problem.available.map((_, party) => (party % 3 === 0 ? mornings : undefined)),
  };
}

function timed(what: string, seeds: number[], problemOf: (seed: number) => Problem, most?: number): Row {
  const samples: number[] = [];
  let left = 0;
  let meetings = 0;
  plan(problemOf(-1));
  for (const seed of seeds) {
    const problem = problemOf(seed);
    const begun = performance.now();
    const slots = plan(problem);
    samples.push(performance.now() - begun);
    if (faults(problem, slots).length > 0) throw new Error(`a plan does not hold: ${faults(problem, slots)[0]}`);
    left += slots.length - scoreOf(problem, slots).placed;
    meetings += slots.length;
  }
  keep(`planner-${what.replaceAll(/\W+/g, '-')}`, samples);
  const p95 = percentile(samples, 0.95);
  return {
    what,
    result: `p50 ${ms(percentile(samples, 0.5))} · p95 ${ms(p95)} · max ${ms(Math.max(...samples))}; ${count(left)} of ${count(meetings)} left out`,
    settings: `${seeds.length} seeds; every plan verified`,
    ...(most === undefined ? {} : { target: `p95 ≤ ${ms(most)}, all placed`, met: p95 <= most && left === 0 }),
  };
}

/** Too many meetings, and a change after a plan, beside what integer programming proves within a second. */
function besideOptimum(cases: number): Row[] {
  const excess: Record<'left' | 'moved', number[]> = { left: [], moved: [] };
  let unproved = 0;
  for (let seed = 0; seed < cases; seed++) {
    const problem = crowdedWeek(seed);
    const slots = plan(problem);
    const after = afterChange(problem, slots, seed);
    for (const [kind, one, found] of [
      ['left', problem, slots],
      ['moved', after, plan(after)],
    ] as const) {
      const best = optimum(one, 1);
      const own = scoreOf(one, found);
      if (!best) unproved++;
      else {
        excess.left.push(best.placed - own.placed);
        if (kind === 'moved' && best.placed === own.placed) excess.moved.push(best.kept - own.kept);
      }
    }
  }
  const row = (what: string, values: number[]): Row => ({
    what,
    result: `mean ${(values.reduce((sum, one) => sum + one, 0) / values.length).toFixed(3)}, max ${Math.max(...values)}`,
    target: '0',
    met: Math.max(...values) === 0,
    settings: `${values.length} random cases of 10–60 pair meetings, half of them after a change; HiGHS proved each within a second and gave up on ${unproved}`,
  });
  return [
    row('meetings left out beyond the optimum', excess.left),
    row('meetings moved beyond the optimum after someone lost half of their time', excess.moved),
  ];
}

function crowdedWeek(seed: number): Problem {
  const departments = 5 + (seed % 11);
  const slots = 4 + (seed % 7);
  return week(departments, 10 + ((seed * 7) % 51), slots, 60 + (seed % 4) * 10, seed);
}

/** In a large company after one department lost about half of its time. */
function moves(seeds: number[]): Row {
  const figures = seeds.map((seed) => {
    const before = week(100, 500, 40, 70, seed);
    const slots = plan(before);
    const after = afterChange(before, slots, seed);
    const gone = slots.filter((slot, meeting) =>
      after.meetings[meeting]?.some((party) => slot !== null && !after.available[party]?.includes(slot)),
    ).length;
    return { gone, moved: 500 - scoreOf(after, plan(after)).kept };
  });
  const sum = (of: 'gone' | 'moved') => figures.reduce((total, one) => total + one[of], 0);
  return {
    what: 'meetings moved of 500 after a department lost half of its time',
    result: `${(sum('moved') / seeds.length).toFixed(1)}, of which ${(sum('gone') / seeds.length).toFixed(1)} had lost their slot`,
    settings: `mean of ${seeds.length} seeds; no plan moves fewer than those that lost their slot`,
  };
}
