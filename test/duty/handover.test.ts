import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { onDuty } from '../../src/org/duty.ts';
import { orgItems } from '../../src/org/tables.ts';
import { days, hours, read, shanghai, type World, whispered, world } from '../world.ts';
import { follows, handsOver, heard, presses } from './story.ts';

/** Tuesday morning; material control: tang's week, then luo's. */
const tuesday = shanghai('2026-05-12T10:00');
const thursday = 'materials|2026-05-14';

async function onDutyOn(w: World, department: string, at: string): Promise<string | null> {
  return onDuty(await w.organisation(), department, shanghai(at))?.person ?? null;
}

/** Who has this week in material control, and someone who has not. */
async function pair(w: World): Promise<{ giver: string; taker: string }> {
  const giver = (await onDutyOn(w, 'materials', '2026-05-14T10:00')) ?? '';
  return { giver, taker: giver === 'luo' ? 'xie' : 'luo' };
}

const otherThan = (...people: string[]) => ['luo', 'xie', 'tang'].find((one) => !people.includes(one)) ?? '';

async function nameOf(w: World, id: string): Promise<string> {
  return (await w.organisation()).people.get(id)?.name ?? '';
}

describe('a date is handed to a colleague who agrees', () => {
  test('the colleague is asked, agrees, and the roster, the asker and the head know', async () => {
    const w = await world({ at: tuesday });
    const { giver, taker } = await pair(w);
    const [from, to] = [await nameOf(w, giver), await nameOf(w, taker)];
    const reply = await handsOver(w, giver, { date: thursday, to: taker });
    expect(whispered(reply)).toBe(`已向${to}询问 5月14日(周四)。在${to}同意之前，仍由您值班。`);
    expect(w.sent()).toEqual([`${taker}: ${from}想请您在 5月14日(周四) 代为值班，可以吗？`]);
    expect(read(await w.newest(taker))).toContain(
      `“孩子家长会” ${from}\n物控部，5月14日(周四) 全天值班，00:00 至 24:00。`,
    );
    expect(await onDutyOn(w, 'materials', '2026-05-14T10:00')).toBe(giver);

    expect(whispered(await presses(w, taker, 'agree'))).toBe('您将在 5月14日(周四) 为物控部值班，谢谢。');
    expect(w.sent()).toEqual([
      `${giver}: ${to}将在 5月14日(周四) 替您值班`,
      `he: 物控部：5月14日(周四) 由${to}替${from}值班`,
    ]);
    expect((await w.newest(taker)).buttons).toEqual([]);
    expect(await onDutyOn(w, 'materials', '2026-05-14T10:00')).toBe(taker);
    expect(await onDutyOn(w, 'materials', '2026-05-15T10:00')).toBe(giver);
    await w.advance(days(4));
    expect(w.sent()).toEqual([]);
  });

  test('when it is not possible the roster stands, and the asker goes on from there', async () => {
    const w = await world({ at: tuesday });
    const { giver, taker } = await pair(w);
    await handsOver(w, giver, { date: thursday, to: taker });
    expect(whispered(await presses(w, taker, 'refuse'))).toContain('您已说明 5月14日(周四) 不方便。');
    expect(w.sent()).toHaveLength(2);
    expect(read(await w.newest(giver))).toBe(
      `${await nameOf(w, taker)}在 5月14日(周四) 不方便值班\n值班表不变：当天的请求仍会送到您这里。\n下一步：再问一位同事，或选择告诉何建国。\n[换班]`,
    );
    expect(await onDutyOn(w, 'materials', '2026-05-14T10:00')).toBe(giver);
    const told = await presses(w, giver, 'handOver', { date: thursday, to: '~head', reason: '找不到人' });
    expect(whispered(told)).toBe('已把 5月14日(周四) 的情况告诉何建国。在另行安排之前，仍由您值班。');
    expect(w.sent()).toEqual([`he: ${await nameOf(w, giver)}在 5月14日(周四) 无法为物控部值班`]);
    const again = await presses(w, giver, 'handOver', { date: thursday, to: '~head', reason: '找不到人' });
    expect(whispered(again)).toBe('已于 5月12日(周二) 10:00 把 5月14日(周四) 的情况告诉何建国。');
    expect(w.sent()).toEqual([]);
  });

  test('asking twice, agreeing twice, agreeing to what was refused: each is answered with what is true', async () => {
    const w = await world({ at: tuesday });
    const { giver, taker } = await pair(w);
    await handsOver(w, giver, { date: thursday, to: taker });
    const again = await handsOver(w, giver, { date: thursday, to: otherThan(giver, taker) });
    const name = await nameOf(w, taker);
    expect(heard(again)).toBe(`您已于 5月12日(周二) 10:00 向${name}询问 5月14日(周四)，目前还没有答复。\n[另找同事]`);
    expect(w.sent()).toHaveLength(1);
    await presses(w, taker, 'agree');
    expect(w.sent()).toHaveLength(2);
    const at = `${name}已于 5月12日(周二) 10:00 同意，5月14日(周四) 由其值班。`;
    expect(whispered(await w.clicks(taker, 'duty.agree', '1'))).toBe(at);
    expect(whispered(await w.clicks(taker, 'duty.refuse', '1'))).toBe(at);
    expect(whispered(await w.clicks('he', 'duty.agree', '1'))).toBe(`这个问题是问${name}的。`);
    expect(whispered(await w.clicks(taker, 'duty.agree', '99'))).toContain('这个询问已经不在了。');
    expect(whispered(await w.clicks(taker, 'duty.agree', '1; drop table x'))).toContain('这个询问已经不在了。');
  });

  test('two presses at once change the roster once', async () => {
    const w = await world({ at: tuesday });
    const { giver, taker } = await pair(w);
    await handsOver(w, giver, { date: thursday, to: taker });
    w.sent();
    const replies = await Promise.all([
      w.acts.click(taker, 'duty.agree', '1', 'one'),
      w.acts.click(taker, 'duty.refuse', '1', 'two'),
      w.acts.click(taker, 'duty.agree', '1', 'one'),
    ]);
    expect(replies).toHaveLength(3);
    await w.advance(0);
    expect(w.sent()).toHaveLength(2);
  });

  test('the asker may turn to someone else; the first colleague’s card says so', async () => {
    const w = await world({ at: tuesday });
    const { giver, taker } = await pair(w);
    const other = otherThan(giver, taker);
    await handsOver(w, giver, { date: thursday, to: taker });
    const again = await handsOver(w, giver, { date: thursday, to: other });
    await follows(w, giver, again, 'withdraw', { date: thursday, to: other, reason: '家长会' });
    expect(w.sent().map((line) => line.split(':')[0])).toEqual([taker, other]);
    expect(await w.newest(taker)).toMatchObject({
      title: `${await nameOf(w, giver)}不再需要您在 5月14日(周四) 代班，不需要再做什么。`,
      buttons: [],
    });
    expect(whispered(await w.clicks(taker, 'duty.agree', '1'))).toContain('已于 5月12日(周二) 10:00 收回这个询问。');
  });

  test('without an answer the asker hears once, the afternoon before, that the duty is still theirs', async () => {
    const w = await world({ at: tuesday });
    const { giver, taker } = await pair(w);
    await handsOver(w, giver, { date: thursday, to: taker });
    w.sent();
    await w.until(shanghai('2026-05-13T15:59'));
    expect(w.sent()).toEqual([]);
    await w.until(shanghai('2026-05-13T16:00'));
    expect(w.sent()).toEqual([`${giver}: ${await nameOf(w, taker)}还没有答复 5月14日(周四) 的换班`]);
    await w.until(shanghai('2026-05-15T09:00'));
    expect(whispered(await presses(w, taker, 'agree'))).toBe('5月14日(周四) 已经过去了，不需要再做什么。');
    expect(await onDutyOn(w, 'materials', '2026-05-14T10:00')).toBe(giver);
  });

  test('at night the question waits for the morning', async () => {
    const w = await world({ at: shanghai('2026-05-12T21:00') });
    const { giver, taker } = await pair(w);
    await handsOver(w, giver, { date: thursday, to: taker });
    expect(w.sent()).toEqual([]);
    await w.advance(hours(11));
    expect(w.sent()).toHaveLength(1);
  });

  test('a colleague of another department, one who has left, or a date that is not mine is not possible', async () => {
    const w = await world({ at: tuesday });
    const { giver, taker } = await pair(w);
    const form = { action: 'duty.handOver', context: '' };
    const submit = (answers: Record<string, string>) =>
      w.acts.submit(giver, form.action, form.context, { reason: 'x', ...answers });
    expect(await submit({ date: thursday, to: 'wang' })).toMatchObject({ kind: 'problems' });
    expect(await submit({ date: 'materials|2026-01-01', to: taker })).toMatchObject({ kind: 'problems' });
    await w.db.transaction((tx) => tx.update(orgItems).set({ active: false }).where(eq(orgItems.key, taker)));
    expect(await submit({ date: thursday, to: taker })).toMatchObject({ kind: 'problems' });
    expect(whispered(await w.clicks('anna', 'duty.handOver', 'materials'))).toContain(
      'You are not on duty in the next',
    );
    expect(whispered(await w.clicks('wang', 'duty.handOver', ''))).toBe('未来 14 天您没有值班，没有可以换的日期。');
  });

  test('a colleague the messenger cannot reach: the asker hears it at once and may ask someone else', async () => {
    const w = await world({ at: tuesday });
    const { giver, taker } = await pair(w);
    await handsOver(w, giver, { date: thursday, to: taker });
    w.sent();
    const duty = w.engine.features.find((feature) => feature.name === 'duty');
    const dead = () => w.engine.turn('duty', async (turn) => (await duty?.undelivered?.(turn, { handover: 1 })) ?? []);
    await dead();
    await dead();
    await w.advance(0);
    expect(w.sent()).toEqual([`${giver}: 5月14日(周四) 的换班没能通知到${await nameOf(w, taker)}`]);
    await presses(w, giver, 'handOver', { date: thursday, to: otherThan(giver, taker), reason: '家长会' });
    expect(w.sent()).toHaveLength(1);
  });

  test('in the poorest messenger the form is a dialogue', async () => {
    const w = await world({ at: tuesday, poorest: true });
    const { giver, taker } = await pair(w);
    await w.clicks(giver, 'duty.handOver', '');
    await w.says(giver, '5月14日');
    await w.says(giver, await nameOf(w, taker));
    await w.says(giver, '孩子家长会');
    expect(w.sent().at(-1)).toBe(`${taker}: ${await nameOf(w, giver)}想请您在 5月14日(周四) 代为值班，可以吗？`);
    await presses(w, taker, 'agree');
    expect(w.sent()).toHaveLength(3);
    expect(await onDutyOn(w, 'materials', '2026-05-14T10:00')).toBe(taker);
  });

  test('a date shared by shifts is taken whole, and everyone who stood on it knows', async () => {
    const w = await world({ at: tuesday });
    const date = 'production|2026-05-14';
    const weekly = (await onDutyOn(w, 'production', '2026-05-14T10:00')) ?? '';
    const giver = weekly === 'sun' ? 'zhao' : 'sun';
    expect(giver).toBe('sun');
    const reply = await handsOver(w, 'sun', { date, to: 'ma' });
    expect(whispered(reply)).toContain('已向马骏询问');
    expect(read(await w.newest('ma'))).toContain(`也包括当天${await nameOf(w, weekly)}的时段。`);
    await presses(w, 'ma', 'agree');
    expect(w.sent().map((line) => line.split(':')[0])).toEqual(expect.arrayContaining(['ma', 'sun', 'wang', weekly]));
  });
});

describe('the head changes the roster', () => {
  test('at once, and both people are told', async () => {
    const w = await world({ at: tuesday });
    const { giver, taker } = await pair(w);
    const shown = await w.says('he', '/duty');
    const done = await follows(w, 'he', shown, 'change', { date: thursday, to: taker, reason: '人手调整' });
    const name = await nameOf(w, taker);
    expect(whispered(done)).toBe(`已更新：5月14日(周四) 由${name}为物控部值班，相关的人都已通知。`);
    expect(w.sent()).toEqual([
      `${giver}: 您在 5月14日(周四) 不再为物控部值班`,
      `${taker}: 何建国安排您在 5月14日(周四) 为物控部值班`,
    ]);
    expect(await onDutyOn(w, 'materials', '2026-05-14T10:00')).toBe(taker);
    const again = await w.clicks('he', 'duty.change', 'materials|2026-05-14', { to: taker });
    expect(whispered(again)).toBe(`5月14日(周四) 本来就由${name}值班。`);
  });

  test('settles what was being asked about the date', async () => {
    const w = await world({ at: tuesday });
    const { giver, taker } = await pair(w);
    await handsOver(w, giver, { date: thursday, to: taker });
    await w.clicks('tang', 'duty.change', 'materials|2026-05-14', { to: 'he' });
    w.sent();
    expect((await w.newest(taker)).title).toBe('5月14日(周四) 由何建国值班，不需要再做什么。');
    expect(whispered(await w.clicks(taker, 'duty.agree', '1'))).toBe('已经定了：5月14日(周四) 由何建国值班。');
    expect(await onDutyOn(w, 'materials', '2026-05-14T10:00')).toBe('he');
  });

  test('is for head and deputy only; others are told who can', async () => {
    const w = await world({ at: tuesday });
    expect(whispered(await w.clicks('luo', 'duty.change', 'materials'))).toBe('物控部的值班表由何建国、唐丽调整。');
    expect(whispered(await w.acts.submit('wang', 'duty.change', 'materials', { date: thursday, to: 'luo' }))).toBe(
      '物控部的值班表由何建国、唐丽调整。',
    );
  });
});
