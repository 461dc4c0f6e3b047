import { beforeEach, describe, expect, test } from 'vitest';
import { demoCompany } from '../../../src/demo/company.ts';
import { demoCompanyIn } from '../../../src/demo/company-en.ts';
import { askedAt } from '../../../src/meetings/agenda/before-rules.ts';
import { saveMeeting } from '../../../src/meetings/store.ts';
import { organisationOf } from '../../../src/org/build.ts';
import { parseOrgFile } from '../../../src/org/file.ts';
import { learnAgreement } from '../../../src/org/store.ts';
import { within } from '../../map/kit.ts';
import { files } from '../../requests/story.ts';
import { formOf, minutes, read, shanghai, type World, world } from '../../world.ts';
import { meetingOf, pair } from '../life/kit.ts';
import { agenda, answer, back, fields, half, keys, meets, now, presses, setTimers } from './kit.ts';

let w: World;
/** Monday of a week without holidays. */
beforeEach(async () => {
  w = await world({ at: shanghai('2026-05-11T09:00'), rhythm: false });
});

const thursday = shanghai('2026-05-14T10:00');

async function agreed(words = '订单齐套', over: { key?: string; since?: string } = {}): Promise<void> {
  const { key = 'materials>sales:onTime', since = '2026-03-01T00:00:00.000Z' } = over;
  const agreement = {
    key,
    version: 1,
    ...half,
    requirement: within(1, '天', words),
    service: null,
    deliver: '1d',
    since,
  };
  await w.db.transaction((tx) => learnAgreement(tx, agreement, w.clock.now()));
}

describe('a day before', () => {
  test('the customer is asked what was agreed, the supplier whether it has anything; an answer is on the agenda', async () => {
    await agreed();
    const meeting = await meets(w, thursday);
    await w.until(shanghai('2026-05-13T09:59'));
    expect(w.sent()).toEqual([]);
    await w.until(shanghai('2026-05-13T10:00'));
    expect(w.sent()).toEqual([
      'he: 5月14日(周四) 10:00 与销售部开例会：物控部有什么想谈的吗？',
      'lin: 5月14日(周四) 10:00 与物控部开例会：销售部最看重什么？',
    ]);
    expect(read(await w.newest('lin'))).toBe(
      [
        '5月14日(周四) 10:00 与物控部开例会：销售部最看重什么？',
        '这些对您有多重要，做得怎么样？',
        '-  准时：1 天，订单齐套',
        '半分钟就够。您看重的，会上先谈。\n要加一条，发送 /议题 加上部门和内容即可。',
        '[说说看重什么] [这次没有] [查看议题]',
      ].join('\n'),
    );
    expect(read(await w.newest('he'))).toContain('[加一条议题] [这次没有] [查看议题]');

    const opened = await presses(w, 'lin', 'answer', `${meeting.id}|sales`);
    const [importance = '', service = '', words = ''] = fields(opened);
    const reply = await w.fills('lin', opened, { [importance]: '3', [service]: '2', [words]: '经常缺一两种料' });
    expect(answer(reply)).toBe('已列入 5月14日(周四) 10:00 与物控部的议题');
    expect(await keys(w, meeting)).toEqual([`answer/${meeting.id}/sales/materials>sales:onTime`]);
    // Its card is changed in place, and nobody else hears of it.
    expect(w.sent()).toEqual([]);
    expect(read(await w.newest('lin'))).toContain(
      '-  准时：1 天，订单齐套：重要程度 3（满分 3）、服务 2（满分 5） | 经常缺一两种料',
    );
    expect(read(await w.newest('he'))).not.toContain('缺一两种料');
  });

  test('an answer can be changed until the meeting begins, opens as it was, and can be taken back', async () => {
    const meeting = await meets(w, thursday);
    const value = `${meeting.id}|sales`;
    const first = await presses(w, 'lin', 'answer', value);
    const [i = '', s = '', line = ''] = fields(first);
    await w.fills('lin', first, { [i]: '2', [s]: '3', [line]: '慢' });
    const again = await presses(w, 'lin', 'answer', value);
    if (again?.kind !== 'form') throw new Error('no form');
    expect(again.form.fields.map(({ initial }) => initial)).toEqual(['2', '3', '慢']);
    await w.fills('lin', again, { [i]: '3', [s]: '1', [line]: '更慢' });
    expect((await agenda(w, meeting)).map(({ about }) => about)).toEqual([
      { kind: 'answer', requirement: null, importance: 3, service: 1, words: '更慢' },
    ]);
    const empty = { [i]: '', [s]: '', [line]: '' };
    expect(answer(await w.fills('lin', await presses(w, 'lin', 'answer', value), empty))).toBe(
      '5月14日(周四) 10:00 与物控部例会的回答已撤回',
    );
    expect(await keys(w, meeting)).toEqual([]);
    // Nothing at all is no answer.
    expect(answer(await w.fills('lin', await presses(w, 'lin', 'answer', value), empty))).toBe(
      '请至少填一项，或点“这次没有”',
    );
    w.clock.set(thursday);
    expect(answer(await presses(w, 'lin', 'answer', value))).toContain('已经开始或结束');
    w.sent();
  });

  test('both have nothing and the records neither: the half hour is given back', async () => {
    const meeting = await meets(w, thursday);
    await w.until(shanghai('2026-05-13T11:00'));
    w.sent();
    expect(answer(await presses(w, 'he', 'nothing', `${meeting.id}|materials`))).toBe(
      '已记下。如果销售部也没有要谈的，5月14日(周四) 10:00 这半小时就还给您',
    );
    expect(read(await w.newest('he'))).toContain('物控部这次没有要谈的');
    expect((await now(w, meeting)).status).toBe('announced');
    expect(answer(await presses(w, 'lin', 'nothing', `${meeting.id}|sales`))).toBe(
      '双方都没有要谈的：5月14日(周四) 10:00 与物控部的这半小时还给您',
    );
    expect(await now(w, meeting)).toMatchObject({ status: 'cancelled', why: { kind: 'empty' } });
    // A second press gets a calm answer.
    expect(answer(await presses(w, 'lin', 'nothing', `${meeting.id}|sales`))).toContain('例会不开了');
    w.sent();
    const cards = await w.messages('lin');
    expect(cards.map(({ card }) => card.title)).toContain('5月14日(周四) 10:00 与物控部的例会不开了');
  });

  test('with a point on it, whoever has nothing is told that it takes place', async () => {
    const meeting = await meets(w, thursday);
    await w.until(shanghai('2026-05-13T11:00'));
    await w.says('zhou', '/议题 物控部 周五的到货');
    await presses(w, 'he', 'nothing', `${meeting.id}|materials`);
    expect(answer(await presses(w, 'lin', 'nothing', `${meeting.id}|sales`))).toBe(
      '已记下。议题上还有 1 条，5月14日(周四) 10:00 与物控部的例会照常开',
    );
    expect((await now(w, meeting)).status).toBe('announced');
    expect(read(await w.newest('lin'))).toContain('议题上还有 1 条，例会照常开。');
    w.sent();
  });

  test('saying something after all takes "nothing" back, by an answer as by a point', async () => {
    const meeting = await meets(w, thursday, { halves: [half, back] });
    await presses(w, 'lin', 'nothing', `${meeting.id}|sales`);
    await presses(w, 'lin', 'nothing', `${meeting.id}|sales`);
    await w.says('xu', '/议题 物控部：周五的到货');
    expect((await now(w, meeting)).nothing).toEqual([]);
    await presses(w, 'he', 'nothing', `${meeting.id}|materials`);
    const opened = await presses(w, 'he', 'answer', `${meeting.id}|materials`);
    await w.fills('he', opened, { [fields(opened)[1] ?? '']: '4' });
    expect((await now(w, meeting)).nothing).toEqual([]);
    expect((await now(w, meeting)).status).toBe('announced');
    w.sent();
  });

  test('two at once: both sides press at the same moment, and the meeting is cancelled once', async () => {
    const meeting = await meets(w, thursday);
    await Promise.all([
      presses(w, 'he', 'nothing', `${meeting.id}|materials`),
      presses(w, 'lin', 'nothing', `${meeting.id}|sales`),
    ]);
    expect(await now(w, meeting)).toMatchObject({ status: 'cancelled', nothing: [{}, {}] });
    w.sent();
  });

  test('in English', async () => {
    w = await world({ at: shanghai('2026-05-11T09:00'), rhythm: false, company: demoCompanyIn('en') });
    await agreed('orders complete');
    const meeting = await meets(w, thursday);
    await w.until(shanghai('2026-05-13T10:00'));
    expect(w.sent()).toEqual([
      'he: With Sales on Thu 14 May 10:00: is there anything Material Control wants to talk about?',
      'lin: With Material Control on Thu 14 May 10:00: what matters to Sales?',
    ]);
    expect(read(await w.newest('lin'))).toMatchInlineSnapshot(`
      "With Material Control on Thu 14 May 10:00: what matters to Sales?
      How important is each to you, and how well is it served?
      -  on time: 1 天, orders complete
      Half a minute is enough. What matters to you comes first on the table.
      /agenda with a department and your words adds a point.
      [Say what matters] [Nothing this time] [See the agenda]"
    `);
    const opened = await presses(w, 'lin', 'answer', `${meeting.id}|sales`);
    expect(formOf(opened).fields.map(({ label }) => label)).toMatchInlineSnapshot(`
      [
        "“on time: 1 天, orders complete”: how important is it?",
        "“on time: 1 天, orders complete”: how is the service?",
        "“on time: 1 天, orders complete”: anything to add, in one line",
      ]
    `);
    await w.fills('lin', opened, { [fields(opened)[1] ?? '']: '3' });
    expect(read(await w.newest('lin'))).toMatchInlineSnapshot(`
      "Noted for the meeting with Material Control on Thu 14 May 10:00: what matters to Sales
      -  on time: 1 天, orders complete: service 3 of 5
      It can be changed until the meeting begins. The other side reads it as the answer of the department.
      [Change] [See the agenda]"
    `);
    expect(answer(await presses(w, 'he', 'nothing', `${meeting.id}|materials`))).toMatchInlineSnapshot(
      `"Noted. There is still 1 point on the agenda, so you meet Sales on Thu 14 May 10:00"`,
    );
    expect(read(await w.newest('he'))).toMatchInlineSnapshot(`
      "Noted for the meeting with Sales on Thu 14 May 10:00: nothing from Material Control this time
      There is still 1 point on the agenda, so the meeting takes place.
      [Add a point] [See the agenda]"
    `);
    expect(answer(await presses(w, 'he', 'show', String(meeting.id)))).toMatchInlineSnapshot(`
      "Agenda of Material Control and Sales, Thu 14 May 10:00
      -  Sales on “on time: 1 天, orders complete” of Material Control: service 3 of 5 | Next step: find the one change that would help Sales most.
      /agenda with a department and your words adds a point.
      [Add a point]"
    `);
  });

  test('where both serve each other both are asked, each for its own', async () => {
    await meets(w, thursday, { halves: [half, back] });
    await w.until(shanghai('2026-05-13T10:00'));
    expect(w.sent()).toEqual([
      'he: 5月14日(周四) 10:00 与销售部开例会：物控部最看重什么？',
      'lin: 5月14日(周四) 10:00 与物控部开例会：销售部最看重什么？',
    ]);
    expect(read(await w.newest('he'))).toContain('-  整体服务');
  });

  test('on Monday the working day before is Saturday morning for one, and Friday for the other', async () => {
    // Sales works Monday to Friday, material control on Saturday mornings too.
    await meets(w, shanghai('2026-05-18T14:00'), { halves: [half, back] });
    await w.until(shanghai('2026-05-15T14:00'));
    expect(w.sent()).toEqual(['lin: 5月18日(周一) 14:00 与物控部开例会：销售部最看重什么？']);
    await w.until(shanghai('2026-05-16T10:59'));
    expect(w.sent()).toEqual([]);
    // The day is over at twelve: an hour before.
    await w.until(shanghai('2026-05-16T11:00'));
    expect(w.sent()).toEqual(['he: 5月18日(周一) 14:00 与销售部开例会：物控部最看重什么？']);
  });

  test('a meeting told of late is asked about at once, and one within the hour of opening not at all', async () => {
    w.clock.set(shanghai('2026-05-13T17:30'));
    await meets(w, thursday);
    await w.advance(minutes(1));
    expect(w.sent()).toEqual(['lin: 5月14日(周四) 10:00 与物控部开例会：销售部最看重什么？']);
    await w.until(shanghai('2026-05-14T08:00'));
    expect(w.sent()).toEqual(['he: 5月14日(周四) 10:00 与销售部开例会：物控部有什么想谈的吗？']);
  });

  test('moved, it is asked about a day before its new time; what was answered stays', async () => {
    const meeting = await meets(w, thursday);
    const opened = await presses(w, 'lin', 'answer', `${meeting.id}|sales`);
    await w.fills('lin', opened, { [fields(opened)[1] ?? '']: '3' });
    const from = shanghai('2026-05-15T15:00');
    const moved = { ...(await now(w, meeting)), from, to: shanghai('2026-05-15T15:30') };
    await w.db.transaction((tx) => saveMeeting(tx, moved));
    await setTimers(w, moved);
    await w.until(shanghai('2026-05-14T14:59'));
    expect(w.sent()).toEqual([]);
    await w.until(shanghai('2026-05-14T15:00'));
    // Sales has answered; only the other one is asked.
    expect(w.sent()).toEqual(['he: 5月15日(周五) 15:00 与销售部开例会：物控部有什么想谈的吗？']);
    expect(await keys(w, meeting)).toHaveLength(1);
  });

  test('a meeting that is off asks nobody', async () => {
    const meeting = await meets(w, thursday);
    await w.db.transaction((tx) => saveMeeting(tx, { ...meeting, status: 'cancelled', why: { kind: 'holiday' } }));
    await w.until(shanghai('2026-05-14T12:00'));
    expect(w.sent()).toEqual([]);
  });

  test('at most five requirements, the newest agreed; of two suppliers each has its turn', async () => {
    for (const n of [1, 2, 3, 4, 5, 6])
      await agreed(`要求 ${n}`, { key: `materials>sales:other:${n}`, since: `2026-03-0${n}T00:00:00.000Z` });
    const meeting = await meets(w, thursday);
    const opened = await presses(w, 'lin', 'answer', `${meeting.id}|sales`);
    expect(fields(opened)).toHaveLength(15);
    expect(JSON.stringify(opened)).toContain('要求 6');
    expect(JSON.stringify(opened)).not.toContain('要求 1');
    const both = await meets(w, thursday, { halves: [half, { supplier: 'finance', customer: 'sales' }] });
    const second = await presses(w, 'lin', 'answer', `${both.id}|sales`);
    expect(fields(second)).toHaveLength(15);
    expect(JSON.stringify(second)).toContain('财务部：整体服务');
  });

  test('only who sits there or leads a department speaks for it; a made-up button is answered', async () => {
    const meeting = await meets(w, thursday);
    for (const button of ['nothing', 'answer'])
      expect(answer(await presses(w, 'xu', button, `${meeting.id}|sales`))).toBe('由销售部参加例会的人来说：林晓燕');
    // The deputy leads too.
    await presses(w, 'zhou', 'nothing', `${meeting.id}|sales`);
    expect((await now(w, meeting)).nothing).toMatchObject([{ department: 'sales', by: 'zhou' }]);
    for (const value of ['', 'x', `${meeting.id}`, `${meeting.id}|finance`, '99999999999999999999|sales', '7|sales'])
      expect(answer(await presses(w, 'lin', 'nothing', value))).toContain('这个按钮已经失效');
    expect(answer(await presses(w, 'lin', 'dance', `${meeting.id}|sales`))).toContain('这个按钮已经失效');
    // Who is only a supplier there has nobody to answer about.
    expect(answer(await presses(w, 'he', 'answer', `${meeting.id}|materials`))).toContain('这个按钮已经失效');
    w.sent();
  });

  test('an overdue request keeps the meeting, and a filed one says so by itself', async () => {
    const meeting = await meets(w, thursday);
    const number = await files(w, 'xu', 'materials', '查 A 料');
    await w.until(shanghai('2026-05-13T12:00'));
    w.sent();
    await presses(w, 'he', 'nothing', `${meeting.id}|materials`);
    await presses(w, 'lin', 'nothing', `${meeting.id}|sales`);
    expect((await now(w, meeting)).status).toBe('announced');
    expect(await keys(w, meeting)).toEqual([`request/${number}/overdue`]);
  });
});

test('where the clock changes in the night before, a day before is the same hour by the clock', () => {
  const always = '{ hours: { mon-sun: ["08:00-18:00"] } }';
  const file = demoCompany
    .replace('timezone: Asia/Shanghai', 'timezone: Europe/Berlin')
    .replace(/factory: \{.*\}/, `factory: ${always}`);
  const parsed = parseOrgFile(file);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  const org = organisationOf(parsed.file);
  const asked = (from: string) =>
    askedAt(org, { ...meetingOf(new Date(from), pair), id: 1 }, 'materials')?.toISOString();
  // Sunday 25 October has 25 hours in Berlin, Sunday 29 March has 23.
  expect(asked('2026-10-25T10:00:00+01:00')).toBe('2026-10-24T08:00:00.000Z');
  expect(asked('2026-10-26T10:00:00+01:00')).toBe('2026-10-25T09:00:00.000Z');
  expect(asked('2027-03-28T10:00:00+02:00')).toBe('2027-03-27T09:00:00.000Z');
});
