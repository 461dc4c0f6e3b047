import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { readiness } from '../../src/duty/index.ts';
import { recurrences } from '../../src/engine/tables.ts';
import { minutes, read, shanghai, type World, whispered, world } from '../world.ts';
import { heard, presses } from './story.ts';

const before = shanghai('2026-04-30T09:59');
const ten = shanghai('2026-04-30T10:00');
const three = shanghai('2026-04-30T15:00');
const materials = ['luo', 'xie', 'tang'];

/** What reached people of one department: the story is about that one. */
const sentTo = (w: World, ...people: string[]) => w.sent().filter((line) => people.includes(line.split(':')[0] ?? ''));

describe('on the last working day before a rest', () => {
  test('everyone on duty in it is asked once, at ten; the unconfirmed dates reach the head at three', async () => {
    const w = await world({ at: before });
    await w.until(shanghai('2026-04-30T09:59'));
    expect(w.sent()).toEqual([]);
    await w.until(ten);
    const asked = w.sent();
    expect(asked).toHaveLength(16);
    expect(asked).toContain('luo: 您在 5月1日(周五)至5月2日(周六) 为物控部值班，准备好了吗？');
    expect(asked).toContain('james: You are on duty on Sun 3 May to Mon 4 May for 销售部: ready?');
    expect(read(await w.newest('luo'))).toBe(
      '您在 5月1日(周五)至5月2日(周六) 为物控部值班，准备好了吗？\n物控部5月1日(周五)至5月5日(周二)休息，5月1日(周五)至5月2日(周六) 的请求会送到您这里。\n销售部会看到可以找谁。\n下一步：点一下即可。如果不行，请把这一天换给同事。\n[我已准备好] [我不行]',
    );
    expect(whispered(await presses(w, 'luo', 'ready'))).toBe('已记下，谢谢：5月1日(周五)至5月2日(周六) 您已准备好。');
    expect((await w.newest('luo')).title).toBe('您已准备好：5月1日(周五)至5月2日(周六)，物控部');
    expect(w.sent()).toEqual([]);
    await w.until(new Date(three.getTime() - 1));
    expect(w.sent()).toEqual([]);
    await w.until(three);
    expect(sentTo(w, 'he', ...materials)).toEqual(['he: 物控部：5月3日(周日)至5月5日(周二) 的值班尚未确认']);
    expect(read(await w.newest('he'))).toBe(
      '物控部：5月3日(周日)至5月5日(周二) 的值班尚未确认\n已于 4月30日(周四) 10:00 请值班人员确认，还在等这些答复：\n- todo 5月3日(周日)：谢芳 | 尚未确认\n- todo 5月4日(周一)：谢芳 | 尚未确认\n- todo 5月5日(周二)：唐丽 | 尚未确认\n销售部这几天的紧急事项要靠它。\n下一步：和对方说一声，或为这一天另行安排。\n[调整值班表]',
    );
    await presses(w, 'xie', 'ready');
    expect((await w.newest('he')).title).toBe('物控部：5月5日(周二) 的值班尚未确认');
    await presses(w, 'tang', 'ready');
    expect(await w.newest('he')).toMatchObject({
      title: '物控部：5月1日(周五)至5月5日(周二) 的值班人员都已准备好',
      buttons: [],
    });
    await w.until(shanghai('2026-05-07T18:00'));
    expect(w.sent()).toEqual([]);
  });

  test('the customer sees who is ready, and so does whoever asks the export', async () => {
    const w = await world({ at: before });
    await w.until(ten);
    w.sent();
    await presses(w, 'luo', 'ready');
    const shown = heard(await w.says('xu', '/duty materials'));
    expect(shown).toContain('- done 5月1日(周五)：罗勇 | 已准备好');
    expect(shown).toContain('- todo 5月3日(周日)：谢芳 | 尚未确认');
    expect(heard(await w.says('lin', '/duty'))).toContain('物控部（5月1日(周五)至5月5日(周二)休息）: 已确认 2 / 5');
    await w.db.transaction(async (tx) => {
      expect(await readiness(tx, 'materials', '2026-05-01')).toEqual({ asked: ['luo'], ready: ['luo'] });
      expect(await readiness(tx, 'materials', '2026-05-03')).toEqual({ asked: ['xie'], ready: [] });
      expect(await readiness(tx, 'materials', '2026-05-12')).toEqual({ asked: [], ready: [] });
    });
  });

  test('a tap that comes twice, late, or from someone else changes nothing', async () => {
    const w = await world({ at: before });
    await w.until(ten);
    w.sent();
    await presses(w, 'luo', 'ready');
    expect(whispered(await w.clicks('luo', 'duty.ready', 'materials|2026-05-01'))).toContain('之前已经记下了');
    expect(whispered(await w.clicks('he', 'duty.ready', 'materials|2026-05-01'))).toContain('不需要再做什么');
    expect(whispered(await w.clicks('he', 'duty.ready', 'nowhere|2026'))).toContain('这个询问已经不在了');
    await w.until(shanghai('2026-05-07T10:00'));
    w.sent();
    expect(whispered(await presses(w, 'xie', 'ready'))).toBe('这几天已经过去了，不需要再做什么。');
  });

  test('who cannot hands the date over; agreeing to take it is being ready', async () => {
    const w = await world({ at: before });
    await w.until(ten);
    w.sent();
    await presses(w, 'tang', 'cannot', { date: 'materials|2026-05-05', to: 'luo', reason: '回老家' });
    expect(w.sent()).toEqual(['luo: 唐丽想请您在 5月5日(周二) 代为值班，可以吗？']);
    await presses(w, 'luo', 'agree');
    expect(w.sent()).toEqual(['tang: 罗勇将在 5月5日(周二) 替您值班', 'he: 物控部：5月5日(周二) 由罗勇替唐丽值班']);
    const first = (await w.messages('tang')).find((seen) => seen.card.title.includes('这几天'));
    expect(first?.card.title).toBe('这几天您的值班已由别人接手，不需要再做什么。');
    expect(heard(await w.says('xu', '/duty materials'))).toContain('- done 5月5日(周二)：罗勇 | 已准备好');
  });

  test('whom the head names instead is asked too', async () => {
    const w = await world({ at: before });
    await w.until(ten);
    for (const person of materials.slice(0, 2)) await presses(w, person, 'ready');
    w.sent();
    await w.until(three);
    expect(sentTo(w, 'he', ...materials)).toEqual(['he: 物控部：5月5日(周二) 的值班尚未确认']);
    await presses(w, 'he', 'change', { to: 'luo' });
    expect(w.sent()).toEqual([
      'tang: 您在 5月5日(周二) 不再为物控部值班',
      'luo: 何建国安排您在 5月5日(周二) 为物控部值班',
    ]);
    await presses(w, 'luo', 'ready');
    expect((await w.newest('he')).title).toBe('物控部：5月1日(周五)至5月5日(周二) 的值班人员都已准备好');
  });
});

describe('an outage', () => {
  test('over the morning: the question comes when the service is back the same day, with an hour to answer', async () => {
    const w = await world({ at: shanghai('2026-04-30T09:00') });
    await w.engine.plan();
    w.clock.set(shanghai('2026-04-30T14:40'));
    await w.advance(0);
    expect(w.sent()).toHaveLength(16);
    await w.advance(minutes(59));
    expect(w.sent()).toEqual([]);
    await w.advance(minutes(1));
    expect(w.sent().length).toBeGreaterThan(5);
  });

  test('over the whole day: yesterday’s question is not asked', async () => {
    const w = await world({ at: shanghai('2026-04-29T09:00') });
    await w.engine.plan();
    w.clock.set(shanghai('2026-05-01T09:00'));
    await w.advance(minutes(60));
    expect(w.sent()).toEqual([]);
    const [row] = await w.db.reader.select().from(recurrences).where(eq(recurrences.name, 'readiness'));
    expect(row?.plannedUntil).toEqual(ten);
  });

  test('an occurrence that comes twice asks once', async () => {
    const w = await world({ at: before });
    await w.until(ten);
    expect(w.sent()).toHaveLength(16);
    const again = () => w.engine.features.find((one) => one.name === 'duty')?.recurs;
    await w.engine.turn('duty', async (turn) => (await again()?.(turn, [{ name: 'readiness', at: ten }])) ?? []);
    await w.advance(0);
    expect(w.sent()).toEqual([]);
  });
});
