import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import writeXlsxFile from 'write-excel-file/node';
import { rows } from '../../src/db/database.ts';
import { demoCompany } from '../../src/demo/company.ts';
import { timers } from '../../src/engine/tables.ts';
import { withSwallowed } from '../../src/operator/command.ts';
import { commands, serveCommand } from '../../src/operator/commands.ts';
import { doctor } from '../../src/operator/doctor.ts';
import { keyRotate } from '../../src/operator/key-rotate.ts';
import { orgDraft } from '../../src/operator/org-draft-command.ts';
import { orgImport } from '../../src/operator/org-import.ts';
import { personErase } from '../../src/operator/person-erase.ts';
import { verifyHistory } from '../../src/requests/verify.ts';
import { companyKind, importDemo, servesDemo } from '../../src/service/company.ts';
import { readSigningKey } from '../../src/service/settings.ts';
import { does, files, salesFiles } from '../requests/story.ts';
import { shanghai, type World, world } from '../world.ts';
import { refusal, run } from './run.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xiayou-operator-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function file(content: string): Promise<string> {
  const path = join(folder, 'org.yaml');
  await writeFile(path, content);
  return path;
}

describe('importing', () => {
  test('shows the difference, writes it once, and then finds nothing to change', async () => {
    const w = await world();
    const path = await file(demoCompany.replace('name: 孙浩', 'name: 孙浩然'));
    const tried = await run(w, orgImport, path, '--dry-run');
    expect(tried).toEqual({
      code: 0,
      text: '~ person sun (孙浩然) changed: name: 孙浩 → 孙浩然\nNothing was written: this was a dry run.',
    });
    expect((await run(w, orgImport, path)).text).toContain('Imported.');
    expect((await run(w, orgImport, path)).text).toMatch(/^Nothing to change/);
  });

  test('is refused when open requests would be left to nobody, on either side of them', async () => {
    const three = `company: { name: Three, timezone: Asia/Shanghai, locale: en, referees: [ann] }
departments:
  - { key: shop, name: Shop, head: ann }
  - { key: works, name: Works, head: bob }
  - { key: store, name: Store, head: eve }
people:
  - { key: ann, name: Ann, department: shop }
  - { key: bob, name: Bob, department: works }
  - { key: eve, name: Eve, department: store }
`;
    const without = (department: string) =>
      three
        .split('\n')
        .filter((line) => !line.includes(`key: ${department},`))
        .join('\n')
        .replace(`department: ${department} }`, 'department: store }');
    const w = await world({ company: three });
    await files(w, 'ann', 'works', '20 housings');
    w.sent();
    const lines = async (yaml: string) => (await run(w, orgImport, await file(yaml))).text.split('\n');
    expect((await lines(without('works')))[1]).toMatch(
      /^R-1001 is open in department works \(Works\), which the file leaves out/,
    );
    expect((await lines(without('shop')))[1]).toMatch(/^R-1001 is open in department shop \(Shop\)/);
    await does(w, 'bob', 'accept', 1001, {});
    w.sent();
    const nobody = three.replace(/.*key: bob, name.*\n/, '').replace('head: bob', 'head: eve');
    expect((await lines(nobody))[1]).toMatch(/^R-1001 is with Bob \(bob\), whom the file leaves out/);
    const emptied = without('store').replace('department: store', 'department: works');
    expect(await lines(emptied)).toContainEqual(expect.stringMatching(/^- department store \(Store\) deactivated/));
  });

  test('a calendar that changes has its due times derived anew', async () => {
    const w = await world();
    await run(w, orgImport, await file(demoCompany.replace('"09:00-12:00"', '"08:30-12:00"')));
    const found = await w.db.reader.select({ key: timers.key }).from(timers);
    expect(found.map(({ key }) => key)).toContainEqual(expect.stringMatching(/^rederive\//));
  });
});

describe('a database belongs to the demo or to a real company, for ever', () => {
  test('what was imported by an operator is real and is not served as the demo', async () => {
    const w = await world();
    await run(w, orgImport, await file(demoCompany));
    expect(await companyKind(w.db.reader)).toBe('real');
    expect(await servesDemo('default', w.db)).toBe(false);
    expect(await refusal(servesDemo('on', w.db))).toMatch(/holds a real company .*set DEMO=off/);
    expect(await refusal(importDemo(w.db, w.clock.now(), 'zh-CN'))).toMatch(/holds a real company/);
  });

  test('the demo is never imported into, not even tried', async () => {
    const w = await world();
    await importDemo(w.db, w.clock.now(), 'zh-CN');
    expect(await servesDemo('default', w.db)).toBe(true);
    expect(await refusal(servesDemo('off', w.db))).toMatch(/holds the demo company .*DATA_DIR/);
    for (const argv of [[], ['--dry-run']])
      expect(await refusal(run(w, orgImport, await file(demoCompany), ...argv))).toMatch(/can never become a real one/);
  });
});

describe('the doctor', () => {
  test('finds nothing wrong with the demo company', async () => {
    const w = await world();
    const { code, text } = await run(w, doctor);
    expect([code, text.split('\n').filter((line) => !line.startsWith('ok'))]).toEqual([0, []]);
  });

  test('says what to do about missing holidays, gaps, people who cannot be reached, and what keeps failing', async () => {
    const w = await world({ at: shanghai('2031-12-05T10:00') });
    const shift = 'weekly: []\n      shifts: [ { from: "08:00", to: "12:00", people: [feng] } ]';
    await run(w, orgImport, await file(demoCompany.replace('weekly: [feng, deng]', shift)));
    const at = w.clock.now();
    await w.db.reader
      .insert(timers)
      .values({ feature: 'requests', key: 'x', at, dueAt: at, payload: {}, attempts: 9, error: 'bad row' });
    const { code, text } = await run(w, doctor);
    expect(code).toBe(0);
    expect(text).toMatch(/warning holidays: calendar factory knows none for 203\d, .*list the dates under holidays/);
    expect(text).toMatch(/warning roster: 采购部 from .* the shifts leave it to the head; complete its duty/);
    expect(text).toMatch(/warning timers: requests x failed 9 times \(bad row\); report it/);
    const { text: nobody } = await doctor.run({ db: w.db, clock: w.clock, platforms: ['slack'] }, {});
    expect(nobody).toMatch(/warning accounts: 25 people have none on slack: .*add their accounts/);
  });

  test('an empty database is broken, with what to do', async () => {
    const w = await world();
    await w.db.transaction((tx) => tx.execute(sql`truncate org_state, org_items`));
    const { code, text } = await run(w, doctor);
    expect([code, text]).toEqual([
      1,
      expect.stringMatching(/BROKEN {2}organisation: there is no organisation yet: import/),
    ]);
  });
});

describe('erasing a person', () => {
  /** Every text in every table, history included. */
  async function everything(w: World): Promise<string> {
    const tables = await rows<{ name: string }>(
      w.db.reader,
      sql`select tablename as name from pg_tables where schemaname = 'public' and tablename not like 'console_reads'`,
    );
    const texts: string[] = [];
    for (const { name } of tables) {
      const found = await rows<{ row: string }>(w.db.reader, sql`select t::text as row from ${sql.identifier(name)} t`);
      texts.push(...found.map(({ row }) => row));
    }
    return texts.join('\n');
  }

  async function withdrawn(): Promise<World> {
    const w = await world();
    await salesFiles(w, 'urgent');
    await w.presses('luo', 'ask', { question: '林晓燕要的是含税价吗？' });
    await w.presses('lin', 'withdraw', { reason: '客户取消，李总已知' });
    w.sent();
    return w;
  }

  test('takes name, accounts and words, and leaves a history that verifies', async () => {
    const w = await withdrawn();
    expect(await everything(w)).toMatch(/林晓燕[\s\S]*出口订单一百万件/);
    const { code, text } = await run(w, personErase, 'lin');
    expect([code, text]).toEqual([0, expect.stringMatching(/^lin is erased: .*Take lin out of the org file/s)]);
    const left = await everything(w);
    expect(left).not.toContain('林晓燕');
    const state = await rows<{ state: unknown }>(w.db.reader, sql`select state::text as state from requests`);
    expect(JSON.stringify(state)).not.toMatch(/一百万件|客户取消|含税价/);
    expect(await verifyHistory(w.db.reader)).toMatchObject({ requests: 1, broken: [] });
    expect((await w.organisation()).people.get('lin')).toMatchObject({
      name: '（已删除）',
      active: false,
      accounts: {},
      email: null,
    });
    expect(await refusal(run(w, personErase, 'lin'))).toMatch(/There is no person with the key lin/);
  });

  test('the history and the chain of what they took part in can still be shown', async () => {
    const w = await withdrawn();
    await run(w, personErase, 'lin');
    expect(await w.says('luo', '/chain R-1001')).not.toBeNull();
    await salesFilesAgain(w);
    w.sent();
  });

  test('waits until their open requests are done', async () => {
    const w = await world();
    await salesFiles(w, 'urgent');
    await w.presses('luo', 'accept', {});
    w.sent();
    expect(await refusal(run(w, personErase, 'lin'))).toMatch(/lin still has open requests \(R-1001\)/);
    expect(await refusal(run(w, personErase, 'luo'))).toMatch(/luo still has open requests \(R-1001\)/);
  });

  test('an English name is found as a whole word only', async () => {
    const w = await world();
    const opened = await w.says('xu', '/request 物控部 Ask James Carter, not James Carterson');
    await w.fills('xu', opened, { urgency: 'urgent' });
    await w.presses('xu', 'withdraw', { reason: 'x' });
    w.sent();
    await run(w, personErase, 'james');
    const state = JSON.stringify(await rows(w.db.reader, sql`select card from console_messages`));
    expect(state).toContain('Ask (erased), not James Carterson');
  });
});

async function salesFilesAgain(w: World): Promise<void> {
  const opened = await w.says('zhou', '/request 物控部 再要一百件');
  await w.fills('zhou', opened, { urgency: 'urgent' });
}

test('a rotated key is another one', async () => {
  const w = await world();
  const before = await readSigningKey(w.db.reader);
  expect(await readSigningKey(w.db.reader)).toBe(before);
  expect((await run(w, keyRotate)).text).toContain('Restart every instance');
  const after = await readSigningKey(w.db.reader);
  expect(after).not.toBe(before);
  expect(after).toMatch(/^[\w-]{43}$/);
});

test('options that npm kept for itself are not lost', () => {
  const npm = { npm_lifecycle_event: 'org:import', npm_config_dry_run: 'true' };
  expect(withSwallowed(['a.yaml'], orgImport, npm)).toEqual(['a.yaml', '--dry-run']);
  expect(withSwallowed(['a.yaml'], orgImport, { npm_config_dry_run: 'true' })).toEqual(['a.yaml']);
  const restored = commands.find(({ name }) => name === 'restored');
  if (!restored) throw new Error('there is no command restored');
  const event = { npm_lifecycle_event: 'restored' };
  expect(withSwallowed(['release', 'post'], restored, { ...event, npm_config_kind: 'true' })).toEqual([
    'release',
    '--kind=post',
  ]);
  expect(withSwallowed(['release'], restored, { ...event, npm_config_kind: 'post' })).toEqual([
    'release',
    '--kind=post',
  ]);
});

test('a command that the running service does not know asks for a restart', async () => {
  const w = await world();
  const ports = { db: w.db, clock: w.clock, platforms: [] };
  expect(await refusal(serveCommand(ports, 'new:thing', {}))).toMatch(
    /does not know new:thing: .*restart it after upgrading/,
  );
});

test('a spreadsheet becomes a file that is never overwritten', async () => {
  const path = join(folder, 'people.xlsx');
  const cells = [
    ['姓名', '部门', '职务'],
    ['王强', '生产部', '部长'],
  ].map((row) => row.map((value) => ({ value, type: String })));
  await writeXlsxFile([{ data: cells, sheet: 'S' }]).toFile(path);
  const out = join(folder, 'draft.yaml');
  expect((await orgDraft([path])).text).toContain('王强');
  expect((await orgDraft([path, '-o', out])).text).toMatch(/^Written to .*draft\.yaml\. Complete it, then try it/);
  expect(await readFile(out, 'utf8')).toContain('王强');
  expect(await refusal(orgDraft([path, '-o', out]))).toMatch(/draft\.yaml is already there/);
  expect(await refusal(orgDraft([path, '-o', join(folder, 'no', 'x.yaml')]))).toMatch(/cannot be written/);
  expect(await refusal(orgDraft(['people.csv']))).toMatch(/there is no file people\.csv/);
  expect(await refusal(orgDraft([]))).toMatch(/Something is missing\.\nUsage: npm run org:draft/);
  expect(existsSync(join(folder, 'no'))).toBe(false);
});
