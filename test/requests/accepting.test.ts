import { describe, expect, test } from 'vitest';
import { hours, minutes, read, shanghai, whispered, world } from '../world.ts';
import { does, ended, files, handsOver, heard, history, kinds, standing } from './story.ts';

const iso = (text: string) => shanghai(text).toISOString();

describe('accepting', () => {
  test('promises the target unless the department names another time', async () => {
    const w = await world();
    const number = await files(w, 'lin', 'materials', '600 件 A 料');
    w.sent();
    await does(w, 'luo', 'accept', number, {});
    expect(await standing(w, number)).toMatchObject({
      stage: 'accepted',
      handler: 'luo',
      promise: { at: shanghai('2026-05-01T18:00'), undecided: false },
      follow: { why: 'target' },
    });
    expect(heard(w)).toEqual([]);
    expect((await w.newest('lin')).title).toContain('罗勇');
  });

  test('a promise later than the need-by is said out loud; when the customer agrees, the ladder follows it', async () => {
    const w = await world();
    const number = await files(w, 'lin', 'materials', '600 件 A 料', { needBy: iso('2026-05-01T17:00') });
    w.sent();
    await does(w, 'luo', 'accept', number, { at: iso('2026-05-02T12:00') });
    expect(heard(w)).toEqual(['lin']);
    expect((await w.newest('lin')).title).toContain('晚于');
    await does(w, 'lin', 'agreeLater', number);
    await w.until(shanghai('2026-05-02T11:59'));
    // Half of the way to the agreed date the duty person is reminded; nobody else hears before it.
    expect(heard(w)).toEqual(['luo']);
    await w.until(shanghai('2026-05-02T12:00'));
    expect(heard(w)).toEqual(['tang']);
    await handsOver(w, 'luo', 'lin');
    expect((await ended(w, number)).facts).toEqual({ needBy: false, target: true, promise: true, warnedInTime: false });
    w.sent();
  });

  test('when the customer keeps its target, the ladder stays where it was', async () => {
    const w = await world();
    const number = await files(w, 'lin', 'materials', '600 件 A 料');
    await does(w, 'luo', 'accept', number, { at: iso('2026-05-02T12:00') });
    w.sent();
    await does(w, 'lin', 'keepTarget', number);
    expect(heard(w)).toEqual(['luo']);
    await w.until(shanghai('2026-05-01T18:00'));
    expect(heard(w)).toEqual(['luo', 'tang']);
    expect((await standing(w, number)).follow).toEqual({ why: 'target', due: shanghai('2026-05-01T18:00') });
  });

  test('two people press Accept at the same moment: one wins, the other is told who', async () => {
    const w = await world();
    const number = await files(w, 'lin', 'production', '500 件');
    const at = { at: iso('2026-05-01T16:00') };
    const [one, two] = await Promise.all([
      w.acts.submit('zhao', 'requests.accept', String(number), at),
      w.acts.submit('liu', 'requests.accept', String(number), at),
    ]);
    const [winner, loser] = one === null ? ['zhao', two] : ['liu', one];
    expect(await standing(w, number)).toMatchObject({ stage: 'accepted', handler: winner });
    expect(whispered(loser)).toContain(winner === 'zhao' ? '赵敏' : '刘洋');
    expect((await kinds(w, number)).filter((kind) => kind === 'accepted')).toHaveLength(1);
    await w.engine.flush();
    w.sent();
  });

  test('a button on an old card answers with what is true now', async () => {
    const w = await world();
    const number = await files(w, 'lin', 'materials', '600 件 A 料');
    await does(w, 'luo', 'deliver', number, { text: '已备好' });
    expect(whispered(await does(w, 'luo', 'accept', number, {}))).toContain('已经交付');
    expect(whispered(await does(w, 'lin', 'withdraw', number, {}))).toContain('已经交付');
    await does(w, 'lin', 'confirm', number, { rating: '5' });
    expect(whispered(await does(w, 'luo', 'deliver', number, { text: '又一次' }))).toContain('关闭');
    expect(whispered(await does(w, 'lin', 'return', number, { text: '少 3 件' }))).toContain('关闭');
    expect((await kinds(w, number)).length).toBe(3);
    w.sent();
  });

  test('the same event twice changes nothing, and is answered as it was', async () => {
    const w = await world();
    const number = await files(w, 'lin', 'materials', '600 件 A 料');
    const press = () => w.clicks('lin', 'requests.chain', String(number), undefined, 'event-1');
    const first = await press();
    await does(w, 'luo', 'accept', number, {});
    expect(await press()).toEqual(first);
    const withdraw = { action: 'requests.withdraw', context: String(number), answers: { text: '不要了' } };
    const incoming = { id: 'event-2', platform: 'console' as const, account: 'lin', kind: 'submitted' as const };
    await w.engine.receive({ ...incoming, ...withdraw });
    w.sent();
    await w.engine.receive({ ...incoming, ...withdraw });
    await w.engine.flush();
    expect(await kinds(w, number)).toEqual(['filed', 'accepted', 'withdrew']);
    w.sent();
  });

  test('someone without the right is told who has it', async () => {
    const w = await world();
    const number = await files(w, 'lin', 'materials', '600 件 A 料');
    w.sent();
    for (const action of ['accept', 'deliver', 'decline', 'notOurs', 'handTo', 'block', 'warn', 'ask', 'waitOutside'])
      expect(whispered(await does(w, 'lin', action, number, {}))).toContain('何建国');
    await does(w, 'luo', 'deliver', number, {});
    for (const action of ['confirm', 'return', 'withdraw', 'dispute', 'change'])
      expect(whispered(await does(w, 'feng', action, number, {}))).toContain('林晓燕');
    expect(whispered(await does(w, 'lin', 'rule', number, {}))).toContain('陈志远');
    expect(await kinds(w, number)).toEqual(['filed', 'delivered']);
    w.sent();
  });

  test('the receipt says who has it, when it is answered at the latest and what happens if not', async () => {
    const w = await world();
    await files(w, 'lin', 'materials', '600 件 A 料');
    const receipt = read(await w.newest('lin'));
    expect(receipt).toContain('罗勇');
    expect(receipt).toContain('5月1日(周五) 10:30');
    expect(receipt).toContain('负责人');
    w.sent();
  });
});

describe('a change by the customer', () => {
  test('restarts the target, asks for a promise again, and the history says who changed what', async () => {
    const w = await world();
    const number = await files(w, 'lin', 'materials', '600 件 A 料');
    await does(w, 'luo', 'accept', number, {});
    await w.advance(hours(3));
    w.sent();
    await does(w, 'lin', 'change', number, { need: '900 件 A 料', needBy: iso('2026-05-03T12:00') });
    expect(heard(w)).toEqual(['luo']);
    expect(await standing(w, number)).toMatchObject({
      need: '900 件 A 料',
      needBy: shanghai('2026-05-03T12:00'),
      promise: null,
      acknowledgedAt: shanghai('2026-05-01T10:00'),
      deliver: { from: shanghai('2026-05-01T13:00'), due: shanghai('2026-05-01T21:00') },
    });
    await does(w, 'luo', 'accept', number, {});
    expect(await standing(w, number)).toMatchObject({ promise: { at: shanghai('2026-05-01T21:00') } });
    expect((await history(w, number)).find((row) => row.kind === 'changed')).toMatchObject({
      by: 'lin',
      need: '900 件 A 料',
      needBy: '2026-05-03T04:00:00.000Z',
    });
    w.sent();
  });

  test('does not move the time by which somebody has to answer', async () => {
    const w = await world();
    const number = await files(w, 'lin', 'materials', '600 件 A 料');
    await w.advance(minutes(20));
    w.sent();
    await does(w, 'lin', 'change', number, { need: '900 件 A 料' });
    heard(w);
    await w.advance(minutes(10));
    expect(heard(w)).toEqual(['tang']);
    expect((await standing(w, number)).acknowledge.due).toEqual(shanghai('2026-05-01T10:30'));
  });
});

describe('an early warning', () => {
  test('before it is due: further steps wait for the new promise, and it counts as warned in time', async () => {
    const w = await world();
    const number = await files(w, 'lin', 'materials', '600 件 A 料');
    await does(w, 'luo', 'accept', number, {});
    await w.until(shanghai('2026-05-01T17:00'));
    w.sent();
    await does(w, 'luo', 'warn', number, { at: iso('2026-05-01T22:00'), text: '卡车晚点' });
    expect(heard(w)).toEqual(['lin']);
    await does(w, 'lin', 'agreeLater', number);
    await w.until(shanghai('2026-05-01T21:59'));
    expect(heard(w)).toEqual([]);
    await w.until(shanghai('2026-05-01T22:00'));
    expect(heard(w)).toEqual(['tang']);
    await handsOver(w, 'luo', 'lin');
    expect((await ended(w, number)).facts).toEqual({ needBy: null, target: true, promise: true, warnedInTime: true });
    w.sent();
  });

  test('is too late once it was due', async () => {
    const w = await world();
    const number = await files(w, 'lin', 'materials', '600 件 A 料');
    await does(w, 'luo', 'accept', number, {});
    await w.until(shanghai('2026-05-01T18:00'));
    w.sent();
    const late = await does(w, 'luo', 'warn', number, { at: iso('2026-05-01T22:00'), text: '卡车晚点' });
    expect(whispered(late)).toContain('18:00');
    expect((await standing(w, number)).warnings).toEqual([]);
  });

  test('a customer that keeps to the target after it passed is not left in silence: the step it put aside is told', async () => {
    const w = await world();
    const number = await files(w, 'lin', 'materials', '600 件 A 料');
    await does(w, 'luo', 'accept', number, {});
    await w.until(shanghai('2026-05-01T17:00'));
    await does(w, 'luo', 'warn', number, { at: iso('2026-05-01T23:00'), text: '卡车晚点' });
    await w.until(shanghai('2026-05-01T18:30'));
    w.sent();
    await does(w, 'lin', 'keepTarget', number);
    expect(heard(w).sort()).toEqual(['luo', 'tang']);
    await w.until(shanghai('2026-05-01T22:00'));
    expect(heard(w)).toEqual(['he']);
  });
});
