import { expect, test } from 'vitest';
import { saveMeeting } from '../../../src/meetings/store.ts';
import type { Meeting } from '../../../src/meetings/types.ts';
import { formOf, hours, read, shanghai, type World, whispered, world } from '../../world.ts';
import {
  announce,
  announceOne,
  heard,
  meetingOf,
  monday,
  newest,
  now,
  pair,
  presses,
  seat,
  told,
  tuesdayAtTen,
} from './kit.ts';

/** Sales and material control, ten o'clock, with two points of sales on the agenda. */
async function atTheTable(w: World) {
  const meeting = await announceOne(w);
  await w.says('lin', '/议题 物控部：周五的交货');
  await w.says('lin', '/议题 物控部：缺料怎么提前说');
  await w.until(tuesdayAtTen);
  told(w);
  return meeting;
}

test('an hour before they are reminded, and when it begins the card is the table', async () => {
  const w = await world({ at: monday, rhythm: false });
  const meeting = await announceOne(w);
  await w.says('lin', '/议题 物控部：周五的交货');
  told(w);
  await w.until(shanghai('2026-05-12T09:00'));
  expect(told(w)).toEqual(['he: 10:00 开例会：物控部与销售部', 'lin: 10:00 开例会：销售部与物控部']);
  expect(await newest(w, 'lin')).toContain('周五的交货');
  await w.until(tuesdayAtTen);
  expect(told(w)).toEqual([]);
  expect(await newest(w, 'lin')).toMatchInlineSnapshot(`
    "例会进行中：销售部与物控部
    - todo 销售部提出：“周五的交货”
    谈完一条勾一条；决定和改进措施边谈边记，纪要自动生成。
    [勾选议题] [记决定] [定改进措施] [结束并出纪要] [没有开]"
  `);
  expect(await now(w, meeting)).toMatchObject({ status: 'running', startedAt: tuesdayAtTen });
  expect(whispered(await presses(w, 'lin', 'other', meeting))).toBe(
    '例会 5月12日(周二) 10:00 已经开始，时间和人不再变动。',
  );
  await presses(w, 'lin', 'finish', meeting, {});
  told(w);
});

test('points are ticked, decisions and actions noted while they talk, by both at once', async () => {
  const w = await world({ at: monday, rhythm: false });
  const meeting = await atTheTable(w);
  const hers = await presses(w, 'lin', 'tick', meeting);
  const his = await presses(w, 'he', 'tick', meeting);
  expect(whispered(await w.fills('lin', hers, { talked: '0' }))).toBe('记下了。');
  await w.fills('he', his, { talked: '1' });
  expect((await now(w, meeting)).points.map(({ ticked }) => ticked?.by)).toEqual(['lin', 'he']);
  const again = await presses(w, 'he', 'tick', meeting);
  expect(formOf(again).fields[0]?.initial).toBe('0,1');
  await w.fills('he', again, { talked: '0' });
  expect((await now(w, meeting)).points.map(({ ticked }) => ticked?.by)).toEqual(['lin', undefined]);
  const decision = await presses(w, 'he', 'decide', meeting);
  await w.fills('he', decision, { text: '缺料当天上午说', about: '1' });
  await w.fills('he', decision, { text: '缺料当天上午说', about: '1' });
  expect((await now(w, meeting)).decisions).toHaveLength(1);
  const action = await w.clicks('he', 'meetings.actions.add', `${meeting.id}|`);
  await w.fills('he', action, {
    text: '每天 9 点发缺料表',
    owner: 'luo',
    sign: '一个月没有临时缺料',
    due: '2026-05-20T12:00:00.000Z',
  });
  told(w);
  expect(await newest(w, 'lin')).toMatchInlineSnapshot(`
    "例会进行中：销售部与物控部
    - done 销售部提出：“周五的交货”
    - todo 销售部提出：“缺料怎么提前说”
    决定：
    -  缺料当天上午说 | 销售部提出：“缺料怎么提前说”
    改进措施：
    -  每天 9 点发缺料表 | 罗勇，5月20日(周三)前
    谈完一条勾一条；决定和改进措施边谈边记，纪要自动生成。
    [勾选议题] [记决定] [定改进措施] [结束并出纪要]"
  `);
  await presses(w, 'he', 'finish', meeting, {});
  told(w);
});

test('minutes go to everyone the same day, and are confirmed by both sides', async () => {
  const w = await world({ at: monday, rhythm: false });
  const meeting = await atTheTable(w);
  await presses(w, 'lin', 'decide', meeting, { text: '缺料当天上午说' });
  const reply = await presses(w, 'lin', 'finish', meeting, { talked: '0', words: '下次请品质部一起' });
  expect(whispered(reply)).toBe('纪要正在发给大家。');
  expect(told(w)).toEqual(['he: 会议纪要：物控部与销售部，5月12日(周二) 10:00']);
  expect(await newest(w, 'he')).toMatchInlineSnapshot(`
    "会议纪要：物控部与销售部，5月12日(周二) 10:00
    时间: 5月12日(周二) 10:00–10:30
    参加: 何建国（物控部）、林晓燕（销售部）
    谈过的：
    - done 销售部提出：“周五的交货”
    没谈到的：
    - todo 销售部提出：“缺料怎么提前说” | 留到下次
    决定：
    -  缺料当天上午说
    “下次请品质部一起” 林晓燕
    已确认：销售部
    等待确认：物控部
    [没有问题] [有不同说法]"
  `);
  expect(await newest(w, 'lin')).not.toContain('[没有问题]');
  expect(whispered(await presses(w, 'he', 'confirm', meeting))).toBe('已代表物控部确认。');
  expect(whispered(await presses(w, 'he', 'confirm', meeting))).toBe('何建国已经代表您这一方确认过了。');
  expect(await newest(w, 'lin')).toContain('纪要双方已确认：销售部与物控部');
  expect(whispered(await presses(w, 'lin', 'finish', meeting))).toBe('例会已经开过，纪要也写好了。');
  expect(told(w)).toEqual([]);
  await w.advance(hours(48));
  expect(told(w)).toEqual([]);
  // What was talked about is done, what was not stays.
  expect(heard(await w.says('lin', '/例会'))).toContain('5月12日(周二) 10:00 销售部与物控部 | 开了');
});

test('a side that sees it differently says so in words both read, and the minutes are put right', async () => {
  const w = await world({ at: monday, rhythm: false });
  const meeting = await atTheTable(w);
  await presses(w, 'lin', 'finish', meeting, { talked: '0', words: '周五全部交齐' });
  told(w);
  await presses(w, 'he', 'object', meeting, { words: '说的是交一半' });
  expect(told(w)).toEqual(['lin: 有一方对纪要有不同说法：销售部与物控部']);
  expect(await newest(w, 'lin')).toContain(
    '物控部的说法不同：\n“说的是交一半” 何建国\n下一步：双方沟通一下，再把纪要改到一致。',
  );
  const reply = await presses(w, 'lin', 'finish', meeting);
  expect(formOf(reply).fields.at(-1)?.initial).toBe('周五全部交齐');
  await w.fills('lin', reply, { words: '周五先交一半' });
  expect(told(w)).toEqual(['he: 会议纪要：物控部与销售部，5月12日(周二) 10:00']);
  await presses(w, 'he', 'confirm', meeting);
  expect((await now(w, meeting)).minutes).toMatchObject({ words: '周五先交一半', objections: [] });
  told(w);
});

test('what was noted and never closed becomes the minutes before the day ends', async () => {
  const w = await world({ at: monday, rhythm: false });
  const meeting = await atTheTable(w);
  await presses(w, 'lin', 'tick', meeting, { talked: '0' });
  await w.until(shanghai('2026-05-12T16:29'));
  expect(told(w)).toEqual([]);
  await w.until(shanghai('2026-05-12T16:31'));
  expect(told(w)).toEqual([
    'he: 会议纪要：物控部与销售部，5月12日(周二) 10:00',
    'lin: 会议纪要：销售部与物控部，5月12日(周二) 10:00',
  ]);
  expect(await now(w, meeting)).toMatchObject({ status: 'held', minutes: { by: 'lin', words: '', confirmed: [] } });
});

test('an action alone is enough to know that they met', async () => {
  const w = await world({ at: monday, rhythm: false });
  const meeting = await atTheTable(w);
  const action = await w.clicks('he', 'meetings.actions.add', `${meeting.id}|`);
  await w.fills('he', action, {
    text: '每天 9 点发缺料表',
    owner: 'luo',
    sign: '一个月没有临时缺料',
    due: '2026-05-20T12:00:00.000Z',
  });
  told(w);
  await w.until(shanghai('2026-05-12T16:31'));
  expect(told(w).sort()).toEqual([
    'he: 会议纪要：物控部与销售部，5月12日(周二) 10:00',
    'lin: 会议纪要：销售部与物控部，5月12日(周二) 10:00',
  ]);
  expect((await now(w, meeting)).minutes?.by).toBe('he');
});

test('of a long agenda the table shows as much as there is room for, and all of it can be ticked', async () => {
  const w = await world({ at: monday, rhythm: false });
  const meeting = await announceOne(w);
  const points: Meeting['points'] = Array.from({ length: 20 }, (_, at) => {
    const about = { kind: 'added' as const, department: 'sales', text: `第 ${at + 1} 件事`, at: monday };
    const key = `added/${at + 1}`;
    const line = { key, source: { kind: 'added' as const, id: at + 1 }, supplier: 'materials', customer: 'sales' };
    return { key, line: { ...line, weight: 1, about }, ticked: null };
  });
  await w.db.transaction((tx) => saveMeeting(tx, { ...meeting, status: 'running', points }));
  await presses(w, 'lin', 'tick', meeting, { talked: '17,19' });
  told(w);
  expect(await newest(w, 'lin')).toContain('第 15 件事”\n-  另有 5 条，见议题。');
  const ticked = (await now(w, meeting)).points.flatMap(({ key, ticked: mark }) => (mark ? [key] : []));
  expect(ticked).toEqual(['added/18', 'added/20']);
});

test('not held is noted with why, and nobody is asked again', async () => {
  const w = await world({ at: monday, rhythm: false });
  const meeting = await atTheTable(w);
  expect(whispered(await presses(w, 'he', 'notHeld', meeting, { reason: 'busy', words: '产线停了' }))).toBe(
    '记下了。议题都留到下次。',
  );
  expect(await newest(w, 'lin')).toBe(
    '这次例会没有开：销售部与物控部，5月12日(周二) 10:00\n何建国：临时有急事\n“产线停了” 何建国\n议题都留到下次。\n[其实开了]',
  );
  expect(whispered(await presses(w, 'lin', 'notHeld', meeting))).toBe('这次例会已记为没有开。');
  await w.advance(hours(48));
  expect(told(w)).toEqual([]);
});

test('who says nothing is asked an hour after, once more next morning, and then it is recorded as not held', async () => {
  const w = await world({ at: monday, rhythm: false });
  const meeting = await atTheTable(w);
  await w.until(shanghai('2026-05-12T11:01'));
  const asked = [
    'he: 这次例会开了吗？物控部与销售部，5月12日(周二) 10:00',
    'lin: 这次例会开了吗？销售部与物控部，5月12日(周二) 10:00',
  ];
  expect(told(w)).toEqual(asked);
  expect(await newest(w, 'he')).toMatchInlineSnapshot(`
    "这次例会开了吗？物控部与销售部，5月12日(周二) 10:00
    - todo 销售部提出：“周五的交货”
    - todo 销售部提出：“缺料怎么提前说”
    开了，写两句就行；没有开，说明原因，如实记下。
    [开了，写纪要] [没有开] [勾选议题] [记决定] [定改进措施]"
  `);
  await w.until(shanghai('2026-05-13T10:00'));
  expect(told(w).sort()).toEqual(asked);
  await w.until(shanghai('2026-05-13T16:59'));
  expect((await now(w, meeting)).status).toBe('running');
  await w.until(shanghai('2026-05-13T17:01'));
  expect(await now(w, meeting)).toMatchObject({ status: 'notHeld', why: { kind: 'noAnswer' } });
  expect(told(w)).toEqual([]);
  expect(await newest(w, 'he')).toContain('没有人说明是否开过。');
  // It can still be put right.
  await presses(w, 'he', 'finish', meeting, { words: '开了，忘了记' });
  expect(await now(w, meeting)).toMatchObject({ status: 'held', why: null });
  expect(told(w)).toEqual(['lin: 会议纪要：销售部与物控部，5月12日(周二) 10:00']);
});

test('a Friday meeting is asked about again on Monday, and not on a day off', async () => {
  const w = await world({ at: monday, rhythm: false });
  const [meeting] = await announce(
    w,
    meetingOf(shanghai('2026-05-15T16:00'), [seat('huang', 'purchasing'), seat('zheng', 'finance')]),
  );
  await w.until(shanghai('2026-05-15T18:00'));
  told(w);
  await w.until(shanghai('2026-05-18T08:59'));
  expect(told(w)).toEqual([]);
  await w.until(shanghai('2026-05-18T17:59'));
  expect(told(w)).toHaveLength(2);
  expect((await now(w, meeting ?? { id: 0 })).status).toBe('running');
});

test('three of the last four not held is a fact on the card and in the list, and nobody is told on', async () => {
  const w = await world({ at: monday, rhythm: false });
  const past = (day: string, week: string, status: 'held' | 'notHeld') =>
    meetingOf(shanghai(`${day}T10:00`), pair, { week, status });
  await announce(
    w,
    past('2026-04-14', '2026-04-13', 'notHeld'),
    past('2026-04-21', '2026-04-20', 'held'),
    past('2026-04-28', '2026-04-27', 'notHeld'),
    past('2026-05-07', '2026-05-04', 'notHeld'),
  );
  await announceOne(w);
  told(w);
  expect(await newest(w, 'lin')).toContain('最近 4 次有 3 次没有开成。');
  const list = heard(await w.says('lin', '/例会'));
  expect(list).toMatchInlineSnapshot(`
    "接下来有 1 场例会
    -  5月12日(周二) 10:00 销售部与物控部
    之前的：
    -  5月7日(周四) 10:00 销售部与物控部 | 没有开
    -  4月28日(周二) 10:00 销售部与物控部 | 没有开
    -  4月21日(周二) 10:00 销售部与物控部 | 开了
    -  4月14日(周二) 10:00 销售部与物控部 | 没有开
    销售部与物控部：最近 4 次有 3 次没有开成
    [5月12日(周二) 10:00 物控部] [例会设置] [我的时间] [放进我的日历]"
  `);
  await w.until(shanghai('2026-05-13T18:00'));
  expect(told(w).some((line) => line.startsWith('chen') || line.startsWith('gu'))).toBe(false);
});

test('a meeting at eight is not announced at seven: its card comes when it begins', async () => {
  const w = await world({ at: monday, rhythm: false });
  await announce(w, meetingOf(shanghai('2026-05-12T08:00'), [seat('he', 'materials'), seat('wang', 'production')]));
  told(w);
  await w.until(shanghai('2026-05-12T07:59'));
  expect(told(w)).toEqual([]);
  await w.until(shanghai('2026-05-12T08:01'));
  expect(told(w)).toEqual(['he: 例会进行中：物控部与生产部', 'wang: 例会进行中：生产部与物控部']);
});

test('in English the table reads as it should', async () => {
  const w = await world({ at: monday, rhythm: false });
  const [meeting] = await announce(w, meetingOf(tuesdayAtTen, [seat('priya', 'quality'), seat('wang', 'production')]));
  await w.until(tuesdayAtTen);
  told(w);
  const card = await w.newest('priya');
  expect(read(card)).toMatchInlineSnapshot(`
    "At the table: 品质部 and 生产部
    No points were noted.
    Decisions and actions go in while you talk; the minutes write themselves.
    [Decision] [Action] [Close, with minutes] [Not held]"
  `);
  await presses(w, 'priya', 'decide', meeting ?? { id: 0 }, { text: 'First pieces by nine' });
  await presses(w, 'wang', 'finish', meeting ?? { id: 0 }, {});
  expect(told(w)).toEqual(['priya: Minutes: 品质部 and 生产部, Tue 12 May 10:00']);
  expect(await newest(w, 'priya')).toMatchInlineSnapshot(`
    "Minutes: 品质部 and 生产部, Tue 12 May 10:00
    Time: Tue 12 May 10:00–10:30
    Who comes: Priya Nair (品质部), 王强 (生产部)
    Decided:
    -  First pieces by nine
    Confirmed: 生产部
    Still to confirm: 品质部
    [That is right] [I see it differently]"
  `);
  expect(heard(await w.says('priya', '/meetings'))).toMatchInlineSnapshot(`
    "No meetings this week and next
    Next week is planned on the second-to-last working day of this one; you hear of your meetings then.
    Before:
    -  Tue 12 May 10:00 品质部 and 生产部 | held
    [My times] [In my calendar]"
  `);
});
