import { describe, expect, test } from 'vitest';
import { formOf, hours, minutes, read, shanghai, type World, whispered, world } from '../world.ts';
import { does, files, heard, history, kinds, standing } from './story.ts';

describe('not ours', () => {
  /** Material control says it is quality's, quality says it is not: both heads are asked. */
  async function disowned(w: World): Promise<number> {
    const number = await files(w, 'lin', 'materials', '出口包装的木箱检疫章');
    await does(w, 'luo', 'notOurs', number, { to: 'quality' });
    w.sent();
    await does(w, 'priya', 'notOurs', number, { to: 'production' });
    return number;
  }

  test('names whose it is; that department is asked with the clock running on, and steps already told stay told', async () => {
    const w = await world();
    const number = await files(w, 'lin', 'materials', '出口包装的木箱检疫章');
    await w.advance(minutes(20));
    w.sent();
    await does(w, 'luo', 'notOurs', number, { to: 'quality' });
    expect(heard(w)).toEqual(['priya']);
    expect(await standing(w, number)).toMatchObject({
      supplier: 'quality',
      stage: 'open',
      acknowledge: { due: shanghai('2026-05-01T10:30') },
    });
    await w.advance(minutes(10));
    expect(heard(w)).toEqual(['guo']);
    expect(whispered(await does(w, 'luo', 'accept', number, {}))).toContain('品质部');
    expect(heard(w)).toEqual([]);
  });

  test('must name a department, and neither itself nor the customer', async () => {
    const w = await world();
    const number = await files(w, 'lin', 'materials', '出口包装的木箱检疫章');
    expect((await w.clicks('luo', 'requests.notOurs', String(number), {}))?.kind).toBe('problems');
    expect(whispered(await does(w, 'luo', 'notOurs', number, { to: 'sales' }))).toContain('销售部');
    expect((await w.clicks('luo', 'requests.notOurs', String(number), { to: 'materials' }))?.kind).toBe('problems');
    expect(await kinds(w, number)).toEqual(['filed']);
    w.sent();
  });

  test('said a second time asks both heads, and nobody works on it meanwhile', async () => {
    const w = await world();
    const number = await disowned(w);
    expect(heard(w).sort()).toEqual(['he', 'yang']);
    expect(whispered(await does(w, 'priya', 'accept', number, {}))).not.toBeNull();
    expect(whispered(await does(w, 'priya', 'decline', number, { text: 'x' }))).not.toBeNull();
    expect((await standing(w, number)).ownerless?.between).toEqual(['materials', 'quality']);
    expect((await w.newest('he')).title).toContain('物控部还是品质部');
  });

  test('the head who takes it settles it, and the answer is a service that the next request finds', async () => {
    const w = await world();
    const number = await disowned(w);
    w.sent();
    await does(w, 'yang', 'own', number, { to: 'quality', name: '木箱检疫' });
    expect(await standing(w, number)).toMatchObject({ supplier: 'quality', ownerless: null });
    expect(heard(w)).toEqual(['priya']);
    const form = formOf(await w.says('lin', '/request 木箱检疫 明天要 3 个'));
    const to = form.fields.find((field) => field.key === 'to');
    expect(to?.initial).toMatch(/^service:/);
    const chosen = to?.kind === 'choice' ? to.options.find((option) => option.value === to.initial) : null;
    expect(chosen?.label).toBe('木箱检疫（品质部）');
    await does(w, 'priya', 'accept', number, {});
    expect((await standing(w, number)).stage).toBe('accepted');
    w.sent();
  });

  test('two heads who name the same third department have settled it; others in between cannot', async () => {
    const w = await world();
    const number = await disowned(w);
    w.sent();
    const mine = { to: 'production', name: '木箱检疫' };
    expect(whispered(await does(w, 'luo', 'own', number, mine))).toContain('何建国');
    await does(w, 'he', 'own', number, mine);
    expect((await standing(w, number)).supplier).toBe('quality');
    await does(w, 'yang', 'own', number, mine);
    expect(await standing(w, number)).toMatchObject({ supplier: 'production', ownerless: null });
    expect(heard(w)).toEqual(['zhao']);
    expect(whispered(await does(w, 'he', 'own', number, mine))).toContain('生产部');
  });

  test('heads who disagree: the referee hears after an hour, decides, and the new department’s silence climbs again', async () => {
    const w = await world();
    const number = await disowned(w);
    await does(w, 'he', 'own', number, { to: 'quality', name: '木箱检疫' });
    w.sent();
    await w.advance(hours(1) - 1);
    expect(heard(w)).toEqual([]);
    await w.advance(1);
    expect(heard(w)).toEqual(['chen']);
    await w.advance(hours(2));
    await does(w, 'chen', 'own', number, { to: 'production', name: '木箱检疫' });
    expect(heard(w)).toEqual(['zhao']);
    await w.advance(minutes(30));
    expect(heard(w)).toEqual(['zhao', 'liu']);
    expect((await history(w, number)).filter((row) => row.kind === 'moved').map((row) => row.to)).toEqual([
      'quality',
      'production',
    ]);
  });

  test('a normal request waits four working hours before the referee hears', async () => {
    const w = await world({ at: shanghai('2026-05-06T09:00') });
    const number = await files(w, 'lin', 'materials', '木箱', { urgency: 'normal' });
    await does(w, 'luo', 'notOurs', number, { to: 'quality' });
    await does(w, 'guo', 'notOurs', number, {});
    w.sent();
    await w.until(shanghai('2026-05-06T13:59'));
    expect(heard(w)).toEqual([]);
    await w.until(shanghai('2026-05-06T14:00'));
    expect(heard(w)).toEqual(['chen']);
  });
});

describe('“I don’t know who”', () => {
  test('asks the customer’s own head; whoever is named gets it with its own targets, from then on', async () => {
    const w = await world();
    const number = await files(w, 'xu', '?', '出口包装的木箱检疫章');
    expect(heard(w)).toEqual(['xu', 'lin']);
    expect(read(await w.newest('lin'))).toContain('[指定归属]');
    await w.advance(minutes(10));
    await does(w, 'lin', 'own', number, { to: 'quality', name: '木箱检疫' });
    expect(heard(w)).toEqual(['priya']);
    expect(await standing(w, number)).toMatchObject({
      supplier: 'quality',
      ownerless: null,
      filedAt: shanghai('2026-05-01T10:00'),
      acknowledge: { from: shanghai('2026-05-01T10:10'), due: shanghai('2026-05-01T10:40') },
    });
    await w.advance(minutes(30));
    expect(heard(w)).toEqual(['priya', 'guo']);
  });

  test('unanswered, it climbs inside the customer’s own department; the asker may withdraw meanwhile', async () => {
    const w = await world();
    const number = await files(w, 'xu', '?', '出口包装的木箱检疫章');
    w.sent();
    await w.advance(minutes(30));
    expect(heard(w)).toEqual(['xu', 'zhou']);
    await does(w, 'xu', 'withdraw', number, {});
    expect((await standing(w, number)).stage).toBe('closed');
    w.sent();
  });
});
