import { beforeEach, describe, expect, test } from 'vitest';
import { demoCompany } from '../../../src/demo/company.ts';
import { saveAction } from '../../../src/meetings/actions/store.ts';
import { closeAgenda } from '../../../src/meetings/agenda/index.ts';
import { saveMeeting } from '../../../src/meetings/store.ts';
import { agendaItems } from '../../../src/meetings/tables.ts';
import type { Meeting } from '../../../src/meetings/types.ts';
import { formOf, hours, read, shanghai, type World, whispered, world } from '../../world.ts';
import { announce, meetingOf, pair } from '../life/kit.ts';
import { action, agenda, answer, half, keys, meets, now, presses, said } from './kit.ts';

let w: World;
/** Monday of a week without holidays. */
beforeEach(async () => {
  w = await world({ at: shanghai('2026-05-11T09:00'), rhythm: false });
});

const thursday = shanghai('2026-05-14T10:00');
const items = () => w.db.reader.select().from(agendaItems).orderBy(agendaItems.id);

describe('/agenda with a department and words', () => {
  test('puts them on the next meeting with it; whoever added them can take them back', async () => {
    const meeting = await meets(w, thursday);
    const reply = await w.says('zhou', '/议题 物控部 周五的到货');
    expect(answer(reply)).toBe(
      '已列入 5月14日(周四) 10:00 与物控部的议题\n“周五的到货”\n[查看议题] [撤回“周五的到货”]',
    );
    expect(await said(w, meeting, 'he')).toEqual(['销售部提出：“周五的到货”']);
    expect(answer(await presses(w, 'lin', 'takeBack', '1'))).toContain('这里没有您可以撤回的内容');
    expect(answer(await presses(w, 'zhou', 'takeBack', '1'))).toBe('已撤回，不再列入议题');
    expect(await keys(w, meeting)).toEqual([]);
    expect(answer(await presses(w, 'zhou', 'takeBack', '1'))).toContain('这里没有您可以撤回的内容');
    expect(answer(await presses(w, 'zhou', 'takeBack', 'x'))).toContain('这里没有您可以撤回的内容');
  });

  test.each([
    ['/agenda materials: the delivery on Friday', 'the delivery on Friday'],
    ['/议题 物控部：周五的到货', '周五的到货'],
    ['/议题 物控部周五的到货', '周五的到货'],
    ['/议题 物控 周五的到货', '周五的到货'],
    ['/议题 仓库 周五的到货', '周五的到货'],
    ['/agenda  MATERIALS   two\nlines', 'two\nlines'],
  ])('%s', async (typed, words) => {
    await meets(w, thursday);
    expect(answer(await w.says('james', typed))).toContain('物控部');
    expect((await items()).map(({ text, department, series }) => [text, department, series])).toEqual([
      [words, 'sales', 'materials+sales'],
    ]);
  });

  test('said twice it is there once', async () => {
    const meeting = await meets(w, thursday);
    await w.says('zhou', '/议题 物控部 周五的到货');
    expect(answer(await w.says('zhou', '/议题 物控部 周五的到货'))).toContain('里已经有这一条');
    await Promise.all([w.says('zhou', '/议题 物控部 下周的到货'), w.says('zhou', '/议题 物控部 下周的到货')]);
    // The same words of somebody else are theirs.
    await w.says('xu', '/议题 物控部 周五的到货');
    expect(await keys(w, meeting)).toEqual(['added/1', 'added/2', 'added/3']);
  });

  test.each(['/agenda a word on Friday’s delivery', '/agenda s', '/agenda A: the labels', '/agenda ｐ the labels'])(
    'one Latin letter names no department: %s',
    async (typed) => {
      await meets(w, thursday);
      const reply = await w.says('james', typed);
      expect(formOf(reply).fields.map(({ key, initial }) => [key, initial])).toEqual([
        ['to', undefined],
        ['words', typed.slice('/agenda '.length)],
      ]);
      expect(await items()).toEqual([]);
    },
  );

  test('but a department that is called by one letter is found', async () => {
    w = await world({
      at: shanghai('2026-05-11T09:00'),
      rhythm: false,
      company: demoCompany.replace('name: 品质部', 'name: Q'),
    });
    expect(answer(await w.says('james', '/agenda q the labels'))).toContain('Q');
    expect((await items()).map(({ series }) => series)).toEqual(['quality+sales']);
  });

  test('without a meeting of the two it is kept for the next one, and said so', async () => {
    expect(answer(await w.says('zhou', '/议题 物控部 周五的到货'))).toContain(
      '已留到下次与物控部的例会，目前还没有安排',
    );
    expect(answer(await w.says('zhou', '/议题 物控部 周五的到货'))).toContain('已经留到下次与物控部的例会');
    // One that has begun is too late.
    const running = await meets(w, shanghai('2026-05-11T08:50'), { status: 'running', week: '2026-05-04' });
    expect(answer(await w.says('zhou', '/议题 物控部 下周的到货'))).toContain('已留到下次与物控部的例会');
    await w.db.transaction((tx) => saveMeeting(tx, { ...running, status: 'held' }));
    const meeting = await meets(w, thursday);
    expect(await said(w, meeting, 'james')).toEqual([
      '销售部 brings up: “周五的到货”',
      '销售部 brings up: “下周的到货”',
    ]);
  });

  test('a name that may mean several, or none, is asked about with buttons', async () => {
    const meeting = await meets(w, thursday);
    const which = await w.says('zhou', '/议题 物料部 周五的到货');
    expect(answer(which)).toContain('“物料部”是哪个部门？\n“周五的到货”');
    if (which?.kind !== 'whisper') throw new Error('no card');
    const [first, ...rest] = which.card.buttons;
    expect(first?.label).toBe('物控部');
    expect(rest.at(-1)?.label).toBe('其他部门');
    await w.clicks('zhou', first?.action ?? '', first?.value ?? '');
    expect(await keys(w, meeting)).toEqual(['added/1']);
    const another = await w.clicks('zhou', rest.at(-1)?.action ?? '', rest.at(-1)?.value ?? '');
    expect(formOf(another).fields.map(({ key, initial }) => [key, initial])).toEqual([
      ['to', undefined],
      ['words', '周五的到货'],
    ]);
    await w.fills('zhou', another, { to: 'production' });
    expect((await items()).map(({ series }) => series)).toEqual(['materials+sales', 'production+sales']);
  });

  test('only words, or only a department: the rest is asked for', async () => {
    await meets(w, thursday);
    const words = await w.says('zhou', '/议题 每周五都缺料');
    expect(formOf(words).fields.map(({ key, initial }) => [key, initial])).toEqual([
      ['to', undefined],
      ['words', '每周五都缺料'],
    ]);
    const only = await w.says('zhou', '/议题 物控部');
    expect(formOf(only)).toMatchObject({ title: '与物控部例会的议题', fields: [{ key: 'words' }] });
    await w.fills('zhou', only, { words: '周五的到货' });
    await w.fills('zhou', words, { to: 'materials' });
    expect((await items()).map(({ text }) => text)).toEqual(['周五的到货', '每周五都缺料']);
    // A sentence that speaks of a department is kept whole.
    expect(formOf(await w.says('zhou', '/议题 周五开始物控部的料总是晚到')).fields[0]).toMatchObject({
      key: 'words',
      initial: '周五开始物控部的料总是晚到',
    });
  });

  test('one’s own department, nothing but signs, too many words: each is answered, and nothing is lost', async () => {
    await meets(w, thursday);
    expect(answer(await w.says('zhou', '/议题 销售部 周五的到货'))).toContain('这是您自己的部门');
    expect(answer(await w.says('zhou', '/议题 销售部'))).toContain('这是您自己的部门');
    expect(answer(await w.says('zhou', '/议题 物控部 。。。'))).toBe('请用几个字写下想谈的事');
    expect(answer(await w.says('zhou', `/议题 物控部 ${'长'.repeat(301)}`))).toBe(
      `一条议题最多 300 字，这里有 301 字，请写短一些。\n“${'长'.repeat(301)}”`,
    );
    expect(answer(await w.says('zhou', `/议题 ${'长'.repeat(301)}`))).toContain('最多 300 字');
    expect(answer(await presses(w, 'zhou', 'addTo', 'nowhere|周五'))).toContain('这个按钮已经失效');
    expect(await items()).toEqual([]);
    await w.says('zhou', `/议题 物控部 ${'长'.repeat(300)}`);
    expect(await items()).toHaveLength(1);
  });

  test('of two meetings the sooner one is named, whichever was written first', async () => {
    await meets(w, shanghai('2026-05-21T10:00'));
    const sooner = await meets(w, thursday);
    expect(answer(await w.says('zhou', '/议题 物控部 周五的到货'))).toContain('5月14日(周四) 10:00');
    expect(await keys(w, sooner)).toEqual(['added/1']);
  });
});

describe('the cards that stand', () => {
  test('an announced card shows what is added and no longer what is taken back, and nobody gets a message', async () => {
    const [meeting] = await announce(w, meetingOf(thursday, pair));
    w.sent();
    await w.says('zhou', '/议题 物控部 周五的到货');
    for (const who of ['he', 'lin']) expect(read(await w.newest(who))).toContain('销售部提出：“周五的到货”');
    await presses(w, 'zhou', 'takeBack', '1');
    for (const who of ['he', 'lin']) expect(read(await w.newest(who))).not.toContain('周五的到货');
    expect(w.sent()).toEqual([]);
    expect((await now(w, meeting as Meeting)).sequence).toBe(0);
  });

  test('where a messenger cannot change cards nothing is sent for it', async () => {
    w = await world({ at: shanghai('2026-05-11T09:00'), rhythm: false, poorest: true });
    await announce(w, meetingOf(thursday, pair));
    w.sent();
    await w.says('lin', '/议题 物控部 周五的到货');
    await presses(w, 'lin', 'takeBack', '1');
    expect(w.sent().filter((line) => line.includes('例会'))).toEqual([]);
  });

  test('the last point taken back, after both had nothing else, gives the half hour back', async () => {
    const [meeting] = await announce(w, meetingOf(thursday, pair));
    if (!meeting) throw new Error('not written');
    await w.says('zhou', '/议题 物控部 周五的到货');
    await presses(w, 'lin', 'nothing', `${meeting.id}|sales`);
    await presses(w, 'he', 'nothing', `${meeting.id}|materials`);
    w.sent();
    expect((await now(w, meeting)).status).toBe('announced');
    expect(answer(await presses(w, 'zhou', 'takeBack', '1'))).toContain('都没有要谈的');
    expect(await now(w, meeting)).toMatchObject({ status: 'cancelled', why: { kind: 'empty' } });
    expect(w.sent().sort()).toEqual([
      'he: 5月14日(周四) 10:00 的例会取消：物控部与销售部这次都没有要谈的，半小时还给各位。',
      'lin: 5月14日(周四) 10:00 的例会取消：销售部与物控部这次都没有要谈的，半小时还给各位。',
    ]);
  });

  test('what stood between the two is settled after both had nothing: an hour before they hear that it is off', async () => {
    const [meeting] = await announce(w, meetingOf(thursday, pair));
    if (!meeting) throw new Error('not written');
    const open = await action(w);
    await presses(w, 'lin', 'nothing', `${meeting.id}|sales`);
    await presses(w, 'he', 'nothing', `${meeting.id}|materials`);
    await w.db.transaction((tx) => saveAction(tx, { ...open, status: 'done', closedAt: w.clock.now() }));
    await w.until(shanghai('2026-05-14T08:59'));
    w.sent();
    await w.until(shanghai('2026-05-14T09:01'));
    expect(w.sent()).toHaveLength(2);
    expect(await now(w, meeting)).toMatchObject({ status: 'cancelled', why: { kind: 'empty' } });
  });
});

describe('/agenda alone', () => {
  test('shows what comes, the most blocking first, and each as a whole behind its button', async () => {
    expect(answer(await w.says('zhou', '/议题'))).toContain('您的部门目前没有安排例会');
    const meeting = await meets(w, thursday);
    await meets(w, shanghai('2026-05-15T10:00'), { halves: [{ supplier: 'sales', customer: 'finance' }] });
    for (const n of [1, 2, 3, 4, 5]) await w.says('zhou', `/议题 物控部 第${n}件`);
    expect(answer(await w.says('zhou', '/议题'))).toBe(
      [
        '接下来的 2 场例会',
        '销售部与物控部例会议题，5月14日(周四) 10:00',
        '-  销售部提出：“第1件”',
        '-  销售部提出：“第2件”',
        '-  销售部提出：“第3件”',
        '-  销售部提出：“第4件”',
        '-  另有 1 条',
        '销售部与财务部例会议题，5月15日(周五) 10:00\n目前没有议题。',
        '要加一条，发送 /议题 加上部门和内容即可。',
        '[与物控部的议题] [与财务部的议题] [加一条议题]',
      ].join('\n'),
    );
    const whole = answer(await presses(w, 'zhou', 'show', String(meeting.id)));
    expect(whole).toContain('第5件');
    // Zhou leads sales as deputy, and added them.
    expect(whole).toContain('[说说看重什么] [加一条议题] [撤回“第1件”]');
    expect(answer(await presses(w, 'james', 'show', String(meeting.id)))).toContain('Agenda of 销售部 and 物控部');
  });

  test('an agenda is read by the departments that meet, and the referee', async () => {
    const meeting = await meets(w, thursday);
    const show = (who: string, value = String(meeting.id)) => presses(w, who, 'show', value);
    expect(answer(await show('wang'))).toBe('这份议题由开会的部门查看：物控部与销售部');
    expect(answer(await show('luo'))).toContain('目前没有议题。');
    expect(answer(await show('chen'))).toContain('目前没有议题。');
    for (const value of ['', 'x', '99', '1e3', '99999999999999999999'])
      expect(answer(await show('lin', value))).toContain('这个按钮已经失效');
  });
});

describe('after the meeting', () => {
  test('what was talked about is done, what was not comes up again', async () => {
    const meeting = await meets(w, thursday);
    await w.says('zhou', '/议题 物控部 周五的到货');
    await w.says('zhou', '/议题 物控部 下周的到货');
    const lines = await agenda(w, meeting);
    const ticked = { by: 'lin', at: thursday };
    const points = lines.map((line, index) => ({ key: line.key, line, ticked: index === 0 ? ticked : null }));
    const held = { ...(await now(w, meeting)), status: 'held' as const, points };
    await w.db.transaction(async (tx) => {
      await saveMeeting(tx, held);
      await closeAgenda(tx, held);
      // Once more changes nothing.
      await closeAgenda(tx, held);
    });
    expect((await items()).map(({ doneIn }) => doneIn)).toEqual([meeting.id, null]);
    w.clock.set(new Date(thursday.getTime() + hours(2)));
    const next = await meets(w, shanghai('2026-05-21T10:00'));
    expect(await keys(w, next)).toEqual(['added/2']);
    // The past one shows what stood there, with what was talked about.
    expect(answer(await presses(w, 'lin', 'show', String(meeting.id)))).toBe(
      [
        '销售部与物控部例会议题，5月14日(周四) 10:00',
        '- done 销售部提出：“周五的到货”',
        '- todo 销售部提出：“下周的到货”',
      ].join('\n'),
    );
    expect(answer(await presses(w, 'zhou', 'takeBack', '1'))).toContain('已经谈过');
    // Said again later, it is a new one.
    await w.says('zhou', '/议题 物控部 周五的到货');
    expect(await keys(w, next)).toEqual(['added/2', 'added/3']);
    w.sent();
  });
});

test('on a messenger without sheets the questions come one at a time', async () => {
  w = await world({ at: shanghai('2026-05-11T09:00'), rhythm: false, poorest: true });
  const meeting = await meets(w, thursday, { halves: [half] });
  await presses(w, 'lin', 'answer', `${meeting.id}|sales`);
  for (const said of ['3', '2', '缺料']) await w.says('lin', said);
  expect(await said(w, meeting, 'lin')).toEqual([
    expect.stringContaining('重要程度 3（满分 3）、服务 2（满分 5）：“缺料”'),
  ]);
  expect(whispered(await w.says('lin', '/议题 物控部'))).toBeNull();
  await w.says('lin', '周五的到货');
  expect(await keys(w, meeting)).toHaveLength(2);
  expect(read(await w.newest('lin'))).toContain('物控部');
  w.sent();
});
