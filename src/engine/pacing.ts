import { setTimeout as pause } from 'node:timers/promises';
import type { Delivery, Pace } from '../platform/adapter.ts';
import type { Granted, Limits, Refused } from '../platform/limits.ts';

/** Whether what is sent now has its turn at the platform's rate limits. */
export interface Pacer {
  /**
   * Takes a turn where it is near, and resolves shortly before it comes. Further away nothing is taken, and it resolves to the
   * milliseconds after which to ask again.
   */
  turn(paces: readonly Pace[], urgent: boolean): Promise<Turn>;
}

type Turn = Pick<Delivery, 'turn'> | { waitMs: number };

/**
 * How far ahead turns are taken, in milliseconds. What fills the rest keeps this much taken, so that no turn passes unused while
 * the next messages are claimed; what must be seen soon is let a little further, so that it always comes right behind.
 */
const horizons = { urgent: 700, bulk: 500 };

/**
 * How long before its turn a message is handed over. On a busy machine it takes this long to make it ready; what must be seen
 * soon shall not wait for that where nothing else is sent.
 */
const leads = { urgent: 50, bulk: 150 };

/** Whoever is later for its turn than this tells so. */
const lateMs = 10;

/** Those refused at a bucket, as instants of the limits' clock. */
interface Line {
  /** Until then no one more of those who fill the rest has a turn: what is taken is never given back. */
  shutUntil: number;
  /** Where the next one refused would stand. */
  tail: number;
}

/**
 * Whoever is refused is told to come back when its turn would be near if everyone refused before it came first: so two
 * thousand messages ask about twice each, and not all of them at every look.
 */
export function createPacer(limits: Limits): Pacer {
  const lines = new Map<string, Line>();
  const refuse = ({ bucket, everyMs, waitMs }: Refused, asked: number) => {
    const line = lines.get(bucket) ?? { shutUntil: 0, tail: 0 };
    const near = asked + waitMs - horizons.bulk;
    const place = Math.max(line.tail, near);
    lines.set(bucket, { shutUntil: Math.max(line.shutUntil, near), tail: place + everyMs });
    return { waitMs: Math.max(1, place - asked) };
  };
  const takeBulk = async (paces: readonly Pace[]) => {
    const asked = limits.now();
    for (const { bucket, everyMs } of paces) {
      const line = lines.get(bucket);
      if (line && line.shutUntil > asked) return refuse({ bucket, everyMs, waitMs: 0 }, asked);
      if (line && line.tail <= asked) lines.delete(bucket);
    }
    const turn = await limits.take(paces, horizons.bulk, leads.bulk);
    return 'at' in turn ? turn : refuse(turn, asked);
  };
  const oneByOne = queue();
  const alone = async (paces: readonly Pace[], urgent: boolean): Promise<Turn> => {
    const got = urgent ? await takeUrgent(limits, paces) : await oneByOne(() => takeBulk(paces));
    if ('waitMs' in got) return got;
    const until = (at: number) => at > limits.now() && pause(at - limits.now());
    await until(got.at - (urgent ? leads.urgent : leads.bulk));
    return {
      async turn() {
        await until(got.at);
        const now = limits.now();
        // The message does not wait for that; unless it is told the platform may refuse one that follows, which is sent again.
        if (now > got.at + lateMs) got.usedAt?.(now).catch(() => {});
      },
    };
  };
  return { turn: shared(alone) };
}

/** One turn for all that become one call, as many as go into it, from the first that asks until it has it. */
function shared(alone: Pacer['turn']): Pacer['turn'] {
  const groups = new Map<string, { turn: Promise<Turn>; size: number }>();
  return async (paces, urgent) => {
    const [first] = paces;
    if (!first) return {};
    if (!first.together) return alone(paces, urgent);
    const key = `${first.bucket} ${first.together.alike} ${urgent}`;
    const open = groups.get(key);
    if (open && open.size < first.together.most) {
      open.size += 1;
      return open.turn;
    }
    const turn = alone(paces, urgent);
    const group = { turn, size: 1 };
    groups.set(key, group);
    return turn.finally(() => groups.get(key) === group && groups.delete(key));
  };
}

/** The next turn within reach of what must be seen soon, or how long until it is. */
async function takeUrgent(limits: Limits, paces: readonly Pace[]): Promise<Granted | { waitMs: number }> {
  const turn = await limits.take(paces, horizons.urgent, leads.urgent);
  return 'at' in turn ? turn : { waitMs: Math.max(1, turn.waitMs - horizons.urgent) };
}

/** Does one piece of work at a time. Of a batch the first one refused answers for the others, which then need not ask. */
function queue() {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work);
    last = mine.catch(() => {});
    return mine;
  };
}
