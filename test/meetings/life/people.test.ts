import { expect, test } from 'vitest';
import type { Effect } from '../../../src/engine/feature.ts';
import { commit } from '../../../src/meetings/life/act.ts';
import { announced } from '../../../src/meetings/life/index.ts';
import { type Command, decide } from '../../../src/meetings/life/rules.ts';
import { insertMeetings, loadMeeting, saveMeeting } from '../../../src/meetings/store.ts';
import type { Meeting } from '../../../src/meetings/types.ts';
import { personErase } from '../../../src/operator/person-erase.ts';
import { parseOrgFile } from '../../../src/org/file.ts';
import { applyImport, planImport } from '../../../src/org/import.ts';
import { run } from '../../operator/run.ts';
import { formOf, minutes, read, shanghai, type World, whispered, world } from '../../world.ts';
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
  tuesdayAtTen,
  withoutQuality,
} from './kit.ts';

let events = 0;

/** The messenger says that someone has left. */
async function leaves(w: World, who: string): Promise<void> {
  events += 1;
  await w.engine.receive({ kind: 'left', id: `gone-${events}`, platform: 'console', account: who });
  await w.engine.tick();
  await w.engine.flush();
}

test('the seat of a head who left goes to the deputy, who is told', async () => {
  const w = await world({ at: monday, rhythm: false });
  const meeting = await announceOne(w);
  told(w);
  await leaves(w, 'lin');
  expect(told(w)).toEqual(['zhou: 这次例会请您参加：5月12日(周二) 10:00，销售部与物控部']);
  expect((await now(w, meeting)).attendees).toEqual([seat('he', 'materials'), seat('zhou', 'sales')]);
  expect((await now(w, meeting)).sequence).toBe(1);
  expect(await newest(w, 'he')).toContain('周立（销售部）');
});

test('when the colleague who was sent leaves, the seat is the owner’s again; when the owner leaves, the colleague comes', async () => {
  const w = await world({ at: monday, rhythm: false });
  const meeting = await announceOne(w);
  await presses(w, 'lin', 'deputy', meeting, { person: 'xu' });
  await presses(w, 'he', 'deputy', meeting, { person: 'luo' });
  told(w);
  await leaves(w, 'xu');
  expect(told(w)).toEqual(['lin: 这次例会请您参加：5月12日(周二) 10:00，销售部与物控部']);
  await leaves(w, 'he');
  expect(told(w)).toEqual([]);
  expect((await now(w, meeting)).attendees).toEqual([seat('luo', 'materials'), seat('lin', 'sales')]);
});

test('with nobody left on one side it is cancelled, and the others hear that alone', async () => {
  const w = await world({ at: monday, rhythm: false });
  const meeting = await announceOne(w);
  told(w);
  await leaves(w, 'zhou');
  expect(told(w)).toEqual([]);
  await leaves(w, 'lin');
  expect(told(w)).toEqual(['he: 5月12日(周二) 10:00 的例会取消：有一方部门已无人可以参加（物控部与销售部）。']);
  expect((await now(w, meeting)).status).toBe('cancelled');
});

test('a meeting of a department that is no more is cancelled before anybody goes there', async () => {
  const w = await world({ at: monday, rhythm: false });
  const [meeting] = await announce(w, meetingOf(tuesdayAtTen, [seat('yang', 'quality'), seat('wang', 'production')]));
  told(w);
  const parsed = parseOrgFile(withoutQuality);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  await w.db.transaction(async (tx) => {
    const plan = await planImport(tx, parsed.file, { openWork: async () => [], newId: (key) => key });
    if (plan.kind === 'planned') await applyImport(tx, plan, w.clock.now());
  });
  await w.until(shanghai('2026-05-12T11:30'));
  expect(told(w).sort()).toEqual([
    'wang: 5月12日(周二) 10:00 的例会取消：有一方部门已无人可以参加（生产部与品质部）。',
    'yang: 5月12日(周二) 10:00 的例会取消：有一方部门已无人可以参加（生产部与品质部）。',
  ]);
  expect((await now(w, meeting ?? { id: 0 })).why).toEqual({ kind: 'departmentGone' });
});

test('the same event delivered twice, and the same words sent twice, change nothing', async () => {
  const w = await world({ at: monday, rhythm: false });
  const meeting = await announceOne(w);
  const value = String(meeting.id);
  const first = await w.clicks('lin', 'meetings.life.accept', value, undefined, 'event-1');
  const again = await w.clicks('lin', 'meetings.life.accept', value, undefined, 'event-1');
  expect(again).toEqual(first);
  await w.until(tuesdayAtTen);
  await presses(w, 'lin', 'finish', meeting, { words: '谈完了' });
  told(w);
  const objection = await presses(w, 'he', 'object', meeting);
  await w.fills('he', objection, { words: '没有谈到包装' });
  await w.fills('he', objection, { words: '没有谈到包装' });
  expect(told(w)).toHaveLength(1);
  expect((await now(w, meeting)).minutes?.objections).toHaveLength(1);
});

test('of two who close it at once, the second hears that it is closed', async () => {
  const w = await world({ at: monday, rhythm: false });
  const meeting = await announceOne(w);
  await w.until(tuesdayAtTen);
  const [hers, his] = [await presses(w, 'lin', 'finish', meeting), await presses(w, 'he', 'notHeld', meeting)];
  await w.fills('lin', hers, { words: '谈完了' });
  expect(whispered(await w.fills('he', his, { reason: 'busy' }))).toBe('例会已经开过，纪要也写好了。');
  expect((await now(w, meeting)).status).toBe('held');
  told(w);
});

test('a deputy who was sent while someone else sent the same colleague is not seated twice', async () => {
  const w = await world({ at: monday, rhythm: false });
  const [meeting] = await announce(w, meetingOf(tuesdayAtTen, [...pair, seat('zhou', 'sales')]));
  const id = meeting ?? { id: 0 };
  const [first, second] = [await presses(w, 'lin', 'deputy', id), await presses(w, 'zhou', 'deputy', id)];
  await w.fills('lin', first, { person: 'xu' });
  const reply = await w.fills('zhou', second, { person: 'xu' });
  expect(reply?.kind).toBe('problems');
  expect((await now(w, id)).attendees.map(({ person }) => person)).toEqual(['he', 'xu', 'zhou']);
  told(w);
});

test('the list of a week stays true when one of its meetings moves or is off', async () => {
  const w = await world({ at: monday, rhythm: false });
  const [first, second] = await announce(
    w,
    meetingOf(tuesdayAtTen, pair),
    meetingOf(shanghai('2026-05-13T14:00'), [seat('he', 'materials'), seat('wang', 'production')]),
  );
  const opened = await presses(w, 'lin', 'other', first ?? { id: 0 });
  await w.fills('lin', opened, { slot: shanghai('2026-05-11T11:00').toISOString() });
  const [week] = await w.messages('he');
  expect(week && read(week.card)).toContain('[5月11日(周一) 11:00 销售部] [5月13日(周三) 14:00 生产部]');
  await leaves(w, 'liu');
  await leaves(w, 'wang');
  const [after] = await w.messages('he');
  expect(after && read(after.card)).toContain('5月13日(周三) 14:00 生产部 | 不开了');
  expect(after && read(after.card)).not.toContain('[5月13日(周三) 14:00 生产部]');
  expect((await now(w, second ?? { id: 0 })).status).toBe('cancelled');
  told(w);
});

test('a meeting that is told of, moved or cancelled is said to calendars, each time with a higher number', async () => {
  const w = await world({ at: monday, rhythm: false });
  const said: (number | 'gone')[] = [];
  const note = (effects: Effect[]) => {
    for (const effect of effects) if (effect.kind === 'event') said.push(effect.event?.sequence ?? 'gone');
    return effects;
  };
  let written: Meeting[] = [];
  await does(w, async (turn) => {
    written = await insertMeetings(turn.tx, [meetingOf(tuesdayAtTen, pair)]);
    return note(await announced(turn, written));
  });
  const [meeting] = written;
  if (!meeting) throw new Error('not written');
  const step = (command: Command) =>
    does(w, async (turn) => {
      const before = await loadMeeting(turn.tx, meeting.id);
      const decision = before && decide(before, command, turn.now, turn.org);
      if (!before || !decision || 'refusal' in decision) throw new Error('refused');
      return note(await commit(turn, before, decision, null));
    });
  const [from, to] = [shanghai('2026-05-13T10:00'), shanghai('2026-05-13T10:30')];
  await step({ kind: 'accept', by: 'lin' });
  await step({ kind: 'move', by: 'lin', from, to, why: '', seen: 0 });
  await step({ kind: 'send', by: 'he', to: 'luo' });
  await step({ kind: 'cancel', why: 'empty' });
  expect(said).toEqual([0, 1, 2, 'gone']);
  expect((await now(w, meeting)).sequence).toBe(3);
  told(w);
});

test('the bot’s own page has what is ahead, and nothing for who sits in no meeting', async () => {
  const w = await world({ at: monday, rhythm: false });
  await announceOne(w);
  told(w);
  const pageOf = async (account: string) => {
    const reply = await w.engine.receive({ id: `opened-${account}`, platform: 'console', account, kind: 'opened' });
    return reply?.kind === 'home' ? reply.cards.map(({ title }) => title) : [];
  };
  expect(await pageOf('lin')).toContain('接下来有 1 场例会');
  expect((await pageOf('song')).filter((title) => title.includes('例会'))).toEqual([]);
});

test('the list shows what is ahead: to who sits there, and to who leads one of the departments', async () => {
  const w = await world({ at: monday, rhythm: false });
  await announceOne(w);
  told(w);
  expect(heard(await w.says('lin', '/meetings'))).toContain('接下来有 1 场例会');
  expect(heard(await w.says('song', '/例会'))).toContain('本周和下周没有例会');
  const list = await w.says('zhou', '/例会');
  // The deputy sees the meetings of the department they lead.
  expect(heard(list)).toContain('5月12日(周二) 10:00 销售部与物控部');
  await w.clicks('zhou', 'meetings.life.open', '1');
  expect(told(w)).toEqual([]);
  expect(whispered(await w.clicks('song', 'meetings.life.open', '1'))).toBe('这是何建国、林晓燕的例会，由他们来改。');
});

test('the referee can have a week planned, and nobody else', async () => {
  const w = await world({ at: monday, rhythm: false });
  expect(whispered(await w.says('lin', '/例会 排会'))).not.toContain('已排');
  await w.says('chen', '/meetings plan');
  const all = told(w);
  expect(all.length).toBeGreaterThan(4);
  // Each of those who come has one message of it.
  const people = all.filter((line) => /例会 |您有 \d+ 场例会/.test(line)).map((line) => line.split(':')[0]);
  expect(new Set(people).size).toBe(people.length);
});

test('the list of a week has the soonest first, and what did not take place reads otherwise than what was called off', async () => {
  const w = await world({ at: monday, rhythm: false });
  const [, first] = await announce(
    w,
    meetingOf(shanghai('2026-05-13T14:00'), [seat('he', 'materials'), seat('wang', 'production')]),
    meetingOf(tuesdayAtTen, pair),
  );
  await w.until(shanghai('2026-05-12T10:05'));
  await presses(w, 'lin', 'notHeld', first ?? { id: 0 }, { reason: 'away', words: '' });
  const week = (await w.messages('he')).find(({ card }) => card.title.includes('2 场例会'));
  expect(week && read(week.card)).toContain('5月12日(周二) 10:00 销售部 | 没有开');
  expect(week && read(week.card)).not.toContain('不开了');
  expect(week && read(week.card)).toMatch(/5月12日.*\n.*5月13日/u);
  told(w);
});

test('whoever is erased leaves the decisions, and no words of theirs', async () => {
  const w = await world({ at: monday, rhythm: false });
  const meeting = await announceOne(w);
  const opened = await presses(w, 'lin', 'other', meeting);
  await w.fills('lin', opened, { slot: shanghai('2026-05-11T11:00').toISOString(), why: '孩子开家长会' });
  await w.until(shanghai('2026-05-11T11:05'));
  await presses(w, 'lin', 'decide', meeting, { text: '缺料当天上午说' });
  await presses(w, 'he', 'decide', meeting, { text: '每周五对账' });
  await presses(w, 'he', 'finish', meeting, { words: '按说好的办' });
  await presses(w, 'lin', 'object', meeting, { words: '我没有这样说' });
  const [second] = await announce(w, meetingOf(shanghai('2026-05-20T10:00'), pair, { week: '2026-05-18' }));
  await w.until(shanghai('2026-05-20T10:05'));
  await presses(w, 'lin', 'notHeld', second ?? { id: 0 }, { reason: 'away', words: '我在医院' });
  told(w);
  await run(w, personErase, 'lin');
  const after = JSON.stringify([await now(w, meeting), await now(w, second ?? { id: 0 })]);
  expect(after).not.toMatch(/家长会|当天上午|这样说|医院/);
  expect(after).toContain('每周五对账');
  expect(after).toContain('按说好的办');
  expect((await now(w, second ?? { id: 0 })).why).toMatchObject({ reason: 'away', words: '（已删除）' });
});

test('a timer that comes early, late or twice is no news', async () => {
  const w = await world({ at: monday, rhythm: false });
  const meeting = await announceOne(w);
  told(w);
  // Moved behind the product's back: the old timers are still there.
  await w.db.transaction((tx) =>
    saveMeeting(tx, { ...meeting, from: shanghai('2026-05-14T10:00'), to: shanghai('2026-05-14T10:30') }),
  );
  await w.until(shanghai('2026-05-12T12:00'));
  expect(told(w)).toEqual([]);
  expect((await now(w, meeting)).status).toBe('announced');
  await w.advance(minutes(1));
  expect(formOf(await presses(w, 'lin', 'other', meeting)).fields).toHaveLength(2);
});

test('after an outage over the meeting nobody is reminded, and both are asked at once whether it took place', async () => {
  const w = await world({ at: monday, rhythm: false });
  const meeting = await announceOne(w);
  told(w);
  w.clock.set(shanghai('2026-05-12T15:00'));
  await w.until(shanghai('2026-05-12T15:01'));
  expect(told(w).sort()).toEqual([
    'he: 这次例会开了吗？物控部与销售部，5月12日(周二) 10:00',
    'lin: 这次例会开了吗？销售部与物控部，5月12日(周二) 10:00',
  ]);
  expect(await now(w, meeting)).toMatchObject({ status: 'running', startedAt: tuesdayAtTen });
});

test('a colleague who is seated meanwhile is no reason to choose the time again', async () => {
  const w = await world({ at: monday, rhythm: false });
  const meeting = await announceOne(w);
  await presses(w, 'he', 'other', meeting, { slot: shanghai('2026-05-14T10:00').toISOString() });
  const opened = await presses(w, 'lin', 'other', meeting);
  await presses(w, 'he', 'deputy', meeting, { person: 'luo' });
  expect(whispered(await w.fills('lin', opened, { slot: shanghai('2026-05-15T10:00').toISOString() }))).toBe(
    '已改到 5月15日(周五) 10:00，并通知所有人。',
  );
  told(w);
});
