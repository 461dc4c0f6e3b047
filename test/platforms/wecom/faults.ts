import type { Fault, Faults } from '../hands.ts';
import type { Callbacks } from './callbacks.ts';
import type { State } from './state.ts';
import { invalidate } from './tokens.ts';

export interface ArmedFaults extends Faults {
  /** What this call meets, or null; each counts once. */
  take(path: string): Fault | null;
}

export function newFaults(state: State, callbacks: Callbacks): ArmedFaults {
  let armed: { path: string; fault: Fault; left: number }[] = [];
  return {
    next(path, fault, times = 1) {
      armed.push({ path, fault, left: times });
    },
    take(path) {
      const found = armed.find((one) => one.left > 0 && path.includes(one.path));
      if (!found) return null;
      found.left -= 1;
      return found.fault;
    },
    duplicate: (times, together = false) => callbacks.duplicate(times, together),
    hold: () => callbacks.hold(),
    release: () => callbacks.release(),
    async disconnect() {
      invalidate(state, 'unknown');
    },
    clear() {
      armed = [];
      state.blocked.clear();
      callbacks.clear();
    },
  };
}
