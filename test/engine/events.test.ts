import { asc, eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Effect, Feature } from '../../src/engine/feature.ts';
import { calendarEvents, outbox } from '../../src/engine/tables.ts';
import type { Organisation, Person } from '../../src/org/organisation.ts';
import { type Adapter, DeliveryError, type Platform } from '../../src/platform/adapter.ts';
import { company } from '../console/company.ts';
import { type Rig, rig } from './rig.ts';

/** A messenger that keeps calendars, in memory. */
function keeper(platform: Platform) {
  const standing = new Map<string, { key: string; title: string; accounts: readonly string[] }>();
  const log: string[] = [];
  const plan: { next: (() => Promise<void>) | null } = { next: null };
  let count = 0;
  const adapter: Adapter = {
    platform,
    can: {
      ...{ sheets: null, edits: true, groups: false, rooms: false, selects: 0, buttons: 5 },
      ...{ text: 500, title: 100, elements: 10, images: false },
    },
    start: async () => {},
    stop: async () => {},
    pace: () => [],
    send: async ({ id }) => id,
    calendars: {
      pace: [],
      async put(key, remote, { title }, accounts) {
        const wait = plan.next;
        plan.next = null;
        await wait?.();
        const known = remote ?? [...standing].find(([, one]) => one.key === key)?.[0];
        const id = known ?? `${platform}-${++count}`;
        log.push(`${known ? 'change' : 'make'} ${title}`);
        standing.set(id, { key, title, accounts });
        return id;
      },
      async cancel(remote) {
        log.push(`cancel ${standing.get(remote)?.title}`);
        standing.delete(remote);
      },
    },
  };
  const shown = () => [...standing.values()].map(({ title, accounts }) => `${title}: ${accounts.join(' ')}`);
  return { adapter, log, plan, shown };
}

let slack: ReturnType<typeof keeper>;
let wecom: ReturnType<typeof keeper>;
let org: Organisation;
let heard: string[];
let r: Rig;

/** Where someone is written to from now on. */
function moves(id: string, accounts: Person['accounts']): void {
  const person = org.people.get(id);
  if (!person) throw new Error('nobody');
  const people = new Map(org.people).set(id, { ...person, accounts });
  const all = [...people.values()].flatMap((one) =>
    Object.entries(one.accounts).map(([platform, account]) => [`${platform}:${account}`, one] as const),
  );
  org = { ...org, people, byAccount: new Map(all) };
}

beforeEach(async () => {
  slack = keeper('slack');
  wecom = keeper('wecom');
  org = company('en');
  heard = [];
  moves('p-sales-0', { slack: 'S0' });
  moves('p-sales-1', { slack: 'S1', wecom: 's1' });
  moves('p-materials-0', { wecom: 'm0' });
  const toy: Feature = {
    name: 'toy',
    commands: [],
    async responded({ person }, slot, answer) {
      heard.push(`${person.id} ${answer} ${slot}`);
      return [];
    },
  };
  r = await rig({ adapters: [slack.adapter, wecom.adapter], organisation: async () => org, features: [toy] });
});

const everyone = ['p-sales-0', 'p-sales-1', 'p-materials-0', 'p-finance-0'];

function appointment(title: string | null, people = everyone, slot = 'meeting/1'): Effect {
  const [from, to] = [new Date('2026-05-12T01:00:00Z'), new Date('2026-05-12T01:30:00Z')];
  const event = title === null ? null : { title, description: '', from, to, zone: 'Asia/Shanghai', sequence: 0 };
  return { kind: 'event', slot, people, event };
}

async function makes(...effects: Effect[]): Promise<void> {
  await r.promise(...effects);
  await r.engine.flush();
}

const statuses = async () =>
  (await r.db.reader.select().from(outbox).where(eq(outbox.kind, 'event')).orderBy(asc(outbox.id))).map(
    ({ platform, status, event }) => `${platform} ${event?.event?.title ?? 'none'} ${status}`,
  );

describe('an event', () => {
  test('is promised once for each messenger on which some of its people are, to their first accounts', async () => {
    await makes(appointment('A'));
    expect([slack.shown(), wecom.shown()]).toEqual([['A: S0 S1'], ['A: m0']]);
    expect(await statuses()).toEqual(['slack A sent', 'wecom A sent']);
  });

  test('follows someone to another messenger, and leaves the one where nobody is any more', async () => {
    await makes(appointment('A', ['p-sales-0', 'p-materials-0']));
    moves('p-materials-0', { slack: 'M0' });
    await makes(appointment('A', ['p-sales-0', 'p-materials-0']));
    expect([slack.shown(), wecom.shown()]).toEqual([['A: S0 M0'], []]);
    await makes(appointment('B', ['p-sales-0', 'p-materials-0']));
    expect(await statuses()).toHaveLength(5);
  });

  test('promised twice in one turn is what was said last, and of two slots each is kept', async () => {
    await makes(appointment('A'), appointment('B'), appointment('C', ['p-sales-0'], 'meeting/2'));
    expect(slack.shown()).toEqual(['B: S0 S1', 'C: S0']);
    expect(await statuses()).toHaveLength(3);
  });

  test('that is overtaken while it is under way does not come back after the newer one', async () => {
    const fails = new DeliveryError('away', { retry: 'later', afterMs: 60_000 });
    slack.plan.next = async () => {
      await r.promise(appointment('B', ['p-sales-0']));
      throw fails;
    };
    await makes(appointment('A', ['p-sales-0']));
    r.later(61_000);
    await r.engine.flush();
    r.later(61_000);
    await r.engine.flush();
    expect([slack.log, slack.shown()]).toEqual([['make B'], ['B: S0']]);
    expect(await statuses()).toEqual(['slack A dropped', 'slack B sent']);
  });

  test('taken out while it is being made is gone in the end, whoever of the two answers first', async () => {
    slack.plan.next = () => r.promise(appointment(null, ['p-sales-0']));
    await makes(appointment('A', ['p-sales-0']));
    await r.engine.flush();
    expect([slack.log, slack.shown()]).toEqual([['make A', 'cancel A'], []]);
    const [standing] = await r.db.reader.select().from(calendarEvents);
    expect(standing).toMatchObject({ remote: null, shown: null, turn: 1 });
  });

  test('that is refused for good is dropped, and no dead letter; one that is held waits without an attempt', async () => {
    slack.plan.next = () => Promise.reject(new DeliveryError('no', { retry: 'never' }));
    await makes(appointment('A', ['p-sales-0']));
    slack.plan.next = () => Promise.reject(new DeliveryError('full', { retry: 'held', afterMs: 3_600_000 }));
    await makes(appointment('B', ['p-sales-0']));
    expect(await statuses()).toEqual(['slack A dropped', 'slack B waiting']);
    r.later(3_601_000);
    await r.engine.flush();
    expect(slack.shown()).toEqual(['B: S0']);
  });

  test('of messengers that keep no calendars is nothing', async () => {
    const { calendars: _, ...mute } = slack.adapter;
    r = await rig({ adapters: [mute], organisation: async () => org });
    await makes(appointment('A'), appointment(null));
    expect(await statuses()).toEqual([]);
  });
});

describe('an answer in a calendar', () => {
  const answers = (id: string, account: string, answer: 'accepted' | 'declined', remote = 'slack-1') =>
    r.engine.receive({ id, platform: 'slack', account, kind: 'responded', remote, answer });

  test('is handed to the feature whose event it is, when it is news and the event was for this account', async () => {
    await makes(appointment('A'));
    await answers('1', 'S0', 'accepted');
    await answers('1', 'S0', 'accepted');
    await answers('2', 'S0', 'accepted');
    await answers('3', 'S1', 'declined');
    expect(heard).toEqual(['p-sales-0 accepted meeting/1', 'p-sales-1 declined meeting/1']);
    moves('p-quality-0', { slack: 'Q0' });
    expect(await answers('4', 'Q0', 'accepted')).toBeNull();
    expect(await answers('5', 'a stranger', 'accepted')).toBeNull();
    expect(await answers('6', 'S0', 'declined', 'slack-9')).toBeNull();
    expect(heard).toHaveLength(2);
  });

  test('to an event that was taken out counts no more', async () => {
    await makes(appointment('A'));
    await makes(appointment(null));
    await answers('1', 'S0', 'accepted');
    expect(heard).toEqual([]);
  });
});
