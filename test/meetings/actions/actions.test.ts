import { beforeEach, describe, expect, test } from 'vitest';
import { readActions } from '../../../src/meetings/actions/store.ts';
import type { Action } from '../../../src/meetings/types.ts';
import { days, read, shanghai, type World, whispered, world } from '../../world.ts';
import { atTheTable, fillsIn, monday, problemsOf } from './kit.ts';

let w: World;
beforeEach(async () => {
  w = await world({ at: monday, rhythm: false });
});

/** Material control improves something for sales; James of sales reads English. */
async function agreed(more: Record<string, string> = {}): Promise<Action> {
  const half = { supplier: 'materials', customer: 'sales' };
  const meeting = await atTheTable(
    w,
    [half],
    [
      ['he', 'materials'],
      ['lin', 'sales'],
    ],
  );
  const answers = {
    text: '每天 16:00 前通报缺料',
    owner: 'luo',
    due: '2026-05-20',
    sign: '连续三周没有临时缺料',
    ...more,
  };
  const reply = await fillsIn(w, 'he', 'add', `${meeting.id}|`, answers);
  expect(reply?.kind === 'problems' ? reply.fields : null).toBeNull();
  return newest();
}

async function newest(): Promise<Action> {
  const action = (await readActions(w.db.reader, {})).at(-1);
  if (!action) throw new Error('there is no action');
  return action;
}

const at = (id: number) => async () => (await readActions(w.db.reader, { ids: [id] }))[0];

describe('agreeing on an improvement', () => {
  test('at the table: its owner gets it as a message, those at the table see it there', async () => {
    const action = await agreed();
    expect(action).toMatchObject({
      supplier: 'materials',
      customer: 'sales',
      owner: 'luo',
      due: '2026-05-20',
      status: 'open',
    });
    expect(w.sent()).toEqual(['luo: 改进 A-1 由您负责：每天 16:00 前通报缺料']);
    expect(read(await w.newest('luo'))).toBe(
      [
        '改进 A-1 由您负责：每天 16:00 前通报缺料',
        '改进方: 物控部',
        '内部客户: 销售部',
        '负责人: 罗勇',
        '期限: 5月20日(周三)',
        '见效标志: 连续三周没有临时缺料',
        '完成之前，会一直列在双方例会的议题里。',
        '[已完成] [改期限] [转交] [不再需要]',
      ].join('\n'),
    );
  });

  test('outside of a meeting both sides are told', async () => {
    const opened = await w.clicks('he', 'meetings.actions.add', '|');
    if (opened?.kind !== 'form') throw new Error('no form');
    const answers = {
      pair: 'materials>sales',
      text: '共享库存表',
      owner: 'he',
      due: '下周五',
      sign: '销售不再打电话问库存',
    };
    await w.fills('he', opened, answers);
    expect(w.sent()).toEqual(['lin: A-1：共享库存表']);
    expect(await newest()).toMatchObject({ due: '2026-05-22', series: 'materials+sales', meeting: null });
  });

  test('who leads no department is told how to bring it up', async () => {
    expect(whispered(await w.clicks('xu', 'meetings.actions.add', '|'))).toBe(
      '改进由参加例会的部门负责人商定。发送 /议题 可以把想谈的事带到下一次例会。',
    );
  });

  test.each([
    ['随便', 'due', '看不懂这个日期，请写成“5月20日”或“下周五”。'],
    ['2026-05-10', 'due', '这个日期已经过去，请选一个以后的日期。'],
    ['2027-12-01', 'due', '请选一年以内的日期；更久的事最好分成几步。'],
    ['2026-02-30', 'due', '看不懂这个日期，请写成“5月20日”或“下周五”。'],
  ])('a date like %s is answered and nothing is lost', async (due, field, words) => {
    const half = { supplier: 'materials', customer: 'sales' };
    const meeting = await atTheTable(w, [half], [['he', 'materials']]);
    const answers = { text: 'x', owner: 'luo', due, sign: 'y' };
    expect(problemsOf(await fillsIn(w, 'he', 'add', `${meeting.id}|`, answers))[field]).toBe(words);
    expect(await readActions(w.db.reader, {})).toEqual([]);
  });

  test('with two halves the owner has to be of the department that acts', async () => {
    const halves = [
      { supplier: 'materials', customer: 'sales' },
      { supplier: 'sales', customer: 'materials' },
    ];
    const meeting = await atTheTable(w, halves, [['he', 'materials']]);
    const answers = { pair: 'sales>materials', text: 'x', owner: 'luo', due: '2026-05-20', sign: 'y' };
    expect(problemsOf(await fillsIn(w, 'he', 'add', `${meeting.id}|`, answers)).owner).toBe('负责人要是销售部的人。');
  });
});

describe('an improvement under way', () => {
  test('done, with what shows it: the customer reads it and can open it again', async () => {
    const { id } = await agreed();
    w.sent();
    await fillsIn(w, 'luo', 'done', String(id), { words: '三周没有缺料' });
    expect(w.sent()).toEqual(['lin: 已完成：A-1 每天 16:00 前通报缺料']);
    expect(read(await w.newest('lin'))).toContain('见效情况：三周没有缺料');
    expect(whispered(await w.clicks('he', 'meetings.actions.done', String(id)))).toBe('A-1 已经关闭。');
    await fillsIn(w, 'lin', 'reopen', String(id), { words: '今天又缺料了' });
    expect(w.sent()).toEqual([
      'luo: 问题又出现了，A-1 重新启动：每天 16:00 前通报缺料',
      'he: 问题又出现了，A-1 重新启动：每天 16:00 前通报缺料',
    ]);
    expect(read(await w.newest('luo'))).toContain('5月11日(周一) 10:00 林晓燕：今天又缺料了');
  });

  test('pressing done twice is done once', async () => {
    const { id } = await agreed();
    w.sent();
    const form = await w.clicks('luo', 'meetings.actions.done', String(id));
    await w.fills('luo', form, { words: '好了' });
    expect(whispered(await w.fills('luo', form, { words: '好了' }))).toBe('A-1 已经关闭。');
    expect(w.sent()).toEqual(['lin: 已完成：A-1 每天 16:00 前通报缺料']);
  });

  test('a new date is told to the customer; the same date is none', async () => {
    const { id } = await agreed();
    w.sent();
    await fillsIn(w, 'luo', 'move', String(id), { due: '2026-05-27' });
    expect(w.sent()).toEqual(['lin: 期限改为 5月27日(周三)，A-1：每天 16:00 前通报缺料']);
    expect(read(await w.newest('lin'))).toContain('期限: 5月27日(周三)（改过 1 次）');
    expect(whispered(await fillsIn(w, 'luo', 'move', String(id), { due: '5月27日' }))).toBe(
      'A-1 的期限已经是 5月27日(周三)。',
    );
  });

  test('handed over, it is the new owner’s', async () => {
    const { id } = await agreed();
    w.sent();
    await fillsIn(w, 'luo', 'hand', String(id), { owner: 'xie' });
    expect(w.sent()).toEqual(['xie: 改进 A-1 由您负责：每天 16:00 前通报缺料']);
    expect(await at(id)()).toMatchObject({ owner: 'xie' });
    expect(whispered(await w.clicks('luo', 'meetings.actions.hand', String(id)))).toBe(
      'A-1 属于物控部，由改进负责人、部门负责人或副职处理（谢芳、何建国、唐丽）。',
    );
  });

  test('the customer may find it is no longer needed, others may not', async () => {
    const { id } = await agreed();
    w.sent();
    expect(whispered(await w.clicks('wang', 'meetings.actions.drop', String(id)))).toContain(
      'A-1 是物控部与销售部之间的事',
    );
    await fillsIn(w, 'lin', 'drop', String(id), { words: '产品停产' });
    expect(w.sent()).toEqual(['luo: 不再进行：A-1 每天 16:00 前通报缺料', 'he: 不再进行：A-1 每天 16:00 前通报缺料']);
  });

  test('its owner is reminded as the working day before begins, and once after it has passed', async () => {
    await agreed();
    w.sent();
    await w.until(shanghai('2026-05-19T07:59'));
    expect(w.sent()).toEqual([]);
    await w.until(shanghai('2026-05-19T08:00'));
    expect(w.sent()).toEqual(['luo: 5月20日(周三) 到期，A-1：每天 16:00 前通报缺料']);
    await w.until(shanghai('2026-05-21T08:00'));
    expect(w.sent()).toEqual(['luo: 已过期限，A-1：每天 16:00 前通报缺料']);
    await w.advance(days(14));
    expect(w.sent()).toEqual([]);
  });

  test('an owner who leaves hands it to the head of the department', async () => {
    const { id } = await agreed();
    w.sent();
    const { departedOwners } = await import('../../../src/meetings/actions/index.ts');
    const org = await w.organisation();
    const turn = { org, now: w.clock.now(), reachable: () => true, link: () => null };
    const effects = await w.db.transaction((tx) => departedOwners({ ...turn, tx }, ['luo']));
    expect(effects).toMatchObject([
      { kind: 'post', to: 'he' },
      { kind: 'update', to: 'lin' },
    ]);
    expect(await at(id)()).toMatchObject({ owner: 'he' });
  });

  test('in English', async () => {
    const { id } = await agreed({ owner: 'luo' });
    w.sent();
    expect(read((await show('james', id)) ?? never())).toBe(
      [
        'A-1: 每天 16:00 前通报缺料',
        'Acts: 物控部',
        'For: 销售部',
        'Owner: 罗勇',
        'Due: Wed 20 May',
        'It worked when: 连续三周没有临时缺料',
        'It stays on the agenda of both departments until it is done.',
      ].join('\n'),
    );
  });

  test('others than its two departments and the referee do not read it', async () => {
    const { id } = await agreed();
    w.sent();
    expect((await show('zheng', id))?.title).toBe('A-1 是物控部与销售部之间的事，由双方的负责人和副职处理。');
    expect((await show('chen', id))?.title).toBe('A-1：每天 16:00 前通报缺料');
    expect((await show('chen', 99))?.title).toBe('没有改进 A-99。发送 /改进 可以看到现有的改进。');
  });
});

async function show(who: string, id: number) {
  const reply = await w.clicks(who, 'meetings.actions.show', String(id));
  return reply?.kind === 'whisper' ? reply.card : null;
}

const never = (): never => {
  throw new Error('nothing was shown');
};
