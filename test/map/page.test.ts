import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { demoCompany } from '../../src/demo/company.ts';
import { addressOf, askedIn, focusOn } from '../../src/map/page/asked.ts';
import { linesOf } from '../../src/map/page/drawing.tsx';
import { layoutOf } from '../../src/map/page/layout.ts';
import { PAGE_ROWS } from '../../src/map/page/rows.ts';
import { mapOf } from '../../src/map/state.ts';
import { insertProposal, noteTold, sayName } from '../../src/map/store.ts';
import type { Organisation } from '../../src/org/organisation.ts';
import type { Statement } from '../../src/questionnaires/types.ts';
import { testDatabase, truncateAll } from '../db/pool.ts';
import { organisationFrom } from '../requests/rules-kit.ts';
import { shanghai } from '../world.ts';
import { demoStatements, pageFor, readable } from './drawn.ts';
import { company, companyFile, customer, publish, requirement, statement, supplier, within } from './kit.ts';

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});
afterEach(() => truncateAll(db));
afterAll(() => db.close());

const demo = organisationFrom(demoCompany);

/** What a person reads. */
const seen = async (query = '', person = 'lin', org: Organisation = demo) =>
  readable(await pageFor(db, org, person, query));

/** The rows of the table in words, a line each. */
async function rows(query = '', person = 'lin', org: Organisation = demo): Promise<string[]> {
  const [body = ''] = /<tbody>.*<\/tbody>/s.exec(await pageFor(db, org, person, query)) ?? [];
  return body
    .split('</tr>')
    .slice(0, -1)
    .map((row) => readable(row.replace(/<span class="cell-label".*?<\/span>/gs, '')).trim());
}

/** One part of a page. */
const between = (page: string, from: string, to: string): string => page.split(from)[1]?.split(to)[0] ?? '';

describe('what is asked for', () => {
  test('is read from the address, and written into it, the same', () => {
    const query = 'focus=d1&all=1&since=2026-05-01&only=gaps&sort=gaps&down=1&page=3';
    const asked = askedIn(new URLSearchParams(query));
    expect(asked).toEqual({
      ...{ focus: 'd1', q: '', all: true, since: '2026-05-01', only: 'gaps', sort: 'gaps', down: true, page: 3 },
    });
    expect(addressOf(asked, {})).toBe(`?${query}`);
    expect(focusOn(asked, 'a&b')).toBe('?focus=a%26b&since=2026-05-01');
  });

  test('counts as not said where it makes no sense', () => {
    const nonsense = 'focus=&since=2026-02-30&only=x&sort=toString&page=-1&down=yes';
    const nothing = askedIn(new URLSearchParams());
    expect(askedIn(new URLSearchParams(nonsense))).toEqual(nothing);
    expect(askedIn(new URLSearchParams('since=yesterday&page=1e99'))).toEqual(nothing);
    expect(askedIn(new URLSearchParams({ q: '部'.repeat(500) })).q).toHaveLength(80);
  });
});

describe('the whole map', () => {
  test('says in numbers who has spoken, what differs, and how many names nobody has matched', async () => {
    await publish(db, demoStatements());
    const page = await pageFor(db, demo, 'lin');
    const numbers = readable(between(page, '<dl class="numbers"', '</dl>'));
    expect(numbers).toContain('部门已发布说明 6 / 7');
    expect(numbers).toContain('上下游关系 双方都提到 6 条 14');
    expect(numbers).toContain('双方看法不同之处 8');
    expect(numbers).toContain('对不上的名称 由部门负责人在聊天里说明指的是谁。 1');
    await db.transaction((tx) => sayName(tx, 'sales', '打样室', null, 'lin', shanghai('2026-05-30')));
    const after = between(await pageFor(db, demo, 'lin'), '<dl class="numbers"', '</dl>');
    expect(readable(after)).toContain('对不上的名称 0');
  });

  test('shows departments by their steps to the customer outside, the furthest first', async () => {
    await publish(db, demoStatements());
    const page = await pageFor(db, demo, 'lin');
    const levels = readable(between(page, '<div class="levels beside">', '<h2 id="table"'));
    expect(levels.match(/\d 步|路径还不清楚/g)).toEqual(['5 步', '4 步', '3 步', '2 步', '1 步']);
    expect(levels).toMatch(/1 步 2 个部门 品质部 2 2 处差距 销售部 5 5 处差距 外部客户/);
  });

  test('before anybody has published, is drawn from the org file, and nobody’s way is known', async () => {
    const page = await seen();
    expect(page).toContain('部门已发布说明 0 / 7');
    expect(page).toContain('路径还不清楚 7 个部门');
    expect(page).toContain('还没有发布过任何说明，没有可对比的内容。');
    expect(await rows('?sort=supplier')).toHaveLength(9);
  });

  test('speaks the reader’s language', async () => {
    await publish(db, demoStatements());
    const page = await seen('', 'james');
    expect(page).toContain('departments have published 6 of 7');
    expect(page).toContain('1 step away');
    expect(page).not.toMatch(/\{\{|undefined/);
  });

  test('finds departments by a part of their name or key, and one that is meant exactly at once', async () => {
    await publish(db, demoStatements());
    expect(await seen('?q=PROD')).toContain('1 个部门');
    expect(await rows('?q=prod')).toHaveLength(6);
    expect(await seen('?q=没有')).toContain('没有名称相近的部门。');
    expect(await seen('?q=没有')).toContain('没有符合条件的上下游关系。');
    const exact = await seen(`?q=${encodeURIComponent(' 生产部 ')}`);
    expect(exact).toContain('地图：生产部');
  });

  test('keeps words that are markup as words', async () => {
    await publish(db, demoStatements());
    const page = await pageFor(db, demo, 'lin', '?q=<script>alert(1)</script>');
    expect(page).not.toContain('<script>');
    expect(page).toContain('&lt;script&gt;');
  });
});

describe('one department', () => {
  test('stands between its suppliers and its customers, with what is handed on and what differs', async () => {
    await publish(db, demoStatements());
    const page = await pageFor(db, demo, 'lin', '?focus=production');
    expect(readable(between(page, 'side suppliers', 'class="middle"'))).toMatch(
      /供方（上游） 2 采购部 原料和包装 1 处差距 品质部 检验报告 1 处差距/,
    );
    expect(readable(between(page, 'side customers', 'class="note">虚线'))).toMatch(
      /内部客户（下游） 3 销售部 2 处差距 只有客户提到 物控部 入库的成品 品质部/,
    );
    expect(readable(between(page, 'class="middle"', 'side customers'))).toContain('4 人回答，3 人说得出');
  });

  test('leads to each neighbour and keeps what is compared with', async () => {
    await publish(db, demoStatements());
    const page = await pageFor(db, demo, 'lin', '?focus=production&since=2026-05-07');
    expect(page).toContain('<a class="box" href="?focus=purchasing&amp;since=2026-05-07">');
  });

  test('with many neighbours shows those with most between them, and all when asked', async () => {
    const keys = ['hub', ...Array.from({ length: 30 }, (_, index) => `n${index}`)];
    const org = company(keys);
    const said = keys.slice(1).map((key) => supplier(key, key === 'n29' ? [within(1, 'd')] : []));
    await publish(db, [statement('hub', { suppliers: said })]);
    const boxes = async (query: string) => (await pageFor(db, org, 'head-hub', query)).match(/<a class="box"/g);
    expect(await boxes('?focus=hub')).toHaveLength(8);
    const page = await seen('?focus=hub', 'head-hub', org);
    expect(page).toContain('and 22 more: show all');
    expect(page.indexOf('N29')).toBeLessThan(page.indexOf('N0'));
    expect(await boxes('?focus=hub&all=1')).toHaveLength(30);
  });

  test('that is not there is said so', async () => {
    expect(await pageFor(db, demo, 'lin', '?focus=moon')).toContain('地图上没有叫“moon”的部门');
  });
});

describe('the table', () => {
  test('says of every hand-off who says so, what is required and believed, and what differs', async () => {
    await publish(db, demoStatements());
    const all = await rows();
    expect(all).toContain(
      '物控部 销售部 下一工序 供方、客户、组织文件 齐套的订单 准时：1 d，按单发货 准时：2 d 双方对“准时”的衡量不同',
    );
    expect(all).toContain(
      '生产部 销售部 下一工序 客户 组织文件里没有 提前告知，交期有变提前一天说 困扰：提前告知，常在发货当天才知道 “提前告知”方面的困扰还没有人认领 供方没有列出这个客户',
    );
    expect(all.filter((row) => row.includes('外部客户'))).toHaveLength(2);
  });

  test('is filtered, sorted either way, and of one department', async () => {
    await publish(db, demoStatements());
    expect(await rows('?only=gaps')).toHaveLength(7);
    expect((await rows('?only=gaps&sort=gaps'))[0]).toMatch(/^生产部 销售部/);
    expect((await rows('?only=gaps&sort=gaps&down=1')).at(-1)).toMatch(/^生产部 销售部/);
    expect(await rows('?only=oneSide')).toHaveLength(4);
    expect((await rows('?only=file')).map((row) => row.slice(0, 7))).toEqual([
      '财务部 总经办',
      '品质部 销售部',
      '生产部 销售部',
    ]);
    const customers = (await rows('?sort=customer')).map((row) => /^\S+(?: · \S+)? (\S+)/.exec(row)?.[1] ?? '');
    expect(customers).toEqual([...customers].sort(new Intl.Collator('zh-CN').compare));
    expect(await rows('?focus=finance')).toHaveLength(4);
    expect((await rows('?focus=finance')).every((row) => row.includes('财务部'))).toBe(true);
  });

  test('shows what both sides have agreed on', async () => {
    await publish(db, demoStatements());
    const agreed = { key: 'k', version: 1, supplier: 'materials', customer: 'sales', requirement: within(1, 'd') };
    const org = { ...demo, agreements: [{ ...agreed, service: null, deliver: '1d', since: '2026-05-30T00:00:00Z' }] };
    expect((await rows('?only=agreed', 'lin', org))[0]).toContain('约定：准时：1 d');
    expect(await seen('', 'lin', org)).toContain('已达成的约定 1');
  });

  test('has pages, and whoever asks beyond the last sees the last', async () => {
    const keys = Array.from({ length: 60 }, (_, index) => `t${index}`);
    const org = company(keys);
    await publish(
      db,
      keys.map((key, index) => statement(key, { suppliers: [supplier(keys[(index + 1) % 60] ?? '')] })),
    );
    const first = await rows('', 'head-t0', org);
    expect(first).toHaveLength(PAGE_ROWS);
    const second = await rows('?page=2', 'head-t0', org);
    expect(second).toHaveLength(PAGE_ROWS);
    const last = await rows('?page=3', 'head-t0', org);
    expect(new Set([...first, ...second, ...last]).size).toBe(60);
    expect(await rows('?page=99', 'head-t0', org)).toEqual(last);
    expect(await seen('?page=99', 'head-t0', org)).toContain('51–60 of 60');
  });
});

describe('what came and went', () => {
  test('is compared with the end of a day on which something was published', async () => {
    await publish(db, demoStatements());
    const page = await pageFor(db, demo, 'lin', '?since=2026-05-07');
    expect(between(page, '<select id="since"', '</select>').match(/value="[^"]+"( selected)?/g)).toEqual([
      ...['value="2026-05-20"', 'value="2026-05-07" selected', 'value="2026-05-06"'],
    ]);
    const changes = readable(between(page, 'id="changes"', '</section></div>'));
    expect(changes).toContain('财务部 → 总经办');
    expect(changes).toContain('新增 4 条');
    expect(changes).not.toContain('采购部 → 生产部');
    expect(await seen('?since=2026-05-20')).toContain('从那时起没有变化。');
  });

  test('names requirements and gaps that went, and only those of the department in the middle', async () => {
    const before = shanghai('2026-05-06T10:00');
    const after = { round: 2, version: 2, publishedAt: shanghai('2026-05-20T10:00') };
    await publish(db, [
      statement('sales', { suppliers: [supplier('materials', [requirement('correct')])] }, { publishedAt: before }),
      statement('materials', {}, { publishedAt: before }),
    ]);
    await publish(db, [
      statement('sales', { suppliers: [supplier('materials', [within(1, 'd')])] }, after),
      statement('materials', { customers: [customer('sales', [within(1, 'd')])] }, after),
    ]);
    const page = await seen('?since=2026-05-06');
    expect(page).toContain('新增 1 条 销售部对物控部：准时：1 d');
    expect(page).toContain('消失 1 条 销售部对物控部：准确');
    expect(page).toContain('消除 1 处 销售部依靠物控部，而物控部没有把它列为客户');
    expect(await seen('?since=2026-05-06&focus=finance')).toContain('从那时起没有变化。');
  });

  test('days are those of the reader', async () => {
    await publish(db, [statement('sales', {}, { publishedAt: shanghai('2026-05-06T02:00') })]);
    const choices = async (person: string) =>
      between(await pageFor(db, demo, person), '<select id="since"', '</select>').match(/value="[^"]+"/g);
    expect(await choices('lin')).toEqual(['value="2026-05-06"']);
    expect(await choices('anna')).toEqual(['value="2026-05-05"']);
  });

  test('an agreement reached later has closed the gap', async () => {
    await publish(db, demoStatements());
    const settled = shanghai('2026-05-30T10:00');
    const wording = {
      ...{ agreement: 'k', version: 1, supplier: 'materials', customer: 'sales', requirement: within(1, 'd') },
      ...{ service: null, gap: null, status: 'agreed' as const, proposedBy: 'lin', proposedAt: settled },
      ...{ supplierBy: 'he', customerBy: 'lin', settledAt: settled, settledBy: 'he', reason: null },
    };
    await db.transaction((tx) => insertProposal(tx, wording));
    const agreed = { key: 'k', version: 1, supplier: 'materials', customer: 'sales', requirement: within(1, 'd') };
    const org = { ...demo, agreements: [{ ...agreed, service: null, deliver: '1d', since: settled.toISOString() }] };
    expect(await seen('?since=2026-05-20', 'lin', org)).toContain('消除 1 处 销售部和物控部对“准时”的衡量不同');
  });
});

describe('that nobody names a department as supplier', () => {
  const keys = ['a', 'b', 'c', 'd', 'e'];
  const posts = ['  - { key: dora, name: Dora, department: d }', '  - { key: eve, name: Eve, department: e }'];
  const org = organisationFrom(
    companyFile(keys, posts.join('\n')).replace(
      'key: d, name: D, head: head-d',
      'key: d, name: D, head: head-d, deputy: dora',
    ),
  );
  const alone = 'So far nobody has named D as a supplier';
  const naming = (unit: string, named: string): Statement =>
    statement(unit, { suppliers: [supplier(named)], customers: [customer('~external')] });
  const said = () => publish(db, [naming('a', 'b'), naming('b', 'a'), naming('c', 'a'), naming('e', 'a')]);
  const reads = async (person: string) => (await seen('?focus=d', person, org)).includes(alone);
  const tell = (round: number) =>
    db.transaction((tx) =>
      noteTold(tx, { about: 'noCustomer/d', person: 'head-d', shown: '' }, round, shanghai('2026-05-07')),
    );

  test('is read by its head and deputy, by the referee once the head has been told, and by nobody else', async () => {
    await said();
    expect(
      mapOf([naming('a', 'b'), naming('b', 'a'), naming('c', 'a')], org, [], []).nodes.get('d')?.withoutCustomer,
    ).toBe(true);
    expect([await reads('head-d'), await reads('dora')]).toEqual([true, true]);
    expect([await reads('head-a'), await reads('eve'), await reads('head-b')]).toEqual([false, false, false]);
    await tell(1);
    expect([await reads('head-a'), await reads('eve'), await reads('head-b')]).toEqual([true, false, false]);
  });

  test('in a new round, the head is told first again', async () => {
    await said();
    await tell(1);
    await publish(db, [{ ...naming('a', 'b'), round: 2, version: 2, publishedAt: shanghai('2026-06-01') }]);
    expect(await reads('head-a')).toBe(false);
    await tell(2);
    expect(await reads('head-a')).toBe(true);
  });

  test('is counted nowhere, and others read the same before and after the head was told', async () => {
    await said();
    const page = () => pageFor(db, org, 'head-b', '?focus=d');
    const before = await page();
    expect(between(before, 'side customers', '</div>')).toContain('Nothing has been said about it yet.');
    await tell(1);
    expect(await page()).toBe(before);
    expect(await seen('', 'head-b', org)).not.toMatch(/nobody|alone|without/i);
  });
});

describe('the drawing of a small company', () => {
  test('never lets a thread that goes forward pass a column, and puts every department in it once', () => {
    const state = mapOf(demoStatements(), demo, [], []);
    const levels = [['office'], ['finance'], ['purchasing'], ['production', 'materials'], ['quality', 'sales']];
    const { nodes, threads, width, height } = layoutOf(levels, state.edges);
    expect(nodes.map(({ node }) => node).sort()).toEqual([...demo.departments.keys(), '~external'].sort());
    const crossing = state.edges.filter(({ supplier: from, customer: to }) => !`${from}${to}`.includes('/'));
    expect(threads).toHaveLength(crossing.length);
    for (const { x, y } of nodes) {
      expect(x).toBeGreaterThan(0);
      expect(x).toBeLessThan(width);
      expect(y).toBeLessThan(height);
    }
    const places = nodes.map(({ x, y }) => `${x} ${y}`);
    expect(new Set(places).size).toBe(places.length);
  });

  test('breaks long names between words, and cuts what two lines cannot hold', () => {
    expect(linesOf('生产部')).toEqual(['生产部']);
    expect(linesOf('General Management')).toEqual(['General', 'Management']);
    expect(linesOf('华东区供应链与质量管理中心')).toEqual(['华东区供应链与质', '量管理中心']);
    const [first = '', second = ''] = linesOf('x'.repeat(60));
    expect([first.length, second.length, second.at(-1)]).toEqual([16, 16, '…']);
  });
});
