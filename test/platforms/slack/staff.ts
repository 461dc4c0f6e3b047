import type { Hired } from '../hands.ts';
import type { Stage } from './stage.ts';
import { userOut } from './wire.ts';
import { type Channel, nextTs, seconds, type User } from './workspace.ts';

/** Adds a person to the directory or changes them, and tells the app. */
export async function hire(stage: Stage, person: Hired): Promise<void> {
  if (!/^[UW][A-Z0-9]+$/.test(person.account))
    throw new Error(`${person.account} is no id of a Slack user: they begin with U or W`);
  const { space } = stage.bench;
  const known = space.users.get(person.account);
  const user: User = {
    id: person.account,
    name: (person.email?.split('@')[0] ?? person.account).toLowerCase(),
    realName: person.name,
    email: person.email ?? known?.email ?? null,
    zone: person.zone ?? known?.zone ?? null,
    locale: localeOf(person.locale) ?? known?.locale ?? 'en-US',
    title: person.title ?? known?.title ?? '',
    bot: false,
    deleted: false,
    updated: changedAt(stage, known),
  };
  space.users.set(user.id, user);
  if (person.departments) join(stage, user.id, person.departments);
  await tell(stage, known ? 'user_change' : 'team_join', user);
}

/** Two changes in one second are still two. */
const changedAt = ({ bench }: Stage, known?: User) => Math.max(seconds(bench.space), (known?.updated ?? 0) + 1);

export async function dismiss(stage: Stage, account: string): Promise<void> {
  const user = stage.bench.space.users.get(account);
  if (!user) throw new Error(`nobody here has the account ${account}`);
  user.deleted = true;
  user.updated = changedAt(stage, user);
  stage.bench.space.stacks.delete(account);
  await tell(stage, 'user_change', user);
}

/** Slack's nearest thing to a department is a user group. */
function join({ bench }: Stage, account: string, departments: readonly string[]): void {
  const { groups } = bench.space;
  for (const { users } of groups.values()) users.delete(account);
  for (const department of departments) {
    const id = groupId(department);
    const group = groups.get(id) ?? { id, handle: department.toLowerCase(), name: department, users: new Set() };
    group.users.add(account);
    groups.set(id, group);
  }
}

/** Ids of Slack's form stay as they are. */
function groupId(department: string): string {
  if (/^S[A-Z0-9]{8,}$/.test(department)) return department;
  return `S${Buffer.from(department).toString('hex').toUpperCase().padStart(8, '0')}`;
}

/** Nobody waits for these events: what the app does not answer is redelivered by `retryNow`. */
async function tell(stage: Stage, type: string, user: User): Promise<void> {
  if (!stage.courier.reachable()) return;
  const { bench } = stage;
  const event_ts = nextTs(bench.space);
  const out = userOut(bench.space, user, bench.scopes.has('users:read.email'), true);
  await stage.events.tell({ type, user: out, cache_ts: seconds(bench.space), event_ts }).catch(() => undefined);
}

export interface NewChannel {
  id: string;
  name: string;
  members: readonly string[];
  private?: boolean;
  archived?: boolean;
}

export function addChannel({ bench }: Stage, channel: NewChannel): void {
  const made: Channel = {
    id: channel.id,
    name: channel.name,
    kind: channel.private ? 'private' : 'public',
    members: new Set(channel.members),
    archived: channel.archived ?? false,
  };
  bench.space.channels.set(channel.id, made);
}

/** Slack's locales always name a country. */
const localeOf = (locale: string | undefined) => (locale === 'en' ? 'en-US' : locale);
