import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Result } from '../../src/operator/command.ts';
import { doctor } from '../../src/operator/doctor.ts';
import { orgDraft } from '../../src/operator/org-draft-command.ts';
import { orgImport } from '../../src/operator/org-import.ts';
import { orgSync } from '../../src/operator/org-sync.ts';
import { parseOrgFile } from '../../src/org/file.ts';
import type { Adapter, Profile } from '../../src/platform/adapter.ts';
import {
  type DirectoryDepartment,
  DirectoryError,
  type Finding,
  type Messenger,
} from '../../src/platform/messenger.ts';
import { does, files, standing } from '../requests/story.ts';
import { read, type World, world } from '../world.ts';
import { refusal, run } from './run.ts';

const company = `# Our company. Keep this comment.
company: { name: Works, timezone: Asia/Shanghai, locale: en, referees: [boss] }   # who decides
departments:
  - { key: office, name: Office, head: boss, deputy: ann }
  - { key: works, name: 'Works Hall',   head: bob,  deputy: eve, duty: { weekly: [eve] } }
people:
  - { key: boss, name: Boss, department: office, slack: UBOSS0001 }   # the one
  # Ann is in on Mondays.
  - key: ann
    name: "Ann"
    department:   office     # keep
    email: ann@x.de
  - { key: bob, name: Bob, department: works,
      slack: "UBOB00001" }
  - { key: eve, name: Eve, department: works, email: eve@x.de, slack: UEVE00001, }
  - { key: kim, name: Kim, department: works }
  - { key: lee, name: Lee, department: works }
  - { key: lee2, name: Lee, department: office }
services:
  - { key: repair, supplier: works, name: Repair }
`;

const profile = (account: string, name: string, more: Partial<Profile> = {}): Profile => ({
  account,
  name,
  email: null,
  zone: null,
  locale: null,
  title: null,
  departments: [],
  leads: [],
  active: true,
  ...more,
});

const departments: DirectoryDepartment[] = [
  { id: '1', name: 'Works GmbH', parent: null },
  { id: '2', name: 'office', parent: '1' },
  { id: '3', name: 'Works hall', parent: '1' },
  { id: '4', name: 'Night shift', parent: '3' },
];

const everyone = [
  profile('UBOSS0001', 'Boss', { departments: ['2'], leads: ['2'], title: 'General manager', email: 'boss@x.de' }),
  profile('UANN00001', 'A. Meier', { departments: ['2'], email: 'ANN@x.de' }),
  profile('UBOB00001', 'Bob', { departments: ['3'], leads: ['3'] }),
  profile('UEVE00002', 'Eve E.', { departments: ['4'], email: 'eve@x.de' }),
  profile('UKIM00001', 'kim', { departments: ['4', '2'] }),
  profile('ULEE00001', 'Lee', { departments: [] }),
  profile('UNEW00001', 'Newcomer', { departments: ['3'], email: 'new@x.de' }),
  profile('UOLD00001', 'Old Hand', { active: false }),
];

/** A messenger of which only the directory and the check are there. */
function messenger(people: readonly Profile[], options: { breaks?: boolean; findings?: Finding[] } = {}): Messenger {
  return {
    adapter: { platform: 'slack' } as Adapter,
    routes: null,
    tidy: async () => {},
    identity: null,
    directory: {
      async *people() {
        for (const [index, one] of people.entries()) {
          if (options.breaks && index === 3) throw new DirectoryError('Slack: the scope users:read is missing.');
          yield one;
        }
      },
      async *departments() {
        yield* departments;
      },
    },
    async check() {
      if (options.findings) return options.findings;
      throw new Error('no answer');
    },
  };
}

let folder = '';
let path = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xiayou-sync-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(async () => {
  await rm(folder, { recursive: true, force: true });
  folder = await mkdtemp(join(tmpdir(), 'xiayou-sync-'));
  path = join(folder, 'org.yaml');
  await writeFile(path, company);
});

const defaults = { timezone: 'Asia/Shanghai', locale: 'en' } as const;

async function sync(w: World, people: readonly Profile[], words: string[], breaks = false): Promise<Result> {
  const around = { ...defaults, orgFile: path, messengers: async () => [messenger(people, { breaks })] };
  const args: unknown = JSON.parse(JSON.stringify(await orgSync.read(['slack', ...words], around)));
  const result = await orgSync.run({ db: w.db, clock: w.clock, platforms: ['console'] }, args);
  return orgSync.finish ? orgSync.finish(args, result) : result;
}

const onDisk = () => readFile(path, 'utf8');
const accountOf = async (w: World, key: string) => (await w.organisation()).people.get(key)?.accounts.slack;

describe('bringing the org file and a directory together', () => {
  test('the difference is shown, and nothing is written', async () => {
    const w = await world({ company });
    const { code, text } = await sync(w, everyone, []);
    expect(code).toBe(0);
    expect(text.split('\n\n')[0]).toBe(`slack: 2 people are linked already.
Linked: 2
  + ann (Ann): UANN00001, by e-mail
  + kim (Kim): UKIM00001, by name and department
Changed id: 1
  ~ eve (Eve): UEVE00001 → UEVE00002, by e-mail
Not clear, so left alone: write the account into the file by hand: 1
  ? the same name: lee (Lee), lee2 (Lee) in the file, ULEE00001 Lee in the directory
In the directory, but not in the file: 1
    UNEW00001 Newcomer <new@x.de>`);
    expect(text).toContain('~ person ann (Ann) changed: accounts.slack: none → UANN00001');
    expect(text).toMatch(/Nothing was written: add --apply to do this\.$/);
    expect(await onDisk()).toBe(company);
    expect(await readdir(folder)).toEqual(['org.yaml']);
    expect(await accountOf(w, 'ann')).toBeUndefined();
  });

  test('applied, the accounts stand in the file between the comments, and in the organisation', async () => {
    const w = await world({ company });
    const { code, text } = await sync(w, everyone, ['--apply']);
    expect([code, text]).toEqual([0, expect.stringContaining(`3 accounts written to ${path}; the file as it was is`)]);
    expect(await onDisk()).toBe(
      company
        .replace('department:   office     # keep\n', 'department:   office     # keep\n    slack: UANN00001\n')
        .replace('slack: UEVE00001,', 'slack: UEVE00002,')
        .replace('name: Kim, department: works }', 'name: Kim, department: works, slack: UKIM00001 }'),
    );
    expect(await readFile(`${path}.bak`, 'utf8')).toBe(company);
    expect((await readdir(folder)).sort()).toEqual(['org.yaml', 'org.yaml.bak']);
    expect(await accountOf(w, 'kim')).toBe('UKIM00001');
    expect(await accountOf(w, 'eve')).toBe('UEVE00002');
    const again = await sync(w, everyone, ['--apply']);
    expect(again.text).toContain('5 people are linked already.');
    expect(again.text).toContain('Nothing to change');
    expect(again.text).not.toContain('written to');
  });

  test('who left is deactivated, and their open work is with the duty person; importing the file does not revive them', async () => {
    const w = await world({ company });
    const number = await files(w, 'ann', 'works', 'A new door');
    await does(w, 'bob', 'accept', number, {});
    w.sent();
    const without = everyone.filter(({ account }) => account !== 'UBOB00001');
    const { text } = await sync(w, without, ['--apply']);
    expect(text).toContain('- bob (Bob): UBOB00001');
    expect(text).toContain('1 person deactivated; their open work was passed on.');
    await w.engine.flush();
    expect(w.sent()).toContain('eve: R-1001 of Office is with you now');
    expect(read(await w.newest('eve'))).toContain('Bob had taken it and is no longer in the company’s directory.');
    expect(await standing(w, number)).toMatchObject({ handler: 'eve' });
    await run(w, orgImport, path);
    expect((await w.organisation()).people.get('bob')?.active).toBe(false);
    const { text: found } = await run(w, doctor);
    expect(found).toContain(
      'warning left: Bob (bob) has left the messenger and is still head of Works Hall; name someone else in the org file and import it',
    );
    await sync(w, everyone, ['--apply']);
    expect((await w.organisation()).people.get('bob')?.active).toBe(true);
  });

  test('a directory that breaks off changes nothing and says so', async () => {
    const w = await world({ company });
    expect(await refusal(sync(w, everyone, ['--apply'], true))).toBe(
      'StartError: The directory could not be read to its end, so nothing was changed. Slack: the scope users:read is missing.',
    );
    expect(await onDisk()).toBe(company);
    expect((await w.organisation()).version).toBe(1);
  });

  test('fewer than half of the known people in the answer is a wrong visible range, unless it is meant', async () => {
    const w = await world({ company });
    const few = everyone.slice(0, 2);
    expect(await refusal(sync(w, few, ['--apply']))).toContain(
      'shows only 1 of the 3 people the org file names there, so nothing was changed',
    );
    expect(await refusal(sync(w, [], ['--apply', '--force']))).toContain('shows nobody, so nothing was changed');
    expect((await w.organisation()).version).toBe(1);
    const { text } = await sync(w, few, ['--apply', '--force']);
    expect(text).toContain('2 people deactivated');
    w.sent();
  });

  test('a deactivated account is an answer: it needs no force', async () => {
    const w = await world({ company });
    const off = everyone.map((one) => (one.account === 'UANN00001' ? one : { ...one, active: false }));
    expect((await sync(w, off, ['--apply'])).text).toContain('3 people deactivated');
    w.sent();
  });

  test('what the words name must be there', async () => {
    const w = await world({ company });
    const around = { ...defaults, orgFile: null, messengers: async () => [] };
    expect(await refusal(orgSync.read(['slak'], around))).toContain('"slak" is none of slack, wecom, dingtalk.');
    expect(await refusal(orgSync.read(['slack'], around))).toContain('there is none in ORG_FILE');
    expect(await refusal(orgSync.read(['wecom', path], around))).toContain(
      'wecom is not set up here: write its WECOM_',
    );
    expect(await refusal(sync(w, everyone, [join(folder, 'none.yaml')]))).toContain('there is no file');
  });

  test('a file written on Windows, or reached through a link, stays what it is', async () => {
    const w = await world({ company });
    await writeFile(join(folder, 'real.yaml'), `\uFEFF${company.replaceAll('\n', '\r\n')}`);
    await rm(path);
    await symlink(join(folder, 'real.yaml'), path);
    await sync(w, everyone, ['--apply']);
    const text = await readFile(join(folder, 'real.yaml'), 'utf8');
    expect(text.startsWith('\uFEFF# Our company')).toBe(true);
    expect(text).toContain('# keep\r\n    slack: UANN00001\r\n    email');
    expect(text.replaceAll('\r\n', '')).not.toContain('\n');
  });

  test('a person who is written by reference is left to a human', async () => {
    const w = await world({ company });
    const shared = company
      .replace('- { key: kim, name: Kim, department: works }', '- *kim')
      .replace('company: {', 'defaults: {}\ncompany: {');
    await writeFile(
      path,
      shared.replace('- key: ann', '- &kim { key: kim, name: Kim, department: works }\n  - key: ann'),
    );
    expect(await refusal(sync(w, everyone, ['--apply']))).toMatch(/^StartError: /);
    expect(await readdir(folder)).toEqual(['org.yaml']);
  });
});

describe('a first org file from a directory', () => {
  test('has the departments with parents and heads, and the people with accounts', async () => {
    const { text, notes } = await orgDraft(['slack'], (draft) =>
      draft({ ...defaults, messengers: async () => [messenger(everyone)] }),
    );
    const parsed = parseOrgFile(text);
    if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
    expect(parsed.file.company).toMatchObject({ name: 'Works GmbH', referees: ['boss'], locale: 'en' });
    expect(parsed.file.departments).toMatchObject([
      { key: 'office', parent: null, head: 'boss' },
      { key: 'works-hall', parent: null, head: 'bob' },
      { key: 'night-shift', name: 'Night shift', parent: 'works-hall', head: null },
      { name: '未分配 (unassigned)' },
    ]);
    expect(
      parsed.file.people.map(({ key, department, email, accounts }) => [key, department, email, accounts.slack]),
    ).toEqual([
      ['boss', 'office', 'boss@x.de', 'UBOSS0001'],
      ['a-meier', 'office', 'ANN@x.de', 'UANN00001'],
      ['bob', 'works-hall', null, 'UBOB00001'],
      ['newcomer', 'works-hall', 'new@x.de', 'UNEW00001'],
      ['eve-e', 'night-shift', 'eve@x.de', 'UEVE00002'],
      ['kim', 'night-shift', null, 'UKIM00001'],
      ['lee', 'd4', null, 'ULEE00001'],
    ]);
    expect(text).toContain('DECIDE');
    expect(notes).toContain('no head was found for Night shift');
  });

  test('without departments everyone stands in one, to be parted by a human', async () => {
    const flat = everyone.map((one) => ({ ...one, departments: [], leads: [], zone: 'Europe/Berlin' }));
    const bare = { ...messenger(flat), directory: { ...messenger(flat).directory, async *departments() {} } };
    const { text, notes } = await orgDraft(['slack', '-o', join(folder, 'draft.yaml')], (draft) =>
      draft({ ...defaults, messengers: async () => [bare] }),
    );
    expect(text).toContain('Written to');
    const parsed = parseOrgFile(await readFile(join(folder, 'draft.yaml'), 'utf8'));
    expect(parsed).toMatchObject({ file: { company: { timezone: 'Europe/Berlin' }, departments: [{ head: 'boss' }] } });
    expect(notes).toContain('slack knows no departments');
  });
});

describe('the doctor', () => {
  const examined = (w: World, checked: Messenger) =>
    doctor.run({ db: w.db, clock: w.clock, platforms: ['console'], messengers: async () => [checked] }, {});

  test('tells what the messengers say, and goes on when one is broken', async () => {
    const w = await world({ company });
    const findings: Finding[] = [
      { level: 'fine', text: 'slack: the token is valid' },
      { level: 'broken', text: 'slack: the scope chat:write is missing; add it and install the app again' },
    ];
    const { code, text } = await examined(w, messenger(everyone, { findings }));
    expect(code).toBe(1);
    expect(text).toContain('ok      slack: the token is valid');
    expect(text).toContain('BROKEN  slack: the scope chat:write is missing');
    expect(text).toContain('organisation: Works, version 1');
    expect((await examined(w, messenger(everyone))).text).toContain('BROKEN  slack: could not be checked: no answer');
  });

  test('counts who joined and is not in the org file, until the operator has looked', async () => {
    const w = await world({ company });
    const joins = (account: string, id: string) =>
      w.engine.receive({ kind: 'joined', id, platform: 'slack', account, profile: profile(account, 'New') });
    await joins('UNEW00001', 'j1');
    await joins('UNEW00002', 'j2');
    await w.engine.receive({
      kind: 'changed',
      id: 'c1',
      platform: 'slack',
      account: 'UNEW00003',
      profile: profile('UNEW00003', 'Other'),
    });
    const told = 'directory: 2 people joined slack whom the org file does not know: npm run org:sync slack';
    expect((await run(w, doctor)).text).toContain(told);
    await sync(w, everyone, ['--apply']);
    expect((await run(w, doctor)).text).not.toContain('joined slack');
  });

  test('says what a draft still lacks', async () => {
    const bare = company.replace(/services:[\s\S]*/, '').replace('name: Works,', 'name: 公司名称,');
    const w = await world({ company: bare.replaceAll(/,\s+deputy: \w+/g, '') });
    expect((await run(w, doctor)).text).toContain(
      'warning org file: unfinished: the company is still called 公司名称; no service is named, so every request runs on the same targets; no department has a deputy',
    );
  });
});
