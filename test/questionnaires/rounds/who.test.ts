import { sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { bumpVersion } from '../../../src/org/store.ts';
import { leftOut, membersOf } from '../../../src/questionnaires/rounds/rules.ts';
import { organisationFrom } from '../../requests/rules-kit.ts';
import { formOf, minutes, read, shanghai, type World, whispered, world } from '../../world.ts';
import { changes, imports } from '../answering/story.ts';
import { first, given } from '../sheets/story.ts';
import { hire, paperCompany } from './company.ts';
import { heard, peopleIn, presses, starts } from './story.ts';

const at = shanghai('2026-05-06T10:00');
const of = (...departments: string[]) => ({ whom: 'departments', departments: departments.join(',') });

/** The names that a form offers to be added. */
function offered(reply: Awaited<ReturnType<World['clicks']>>): string[] {
  const field = formOf(reply).fields.find(({ key }) => key === 'people');
  return field && 'options' in field ? field.options.map(({ label }) => label) : [];
}

describe('adding people', () => {
  test('offers nobody whom another open round asks the same', async () => {
    const w = await world({ at, company: paperCompany });
    await starts(w, 'lin', of('sales'));
    await hire(w, 'xu', 'neu', '新来的');
    await starts(w, 'boss', of('sales'));
    expect((await peopleIn(w)).filter(({ round }) => round === 2).map(({ person }) => person)).toEqual(['neu']);
    expect(whispered(await w.clicks('boss', 'questionnaires.round.add', '2'))).toMatch(/没有新来的人/);
    expect(whispered(await w.clicks('lin', 'questionnaires.round.add', '1'))).toMatch(/没有新来的人/);
    w.sent();
  });

  test('offers who had left and is back, with what they had begun', async () => {
    const w = await world({ at, company: paperCompany });
    await starts(w, 'boss', of('floor'));
    await w.until(shanghai('2026-05-07T09:40'));
    await w.fills('li', await presses(w, 'li', 'answer.start'), {
      mainWork: '装配',
      suppliers: 'sales',
      customers: '',
    });
    await changes(w, 'li', 'leaves');
    const leave = w.engine.features.find(({ name }) => name === 'questionnaires')?.departed;
    await w.engine.turn('questionnaires', async (turn) => (await leave?.(turn, ['li'])) ?? []);
    await back(w, 'li');
    const form = await w.clicks('boss', 'questionnaires.round.add', '1');
    expect(offered(form)).toEqual(['老李']);
    await w.fills('boss', form, { people: 'li' });
    w.sent();
    await w.until(shanghai('2026-05-08T09:40'));
    expect(w.sent()).toContain('li: 自我认知 · 请您用约 3 分钟作答');
    const goesOn = await presses(w, 'li', 'answer.start');
    expect(formOf(goesOn).title).toBe('来自销售部');
  });
});

async function back(w: World, person: string): Promise<void> {
  await w.db.transaction(async (tx) => {
    await tx.execute(sql`update org_items set active = true where kind = 'person' and key = ${person}`);
    await bumpVersion(tx, w.clock.now());
  });
}

describe('a small department', () => {
  const company = (sales: string, more = '') =>
    paperCompany.replace(
      '{ key: export, name: 外贸组, parent: sales, head: ada,',
      `{ key: export, name: 外贸组, parent: sales, ${sales}`,
    ) + more;
  const twoThere = company('head: lin, deputy: ada,').replace(/.*key: cai.*\n/, '');

  test('is answered for by the deputy where the head is asked for another department', () => {
    const members = membersOf(organisationFrom(twoThere), { kind: 'company' });
    expect(members.filter(({ department }) => department === 'export')).toEqual([
      { person: 'ada', department: 'export' },
    ]);
    expect(members.filter(({ person }) => person === 'lin')).toEqual([{ person: 'lin', department: 'sales' }]);
  });

  test('whose head leads another one as well: the head answers for the own', () => {
    const two = paperCompany
      .replace('name: 外贸组, parent: sales, head: ada', 'name: 外贸组, parent: sales, head: boss')
      .replace(/.*key: cai.*\n/, '');
    const before = organisationFrom(
      two
        .replace(/( {2}- \{ key: boss.*\n)/, '')
        .replace('people:\n', 'people:\n')
        .concat('  - { key: boss, name: 陈总, department: office }\n'),
    );
    const members = membersOf(before, { kind: 'company' });
    expect(members.find(({ person }) => person === 'boss')).toEqual({ person: 'boss', department: 'office' });
    expect(leftOut(before, { kind: 'company' })).toEqual(['export']);
  });

  test('for which nobody is free to answer is named to whoever started the round, until somebody is', async () => {
    const w = await world({ at, company: twoThere.replace('head: lin, deputy: ada,', 'head: lin,') });
    await starts(w, 'boss', { whom: 'company' });
    expect(read(await w.newest('boss'))).toContain('外贸组没有人代表作答：不足三人');
    expect(heard(await w.clicks('lin', 'questionnaires.round.progress', '1'))).not.toContain('没有人代表作答');
    const full = await world({ at, company: twoThere });
    await starts(full, 'boss', { whom: 'company' });
    expect(read(await full.newest('boss'))).not.toContain('没有人代表作答');
    full.sent();
  });
});

test('where a department has no head, the card and the thanks name whoever settles its sheet', async () => {
  const headless = paperCompany.replace('parent: sales, head: ada,', 'parent: sales,');
  const w = await world({ at, company: headless });
  await starts(w, 'boss', of('export'));
  await w.until(shanghai('2026-05-07T10:00'));
  w.sent();
  expect(read(await w.newest('cai'))).toContain('由林晓燕核定并发布');
  const form = await presses(w, 'cai', 'answer.start');
  expect(heard(await w.fills('cai', form, { mainWork: '跟单' }))).toContain('由林晓燕核定并发布');
  w.sent();
});

describe('how long it takes', () => {
  test('is said as one minute and as several, in both languages', async () => {
    const w = await world({ at, company: paperCompany });
    const question = (key: string) => `  - { key: ${key}, ask: { zh-CN: 问, en: Q }, kind: text }\n`;
    const file = (key: string, keys: string[]) =>
      `key: ${key}\ntitle: { zh-CN: ${key}, en: ${key} }\nquestions:\n${keys.map(question).join('')}`;
    await imports(w, file('short', ['a']));
    await imports(w, file('long', ['a', 'b', 'c', 'd', 'e']));
    for (const questionnaire of ['short', 'long']) await starts(w, 'boss', { questionnaire, ...of('export') });
    await w.until(shanghai('2026-05-07T16:00'));
    w.sent();
    const titles = async (person: string) => (await w.messages(person)).map(({ card }) => card.title);
    expect(await titles('ada')).toEqual([
      expect.stringMatching(/^short · about one minute of your/),
      expect.stringMatching(/^long · about 2 minutes of your/),
    ]);
    expect(await titles('cai')).toEqual(['short · 请您用约 1 分钟作答', 'long · 请您用约 2 分钟作答']);
    const mine = heard(await w.says('ada', '/mine'));
    expect(mine).toContain('short, about one minute');
    expect(mine).toContain('long, about 2 minutes');
  });
});

describe('who leaves it for later', () => {
  test('hears what still comes: two reminders, one, none; and that nothing is missing', async () => {
    const w = await world({ at, company: paperCompany });
    await starts(w, 'boss', of('sales'));
    const later = async () => whispered(await w.clicks('xu', 'questionnaires.round.later', '1'));
    await w.until(shanghai('2026-05-07T10:00'));
    expect(await later()).toContain('第三个和第五个工作日会各提醒一次');
    await w.until(shanghai('2026-05-12T12:00'));
    expect(await later()).toContain('还会再提醒一次');
    await w.until(shanghai('2026-05-14T12:00'));
    expect(await later()).toContain('不会再提醒');
    await given(w, 1, 'xu', { first: first('floor', '') });
    expect(await later()).toContain('您的回答已收到，不需要再做什么');
    w.sent();
  });
});

describe('when rounds are never ended', () => {
  test('what waits is not hidden behind what was answered, nor a new round behind old ones', async () => {
    const w = await world({ at, company: paperCompany });
    const keys = ['q1', 'q2', 'q3', 'q4', 'q5', 'q6', 'q7'];
    for (const key of keys) {
      await imports(
        w,
        `key: ${key}\ntitle: { zh-CN: ${key}, en: ${key} }\nquestions:\n  - { key: a, ask: { zh-CN: 问, en: Q }, kind: text }\n`,
      );
      await starts(w, 'boss', { questionnaire: key, ...of('sales') });
    }
    await w.until(shanghai('2026-05-07T10:00'));
    for (const round of [1, 2, 3, 4, 5, 6]) {
      const form = await w.clicks('xu', 'questionnaires.answer.start', String(round));
      await w.fills('xu', form, { a: '好' });
    }
    await w.advance(minutes(2));
    w.sent();
    const mine = heard(await w.says('xu', '/我的'));
    expect(mine).toContain('有 1 份问卷等您回答');
    expect(mine).toContain('- todo q7');
    // So many buttons come as a message of their own.
    await w.says('lin', '/问卷');
    expect(w.sent()).toEqual(['lin: 问卷']);
    expect(read(await w.newest('lin'))).toContain('[进度：q7]');
  });
});
