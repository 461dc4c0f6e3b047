import { expect, test } from 'vitest';
import { demoCompany } from '../../../src/demo/company.ts';
import { timers } from '../../../src/engine/tables.ts';
import { readActions } from '../../../src/meetings/actions/store.ts';
import type { Action } from '../../../src/meetings/types.ts';
import { formOf, read, type World, whispered, world } from '../../world.ts';
import { action } from '../agenda/kit.ts';
import { imports, withoutQuality } from '../life/kit.ts';
import { atTheTable, fillsIn, monday } from './kit.ts';

const at = async (w: World, { id }: Action): Promise<Action> => {
  const [found] = await readActions(w.db.reader, { ids: [id] });
  if (!found) throw new Error(`no action ${id}`);
  return found;
};

test('what was agreed with a department that is dissolved is followed no longer; its owner and the other side read why', async () => {
  const w = await world({ at: monday, rhythm: false });
  const forThem = await action(w, {
    series: 'production+quality',
    supplier: 'production',
    customer: 'quality',
    owner: 'zhao',
  });
  const byThem = await action(w, {
    series: 'production+quality',
    supplier: 'quality',
    customer: 'production',
    owner: 'priya',
    text: 'x',
  });
  const other = await action(w);
  await imports(w, withoutQuality);
  expect(w.sent().sort()).toEqual([
    'priya: No longer pursued: A-2 x',
    'wang: 不再进行：A-1 每天 16:00 前通报缺料',
    'wang: 不再进行：A-2 x',
    'zhao: 不再进行：A-1 每天 16:00 前通报缺料',
  ]);
  expect(read(await w.newest('zhao'))).toContain('品质部已经撤销，这条不再跟进。如果还需要，请发送 /改进 重新商定。');
  expect(read(await w.newest('priya'))).toContain(
    '品质部 no longer exists, so this is no longer followed. What is still needed can be agreed on anew: /actions',
  );
  expect(await at(w, forThem)).toMatchObject({ status: 'dropped', closedBy: null });
  expect(await at(w, byThem)).toMatchObject({ status: 'dropped', closedBy: null });
  expect(await at(w, other)).toMatchObject({ status: 'open' });
  expect((await w.db.reader.select().from(timers)).filter(({ key }) => key.startsWith('actions/'))).toEqual([]);
  await imports(w, withoutQuality.replace('苏州某某电子', '苏州某某电气'));
  expect(w.sent()).toEqual([]);
  // The department is back, and what was agreed on with it can be taken up again.
  await imports(w, demoCompany);
  await fillsIn(w, 'wang', 'reopen', String(forThem.id), { words: '继续做' });
  expect(await at(w, forThem)).toMatchObject({ status: 'open' });
  w.sent();
});

test('whose owner left when nobody led the department goes to whoever leads it next', async () => {
  const w = await world({ at: monday, rhythm: false });
  const headless = demoCompany.replace('    head: he\n    deputy: tang\n', '');
  await imports(w, headless);
  const { id } = await action(w);
  await w.engine.receive({ kind: 'left', id: 'gone-luo', platform: 'console', account: 'luo' });
  await w.engine.tick();
  await w.engine.flush();
  expect(w.sent()).toEqual([]);
  await imports(w, headless.replace('    name: 物控部\n', '    name: 物控部\n    head: tang\n'));
  expect(w.sent()).toEqual(['tang: 改进 A-1 由您负责：每天 16:00 前通报缺料']);
  expect((await readActions(w.db.reader, { ids: [id] }))[0]?.owner).toBe('tang');
});

test('an improvement of a department can be its head’s who belongs to another one', async () => {
  const w = await world({ at: monday, rhythm: false });
  await imports(w, demoCompany.replace('head: wang\n    deputy: liu', 'head: he'));
  const half = { supplier: 'production', customer: 'sales' };
  const meeting = await atTheTable(
    w,
    [half],
    [
      ['he', 'production'],
      ['lin', 'sales'],
    ],
  );
  const opened = await w.clicks('he', 'meetings.actions.add', `${meeting.id}|`);
  const owners = formOf(opened).fields.find(({ key }) => key === 'owner');
  expect(owners && 'options' in owners && owners.options.map(({ value }) => value)).toContain('he');
  await w.fills('he', opened, { text: '首件九点前', owner: 'he', due: '2026-05-20', sign: '两周没有晚' });
  expect(await readActions(w.db.reader, {})).toMatchObject([{ owner: 'he', supplier: 'production' }]);
  await fillsIn(w, 'he', 'hand', '1', { owner: 'zhao' });
  expect(whispered(await fillsIn(w, 'he', 'hand', '1', { owner: 'he' }))).toContain('首件九点前');
  w.sent();
});
