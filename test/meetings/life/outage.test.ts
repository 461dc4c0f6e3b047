import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { demoCompany } from '../../../src/demo/company.ts';
import { timers } from '../../../src/engine/tables.ts';
import { saveSettings } from '../../../src/meetings/planning/store.ts';
import { readMeetings } from '../../../src/meetings/store.ts';
import { days, shanghai, type World, world } from '../../world.ts';
import {
  announce,
  announceOne,
  imports,
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

/** Nobody ran until `at`: everything that became due meanwhile is due at once. */
async function comesBack(w: World, at: Date): Promise<string[]> {
  w.clock.set(at);
  for (let round = 0; round < 8; round++) {
    await w.engine.plan();
    await w.engine.tick();
    await w.engine.flush();
  }
  return told(w);
}

const closed = (company: string, calendar: 'factory' | 'office', ...dates: string[]): string =>
  company.replace(
    new RegExp(`(  ${calendar}: \\{.*), holidays: cn \\}`),
    `$1, holidays: cn, overrides: { ${dates.map((date) => `${date}: []`).join(', ')} } }`,
  );

test('after an outage over its beginning nobody hears that it begins, and both are asked once', async () => {
  const w = await world({ at: monday, rhythm: false });
  const meeting = await announceOne(w);
  told(w);
  expect(await comesBack(w, shanghai('2026-05-12T15:00'))).toEqual([
    'he: 这次例会开了吗？物控部与销售部，5月12日(周二) 10:00',
    'lin: 这次例会开了吗？销售部与物控部，5月12日(周二) 10:00',
  ]);
  expect(await now(w, meeting)).toMatchObject({ status: 'running', startedAt: tuesdayAtTen });
  await presses(w, 'lin', 'finish', meeting, {});
  told(w);
});

test('after days without service both are asked once, and have a day to answer', async () => {
  const w = await world({ at: monday, rhythm: false });
  const meeting = await announceOne(w);
  told(w);
  expect(await comesBack(w, shanghai('2026-05-15T10:00'))).toHaveLength(2);
  // The factory works on Saturdays.
  await w.until(shanghai('2026-05-16T11:59'));
  expect(told(w)).toEqual([]);
  expect((await now(w, meeting)).status).toBe('running');
  await w.until(shanghai('2026-05-16T12:00'));
  expect(await now(w, meeting)).toMatchObject({ status: 'notHeld', why: { kind: 'noAnswer' } });
  expect(told(w)).toEqual([]);
});

test('three weeks later nobody is asked about what is long over, and nothing runs for ever', async () => {
  const w = await world({ at: monday, rhythm: false });
  const made = [12, 13, 14, 15].flatMap((day, at) => [
    meetingOf(shanghai(`2026-05-${day}T10:00`), pair, { series: `materials+sales${at}` }),
  ]);
  await announce(w, ...made);
  await w.says('lin', '/议题 物控部：周五的交货');
  told(w);
  expect(await comesBack(w, shanghai('2026-06-02T10:00'))).toEqual([]);
  expect((await readMeetings(w.db.reader, {})).map(({ status }) => status)).toEqual(Array(4).fill('notHeld'));
  const left = await w.db.reader.select().from(timers).where(eq(timers.feature, 'meetings'));
  expect(left.filter(({ key }) => /^(life|agenda)\//.test(key))).toEqual([]);
  await w.advance(days(3));
  expect(told(w)).toEqual([]);
});

test('when its day becomes a holiday it moves within its week, and everyone hears once', async () => {
  const w = await world({ at: monday, rhythm: false });
  const meeting = await announceOne(w);
  await presses(w, 'lin', 'accept', meeting);
  told(w);
  await imports(w, closed(demoCompany, 'factory', '2026-05-12'));
  expect(told(w).sort()).toEqual([
    'he: 例会改到 5月13日(周三) 10:00：物控部与销售部',
    'lin: 例会改到 5月13日(周三) 10:00：销售部与物控部',
  ]);
  const moved = await now(w, meeting);
  expect(moved).toMatchObject({ status: 'announced', from: shanghai('2026-05-13T10:00'), sequence: 1 });
  expect(moved.attendees.map(({ answer }) => answer)).toEqual(['none', 'none']);
  await imports(w, closed(demoCompany, 'factory', '2026-05-12', '2026-06-30'));
  await w.until(shanghai('2026-05-13T08:59'));
  expect(told(w)).toEqual([]);
  await w.until(shanghai('2026-05-13T09:00'));
  expect(told(w)).toHaveLength(2);
  await presses(w, 'lin', 'finish', meeting, {});
  told(w);
});

test('when all that is left of its week becomes a holiday it is called off', async () => {
  const w = await world({ at: monday, rhythm: false });
  const meeting = await announceOne(w);
  told(w);
  const rest = ['12', '13', '14', '15', '16', '17'].map((day) => `2026-05-${day}`);
  await imports(w, closed(demoCompany, 'factory', ...rest));
  expect(told(w).sort()).toEqual([
    'he: 5月12日(周二) 10:00 的例会取消：当天放假（物控部与销售部）。',
    'lin: 5月12日(周二) 10:00 的例会取消：当天放假（销售部与物控部）。',
  ]);
  expect(await now(w, meeting)).toMatchObject({ status: 'cancelled', why: { kind: 'holiday' }, givenBackMs: 0 });
  await w.advance(days(3));
  expect(told(w).filter((line) => line.includes('例会'))).toEqual([]);
});

test('two meetings of one day that becomes a holiday do not move to the same half hour of one person', async () => {
  const w = await world({ at: monday, rhythm: false });
  await announce(
    w,
    meetingOf(tuesdayAtTen, pair),
    meetingOf(shanghai('2026-05-12T10:30'), [seat('he', 'materials'), seat('wang', 'production')]),
    meetingOf(shanghai('2026-05-13T10:00'), [seat('he', 'materials'), seat('huang', 'purchasing')]),
  );
  told(w);
  await imports(w, closed(demoCompany, 'factory', '2026-05-12'));
  const times = (await readMeetings(w.db.reader, {})).map(({ from }) => from?.getTime());
  expect(new Set(times).size).toBe(3);
  expect(times.every((at) => at && at >= shanghai('2026-05-13').getTime())).toBe(true);
  told(w);
});

test('who is missing from the org file is not waited for', async () => {
  const w = await world({ at: monday, rhythm: false });
  const meeting = await announceOne(w);
  told(w);
  await imports(
    w,
    demoCompany
      .replace('head: lin', 'head: xu')
      .replace(/.*key: lin,.*\n/, '')
      .replaceAll('lin,', ''),
  );
  expect(told(w)).toEqual(['xu: 这次例会请您参加：5月12日(周二) 10:00，销售部与物控部']);
  expect((await now(w, meeting)).attendees.map(({ person }) => person)).toEqual(['he', 'xu']);
});

test('whoever leads a department now comes for who led it; people it named still come', async () => {
  const w = await world({ at: monday, rhythm: false });
  const settings = { budget: 2, people: ['zhou'], together: [] };
  await w.db.transaction((tx) => saveSettings(tx, 'sales', settings, 'lin', monday));
  const [meeting] = await announce(w, meetingOf(tuesdayAtTen, [...pair, seat('zhou', 'sales')]));
  told(w);
  const led = demoCompany.replace('head: lin\n    deputy: zhou', 'head: xu');
  expect(led).not.toBe(demoCompany);
  await imports(w, led);
  expect(told(w)).toEqual(['xu: 这次例会请您参加：5月12日(周二) 10:00，销售部与物控部']);
  expect(await newest(w, 'lin')).toContain('您不用参加了：5月12日(周二) 10:00，销售部与物控部，由徐佳参加。');
  const after = await now(w, meeting ?? { id: 0 });
  expect(after.attendees.map(({ person }) => person)).toEqual(['he', 'xu', 'zhou']);
  expect(after.sequence).toBe(1);
  await imports(w, led.replace('苏州某某电子', '苏州某某电气'));
  expect(told(w)).toEqual([]);
});

test('when one of three departments is dissolved the two others meet, and their minutes are theirs to confirm', async () => {
  const w = await world({ at: monday, rhythm: false });
  const halves = [
    { supplier: 'quality', customer: 'production' },
    { supplier: 'materials', customer: 'production' },
  ];
  const seats = [seat('he', 'materials'), seat('wang', 'production'), seat('yang', 'quality')];
  const [meeting] = await announce(w, meetingOf(tuesdayAtTen, seats, { halves }));
  told(w);
  await imports(w, withoutQuality);
  expect(told(w)).toEqual([]);
  expect(await newest(w, 'yang')).toContain('您不用参加了');
  const after = await now(w, meeting ?? { id: 0 });
  expect(after).toMatchObject({ status: 'announced', departments: ['materials', 'production'], halves: [halves[1]] });
  expect(await newest(w, 'he')).not.toContain('品质部');
});

test('nothing changes when the file that is imported moves nobody', async () => {
  const w = await world({ at: monday, rhythm: false });
  const meeting = await announceOne(w);
  told(w);
  await imports(w, demoCompany.replace('苏州某某电子', '苏州某某电气'));
  expect(told(w)).toEqual([]);
  expect((await now(w, meeting)).sequence).toBe(0);
  expect(await newest(w, 'lin')).toContain('5月12日(周二) 10:00');
});
