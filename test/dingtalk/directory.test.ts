import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { dingtalkPeople } from '../../adapters/dingtalk/tables.ts';
import type { Database } from '../../src/db/database.ts';
import type { Profile } from '../../src/platform/adapter.ts';
import { DirectoryError } from '../../src/platform/messenger.ts';
import { testDatabase, truncateAll } from '../db/pool.ts';
import { deaf, type Stage, type StageOptions, stage } from './world.ts';

let db: Database;
let on: Stage;

beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(() => truncateAll(db));
afterEach(() => on.end());

async function collected<T>(all: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const one of all) list.push(one);
  return list;
}

describe('the directory', () => {
  beforeEach(async () => {
    on = await stage(db);
  });

  test('is read page by page, and whoever is in two departments is there once', async () => {
    const { emulator, messenger } = on;
    const [one, two] = [emulator.department('一厂'), emulator.department('二厂')].map(String);
    for (let index = 0; index < 130; index++) {
      const departments = index === 7 ? [one ?? '', two ?? ''] : [one ?? ''];
      await emulator.hire({ account: `w${index}`, name: `工${index}`, departments });
    }
    const people = await collected(messenger.directory.people());
    const workers = people.filter(({ account }) => account.startsWith('w'));
    expect(workers).toHaveLength(130);
    const seven = workers.find(({ account }) => account === 'w7') as Profile;
    expect([...seven.departments].sort()).toEqual([one, two].sort());
    expect(await collected(messenger.directory.departments())).toContainEqual({ id: one, name: '一厂', parent: null });
    expect(emulator.offences).toEqual([]);
  });

  test('keeps both ids of everyone', async () => {
    await collected(on.messenger.directory.people());
    const known = await db.reader.select().from(dingtalkPeople);
    expect(known.length).toBeGreaterThan(10);
    expect(known.every(({ userId, unionId }) => userId !== unionId)).toBe(true);
    // Reading it again changes nothing.
    await collected(on.messenger.directory.people());
    expect(await db.reader.select().from(dingtalkPeople)).toHaveLength(known.length);
  });

  test('is asked again when the platform is busy', async () => {
    on.emulator.faults.next('/topapi/v2/user/list', { kind: 'serverError' });
    expect((await collected(on.messenger.directory.people())).length).toBeGreaterThan(10);
  });

  test('that may not be read is a sentence for the operator', async () => {
    on.emulator.permissions.delete('qyapi_get_department_list');
    const error = await collected(on.messenger.directory.people()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DirectoryError);
    expect(String(error)).toContain('qyapi_get_department_list');
  });

  test('costs nothing of the month', async () => {
    await collected(on.messenger.directory.people());
    expect(on.emulator.usage().calls).toBe(0);
  });
});

describe('the check', () => {
  const checked = async (options: StageOptions = {}, change: (on: Stage) => void = () => {}) => {
    on = await stage(db, options);
    change(on);
    const findings = await on.messenger.check();
    return findings.filter(({ level }) => level !== 'fine').map(({ level, text }) => `${level} ${text}`);
  };

  test('has nothing to say when all is well, and writes to nobody', async () => {
    expect(await checked()).toEqual([]);
    expect(on.emulator.shown('sales-0')).toEqual([]);
    expect(on.emulator.sockets.live).toBe(0);
    expect(await on.messenger.check()).toHaveLength(7);
    expect(on.emulator.offences).toEqual([]);
  });

  test('counts the connections of a service that runs', async () => {
    on = await stage(db);
    await on.messenger.adapter.start(deaf);
    const texts = (await on.messenger.check()).map(({ text }) => text);
    expect(texts).toContain('dingtalk: 2 of 2 stream connections are up');
  });

  test('says what goes without a template', async () => {
    expect(await checked({ cards: false })).toMatchObject([
      expect.stringContaining('DINGTALK_CARD_TEMPLATE_ID is not set'),
    ]);
  });

  test('finds a template that is none', async () => {
    const found = await checked({ settings: { cardTemplateId: 'wrong.schema' } });
    expect(found).toMatchObject([expect.stringMatching(/^broken .*not a published template/)]);
  });

  test.each(['qyapi_robot_sendmsg', 'Card.Instance.Write'])('names the right %s when it is missing', async (right) => {
    const found = await checked({}, ({ emulator }) => void emulator.permissions.delete(right));
    expect(found).toMatchObject([expect.stringContaining(right)]);
  });

  test('finds a robot that is another’s', async () => {
    const found = await checked({ settings: { robotCode: 'dingother' } });
    expect(found).toMatchObject([expect.stringContaining('DINGTALK_ROBOT_CODE')]);
  });

  test('finds wrong credentials, and never says them', async () => {
    const found = await checked({ settings: { clientSecret: 'stolen' } });
    expect(found).toMatchObject([expect.stringContaining('DINGTALK_CLIENT_SECRET')]);
    expect(found.join()).not.toContain('stolen');
  });
});
