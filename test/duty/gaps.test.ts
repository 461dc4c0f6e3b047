import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { compareGaps, mergeGaps } from '../../src/duty/gap-rules.ts';
import { missingHolidays } from '../../src/duty/index.ts';
import { dutyGaps } from '../../src/duty/tables.ts';
import { bumpVersion, changeDuty } from '../../src/org/store.ts';
import { orgItems } from '../../src/org/tables.ts';
import { days, read, shanghai, world } from '../world.ts';
import { presses } from './story.ts';

const company = (duty: string) => `
company: { name: Test, timezone: Asia/Shanghai, locale: zh-CN, referees: [boss] }
calendars:
  factory: { hours: { mon-fri: ["08:00-12:00", "13:00-17:00"] }, holidays: cn }
departments:
  - { key: stock, name: 仓库, head: he, calendar: factory, duty: ${duty} }
  - { key: office, name: 总经办, head: boss, calendar: factory }
people:
  - { key: boss, name: 陈总, department: office }
  - { key: he, name: 何建国, department: stock }
  - { key: luo, name: 罗勇, department: stock }
  - { key: xie, name: 谢芳, department: stock }
`;
const nights = company('{ shifts: [ { from: "08:00", to: "20:00", people: [luo] } ] }');
const named = company('{ weekly: [xie], override: { 2026-05-20: luo } }');

describe('a hole in the roster of the next two weeks', () => {
  test('is told to the head once, in working hours, and not again while it stands', async () => {
    const w = await world({ at: shanghai('2026-05-10T12:00'), company: nights });
    await w.until(shanghai('2026-05-11T08:59'));
    expect(w.sent()).toEqual([]);
    await w.until(shanghai('2026-05-11T09:00'));
    expect(w.sent()).toEqual(['he: 仓库：5月11日(周一) 20:00 至 5月25日(周一) 00:00 的值班有空缺']);
    expect(read(await w.newest('he'))).toContain(
      '这些时段没有排班。\n届时大家的请求会送到何建国那里。\n下一步：为这几天安排人员。\n[调整值班表]',
    );
    await w.advance(days(21));
    expect(w.sent()).toEqual([]);
    expect(await w.db.reader.select().from(dutyGaps)).toHaveLength(1);
  });

  test('is forgotten when it closes, and told when it comes back', async () => {
    const w = await world({ at: shanghai('2026-05-11T08:00'), company: named });
    const told = ['he: 仓库：5月20日(周三) 00:00 至 5月21日(周四) 00:00 的值班有空缺'];
    await w.db.transaction(async (tx) => {
      await tx.update(orgItems).set({ active: false }).where(eq(orgItems.key, 'luo'));
      await bumpVersion(tx, w.clock.now());
    });
    await w.advance(days(1));
    expect(w.sent()).toEqual(told);
    expect(read(await w.newest('he'))).toContain('值班表上的人员已不在职。\n届时大家的请求会送到谢芳那里。');
    await presses(w, 'he', 'change', { to: 'xie' });
    expect(w.sent()).toEqual(['xie: 何建国安排您在 5月20日(周三) 为仓库值班']);
    await w.advance(days(1));
    expect(await w.db.reader.select().from(dutyGaps)).toEqual([]);
    const back = { department: 'stock', date: '2026-05-20', person: 'luo', by: 'he', reason: '' };
    await w.db.transaction((tx) => changeDuty(tx, back, w.clock.now()));
    await w.advance(days(1));
    expect(w.sent()).toEqual(told);
  });

  test('every night is one hole, and a day apart is two', () => {
    const gap = (from: string, to: string) => ({ from: shanghai(from), to: shanghai(to), why: 'uncovered' as const });
    const first = gap('2026-05-11T20:00', '2026-05-12T08:00');
    const second = gap('2026-05-12T20:00', '2026-05-13T08:00');
    const far = gap('2026-05-20T20:00', '2026-05-21T08:00');
    expect(mergeGaps([first, second, far])).toEqual([gap('2026-05-11T20:00', '2026-05-13T08:00'), far]);
    const grown = gap('2026-05-11T20:00', '2026-05-14T08:00');
    expect(compareGaps([first, far], [grown])).toEqual({ fresh: [], kept: [grown], closed: [far] });
    expect(compareGaps([], [first])).toEqual({ fresh: [first], kept: [], closed: [] });
  });
});

test('a year without holidays is a finding for the operator from 1 December, and a message to nobody', async () => {
  const w = await world({ at: shanghai('2026-12-02T08:00') });
  const org = await w.organisation();
  expect(missingHolidays(org, shanghai('2026-11-30T08:00'))).toEqual([]);
  expect(missingHolidays(org, shanghai('2027-12-01T08:00')).map(({ calendar }) => calendar)).toContain('factory');
  await w.advance(days(2));
  expect(w.sent()).toEqual([]);
});
