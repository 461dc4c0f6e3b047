import { setTimeout as sleep } from 'node:timers/promises';

const RETRIES = 3;
const DEADLOCK = '40P01';
const SERIALIZATION = '40001';

/** Runs a transaction again, at most three times, when the database gave it up for another one. */
export async function retrying<T>(attempt: () => Promise<T>): Promise<T> {
  for (let failures = 0; ; ) {
    try {
      return await attempt();
    } catch (error) {
      const code = sqlState(error);
      failures += 1;
      if (failures > RETRIES || (code !== DEADLOCK && code !== SERIALIZATION)) throw error;
      // Two that met once would meet again if both waited equally long.
      await sleep(Math.random() * 25 * failures);
    }
  }
}

/** The five characters by which PostgreSQL names an error, from either driver and through drizzle's wrapping. */
export function sqlState(error: unknown): string | null {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    const { code } = at as { code?: unknown };
    if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code)) return code;
  }
  return null;
}

/** The name of the constraint an error is about; the drivers keep it under different names. */
export function violatedConstraint(error: unknown): string | null {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    const { constraint, constraint_name } = at as { constraint?: unknown; constraint_name?: unknown };
    const name = constraint_name ?? constraint;
    if (typeof name === 'string') return name;
  }
  return null;
}
