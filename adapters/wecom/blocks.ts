import type { Clock } from '../../src/clock.ts';
import { Blocked, WecomError } from './errors.ts';

/** Documented on page 90454: too many calls in a minute are refused for 60 s, in an hour for an hour. */
const tooMany = 45009;
const firstMs = 60_000;
const mostMs = 3_600_000;
/**
 * Shorter for what somebody waits for at a page: WeCom does not say which of the two limits it was, so the shorter one is
 * believed each time. Every call needs the token.
 */
const waitedForMs: Readonly<Record<string, number>> = { 'auth/getuserinfo': firstMs, gettoken: 5 * firstMs };

interface Block {
  untilMs: number;
  lengthMs: number;
}

/**
 * Keeps calls from being made while WeCom refuses them for their number: each refusal in a row doubles the wait, up to an
 * hour, or less where somebody waits. Getting a token is held off after other failures too, as asking too often is what gets
 * it refused for an hour.
 */
export function blocks(clock: Clock) {
  const standing = new Map<string, Block>();
  const failures = new Map<string, number>();
  const now = () => clock.now().getTime();

  function block(path: string, lengthMs: number): Blocked {
    standing.set(path, { untilMs: now() + lengthMs, lengthMs });
    return new Blocked(path, lengthMs);
  }

  function failed(path: string, error: unknown): unknown {
    const count = (failures.get(path) ?? 0) + 1;
    failures.set(path, count);
    if (error instanceof WecomError && error.code === tooMany) {
      const before = standing.get(path)?.lengthMs ?? 0;
      return block(path, Math.min(Math.max(firstMs, before * 2), waitedForMs[path] ?? mostMs));
    }
    if (path === 'gettoken' && count > 1) block(path, Math.min(1000 * 2 ** (count - 2), firstMs));
    return error;
  }

  return {
    /** Throws Blocked while calls to this path are refused. */
    check(path: string): void {
      const found = standing.get(path);
      const leftMs = found ? found.untilMs - now() : 0;
      // A clock that was set back must not make the wait longer.
      if (found && leftMs > 0 && leftMs <= found.lengthMs) throw new Blocked(path, leftMs);
    },
    /** Makes a call and draws the conclusions. */
    async watch<T>(path: string, work: () => Promise<T>): Promise<T> {
      try {
        const result = await work();
        standing.delete(path);
        failures.delete(path);
        return result;
      } catch (error) {
        throw failed(path, error);
      }
    },
  };
}
