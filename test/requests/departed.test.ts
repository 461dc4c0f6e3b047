import { and, eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { dialogues, outbox } from '../../src/engine/tables.ts';
import { hours, minutes, read, shanghai, type World, whispered, world } from '../world.ts';
import { does, duty, ended, files, heard, history, kinds, standing } from './story.ts';

let events = 0;

/** The messenger says that someone has left. */
async function leaves(w: World, who: string): Promise<void> {
  events += 1;
  await w.engine.receive({ kind: 'left', id: `left-${events}`, platform: 'console', account: who });
  await w.engine.tick();
  await w.engine.flush();
}

test('what someone had taken is with the duty person the moment they leave, and the promise stands', async () => {
  const w = await world();
  const number = await files(w, 'lin', 'production', '缺 600 件 A 料成品', { blocks: '出口订单 SO-2051' });
  await does(w, 'wang', 'accept', number, { at: shanghai('2026-05-01T15:00').toISOString() });
  w.sent();
  await leaves(w, 'wang');
  expect(heard(w)).toContain(duty.production);
  const card = read(await w.newest(duty.production));
  expect(card).toContain('R-1001（销售部）现由您处理');
  expect(card).toContain('此前由王强承接，其账号已不在公司通讯录中。您是生产部的值班人，部门已作的承诺不变。');
  expect(card).toContain('受影响的是：出口订单 SO-2051。');
  expect(card).toContain('承诺时间: 5月1日(周五) 15:00');
  expect(card).toContain('下一步：交付，或在销售部来问之前给出新的时间。');
  expect(await standing(w, number)).toMatchObject({
    stage: 'accepted',
    handler: 'zhao',
    promise: { undecided: false },
  });
  expect((await history(w, number)).at(-1)).toMatchObject({ kind: 'handlerLeft', person: 'wang', heir: 'zhao' });
  expect((await w.newest('lin')).title).toBe('R-1001：现由生产部的赵敏处理');
});

test('the ladder goes on for the duty person, and the deputy and head who are left', async () => {
  const w = await world();
  const number = await files(w, 'lin', 'production', '缺 600 件 A 料成品');
  await does(w, 'sun', 'accept', number, {});
  w.sent();
  await leaves(w, 'sun');
  await leaves(w, 'wang');
  w.sent();
  await w.advance(hours(9));
  const climbed = (await history(w, number)).filter((row) => row.kind === 'climbed');
  expect(climbed.map((row) => row.person)).toEqual(['zhao', 'liu']);
  expect(heard(w)).not.toContain('wang');
  await w.advance(hours(8));
  w.sent();
  // The head has left: that rung is empty, and the referee is told at once.
  expect((await history(w, number)).filter((row) => row.kind === 'climbed').map((row) => row.person)).toEqual([
    'zhao',
    'liu',
    'chen',
  ]);
});

test('a request someone filed stays with their department: its duty person is told, and confirms', async () => {
  const w = await world();
  const number = await files(w, 'lin', 'production', '缺 600 件 A 料成品');
  await does(w, 'sun', 'accept', number, {});
  w.sent();
  await leaves(w, 'lin');
  expect(heard(w)).toContain(duty.sales);
  const card = read(await w.newest(duty.sales));
  expect(card).toContain('R-1001：现由您代表销售部跟进');
  expect(card).toContain('“缺 600 件 A 料成品” 林晓燕（销售部）');
  expect(card).toContain('此前由林晓燕提出，其账号已不在公司通讯录中。销售部仍需要这项工作。');
  expect(card).toContain('下一步：暂时没有。生产部答复、提问或交付时您会收到通知。');
  await does(w, 'sun', 'deliver', number, {});
  expect(heard(w)).toEqual([duty.sales]);
  await does(w, duty.sales, 'return', number, { text: '少 20 件' });
  await does(w, 'sun', 'deliver', number, {});
  await does(w, duty.sales, 'confirm', number, { rating: '4' });
  w.sent();
  expect(await ended(w, number)).toMatchObject({ how: 'confirmed', asker: duty.sales });
});

test('delivered and unconfirmed, it is the duty person of the customer who hears that it waits', async () => {
  const w = await world();
  const number = await files(w, 'lin', 'production', '缺 600 件 A 料成品');
  await does(w, 'sun', 'deliver', number, { text: '已完成' });
  w.sent();
  await leaves(w, 'sun');
  // Nothing is the supplier's to do now: nobody there is disturbed, but a return finds somebody.
  expect(heard(w).filter((who) => who === duty.production)).toEqual([]);
  await does(w, 'lin', 'return', number, { text: '少 20 件' });
  expect(heard(w)).toContain(duty.production);
});

test('whoever alone was told of a request has a successor', async () => {
  const w = await world();
  const number = await files(w, 'lin', 'production', '缺 600 件 A 料成品');
  expect(heard(w)).toContain('zhao');
  await leaves(w, 'zhao');
  const [next] = heard(w).filter((who) => who !== 'wang');
  expect(next).toBeDefined();
  const card = read(await w.newest(next ?? ''));
  expect(card).toContain('R-1001：销售部向生产部提出请求');
  expect(card).toContain('此前已请赵敏处理，其账号已不在公司通讯录中。');
  expect(await kinds(w, number)).toEqual(['filed', 'readerLeft']);
  await w.advance(minutes(10));
  w.sent();
});

test('someone who left can do nothing more, and nothing is sent to them', async () => {
  const w = await world({ at: shanghai('2026-05-05T20:00'), poorest: true });
  await w.says('sun', '/请求');
  w.sent();
  const open = () => w.db.reader.select().from(dialogues).where(eq(dialogues.person, 'sun'));
  expect(await open()).toHaveLength(1);
  await leaves(w, 'sun');
  expect(await open()).toEqual([]);
  const org = await w.organisation();
  expect(org.byAccount.get('console:sun')).toBeUndefined();
  expect(whispered(await w.says('sun', '/请求'))).toBe('我还不认识这个账号，请联系下游的管理员把它加入组织架构。');
  w.sent();
});

test('what waited for the morning to be sent to them is sent to the one who is on duty then', async () => {
  const w = await world({ at: shanghai('2026-05-05T20:00') });
  const number = await files(w, 'lin', 'production', '缺 600 件 A 料成品', { urgency: 'normal' });
  w.sent();
  const [told] = (await standing(w, number)).told;
  await leaves(w, told ?? '');
  const unsent = and(eq(outbox.person, told ?? ''), eq(outbox.status, 'waiting'));
  expect(await w.db.reader.select().from(outbox).where(unsent)).toEqual([]);
  await w.until(shanghai('2026-05-06T08:30'));
  const { told: now } = await standing(w, number);
  expect(now).toHaveLength(1);
  expect(heard(w)).toContain(now[0]);
  expect(now).not.toContain(told);
});

test('who comes back can work again, and an org file alone does not bring them back', async () => {
  const w = await world();
  await leaves(w, 'sun');
  w.sent();
  expect((await w.organisation()).people.get('sun')?.active).toBe(false);
  const profile = { account: 'sun', name: '孙浩', email: null, zone: null, locale: null, title: null };
  const back = { ...profile, departments: [], leads: [], active: true };
  await w.engine.receive({ kind: 'changed', id: 'back', platform: 'console', account: 'sun', profile: back });
  expect((await w.organisation()).people.get('sun')?.active).toBe(true);
  expect(whispered(await w.says('sun', '/请求列表'))).toBe('请求');
});
