import { and, eq, inArray } from 'drizzle-orm';
import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Tx } from '../../../src/db/database.ts';
import { mapState } from '../../../src/map/state.ts';
import { agendaOf, agendasOf } from '../../../src/meetings/agenda/index.ts';
import { saveMeeting } from '../../../src/meetings/store.ts';
import { actions, agendaItems, meetingAnswers } from '../../../src/meetings/tables.ts';
import type { AgendaLine, Meeting, Source } from '../../../src/meetings/types.ts';
import { learnAgreement, loadOrganisation } from '../../../src/org/store.ts';
import { orgItems } from '../../../src/org/tables.ts';
import { sheets } from '../../../src/questionnaires/tables.ts';
import { requests, rings } from '../../../src/requests/tables.ts';
import { customer, publish, requirement, statement, supplier, trouble, within } from '../../map/kit.ts';
import { does, files } from '../../requests/story.ts';
import { days, shanghai, type World, world } from '../../world.ts';
import { action, agenda, answer, back, fields, half, keys, meets, now, presses, said } from './kit.ts';

/** Monday of a week without holidays. */
const monday = shanghai('2026-05-11T09:00');
const thursday = shanghai('2026-05-14T10:00');

/** Material control owes sales something of every kind. */
async function everything(w: World): Promise<Meeting> {
  const meeting = await meets(w, thursday, { halves: [half, back] });
  await agreed(w);
  await publish(w.db, [
    statement('sales', {
      suppliers: [supplier('materials', [requirement('complete')], { troubles: [trouble('correct', '型号常错')] })],
    }),
    statement('materials', { customers: [customer('sales', [requirement('correct')])] }),
  ]);
  await action(w, { due: '2026-05-08', text: '缺料每天通报' });
  await action(w, { due: '2026-05-29', text: '共享库存表' });
  await ring(w);
  await returned(w);
  await badlyRated(w);
  await files(w, 'lin', 'materials', '查 SO-2051 的库存', { blocks: '出口订单 SO-2051' });
  await w.says('zhou', '/议题 物控部 周五的到货');
  const opened = await presses(w, 'lin', 'answer', `${meeting.id}|sales`);
  const [i = '', s = ''] = fields(opened);
  await w.fills('lin', opened, { [i]: '3', [s]: '2' });
  await w.until(shanghai('2026-05-12T15:00'));
  w.sent();
  return meeting;
}

async function agreed(w: World, since = '2026-05-08T02:00:00.000Z', version = 2): Promise<void> {
  const about = { key: 'materials>sales:onTime', version, ...half, requirement: within(1, '天', '订单齐套') };
  await w.db.transaction((tx) => learnAgreement(tx, { ...about, service: null, deliver: '1d', since }, w.clock.now()));
}

/** Sales waits for material control, that for production, that for sales. */
async function ring(w: World): Promise<void> {
  const first = await files(w, 'lin', 'materials', '600 件 A 料', { urgency: 'normal' });
  await does(w, 'luo', 'block', first, { to: 'production', need: '缺 600 件成品' });
  await does(w, 'zhao', 'block', first + 1, { to: 'sales', need: '先定颜色' });
}

/** Delivered to sales by material control. */
async function delivered(w: World, need: string): Promise<number> {
  const number = await files(w, 'lin', 'materials', need, { urgency: 'normal' });
  await does(w, 'luo', 'accept', number, {});
  await does(w, 'luo', 'deliver', number, { text: '好了' });
  return number;
}

async function returned(w: World): Promise<number> {
  const number = await delivered(w, '200 件 B 料');
  await does(w, 'lin', 'return', number, { text: '少 20 件' });
  return number;
}

async function badlyRated(w: World, rating = '2'): Promise<number> {
  const number = await delivered(w, '500 件 C 料');
  await does(w, 'lin', 'confirm', number, { rating, text: '催了三次' });
  return number;
}

describe('everything that stands between two departments', () => {
  let w: World;
  let meeting: Meeting;
  beforeAll(async () => {
    w = await world({ at: monday, rhythm: false });
    meeting = await everything(w);
  }, 60_000);

  test('is on the agenda, what blocks most first, each line with its record', async () => {
    expect(await keys(w, meeting)).toEqual([
      // Urgent and overdue; then the ring.
      'request/1006/overdue',
      'ring/1',
      'request/1001/overdue',
      // After three records, what somebody added.
      'added/1',
      'request/1004/overdue',
      'request/1005/lowRating',
      'action/1',
      `answer/${meeting.id}/sales/materials>sales:onTime`,
      'trouble/materials>sales/correct',
      'gap/unknownRequirement.complete:materials>sales',
      'gap/imaginedRequirement.correct:materials>sales',
      'action/2',
      'agreement/materials>sales:onTime/2',
    ]);
  });

  test('is said as fact, what it blocks, next step, in Chinese', async () => {
    expect(await said(w, meeting, 'lin')).toMatchInlineSnapshot(`
      [
        "R-1006（销售部向物控部提出）应在 5月11日(周一) 09:30 前响应，目前还没有回音：“查 SO-2051 的库存” | 受影响的是“出口订单 SO-2051”。 | 下一步：物控部说明什么时候能完成，或者自己还缺什么。",
        "物控部、生产部、销售部互相等待，形成了一个环：R-1001、R-1002、R-1003 | 这几件事，单靠哪一方都走不下去。 | 下一步：各自说说能先放出什么。",
        "R-1001（销售部向物控部提出）应在 5月12日(周二) 09:00 前完成，目前还没有完成：“600 件 A 料” | 销售部在等这件事。 | 下一步：事情停在 R-1002，一起商量由谁去推动。",
        "销售部提出：“周五的到货”",
        "R-1004（销售部向物控部提出）应在 5月12日(周二) 09:00 前完成，目前还没有完成：“200 件 B 料” | 销售部已退回 1 次。 | 下一步：物控部说明什么时候能完成，或者自己还缺什么。",
        "销售部给物控部完成的 R-1005 打了 2 分（满分 5 分）：“催了三次” | 这次没做到位的地方，下一个请求还可能遇到。 | 下一步：请销售部说说还差在哪里。",
        "物控部为销售部做的改进 A-1，应在 5月8日(周五) 前完成，目前还没有完成：“缺料每天通报” | 完成之前，同样的问题还可能再来。 | 下一步：物控部说明还需要什么，或者另定一个日期。",
        "销售部评物控部的“准时：1 天，订单齐套”：重要程度 3（满分 3）、服务 2（满分 5） | 这对销售部很重要，不到位就会拖慢他们自己的工作。 | 下一步：找出对销售部帮助最大的一项改变。",
        "销售部在物控部这一环有“准确”方面的困扰：“型号常错” | 销售部要为此多花时间。 | 下一步：商定一个共同的说法。在地图里可以看到双方各自的说法。",
        "销售部对物控部有“齐全”的要求，而物控部没有列出 | 没有列出的要求容易漏掉，销售部就得等。 | 下一步：商定一个共同的说法。在地图里可以看到双方各自的说法。",
        "物控部为销售部做到“准确”，而销售部没有提出这项要求 | 力气可能花在了销售部并不需要的地方。 | 下一步：商定一个共同的说法。在地图里可以看到双方各自的说法。",
        "物控部为销售部做的改进 A-2，5月29日(周五) 到期：“共享库存表” | 下一步：听听进展。见效的标志是：“连续三周没有临时缺料”",
        "销售部和物控部达成了约定，第 2 版，自 2026年5月8日 起：“准时：1 天，订单齐套” | 下一步：看看双方是否都按它在做。",
      ]
    `);
  });

  test('and in English', async () => {
    expect(await said(w, meeting, 'james')).toMatchInlineSnapshot(`
      [
        "R-1006, 销售部 to 物控部, was to be answered by Mon 11 May 09:30: “查 SO-2051 的库存” | It holds up “出口订单 SO-2051”. | Next step: 物控部 says by when it comes, or what it is missing itself.",
        "物控部, 生产部, 销售部 wait for one another in a ring: R-1001, R-1002, R-1003 | None of these can be finished by one side alone. | Next step: each says what it could release first.",
        "R-1001, 销售部 to 物控部, was due Tue 12 May 09:00 and is still open: “600 件 A 料” | 销售部 waits for it. | Next step: it stands at R-1002. Settle together who gets that one moving.",
        "销售部 brings up: “周五的到货”",
        "R-1004, 销售部 to 物控部, was due Tue 12 May 09:00 and is still open: “200 件 B 料” | 销售部 has returned it once. | Next step: 物控部 says by when it comes, or what it is missing itself.",
        "销售部 gave R-1005 of 物控部 2 of 5: “催了三次” | What did not fit this time may come again with the next request. | Next step: 销售部 says what was missing.",
        "A-1, an action of 物控部 for 销售部, was due on Fri 8 May and is still open: “缺料每天通报” | Until it is done, the same problem can come back. | Next step: 物控部 says what it still needs, or names a new day.",
        "销售部 on “on time: 1 天, 订单齐套” of 物控部: importance 3 of 3, service 2 of 5 | It matters to 销售部: where it falls short, its own work slows down. | Next step: find the one change that would help 销售部 most.",
        "销售部 has trouble with “correct” at 物控部: “型号常错” | 销售部 loses time with it. | Next step: agree on one wording. The map shows what each side says.",
        "销售部 requires “complete” of 物控部, and 物控部 does not list it | What is not listed is easily missed, and 销售部 waits. | Next step: agree on one wording. The map shows what each side says.",
        "物控部 works towards “correct” for 销售部, and 销售部 does not ask for it | Effort may go where 销售部 does not need it. | Next step: agree on one wording. The map shows what each side says.",
        "A-2, an action of 物控部 for 销售部, is due on Fri 29 May: “共享库存表” | Next step: hear how it stands. It has worked when: “连续三周没有临时缺料”",
        "销售部 and 物控部 have agreed, version 2, since 8 May 2026: “on time: 1 天, 订单齐套” | Next step: see whether both sides work by it.",
      ]
    `);
  });

  test('names no person', async () => {
    const names = [...(await w.organisation()).people.values()].map(({ name }) => name);
    const words = [...(await said(w, meeting, 'lin')), ...(await said(w, meeting, 'james'))].join('\n');
    expect(names.filter((name) => words.includes(name))).toEqual([]);
    expect(JSON.stringify(await agenda(w, meeting))).not.toMatch(/"(lin|luo|he|zhou)"/);
  });

  test('removing records removes their lines, and no others', async () => {
    const before = await agenda(w, meeting);
    const single = before.filter(({ source }) => source.kind !== 'gap' && source.kind !== 'trouble');
    await fc.assert(
      fc.asyncProperty(fc.subarray(single, { minLength: 1 }), async (gone) => {
        const removed = new Set(gone.map(({ key }) => key));
        const left = before.map(({ key }) => key).filter((key) => !removed.has(key));
        expect((await without(w, meeting, gone)).sort()).toEqual(left.sort());
      }),
      { numRuns: 25 },
    );
    // A statement says several things, and they go with it.
    const stated = before.filter((line) => !single.includes(line));
    expect(stated).toHaveLength(3);
    for (const line of stated)
      expect((await without(w, meeting, [line])).sort()).toEqual(single.map(({ key }) => key).sort());
  });

  test('is read for many meetings at once as for each alone', async () => {
    const org = await w.organisation();
    const other = await meets(w, shanghai('2026-05-14T14:00'), {
      halves: [{ supplier: 'production', customer: 'materials' }],
    });
    const meetings = [await now(w, meeting), other];
    const at = w.clock.now();
    const all = await agendasOf(w.db.reader, org, meetings, at);
    for (const one of meetings) expect(all.get(one.id)).toEqual(await agendaOf(w.db.reader, org, one, at));
    expect(all.get(other.id)?.map(({ key }) => key)).toEqual(['ring/1']);
    expect(await agendasOf(w.db.reader, org, [], at)).toEqual(new Map());
  });
});

test('an agenda of many meetings takes as many queries as that of one', async () => {
  const w = await world({ at: monday, rhythm: false });
  const org = await w.organisation();
  const pairs = org.links.filter(({ supplierStep }) => supplierStep === null);
  const meetings: Meeting[] = [];
  for (const { supplier: from, customer: to } of pairs)
    meetings.push(await meets(w, thursday, { halves: [{ supplier: from, customer: to }], series: `${from}+${to}` }));
  await files(w, 'lin', 'materials', '查库存');
  await w.until(shanghai('2026-05-11T12:00'));
  w.sent();
  const [first] = meetings;
  if (!first) throw new Error('no links');
  const one = counting(w);
  await agendasOf(one.on, org, [first], w.clock.now());
  const all = counting(w);
  await agendasOf(all.on, org, meetings, w.clock.now());
  expect(meetings.length).toBeGreaterThan(5);
  expect(all.count()).toBeLessThanOrEqual(one.count() + 1);
  expect(one.count()).toBeGreaterThan(5);
});

/** A reader that counts what it is asked. */
function counting(w: World) {
  let asked = 0;
  const on = new Proxy(w.db.reader, {
    get(target, name) {
      if (name === 'select' || name === 'selectDistinctOn' || name === 'execute') asked += 1;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return { on, count: () => asked };
}

/** The agenda as it would be without the records of some lines. */
async function without(w: World, meeting: Meeting, gone: readonly AgendaLine[]): Promise<string[]> {
  let left: string[] = [];
  const undone = new Error('undone');
  await w.db
    .transaction(async (tx) => {
      for (const { source } of gone) await remove(tx, source);
      const lines = await agendaOf(tx, await loadOrganisation(tx), meeting, w.clock.now());
      left = lines.map(({ key }) => key);
      throw undone;
    })
    .catch((error) => {
      if (error !== undone) throw error;
    });
  return left;
}

async function remove(tx: Tx, source: Source): Promise<unknown> {
  switch (source.kind) {
    case 'request':
      return tx.delete(requests).where(eq(requests.number, source.number));
    case 'ring':
      return tx.delete(rings).where(eq(rings.id, source.id));
    case 'action':
      return tx.delete(actions).where(eq(actions.id, source.id));
    case 'added':
      return tx.delete(agendaItems).where(eq(agendaItems.id, source.id));
    case 'answer':
      return tx.delete(meetingAnswers).where(eq(meetingAnswers.meeting, source.meeting));
    case 'agreement':
      return tx.delete(orgItems).where(and(eq(orgItems.kind, 'agreement'), eq(orgItems.key, source.key)));
    case 'gap':
    case 'trouble':
      return tx.delete(sheets).where(inArray(sheets.unit, ['sales', 'materials']));
  }
}

describe('what comes and goes', () => {
  let w: World;
  beforeEach(async () => {
    w = await world({ at: monday, rhythm: false });
  });

  test('a request is overdue when its time is over, and no longer when it is delivered', async () => {
    const meeting = await meets(w, thursday);
    const number = await files(w, 'lin', 'materials', '查库存');
    expect(await keys(w, meeting)).toEqual([]);
    await w.until(shanghai('2026-05-11T10:00'));
    expect(await said(w, meeting, 'lin')).toEqual([
      'R-1001（销售部向物控部提出）应在 5月11日(周一) 09:30 前响应，目前还没有回音：“查库存” | 销售部在等这件事。 | 下一步：物控部说明什么时候能完成，或者自己还缺什么。',
    ]);
    await does(w, 'luo', 'accept', number, {});
    expect(await keys(w, meeting)).toEqual([]);
    await w.until(shanghai('2026-05-12T10:00'));
    expect(await keys(w, meeting)).toEqual([`request/${number}/overdue`]);
    // A question to the customer stops the supplier's clock.
    await does(w, 'luo', 'ask', number, { text: '哪一批？' });
    expect(await keys(w, meeting)).toEqual([]);
    await does(w, 'lin', 'answer', number, { text: '第二批' });
    await does(w, 'luo', 'deliver', number, { text: '好了' });
    expect(await keys(w, meeting)).toEqual([]);
    w.sent();
  });

  test('what waits for a request is named with it, and where it stands itself', async () => {
    const meeting = await meets(w, thursday, { halves: [{ supplier: 'production', customer: 'materials' }] });
    const first = await files(w, 'lin', 'materials', '600 件 A 料');
    await does(w, 'luo', 'block', first, { to: 'production', need: '缺成品' });
    await does(w, 'zhao', 'block', first + 1, { to: 'purchasing', need: '缺铜箔' });
    await w.until(shanghai('2026-05-13T10:00'));
    const [line] = await agenda(w, meeting);
    expect(line?.about).toMatchObject({ kind: 'overdue', waiting: [first], blockedBy: first + 2 });
    expect(await said(w, meeting, 'he')).toEqual([
      expect.stringContaining('R-1001 在等这件事。 | 下一步：事情停在 R-1003'),
    ]);
    expect(await said(w, meeting, 'james')).toEqual([expect.stringContaining('R-1001 waits for it.')]);
    w.sent();
  });

  test('what was talked about in the last meeting that was held is not new; what is still open is', async () => {
    const last = await meets(w, shanghai('2026-05-12T10:00'), { week: '2026-05-04' });
    await badlyRated(w);
    await returned(w);
    await agreed(w);
    const next = await meets(w, thursday);
    await w.until(shanghai('2026-05-12T15:00'));
    expect((await keys(w, next)).sort()).toEqual([
      'agreement/materials>sales:onTime/2',
      'request/1001/lowRating',
      'request/1002/returned',
    ]);
    await w.db.transaction((tx) => saveMeeting(tx, { ...last, status: 'held' }));
    expect(await keys(w, next)).toEqual(['request/1002/returned']);
    await does(w, 'luo', 'deliver', 1002, { text: '补齐' });
    await does(w, 'lin', 'confirm', 1002, { rating: '4' });
    // Settled, and returned before the last meeting.
    expect(await keys(w, next)).toEqual([]);
    w.sent();
  });

  test('a rating of three is no line, and a return that was settled since the last meeting is one', async () => {
    const meeting = await meets(w, thursday);
    await badlyRated(w, '3');
    expect(await keys(w, meeting)).toEqual([]);
    const number = await returned(w);
    await does(w, 'luo', 'deliver', number, { text: '补齐' });
    await does(w, 'lin', 'confirm', number, { rating: '4' });
    expect(await said(w, meeting, 'james')).toEqual([expect.stringContaining('It is settled by now.')]);
    w.clock.set(new Date(w.clock.now().getTime() + days(40)));
    expect(await keys(w, meeting)).toEqual([]);
    w.sent();
  });

  test('what the two see differently is what the map shows of them, whoever else has spoken', async () => {
    await publish(w.db, [
      statement('sales', { suppliers: [supplier('materials', [requirement('complete')]), supplier('finance')] }),
      statement('materials', { customers: [customer('finance')], suppliers: [supplier('sales', [within(2, 'h')])] }),
      statement('finance', { customers: [customer('sales', [requirement('correct')])] }),
    ]);
    const meeting = await meets(w, thursday, { halves: [half, back] });
    const { gaps } = await mapState(w.db.reader, await w.organisation());
    const between = gaps.filter((gap) => [gap.supplier, gap.customer].sort().join() === 'materials,sales');
    expect(between.length).toBeGreaterThan(1);
    expect(gaps.length).toBeGreaterThan(between.length);
    expect((await keys(w, meeting)).sort()).toEqual(between.map(({ key }) => `gap/${key}`).sort());
  });

  test('what stands between others is not on it', async () => {
    const meeting = await meets(w, thursday, { halves: [{ supplier: 'finance', customer: 'sales' }] });
    await files(w, 'lin', 'materials', '查库存');
    await action(w, { due: '2026-05-08' });
    await agreed(w);
    await w.says('zhou', '/议题 物控部 周五的到货');
    await w.until(shanghai('2026-05-13T09:00'));
    expect(await keys(w, meeting)).toEqual([]);
    w.sent();
  });

  test('several partners at one table: what was added for two of them comes up there too', async () => {
    await w.says('zhou', '/议题 物控部 周五的到货');
    const halves = [half, { supplier: 'materials', customer: 'finance' }];
    const meeting = await meets(w, thursday, { halves });
    expect(meeting.series).toBe('finance+materials+sales');
    expect(await keys(w, meeting)).toEqual(['added/1']);
    expect(answer(await presses(w, 'song', 'show', String(meeting.id)))).toContain('销售部提出：“周五的到货”');
  });
});
