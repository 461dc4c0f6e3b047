import { eq } from 'drizzle-orm';
import { afterEach, describe, expect, test } from 'vitest';
import { demoCompany } from '../../../src/demo/company.ts';
import { digest } from '../../../src/digest/index.ts';
import { eraseWishes } from '../../../src/digest/store.ts';
import { digestPeople, digestSent } from '../../../src/digest/tables.ts';
import { timers } from '../../../src/engine/tables.ts';
import { requests } from '../../../src/requests/index.ts';
import { days, hours, read, shanghai, type World, whispered, world } from '../../world.ts';
import { aWeekOfWork, Digests, newestDigest } from './story.ts';

/** Heads of the seven departments; the general manager's office is led by the referee. */
const heads = ['chen', 'he', 'huang', 'lin', 'wang', 'yang', 'zheng'];

let w: World;
let digests: Digests;

async function begin(at: string, company?: string): Promise<void> {
  w = await world({ at: shanghai(at), features: [requests, digest], ...(company ? { company } : {}) });
  digests = new Digests(w);
}
const until = (at: string) => w.until(shanghai(at));
/** Time in which nothing of this is due passes at once. */
const later = (at: string) => {
  w.clock.set(shanghai(at));
  return until(at);
};
afterEach(() => {
  w.sent();
});

describe('on Monday', () => {
  test('from nine on, within twenty minutes, each head gets one digest and the referee the company’s', async () => {
    await begin('2026-11-22T20:00');
    await until('2026-11-23T08:59');
    expect(digests.readers()).toEqual([]);
    await until('2026-11-23T09:20');
    const fresh = digests.fresh();
    expect(fresh.map((line) => line.split(':')[0])).toEqual(heads);
    expect(fresh[0]).toBe('chen: 苏州某某电子 · 11月16日–22日：没有请求往来，没有未完成的，也没有需要您处理的');
    expect(fresh[1]).toBe('he: 物控部 · 11月16日–22日：没有请求往来，没有未完成的，也没有需要您处理的');
    await later('2026-11-29T22:00');
    expect(digests.readers()).toEqual([]);
  });

  test('that is a holiday, it comes in the first working hour after', async () => {
    await begin('2026-10-04T20:00');
    await until('2026-10-05T09:30');
    expect(digests.readers()).toEqual([]);
    await later('2026-10-08T07:59');
    expect(digests.readers()).toEqual([]);
    // The factory opens at eight, the offices at nine.
    await until('2026-10-08T08:30');
    expect(digests.readers()).toEqual(['he', 'wang', 'yang']);
    await until('2026-10-08T09:20');
    expect(digests.readers()).toEqual(['chen', 'huang', 'lin', 'zheng']);
    await later('2026-10-12T08:59');
    expect(digests.readers()).toEqual([]);
    await until('2026-10-12T09:20');
    expect(digests.readers()).toEqual(heads);
  });

  test('a head in Berlin gets it at nine in Berlin', async () => {
    await begin('2026-11-22T20:00', demoCompany.replace('head: lin\n', 'head: anna\n'));
    await until('2026-11-23T15:59');
    expect(digests.readers()).not.toContain('anna');
    await until('2026-11-23T16:20');
    expect(digests.fresh()).toEqual([
      'anna: 销售部, 16–22 Nov: nothing was asked or delivered, nothing is open, nothing needs you',
    ]);
  });

  test('where the head has left, the deputy gets it, and a new referee the company’s', async () => {
    await begin('2026-11-22T20:00');
    for (const account of ['lin', 'chen'])
      await w.engine.receive({ kind: 'left', id: `left-${account}`, platform: 'console', account });
    await until('2026-11-23T09:20');
    const fresh = digests.fresh();
    expect(fresh.map((line) => line.split(':')[0])).toEqual(['gu', 'he', 'huang', 'wang', 'yang', 'zheng', 'zhou']);
    expect(fresh[0]).toMatch(/^gu: 苏州某某电子/);
  });

  test('it tells of the week: what was served, what was asked, and what needs its reader now', async () => {
    await begin('2026-11-16T09:30');
    await aWeekOfWork(w, until);
    await until('2026-11-23T09:20');
    expect(await newestDigest(w, 'wang')).toMatchInlineSnapshot(`
      "生产部周报 · 11月16日–22日
      按时交付 3/4（75 %）。再多 1 件按时，就达到 90 %。还有 1 件已过时限、尚未完成。
      需要您处理 1 件：
      -  ① R-1005：销售部在等，时限是 11月18日(周三) 09:30。500 件
      作为供方
      按时交付: 3/4 = 75 %
      收到请求: 5 件
      晚交: 1 件
      期末未完成: 1 件，其中已过时限 1 件
      响应用时: 0分钟
      交付用时: 0分钟
      本部门用时占比: 34 %
      客户评分: 4.5 分，4 份
      生产部最近 12 周的按时率，对照 90 %：11月16日 3/4 = 75 %。
      [① 查看链路]"
    `);
    expect(await newestDigest(w, 'lin')).toMatchInlineSnapshot(`
      "销售部周报 · 11月16日–22日
      本期没有完成的交付，因此不计按时率。
      作为客户
      按时收到: 3/4 = 75 %
      提出请求: 5 件
      期末等待中: 1 件，其中已过时限 1 件"
    `);
    expect(await newestDigest(w, 'chen')).toMatchInlineSnapshot(`
      "公司周报 · 苏州某某电子 · 11月16日–22日
      按时交付 3/4（75 %）。再多 1 件按时，就达到 90 %。还有 1 件已过时限、尚未完成。
      全公司
      按时交付: 3/4 = 75 %
      提出请求: 5 件
      晚交: 1 件
      期末未完成: 1 件，其中已过时限 1 件
      客户评分: 4.5 分，4 份
      等得最多的地方：
      -  生产部 → 销售部：晚交 1 件，已过时限 1 件，共 5 件
      苏州某某电子最近 12 周的按时率，对照 90 %：11月16日 3/4 = 75 %。"
    `);
  });
});

describe('every promise is kept once', () => {
  test('when timers fire twice, and when everything is due again', async () => {
    await begin('2026-11-22T20:00');
    await until('2026-11-23T09:20');
    expect(digests.readers()).toEqual(heads);
    // As after a restore: the rows say it is due, and what was sent is noted.
    await w.db.transaction(async (tx) => {
      await tx.update(digestPeople).set({ dueAt: shanghai('2026-11-23T09:00') });
      await tx
        .insert(timers)
        .values({
          ...{ feature: 'digest', key: 'due', payload: {} },
          ...{ at: shanghai('2026-11-23T09:00'), dueAt: shanghai('2026-11-23T09:00') },
        })
        .onConflictDoUpdate({ target: [timers.feature, timers.key], set: { dueAt: shanghai('2026-11-23T09:00') } });
    });
    await Promise.all([w.engine.tick(), w.engine.tick()]);
    await until('2026-11-23T12:00');
    expect(digests.readers()).toEqual([]);
    expect((await w.db.reader.select().from(digestSent)).length).toBe(heads.length);
  });

  test('after an outage over Monday, once, in working hours of the same week', async () => {
    await begin('2026-11-22T20:00');
    await until('2026-11-23T04:00');
    await later('2026-11-24T22:00');
    expect(digests.readers()).toEqual([]);
    await until('2026-11-25T09:30');
    expect(digests.readers()).toEqual(heads);
    await later('2026-11-29T20:00');
    expect(digests.readers()).toEqual([]);
  });

  test('after an outage of weeks, only that of this week', async () => {
    await begin('2026-11-22T20:00');
    await until('2026-11-23T04:00');
    await later('2026-12-09T11:30');
    const fresh = digests.fresh();
    expect(fresh).toHaveLength(heads.length);
    expect(fresh[0]).toContain('11月30日–12月6日');
  });
});

describe('whoever wants it otherwise', () => {
  test('gets it every working day, about the one before, or not at all', async () => {
    await begin('2026-11-19T14:00');
    expect(whispered(await w.says('lin', '/digest daily'))).toMatch(
      /^日报每个工作日发给您，下一次 11月20日\(周五\) 09:\d\d。$/,
    );
    await until('2026-11-20T09:20');
    expect(digests.fresh()).toEqual([expect.stringMatching(/^lin: 销售部 · 11月19日：没有/)]);
    await later('2026-11-22T12:00');
    expect(digests.readers()).toEqual([]);
    await until('2026-11-23T09:20');
    // What happened on a day off belongs to the working day before.
    expect(digests.fresh().find((line) => line.startsWith('lin'))).toContain('11月20日–22日');
    expect(whispered(await w.says('lin', '/周报 停'))).toContain('不再自动发给您');
    await later('2026-11-30T09:30');
    expect(digests.readers()).not.toContain('lin');
    expect(whispered(await w.says('lin', '/周报 每周'))).toMatch(/下一次 12月7日\(周一\) 09:\d\d。$/);
    await later('2026-12-07T09:30');
    expect(digests.readers()).toEqual(heads);
  });

  test('is told when it goes to somebody else, or to heads only', async () => {
    await begin('2026-11-19T14:00');
    expect(whispered(await w.says('zhou', '/digest weekly'))).toBe(
      '已记下。周报目前发给林晓燕；由您代理时会发给您。随时可以发送 /周报 查看。',
    );
    expect(whispered(await w.says('gu', '/digest daily'))).toContain('目前发给陈志远');
    expect(whispered(await w.says('james', '/digest daily'))).toContain('Digests go to heads of departments');
    expect(await w.db.reader.select().from(digestPeople).where(eq(digestPeople.person, 'james'))).toEqual([]);
  });
});

describe('whoever asks', () => {
  test('gets it now, of another department as a reader; a head sees last week on the bot’s own page, too', async () => {
    await begin('2026-11-16T09:30');
    await aWeekOfWork(w, until);
    await w.advance(days(2) + hours(23));
    await w.says('wang', '/digest');
    expect(await newestDigest(w, 'wang')).toContain('需要您处理');
    await w.says('wang', '/digest sales');
    expect(await newestDigest(w, 'wang')).not.toContain('需要您处理');
    await w.says('sun', '/周报');
    expect(await newestDigest(w, 'sun')).toContain('生产部周报 · 11月16日–22日');
    expect(await newestDigest(w, 'sun')).not.toContain('需要您处理');
    await w.says('gu', '/digest');
    expect(await newestDigest(w, 'gu')).toContain('公司周报');
    const home = await w.engine.receive({ id: 'home', platform: 'console', account: 'wang', kind: 'opened' });
    const cards = home?.kind === 'home' ? home.cards : [];
    expect(cards.map(({ title }) => title)).toContain('生产部：上周按时 3/4 = 75 %');
  });

  test('is answered clearly when it is none', async () => {
    await begin('2026-11-19T14:00');
    expect(whispered(await w.says('lin', '/digest monthly'))).toContain('这里不认识“monthly”');
    expect(whispered(await w.says('james', '/digest prodution'))).toMatch(/Did you mean 生产部\?/);
    expect(whispered(await w.says('lin', `/digest ${'长'.repeat(500)}`))?.length).toBeLessThan(200);
    const pressed = await w.clicks('lin', 'digest.gone', '');
    expect(pressed?.kind === 'whisper' ? read(pressed.card) : '').toContain('已经失效');
  });
});

describe('what is kept', () => {
  test('that something was sent is forgotten after 400 days, at night', async () => {
    await begin('2026-11-23T20:00');
    const at = (daysAgo: number) => new Date(shanghai('2026-11-24T03:20').getTime() - days(daysAgo));
    const sent = (person: string, daysAgo: number) => ({ person, occasion: 'x/weekly', at: at(daysAgo) });
    await w.db.transaction((tx) => tx.insert(digestSent).values([sent('old', 401), sent('young', 399)]));
    await until('2026-11-24T04:00');
    expect((await w.db.reader.select().from(digestSent)).map(({ person }) => person)).toEqual(['young']);
  });

  test('of whoever is erased nothing', async () => {
    await begin('2026-11-22T20:00');
    await until('2026-11-23T09:20');
    digests.fresh();
    await w.db.transaction((tx) => eraseWishes(tx, 'lin'));
    const left = [...(await w.db.reader.select().from(digestPeople)), ...(await w.db.reader.select().from(digestSent))];
    expect(left.map(({ person }) => person)).not.toContain('lin');
    expect(left).toHaveLength(2 * (heads.length - 1));
  });
});
