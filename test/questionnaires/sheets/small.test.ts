import { describe, expect, test } from 'vitest';
import { sheets } from '../../../src/questionnaires/tables.ts';
import { days, formOf, hours, minutes, read, shanghai, type World, whispered, world } from '../../world.ts';
import { changes } from '../answering/story.ts';
import { paperCompany } from '../rounds/company.ts';
import { starts } from '../rounds/story.ts';
import { first, given, presses } from './story.ts';

/** A round over the shop floor, which has exactly three people: its head Wang, Li and Ying. */
async function asked(company = paperCompany): Promise<World> {
  const w = await world({ at: shanghai('2026-05-06T10:00'), company });
  await starts(w, 'boss', { whom: 'departments', departments: 'floor' });
  await w.advance(days(1));
  w.sent();
  return w;
}

async function leaves(w: World, person: string): Promise<void> {
  await changes(w, person, 'leaves');
  const leave = w.engine.features.find(({ name }) => name === 'questionnaires')?.departed;
  await w.engine.turn('questionnaires', async (turn) => (await leave?.(turn, [person])) ?? []);
}

const li = { first: first('sales', '', { mainWork: '老李说的' }) };
const wang = { first: first('export', '', { mainWork: '王强说的' }) };

describe('a department of three, of whom one leaves in the middle of a round', () => {
  test('is answered for by its head: nobody reads what the other said', async () => {
    const w = await asked();
    await leaves(w, 'ying');
    await given(w, 1, 'li', li);
    await w.advance(minutes(2));
    expect(whispered(await w.says('wang', '/问卷 部门表 车间'))).toBe('车间：2 人中 1 人已答，还不足以成表');
    await given(w, 1, 'wang', wang);
    await w.advance(hours(2));
    expect(w.sent()).toEqual(['wang: 车间：2 人中 2 人已答，请核定本部门的表']);
    expect(read(await w.newest('wang'))).toContain(
      '部门现在不足三人，由负责人一人作答。另外 1 份回答不计入，谁也看不到。',
    );
    expect(read(await w.newest('wang'))).not.toContain('大家说的全部保留');
    const form = JSON.stringify(formOf(await presses(w, 'wang', 'settle')));
    expect(form).toContain('王强说的');
    expect(form).not.toContain('老李说的');
    expect(form).not.toContain('销售部');
    await presses(w, 'wang', 'publish');
    const [published] = await w.db.reader.select().from(sheets);
    expect(published?.statement).toMatchObject({ answered: 1, mainWork: ['王强说的'] });
    expect(JSON.stringify(published)).not.toContain('老李说的');
  });

  test('is silent when only the other has answered: the deputy and whoever comes as head read nothing of it', async () => {
    const w = await asked(paperCompany.replace('head: wang, calendar', 'head: wang, deputy: ying, calendar'));
    await leaves(w, 'wang');
    await given(w, 1, 'li', li);
    await w.clicks('boss', 'questionnaires.round.endNow', '1');
    await w.advance(hours(2));
    expect(w.sent().filter((line) => line.startsWith('ying: 车间'))).toEqual([
      'ying: 车间：本轮已结束，2 人中 1 人已答，没有成表',
    ]);
    expect(JSON.stringify(await w.clicks('ying', 'questionnaires.sheet.settle', '1|floor'))).not.toContain('老李说的');
    w.sent();
  });

  test('whose three have all answered keeps its sheet of three', async () => {
    const w = await asked();
    for (const person of ['wang', 'li', 'ying']) await given(w, 1, person, person === 'wang' ? wang : li);
    await leaves(w, 'ying');
    await w.advance(hours(2));
    await presses(w, 'wang', 'publish');
    const [published] = await w.db.reader.select().from(sheets);
    expect(published?.statement).toMatchObject({ answered: 3 });
    w.sent();
  });

  test('who was asked is not told that the head answers for them', async () => {
    const w = await asked();
    await leaves(w, 'ying');
    await w.advance(days(6));
    w.sent();
    const seen = async (person: string) => read(await w.newest(person));
    expect(await seen('li')).toContain('谁会看到：回答汇入车间的部门表，表上只写几个人这样说，由王强核定并发布。');
    expect(await seen('wang')).toContain('谁会看到：车间不足三人，由负责人代表部门作答、核定并发布。');
  });
});
