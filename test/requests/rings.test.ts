import { describe, expect, test } from 'vitest';
import { hours, minutes, read, shanghai, type World, whispered, world } from '../world.ts';
import { blockedBy, does, files, heard, ringCloses, salesFiles, standing } from './story.ts';

const iso = (text: string) => shanghai(text).toISOString();

/** Sales asks material control, that production, that sales: three departments wait for one another. */
async function smallRing(w: World, urgency: 'urgent' | 'normal' = 'urgent'): Promise<void> {
  await files(w, 'lin', 'materials', '600 件 A 料', { urgency });
  await blockedBy(w, 'luo', 'production', '缺 600 件成品');
  await blockedBy(w, 'zhao', 'sales', '先定颜色');
  w.sent();
}

const ringCards = async (w: World, who: string) =>
  (await w.messages(who)).filter((seen) => seen.card.buttons.some((one) => one.action === 'requests.offer'));

describe('a ring', () => {
  test('is announced once; a later request that joins it updates the cards and tells only who is new', async () => {
    const w = await world();
    await smallRing(w);
    expect(await ringCards(w, 'luo')).toHaveLength(1);
    // Quality waits for production, too, and sales asks quality: a second way round through the same link.
    await files(w, 'xu', 'quality', '放行这批货');
    await does(w, 'priya', 'block', 1004, { to: 'production', need: '样件' });
    w.sent();
    await does(w, 'zhao', 'block', 1005, { how: 'existing', existing: '1003' });
    const fresh = w.sent().filter((line) => line.includes('环') || line.includes('ring'));
    expect(fresh.map((line) => line.split(':')[0]).sort()).toEqual(['priya', 'yang']);
    expect(read((await ringCards(w, 'luo'))[0]?.card as never)).toContain('R-1005');
    expect(await ringCards(w, 'luo')).toHaveLength(1);
    // One way round opens: the other still stands, and nobody is told that it is over.
    await does(w, 'luo', 'unblock', 1001);
    expect(await ringCards(w, 'priya')).toHaveLength(1);
    expect((await standing(w, 1004)).ring).not.toBeNull();
    expect((await standing(w, 1001)).ring).toBeNull();
    await does(w, 'zhao', 'unblock', 1005);
    expect(await ringCards(w, 'priya')).toHaveLength(0);
    w.sent();
  });

  test('is not made of two departments, nor of unrelated requests between the same ones', async () => {
    const w = await world();
    await files(w, 'lin', 'materials', '600 件 A 料');
    await files(w, 'luo', 'production', '另一件事');
    await files(w, 'zhao', 'sales', '又一件事');
    expect(heard(w).length).toBeGreaterThan(0);
    for (const who of ['lin', 'luo', 'zhao', 'he', 'wang']) expect(await ringCards(w, who)).toEqual([]);
  });

  test('leaves the requests that only hang on it alone: their ladders run', async () => {
    const w = await world();
    await smallRing(w);
    await files(w, 'feng', 'materials', '库存清单');
    await does(w, 'luo', 'block', 1004, { how: 'existing', existing: '1002' });
    expect((await standing(w, 1004)).ring).toBeNull();
    expect((await standing(w, 1002)).ring).toBe(1);
    expect(heard(w).filter((who) => who === 'huang')).toEqual([]);
  });

  test('runs its own clock: no ladder of its links climbs before the referee’s hour is over', async () => {
    const w = await world();
    await smallRing(w);
    await w.advance(hours(1) - 1);
    expect(heard(w)).toEqual([]);
    await w.advance(1);
    expect(heard(w)).toEqual(['chen']);
    await w.advance(hours(5));
    expect(heard(w)).toEqual([]);
  });

  test('of normal requests is told in working hours, and the referee hears after four of them', async () => {
    const w = await world({ at: shanghai('2026-05-06T10:00') });
    await files(w, 'lin', 'materials', '600 件 A 料', { urgency: 'normal' });
    await does(w, 'luo', 'block', 1001, { to: 'production', need: '缺 600 件成品' });
    await does(w, 'zhao', 'block', 1002, { to: 'sales', need: '先定颜色' });
    w.sent();
    await w.until(shanghai('2026-05-06T14:59'));
    expect(heard(w).filter((who) => who === 'chen')).toEqual([]);
    await w.until(shanghai('2026-05-06T15:00'));
    expect(heard(w).filter((who) => who === 'chen')).toEqual(['chen']);
  });

  test('reaches the referee at once when a party asks, and only once', async () => {
    const w = await world();
    await smallRing(w);
    await w.clicks('zhao', 'requests.callReferee', '1');
    expect(heard(w)).toEqual(['chen']);
    expect(whispered(await w.clicks('luo', 'requests.callReferee', '1'))).toContain('已经');
    expect(whispered(await w.clicks('song', 'requests.callReferee', '1'))).toContain('只有环里');
    await w.advance(hours(2));
    expect(heard(w)).toEqual([]);
  });

  test('with an offer on the table waits for it before the referee hears', async () => {
    const w = await world();
    await smallRing(w);
    await w.clicks('zhao', 'requests.offer', '1', { what: '先放 200 件', by: iso('2026-05-01T14:00') });
    expect(read((await ringCards(w, 'lin'))[0]?.card as never)).toContain('先放 200 件');
    await w.until(shanghai('2026-05-01T14:59'));
    expect(heard(w)).toEqual([]);
    await w.until(shanghai('2026-05-01T15:00'));
    expect(heard(w)).toEqual(['chen']);
  });

  test('opens when a link asks nobody any more: an unanswered link’s ladder begins again from there', async () => {
    const w = await world();
    await smallRing(w);
    await w.advance(minutes(40));
    await does(w, 'zhao', 'unblock', 1002);
    expect(heard(w).filter((who) => who === 'chen')).toEqual([]);
    await w.advance(minutes(15));
    expect(heard(w)).toEqual(['xu']);
    expect((await standing(w, 1003)).acknowledge.due).toEqual(shanghai('2026-05-01T10:30'));
  });

  test('is shown in the chain of everyone in it', async () => {
    const w = await world();
    await salesFiles(w, 'urgent');
    await ringCloses(w);
    w.sent();
    const chain = await w.says('lin', '/chain 1001');
    expect(chain?.kind === 'whisper' && read(chain.card)).toContain('环');
  });
});
