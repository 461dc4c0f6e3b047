import { createRequire } from 'node:module';
import type { PeerAnswer, PeerTask } from '../sections/worktime.ts';

const require = createRequire(import.meta.url);

interface Peer {
  (at: number): { addBusinessMinutes(minutes: number): { valueOf(): number } };
  extend(plugin: unknown): void;
  setBusinessTime(times: Record<string, { start: string; end: string }[] | null>): void;
  setHolidays(dates: readonly string[]): void;
}

const dayjs = require('dayjs') as Peer;
dayjs.extend(require('dayjs-business-time'));

const hours = [
  { start: '08:00:00', end: '12:00:00' },
  { start: '13:00:00', end: '17:00:00' },
];
dayjs.setBusinessTime({
  sunday: null,
  monday: hours,
  tuesday: hours,
  wednesday: hours,
  thursday: hours,
  friday: hours,
  saturday: null,
});

process.on('message', ({ holidays, cases, rounds }: PeerTask) => {
  dayjs.setHolidays(holidays);
  const add = (start: number, budgetMs: number) =>
    dayjs(start)
      .addBusinessMinutes(budgetMs / 60_000)
      .valueOf();
  const due = cases.map((one) => add(one.start, one.budgetMs));
  const rates = Array.from({ length: rounds }, () => {
    const begun = performance.now();
    for (const one of cases) add(one.start, one.budgetMs);
    return (cases.length * 1000) / (performance.now() - begun);
  });
  const answer: PeerAnswer = { due, rates };
  process.send?.(answer, () => process.disconnect?.());
});
