import { describe, expect, test } from 'vitest';
import type { Reply } from '../../src/platform/adapter.ts';
import { days, formOf, hours, minutes, read, shanghai, whispered, world } from '../world.ts';
import { does, files, heard, history, kinds, standing } from './story.ts';

const words = (reply: Reply | null): string => (reply?.kind === 'whisper' ? read(reply.card) : '');

describe('/requests', () => {
  test('lists what waits for me, what I wait for and what my department has open, each with its time left', async () => {
    const w = await world();
    const mine = await files(w, 'lin', 'materials', '600 件 A 料');
    const colleague = await files(w, 'zhou', 'materials', '50 件 B 料');
    await does(w, 'xie', 'accept', colleague, {});
    await w.advance(minutes(10));
    const luo = words(await w.says('luo', '/requests'));
    expect(luo).toMatch(/等我处理（1）\n- todo R-1001 [^\n]*600 件 A 料 \| [^\n]*20/);
    expect(luo).toMatch(/物控部未完成（1）\n- todo R-1002 /);
    const lin = words(await w.says('lin', '/请求列表'));
    expect(lin).toMatch(/我在等（1）\n- todo R-1001 /);
    expect(lin).toMatch(/销售部未完成（1）\n- todo R-1002 /);
    expect(words(await w.says('song', '/requests'))).not.toContain('R-100');
    await does(w, 'luo', 'ask', mine, { text: '哪个版本？' });
    expect(words(await w.says('lin', '/requests'))).toMatch(/等我处理（1）\n- todo R-1001 [^\n]*计时暂停/);
    expect(words(await w.says('luo', '/requests'))).not.toContain('等我处理');
    w.sent();
  });

  test('a delivery waits for the customer, with the time until silence closes it; what is over says by how much', async () => {
    const w = await world({ at: shanghai('2026-05-11T10:00') });
    const number = await files(w, 'lin', 'materials', '600 件 A 料');
    await w.advance(minutes(45));
    expect(words(await w.says('luo', '/requests'))).toContain('已过 15');
    await does(w, 'luo', 'deliver', number, {});
    expect(words(await w.says('lin', '/requests'))).toMatch(/等我处理（1）\n- todo R-1001 [^\n]*还剩 3/);
    await does(w, 'lin', 'confirm', number, { rating: '5' });
    expect(words(await w.says('lin', '/requests'))).not.toContain('R-1001');
    w.sent();
  });

  test('a dispute waits for the referee', async () => {
    const w = await world();
    const number = await files(w, 'lin', 'materials', '600 件 A 料');
    await does(w, 'luo', 'decline', number, { text: '停产' });
    await does(w, 'lin', 'dispute', number, { text: '合同里有' });
    expect(words(await w.says('chen', '/requests'))).toContain('R-1001');
    w.sent();
  });
});

describe('/called', () => {
  test('files it for the caller at the right department, the clock running, and tells the caller its number', async () => {
    const w = await world();
    const reply = await w.says('chen', '/called 物控 销售 查库存 SO-2051');
    expect(whispered(reply)).toContain('R-1001');
    expect(words(reply)).toMatch(/本周 1[^\n]*上周 0[^\n]*1/);
    expect(heard(w).sort()).toEqual(['lin', 'luo']);
    expect(read(await w.newest('lin'))).toContain('陈志远');
    expect(await standing(w, 1001)).toMatchObject({
      customer: 'sales',
      asker: 'lin',
      calledBy: 'chen',
      supplier: 'materials',
      need: '查库存 SO-2051',
      acknowledge: { due: shanghai('2026-05-01T10:30') },
    });
    expect((await history(w, 1001))[0]).toMatchObject({ kind: 'filed', by: 'chen', calledBy: 'chen' });
  });

  test('understands a caller by name, and a service as the department', async () => {
    const w = await world();
    await w.says('gu', '/转电话 查库存 徐佳 SO-2051 还有多少');
    expect(await standing(w, 1001)).toMatchObject({ asker: 'xu', supplier: 'materials', service: 'check-stock' });
    w.sent();
  });

  test('without enough words, or with an unknown department, opens three fields with the words kept', async () => {
    const w = await world();
    for (const [typed, kept] of [
      ['', undefined],
      ['火星部 查库存', '火星部 查库存'],
    ] as const) {
      const form = formOf(await w.says('chen', `/called ${typed}`));
      expect(form.fields.map((field) => field.key)).toEqual(['to', 'caller', 'need']);
      expect(form.fields[2]?.initial).toBe(kept);
    }
    const opened = await w.says('chen', '/called 查一下 SO-2051 的库存');
    await w.fills('chen', opened, { to: 'materials', caller: 'zhou' });
    expect(await standing(w, 1001)).toMatchObject({ asker: 'zhou', supplier: 'materials', calledBy: 'chen' });
    w.sent();
  });

  test('is for referees; others are told who, and nothing is filed', async () => {
    const w = await world();
    expect(whispered(await w.says('lin', '/called 物控 销售 查库存'))).toContain('陈志远');
    expect(heard(w)).toEqual([]);
  });

  test('counts the calls of this week, of the last and of all time; a week begins on Monday', async () => {
    const w = await world({ at: shanghai('2026-05-08T10:00') });
    await w.says('chen', '/called 物控 销售 查库存 一');
    await w.says('gu', '/called 物控 销售 查库存 二');
    await w.until(shanghai('2026-05-10T23:59'));
    expect(words(await w.says('chen', '/called 物控 销售 查库存 三'))).toMatch(/本周 3[^\n]*上周 0[^\n]*3/);
    await w.until(shanghai('2026-05-11T00:00'));
    expect(words(await w.says('chen', '/called 物控 销售 查库存 四'))).toMatch(/本周 1[^\n]*上周 3[^\n]*4/);
    await w.advance(days(7));
    expect(words(await w.says('chen', '/called 物控 销售 查库存 五'))).toMatch(/本周 1[^\n]*上周 1[^\n]*5/);
    w.sent();
  });

  test('on the poorest messenger asks one field at a time and does not lose what was typed', async () => {
    const w = await world({ poorest: true });
    await w.says('chen', '/called 查一下 SO-2051 的库存');
    await w.says('chen', '物控部');
    await w.says('chen', '周立');
    const asked = read(await w.newest('chen'));
    expect(asked).toContain('查一下 SO-2051 的库存');
    await w.says('chen', '跳过');
    expect(await standing(w, 1001)).toMatchObject({ asker: 'zhou', need: '查一下 SO-2051 的库存' });
    w.sent();
  });
});

describe('the clock after an outage', () => {
  test('of three hours: only the highest overdue step speaks, and the history says which were passed over', async () => {
    const w = await world();
    const number = await files(w, 'lin', 'materials', '600 件 A 料');
    w.sent();
    w.clock.set(new Date(w.clock.now().getTime() + minutes(50)));
    await w.engine.tick();
    await w.engine.flush();
    expect(heard(w)).toEqual(['he']);
    w.clock.set(new Date(w.clock.now().getTime() + hours(3)));
    await w.engine.tick();
    await w.engine.flush();
    expect(heard(w)).toEqual(['chen']);
    expect(await kinds(w, number)).toEqual(['filed', 'rungSkipped', 'rungSkipped', 'climbed', 'climbed']);
  });
});
