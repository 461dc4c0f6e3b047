import { eq, like } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { outbox, timers } from '../../../src/engine/tables.ts';
import { selfAwareness } from '../../../src/questionnaires/builtin.ts';
import { markPerson, openRoundsOf } from '../../../src/questionnaires/rounds/store.ts';
import { questionnaireVersions, roundPeople, rounds } from '../../../src/questionnaires/tables.ts';
import { formOf, minutes, read, shanghai, type World, whispered, world } from '../../world.ts';
import { changePeople, paperWorld } from './company.ts';
import { asked, follows, heard, peopleIn, presses, starts, told } from './story.ts';

/** The last working day before the holiday of 1 to 5 May; 9 May is a working Saturday. */
const before = shanghai('2026-04-30T10:00');
const nights = ['anna', 'ma', 'sun'];
const title = selfAwareness.title['zh-CN'];

async function finishes(w: World, person: string, round: number): Promise<void> {
  await w.db.transaction((tx) => markPerson(tx, round, person, 'finished', w.clock.now()));
}

const morale = {
  spec: {
    kind: 'own' as const,
    key: 'morale',
    version: 2,
    title: { en: 'Mood', 'zh-CN': '心情' },
    intro: { en: 'Two minutes, thank you.', 'zh-CN': '两分钟就够，谢谢。' },
    questions: [
      {
        key: 'mood',
        ask: { en: 'How is it?', 'zh-CN': '怎么样？' },
        hint: null,
        required: true,
        when: null,
        anonymous: false,
        answer: { kind: 'text' as const, max: 200, long: false },
      },
    ],
  },
};

describe('a round over the holiday', () => {
  test('asks each person once, in their own shift, never on the holiday', async () => {
    const w = await world({ at: before });
    expect(whispered(await starts(w, 'chen', { whom: 'company' }))).toBe(
      '本轮已开始：问 24 人，最早 4月30日(周四) 18:30。',
    );
    expect(w.sent()).toEqual([`chen: ${title} · 已答 0 / 24`]);
    await w.until(shanghai('2026-04-30T18:29'));
    expect(asked(w)).toEqual([]);
    // In Berlin it is half past twelve; the night shift of the plant begins at eight.
    await w.until(shanghai('2026-04-30T18:30'));
    expect(asked(w)).toEqual(['anna']);
    await w.until(shanghai('2026-04-30T20:30'));
    expect(asked(w)).toEqual(['ma', 'sun']);
    await w.until(shanghai('2026-05-06T08:29'));
    expect(asked(w)).toEqual([]);
    await w.until(shanghai('2026-05-06T08:30'));
    expect(asked(w)).toEqual(['guo', 'he', 'liu', 'luo', 'priya', 'tang', 'wang', 'xie', 'yang', 'zhao']);
    await w.until(shanghai('2026-05-06T09:30'));
    expect(asked(w)).toHaveLength(11);
    expect((await peopleIn(w)).every(({ askedAt }) => askedAt)).toBe(true);
    expect(read(await w.newest('xu'))).toBe(
      `${title} · 请您用约 3 分钟作答\n陈志远想请您说一说：您做什么，谁把工作交给您，您又交给谁。\n没有说出来的，别人就看不见：谁需要销售部，销售部又需要谁。\n谁会看到：回答汇入销售部的部门表，表上只写几个人这样说，由林晓燕核定并发布。\n下一步：现在开始，或者方便时发送 /我的 再答。已答的内容会保留。\n[开始] [稍后]`,
    );
    expect(read(await w.newest('chen'))).toContain('谁会看到：总经办不足三人，由负责人代表部门作答、核定并发布。');
    expect(read(await w.newest('james'))).toContain(
      'Who sees it: your answers go into the sheet of 销售部, which says how many people said so. 林晓燕 settles and publishes it.',
    );
  });

  test('reminds those who have not finished on the third and the fifth working day, and never again', async () => {
    const w = await world({ at: before });
    await starts(w, 'chen', { whom: 'company' });
    await w.until(shanghai('2026-05-06T18:00'));
    w.sent();
    const [{ round = 0 } = {}] = await peopleIn(w);
    for (const person of ['luo', 'xu']) await finishes(w, person, round);
    await w.until(shanghai('2026-05-08T20:29'));
    expect(told(w)).toEqual(['anna']);
    await w.until(shanghai('2026-05-08T23:00'));
    expect(told(w)).toEqual(['ma', 'sun']);
    await w.until(shanghai('2026-05-09T23:00'));
    const third = told(w);
    expect(third).toHaveLength(24 - nights.length - 2);
    expect(third).not.toContain('luo');
    expect((await w.newest('he')).title).toBe(`${title} · 还差您的回答`);
    expect((await w.messages('he'))[0]?.card.title).toContain('见下方');
    for (const person of ['he', 'anna']) await finishes(w, person, round);
    await w.until(shanghai('2026-05-29T23:00'));
    const fifth = told(w);
    expect(fifth).toHaveLength(24 - 4);
    expect((await w.newest('tang')).title).toBe(`${title} · 最后一次提醒，还差您的回答`);
    expect(await w.db.reader.select().from(timers).where(like(timers.key, 'round/%'))).toEqual([]);
  });

  test('a restart in the middle asks nobody twice; what came due at night comes in the morning', async () => {
    const w = await world({ at: before });
    await starts(w, 'chen', { whom: 'company' });
    await w.until(shanghai('2026-05-06T08:30'));
    expect(asked(w)).toHaveLength(13);
    // The timer fires again, as after a process that was killed before it could say that it was done.
    const wakes = () => w.engine.features.find(({ name }) => name === 'questionnaires')?.wakes;
    const [{ round = 0 } = {}] = await peopleIn(w);
    const again = { key: `round/${round}/due`, at: w.clock.now(), payload: { round } };
    await w.engine.turn('questionnaires', async (turn) => (await wakes()?.(turn, [again, again])) ?? []);
    // Nothing runs from now until late in the evening.
    w.clock.set(shanghai('2026-05-06T22:00'));
    await w.advance(minutes(1));
    expect(asked(w)).toEqual([]);
    await w.until(shanghai('2026-05-07T09:29'));
    expect(asked(w)).toEqual([]);
    await w.until(shanghai('2026-05-07T09:30'));
    expect(asked(w)).toHaveLength(11);
    await w.until(shanghai('2026-05-08T09:30'));
    expect(asked(w)).toEqual([]);
  });

  test('an outage of an hour delays the question by that hour only', async () => {
    const w = await world({ at: shanghai('2026-05-06T08:00') });
    await starts(w, 'he', { whom: 'departments', departments: 'materials' });
    w.sent();
    w.clock.set(shanghai('2026-05-06T10:15'));
    await w.advance(0);
    expect(asked(w)).toEqual(['he', 'luo', 'tang', 'xie']);
  });
});

describe('starting', () => {
  test('a double click starts one round', async () => {
    const w = await world({ at: before });
    const form = await w.clicks('chen', 'questionnaires.round.start', '');
    await w.fills('chen', form, { whom: 'company' });
    expect(whispered(await w.fills('chen', form, { whom: 'company' }))).toBe(
      '所选的人都已收到这份问卷。发送 /问卷 可以看进度；结束之后可以再问。',
    );
    expect(await w.db.reader.select().from(rounds)).toHaveLength(1);
    expect(w.sent()).toHaveLength(1);
  });

  test('of two leaders at once the second asks those whom the first does not', async () => {
    const w = await world({ at: before });
    const [one, two] = await Promise.all([
      starts(w, 'he', { whom: 'departments', departments: 'materials' }),
      starts(w, 'chen', { whom: 'company' }),
    ]);
    const said = [whispered(one), whispered(two)].join();
    expect(said).toMatch(/问 4 人.*问 20 人|都已收到.*问 24 人/);
    const people = (await peopleIn(w)).map(({ person }) => person);
    expect(new Set(people).size).toBe(people.length);
    expect(people).toHaveLength(24);
    w.sent();
    await w.until(shanghai('2026-05-06T12:00'));
    expect(asked(w)).toHaveLength(24);
  });

  test('a head asks the own departments; the form offers nothing else', async () => {
    const w = await world({ at: before });
    const form = formOf(await w.clicks('lin', 'questionnaires.round.start', ''));
    expect(form.fields.map(({ key }) => key)).toEqual(['whom', 'departments']);
    expect(form.fields[1]).toMatchObject({ kind: 'choices', search: true, initial: 'sales' });
    expect(whispered(await starts(w, 'lin', { whom: 'departments' }))).toContain('问 5 人');
    expect(w.sent()).toEqual([`lin: ${title} · 已答 0 / 5`]);
  });

  test('one of the company’s own is chosen beside the built-in one, and takes as long as it has questions', async () => {
    const w = await world({ at: before });
    const { spec } = morale;
    await w.db.reader.insert(questionnaireVersions).values({ key: 'morale', version: 2, spec, importedAt: before });
    const form = formOf(await w.clicks('he', 'questionnaires.round.start', ''));
    expect(form.fields[0]).toMatchObject({ key: 'questionnaire', initial: 'self-awareness' });
    await starts(w, 'he', { questionnaire: 'morale', whom: 'departments' });
    await starts(w, 'he', { whom: 'departments' });
    expect(await w.db.reader.select().from(rounds)).toMatchObject([
      { questionnaire: 'morale', version: 2 },
      { questionnaire: 'self-awareness', version: 1 },
    ]);
    await w.until(shanghai('2026-05-06T08:31'));
    w.sent();
    const [own] = (await w.messages('luo')).filter(({ card }) => card.title.includes('心情'));
    expect(read(own?.card ?? (await w.newest('luo')))).toContain(
      '心情 · 请您用约 1 分钟作答\n两分钟就够，谢谢。\n谁会看到：何建国和物控部的负责人只看到有几个人这样说，看不到是谁。',
    );
    expect(heard(await w.says('luo', '/mine'))).toContain('[开始: 心情] [开始: 自我认知]');
    expect(formOf(await w.says('luo', '/questionnaire preview morale')).title).toBe('心情');
  });

  test('everyone else is told who starts rounds', async () => {
    const w = await world({ at: before });
    expect(whispered(await w.clicks('xu', 'questionnaires.round.start', ''))).toBe(
      '问卷由部门负责人、副职（问本部门）或裁判发起。',
    );
    expect(heard(await w.says('xu', '/问卷'))).toBe('没有等您回答的内容');
    expect(await w.db.reader.select().from(rounds)).toEqual([]);
  });

  test('by post: only they are asked, small departments by their head', async () => {
    const w = await paperWorld(before);
    const form = formOf(await w.clicks('boss', 'questionnaires.round.start', ''));
    const posts = form.fields.find(({ key }) => key === 'posts');
    const options = posts?.kind === 'choices' ? posts.options : [];
    const of = (label: string) => options.find((one) => one.label === label)?.value ?? '';
    expect(options.map(({ label }) => label)).toContain('Sales, Europe');
    const answers = { whom: 'posts', posts: `${of('销售')},${of('Sales, Europe')}` };
    expect(whispered(await starts(w, 'boss', answers))).toContain('问 4 人');
    expect((await peopleIn(w)).map(({ person }) => person)).toEqual(['ada', 'ben', 'xu', 'zhou']);
    expect(read(await w.newest('boss'))).toContain('范围: 销售、Sales, Europe');
    w.sent();
  });

  test('a name that is on two messengers is still asked once', async () => {
    const w = await paperWorld(before);
    await changePeople(w, ['lin'], { accounts: { console: 'lin', slack: 'U01' } });
    await starts(w, 'boss', { whom: 'departments', departments: 'sales' });
    w.sent();
    // Half past nine in Berlin, still before the holiday.
    await w.until(shanghai('2026-04-30T15:30'));
    expect(asked(w)).toEqual(['ada', 'ben']);
    await w.until(shanghai('2026-05-06T12:00'));
    expect(asked(w)).toEqual(['cai', 'lin', 'xu', 'zhou']);
    const posts = await w.db.reader.select().from(outbox).where(eq(outbox.person, 'lin'));
    // Behind everything that is urgent: 3 is the last priority.
    const questions = posts.filter(({ kind, slot }) => kind === 'post' && slot?.startsWith('ask/'));
    expect(questions).toMatchObject([{ priority: 3, platform: 'console' }]);
  });
});

describe('whoever is asked', () => {
  async function running() {
    const w = await world({ at: shanghai('2026-05-06T08:00') });
    await starts(w, 'he', { whom: 'departments', departments: 'materials' });
    await w.until(shanghai('2026-05-06T08:30'));
    w.sent();
    const [{ round = 0 } = {}] = await peopleIn(w);
    return { w, round };
  }

  test('may leave it for later, and finds it under /mine', async () => {
    const { w } = await running();
    expect(whispered(await presses(w, 'luo', 'round.later'))).toBe(
      '方便时发送 /我的 作答。第三个和第五个工作日会各提醒一次。',
    );
    expect(heard(await w.says('luo', '/我的'))).toBe(`有 1 份问卷等您回答\n- todo ${title}，约 3 分钟\n[开始]`);
    expect(heard(await w.says('xu', '/mine'))).toBe('没有等您回答的内容');
  });

  test('sees on the card that the answers are in, and the owner sees it within a minute', async () => {
    const { w, round } = await running();
    const opened = await presses(w, 'luo', 'answer.start');
    await w.fills('luo', opened, { mainWork: '备料', suppliers: '', customers: '' });
    expect(await openRoundsOf(w.db.reader, 'luo')).toMatchObject([{ id: round, status: 'finished' }]);
    expect((await w.newest('luo')).title).toContain(`${title} · 已收到您的回答，谢谢`);
    expect(heard(await w.says('luo', '/我的'))).toContain('已作答，本轮结束前可以修改');
    // The progress follows within a minute.
    expect((await w.newest('he')).title).toBe(`${title} · 请您用约 3 分钟作答`);
    await w.advance(minutes(1));
    const progress = (await w.messages('he')).find((seen) => seen.card.title.includes('已答'));
    expect(progress?.card.title).toBe(`${title} · 已答 1 / 4`);
    w.sent();
  });

  test('a reminder that waits to be sent goes when they finish, with the line that led to it', async () => {
    const { w, round } = await running();
    w.clock.set(shanghai('2026-05-09T08:30'));
    await w.engine.tick();
    const waiting = () =>
      w.db.reader.select({ kind: outbox.kind, person: outbox.person }).from(outbox).where(eq(outbox.status, 'waiting'));
    expect((await waiting()).filter(({ person }) => person === 'luo').map(({ kind }) => kind)).toEqual([
      'post',
      'retire',
    ]);
    await finishes(w, 'luo', round);
    expect((await waiting()).filter(({ person }) => person === 'luo')).toEqual([]);
    await w.advance(minutes(2));
    expect(told(w)).toEqual(['he', 'tang', 'xie']);
  });

  test('in the second round is offered what they said last time', async () => {
    const { w, round } = await running();
    await w.fills('luo', await presses(w, 'luo', 'answer.start'), { mainWork: '备料', suppliers: '', customers: '' });
    await w.clicks('he', 'questionnaires.round.endNow', String(round));
    await starts(w, 'he', { whom: 'departments', departments: 'materials' });
    await w.until(shanghai('2026-05-07T08:30'));
    w.sent();
    expect(read(await w.newest('luo'))).toContain('[开始] [和上次一样] [稍后]');
    expect(read(await w.newest('tang'))).toContain('[开始] [稍后]');
    expect(heard(await w.says('luo', '/我的'))).toContain('[开始] [和上次一样]');
  });

  test('who is not part of it, or too late, is told so', async () => {
    const { w, round } = await running();
    expect(whispered(await w.clicks('xu', 'questionnaires.round.later', String(round)))).toBe(
      '这一轮没有问您，不需要您做什么。',
    );
    expect(whispered(await w.clicks('xu', 'questionnaires.round.later', '999'))).toBe('这一轮问卷已经不在了。');
    await w.clicks('he', 'questionnaires.round.endNow', String(round));
    expect(whispered(await w.clicks('luo', 'questionnaires.round.later', String(round)))).toBe(
      '本轮已于 5月6日(周三) 08:30 结束。',
    );
  });

  test('who leaves is missing nowhere', async () => {
    const { w, round } = await running();
    const after = await w.organisation();
    const leave = w.engine.features.find(({ name }) => name === 'questionnaires')?.departed;
    await w.engine.turn('questionnaires', async (turn) => (await leave?.({ ...turn, org: after }, ['luo'])) ?? []);
    const [row] = await w.db.reader.select().from(roundPeople).where(eq(roundPeople.person, 'luo'));
    expect(row).toMatchObject({ round, status: 'gone', dueAt: null });
    await w.until(shanghai('2026-05-30T18:00'));
    expect(told(w)).not.toContain('luo');
    const progress = (await w.messages('he')).find((seen) => seen.card.title.includes('已答'));
    expect(progress?.card.title).toBe(`${title} · 已答 0 / 3`);
  });

  test('when the owner leaves, the first referee goes on with it', async () => {
    const { w, round } = await running();
    const leave = w.engine.features.find(({ name }) => name === 'questionnaires')?.departed;
    await w.engine.turn('questionnaires', async (turn) => (await leave?.(turn, ['he'])) ?? []);
    await w.advance(minutes(2));
    expect(w.sent()).toEqual([`chen: ${title} · 已答 0 / 3`]);
    expect(whispered(await follows(w, 'chen', await presses(w, 'chen', 'round.end'), 'round.endNow'))).toBe(
      '本轮已结束，发出的卡片会随之更新。',
    );
    const [row] = await w.db.reader.select().from(rounds).where(eq(rounds.id, round));
    expect(row).toMatchObject({ owner: 'chen', endedAt: w.clock.now() });
  });
});
