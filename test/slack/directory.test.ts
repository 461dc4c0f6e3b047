import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { scopes } from '../../adapters/slack/manifest.ts';
import type { Database } from '../../src/db/database.ts';
import type { Profile } from '../../src/platform/adapter.ts';
import { testDatabase } from '../db/pool.ts';
import { type SlackWorld, slackWorld, type WorldOptions } from './world.ts';

let db: Database;
let w: SlackWorld;

beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
afterEach(() => w.end());

const every = scopes.map(({ scope }) => scope);

async function started(options: WorldOptions = {}): Promise<SlackWorld> {
  w = await slackWorld(db, { scopes: every, ...options });
  return w;
}

async function people(): Promise<Profile[]> {
  const found: Profile[] = [];
  for await (const person of w.messenger.directory.people()) found.push(person);
  return found;
}

describe('the directory', () => {
  test('has everyone but bots, page after page, with the groups they are in', async () => {
    await started();
    for (let one = 0; one < 230; one++)
      await w.slack.hire({ account: `U0MANY${one}`, name: `人 ${one}`, departments: ['物控部'] });
    await w.slack.dismiss('U0MANY7');
    const found = await people();
    expect(found.filter(({ account }) => account.startsWith('U0MANY'))).toHaveLength(230);
    expect(new Set(found.map(({ account }) => account)).size).toBe(found.length);
    expect(found.filter(({ account }) => ['USLACKBOT', 'U0BOTUSER1'].includes(account))).toEqual([]);
    expect(found.find(({ account }) => account === 'U0MANY7')).toMatchObject({ active: false });
    const departments: { id: string; name: string; parent: string | null }[] = [];
    for await (const department of w.messenger.directory.departments()) departments.push(department);
    expect(departments).toMatchObject([{ name: '物控部', parent: null }]);
    expect(found.find(({ account }) => account === 'U0MANY8')).toMatchObject({
      departments: [departments[0]?.id],
      active: true,
    });
  });

  test('waits when it asks too often, and does without groups it may not read', async () => {
    await started({ scopes: every.filter((scope) => scope !== 'usergroups:read') });
    w.slack.faults.next('users.list', { kind: 'throttled', afterMs: 1000 });
    expect((await people()).length).toBeGreaterThan(10);
    expect((await people())[0]?.departments).toEqual([]);
  });

  test('says what is missing when it cannot be read', async () => {
    await started({ scopes: every.filter((scope) => scope !== 'users:read') });
    await expect(people()).rejects.toMatchObject({
      name: 'DirectoryError',
      message: expect.stringContaining('users:read'),
    });
  });
});

describe('the check', () => {
  const check = async () => (await w.messenger.check()).map(({ level, text }) => `${level} ${text}`);

  test('finds nothing to do when all is well', async () => {
    await started();
    const found = await check();
    expect(found.filter((line) => !line.startsWith('fine slack: '))).toEqual([]);
    expect(found.join('\n')).toContain('https://bot.example.com/slack/events');
  });

  test('names each right that is missing and what it is for', async () => {
    await started({ scopes: ['chat:write', 'users:read'] });
    const found = (await check()).join('\n');
    expect(found).toContain('broken slack: the right commands is missing');
    expect(found).toContain('warning slack: the right files:read is missing, which is for photos');
    expect(found).not.toContain('the right chat:write');
  });

  test('says what does not work without a public address, and what would', async () => {
    await started({ publicUrl: null });
    expect((await check()).join('\n')).toMatch(/broken slack: .*PUBLIC_URL.*Socket Mode/);
  });

  test('tries Socket Mode', async () => {
    await started({ socketMode: true, publicUrl: null });
    expect((await check()).join('\n')).toMatch(/fine slack: Socket Mode works/);
    w.slack.faults.next('apps.connections.open', { kind: 'refused', error: 'not_allowed_token_type' });
    expect((await check()).join('\n')).toMatch(/broken slack: Socket Mode does not open \(not_allowed_token_type\)/);
  });

  test('and the start say when the token is refused, without showing it', async () => {
    await started({ idle: true });
    w.slack.revoke();
    const found = await check();
    expect(found[0]).toMatch(/^broken slack: Slack refuses SLACK_BOT_TOKEN \(token_revoked\)/);
    const inlet = { receive: async () => null, form: async () => null };
    await expect(w.messenger.adapter.start(inlet)).rejects.toMatchObject({
      name: 'StartError',
      message: expect.stringContaining('token_revoked'),
    });
    expect(JSON.stringify([found, w.logs])).not.toContain(w.settings.botToken);
  });

  test('starting goes on when Slack does not answer', async () => {
    await started({ idle: true });
    w.slack.faults.next('auth.test', { kind: 'serverError' });
    await w.messenger.adapter.start({ receive: async () => null, form: async () => null });
    expect(w.logs).toContainEqual(
      expect.objectContaining({ level: 50, msg: expect.stringContaining('does not answer') }),
    );
    await w.slack.says('U000SALES0', 'hello');
  });
});
