import { describe, expect, test } from 'vitest';
import { hours, minutes, read, shanghai, type World, whispered, world } from '../world.ts';
import { does, ended, files, heard, history, kinds, standing } from './story.ts';

/** Material control has delivered what sales asked for, two hours after it was asked. */
async function delivered(w: World): Promise<number> {
  const number = await files(w, 'lin', 'materials', '600 件 A 料');
  await does(w, 'luo', 'accept', number, {});
  await w.advance(hours(2));
  await does(w, 'luo', 'deliver', number, { text: '600 件在 3 号库' });
  w.sent();
  return number;
}

describe('delivered', () => {
  test('the customer confirms with a rating and a remark, and the supplier says once how clear the request was', async () => {
    const w = await world();
    const number = await delivered(w);
    await w.advance(minutes(30));
    await does(w, 'lin', 'confirm', number, { rating: '4', text: '很快' });
    expect((await ended(w, number)).verdict).toEqual({ rating: 4, remark: '很快', feedback: null });
    expect(read(await w.newest('luo'))).toContain('[不清楚]');
    await does(w, 'luo', 'unclear', number);
    expect((await ended(w, number)).verdict.feedback).toBe('unclear');
    expect(whispered(await does(w, 'luo', 'clear', number))).toContain('已经记下');
    expect((await ended(w, number)).verdict.feedback).toBe('unclear');
    expect(heard(w)).toEqual([]);
  });

  test('a rating is from one to five', async () => {
    const w = await world();
    const number = await delivered(w);
    for (const rating of ['0', '6', '2.5', 'five', ''])
      await w.clicks('lin', 'requests.confirm', String(number), { rating });
    expect((await standing(w, number)).stage).toBe('delivered');
  });

  test('a delivery that fails the requirement goes back with what is missing, and the clock goes on', async () => {
    const w = await world();
    const number = await delivered(w);
    await does(w, 'lin', 'return', number, { text: '少 20 件' });
    expect(heard(w)).toEqual(['luo']);
    expect(await standing(w, number)).toMatchObject({
      stage: 'accepted',
      deliver: { due: shanghai('2026-05-01T18:00') },
    });
    await w.until(shanghai('2026-05-01T18:00'));
    expect(heard(w)).toEqual(['luo', 'tang']);
    await does(w, 'luo', 'deliver', number, { text: '补齐 20 件' });
    await does(w, 'lin', 'confirm', number, { rating: '3' });
    expect((await ended(w, number)).facts).toMatchObject({ target: true, promise: true });
    expect((await kinds(w, number)).filter((kind) => kind === 'delivered')).toHaveLength(2);
    w.sent();
  });

  test('silence: the duty person hears after one day, the head after two, and at three it is closed without a rating', async () => {
    const w = await world({ at: shanghai('2026-05-11T10:00') });
    const number = await delivered(w);
    // Sales works nine to six with an hour for lunch: a day is eight open hours.
    await w.until(shanghai('2026-05-12T11:59'));
    expect(heard(w)).toEqual([]);
    await w.until(shanghai('2026-05-12T12:00'));
    expect(heard(w)).toEqual(['xu']);
    await w.until(shanghai('2026-05-13T12:00'));
    expect(heard(w)).toEqual(['lin']);
    await w.until(shanghai('2026-05-14T11:59'));
    expect((await standing(w, number)).stage).toBe('delivered');
    await w.until(shanghai('2026-05-14T12:00'));
    expect(await ended(w, number)).toMatchObject({
      how: 'silence',
      verdict: { rating: null },
      facts: { target: true, promise: true },
      delivery: { at: shanghai('2026-05-11T12:00') },
    });
    expect(heard(w)).toEqual([]);
  });

  test('nobody is closed by silence over a holiday, not even when it was urgent', async () => {
    const w = await world({ at: shanghai('2026-04-30T15:00') });
    const number = await delivered(w);
    await w.until(shanghai('2026-05-06T08:59'));
    expect(heard(w)).toEqual([]);
    expect((await standing(w, number)).stage).toBe('delivered');
    // One hour was left of 30 April.
    await w.until(shanghai('2026-05-06T17:00'));
    expect(heard(w)).toHaveLength(1);
    await w.until(shanghai('2026-05-08T16:59'));
    expect((await standing(w, number)).stage).toBe('delivered');
    await w.until(shanghai('2026-05-08T17:00'));
    expect((await ended(w, number)).how).toBe('silence');
    w.sent();
  });
});

describe('an objection to a return', () => {
  async function objected(w: World): Promise<number> {
    const number = await delivered(w);
    await does(w, 'lin', 'return', number, { text: '颜色不对' });
    w.sent();
    await does(w, 'luo', 'object', number, { text: '图纸上就是这个颜色' });
    expect(heard(w)).toEqual(['chen']);
    expect(whispered(await does(w, 'luo', 'deliver', number, {}))).toContain('裁判正在决定');
    return number;
  }
  const rules = (w: World, number: number, outcome: string) =>
    does(w, 'chen', 'rule', number, { outcome, text: '按最新图纸' });

  test('the referee finds that it is still owed: it goes on, and no second objection is possible', async () => {
    const w = await world();
    const number = await objected(w);
    await rules(w, number, 'owed');
    expect(heard(w).sort()).toEqual(['lin', 'luo']);
    expect(await standing(w, number)).toMatchObject({ stage: 'accepted', dispute: null });
    await does(w, 'luo', 'deliver', number, { text: '换了颜色' });
    await does(w, 'lin', 'return', number, { text: '还是不对' });
    expect(whispered(await does(w, 'luo', 'object', number, { text: '不服' }))).toContain('一次');
    w.sent();
  });

  test('the referee finds that the delivery stands: it counts from when it was handed over', async () => {
    const w = await world();
    const number = await objected(w);
    await w.advance(hours(8));
    await rules(w, number, 'stands');
    expect(await ended(w, number)).toMatchObject({
      how: 'ruled',
      delivery: { at: shanghai('2026-05-01T12:00') },
      facts: { target: true },
      verdict: { rating: null },
    });
    expect((await history(w, number)).at(-1)).toMatchObject({ kind: 'ruled', by: 'chen', words: '按最新图纸' });
    w.sent();
  });

  test('the referee finds that nothing more is owed: closed, and on time or late is not said', async () => {
    const w = await world();
    const number = await objected(w);
    await rules(w, number, 'close');
    expect(await ended(w, number)).toMatchObject({ how: 'ruled', delivery: null, facts: { target: null } });
    expect(whispered(await rules(w, number, 'owed'))).not.toBeNull();
    w.sent();
  });

  test('only the referee decides, and is reminded after an hour', async () => {
    const w = await world();
    const number = await objected(w);
    expect(whispered(await does(w, 'he', 'rule', number, { outcome: 'stands', text: 'x' }))).toContain('陈志远');
    await w.advance(hours(1));
    expect(heard(w)).toEqual(['chen']);
  });
});

describe('a customer that asks the referee while work goes on', () => {
  test('a ruling that it stands lets it go on; a delivery returned before is not made to count', async () => {
    const w = await world();
    const number = await delivered(w);
    await does(w, 'lin', 'return', number, { text: '少 20 件' });
    await does(w, 'lin', 'dispute', number, { text: '一直没有动静' });
    await does(w, 'chen', 'rule', number, { outcome: 'stands', text: '继续' });
    expect(await standing(w, number)).toMatchObject({ stage: 'accepted', dispute: null });
    w.sent();
  });
});

describe('declining', () => {
  async function declined(w: World): Promise<number> {
    const number = await files(w, 'lin', 'materials', '600 件 A 料');
    w.sent();
    await does(w, 'luo', 'decline', number, { text: '已停产' });
    expect(heard(w)).toEqual(['lin']);
    return number;
  }

  test('with a reason the customer agrees to: closed, nothing delivered, nothing rated', async () => {
    const w = await world();
    const number = await declined(w);
    expect(read(await w.newest('lin'))).toContain('已停产');
    await does(w, 'lin', 'agreeDecline', number);
    expect(await ended(w, number)).toMatchObject({ how: 'declined', delivery: null, facts: { target: null } });
    expect(heard(w)).toEqual([]);
  });

  test('with a reason the customer disputes: the referee decides, and owed means owed', async () => {
    const w = await world();
    const number = await declined(w);
    await does(w, 'lin', 'dispute', number, { text: '合同里写了' });
    expect(heard(w)).toEqual(['chen']);
    await does(w, 'chen', 'rule', number, { outcome: 'owed', text: '按合同供货' });
    expect(heard(w)).toContain('lin');
    expect(await standing(w, number)).toMatchObject({ stage: 'open', supplier: 'materials' });
    await does(w, 'luo', 'accept', number, {});
    await does(w, 'luo', 'deliver', number, {});
    expect((await standing(w, number)).stage).toBe('delivered');
    w.sent();
  });

  test('a silent customer agrees after three days', async () => {
    const w = await world({ at: shanghai('2026-05-11T09:00') });
    const number = await declined(w);
    await w.until(shanghai('2026-05-13T17:59'));
    expect((await standing(w, number)).stage).toBe('declined');
    await w.until(shanghai('2026-05-13T18:00'));
    expect((await ended(w, number)).how).toBe('declined');
    w.sent();
  });
});
