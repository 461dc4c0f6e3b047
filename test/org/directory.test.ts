import { describe, expect, test } from 'vitest';
import { type Person, personOfAccount } from '../../src/org/organisation.ts';
import { directoryPeople } from '../../src/org/tables.ts';
import type { DirectoryNews, Profile } from '../../src/platform/adapter.ts';
import { read, type World, whispered, world } from '../world.ts';

const company = `company: { name: Works, timezone: Asia/Shanghai, locale: en, referees: [boss] }
departments:
  - { key: office, name: Office, head: boss, deputy: ann }
  - { key: works, name: Works, head: bob, deputy: eve, duty: { weekly: [bob] } }
people:
  - { key: boss, name: Boss, department: office, slack: UBOSS0001, email: boss@x.de }
  - { key: ann, name: Ann, department: office, slack: UANN00001, timezone: Asia/Tokyo, email: ann@x.de }
  - { key: bob, name: Bob, department: works, slack: UBOB00001, wecom: BoB, email: bob@x.de }
  - { key: eve, name: Eve, department: works, email: Eve@X.de }
  - { key: kim, name: Kim, department: works, email: twins@x.de }
  - { key: tim, name: Tim, department: works, email: twins@x.de }
`;

const profile = (account: string, more: Partial<Profile> = {}): Profile => ({
  account,
  name: 'Someone',
  email: null,
  zone: null,
  locale: null,
  title: null,
  departments: [],
  leads: [],
  active: true,
  ...more,
});

let events = 0;

async function hears(
  w: World,
  kind: DirectoryNews['kind'],
  account: string,
  more: Partial<Profile> & { platform?: 'slack' | 'wecom' } = {},
): Promise<void> {
  events += 1;
  const { platform = 'slack', ...said } = more;
  const event = { id: `news-${events}`, platform, account };
  await w.engine.receive(kind === 'left' ? { ...event, kind } : { ...event, kind, profile: profile(account, said) });
  await w.engine.tick();
  await w.engine.flush();
}

const person = async (w: World, key: string): Promise<Person | undefined> => (await w.organisation()).people.get(key);
const holder = async (w: World, account: string, platform: 'slack' | 'wecom' = 'slack') =>
  personOfAccount(await w.organisation(), platform, account)?.key ?? null;
const version = async (w: World) => (await w.organisation()).version;

describe('someone left a messenger', () => {
  test('with another one they go on there, with none they are gone everywhere, also on the console', async () => {
    const w = await world({ company });
    await hears(w, 'left', 'UBOB00001');
    expect(await holder(w, 'UBOB00001')).toBeNull();
    expect(await person(w, 'bob')).toMatchObject({ active: true, accounts: { wecom: 'BoB', console: 'bob' } });
    await hears(w, 'left', 'bob', { platform: 'wecom' });
    expect(await person(w, 'bob')).toMatchObject({ active: false });
    expect(await holder(w, 'BOB', 'wecom')).toBeNull();
    expect(whispered(await w.says('bob', '/requests'))).toMatch(/^I do not know this account yet/);
    expect((await w.organisation()).departments.get('works')).toMatchObject({ head: null, deputy: 'eve' });
    w.sent();
  });

  test('an account that may not sign in any more has left; signing in again brings the person back', async () => {
    const w = await world({ company });
    await hears(w, 'changed', 'UBOSS0001', { active: false });
    expect((await w.organisation()).company.referees).toEqual([]);
    await hears(w, 'changed', 'UBOSS0001', { name: 'Boss' });
    expect((await w.organisation()).company.referees).toEqual(['boss']);
    await hears(w, 'left', 'UBOSS0001');
    await hears(w, 'joined', 'UBOSS0001', { name: 'Boss' });
    expect(await holder(w, 'UBOSS0001')).toBe('boss');
    w.sent();
  });

  test('the roster passes over them, and says so', async () => {
    const w = await world({ company });
    const shown = async () => {
      const reply = await w.says('eve', '/duty works');
      return reply?.kind === 'whisper' ? read(reply.card) : '';
    };
    expect(await shown()).toContain('Bob');
    await hears(w, 'left', 'UBOB00001');
    await hears(w, 'left', 'bob', { platform: 'wecom' });
    expect(await shown()).not.toContain('Bob');
    w.sent();
  });

  test('an account nobody knows yet stays gone when an org file names it later', async () => {
    const w = await world({ company: company.replace('slack: UANN00001, ', '') });
    await hears(w, 'left', 'UANN00001');
    const before = await version(w);
    expect(before).toBe(1);
    const [row] = await w.db.reader.select().from(directoryPeople);
    expect(row).toMatchObject({ account: 'UANN00001', name: '', email: null });
    expect(row?.leftAt).not.toBeNull();
  });
});

describe('someone joined a messenger', () => {
  test('is linked by the e-mail of the org file, and can work at once', async () => {
    const w = await world({ company });
    expect(await holder(w, 'UEVE00001')).toBeNull();
    await hears(w, 'joined', 'UEVE00001', { email: 'eve@x.DE' });
    expect(await holder(w, 'UEVE00001')).toBe('eve');
  });

  test('is only remembered when the e-mail is two people’s, nobody’s, or someone’s who has an account', async () => {
    const w = await world({ company });
    await hears(w, 'joined', 'UTWIN0001', { email: 'twins@x.de' });
    await hears(w, 'joined', 'UNEW00001', { email: 'new@x.de' });
    await hears(w, 'joined', 'UANN00002', { email: 'ann@x.de' });
    await hears(w, 'joined', 'UNONE0001', { email: '' });
    for (const account of ['UTWIN0001', 'UNEW00001', 'UANN00002', 'UNONE0001'])
      expect(await holder(w, account)).toBeNull();
    expect(await version(w)).toBe(1);
    expect(await w.db.reader.select().from(directoryPeople)).toHaveLength(4);
  });

  test('a profile that is changed links nobody: whoever writes another e-mail into it becomes nobody else', async () => {
    const w = await world({ company });
    await hears(w, 'changed', 'UNEW00001', { email: 'eve@x.de' });
    expect(await holder(w, 'UNEW00001')).toBeNull();
  });

  test('who left and came back under another account is who they were', async () => {
    const w = await world({ company });
    await hears(w, 'left', 'UANN00001');
    expect(await person(w, 'ann')).toMatchObject({ active: false });
    await hears(w, 'joined', 'UANN00002', { email: 'ann@x.de' });
    expect(await person(w, 'ann')).toMatchObject({ active: true, accounts: { slack: 'UANN00002' } });
    w.sent();
  });
});

describe('a profile changed', () => {
  test('times are shown in the messenger’s zone to who has none in the org file', async () => {
    const w = await world({ company });
    await hears(w, 'changed', 'UBOSS0001', { zone: 'Europe/Berlin' });
    await hears(w, 'changed', 'UANN00001', { zone: 'Europe/Berlin' });
    expect(await person(w, 'boss')).toMatchObject({ zone: 'Europe/Berlin' });
    expect(await person(w, 'ann')).toMatchObject({ zone: 'Asia/Tokyo' });
    expect(await person(w, 'eve')).toMatchObject({ zone: 'Asia/Shanghai' });
    await hears(w, 'changed', 'UBOSS0001', { zone: 'Mars/Olympus' });
    expect(await person(w, 'boss')).toMatchObject({ zone: 'Asia/Shanghai' });
  });

  test('what is known already writes nothing', async () => {
    const w = await world({ company });
    const seen = async () => (await w.db.reader.select().from(directoryPeople)).map(({ seenAt }) => seenAt);
    await hears(w, 'changed', 'UBOSS0001', { name: 'Boss', zone: 'Europe/Berlin' });
    const [first, then] = [await seen(), await version(w)];
    await w.advance(60_000);
    await hears(w, 'changed', 'UBOSS0001', { name: 'Boss', zone: 'Europe/Berlin' });
    expect([await seen(), await version(w)]).toEqual([first, then]);
    await hears(w, 'changed', 'UBOSS0001', { name: 'The Boss', zone: 'Europe/Berlin' });
    expect(await seen()).not.toEqual(first);
    expect(await version(w)).toBe(then);
  });

  test('an account that was renamed is still the same person’s', async () => {
    const w = await world({ company });
    events += 1;
    const news = { id: `news-${events}`, platform: 'wecom', account: 'bob', kind: 'changed' } as const;
    await w.engine.receive({ ...news, profile: profile('robert', { name: 'Bob' }) });
    expect(await holder(w, 'Robert', 'wecom')).toBe('bob');
    expect(await holder(w, 'bob', 'wecom')).toBeNull();
  });
});
