/** Where the product's time comes from. Rules never ask: they are handed `now`. */
export interface Clock {
  /** The product's time. In tests and in the demo it is moved by hand. */
  now(): Date;
}

/** A clock that can be moved: the one of tests and of the demo. */
export interface MovableClock extends Clock {
  /** Moves the clock to `instant`. */
  set(instant: Date): void;
}

/** The machine's own time. */
export const systemClock: Clock = { now: () => new Date() };

/** A clock that stands still until it is set. */
export function stoppedClock(start: Date): MovableClock {
  let current = start;
  return {
    now: () => new Date(current),
    set: (instant) => {
      current = instant;
    },
  };
}

/** A clock that runs on from whatever instant it was last set to. */
export function shiftedClock(shiftMs = 0): MovableClock & { shiftMs(): number } {
  let shift = shiftMs;
  return {
    now: () => new Date(Date.now() + shift),
    set: (instant) => {
      shift = instant.getTime() - Date.now();
    },
    shiftMs: () => shift,
  };
}
