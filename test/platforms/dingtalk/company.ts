import type { Hired } from '../hands.ts';
import type { Connections } from './connection.ts';
import { limits } from './limits.ts';
import type { Json } from './shape.ts';
import type { Stream } from './stream.ts';
import type { Group, Person, World } from './world.ts';

/** The company's own changes to its directory and groups; the app is told once it was connected. */
export interface Company {
  hire(person: Hired): Promise<void>;
  dismiss(account: string): Promise<void>;
  department(name: string, about?: { parent?: string; managers?: readonly string[] }): number;
  group(title: string, members?: readonly string[]): Group;
  /** An event of the company, as the app hears it. */
  tell(eventType: string, data: Json): Promise<void>;
}

export function company(world: World, connections: Connections, stream: Stream): Company {
  const tell = async (eventType: string, more: Json) => {
    if (!connections.everOpened) return;
    // Unanswered events wait for their redelivery; the people of the company notice nothing.
    await stream.deliver(event(world, eventType, more)).catch(() => {});
  };
  return {
    tell,
    async hire(hired) {
      const before = world.people.get(hired.account);
      const person = personFrom(world, hired);
      world.people.set(person.account, person);
      const userId = [person.account];
      if (!before) return tell('user_add_org', { userId });
      const diff = difference(before, person);
      if (diff) await tell('user_modify_org', { userId, diffInfo: { userid: person.account, ...diff } });
    },
    async dismiss(account) {
      if (!world.people.delete(account)) throw new Error(`nobody is called ${account}`);
      for (const { members } of world.groups.values()) members.delete(account);
      await tell('user_leave_org', { userId: [account] });
    },
    department(name, { parent, managers } = {}) {
      const id = departmentId(world, name);
      const one = world.departments.get(id);
      if (one && parent !== undefined) one.parent = departmentId(world, parent);
      if (one && managers) one.managers = [...managers];
      return id;
    },
    group: (title, members = []) => groupOf(world, title, members),
  };
}

function personFrom(world: World, hired: Hired): Person {
  const departments = (hired.departments ?? ['1']).map((name) => departmentId(world, name));
  const { account, name, email = null, title = '' } = hired;
  const unionId = world.people.get(account)?.unionId ?? `union${crypto.randomUUID().replaceAll('-', '')}`;
  return { account, unionId, name, email, title, departments };
}

/** Departments have numbers; one known by name, or not at all, gets one. */
function departmentId(world: World, name: string): number {
  const known = [...world.departments.values()].find((one) => one.name === name || String(one.id) === name);
  if (known) return known.id;
  const id = /^\d+$/.test(name) ? Number(name) : Math.max(...world.departments.keys()) + 432_825_033;
  world.departments.set(id, { id, name, parent: 1, managers: [] });
  return id;
}

function groupOf(world: World, title: string, members: readonly string[]): Group {
  const known = [...world.groups.values()].find((one) => one.title === title || one.id === title);
  const id = `cid${crypto.randomUUID().replaceAll('-', '')}==`;
  const group = known ?? { id, title, members: new Set<string>(), robot: true };
  for (const account of members) group.members.add(account);
  world.groups.set(group.id, group);
  return group;
}

function difference(before: Person, now: Person): Json | null {
  const keys = (['name', 'email', 'title', 'departments'] as const).filter(
    (key) => JSON.stringify(before[key]) !== JSON.stringify(now[key]),
  );
  if (keys.length === 0) return null;
  const pick = (person: Person) => Object.fromEntries(keys.map((key) => [key, person[key]]));
  return { prev: pick(before), curr: pick(now) };
}

function event(world: World, eventType: string, more: Json) {
  const time = String(world.now().getTime());
  const { corpId: eventCorpId, appId: eventUnifiedAppId } = world.app;
  const eventId = crypto.randomUUID().replaceAll('-', '');
  return {
    type: 'EVENT' as const,
    topic: '*',
    data: { timeStamp: time, ...more },
    headers: { eventId, eventType, eventCorpId, eventBornTime: time, eventUnifiedAppId },
    withinMs: world.patience.frameMs,
    tries: limits.eventTries,
    sameFrame: false,
  };
}
