import { describe, expect, test } from 'vitest';
import { mapState } from '../../../src/map/state.ts';
import { applyImport, planImport } from '../../../src/org/import.ts';
import { fileOf } from '../../org/yaml.ts';
import { days, hours, minutes, shanghai, type World, whispered, world } from '../../world.ts';
import { first, given, presses } from '../sheets/story.ts';
import { changePeople, paperCompany } from './company.ts';
import { peopleIn, presses as pressesRound, starts } from './story.ts';

const at = shanghai('2026-05-06T10:00');

/** The org file as it is now. */
async function imports(w: World, company: string): Promise<void> {
  await w.db.transaction(async (tx) => {
    const plan = await planImport(tx, fileOf(company), { openWork: async () => [], newId: (key) => key });
    if (plan.kind === 'planned') await applyImport(tx, plan, w.clock.now());
  });
}

const departments = async (w: World) =>
  Object.fromEntries((await peopleIn(w)).map(({ person, department }) => [person, department]));

async function asked(whom = 'floor'): Promise<World> {
  const w = await world({ at, company: paperCompany });
  await starts(w, 'boss', { whom: 'departments', departments: whom });
  await w.advance(days(1));
  w.sent();
  return w;
}

describe('in the middle of a round', () => {
  test('who moves to another department answers for the one they were asked for', async () => {
    const w = await asked();
    await changePeople(w, ['li'], { department: 'sales' });
    await w.advance(days(1));
    await w.fills('li', await pressesRound(w, 'li', 'answer.start'), { mainWork: '装配' });
    for (const person of ['wang', 'ying']) await given(w, 1, person, { first: first('sales', '') });
    await w.advance(hours(2));
    expect(await departments(w)).toEqual({ li: 'floor', wang: 'floor', ying: 'floor' });
    await presses(w, 'wang', 'publish');
    const { nodes } = await mapState(w.db.reader, await w.organisation());
    expect(nodes.get('floor')).toMatchObject({ published: true, namedCustomer: { named: 0, answered: 3 } });
    w.sent();
  });

  test('a department gets another key: nothing that was answered is lost, and its head settles it', async () => {
    const w = await asked();
    for (const person of ['wang', 'li']) await given(w, 1, person, { first: first('sales', '') });
    await w.advance(minutes(2));
    await imports(w, paperCompany.replaceAll('floor', 'workshop').replace('车间,', '装配车间,'));
    const form = await pressesRound(w, 'ying', 'answer.start');
    await w.fills('ying', form, { mainWork: '装配' });
    await w.advance(hours(2));
    expect(await departments(w)).toEqual({ li: 'workshop', wang: 'workshop', ying: 'workshop' });
    expect(w.sent().filter((line) => line.startsWith('wang: 装配车间'))).toEqual([
      'wang: 装配车间：3 人中 3 人已答，请核定本部门的表',
    ]);
    await presses(w, 'wang', 'publish');
    const { nodes } = await mapState(w.db.reader, await w.organisation());
    expect(nodes.get('workshop')?.published).toBe(true);
    w.sent();
  });

  test('a department goes up in another one, also when nobody answers any more', async () => {
    const w = await asked('floor,sales');
    for (const person of ['wang', 'li', 'ying', 'lin', 'zhou', 'xu'])
      await given(w, 1, person, { first: first('export', '') });
    const merged = paperCompany.replace(/.*key: floor.*\n/, '').replaceAll('department: floor', 'department: sales');
    await imports(w, merged);
    await w.until(shanghai('2026-05-08T10:00'));
    expect(new Set(Object.values(await departments(w)))).toEqual(new Set(['sales', 'export']));
    expect(whispered(await w.says('lin', '/问卷 部门表 销售部'))).toMatch(/^销售部：6 人中 6 人已答/);
    w.sent();
  });
});
