import { describe, expect, test } from 'vitest';
import { bumpVersion } from '../../../src/org/store.ts';
import { giveAnonymous } from '../../../src/questionnaires/answering/anonymous.ts';
import { anonymousAnswers } from '../../../src/questionnaires/tables.ts';
import { days, formOf, shanghai, type World, whispered, world } from '../../world.ts';
import { end, heard, imports, round } from '../answering/story.ts';
import { csvRows, file, page, views, xlsxRows } from './looking.ts';
import { given, option } from './story.ts';

const at = shanghai('2026-05-06T10:00');
const crew = ['wang', 'liu', 'zhao', 'sun', 'ma'];
const sales = ['lin', 'zhou', 'xu', 'james', 'anna'];

/** The manual's example, answered by production and sales, and by two of materials. */
async function morale(people = [...crew, ...sales, 'he', 'luo']): Promise<{ w: World; id: number }> {
  const w = await world({ at });
  const id = await round(w, people, { questionnaire: 'morale', version: await imports(w), owner: 'xu' });
  for (const [index, person] of people.entries()) {
    const feeling = String(1 + (index % 5));
    await given(w, id, person, {
      1: {
        feeling,
        obstacle: index % 2 ? 'rework' : 'other',
        which: '=找料',
        hours: '6',
        tools: 'feeder,tester',
        helped: '@zhao',
      },
      2: { remark: `说明${9 - (index % 3)}` },
    });
    const department = (await w.organisation()).people.get(person)?.department ?? '';
    const answers = { leaving: index % 3 ? 'no' : 'yes', reason: index % 3 ? '' : '太远' };
    await w.db.transaction((tx) => giveAnonymous(tx, { round: id, department, person }, answers));
  }
  await w.advance(60_000);
  return { w, id };
}

async function ended(w: World, id: number): Promise<void> {
  await end(w, id);
  await w.engine.turn('questionnaires', async (turn) => [
    { kind: 'wake', key: `round/${id}/due`, at: turn.now, payload: { round: id } },
  ]);
  await w.advance(60_000);
}

const names = async (w: World) => [...(await w.organisation()).people.values()].map(({ name }) => name);

describe('results', () => {
  test('are reached from the overview by the owner, with counts and never with names', async () => {
    const { w, id } = await morale();
    const overview = await w.says('xu', '/问卷');
    expect(heard(overview)).toContain('[结果]');
    const shown = await w.clicks('xu', 'questionnaires.sheet.results', '');
    expect(heard(shown)).toContain('季度小调查 · 结果');
    expect(heard(shown)).toContain('这个季度工作顺不顺？: 12 份回答：平均 2.75（1 3、2 3、3 2、4 2、5 2）');
    expect(heard(shown)).toContain('哪些工具要换？: 12 份回答：飞达 12、测试架 12、吸嘴 0');
    expect(heard(shown)).toContain('谁帮了您？: 12 份回答：生产部的一位同事 12');
    const all = await page(w, 'xu', 'results', { round: String(id) });
    expect(all).toMatch(/说明7[\s\S]*说明8[\s\S]*说明9/);
    // The reader's own name is not part of what the feature draws.
    for (const name of await names(w)) expect(`${heard(shown)}${all}`).not.toContain(name);
  });

  test('leave out what a condition hides: obstacles only of who was asked for them', async () => {
    const { w, id } = await morale();
    const table = csvRows((await file(w, 'xu', 'results', { round: String(id), as: 'csv' })).bytes);
    const of = (question: string) => table.filter(([asked]) => asked === question).map((row) => row.slice(3, 6));
    // Feeling 1, 2 or 3 is asked on: eight of twelve.
    expect(of('最大的阻碍是什么？')).toEqual([
      ['8', '缺料', '0'],
      ['8', '返工', '4'],
      ['8', '其他', '4'],
    ]);
    expect(of('是什么？')).toEqual([['4', `'=找料`, '4']]);
    expect(of('每周返工多少小时？')).toEqual([['4', '', '']]);
  });

  test('of anonymous questions are shown when the round has ended, of departments of five with five others', async () => {
    const { w, id } = await morale();
    expect(await page(w, 'xu', 'results', { round: String(id) })).toContain('匿名题：本轮结束后，满 5 份才显示。');
    await ended(w, id);
    const text = await page(w, 'xu', 'results', { round: String(id) });
    expect(text).toContain('12 份回答 · 匿名');
    expect(await page(w, 'xu', 'results', { round: String(id), area: 'production' })).toContain('5 份回答 · 匿名');
    // Two of materials, and sales with whose five the rest would be those two.
    for (const area of ['materials', 'sales'])
      expect(await page(w, 'xu', 'results', { round: String(id), area })).not.toContain('· 匿名');
    // Only four said why: not even how many.
    expect(text).toMatch(/为什么？<\/bdi><\/h2><p class="note">匿名题，这里人数不足/);
    expect(text).not.toContain('太远');
  });

  test('stay as they were decided: no later row or move of a department changes what is shown', async () => {
    const { w, id } = await morale();
    await ended(w, id);
    const before = await page(w, 'xu', 'results', { round: String(id) });
    await w.db.transaction(async (tx) => {
      await tx.execute(
        `update org_items set spec = jsonb_set(spec, '{parent}', '"production"') where kind = 'department' and key = 'materials'`,
      );
      await bumpVersion(tx, w.clock.now());
    });
    expect((await w.organisation()).departments.get('materials')?.parent).toBe('production');
    await ended(w, id);
    expect(await page(w, 'xu', 'results', { round: String(id) })).toBe(before);
    expect(await page(w, 'xu', 'results', { round: String(id), area: 'production' })).toContain('5 份回答 · 匿名');
    expect(await w.db.reader.select().from(anonymousAnswers)).toHaveLength(16);
  });

  test('a head sees their own department, and nobody else’s', async () => {
    const { w, id } = await morale();
    await ended(w, id);
    const own = heard(await w.says('wang', '/问卷 结果'));
    expect(own).toContain('5 份回答');
    expect(own).not.toContain('12');
    expect(await page(w, 'wang', 'results', { round: String(id) })).toContain('5 份回答 · 匿名');
    for (const area of ['sales', 'office', 'materials', 'moon'])
      expect(await views(w, 'wang', 'results', { round: String(id), area })).toMatchObject({ kind: 'no', status: 403 });
    expect(whispered(await w.says('zhao', '/questionnaire results'))).toContain('没有您可以查看的结果');
    for (const query of [{}, { round: 'x' }, { round: '-1' }, { round: '99' }, { round: '1e99' }])
      expect(await views(w, 'zhao', 'results', query)).toMatchObject({ kind: 'no', status: 403 });
  });

  test('of fewer than three people are not shown by department', async () => {
    const { w, id } = await morale();
    const shown = await page(w, 'xu', 'results', { round: String(id), area: 'materials' });
    expect(shown).toContain('满三人完成问卷才显示');
    expect(shown).not.toContain('份回答');
  });

  test('are chosen among several rounds and departments, in a form', async () => {
    const { w, id } = await morale();
    await w.advance(days(1));
    const second = await round(w, ['wang'], { questionnaire: 'morale', version: 1, owner: 'xu' });
    const choice = await w.clicks('xu', 'questionnaires.sheet.results', '');
    expect(formOf(choice).fields[0]).toMatchObject({ options: [{ value: String(second) }, { value: String(id) }] });
    const shown = await w.fills('xu', choice, { round: String(id) });
    expect(whispered(shown)).toBe('季度小调查 · 结果');
    const which = await w.clicks('xu', 'questionnaires.sheet.resultsOf', String(id));
    const of = await w.fills('xu', which, { department: option(which, 'department', '生产部') });
    expect(whispered(of)).toBe('季度小调查 · 生产部的结果');
  });

  test('are the same in the workbook as in CSV', async () => {
    const { w, id } = await morale();
    await ended(w, id);
    const query = { round: String(id) };
    const csv = csvRows((await file(w, 'xu', 'results', { ...query, as: 'csv' })).bytes);
    const xlsx = await xlsxRows((await file(w, 'xu', 'results', { ...query, as: 'xlsx' })).bytes);
    const plain = csv.map((row) => row.map((cell) => cell.replace(/^'(?==)/u, '')));
    expect(xlsx.map((row) => row.map((cell) => String(cell ?? '')))).toEqual(plain);
  });
});
