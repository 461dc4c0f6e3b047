import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { personErase } from '../../../src/operator/person-erase.ts';
import { selfAwareness } from '../../../src/questionnaires/builtin.ts';
import { markPerson } from '../../../src/questionnaires/rounds/store.ts';
import { roundPeople, rounds } from '../../../src/questionnaires/tables.ts';
import { run } from '../../operator/run.ts';
import { formOf, minutes, read, shanghai, type World, whispered, world } from '../../world.ts';
import { changePeople, hire, paperWorld } from './company.ts';
import { asked, follows, heard, peopleIn, presses, starts, told } from './story.ts';

const morning = shanghai('2026-05-06T08:00');
const title = selfAwareness.title['zh-CN'];

async function finish(w: World, round: number, ...people: string[]): Promise<void> {
  await w.db.transaction(async (tx) => {
    for (const person of people) await markPerson(tx, round, person, 'finished', w.clock.now());
  });
}

async function running(answers: Record<string, string> = { whom: 'company' }) {
  const w = await world({ at: morning });
  await starts(w, 'chen', answers);
  await w.until(shanghai('2026-05-06T10:00'));
  w.sent();
  const [{ round = 0 } = {}] = await peopleIn(w);
  return { w, round };
}

describe('progress', () => {
  test('shows the owner a bar and who is missing by department, never what anyone said', async () => {
    const { w, round } = await running();
    await finish(w, round, 'he', 'luo', 'tang', 'zheng', 'song', 'liang', 'zhao');
    expect(heard(await w.clicks('chen', 'questionnaires.round.progress', String(round)))).toBe(
      [
        `${title} · 已答 7 / 24`,
        '已答 7 / 24: 29 %',
        '范围: 全公司',
        '发起人: 陈志远',
        '开始于: 5月6日(周三) 08:00',
        '尚未询问: 3 人，下一批 5月6日(周三) 18:30',
        '- todo 销售部：0 / 5 | 还差：Anna Weber、James Carter、林晓燕、徐佳、周立',
        '- todo 生产部：1 / 5 | 还差：刘洋、马骏、孙浩、王强',
        '- todo 采购部：0 / 3 | 还差：邓洁、冯涛、黄磊',
        '- todo 品质部：0 / 3 | 还差：郭静、Priya Nair、杨帆',
        '- todo 物控部：3 / 4 | 还差：谢芳',
        '- todo 总经办：0 / 1 | 还差：陈志远',
        '1 个部门已全部作答。',
        '这里看不到任何人的回答内容。您结束本轮之前，后交的回答也算数。',
        '[看一个部门] [部门表] [加入新来的人] [结束本轮]',
      ].join('\n'),
    );
  });

  test('shows heads their department, and others nothing', async () => {
    const { w, round } = await running();
    await finish(w, round, 'luo');
    const overview = await w.says('he', '/问卷');
    expect(heard(overview)).toContain(`${title} · 已答 1 / 4（全公司，陈志远发起）: 25 %`);
    const own = heard(await follows(w, 'he', overview, 'round.progress'));
    expect(own).toContain(`${title} · 物控部：已答 1 / 4`);
    expect(own).toContain('还差：何建国、唐丽、谢芳');
    expect(own).toContain('陈志远结束本轮之前，后交的回答也算数。');
    expect(own).not.toContain('结束本轮]');
    expect(whispered(await w.clicks('he', 'questionnaires.round.progress', `${round}|sales`))).toBe(
      '进度由发起人、裁判查看，负责人可以看自己的部门。',
    );
    expect(whispered(await w.clicks('xu', 'questionnaires.round.progress', String(round)))).toBe(
      '进度由发起人、裁判查看，负责人可以看自己的部门。',
    );
    expect(whispered(await w.clicks('xu', 'questionnaires.round.department', String(round)))).toContain('进度由发起人');
    expect(whispered(await w.clicks('chen', 'questionnaires.round.progress', '77'))).toBe('这一轮问卷已经不在了。');
    expect(heard(await w.says('xu', '/问卷'))).toContain('有 1 份问卷等您回答');
  });

  test('one department can be looked up', async () => {
    const { w, round } = await running();
    const form = await w.clicks('chen', 'questionnaires.round.department', String(round));
    const [field] = formOf(form).fields;
    expect(field?.kind === 'choice' && field.options.map(({ label }) => label)).toContain('物控部：0 / 4');
    expect(heard(await w.fills('chen', form, { department: 'materials' }))).toContain('物控部：已答 0 / 4');
  });

  test('of 650 departments the card names those with most missing, and counts the rest', async () => {
    const many = Array.from({ length: 650 }, (_, d) => d);
    const w = await world({
      at: morning,
      company: `company: { name: 大厂, timezone: Asia/Shanghai, locale: zh-CN, referees: [boss] }
calendars: { office: { hours: { mon-fri: ["09:00-18:00"] }, holidays: cn } }
departments:
${many.map((d) => `  - { key: d${d}, name: 部门${d}, head: ${d === 0 ? 'boss' : `d${d}p0`}, calendar: office }`).join('\n')}
people:
${many.flatMap((d) => [0, 1, 2].map((p) => `  - { key: ${d + p === 0 ? 'boss' : `d${d}p${p}`}, name: 员工${d}-${p}, department: d${d} }`)).join('\n')}
`,
    });
    await starts(w, 'boss', { whom: 'company' });
    w.sent();
    const card = await w.newest('boss');
    expect(card.title).toBe(`${title} · 已答 0 / 1950`);
    const list = card.elements.find((element) => element.kind === 'list');
    expect(list?.kind === 'list' && list.items.length).toBe(8);
    expect(read(card)).toContain('另有 642 个部门，还差 1926 份。');
    expect(JSON.stringify(card).length).toBeLessThan(3_000);
  });

  test('is drawn anew once a minute, however many answer', async () => {
    const { w, round } = await running();
    const changes = () =>
      w.transcript.filter(({ card, replaces }) => replaces && card.title.startsWith(`${title} · 已答`)).length;
    const before = changes();
    for (const person of ['he', 'luo', 'tang', 'xie']) {
      await w
        .clicks(person, 'questionnaires.answer.start', String(round))
        .then((form) => w.fills(person, form, { mainWork: '备料', suppliers: '', customers: '' }));
    }
    expect(changes()).toBe(before);
    await w.advance(minutes(2));
    expect(changes()).toBe(before + 1);
    w.sent();
  });
});

describe('people who come while a round runs', () => {
  test('are not asked by themselves; the head adds them', async () => {
    const w = await world({ at: morning });
    await starts(w, 'he', { whom: 'departments', departments: 'materials' });
    await w.until(shanghai('2026-05-06T08:30'));
    w.sent();
    expect(whispered(await presses(w, 'he', 'round.add'))).toBe('本轮开始以来没有新来的人。');
    await hire(w, 'luo', 'neo', '新人');
    await w.until(shanghai('2026-05-07T18:00'));
    expect(asked(w)).toEqual([]);
    const form = await presses(w, 'he', 'round.add');
    expect(form).toMatchObject({ kind: 'form' });
    expect(whispered(await w.fills('he', form, { people: 'neo' }))).toBe('已加入 1 人，最早 5月8日(周五) 08:30 询问。');
    expect(whispered(await w.fills('he', form, { people: 'neo' }))).toBe('本轮开始以来没有新来的人。');
    await w.until(shanghai('2026-05-08T18:00'));
    expect(asked(w)).toEqual(['neo']);
  });

  test('and have an account by now, when they had none', async () => {
    const w = await paperWorld(morning);
    await starts(w, 'boss', { whom: 'company' });
    await w.until(shanghai('2026-05-06T23:00'));
    w.sent();
    await changePeople(w, ['li'], { accounts: { console: 'li' } });
    const form = await presses(w, 'boss', 'round.add');
    await w.fills('boss', form, { people: 'li' });
    await w.until(shanghai('2026-05-07T10:00'));
    expect(asked(w)).toEqual(['li']);
    expect((await w.messages('wang')).map(({ card }) => card.title)).toContain(`${title} · 车间有 1 人没有账号`);
  });
});

describe('the end of a round', () => {
  test('is asked for twice, closes the cards that asked, and reminds nobody any more', async () => {
    const { w, round } = await running({ whom: 'departments', departments: 'materials' });
    await finish(w, round, 'luo');
    const sure = await presses(w, 'chen', 'round.end');
    expect(heard(sure)).toBe(
      `结束“${title}”？已答 1 / 4。\n之后还有 3 人不能再作答。\n结束后不能重开，可以另开一轮。\n[现在结束]`,
    );
    expect(whispered(await follows(w, 'chen', sure, 'round.endNow'))).toBe('本轮已结束，发出的卡片会随之更新。');
    expect(whispered(await follows(w, 'chen', sure, 'round.endNow'))).toBe('本轮已于 5月6日(周三) 10:00 结束。');
    await w.advance(0);
    const he = (await w.messages('he')).map(({ card }) => read(card));
    expect(he).toContain(`${title} · 本轮已经结束\n不需要您再做什么。`);
    expect(he.at(-1)).toContain('物控部：本轮已结束，4 人中 1 人已答，没有成表');
    expect(read(await w.newest('luo'))).toBe(`${title} · 本轮已经结束\n您的回答已收到，谢谢。`);
    expect((await w.messages('chen'))[0]?.card.title).toBe(`${title} · 已结束，已答 1 / 4`);
    await w.until(shanghai('2026-05-20T18:00'));
    expect(told(w)).toEqual([]);
    expect(heard(await w.says('he', '/mine'))).toBe('没有等您回答的内容');
    expect(heard(await w.says('chen', '/问卷'))).toContain('目前没有进行中的问卷。');
    for (const action of ['add', 'enter'])
      expect(whispered(await w.clicks('chen', `questionnaires.round.${action}`, String(round)))).toContain('结束。');
    w.sent();
  });

  test('before anyone was asked asks nobody', async () => {
    const w = await world({ at: morning });
    await starts(w, 'he', { whom: 'departments', departments: 'materials' });
    w.sent();
    const [{ round = 0 } = {}] = await peopleIn(w);
    await w.clicks('he', 'questionnaires.round.endNow', String(round));
    await w.until(shanghai('2026-05-20T18:00'));
    expect(told(w)).toEqual([]);
  });

  test('takes back questions that wait to be sent', async () => {
    const w = await world({ at: morning });
    await starts(w, 'he', { whom: 'departments', departments: 'materials' });
    w.sent();
    w.clock.set(shanghai('2026-05-06T08:30'));
    await w.engine.tick();
    const [{ round = 0 } = {}] = await peopleIn(w);
    await w.acts.click('he', 'questionnaires.round.endNow', String(round));
    await w.until(shanghai('2026-05-06T12:00'));
    expect(told(w)).toEqual([]);
  });

  test('is for the owner and referees; others learn who they are', async () => {
    const { w, round } = await running({ whom: 'departments', departments: 'materials' });
    expect(whispered(await w.clicks('he', 'questionnaires.round.end', String(round)))).toBe(
      '只有陈志远和裁判可以这样做。',
    );
    expect(whispered(await w.clicks('he', 'questionnaires.round.endNow', String(round)))).toContain('只有陈志远');
    expect(whispered(await w.clicks('he', 'questionnaires.round.endNow', '99'))).toBe('这一轮问卷已经不在了。');
    expect(heard(await w.clicks('gu', 'questionnaires.round.end', String(round)))).toContain('[现在结束]');
    expect(await w.db.reader.select().from(rounds).where(eq(rounds.id, round))).toMatchObject([{ endedAt: null }]);
    expect(await w.db.reader.select().from(roundPeople)).toHaveLength(4);
  });
});

test('whose data is erased is missing in no round and hears of none', async () => {
  const { w, round } = await running({ whom: 'departments', departments: 'materials' });
  await finish(w, round, 'xie');
  await run(w, personErase, 'luo');
  await w.until(shanghai('2026-05-20T18:00'));
  expect(told(w)).not.toContain('luo');
  expect((await peopleIn(w)).map(({ person, status }) => `${person} ${status}`)).toEqual([
    'he asked',
    'luo gone',
    'tang asked',
    'xie finished',
  ]);
  expect(heard(await w.clicks('chen', 'questionnaires.round.progress', String(round)))).toContain('已答 1 / 3');
});
