import { type Clock, shiftedClock, systemClock } from '../clock.ts';
import type { Reader, Tx } from '../db/database.ts';
import { demoStart, shiftKey } from '../demo/controls.ts';
import { readSetting, settleSetting } from './settings.ts';

/** The demo's clock, as far moved as it was when it was last used; at first it stands at the beginning of the story. */
export async function demoClock(on: Reader | Tx): Promise<ReturnType<typeof shiftedClock>> {
  const clock = shiftedClock();
  clock.set(demoStart);
  const shift = await settleSetting(on, shiftKey, clock.shiftMs());
  return shiftedClock(typeof shift === 'number' ? shift : 0);
}

/** The product's time for a command that runs without the service. */
export async function clockOf(on: Reader | Tx, kind: 'demo' | 'real' | null): Promise<Clock> {
  const shift = kind === 'demo' ? await readSetting(on, shiftKey) : undefined;
  return typeof shift === 'number' ? shiftedClock(shift) : systemClock;
}
