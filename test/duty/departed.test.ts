import { expect, test } from 'vitest';
import { onDuty } from '../../src/org/duty.ts';
import { read, shanghai, type World, world } from '../world.ts';
import { handsOver } from './story.ts';

const tuesday = shanghai('2026-05-12T10:00');
const thursday = 'materials|2026-05-14';

async function leaves(w: World, who: string): Promise<void> {
  await w.engine.receive({ kind: 'left', id: `left-${who}`, platform: 'console', account: who });
  await w.engine.tick();
  await w.engine.flush();
}

async function standing(w: World, at: string): Promise<string> {
  return onDuty(await w.organisation(), 'materials', shanghai(at))?.person ?? '';
}

const other = (one: string) => ['luo', 'xie', 'tang'].find((person) => person !== one) ?? '';

test('a date of the roster on which only someone who left stands is told to the head at once', async () => {
  const w = await world({ at: shanghai('2026-04-29T10:00') });
  await leaves(w, 'luo');
  expect(w.sent()).toEqual(['he: 物控部：5月1日(周五) 00:00 至 5月3日(周日) 00:00 的值班有空缺']);
  expect(read(await w.newest('he'))).toContain('[调整值班表]');
  expect(await standing(w, '2026-05-01T10:00')).not.toBe('luo');
});

test('the colleague who was asked has left: the asker hears that the date is still theirs', async () => {
  const w = await world({ at: tuesday });
  const giver = await standing(w, '2026-05-14T10:00');
  const taker = other(giver);
  await handsOver(w, giver, { date: thursday, to: taker });
  w.sent();
  await leaves(w, taker);
  expect(w.sent()).toHaveLength(1);
  expect(read(await w.newest(giver))).toContain('值班表不变：当天的请求仍会送到您这里。');
});

test('the one who asked has left: the question is over, and the colleague reads who stands there now', async () => {
  const w = await world({ at: tuesday });
  const giver = await standing(w, '2026-05-14T10:00');
  const taker = other(giver);
  await handsOver(w, giver, { date: thursday, to: taker });
  w.sent();
  await leaves(w, giver);
  expect(w.sent()).toEqual([]);
  expect((await w.newest(taker)).buttons).toEqual([]);
});
