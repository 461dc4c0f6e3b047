import { expect } from 'vitest';
import { readActions } from '../../src/meetings/actions/store.ts';
import { agendaOf } from '../../src/meetings/agenda/index.ts';
import { freeSlots } from '../../src/meetings/planning/index.ts';
import { readMeetings } from '../../src/meetings/store.ts';
import type { Meeting } from '../../src/meetings/types.ts';
import { showHour, showTime } from '../../src/messages/time.ts';
import { days, hours, minutes, shanghai } from '../world.ts';
import type { Way } from './self-awareness-story.ts';

/** A Wednesday; the Sunday after it is worked for the National Day, the Friday of the week after is a holiday. */
export const start = shanghai('2026-09-16T09:00');

const weeks = ['2026-09-21', '2026-09-28', '2026-10-05'] as const;

/** Sales and material control, whose story this is; of the others one has nothing to say, and one does not come to it. */
const [ours, empty, missed] = ['materials+sales', 'finance+purchasing', 'materials+production'];

const zone = 'Asia/Shanghai';

/** What came since the last look and is about this, as `person: title`; icons before a title are the messenger's. */
function told(way: Way, about: RegExp): string[] {
  return way
    .sent()
    .filter((line) => about.test(line))
    .map((line) => line.replace(/^(\w+): [^\p{L}\p{N}“]*/u, '$1: '));
}

const people = (lines: readonly string[]): string[] =>
  [...new Set(lines.map((line) => line.split(':')[0] ?? ''))].sort();

async function meetingOf(way: Way, series: string, week: string): Promise<Meeting & { from: Date; to: Date }> {
  const [meeting] = await readMeetings(way.db.reader, { series, week });
  if (!meeting?.from || !meeting.to) {
    const all = (await readMeetings(way.db.reader, { week })).map((one) => `${one.series} ${one.status}`);
    throw new Error(`${series} does not meet in the week of ${week}: ${all}`);
  }
  return { ...meeting, from: meeting.from, to: meeting.to };
}

async function statusOf(way: Way, series: string, week: string): Promise<string | undefined> {
  return (await readMeetings(way.db.reader, { series, week }))[0]?.status;
}

async function untilAfter(way: Way, at: Date, ms = 0): Promise<void> {
  await way.until(new Date(Math.max(at.getTime() + ms, way.now().getTime())));
}

async function asks(way: Way, need: string): Promise<void> {
  await way.says('xu', `/request 物控部 ${need}`);
  await way.fillsPages('xu', { 新请求: { '有多急？': '普通' } });
}

/** A request nobody answers in time, and the plan of the week to come. */
export async function planned(way: Way): Promise<void> {
  await asks(way, '查库存 SO-2051');
  await way.until(shanghai('2026-09-18T09:59'));
  told(way, /./);
  await way.until(shanghai('2026-09-18T10:05'));
  const news = told(way, /例会/);
  expect(people(news)).toEqual(['chen', 'he', 'huang', 'lin', 'wang', 'zheng']);
  const ourMeeting = await meetingOf(way, ours, weeks[0]);
  expect(news).toContain(`lin: 例会 ${showTime(ourMeeting.from, 'zh-CN', zone)}：销售部与物控部`);
  expect(await way.reads('lin')).toContain('R-1001');
}

/** Sales moves its meeting to a time that suits both; the other side is told. */
export async function moved(way: Way): Promise<void> {
  const before = await meetingOf(way, ours, weeks[0]);
  const org = await way.organisation();
  const turn = { org, now: way.now(), reachable: () => true, link: () => null };
  const [slot] = await way.db.transaction((tx) => freeSlots({ ...turn, tx }, before, 3));
  if (!slot) throw new Error('there is no other time');
  await way.presses('lin', '换个时间');
  const label = `${showTime(slot.from, 'zh-CN', zone)}–${showHour(slot.to, zone)}`;
  await way.fillsPages('lin', { 换个时间: { 新的时间: label, 原因: '客户来访' } });
  const after = await meetingOf(way, ours, weeks[0]);
  expect(after).toMatchObject({ from: slot.from, sequence: before.sequence + 1 });
  expect(told(way, /例会改到/)).toContain(`he: 例会改到 ${showTime(slot.from, 'zh-CN', zone)}：物控部与销售部`);
  await way.presses('lin', '我参加').catch(() => undefined);
}

/** What happens in the first week, in the order in which the plan has it. */
export async function firstWeek(way: Way): Promise<void> {
  const at = async (series: string, ms: number) => (await meetingOf(way, series, weeks[0])).from.getTime() + ms;
  const deeds = [
    { at: await at(empty, -DAY_BEFORE), does: cancelled },
    { at: await at(ours, minutes(1)), does: held },
    { at: await at(missed, hours(2)), does: notHeld },
  ];
  for (const { does } of deeds.sort((a, b) => a.at - b.at)) await does(way);
}

/** An hour after the day before has been asked for. */
const DAY_BEFORE = hours(23);

/** The day before, two departments both have nothing: their half hour is given back. */
async function cancelled(way: Way): Promise<void> {
  const meeting = await meetingOf(way, empty, weeks[0]);
  await untilAfter(way, meeting.from, -DAY_BEFORE);
  told(way, /./);
  for (const person of ['zheng', 'huang']) await way.presses(person, '这次没有');
  expect(await statusOf(way, empty, weeks[0])).toBe('cancelled');
  expect(people(told(way, /的例会取消/))).toEqual(['huang', 'zheng']);
  expect((await meetingOf(way, empty, weeks[0])).givenBackMs).toBe(2 * minutes(30));
}

/** At the table: what was overdue is talked about, an improvement is agreed on, and both sides confirm the minutes. */
async function held(way: Way): Promise<void> {
  const meeting = await meetingOf(way, ours, weeks[0]);
  await untilAfter(way, meeting.from, minutes(1));
  told(way, /./);
  for (const person of ['he', 'lin']) expect(await way.reads(person)).toMatch(/例会进行中：[\s\S]*R-1001/);
  await way.presses('he', '定改进措施');
  await way.fillsPages('he', {
    新的改进: {
      要做什么: '库存表每天 16:00 前更新',
      负责人: '何建国',
      完成期限: '一周内',
      看到什么就知道见效了: '查库存不再超时',
      针对什么问题: '请求超时',
    },
  });
  await way.presses('he', '结束并出纪要');
  await way.fillsPages('he', { 会议纪要: { 补充: '下周看效果' } });
  expect(await statusOf(way, ours, weeks[0])).toBe('held');
  expect(people(told(way, /会议纪要/))).toContain('lin');
  expect(await way.reads('lin')).toContain('库存表每天 16:00 前更新');
  await way.presses('lin', '没有问题');
  await way.presses('he', '没有问题').catch(() => undefined);
  const { minutes: written } = await meetingOf(way, ours, weeks[0]);
  expect(written?.confirmed.map(({ department }) => department).sort()).toEqual(['materials', 'sales']);
  told(way, /./);
}

/** One did not take place, and says why; those nobody speaks of are recorded as not held. */
async function notHeld(way: Way): Promise<void> {
  const meeting = await meetingOf(way, missed, weeks[0]);
  await untilAfter(way, meeting.from, hours(2));
  await way.presses('wang', '没有开');
  await way.fillsPages('wang', { 没有开: { 原因: '临时有急事', 说明: '设备停机' } });
  expect(await meetingOf(way, missed, weeks[0])).toMatchObject({
    status: 'notHeld',
    why: { kind: 'said', by: 'wang' },
  });
  told(way, /./);
}

/** The improvement is reported as done; the same problem comes back, and it is open again on both sides' next agenda. */
export async function comesBack(way: Way): Promise<void> {
  await way.presses('luo', '交付');
  await way.fillsPages('luo', { 交付: { 说明: '有货' } });
  await way.presses('xu', '确认');
  await way.fillsPages('xu', { 确认: { 这次服务怎么样: '4' } });
  await way.until(shanghai('2026-09-24T10:00'));
  await way.says('he', '/actions A-1');
  await way.presses('he', '已完成');
  await way.fillsPages('he', { '完成 A-1': { 看到了什么效果: '三天没有人催' } });
  expect(people(told(way, /已完成：A-1/))).toContain('lin');
  await way.until(shanghai('2026-09-24T10:05'));
  await asks(way, '查库存 SO-2077');
  await way.until(shanghai('2026-09-24T16:00'));
  const back = told(way, /A-1 重新启动/);
  expect(people(back)).toEqual(['he', 'lin']);
  const [action] = await readActions(way.db.reader, {});
  expect(action).toMatchObject({ status: 'open', reopened: [{ request: 1002 }] });
  const next = await meetingOf(way, ours, weeks[1]);
  const lines = await agendaOf(way.db.reader, await way.organisation(), next, way.now());
  expect(lines.map(({ key }) => key)).toEqual(expect.arrayContaining(['action/1', 'request/1002/overdue']));
}

/** Before the National Day the week has three days; the week after begins on a Thursday and ends on a worked Saturday. */
export async function nationalDay(way: Way): Promise<void> {
  await way.until(shanghai('2026-09-30T18:00'));
  told(way, /./);
  const at = async (week: string) =>
    (await readMeetings(way.db.reader, { week })).flatMap(({ from }) =>
      from ? [new Date(from.getTime() + hours(8)).toISOString().slice(0, 10)] : [],
    );
  const [before, after] = [await at(weeks[1]), await at(weeks[2])];
  expect(before.length).toBeGreaterThan(0);
  expect(before.filter((date) => date < '2026-09-28' || date > '2026-09-30')).toEqual([]);
  expect(after.length).toBeGreaterThan(0);
  expect(after.filter((date) => !['2026-10-08', '2026-10-09', '2026-10-10'].includes(date))).toEqual([]);
  await way.until(shanghai('2026-10-08T07:59'));
  expect(told(way, /周报|没有请求往来/)).toEqual([]);
  await way.until(shanghai('2026-10-08T10:00'));
  const digests = told(way, /周报|没有请求往来/);
  expect(people(digests)).toEqual(['chen', 'he', 'huang', 'lin', 'wang', 'yang', 'zheng']);
  await way.until(new Date(start.getTime() + days(26)));
  told(way, /./);
}
