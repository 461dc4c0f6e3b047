import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { doctor } from '../../src/operator/doctor.ts';
import { messengersOver } from '../../src/operator/messengers.ts';
import { orgDraft } from '../../src/operator/org-draft-command.ts';
import { orgSync } from '../../src/operator/org-sync.ts';
import { parseOrgFile } from '../../src/org/file.ts';
import { startDingtalk } from '../platforms/dingtalk/index.ts';
import { startSlack } from '../platforms/slack/index.ts';
import { startWecom } from '../platforms/wecom/index.ts';
import { world } from '../world.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xiayou-directories-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each([
  ['slack', startSlack, ['U0WANG0001', 'U0LIU00001']],
  ['wecom', startWecom, ['wangqiang', 'liuyang']],
  ['dingtalk', startDingtalk, ['manager0001', '0123456']],
] as const)('a first org file of %s, and its accounts in one that has none', async (name, start, [wang, liu]) => {
  const w = await world();
  const emulator = await start();
  try {
    const departments = ['7'];
    await emulator.hire({ account: wang, name: '王强', email: 'wang@x.cn', title: '经理', departments });
    await emulator.hire({ account: liu, name: '刘洋', email: 'liu@x.cn', departments });
    const messengers = () => messengersOver(readConfig(emulator.env), w.db);
    const around = { timezone: 'Asia/Shanghai', locale: 'zh-CN', messengers } as const;
    const { text: draft } = await orgDraft([name], (drafting) => drafting(around));
    const parsed = parseOrgFile(draft);
    if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
    const { people } = parsed.file;
    expect(people.map((person) => person.accounts[name])).toEqual(expect.arrayContaining([wang, liu]));

    const path = join(folder, `${name}.yaml`);
    await writeFile(path, draft.replaceAll(new RegExp(`, ${name}: "[^"]+"`, 'g'), ''));
    const args = await orgSync.read([name, path, '--apply'], around);
    const result = await orgSync.run({ db: w.db, clock: w.clock, platforms: ['console'] }, args);
    expect(result.text).toContain(`Linked: ${people.length}`);
    expect((await orgSync.finish?.(args, result))?.text).toContain(`written to ${path}`);
    const text = await readFile(path, 'utf8');
    for (const account of [wang, liu]) expect(text).toContain(account);
    const examined = await doctor.run({ db: w.db, clock: w.clock, platforms: [name], messengers }, {});
    expect(examined.text).toMatch(new RegExp(`^(ok|warning|BROKEN) +${name}: `, 'mi'));
  } finally {
    await emulator.close();
  }
});
