import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { demoCompany } from '../../src/demo/company.ts';
import { onDuty } from '../../src/org/duty.ts';
import {
  applyImport,
  describeChanges,
  describeOrphans,
  type ImportOptions,
  type ImportPlan,
  planImport,
  StalePlanError,
} from '../../src/org/import.ts';
import { departmentName, personOfAccount } from '../../src/org/organisation.ts';
import {
  changeDuty,
  learnService,
  loadOrganisation,
  ORG_CHANNEL,
  organisationCache,
  organisationVersion,
} from '../../src/org/store.ts';
import { cpuMs } from '../cpu.ts';
import { testDatabase, truncateAll } from '../db/pool.ts';
import { company, fileOf, orgOf } from './yaml.ts';

const now = new Date('2026-05-01T10:00:00+08:00');
const nothingOpen: ImportOptions = { openWork: async () => [], newId: (key) => key };

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});
beforeEach(() => truncateAll(db));
afterAll(() => db.close());

function plan(yaml: string, options: Partial<ImportOptions> = {}): Promise<ImportPlan> {
  return db.transaction((tx) => planImport(tx, fileOf(yaml), { ...nothingOpen, ...options }));
}

/** Imports and says in words what changed. */
async function imported(yaml: string, options: Partial<ImportOptions> = {}): Promise<string> {
  return db.transaction(async (tx) => {
    const made = await planImport(tx, fileOf(yaml), { ...nothingOpen, ...options });
    if (made.kind === 'refused') return describeOrphans(made.orphans);
    await applyImport(tx, made, now);
    return describeChanges(made.changes);
  });
}

const two = company(
  '',
  '  - { key: production, name: 生产部, head: wang, deputy: liu }\n  - { key: materials, name: 物控部, head: zhao }',
);

describe('importing', () => {
  test('what is loaded is what the file says', async () => {
    await imported(demoCompany);
    const loaded = await loadOrganisation(db.reader);
    const built = orgOf(demoCompany);
    const plain = (org: typeof built) =>
      JSON.parse(
        JSON.stringify({
          ...org,
          departments: [...org.departments],
          people: [...org.people].sort(),
          services: [...org.services].sort(),
          links: [...org.links].map((link) => JSON.stringify(link)).sort(),
        }),
      );
    expect(plain(loaded)).toEqual(plain(built));
    expect([...loaded.departments.keys()]).toEqual([
      'sales',
      'materials',
      'production',
      'purchasing',
      'finance',
      'quality',
      'office',
    ]);
  });

  test('the same file twice changes nothing, not even the version', async () => {
    await imported(demoCompany);
    expect(await organisationVersion(db.reader)).toBe(1);
    expect(await imported(demoCompany)).toBe('Nothing to change: the organisation already is what the file says.');
    expect(await organisationVersion(db.reader)).toBe(1);
  });

  test('a plan alone writes nothing', async () => {
    const made = await plan(demoCompany);
    expect(made).toMatchObject({ kind: 'planned', version: 0 });
    expect(await organisationVersion(db.reader)).toBe(0);
    await expect(loadOrganisation(db.reader)).rejects.toThrow('there is no organisation yet: import an org file');
  });

  test('changes are told in words', async () => {
    await imported(two);
    const changed = two
      .replace('head: wang', 'head: sun')
      .replace('name: 刘洋', 'name: 刘 洋')
      .replace('  - { key: zhao, name: 赵敏, department: production }\n', '')
      .replace(', head: zhao', '');
    expect((await imported(changed)).split('\n')).toEqual([
      '~ department production (生产部) changed: head: wang → sun',
      '~ department materials (物控部) changed: head: zhao → none',
      '~ person liu (刘 洋) changed: name: 刘洋 → 刘 洋',
      '- person zhao (赵敏) deactivated',
    ]);
    expect(await organisationVersion(db.reader)).toBe(2);
  });

  test('the order of the file is the order people see', async () => {
    await imported(two);
    await imported(company('', two.split('\n').slice(2, 4).reverse().join('\n')));
    expect([...(await loadOrganisation(db.reader)).departments.keys()]).toEqual(['materials', 'production']);
  });

  test('a person keeps the id of the first import for ever, also after leaving and coming back', async () => {
    let count = 0;
    const newId = () => `p${++count}`;
    await imported(two, { newId });
    const idOf = async () => [...(await loadOrganisation(db.reader)).people.values()].find(({ key }) => key === 'sun');
    const first = await idOf();
    const without = two.replace('  - { key: sun, name: 孙浩, department: production }\n', '');
    await imported(without, { newId });
    expect(await idOf()).toEqual({ ...first, active: false });
    expect(await imported(two, { newId })).toBe('+ person sun (孙浩) restored');
    expect(await idOf()).toEqual(first);
  });

  test('ids say nothing about people unless a test wants it so', async () => {
    const made = await db.transaction((tx) => planImport(tx, fileOf(two), { openWork: async () => [] }));
    if (made.kind === 'refused') throw new Error('refused');
    const ids = made.changes
      .filter(({ kind }) => kind === 'person')
      .map(({ item }) => (item.spec as { id: string }).id);
    for (const id of ids) expect(id).toMatch(/^p[0-9a-f]{16}$/);
    expect(new Set(ids).size).toBe(5);
  });

  test('a department that leaves the file is kept by name, and its calendar for requests that began on it', async () => {
    const calendar = 'calendars: { night: { hours: { mon-sun: ["20:00-24:00"] } } }';
    await imported(`${two.replace('head: zhao', 'head: zhao, calendar: night')}${calendar}`);
    await imported(company());
    const org = await loadOrganisation(db.reader);
    expect(org.departments.has('materials')).toBe(false);
    expect(departmentName(org, 'materials')).toBe('物控部');
    expect(org.calendars.get('night')?.dayMs).toBe(4 * 3_600_000);
  });

  test('an account leads to its person while that person is there', async () => {
    const yaml = two.replace('name: 孙浩', 'name: 孙浩, wecom: SunHao');
    await imported(yaml);
    const org = await loadOrganisation(db.reader);
    expect(personOfAccount(org, 'wecom', 'sunhao')?.id).toBe('sun');
    expect(personOfAccount(org, 'console', 'sun')?.id).toBe('sun');
    expect(personOfAccount(org, 'slack', 'sun')).toBeNull();
    await imported(yaml.replace(/.*key: sun.*\n/, ''));
    expect(personOfAccount(await loadOrganisation(db.reader), 'wecom', 'sunhao')).toBeNull();
  });

  test('two imports planned at once: the second is told to plan again', async () => {
    await imported(two);
    const made = await plan(two.replace('head: wang', 'head: sun'));
    if (made.kind === 'refused') throw new Error('refused');
    await imported(two.replace('head: wang', 'head: liu'));
    await expect(db.transaction((tx) => applyImport(tx, made, now))).rejects.toThrow(StalePlanError);
    expect((await loadOrganisation(db.reader)).departments.get('production')?.head).toBe('liu');
  });

  test('two thousand people are imported in seconds', async () => {
    const people = Array.from(
      { length: 2000 },
      (_, i) => `  - { key: n${i}, name: 员工${i}, department: production }`,
    ).join('\n');
    const started = cpuMs();
    await imported(company(people));
    expect((await loadOrganisation(db.reader)).people.size).toBe(2005);
    expect(cpuMs() - started).toBeLessThan(10_000);
  });
});

describe('a file that would leave open requests to nobody', () => {
  const open = (person?: string) => async () => [
    { department: 'materials', request: 'R-1042', ...(person ? { person } : {}) },
  ];

  test('is refused when it drops the department, and says what to do', async () => {
    await imported(two);
    const refused = await imported(company(), { openWork: open() });
    expect(refused).toContain(
      'R-1042 is open in department materials (物控部), which the file leaves out: keep it until the request is closed',
    );
    expect((await loadOrganisation(db.reader)).departments.has('materials')).toBe(true);
  });

  test('is refused when it drops the person who has one', async () => {
    await imported(two, { newId: (key) => `id-${key}` });
    const without = two.replace(/.*key: sun.*\n/, '');
    expect(await imported(without, { openWork: open('id-sun') })).toContain(
      'R-1042 is with 孙浩 (sun), whom the file leaves out',
    );
    expect(await imported(without, { openWork: open('id-zhao') })).toBe('- person sun (孙浩) deactivated');
  });

  test('is imported when the work is elsewhere', async () => {
    await imported(two);
    expect(
      await imported(company(), { openWork: async () => [{ department: 'production', request: 'R-1' }] }),
    ).toContain('- department materials');
  });
});

describe('what is said in chat', () => {
  test('a date handed on wins over the file, also after the next import', async () => {
    const yaml = two.replace('deputy: liu', 'deputy: liu, duty: { override: { 2026-05-01: liu } }');
    await imported(yaml);
    const handover = { department: 'production', date: '2026-05-01', by: 'liu', reason: '' };
    await db.transaction((tx) => changeDuty(tx, { ...handover, person: 'zhao' }, now));
    await db.transaction((tx) => changeDuty(tx, { ...handover, person: 'sun' }, now));
    await imported(yaml.replace('2026-05-01: liu', '2026-05-01: wang'));
    expect(onDuty(await loadOrganisation(db.reader), 'production', now)).toMatchObject({
      person: 'sun',
      source: 'override',
    });
    expect(await organisationVersion(db.reader)).toBe(4);
  });

  test('a service learned in chat has the targets of its department and survives imports', async () => {
    await imported(two);
    const department = (await loadOrganisation(db.reader)).departments.get('materials') ?? expect.fail();
    const key = await db.transaction((tx) => learnService(tx, department, '报关', now));
    expect(await db.transaction((tx) => learnService(tx, department, ' 报关 ', now))).toBe(key);
    expect(await imported(two)).toContain('Nothing to change');
    const org = await loadOrganisation(db.reader);
    expect(org.services.get(key)).toMatchObject({ supplier: 'materials', name: '报关', deliver: { normal: '2d' } });
    expect(await db.transaction((tx) => learnService(tx, department, '清关', now))).not.toBe(key);
  });

  test('a service learned for a department that has left is out of sight', async () => {
    await imported(two);
    const department = (await loadOrganisation(db.reader)).departments.get('materials') ?? expect.fail();
    await db.transaction((tx) => learnService(tx, department, '报关', now));
    await imported(company());
    expect((await loadOrganisation(db.reader)).services.size).toBe(0);
  });

  test('the file takes over a learned service it names', async () => {
    await imported(two);
    const department = (await loadOrganisation(db.reader)).departments.get('materials') ?? expect.fail();
    const key = await db.transaction((tx) => learnService(tx, department, '报关', now));
    const named = `${two}services: [ { key: ${key}, supplier: materials, name: 报关 } ]`;
    expect(await imported(named)).toContain('was learned in chat, and is now kept in the org file');
    expect(await imported(two)).toContain(`- service ${key}`);
  });

  test('a service is learned beside those the file has taken over, and beside one it calls like them', async () => {
    const services = (...names: [key: string, name: string][]) =>
      `${two}services: [ ${names.map(([key, name]) => `{ key: ${key}, supplier: materials, name: ${name} }`).join(', ')} ]`;
    await imported(services(['learned-2', '开票']));
    const department = (await loadOrganisation(db.reader)).departments.get('materials') ?? expect.fail();
    const learn = (name: string) => db.transaction((tx) => learnService(tx, department, name, now));
    const first = await learn('报关');
    await imported(services(['learned-2', '开票'], [first, '报关']));
    const keys = [first, await learn('清关'), await learn('装箱')];
    expect(new Set([...keys, 'learned-2']).size).toBe(4);
    const known = (await loadOrganisation(db.reader)).services;
    expect(keys.map((key) => known.get(key)?.name)).toEqual(['报关', '清关', '装箱']);
    expect(known.get('learned-2')?.name).toBe('开票');
  });
});

describe('the snapshot', () => {
  test('is the same object until something changes', async () => {
    await imported(two);
    const cache = organisationCache();
    const first = await db.transaction((tx) => cache.current(tx));
    expect(await cache.current(db.reader)).toBe(first);
    await imported(two.replace('head: wang', 'head: sun'));
    const second = await cache.current(db.reader);
    expect(second.version).toBe(2);
    expect(second.departments.get('production')?.head).toBe('sun');
  });

  test('of a transaction that was rolled back is never used again', async () => {
    await imported(two);
    const cache = organisationCache();
    const handover = { department: 'production', date: '2026-05-01', by: 'liu', reason: '' };
    const undone = db.transaction(async (tx) => {
      await changeDuty(tx, { ...handover, person: 'zhao' }, now);
      expect(onDuty(await cache.current(tx), 'production', now)?.person).toBe('zhao');
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    await db.transaction((tx) => changeDuty(tx, { ...handover, person: 'sun' }, now));
    const org = await cache.current(db.reader);
    expect([org.version, onDuty(org, 'production', now)?.person]).toEqual([2, 'sun']);
  });

  test('other processes hear of a change once, when it is committed', async () => {
    const heard: string[] = [];
    const stop = await db.listen(ORG_CHANNEL, (payload) => heard.push(payload));
    await imported(two);
    await imported(two);
    await imported(two.replace('head: wang', 'head: sun'));
    await expect.poll(() => heard).toEqual(['1', '2']);
    await stop();
  });
});
