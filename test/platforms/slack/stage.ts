import type { Courier, Outcome } from './delivery.ts';
import type { Events } from './events.ts';
import { isObj, type Obj, parsed } from './json.ts';
import { type Bench, Refused } from './methods/method.ts';
import { app, team, type User } from './workspace.ts';

/** What people's actions work with. */
export interface Stage {
  bench: Bench;
  courier: Courier;
  events: Events;
  /** Mentions and addresses in the text of commands are put into angle brackets. */
  shouldEscape: boolean;
}

/** Somebody of the company; Slack lets nobody else in. */
export function person({ bench }: Stage, account: string): User {
  const user = bench.space.users.get(account);
  if (!user) throw new Error(`nobody here has the account ${account}`);
  if (user.deleted) throw new Error(`Slack refuses the account ${account}: it is deactivated`);
  return user;
}

/** The fields every payload of an interaction has. */
export function interaction(user: User): Obj {
  return {
    team: { id: team.id, domain: team.domain },
    user: { id: user.id, username: user.name, name: user.name, team_id: team.id },
    enterprise: null,
    is_enterprise_install: false,
    api_app_id: app.id,
    token: 'not-used-any-more',
  };
}

/** Brings an interaction; rejects with what the person would see when it was not taken. Never brought twice. */
export async function interact(stage: Stage, payload: Obj, failure?: string): Promise<string> {
  return taken(await stage.courier.bring({ type: 'interactive', payload }), failure);
}

/** The body of an answer in time. */
export function taken(outcome: Outcome, failure?: string): string {
  if (outcome.answered) return outcome.body;
  const what = outcome.reason === 'http_timeout' ? 'operation_timeout' : 'dispatch_failed';
  throw new Error(failure ? `${failure} (${what})` : what);
}

/** Runs what an answer of the app says; what Slack would refuse in it is an offence, and trouble for the person. */
export function obey(stage: Stage, where: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    stage.bench.offend(`${where}: ${error.code} ${JSON.stringify(error.extra)}`);
    throw new Error(`Slack refused the answer of the app: ${error.code}`);
  }
}

/** An answer as JSON, or null when it is empty or text. */
export function answered(body: string): Obj | null {
  const value = parsed(body);
  return isObj(value) ? value : null;
}
