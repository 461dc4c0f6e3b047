import { describe, expect, test } from 'vitest';
import { digestCard, type Told } from '../../../src/digest/cards.ts';
import { read } from '../../world.ts';
import { busy, company, figures, lookAs, needs, quiet, share } from './kit.ts';

const told = (over: Partial<Told>): Told => ({
  cadence: 'weekly',
  company: null,
  departments: [],
  needs: [],
  page: () => 'https://bot.example.com/views/link/x',
  ...over,
});
const zh = (over: Partial<Told>, person = 'lin') => read(digestCard(lookAs(person), told(over)));
const en = (over: Partial<Told>) => zh(over, 'james');

describe('a department’s digest', () => {
  test('less than one a week is said as less than one, and not as none', () => {
    const told = figures('sales', { now: { supplier: { filed: 2 } } });
    const [now, last, ...before] = told.periods;
    if (!now || !last) throw new Error('two periods');
    const periods = [now, { ...last, supplier: { ...last.supplier, filed: 1 } }, ...before];
    expect(zh({ departments: [{ ...told, periods }] })).toContain('收到请求: 2 件（每周 0.3）');
  });

  test('says in one line what is true, then what needs its reader, then how it serves and is served', () => {
    expect(zh({ departments: [busy('sales')], needs: needs(2) })).toMatchInlineSnapshot(`
      "销售部周报 · 11月16日–22日
      按时交付 17/20（85 %），前四周 90 %。再多 1 件按时，就达到 90 %。还有 2 件已过时限、尚未完成。
      需要您处理 2 件：
      -  ① R-1001：物控部还没有收到答复。
      -  ② R-1002：物控部还没有收到答复。
      作为供方（括号内为前四周）
      按时交付: 17/20 = 85 %（90 %）
      收到请求: 22 件（每周 19）
      紧急请求: 3/22 = 13 %
      晚交: 3 件，其中提前告知 1 件
      期末未完成: 7 件，其中已过时限 2 件
      响应用时: 1小时20分钟（前一周 2小时）
      交付用时: 1天3小时（前一周 1天5小时）
      本部门用时占比: 41 %（45 %）
      客户评分: 4.6 分，9 份（4.4 分）
      作为客户
      按时收到: 9/11 = 81 %（85 %）
      提出请求: 12 件（每周 10）
      期末等待中: 4 件，其中已过时限 1 件
      例会与改进
      例会: 开了 2 次、没开 1 次、取消 1 次、省下 1小时
      改进措施: 完成 1 项、即将到期 2 项、已过期限 1 项
      认知差距: 消除 1 处
      [销售部最近 12 周的按时率，对照 90 %：9月28日 8/10 = 80 %、10月5日 无、10月12日 2/3 = 66 %、10月19日 18/20 = 90 %、10月26日 18/20 = 90 %、11月2日 18/20 = 90 %、11月9日 18/20 = 90 %、11月16日 17/20 = 85 %。]
      查看各周全部数据: <link>
      [① 承诺时间] [② 承诺时间]"
    `);
    expect(en({ departments: [busy('sales')] })).toMatchInlineSnapshot(`
      "销售部, 16–22 Nov: weekly digest
      17 of 20 deliveries on time (85 %); 90 % in the four weeks before. One more on time would have reached 90 %. 2 open requests are past their date.
      As supplier (in brackets: the four weeks before)
      On time: 17/20 = 85 % (90 %)
      Requests received: 22 (19 a week)
      Urgent requests: 3/22 = 13 %
      Late: 3, of which announced in time: 1
      Open at the end: 7, of which past their date: 2
      Time to acknowledge: 1 h 20 min (the week before: 2 h)
      Time to deliver: 1 d 3 h (the week before: 1 d 5 h)
      Own share of the time: 41 % (45 %)
      Ratings: 4.6 of 5, n = 9 (4.4)
      As customer
      On time for us: 9/11 = 81 % (85 %)
      Requests filed: 12 (10 a week)
      Awaited at the end: 4, of which past their date: 1
      Meetings and improvement
      Meetings: held 2, not held 1, cancelled 1, given back 1 h
      Actions: done 1, due soon 2, past their date 1
      Awareness gaps: closed 1
      [销售部, deliveries on time in the last 12 weeks, against 90 %: 28 Sep 8/10 = 80 %, 5 Oct none, 12 Oct 2/3 = 66 %, 19 Oct 18/20 = 90 %, 26 Oct 18/20 = 90 %, 2 Nov 18/20 = 90 %, 9 Nov 18/20 = 90 %, 16 Nov 17/20 = 85 %.]
      All weeks and figures: <link>"
    `);
  });
  test('has each thing that needs its reader behind a button of its own', () => {
    const card = digestCard(lookAs('lin'), told({ departments: [busy('sales')], needs: needs(5) }));
    expect(card.buttons.map(({ action, value, label }) => `${label} ${action} ${value}`)).toMatchInlineSnapshot(`
      [
        "① 承诺时间 requests.accept 1001",
        "② 承诺时间 requests.accept 1002",
        "③ 承诺时间 requests.accept 1003",
        "④ 承诺时间 requests.accept 1004",
        "⑤ 承诺时间 requests.accept 1005",
      ]
    `);
    expect(card.tone).toBe('act');
  });
  test('says what share of requests was urgent, as supplier and as customer, beside that of before', () => {
    const urgent = figures('sales', {
      now: {
        supplier: { filed: 22, urgent: share(3, 22) },
        customer: { filed: 4, urgent: share(4, 4) },
      },
      before: { supplier: { filed: 10, urgent: share(1, 10) } },
    });
    const zhText = zh({ departments: [urgent] });
    expect(zhText).toContain('收到请求: 22 件（每周 10）\n紧急请求: 3/22 = 13 %（10 %）');
    expect(zhText).toContain('提出请求: 4 件\n紧急请求: 4/4 = 100 %');
    expect(en({ departments: [urgent] })).toContain('Urgent requests: 3/22 = 13 % (10 %)');
    expect(
      zh({ departments: [figures('sales', { now: { supplier: { filed: 5, urgent: share(0, 5) } } })] }),
    ).not.toContain('紧急');
  });

  test('of five things, which may be more, it does not say that these are all', () => {
    expect(zh({ departments: [busy('sales')], needs: needs(5) })).toContain('最需要您处理的 5 件：');
    expect(en({ departments: [busy('sales')], needs: needs(5) })).toContain('The 5 things that need you most:');
    expect(zh({ departments: [busy('sales')], needs: needs(4) })).toContain('需要您处理 4 件：');
  });

  test('of a day has no picture and compares with nothing', () => {
    expect(zh({ cadence: 'daily', departments: [busy('sales')] })).toMatchInlineSnapshot(`
      "销售部日报 · 11月16日–22日
      按时交付 17/20（85 %）。再多 1 件按时，就达到 90 %。还有 2 件已过时限、尚未完成。
      作为供方
      按时交付: 17/20 = 85 %
      收到请求: 22 件
      紧急请求: 3/22 = 13 %
      晚交: 3 件，其中提前告知 1 件
      期末未完成: 7 件，其中已过时限 2 件
      响应用时: 1小时20分钟
      交付用时: 1天3小时
      本部门用时占比: 41 %
      客户评分: 4.6 分，9 份
      作为客户
      按时收到: 9/11 = 81 %
      提出请求: 12 件
      期末等待中: 4 件，其中已过时限 1 件
      例会与改进
      例会: 开了 2 次、没开 1 次、取消 1 次、省下 1小时
      改进措施: 完成 1 项、即将到期 2 项、已过期限 1 项
      认知差距: 消除 1 处
      查看各周全部数据: <link>"
    `);
  });
});

describe('nothing to say', () => {
  test('is one line', () => {
    expect(zh({ departments: [quiet('sales')] })).toMatchInlineSnapshot(
      `"销售部 · 11月16日–22日：没有请求往来，没有未完成的，也没有需要您处理的"`,
    );
    expect(en({ departments: [quiet('sales')] })).toMatchInlineSnapshot(
      `"销售部, 16–22 Nov: nothing was asked or delivered, nothing is open, nothing needs you"`,
    );
    expect(en({ departments: [quiet('sales')], needs: null })).toMatchInlineSnapshot(
      `"销售部, 16–22 Nov: nothing was asked or delivered, and nothing is open"`,
    );
    expect(zh({ departments: [quiet('sales'), quiet('materials'), quiet('quality')] })).toMatchInlineSnapshot(
      `"销售部及另外 2 个部门 · 11月16日–22日：没有请求往来，没有未完成的，也没有需要您处理的"`,
    );
  });
});

describe('several departments of one head', () => {
  test('are one message: where most waits first, the others in a line each', () => {
    const calm = figures('materials', { now: { supplier: { filed: 9, onTime: share(9, 9), open: 1 } } });
    expect(zh({ departments: [quiet('quality'), calm, busy('production')] })).toMatchInlineSnapshot(`
      "生产部及另外 2 个部门周报 · 11月16日–22日
      生产部：按时交付 17/20（85 %），前四周 90 %。再多 1 件按时，就达到 90 %。还有 2 件已过时限、尚未完成。
      生产部：作为供方（括号内为前四周）
      按时交付: 17/20 = 85 %（90 %）
      收到请求: 22 件（每周 19）
      紧急请求: 3/22 = 13 %
      晚交: 3 件，其中提前告知 1 件
      期末未完成: 7 件，其中已过时限 2 件
      响应用时: 1小时20分钟（前一周 2小时）
      交付用时: 1天3小时（前一周 1天5小时）
      本部门用时占比: 41 %（45 %）
      客户评分: 4.6 分，9 份（4.4 分）
      生产部：作为客户
      按时收到: 9/11 = 81 %（85 %）
      提出请求: 12 件（每周 10）
      期末等待中: 4 件，其中已过时限 1 件
      生产部：例会与改进
      例会: 开了 2 次、没开 1 次、取消 1 次、省下 1小时
      改进措施: 完成 1 项、即将到期 2 项、已过期限 1 项
      认知差距: 消除 1 处
      您负责的其他部门：
      -  物控部：按时 9/9 = 100 %，未完成 1 件
      [生产部最近 12 周的按时率，对照 90 %：9月28日 8/10 = 80 %、10月5日 无、10月12日 2/3 = 66 %、10月19日 18/20 = 90 %、10月26日 18/20 = 90 %、11月2日 18/20 = 90 %、11月9日 18/20 = 90 %、11月16日 17/20 = 85 %。]
      查看各周全部数据: <link>"
    `);
  });
});

describe('the company’s digest', () => {
  test('says where most waits, and praises who improved', () => {
    expect(zh({ company: company(), departments: [quiet('office')] }, 'chen')).toMatchInlineSnapshot(`
      "公司周报 · 苏州某某电子 · 11月16日–22日
      按时交付 88/100（88 %），前四周 85 %。再多 2 件按时，就达到 90 %。还有 6 件已过时限、尚未完成。3 个电话转成了请求，累计 27 个。
      全公司（括号内为前四周）
      按时交付: 88/100 = 88 %（85 %）
      提出请求: 104 件
      晚交: 12 件，其中提前告知 5 件
      期末未完成: 31 件，其中已过时限 6 件
      电话转请求: 3 个，累计 27 个
      环: 新出现 1 个，未解开 0 个
      紧急请求: 11/104 = 10 %
      客户评分: 4.3 分，40 份
      例会: 开了 9 次、没开 1 次、取消 2 次、省下 2小时
      改进措施: 完成 3 项、即将到期 4 项
      认知差距: 消除 2 处
      等得最多的地方：
      -  采购部 → 生产部：晚交 3 件，已过时限 2 件，共 9 件
      -  财务部 → 采购部：晚交 2/7
      -  品质部 → 生产部：已过时限 1 件
      进步最大：
      -  销售部：19/20 = 95 %，之前 80 %
      [苏州某某电子最近 12 周的按时率，对照 90 %：10月19日 80/95 = 84 %、10月26日 84/98 = 85 %、11月2日 90/104 = 86 %、11月9日 82/97 = 84 %、11月16日 88/100 = 88 %。]
      查看各周全部数据: <link>"
    `);
    expect(en({ company: company() })).toMatchInlineSnapshot(`
      "苏州某某电子, 16–22 Nov: weekly digest of the company
      88 of 100 deliveries on time (88 %); 85 % in the four weeks before. 2 more on time would have reached 90 %. 6 open requests are past their date. 3 calls were turned into requests, 27 since the start.
      The whole company (in brackets: the four weeks before)
      On time: 88/100 = 88 % (85 %)
      Requests filed: 104
      Late: 12, of which announced in time: 5
      Open at the end: 31, of which past their date: 6
      Calls: 3 turned into requests, 27 since the start
      Rings: 1 new, 0 open
      Urgent requests: 11/104 = 10 %
      Ratings: 4.3 of 5, n = 40
      Meetings: held 9, not held 1, cancelled 2, given back 2 h
      Actions: done 3, due soon 4
      Awareness gaps: closed 2
      Where most waits:
      -  采购部 → 生产部: late 3, past their date 2, of 9
      -  财务部 → 采购部: late 2 of 7
      -  品质部 → 生产部: past their date 1
      Improved most:
      -  销售部: 19/20 = 95 %, before 80 %
      [苏州某某电子, deliveries on time in the last 12 weeks, against 90 %: 19 Oct 80/95 = 84 %, 26 Oct 84/98 = 85 %, 2 Nov 90/104 = 86 %, 9 Nov 82/97 = 84 %, 16 Nov 88/100 = 88 %.]
      All weeks and figures: <link>"
    `);
  });
});
