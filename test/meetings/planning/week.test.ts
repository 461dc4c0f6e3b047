import { eq } from 'drizzle-orm';
import { afterEach, describe, expect, test } from 'vitest';
import { freeSlots } from '../../../src/meetings/planning/free.ts';
import { saveSettings, saveTimes } from '../../../src/meetings/planning/store.ts';
import { loadMeeting, saveMeeting } from '../../../src/meetings/store.ts';
import { meetingBusy, meetingWeeks } from '../../../src/meetings/tables.ts';
import type { Meeting, MeetingSettings, MeetingTimes } from '../../../src/meetings/types.ts';
import { dateAfter } from '../../../src/org/duty.ts';
import { everythingSeen, shanghai, type World, world } from '../../world.ts';
import { lineOf, meetingsOf, planOf, plans, posted, whisper } from './kit.ts';

afterEach(everythingSeen);

const thursday = shanghai('2026-05-14T10:00');

async function says(w: World, person: string, times: Partial<MeetingTimes>): Promise<void> {
  await w.db.transaction((tx) => saveTimes(tx, person, { busy: [], rather: 'either', ...times }, w.clock.now()));
}

async function settles(w: World, department: string, over: Partial<MeetingSettings>): Promise<void> {
  const settings = { budget: 2, people: [], together: [], ...over };
  await w.db.transaction((tx) => saveSettings(tx, department, settings, 'test', w.clock.now()));
}

const ring = ['sales', 'materials', 'production', 'purchasing', 'finance', 'quality', 'office'];

/** Room for every pair every week. */
async function roomForAll(w: World): Promise<void> {
  for (const key of ring) await settles(w, key, { budget: 3 });
}

async function moves(w: World, meeting: Meeting | undefined, from: Date): Promise<void> {
  await w.db.transaction(async (tx) => {
    const found = await loadMeeting(tx, meeting?.id ?? 0);
    if (!found) throw new Error('no such meeting');
    await saveMeeting(tx, { ...found, from, to: new Date(from.getTime() + 30 * 60_000) });
  });
}

const bySeries = (meetings: readonly Meeting[], series: string) => meetings.find((one) => one.series === series);
const times = (meetings: readonly Meeting[]) => meetings.flatMap(({ from }) => (from ? [from] : []));

/** Nobody is in two meetings at once. */
function nobodyTwice(meetings: readonly Meeting[]): void {
  const seats = meetings.flatMap(({ attendees, from }) =>
    attendees.map(({ person }) => `${person} ${from?.getTime()}`),
  );
  expect(new Set(seats).size).toBe(seats.length);
}

/** Everyone works then, by the calendar of their department. */
async function inHours(w: World, meetings: readonly Meeting[]): Promise<void> {
  const { people, departments } = await w.organisation();
  for (const { attendees, from, to } of meetings) {
    for (const { person } of attendees) {
      const calendar = departments.get(people.get(person)?.department ?? '')?.calendar;
      if (from && to) expect(calendar?.between(from, to), lineOf(meetings[0] as Meeting)).toBe(30 * 60_000);
    }
  }
}

describe('a week', () => {
  test('is planned on Thursday at ten, once, and whoever sits in it hears of it and is asked when they cannot', async () => {
    const w = await world({ at: shanghai('2026-05-14T09:00') });
    await w.until(shanghai('2026-05-14T09:59'));
    expect(await planOf(w, '2026-05-18')).toEqual([]);
    await w.until(shanghai('2026-05-14T10:01'));
    const meetings = await meetingsOf(w, '2026-05-18');
    expect(meetings.map(({ series }) => series).sort()).toEqual([
      'finance+office',
      'finance+purchasing',
      'materials+production',
      'materials+sales',
      'production+purchasing',
    ]);
    nobodyTwice(meetings);
    await inHours(w, meetings);
    const sent = w.sent();
    for (const person of ['lin', 'he', 'wang', 'huang', 'zheng', 'chen'])
      expect(sent.filter((line) => line.startsWith(`${person}:`))).toHaveLength(2);
    expect(sent.filter((line) => line.endsWith('每周例会，您哪些时间不方便？'))).toHaveLength(6);
    expect((await plans(w, '2026-05-18', w.clock.now())).effects).toEqual([]);
    expect(await w.db.reader.select().from(meetingWeeks)).toHaveLength(1);
  });

  test('is spread over its days, and begins neither as people arrive nor as they leave', async () => {
    const w = await world();
    await roomForAll(w);
    const { meetings } = await plans(w, '2026-05-18', thursday);
    // The factory opens at 08:00 and works on Saturday, the office at 09:00.
    expect(meetings.map(lineOf)).toEqual([
      'production+purchasing Mon 18 May 09:30 announced',
      'finance+office Tue 19 May 09:30 announced',
      'materials+sales Tue 19 May 10:00 announced',
      'finance+purchasing Wed 20 May 09:30 announced',
      'finance+sales Thu 21 May 09:30 announced',
      'materials+production Fri 22 May 08:30 announced',
      'production+quality Sat 23 May 08:30 announced',
    ]);
  });

  test('is planned once when two plan it at the same time', async () => {
    const w = await world();
    const both = await Promise.all([plans(w, '2026-05-18', thursday), plans(w, '2026-05-18', thursday)]);
    expect(both.filter(({ effects }) => effects.length > 0)).toHaveLength(1);
    expect(await meetingsOf(w, '2026-05-18')).toHaveLength(5);
  });

  test('keeps the times of the week before, but for who cannot any more; both tell the same people nothing twice', async () => {
    const w = await world();
    await roomForAll(w);
    const first = (await plans(w, '2026-05-18', thursday)).meetings;
    const again = await plans(w, '2026-05-25', shanghai('2026-05-21T10:00'));
    const later = (meetings: readonly Meeting[], days: number) =>
      meetings.map(({ series, from }) => `${series} ${(from?.getTime() ?? 0) + days * 86_400_000}`).sort();
    expect(first).toHaveLength(7);
    expect(later(again.meetings, 0)).toEqual(later(first, 7));
    expect(posted(again.effects, '每周例会')).toEqual({});

    await says(w, 'wang', { busy: [1, 2, 3, 5].map((day) => ({ day, from: '00:00', to: '24:00' })) });
    const third = (await plans(w, '2026-06-01', shanghai('2026-05-28T10:00'))).meetings;
    for (const one of third) {
      const wangs = one.departments.includes('production');
      const before = bySeries(again.meetings, one.series)?.from?.getTime() ?? 0;
      if (wangs) expect([4, 6]).toContain(new Date((one.from?.getTime() ?? 0) + 8 * 3_600_000).getUTCDay());
      else expect(one.from?.getTime()).toBe(before + 7 * 86_400_000);
    }
    await inHours(w, third);
  });

  test('heeds what people said: mornings, and stretches when they cannot', async () => {
    const w = await world();
    await roomForAll(w);
    await says(w, 'lin', { rather: 'afternoons', busy: [{ day: 1, from: '13:00', to: '18:00' }] });
    const { meetings } = await plans(w, '2026-05-18', thursday);
    for (const one of meetings.filter(({ departments }) => departments.includes('sales'))) {
      const local = new Date((one.from?.getTime() ?? 0) + 8 * 3_600_000);
      expect(local.getUTCHours()).toBeGreaterThanOrEqual(13);
      expect(local.getUTCDay()).not.toBe(1);
    }
  });

  test('heeds what stands in calendars, which is no holiday', async () => {
    const w = await world();
    await roomForAll(w);
    const busy = (from: string, to: string) => [{ from: shanghai(from).toISOString(), to: shanghai(to).toISOString() }];
    const row = { week: '2026-05-18', at: thursday };
    await w.db.transaction((tx) =>
      tx.insert(meetingBusy).values([
        { ...row, person: 'zheng', busy: busy('2026-05-18T00:00', '2026-05-21T15:10') },
        { ...row, person: 'yang', busy: busy('2026-05-17T00:00', '2026-05-25T00:00') },
      ]),
    );
    const { meetings } = await plans(w, '2026-05-18', thursday);
    const of = (department: string) => meetings.filter(({ departments }) => departments.includes(department));
    expect(of('finance')).toHaveLength(3);
    for (const at of times(of('finance'))) expect(at >= shanghai('2026-05-21T15:30')).toBe(true);
    expect(of('quality').map(({ status, why }) => [status, why])).toEqual([
      ['leftOut', { kind: 'noSlot', left: { why: 'noCommonTime', people: ['yang'] } }],
    ]);
  });

  test('can be planned by the referee at once: what is left of it while two working days are, else the next', async () => {
    const w = await world({ at: shanghai('2026-05-12T09:00') });
    expect(whisper(await w.clicks('wang', 'meetings.planning.plan', ''))).toBe(
      '例会每周自动安排，下一次在5月14日(周四) 10:00。要提前安排，请找陈志远、顾明华。',
    );
    expect(whisper(await w.clicks('chen', 'meetings.planning.plan', ''))).toBe(
      '2026年5月11日这一周已排好：5 场例会定了时间，参加的人都会收到通知。',
    );
    const meetings = await meetingsOf(w, '2026-05-11');
    for (const at of times(meetings)) expect(at >= shanghai('2026-05-13T08:00')).toBe(true);
    expect(whisper(await w.says('gu', '/meetings plan'))).toBe(
      '2026年5月11日这一周已经排好了。下一次排期在5月14日(周四) 10:00。',
    );
    w.sent();
    const later = await world({ at: shanghai('2026-05-14T09:00') });
    await later.clicks('chen', 'meetings.planning.plan', '');
    expect(await planOf(later, '2026-05-11')).toEqual([]);
    expect(await planOf(later, '2026-05-18')).toHaveLength(5);
    later.sent();
  });

  test('is planned late after an outage, while enough of it is left', async () => {
    const w = await world({ at: shanghai('2026-05-13T09:00') });
    await w.engine.plan();
    w.clock.set(shanghai('2026-05-18T09:00'));
    await w.until(shanghai('2026-05-18T09:01'));
    const meetings = await meetingsOf(w, '2026-05-18');
    expect(meetings).toHaveLength(5);
    for (const at of times(meetings)) expect(at >= shanghai('2026-05-19T08:00')).toBe(true);
    expect(await planOf(w, '2026-05-25')).toEqual([]);
    w.sent();
  });
});

describe('the week of National Day 2026', () => {
  test('is Monday to Wednesday, the one after Thursday to Saturday, and then everything is where it was', async () => {
    const w = await world({ at: shanghai('2026-09-14T09:00') });
    await roomForAll(w);
    // Thursday 24 September, where the holiday will be, is in two meetings’ way.
    const first = (await plans(w, '2026-09-21', shanghai('2026-09-18T10:00'))).meetings;
    await moves(w, bySeries(first, 'finance+sales'), shanghai('2026-09-24T16:00'));
    await moves(w, bySeries(first, 'production+quality'), shanghai('2026-09-24T15:00'));
    const second = (await plans(w, '2026-09-28', shanghai('2026-09-23T10:00'))).meetings;
    const third = (await plans(w, '2026-10-05', shanghai('2026-09-29T10:00'))).meetings;
    const fourth = (await plans(w, '2026-10-12', shanghai('2026-10-09T10:00'))).meetings;
    for (const week of [second, third, fourth]) {
      expect(week.map(({ status }) => status)).toEqual(Array(7).fill('announced'));
      nobodyTwice(week);
      await inHours(w, week);
    }
    for (const at of times(second)) expect(at < shanghai('2026-10-01')).toBe(true);
    for (const at of times(third)) expect(at >= shanghai('2026-10-08') && at < shanghai('2026-10-11')).toBe(true);
    const ofWeek = (meetings: readonly Meeting[], week: string) =>
      Object.fromEntries(
        meetings.map(({ series, from }) => [series, (from?.getTime() ?? 0) - shanghai(week).getTime()]),
      );
    const usual = ofWeek(await meetingsOf(w, '2026-09-21'), '2026-09-21');
    expect(ofWeek(fourth, '2026-10-12')).toEqual(usual);
    const kept = ofWeek(second, '2026-09-28');
    for (const [series, at] of Object.entries(usual)) if (at < 3 * 86_400_000) expect(kept[series]).toBe(at);
  });

  test('skips a meeting that has no day in it, and says so', async () => {
    const w = await world({ at: shanghai('2026-09-14T09:00') });
    await says(w, 'wang', { busy: [1, 2, 3].map((day) => ({ day, from: '00:00', to: '24:00' })) });
    await settles(w, 'production', { budget: 3 });
    const { meetings, effects } = await plans(w, '2026-09-28', shanghai('2026-09-23T10:00'));
    const skipped = meetings.filter(({ status }) => status === 'skipped');
    expect(skipped.map(({ series, why, from }) => [series, why, from])).toEqual(
      ['materials+production', 'production+purchasing', 'production+quality']
        .map((series) => [series, { kind: 'holiday' }, null])
        .filter(([series]) => meetings.some((one) => one.series === series)),
    );
    expect(skipped.length).toBeGreaterThan(0);
    const told = posted(effects, '没排上');
    expect(told.wang).toContain('放假，双方没有共同的上班时间，本周停一次。');
    expect(told.wang).toContain('不用做什么，之后的几周照常安排。');
    expect(told.lin).toBeUndefined();
  });

  test('a week all of which is a holiday has one card for each head', async () => {
    const w = await world({ at: shanghai('2026-02-01T09:00') });
    const { meetings, effects } = await plans(w, '2026-02-16', shanghai('2026-02-12T10:00'));
    expect(new Set(meetings.map(({ status }) => status))).toEqual(new Set(['skipped']));
    expect(effects.filter(({ kind }) => kind === 'post')).toHaveLength(
      new Set(meetings.flatMap(({ attendees }) => attendees.map(({ person }) => person))).size * 2,
    );
    expect(posted(effects, '没排上').zheng).toBe(
      [
        '2026年2月16日这一周：有 2 场例会没排上',
        '-  财务部与总经办：放假，双方没有共同的上班时间，本周停一次。',
        '-  财务部与采购部：放假，双方没有共同的上班时间，本周停一次。',
        '双方之间没谈完的事，要等到下一次例会。',
        '不用做什么，之后的几周照常安排。',
      ].join('\n'),
    );
  });
});

const twoZones = (zone: string) => `
company: { name: Zwei, timezone: Europe/Berlin, locale: en, referees: [anke] }
calendars:
  berlin: { hours: { mon-fri: ["09:00-12:00", "13:00-17:00"] }, holidays: de-be }
  suzhou: { hours: { mon-fri: ["08:00-12:00", "13:00-17:00"] }, holidays: cn }
departments:
  - { key: design, name: Design, head: anke, calendar: berlin }
  - { key: plant, name: 苏州工厂, head: wei, deputy: li, calendar: suzhou }
people:
  - { key: anke, name: Anke, department: design }
  - { key: wei, name: 魏东, department: plant, locale: zh-CN, timezone: ${zone} }
  - { key: li, name: 李娜, department: plant, locale: zh-CN, timezone: ${zone} }
links: [ { supplier: plant, customer: design, kind: process } ]
`;

describe('across zones', () => {
  test('a meeting falls into both sides’ hours, in summer and in winter', async () => {
    const w = await world({ company: twoZones('Asia/Shanghai'), at: new Date('2026-10-01T08:00:00Z') });
    const hours = async (week: string) => {
      const { meetings } = await plans(w, week, new Date(Date.parse(dateAfter(week, -4)) + 10 * 3_600_000));
      const [at] = times(meetings);
      return at ? `${at.toISOString().slice(8, 16)}` : meetings.map(lineOf).join();
    };
    // 09:00 to 11:00 in Berlin is 15:00 to 17:00 in Suzhou; in winter 09:00 to 10:00 is 16:00 to 17:00.
    expect(await hours('2026-10-19')).toMatch(/T0[78]:[03]0$/);
    expect(await hours('2026-10-26')).toMatch(/T08:[03]0$/);
    // Suzhou rests from Thursday to Wednesday.
    expect(await hours('2026-10-05')).toMatch(/^(08|09)T/);
  });

  test('two sides that never work at the same time are told once, with what would help', async () => {
    const company = twoZones('America/Los_Angeles').replaceAll('08:00-12:00', '09:00-12:00');
    const w = await world({ company, at: shanghai('2026-05-04T09:00') });
    const weeks: string[] = [];
    let week = '2026-05-11';
    for (let count = 0; count < 9; count++, week = dateAfter(week, 7)) {
      const { meetings, effects } = await plans(w, week, new Date(Date.parse(dateAfter(week, -4)) + 10 * 3_600_000));
      expect(meetings.map(({ status, why }) => [status, why])).toEqual([
        ['leftOut', { kind: 'noSlot', left: { why: 'noCommonTime', people: ['anke', 'wei'] } }],
      ]);
      const told = { ...posted(effects, 'Week of'), ...posted(effects, '没排上') };
      if (told.anke?.includes('no free half hour in common')) weeks.push(week);
      if (count > 0) continue;
      expect(told.anke).toBe(
        [
          'Week of 11 May 2026: one meeting has no time',
          '- Design and 苏州工厂: Anke, 魏东 have no free half hour in common.'.replace('- ', '-  '),
          'What stands open between the two waits for the next meeting.',
          'What helps: free a half hour, send somebody else, or meet several partners together. Changes count from the next plan on.',
          '[When I can meet] [Settings]',
        ].join('\n'),
      );
      expect(told.wei).toContain('苏州工厂与Design：Anke、魏东找不到都有空的半小时。');
    }
    expect(weeks[0]).toBe('2026-05-11');
    expect(weeks.length).toBeLessThanOrEqual(3);
  });
});

describe('who comes', () => {
  test('head, else deputy, and the people a department named; without either nobody meets, and only the referee hears', async () => {
    const w = await world();
    await settles(w, 'production', { people: ['zhao', 'xu', 'nobody'] });
    const { meetings, absent, effects } = await plans(
      w,
      '2026-05-18',
      thursday,
      (person) => !['wang', 'zheng', 'liang'].includes(person),
    );
    const [one] = meetings.filter(({ departments }) => departments.includes('production'));
    expect(one?.attendees.filter(({ department }) => department === 'production')).toEqual(
      ['liu', 'zhao', 'xu'].map((person) => ({ person, department: 'production', for: null, answer: 'none' })),
    );
    expect(absent).toEqual(['finance']);
    expect(meetings.filter(({ departments }) => departments.includes('finance'))).toEqual([]);
    expect(effects.some((effect) => effect.kind === 'post' && effect.to === 'zheng')).toBe(false);
  });

  test('who leads two departments sits once, and the other one’s deputy comes', async () => {
    const company = (deputy: string) => `
company: { name: T, timezone: Asia/Shanghai, locale: en, referees: [a] }
calendars: { office: { hours: { mon-fri: ["09:00-17:00"] } } }
departments:
  - { key: x, name: X, head: a${deputy}, calendar: office }
  - { key: y, name: Y, head: a, calendar: office }
people: [{ key: a, name: A, department: x }, { key: b, name: B, department: x }]
links: [{ supplier: x, customer: y, kind: process }]
`;
    const w = await world({ company: company(', deputy: b') });
    const { meetings } = await plans(w, '2026-05-18', thursday);
    expect(meetings[0]?.attendees.map(({ person, department }) => `${person} ${department}`)).toEqual(['b x', 'a y']);
    const alone = await world({ company: company('') });
    expect((await plans(alone, '2026-05-18', thursday)).meetings).toEqual([]);
  });

  test('a department that meets partners together has one meeting with them', async () => {
    const w = await world();
    await settles(w, 'finance', { together: ['sales', 'purchasing', 'office'] });
    const { meetings } = await plans(w, '2026-05-18', thursday);
    const [table] = meetings.filter(({ departments }) => departments.includes('finance'));
    expect(table?.series).toBe('finance+office+purchasing+sales');
    expect(table?.halves).toHaveLength(3);
    expect(table?.attendees.map(({ person }) => person).sort()).toEqual(['chen', 'huang', 'lin', 'zheng']);
  });

  test('who has more meetings than free half hours hears which', async () => {
    const w = await world();
    await roomForAll(w);
    const all = [1, 2, 3, 4, 5].map((day) => ({ day, from: day === 5 ? '09:30' : '00:00', to: '24:00' }));
    await says(w, 'zheng', { busy: all });
    const { meetings, effects } = await plans(w, '2026-05-18', thursday);
    const zhengs = meetings.filter(({ departments }) => departments.includes('finance'));
    expect(zhengs.filter(({ status }) => status === 'announced')).toHaveLength(1);
    const left = zhengs.flatMap(({ why }) => (why?.kind === 'noSlot' ? [why.left] : []));
    expect(left).toHaveLength(2);
    for (const one of left) expect(one).toMatchObject({ why: 'tooFewSlots', person: 'zheng', slots: 1 });
    expect(posted(effects, '没排上').zheng).toMatch(/郑秀英有 2 场例会，空闲的半小时只有 1 个/);
  });
});

test('three meetings that exclude one another are named, in both languages', async () => {
  const company = `
company: { name: T, timezone: Asia/Shanghai, locale: en, referees: [a] }
calendars: { office: { hours: { mon-fri: ["09:00-17:00"] } } }
departments:
  - { key: x, name: X, head: a, calendar: office }
  - { key: y, name: Y, head: b, calendar: office }
  - { key: z, name: Z, head: c, calendar: office }
people:
  - { key: a, name: Ann, department: x }
  - { key: b, name: Bob, department: y }
  - { key: c, name: 陈晨, department: z, locale: zh-CN }
links:
  - { supplier: x, customer: y, kind: process }
  - { supplier: y, customer: z, kind: process }
  - { supplier: z, customer: x, kind: process }
`;
  const w = await world({ company });
  const busy = [1, 2, 3, 4, 5].map((day) => ({ day, from: day === 2 ? '10:00' : '00:00', to: '24:00' }));
  for (const person of ['a', 'b', 'c']) await says(w, person, { busy });
  const { meetings, effects } = await plans(w, '2026-05-18', thursday);
  const [left, ...others] = meetings.filter(({ from }) => from === null);
  expect(others).toEqual([]);
  expect(left?.why).toMatchObject({ kind: 'noSlot', left: { why: 'exclude', series: ['x+y', 'x+z', 'y+z'] } });
  const told = { ...posted(effects, 'no time'), ...posted(effects, '没排上') };
  const heads = { x: 'a', y: 'b', z: 'c' };
  expect(Object.keys(told).sort()).toEqual(left?.departments.map((key) => heads[key as keyof typeof heads]).sort());
  const all = Object.values(told).join('\n');
  if ('a' in told || 'b' in told) expect(all).toContain('no plan lets all of these take place: “');
  if ('c' in told) expect(all).toContain('这几场例会没法都排上：“');
});

test('one free half hour a week goes round among the partners, though each would keep it', async () => {
  const w = await world();
  await roomForAll(w);
  await says(w, 'zheng', {
    busy: [1, 2, 3, 4, 5].map((day) => ({ day, from: day === 5 ? '09:30' : '00:00', to: '24:00' })),
  });
  const met: string[][] = [];
  let week = '2026-05-18';
  for (let count = 0; count < 12; count++, week = dateAfter(week, 7)) {
    const { meetings } = await plans(w, week, new Date(Date.parse(dateAfter(week, -4)) + 2 * 3_600_000));
    const zhengs = meetings.filter(({ departments, from }) => departments.includes('finance') && from);
    met.push(zhengs.map(({ series }) => series));
  }
  for (const series of ['finance+office', 'finance+purchasing', 'finance+sales']) {
    for (let from = 0; from + 5 <= met.length; from++)
      expect(met.slice(from, from + 5).flat(), `${series} ${from}`).toContain(series);
  }
  expect(met.map((one) => one.length).every((count) => count <= 1)).toBe(true);
});

describe('another time', () => {
  test('is free for all who come, soonest first, and no third half hour in a row', async () => {
    const w = await world();
    await roomForAll(w);
    await says(w, 'he', { busy: [{ day: 1, from: '00:00', to: '24:00' }] });
    const { meetings } = await plans(w, '2026-05-18', thursday);
    const meeting = bySeries(meetings, 'materials+sales');
    if (!meeting) throw new Error('no meeting');
    const org = await w.organisation();
    const at = (now: Date) =>
      w.db.transaction((tx) => freeSlots({ tx, now, org, reachable: () => true, link: () => null }, meeting, 5));
    const free = await at(thursday);
    expect(free).toHaveLength(5);
    expect(free.map(({ from }) => from.getTime())).toEqual(
      [...free].map(({ from }) => from.getTime()).sort((a, b) => a - b),
    );
    for (const { from, to } of free) {
      const moved = { ...meeting, from, to };
      const others = meetings.filter(({ id }) => id !== meeting.id);
      nobodyTwice([...others, moved]);
      await inHours(w, [moved]);
      expect(from >= shanghai('2026-05-19')).toBe(true);
    }
    const soon = shanghai('2026-05-22T16:20');
    expect((await at(soon)).every(({ from }) => from.getTime() >= soon.getTime() + 3_600_000)).toBe(true);
    expect(await at(shanghai('2026-05-25T09:00'))).toEqual([]);
  });
});

test('every pair meets at least every fourth week, by the rows that are written', async () => {
  const w = await world();
  const last = new Map<string, number>();
  let week = '2026-05-18';
  for (let count = 0; count < 12; count++, week = dateAfter(week, 7)) {
    const { meetings } = await plans(w, week, new Date(Date.parse(dateAfter(week, -4)) + 2 * 3_600_000));
    for (const { series, status } of meetings) if (status === 'announced') last.set(series, count);
    if (count >= 3) for (const met of last.values()) expect(count - met).toBeLessThan(4);
    if (count >= 3) expect(last.size).toBe(7);
  }
  expect(await w.db.reader.select().from(meetingWeeks).where(eq(meetingWeeks.week, '2026-05-18'))).toHaveLength(1);
});
