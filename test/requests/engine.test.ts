import { describe, expect, test } from 'vitest';
import { DeliveryError } from '../../src/platform/adapter.ts';
import { hours, shanghai, type World, world } from '../world.ts';
import { does, files, heard, history, kinds, salesFiles, standing } from './story.ts';

/** The messenger refuses these people for good. */
function refuses(w: World, ...people: string[]): void {
  const adapter = w.engine.adapters.get('console');
  if (!adapter) throw new Error('no console');
  const { send } = adapter;
  Object.assign(adapter, {
    send: async (delivery: Parameters<typeof send>[0]) => {
      if (people.includes(delivery.account)) throw new DeliveryError('account closed', { retry: 'never' });
      return send(delivery);
    },
  });
}

describe('a messenger that refuses someone for good', () => {
  test('costs no time: the next rung hears at once, and the history says why', async () => {
    const w = await world();
    const number = await files(w, 'lin', 'materials', '600 件 A 料');
    refuses(w, 'tang', 'he');
    w.sent();
    await w.until(shanghai('2026-05-01T10:30'));
    expect(heard(w)).toEqual(['luo', 'chen']);
    const rungs = (await history(w, number)).filter((row) => row.kind === 'rungSkipped');
    expect(rungs).toMatchObject([
      { to: 'deputy', why: 'unreachable' },
      { to: 'head', why: 'unreachable' },
    ]);
  });

  test('is noticed with the very first message: the deputy has it before anyone had to wait', async () => {
    const w = await world();
    refuses(w, 'luo');
    const number = await files(w, 'lin', 'materials', '600 件 A 料');
    await w.engine.flush();
    expect(heard(w).sort()).toEqual(['lin', 'tang']);
    expect((await standing(w, number)).climb).toMatchObject({ track: 'acknowledge', passed: 2 });
  });
});

describe('the rush order with normal urgency', () => {
  test('nothing climbs during the holiday; the first step comes in the first working hours after it', async () => {
    const w = await world();
    await salesFiles(w, 'normal');
    w.sent();
    await w.until(shanghai('2026-05-06T07:59'));
    expect(w.sent()).toEqual([]);
    await w.until(shanghai('2026-05-06T09:00'));
    // Its own message at eight, when the factory opens, and the reminder at half of two hours.
    expect(w.sent().map((line) => line.slice(0, 12))).toEqual(['tang: R-1001', 'tang: R-1001']);
  });

  test('goes through all five departments in working hours, and its Saturday counts', async () => {
    const w = await world({ at: shanghai('2026-05-08T15:00') });
    await salesFiles(w, 'normal');
    const chain = [
      ['he', 'production'],
      ['wang', 'purchasing'],
      ['huang', 'finance'],
      ['zheng', 'sales'],
    ] as const;
    for (const [index, [who, to]] of chain.entries()) await does(w, who, 'block', 1001 + index, { to, need: '缺料' });
    w.sent();
    // Friday 15:00: the ring's four working hours end on the make-up Saturday.
    await w.until(shanghai('2026-05-09T09:59'));
    expect(heard(w).filter((who) => who === 'chen')).toEqual([]);
    await w.until(shanghai('2026-05-09T10:00'));
    expect(heard(w).filter((who) => who === 'chen')).toEqual(['chen']);
  });
});

describe('many timers in one sweep', () => {
  test('a request whose step is due and whose blocker closes by silence at the same instant is decided once', async () => {
    const w = await world({ at: shanghai('2026-05-11T09:00') });
    const one = await files(w, 'lin', 'materials', '600 件 A 料', { urgency: 'normal' });
    await does(w, 'luo', 'block', one, { to: 'production', need: '缺 600 件成品' });
    await does(w, 'zhao', 'deliver', 1002, {});
    w.sent();
    // Three days of silence end while the ladder of the waiting request has steps due, too: one tick sees both.
    w.clock.set(shanghai('2026-05-20T09:00'));
    await w.engine.tick();
    await w.engine.flush();
    expect((await standing(w, 1002)).stage).toBe('closed');
    expect(await standing(w, one)).toMatchObject({ wait: null, stage: 'accepted' });
    const seen = await kinds(w, one);
    expect(seen.filter((kind) => kind === 'gotUnblocked')).toHaveLength(1);
    expect(seen.filter((kind) => kind === 'climbed')).toHaveLength(1);
    await w.advance(hours(1));
    w.sent();
  });
});
