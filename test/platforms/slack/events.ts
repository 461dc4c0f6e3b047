import type { Courier, Outcome } from './delivery.ts';
import type { Obj } from './json.ts';
import { app, nextId, seconds, team, type Workspace } from './workspace.ts';

/** Tells the app of what happened: the Events API with its redeliveries. */
export interface Events {
  /** Resolves when the app has answered; rejects when neither the first delivery nor the one at once after it was answered. */
  tell(event: Obj): Promise<void>;
  /** The same in the background, for what nobody waits for. */
  happen(event: Obj): void;
  /** The redeliveries Slack makes after a minute and after five, now. */
  retryNow(): Promise<void>;
  /** Resolves when nothing is under way any more. */
  settled(): Promise<void>;
  duplicate(times: number, together: boolean): void;
  hold(): void;
  release(): Promise<void>;
  clear(): void;
}

interface Unanswered {
  envelope: Obj;
  num: number;
  reason: string;
}

export function events(space: Workspace, courier: Courier): Events {
  const background = new Set<Promise<unknown>>();
  const redeliveries = redelivering(courier);
  let held: (() => Promise<void>)[] | null = null;
  let copies = { times: 1, together: false };

  return {
    async tell(event) {
      const envelope = enveloped(space, event);
      const now = () => several(space, redeliveries, envelope, copies);
      if (held) held.push(now);
      else await now();
    },
    happen(event) {
      if (!courier.reachable()) return;
      const under = redeliveries.deliver(enveloped(space, event)).finally(() => background.delete(under));
      background.add(under);
    },
    retryNow: redeliveries.retryNow,
    async settled() {
      while (background.size > 0) await Promise.all([...background]);
    },
    duplicate: (times, together) => {
      copies = { times, together };
    },
    hold: () => {
      held ??= [];
    },
    async release() {
      const late = (held ?? []).reverse();
      held = null;
      for (const one of late) await one();
    },
    clear() {
      copies = { times: 1, together: false };
    },
  };
}

interface Redeliveries {
  attempt(envelope: Obj, retry?: { num: number; reason: string }): Promise<Outcome>;
  /** The first delivery, and the second at once when it was not answered. What is still open waits for `retryNow`. */
  deliver(envelope: Obj): Promise<Outcome>;
  retryNow(): Promise<void>;
}

function redelivering(courier: Courier): Redeliveries {
  const unanswered: Unanswered[] = [];
  const attempt: Redeliveries['attempt'] = (envelope, retry) =>
    courier.bring({ type: 'events_api', payload: envelope, ...(retry ? { retry } : {}) });
  return {
    attempt,
    async deliver(envelope) {
      const first = await attempt(envelope);
      if (first.answered || first.noRetry) return first;
      const second = await attempt(envelope, { num: 1, reason: first.reason });
      if (!second.answered && !second.noRetry) unanswered.push({ envelope, num: 2, reason: second.reason });
      return second;
    },
    async retryNow() {
      for (const { envelope, num, reason } of unanswered.splice(0)) {
        const outcome = await attempt(envelope, { num, reason });
        if (outcome.answered || outcome.noRetry || num === 3) continue;
        unanswered.push({ envelope, num: num + 1, reason: outcome.reason });
      }
    },
  };
}

/** An event as often as the fault asks for; rejects when one of the deliveries was not answered. */
async function several(
  space: Workspace,
  { attempt, deliver }: Redeliveries,
  envelope: Obj,
  { times, together }: { times: number; together: boolean },
): Promise<void> {
  const all = [() => deliver(envelope)];
  for (let num = 1; num < times; num++) all.push(() => attempt(...copy(space, envelope, num)));
  const outcomes: Outcome[] = [];
  if (together) outcomes.push(...(await Promise.all(all.map((one) => one()))));
  else for (const one of all) outcomes.push(await one());
  for (const outcome of outcomes) {
    if (!outcome.answered) throw new Error(`the app did not answer the event: ${outcome.reason}`);
  }
}

/** A further delivery of the same event: the first three with retry headers, later ones as if new, which has been seen. */
function copy(space: Workspace, envelope: Obj, num: number): [Obj, { num: number; reason: string }?] {
  if (num <= 3) return [envelope, { num, reason: 'http_timeout' }];
  return [{ ...envelope, event_id: nextId(space, 'Ev') }];
}

function enveloped(space: Workspace, event: Obj): Obj {
  return {
    token: 'not-used-any-more',
    team_id: team.id,
    context_team_id: team.id,
    context_enterprise_id: null,
    api_app_id: app.id,
    event,
    type: 'event_callback',
    event_id: nextId(space, 'Ev'),
    event_time: seconds(space),
    authorizations: [
      { enterprise_id: null, team_id: team.id, user_id: app.user, is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: false,
  };
}
