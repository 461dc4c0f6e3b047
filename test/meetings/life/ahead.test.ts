import { expect, test } from 'vitest';
import { cancelMeeting } from '../../../src/meetings/life/index.ts';
import { formOf, hours, minutes, read, shanghai, whispered, world } from '../../world.ts';
import {
  announce,
  announceOne,
  does,
  heard,
  meetingOf,
  monday,
  newest,
  now,
  pair,
  presses,
  seat,
  told,
} from './kit.ts';

const slotsOf = (reply: Parameters<typeof formOf>[0]) => {
  const field = formOf(reply).fields.find(({ key }) => key === 'slot');
  return field?.kind === 'choice' ? field.options : [];
};

test('everyone who comes gets one card: when, who, what about, and what can be done', async () => {
  const w = await world({ at: monday, rhythm: false });
  await announceOne(w);
  expect(told(w)).toEqual([
    'he: 例会 5月12日(周二) 10:00：物控部与销售部',
    'lin: 例会 5月12日(周二) 10:00：销售部与物控部',
  ]);
  expect(await newest(w, 'lin')).toMatchInlineSnapshot(`
    "例会 5月12日(周二) 10:00：销售部与物控部
    时间: 5月12日(周二) 10:00–10:30
    参加: 何建国（物控部）、林晓燕（销售部）
    双方之间目前没有悬着的事。想谈的可以先写进议题。
    [我参加] [换个时间] [请同事代替] [议题]"
  `);
});

test('of what stands between the two the card says fact, what it holds up, and the next step', async () => {
  const w = await world({ at: monday, rhythm: false });
  const opened = await w.says('lin', '/request 物控部 查 SO-2051 的库存');
  await w.fills('lin', opened, { urgency: 'normal', blocks: '出口订单 SO-2051' });
  await w.until(shanghai('2026-05-11T16:00'));
  told(w);
  await announce(w, meetingOf(shanghai('2026-05-13T10:00'), pair));
  expect(told(w)).toHaveLength(2);
  expect(await newest(w, 'he')).toMatchInlineSnapshot(`
    "例会 5月13日(周三) 10:00：物控部与销售部
    时间: 5月13日(周三) 10:00–10:30
    参加: 何建国（物控部）、林晓燕（销售部）
    要谈的事：
    - todo R-1001（销售部向物控部提出）应在 5月11日(周一) 11:00 前响应，目前还没有回音：“查 SO-2051 的库存” | 受影响的是“出口订单 SO-2051”。下一步：物控部说明什么时候能完成，或者自己还缺什么。
    [我参加] [换个时间] [请同事代替] [议题]"
  `);
});

test('who has several meetings in a week gets one message, and opens each from it', async () => {
  const w = await world({ at: monday, rhythm: false });
  const [first, second] = await announce(
    w,
    meetingOf(shanghai('2026-05-12T10:00'), pair),
    meetingOf(shanghai('2026-05-13T14:00'), [seat('he', 'materials'), seat('wang', 'production')]),
  );
  if (!first || !second) throw new Error('not written');
  expect(told(w)).toEqual([
    'he: 5月11日(周一)这一周，您有 2 场例会',
    'lin: 例会 5月12日(周二) 10:00：销售部与物控部',
    'wang: 例会 5月13日(周三) 14:00：生产部与物控部',
  ]);
  expect(await newest(w, 'he')).toMatchInlineSnapshot(`
    "5月11日(周一)这一周，您有 2 场例会
    -  5月12日(周二) 10:00 销售部
    -  5月13日(周三) 14:00 生产部
    点开一场，可以看议题、改时间或请同事代替。
    [都参加] [5月12日(周二) 10:00 销售部] [5月13日(周三) 14:00 生产部]"
  `);
  await presses(w, 'he', 'open', second);
  expect(told(w)).toEqual(['he: 例会 5月13日(周三) 14:00：物控部与生产部']);
  expect(whispered(await w.clicks('he', 'meetings.life.acceptAll', '2026-05-11'))).toBe('记下了：2 场您都参加。');
  expect((await now(w, first)).attendees[0]?.answer).toBe('accepted');
  expect((await now(w, second)).attendees[0]?.answer).toBe('accepted');
  const [week] = await w.messages('he');
  expect(week && read(week.card)).toContain('您都参加。');
  expect(told(w)).toEqual([]);
});

test('accepting twice is answered calmly, and everyone sees who comes', async () => {
  const w = await world({ at: monday, rhythm: false });
  const meeting = await announceOne(w);
  told(w);
  expect(whispered(await presses(w, 'lin', 'accept', meeting))).toBe('记下了：5月12日(周二) 10:00 您参加。');
  expect(whispered(await presses(w, 'lin', 'accept', meeting))).toBe('已经记下：您参加。');
  expect(await newest(w, 'he')).toContain('林晓燕（销售部，会到）');
  expect(await newest(w, 'lin')).not.toContain('[我参加]');
  expect(told(w)).toEqual([]);
});

test('another time is chosen from those free for all, moves at once, and everyone hears who and why', async () => {
  const w = await world({ at: monday, rhythm: false });
  const meeting = await announceOne(w);
  await presses(w, 'lin', 'accept', meeting);
  told(w);
  const opened = await presses(w, 'he', 'other', meeting);
  expect(slotsOf(opened).map(({ label }) => label)).toMatchInlineSnapshot(`
    [
      "5月11日(周一) 10:00–10:30",
      "5月11日(周一) 10:30–11:00",
      "5月11日(周一) 11:00–11:30",
      "5月12日(周二) 09:00–09:30",
      "5月13日(周三) 09:00–09:30",
      "5月13日(周三) 10:00–10:30",
      "5月14日(周四) 09:00–09:30",
      "5月14日(周四) 10:00–10:30",
      "5月15日(周五) 09:00–09:30",
      "5月15日(周五) 10:00–10:30",
    ]
  `);
  const eleven = shanghai('2026-05-11T11:00').toISOString();
  expect(formOf(opened).intro).toBe('现在定在 5月12日(周二) 10:00。以下时间大家都有空，选定后立即改期，并通知所有人。');
  const reply = await w.fills('he', opened, { slot: eleven, why: '周二上午要盘点' });
  expect(whispered(reply)).toBe('已改到 5月11日(周一) 11:00，并通知所有人。');
  expect(told(w)).toEqual(['lin: 例会改到 5月11日(周一) 11:00：销售部与物控部']);
  const cards = (await w.messages('lin')).map(({ card }) => read(card));
  expect(cards.find((words) => words.startsWith('例会改到'))).toMatchInlineSnapshot(`
    "例会改到 5月11日(周一) 11:00：销售部与物控部
    时间: 5月11日(周一) 11:00–11:30
    原定: 5月12日(周二) 10:00–10:30
    参加: 何建国（物控部，会到）、林晓燕（销售部）
    由何建国改期。
    “周二上午要盘点” 何建国
    双方之间目前没有悬着的事。想谈的可以先写进议题。
    [我参加] [换个时间] [请同事代替] [议题]"
  `);
  const moved = await now(w, meeting);
  expect(moved.sequence).toBe(1);
  expect(moved.attendees.map(({ answer }) => answer)).toEqual(['accepted', 'none']);
  // The reminder follows.
  await w.until(shanghai('2026-05-11T10:01'));
  expect(told(w)).toEqual(['he: 11:00 开例会：物控部与销售部', 'lin: 11:00 开例会：销售部与物控部']);
});

test('of two who move it at once the second sees what is true now, and chooses again', async () => {
  const w = await world({ at: monday, rhythm: false });
  const meeting = await announceOne(w);
  told(w);
  const hers = await presses(w, 'lin', 'other', meeting);
  const his = await presses(w, 'he', 'other', meeting);
  await w.fills('he', his, { slot: shanghai('2026-05-11T11:00').toISOString() });
  const again = await w.fills('lin', hers, { slot: slotsOf(hers)[4]?.value ?? '' });
  expect(formOf(again).intro).toBe('何建国刚把例会改到 5月11日(周一) 11:00。如果不合适，以下时间大家都有空。');
  expect((await now(w, meeting)).from).toEqual(shanghai('2026-05-11T11:00'));
  await w.fills('lin', again, { slot: slotsOf(again)[0]?.value ?? '' });
  expect((await now(w, meeting)).moves).toHaveLength(2);
  expect(told(w)).toHaveLength(2);
});

test('the same time sent twice moves it once', async () => {
  const w = await world({ at: monday, rhythm: false });
  const meeting = await announceOne(w);
  told(w);
  const opened = await presses(w, 'he', 'other', meeting);
  const [slot] = slotsOf(opened);
  await w.fills('he', opened, { slot: slot?.value ?? '' });
  expect(whispered(await w.fills('he', opened, { slot: slot?.value ?? '' }))).toContain('已改到');
  expect((await now(w, meeting)).moves).toHaveLength(1);
  expect(told(w)).toHaveLength(1);
});

test('a time another meeting has taken meanwhile is refused with those that are free now', async () => {
  const w = await world({ at: monday, rhythm: false });
  const meeting = await announceOne(w);
  const opened = await presses(w, 'he', 'other', meeting);
  const [slot] = slotsOf(opened);
  await announce(w, meetingOf(new Date(slot?.value ?? ''), [seat('lin', 'sales'), seat('zheng', 'finance')]));
  told(w);
  const again = await w.fills('he', opened, { slot: slot?.value ?? '' });
  expect(formOf(again).intro).toContain('这个时间刚被占用');
  expect(slotsOf(again).map(({ value }) => value)).not.toContain(slot?.value);
  expect((await now(w, meeting)).moves).toEqual([]);
});

test('without any other common time it says so, and what helps', async () => {
  const w = await world({ at: shanghai('2026-05-16T09:00'), rhythm: false });
  const [meeting] = await announce(w, meetingOf(shanghai('2026-05-16T11:00'), pair));
  told(w);
  const reply = await presses(w, 'he', 'other', meeting ?? { id: 0 });
  expect(heard(reply)).toBe(
    '这周没有别的时间大家都有空，例会仍在 5月16日(周六) 11:00。可以请同事代替，或在 /例会 里调整您的时间。',
  );
});

test('a colleague comes instead, gets the card, and can give the seat back', async () => {
  const w = await world({ at: monday, rhythm: false });
  const meeting = await announceOne(w);
  told(w);
  const opened = await presses(w, 'lin', 'deputy', meeting);
  const [field] = formOf(opened).fields;
  expect(field?.kind === 'choice' && field.options.map(({ value }) => value)).toEqual(['zhou', 'anna', 'james', 'xu']);
  expect(whispered(await w.fills('lin', opened, { person: 'james' }))).toBe('已请James Carter代您参加。');
  expect(told(w)).toEqual(['james: 林晓燕 asks you to come instead: Tue 12 May 10:00, 销售部 and 物控部']);
  expect((await now(w, meeting)).attendees[1]).toEqual({ ...seat('james', 'sales'), for: 'lin' });
  expect(await newest(w, 'james')).toMatchInlineSnapshot(`
    "林晓燕 asks you to come instead: Tue 12 May 10:00, 销售部 and 物控部
    Time: Tue 12 May 10:00–10:30
    Who comes: 何建国 (物控部), James Carter (销售部)
    You come in place of 林晓燕.
    Nothing stands between the two yet. What you want to talk about goes on the agenda.
    [I will come] [Another time] [Give it back] [Agenda]"
  `);
  expect(await newest(w, 'lin')).toContain('James Carter代您参加。');
  expect(whispered(await presses(w, 'lin', 'accept', meeting))).toBe(
    'James Carter代您参加。要自己去，请点“还是我去”。',
  );
  expect(whispered(await presses(w, 'james', 'handBack', meeting))).toBe('林晓燕 comes.');
  expect(told(w)).toEqual(['lin: 这次例会请您参加：5月12日(周二) 10:00，销售部与物控部']);
  expect(await newest(w, 'james')).toBe('You need not come: Tue 12 May 10:00, 销售部 and 物控部. 林晓燕 comes.');
  expect(whispered(await presses(w, 'james', 'handBack', meeting))).toBe(
    'This is a meeting of 何建国, 林晓燕. They can change it.',
  );
});

test('whoever sent a colleague can come themselves after all', async () => {
  const w = await world({ at: monday, rhythm: false });
  const meeting = await announceOne(w);
  await presses(w, 'lin', 'deputy', meeting, { person: 'xu' });
  await presses(w, 'lin', 'handBack', meeting);
  expect((await now(w, meeting)).attendees[1]).toMatchObject({ person: 'lin', for: null, answer: 'accepted' });
  expect(await newest(w, 'xu')).toBe('您不用参加了：5月12日(周二) 10:00，销售部与物控部，由林晓燕参加。');
  expect((await now(w, meeting)).sequence).toBe(2);
  told(w);
});

test('a colleague who sits elsewhere at that time is not offered', async () => {
  const w = await world({ at: monday, rhythm: false });
  const meeting = await announceOne(w);
  await announce(w, meetingOf(shanghai('2026-05-12T10:00'), [seat('zhou', 'sales'), seat('zheng', 'finance')]));
  const [field] = formOf(await presses(w, 'lin', 'deputy', meeting)).fields;
  expect(field?.kind === 'choice' && field.options.map(({ value }) => value)).toEqual(['anna', 'james', 'xu']);
  told(w);
});

test('what is not yours says whose it is', async () => {
  const w = await world({ at: monday, rhythm: false });
  const meeting = await announceOne(w);
  told(w);
  expect(whispered(await presses(w, 'zheng', 'accept', meeting))).toBe('这是何建国、林晓燕的例会，由他们来改。');
  expect(whispered(await presses(w, 'zheng', 'other', meeting))).toBe('这是何建国、林晓燕的例会，由他们来改。');
  expect(whispered(await presses(w, 'lin', 'accept', { id: 999 }))).toContain('找不到这场例会了');
  expect(whispered(await w.clicks('lin', 'meetings.life.accept', "1' or 1=1"))).toContain('找不到这场例会了');
  expect(whispered(await presses(w, 'lin', 'tick', meeting))).toBe('例会 5月12日(周二) 10:00 才开始，到时再记。');
  expect(whispered(await presses(w, 'lin', 'confirm', meeting))).toBe('还没有纪要。');
  for (const action of ['constructor.accept', 'toString.x', 'life.__proto__', 'life'])
    expect(whispered(await w.clicks('lin', `meetings.${action}`, '1'))).toContain('这个按钮已经失效');
});

test('an empty meeting is cancelled in one line for everyone, and the hours are counted', async () => {
  const w = await world({ at: monday, rhythm: false });
  const meeting = await announceOne(w);
  told(w);
  await does(w, (turn) => cancelMeeting(turn, meeting, { kind: 'empty' }));
  expect(told(w)).toEqual([
    'he: 5月12日(周二) 10:00 的例会取消：物控部与销售部这次都没有要谈的，半小时还给各位。',
    'lin: 5月12日(周二) 10:00 的例会取消：销售部与物控部这次都没有要谈的，半小时还给各位。',
  ]);
  expect(await now(w, meeting)).toMatchObject({ status: 'cancelled', givenBackMs: hours(1), why: { kind: 'empty' } });
  await does(w, (turn) => cancelMeeting(turn, meeting, { kind: 'empty' }));
  expect(whispered(await presses(w, 'lin', 'accept', meeting))).toBe('这次例会已经取消。');
  await w.until(shanghai('2026-05-13T12:00'));
  expect(told(w)).toEqual([]);
  expect(heard(await w.says('lin', '/例会'))).toMatchInlineSnapshot(`
    "本周和下周没有例会
    每周倒数第二个工作日排下周的例会，到时会通知您。
    之前的：
    -  5月12日(周二) 10:00 销售部与物控部 | 取消，没有要谈的事
    本季度取消了没有要谈的例会，共为大家省下 1 小时。
    [例会设置] [我的时间] [放进我的日历]"
  `);
});

test('an answer in the calendar counts as the button', async () => {
  const w = await world({ at: monday, rhythm: false });
  const meeting = await announceOne(w);
  told(w);
  const { responded } = (await import('../../../src/meetings/index.ts')).meetings;
  const org = await w.organisation();
  const turnOf = (person: string) => ({ person: org.people.get(person) as never, files: [] });
  await does(
    w,
    async (turn) => (await responded?.({ ...turn, ...turnOf('he') }, `meeting/${meeting.id}`, 'accepted')) ?? [],
  );
  await does(
    w,
    async (turn) => (await responded?.({ ...turn, ...turnOf('he') }, `meeting/${meeting.id}`, 'tentative')) ?? [],
  );
  expect((await now(w, meeting)).attendees[0]?.answer).toBe('accepted');
  expect(told(w)).toEqual([]);
  await does(
    w,
    async (turn) => (await responded?.({ ...turn, ...turnOf('lin') }, `meeting/${meeting.id}`, 'declined')) ?? [],
  );
  expect(told(w)).toEqual(['lin: 5月12日(周二) 10:00 的例会您来不了：换个时间，或者请同事代您参加？']);
  expect(await newest(w, 'he')).toContain('林晓燕（销售部，来不了）');
  await does(
    w,
    async (turn) => (await responded?.({ ...turn, ...turnOf('lin') }, `meeting/${meeting.id}`, 'declined')) ?? [],
  );
  expect(told(w)).toEqual([]);
});

test('the card reads in English, and where a messenger cannot change cards a move is a message', async () => {
  const w = await world({ at: monday, rhythm: false, poorest: true });
  const [meeting] = await announce(
    w,
    meetingOf(shanghai('2026-05-12T10:00'), [seat('he', 'materials'), seat('james', 'sales')]),
  );
  told(w);
  const opened = await presses(w, 'he', 'other', meeting ?? { id: 0 });
  expect(opened).toBeNull();
  const asked = await w.newest('he');
  expect(asked.title).toContain('换个时间');
  await w.says('he', '1');
  await w.says('he', '跳过');
  expect(told(w).filter((line) => line.startsWith('james'))).toEqual([
    'james: New time, Mon 11 May 10:00: 销售部 and 物控部',
  ]);
  const cards = (await w.messages('james')).map(({ card }) => read(card));
  expect(cards.find((words) => words.startsWith('New time'))).toContain('Before: Tue 12 May 10:00–10:30');
});

test('told in the evening of a meeting at eight, a colleague hears it at once', async () => {
  const w = await world({ at: shanghai('2026-05-11T20:00'), rhythm: false });
  const [meeting] = await announce(
    w,
    meetingOf(shanghai('2026-05-12T08:00'), [seat('he', 'materials'), seat('wang', 'production')]),
  );
  expect(told(w)).toEqual([]);
  await presses(w, 'he', 'deputy', meeting ?? { id: 0 }, { person: 'tang' });
  expect(told(w)).toEqual(['tang: 何建国请您代为参加例会：5月12日(周二) 08:00，物控部与生产部']);
  await w.advance(minutes(1));
  told(w);
});
