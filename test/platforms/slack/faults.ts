import type { Fault } from '../hands.ts';

/** An answer as it is, for what `Fault` has no word for: a 429 without `Retry-After`, half a JSON, a redirect. */
export interface RawAnswer {
  status: number;
  headers?: Record<string, string>;
  body: string;
}

type Planned = Fault | ({ kind: 'raw' } & RawAnswer);

/** Faults that wait for a call whose path contains theirs. */
export interface FaultPlan {
  add(path: string, fault: Planned, times: number): void;
  /** Takes the first fault that fits this path, once. */
  take(path: string): Planned | null;
  clear(): void;
}

export function faultPlan(): FaultPlan {
  const plans: { path: string; fault: Planned; left: number }[] = [];
  return {
    add: (path, fault, left) => void plans.push({ path, fault, left }),
    take(path) {
      const plan = plans.find((one) => one.left > 0 && path.includes(one.path));
      if (!plan) return null;
      plan.left -= 1;
      return plan.fault;
    },
    clear: () => void plans.splice(0),
  };
}

/** What the client gets instead of an answer; null: nothing, until it gives up. */
export function answerOf(fault: Planned): RawAnswer | null {
  const json = { 'content-type': 'application/json; charset=utf-8' };
  const refused = (error: string, status = 200, headers: Record<string, string> = {}): RawAnswer => ({
    status,
    headers: { ...json, ...headers },
    body: JSON.stringify({ ok: false, error }),
  });
  switch (fault.kind) {
    case 'throttled':
      return refused('ratelimited', 429, {
        'retry-after': String(Math.max(1, Math.ceil((fault.afterMs ?? 1000) / 1000))),
      });
    case 'serverError':
      return { status: 500, headers: { 'content-type': 'text/html' }, body: '<html><body>Server Error</body></html>' };
    case 'garbage':
      return {
        status: 200,
        headers: { 'content-type': 'text/html' },
        body: '<!DOCTYPE html><html><body>Slack</body></html>',
      };
    case 'tokenExpired':
      return refused('token_revoked');
    case 'refused':
      return refused(fault.error);
    case 'raw':
      return fault;
    case 'silent':
    case 'answerLost':
      return null;
  }
}
