import { describe } from 'vitest';
import { benchOf } from './bench.ts';
import { comesIn } from './comes-in.ts';
import { goesOut } from './goes-out.ts';
import { goesWrong } from './goes-wrong.ts';
import type { Subject } from './subject.ts';

/** What every adapter owes the product, tried on an emulated platform, or on the pages that are the messenger. */
export function contract(subject: Subject): void {
  const bench = benchOf(subject);
  comesIn(bench);
  goesOut(bench);
  const { api } = subject;
  if (api) describe('when the platform fails', () => goesWrong(bench, api));
}
