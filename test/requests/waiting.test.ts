import { describe, expect, test } from 'vitest';
import { hours, minutes, read, shanghai, whispered, world } from '../world.ts';
import { blockedBy, does, ended, files, heard, history, kinds, standing } from './story.ts';

const iso = (text: string) => shanghai(text).toISOString();

describe('a question to the customer', () => {
  test('the supplier’s clock stands still, the end-to-end clock does not, and steps already told stay told', async () => {
    const w = await world();
    const number = await files(w, 'lin', 'materials', '600 件 A 料');
    await does(w, 'luo', 'accept', number, {});
    await w.until(shanghai('2026-05-01T15:00'));
    // Half of eight hours was over at 14:00.
    expect(heard(w)).toEqual(['luo', 'lin', 'luo']);
    await does(w, 'luo', 'ask', number, { text: '要哪个版本？' });
    expect(heard(w)).toEqual(['lin']);
    await w.until(shanghai('2026-05-01T15:10'));
    await does(w, 'lin', 'answer', number, { text: 'B 版' });
    expect(heard(w)).toEqual(['luo']);
    expect((await standing(w, number)).follow.due).toEqual(shanghai('2026-05-01T18:10'));
    await w.until(shanghai('2026-05-01T18:09'));
    expect(heard(w)).toEqual([]);
    await w.until(shanghai('2026-05-01T18:10'));
    expect(heard(w)).toEqual(['tang']);
    await does(w, 'luo', 'deliver', number, {});
    await does(w, 'lin', 'confirm', number, { rating: '5' });
    const closed = await ended(w, number);
    expect(closed.at.getTime() - closed.filedAt.getTime()).toBe(hours(8) + minutes(10));
    w.sent();
  });

  test('climbs in the customer’s department when it stays unanswered: its duty person, then its head', async () => {
    const w = await world();
    const number = await files(w, 'zhou', 'materials', '600 件 A 料');
    await does(w, 'luo', 'ask', number, { text: '要哪个版本？' });
    w.sent();
    await w.advance(minutes(30));
    expect(heard(w)).toEqual(['xu']);
    await w.advance(minutes(30));
    expect(heard(w)).toEqual(['lin']);
    await w.advance(hours(24));
    expect(heard(w)).toEqual([]);
    await does(w, 'xu', 'answer', number, { text: 'B 版' });
    expect((await standing(w, number)).follow.due).toEqual(shanghai('2026-05-02T19:00'));
    w.sent();
  });

  test('asked while it is blocked, the answer brings back what it is blocked by', async () => {
    const w = await world();
    const number = await files(w, 'lin', 'materials', '600 件 A 料');
    await blockedBy(w, 'luo', 'production', '缺 600 件成品');
    await does(w, 'luo', 'ask', number, { text: '先发 300 件行吗？' });
    await does(w, 'lin', 'answer', number, { text: '行' });
    expect((await standing(w, number)).wait).toMatchObject({ kind: 'blocked', by: 1002 });
    await does(w, 'luo', 'ask', number, { text: '今天还是明天？' });
    await does(w, 'zhao', 'deliver', 1002, {});
    w.sent();
    await does(w, 'luo', 'confirm', 1002, { rating: '5' });
    expect((await standing(w, number)).wait).toMatchObject({ kind: 'customer', beneath: null });
    expect(await kinds(w, number)).toEqual(['filed', 'gotBlocked', 'asked', 'answered', 'asked', 'gotUnblocked']);
    w.sent();
  });
});

describe('waiting outside the company', () => {
  test('the check date is reminded once, the chain shows it, the clock goes on, and a new date can be set', async () => {
    const w = await world();
    const number = await files(w, 'lin', 'purchasing', '2 吨铜箔');
    w.sent();
    await does(w, 'feng', 'waitOutside', number, { who: '江铜', at: iso('2026-05-01T12:00') });
    expect((await standing(w, number)).follow.due).toEqual(shanghai('2026-05-01T18:00'));
    const chain = await w.says('lin', `/chain ${number}`);
    expect(chain?.kind === 'whisper' && read(chain.card)).toContain('等外部');
    await w.until(shanghai('2026-05-01T12:00'));
    expect(heard(w)).toEqual(['feng']);
    expect((await w.newest('feng')).title).toContain('江铜');
    await w.until(shanghai('2026-05-01T13:59'));
    expect(heard(w)).toEqual([]);
    await does(w, 'feng', 'waitOutside', number, { who: '江铜', at: iso('2026-05-01T16:00') });
    await w.until(shanghai('2026-05-01T18:00'));
    // The ladder at half time and at the target, and the second reminder between them.
    expect(heard(w)).toEqual(['feng', 'feng', 'deng']);
    await does(w, 'feng', 'resume', number);
    expect((await standing(w, number)).wait).toBeNull();
    expect(whispered(await does(w, 'feng', 'resume', number))).not.toBeNull();
  });
});

describe('a chain of requests', () => {
  test('a blocker that is declined or withdrawn no longer blocks, and whoever waited is told', async () => {
    const w = await world();
    const number = await files(w, 'lin', 'materials', '600 件 A 料');
    await blockedBy(w, 'luo', 'production', '缺 600 件成品');
    w.sent();
    await does(w, 'zhao', 'decline', 1002, { text: '停线检修' });
    expect(heard(w)).toEqual(['luo']);
    expect((await standing(w, number)).wait).toMatchObject({ kind: 'blocked' });
    await does(w, 'luo', 'agreeDecline', 1002);
    expect(heard(w)).toEqual(['luo']);
    expect((await standing(w, number)).wait).toBeNull();
    await does(w, 'luo', 'block', number, { to: 'quality', need: '先检验' });
    w.sent();
    await does(w, 'luo', 'withdraw', 1003, { text: '不用了' });
    expect(heard(w)).toContain('luo');
    expect((await history(w, number)).filter((row) => row.kind === 'gotUnblocked').map((row) => row.how)).toEqual([
      'declined',
      'withdrawn',
    ]);
  });

  test('an existing request can be what two others wait for, and frees both', async () => {
    const w = await world();
    const one = await files(w, 'lin', 'materials', '600 件 A 料');
    const two = await files(w, 'zhou', 'materials', '另外 50 件');
    await does(w, 'luo', 'block', one, { to: 'production', need: '缺 650 件成品' });
    await does(w, 'xie', 'block', two, { how: 'existing', existing: '1003' });
    expect((await standing(w, two)).wait).toMatchObject({ kind: 'blocked', by: 1003 });
    await does(w, 'zhao', 'deliver', 1003, {});
    w.sent();
    await does(w, 'luo', 'confirm', 1003, { rating: '5' });
    expect(heard(w).sort()).toEqual(['luo', 'xie']);
    for (const number of [one, two]) expect((await standing(w, number)).wait).toBeNull();
    w.sent();
  });

  test('going back to one’s own direct customer is asking the customer', async () => {
    const w = await world();
    const number = await files(w, 'lin', 'materials', '600 件 A 料');
    const refused = await does(w, 'luo', 'block', number, { to: 'sales', need: '订单到底要几件' });
    expect(whispered(refused)).toContain('销售部就是这里的内部客户');
    expect(await kinds(w, number)).toEqual(['filed']);
    w.sent();
  });

  test('is drawn with where it stands now and since when, for those involved; others are told whose it is', async () => {
    const w = await world();
    await files(w, 'lin', 'materials', '600 件 A 料');
    await blockedBy(w, 'luo', 'production', '缺 600 件成品');
    await w.advance(minutes(5));
    await blockedBy(w, 'zhao', 'purchasing', '缺铜箔 2 吨');
    w.sent();
    const drawn = async (who: string, text: string) => {
      const reply = await w.says(who, text);
      return reply?.kind === 'whisper' ? read(reply.card) : '';
    };
    for (const who of ['lin', 'zhao', 'feng', 'chen', 'ma'])
      expect(await drawn(who, '/chain R-1001')).toMatch(/1002[\s\S]*now 采购部为生产部（R-1003） \| [^\n]*10:05/);
    expect(await drawn('lin', '/链路 1001')).toContain('R-1003');
    expect(await drawn('song', '/chain R-1001')).toContain('销售部');
    expect(await drawn('song', '/chain R-1001')).not.toContain('R-1003');
    expect(await drawn('lin', '/chain R-4711')).toContain('R-4711');
    expect(await drawn('lin', '/chain 铜箔')).toContain('R-1042');
  });
});

describe('handing to a colleague, and withdrawing', () => {
  test('the colleague is told and has it from then on; someone of another department cannot be chosen', async () => {
    const w = await world();
    const number = await files(w, 'lin', 'materials', '600 件 A 料');
    await does(w, 'luo', 'accept', number, {});
    w.sent();
    await does(w, 'luo', 'handTo', number, { to: 'xie' });
    expect(heard(w)).toEqual(['xie']);
    expect(await standing(w, number)).toMatchObject({ handler: 'xie' });
    expect((await w.clicks('xie', 'requests.handTo', String(number), { to: 'feng' }))?.kind).toBe('problems');
    expect(await standing(w, number)).toMatchObject({ handler: 'xie' });
  });

  test('a withdrawn request is over, and whoever had it is told', async () => {
    const w = await world();
    const number = await files(w, 'lin', 'materials', '600 件 A 料');
    await does(w, 'luo', 'accept', number, {});
    w.sent();
    await does(w, 'lin', 'withdraw', number, { text: '客户取消了' });
    expect(heard(w)).toEqual(['luo']);
    expect(await ended(w, number)).toMatchObject({ how: 'withdrawn', facts: { target: null, promise: null } });
    await w.advance(hours(48));
    expect(heard(w)).toEqual([]);
  });
});
