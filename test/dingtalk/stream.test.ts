import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import type { Incoming, Inlet, Reply } from '../../src/platform/adapter.ts';
import { testDatabase } from '../db/pool.ts';
import { type Stage, type StageOptions, stage, until } from './world.ts';

let db: Database;
let on: Stage;
let received: Incoming[];
let answer: (incoming: Incoming) => Promise<Reply | null>;

beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
afterEach(async () => {
  await on.end();
  expect(on.emulator.acksOnWrongSocket).toEqual([]);
  expect(on.emulator.offences).toEqual([]);
});

async function connected(options: StageOptions = {}): Promise<Stage> {
  received = [];
  answer = async () => null;
  const inlet: Inlet = {
    receive: async (incoming) => {
      const reply = await answer(incoming);
      received.push(incoming);
      return reply;
    },
    form: async () => null,
  };
  on = await stage(db, options);
  await on.messenger.adapter.start(inlet);
  return on;
}

const texts = () => received.map((one) => (one.kind === 'said' ? one.text : one.kind));

describe('connections', () => {
  test('there are two, and a message comes on one of them', async () => {
    const { emulator } = await connected();
    expect(emulator.sockets.live).toBe(2);
    for (const text of ['one', 'two', 'three']) await emulator.says('sales-0', text);
    expect(texts()).toEqual(['one', 'two', 'three']);
    expect(emulator.unacked).toEqual([]);
  });

  test('the platform’s ping is echoed', async () => {
    const { emulator } = await connected();
    await emulator.sockets.ping();
    expect(emulator.ackLatencies.every(({ late }) => !late)).toBe(true);
  });

  test('a lost connection comes back, and the other one goes on meanwhile', async () => {
    const { emulator } = await connected();
    emulator.sockets.cut('one');
    await until(() => emulator.sockets.live === 1);
    await emulator.says('sales-0', 'meanwhile');
    await until(() => emulator.sockets.live === 2);
    await emulator.says('sales-0', 'after');
    expect(texts()).toEqual(['meanwhile', 'after']);
  });

  test('all lost at once come back', async () => {
    const { emulator } = await connected();
    await emulator.faults.disconnect();
    await until(() => emulator.sockets.live === 0);
    await until(() => emulator.sockets.live === 2);
    await emulator.says('sales-0', 'back');
    expect(texts()).toEqual(['back']);
  });

  test('told to leave, the new connection stands before the old one is gone', async () => {
    const { emulator } = await connected();
    const calls = emulator.openCalls.length;
    emulator.sockets.goodbye(5_000);
    await until(() => emulator.sockets.live === 2);
    expect(emulator.openCalls.length).toBe(calls + 2);
    await emulator.says('sales-0', 'without a gap');
    expect(texts()).toEqual(['without a gap']);
  });

  test('what was begun on a connection that is told to leave is acknowledged on that one', async () => {
    const { emulator } = await connected();
    let go = () => {};
    const going = new Promise<void>((resolve) => {
      go = resolve;
    });
    answer = async () => {
      await going;
      return null;
    };
    const said = emulator.says('sales-0', 'slow');
    emulator.sockets.goodbye(5_000);
    await until(() => emulator.sockets.live === 2);
    go();
    await said;
    expect(emulator.unacked).toEqual([]);
  });

  test('an acknowledgement that was lost brings the same event again', async () => {
    const { emulator } = await connected();
    emulator.sockets.loseAcks(1);
    await emulator.says('sales-0', 'twice').catch(() => {});
    await until(() => emulator.sockets.live === 2);
    await emulator.redeliverNow();
    expect(texts()).toEqual(['twice', 'twice']);
    expect(new Set(received.map(({ id }) => id)).size).toBe(1);
  });

  test('a dead one, which neither closes nor answers, is noticed and replaced', async () => {
    const { emulator } = await connected({ timing: { pingMs: 40, graceMs: 60 } });
    emulator.sockets.halfOpen();
    await until(() => emulator.sockets.live === 2);
    await emulator.says('sales-0', 'alive');
    expect(texts()).toEqual(['alive']);
  });

  test('a silent one, which answers pings and brings nothing, is replaced once the platform is known to ping', async () => {
    const { emulator } = await connected({ timing: { pingMs: 30, idleMs: 80 }, pingEveryMs: 1_000_000 });
    await emulator.sockets.ping();
    emulator.sockets.stall();
    await until(() => emulator.sockets.live === 2);
    await emulator.says('sales-0', 'heard');
    expect(texts()).toEqual(['heard']);
  });

  test('a gateway that is away is asked ever more slowly, and never stormed', async () => {
    const timing = { baseMs: 20, maxMs: 200, opensPerMinute: 6 };
    on = await stage(db, { timing });
    on.emulator.faults.next('connections/open', { kind: 'serverError' }, 100);
    await on.messenger.adapter.start({ receive: async () => null, form: async () => null });
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(on.emulator.openCalls.length).toBeLessThanOrEqual(6);
    expect((await on.messenger.check()).some(({ level, text }) => level !== 'fine' && text.includes('stream'))).toBe(
      true,
    );
  });

  test('refused handshakes take a new ticket each', async () => {
    on = await stage(db);
    on.emulator.sockets.refuseHandshakes(2);
    await on.messenger.adapter.start({ receive: async () => null, form: async () => null });
    await until(() => on.emulator.sockets.live === 2);
    expect(on.emulator.openCalls.length).toBe(4);
  });

  test('refused credentials are said loudly, and tried again slowly', async () => {
    on = await stage(db, { settings: { clientSecret: 'wrong' } });
    await on.messenger.adapter.start({ receive: async () => null, form: async () => null });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(on.emulator.openCalls.length).toBe(2);
    expect(on.lines.filter(({ level }) => level === 60)).toHaveLength(2);
    expect(JSON.stringify(on.lines)).not.toContain('wrong"');
    const [finding] = await on.messenger.check();
    expect(finding).toMatchObject({ level: 'broken' });
  });
});

describe('frames', () => {
  test('that nobody can read, or nobody knows, harm nothing', async () => {
    const { emulator } = await connected();
    emulator.sockets.raw('no json at all');
    emulator.sockets.raw('{"type":"CALLBACK","headers":{}}');
    emulator.sockets.raw('{"type":"SYSTEM","headers":{"topic":"KEEPALIVE"}}');
    expect(await emulator.sockets.unknownTopic()).toBe(404);
    await emulator.says('sales-0', 'still here');
    expect(texts()).toEqual(['still here']);
    expect(emulator.sockets.live).toBe(2);
  });

  test('that come to both connections are one event', async () => {
    const { emulator } = await connected();
    emulator.sockets.twin(1);
    await emulator.says('sales-0', 'twin');
    await until(() => received.length === 2);
    expect(new Set(received.map(({ id }) => id)).size).toBe(1);
  });

  test('a message that could not be handled is not acknowledged as handled', async () => {
    const { emulator } = await connected();
    answer = () => Promise.reject(new Error('no database'));
    await expect(emulator.says('sales-0', 'lost?')).rejects.toThrow('500');
    answer = async () => null;
    await emulator.redeliverNow();
    expect(texts()).toEqual(['lost?']);
    expect(JSON.stringify(on.lines)).not.toContain('lost?');
  });

  test('a hundred at once are all handled', async () => {
    const { emulator } = await connected();
    answer = async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return null;
    };
    await Promise.all(Array.from({ length: 100 }, (_, index) => emulator.says('sales-0', `n${index}`)));
    expect(received).toHaveLength(100);
  });

  test('stopping waits for what has begun, and nothing comes after it', async () => {
    const { emulator, messenger } = await connected();
    let go = () => {};
    answer = () =>
      new Promise((resolve) => {
        go = () => resolve(null);
      });
    const said = emulator.says('sales-0', 'last');
    await new Promise((resolve) => setTimeout(resolve, 50));
    const stopped = messenger.adapter.stop();
    go();
    await Promise.all([said, stopped]);
    await until(() => emulator.sockets.live === 0);
    const calls = emulator.openCalls.length;
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(emulator.openCalls.length).toBe(calls);
  });
});

describe('the directory tells', () => {
  test('who came, changed and left, with what it says of them', async () => {
    const { emulator } = await connected();
    const department = emulator.department('一厂');
    await emulator.hire({ account: 'new-1', name: '新人', departments: [String(department)] });
    await emulator.hire({ account: 'new-1', name: '新名' });
    await emulator.dismiss('new-1');
    expect(received).toMatchObject([
      { kind: 'joined', account: 'new-1', profile: { name: '新人', departments: [String(department)] } },
      { kind: 'changed', account: 'new-1', profile: { name: '新名' } },
      { kind: 'left', account: 'new-1' },
    ]);
    expect(emulator.unacked).toEqual([]);
  });

  test('again, when we could not take it or not ask', async () => {
    const { emulator } = await connected();
    emulator.faults.next('/topapi/v2/user/get', { kind: 'serverError' });
    await emulator.hire({ account: 'new-2', name: '新人' });
    expect(received).toEqual([]);
    await emulator.redeliverNow();
    expect(received).toMatchObject([{ kind: 'joined', account: 'new-2' }]);
  });
});
