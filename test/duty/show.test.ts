import { describe, expect, test } from 'vitest';
import { shanghai, world } from '../world.ts';
import { follows, heard } from './story.ts';

describe('/duty shows who is on duty', () => {
  test('for one’s own department and those one may have to ask, in the middle of a holiday', async () => {
    const w = await world();
    expect(heard(await w.says('lin', '/值班'))).toBe(
      [
        '谁在值班',
        '我的部门',
        '销售部: 徐佳，至 5月3日(周日) 00:00；之后是James Carter',
        '5月1日(周五)至5月5日(周二)休息，值班准备情况：',
        '-  5月1日(周五)：徐佳',
        '-  5月2日(周六)：徐佳',
        '-  5月3日(周日)：James Carter',
        '-  5月4日(周一)：James Carter',
        '-  5月5日(周二)：周立',
        '可能要找的部门',
        '物控部: 罗勇，至 5月3日(周日) 00:00；之后是谢芳',
        '[调整值班表]',
      ].join('\n'),
    );
  });

  test('for a department named in another language than one’s own, and in the reader’s zone', async () => {
    const w = await world();
    expect(heard(await w.says('anna', '/duty production'))).toBe(
      [
        'On duty in 生产部',
        '生产部: 赵磊, until Sat 2 May 18:00; then 马骏',
        'Closed Fri 1 May to Tue 5 May. Who is ready:',
        '-  Fri 1 May: 赵磊',
        '-  Sat 2 May: 赵磊',
        '-  Sun 3 May: 马骏',
        '-  Mon 4 May: 马骏',
        '-  Tue 5 May: 孙浩',
      ]
        .join('\n')
        .replaceAll('赵磊', (await w.organisation()).people.get('zhao')?.name ?? ''),
    );
  });

  test('an unknown department is answered with those that may be meant, one tap away', async () => {
    const w = await world({ at: shanghai('2026-05-12T10:00') });
    const asked = await w.says('lin', '/duty 物料部');
    expect(heard(asked)).toBe('没有能唯一对应“物料部”的部门。是不是其中一个？\n[物控部]');
    expect(heard(await follows(w, 'lin', asked, 'show'))).toContain('物控部值班\n物控部: ');
    expect(heard(await w.says('james', '/duty zzzzz'))).toBe(
      'No department is called “zzzzz”.\n销售部, 物控部, 生产部, 采购部, 财务部, 品质部, 总经办',
    );
  });

  test('a department without a roster is answered by its head', async () => {
    const w = await world({ at: shanghai('2026-05-12T10:00') });
    expect(heard(await w.says('song', '/duty 总经办'))).toBe('总经办值班\n总经办: 陈志远（负责人）');
  });
});
