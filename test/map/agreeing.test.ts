import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { mapDiff, mapState } from '../../src/map/state.ts';
import { mapProposals } from '../../src/map/tables.ts';
import { bumpVersion, learnAgreement } from '../../src/org/store.ts';
import { orgItems } from '../../src/org/tables.ts';
import { files, history, standing } from '../requests/story.ts';
import { hours, read, shanghai, type World, whispered, world } from '../world.ts';
import { customer, publish, requirement, statement, supplier, within } from './kit.ts';
import { buttonOf, heard, newest, presses } from './story.ts';

/** Wednesday, the first working day after the holiday. */
const wednesday = shanghai('2026-05-06T10:00');
const unseen = 'unseenCustomer:materials>sales';

/** Sales depends on material control, which does not name it. */
async function published(at = wednesday): Promise<World> {
  const w = await world({ at });
  await publish(w.db, [
    statement('sales', { suppliers: [supplier('materials', [within(1, '天', '订单齐套')])] }, { publishedAt: at }),
    statement('materials', { customers: [customer('finance')] }, { publishedAt: at }),
  ]);
  return w;
}

const wording = { kind: 'onTime', amount: '4', unit: '小时', words: '收到订单后四小时内答复' };
const gapKeys = async (w: World, until?: Date) =>
  (await mapState(w.db.reader, await w.organisation(), until)).gaps.map(({ key }) => key);

describe('from a gap to a target', () => {
  test('the unseen customer is found; both sides confirm; a request takes its target from it; the next round shows it closed', async () => {
    const w = await published();
    await w.until(shanghai('2026-05-07T09:30'));
    expect(w.sent()).toEqual(['he: 物控部：有 1 处双方看法不同', 'lin: 销售部：有 1 处双方看法不同']);
    expect(await newest(w, 'he')).toContain('1. 销售部依靠物控部，而物控部没有把它列为客户');
    const gap = heard(await presses(w, 'he', 'gap'));
    expect(gap).toContain('销售部说：\n“准时：1 天，订单齐套” 销售部\n物控部说：\n没有提到销售部。');
    expect(gap).toContain('[提出说法]');

    // Before anything is agreed, the department's own two days.
    const before = await files(w, 'xu', 'materials', '查 A 料');
    expect((await standing(w, before)).agreement).toBeUndefined();
    w.sent();

    expect(heard(await w.clicks('he', 'map.propose', unseen, wording))).toContain('在等林晓燕、周立');
    expect(w.sent()).toEqual(['lin: 何建国为销售部对物控部的要求提出一个共同的说法']);
    expect(await gapKeys(w)).toEqual([unseen]);
    expect(heard(await presses(w, 'lin', 'confirm'))).toContain('销售部和物控部已达成约定，第 1 版');
    expect(w.sent()).toEqual(['he: 销售部和物控部已达成约定，第 1 版']);
    expect(await gapKeys(w)).toEqual([]);
    // The cards that listed it are changed in place.
    expect(read((await w.messages('he'))[0]?.card ?? (await w.newest('he')))).toBe(
      '物控部：双方的看法处处一致\n有 1 条上下游关系，问卷答案与公司的组织文件不一致。\n[与组织文件对照]',
    );

    const asked = await files(w, 'xu', 'materials', '查 B 料', { urgency: 'normal' });
    const request = await standing(w, asked);
    expect(request.agreement).toEqual({ key: 'materials>sales:onTime', version: 1 });
    expect(request.deliver.budgetMs).toBe(hours(4));
    expect((await history(w, asked))[0]).toMatchObject({
      kind: 'filed',
      agreement: { key: 'materials>sales:onTime', version: 1 },
    });
    expect(await newest(w, 'xu')).toContain('时限依据: 双方约定，第 1 版');
    // What was open keeps its own.
    expect((await standing(w, before)).deliver.budgetMs).not.toBe(hours(4));
    w.sent();

    const second = shanghai('2026-08-03T10:00');
    await publish(w.db, [
      statement(
        'sales',
        { suppliers: [supplier('materials', [within(4, 'h')])] },
        { round: 2, version: 2, publishedAt: second },
      ),
      statement(
        'materials',
        { customers: [customer('sales', [within(4, 'h')])] },
        { round: 2, version: 2, publishedAt: second },
      ),
    ]);
    const diff = await mapDiff(w.db.reader, await w.organisation(), shanghai('2026-05-06T12:00'));
    expect(diff.gaps.went.map(({ key }) => key)).toEqual([unseen]);
    expect(diff.gaps.came).toEqual([]);
    expect(diff.edges.went.map(({ supplier: from, customer: to }) => [from, to])).toEqual([['materials', 'finance']]);
    expect(diff.requirements.came.map(({ requires }) => requires)).toEqual([within(4, 'h')]);
    // As it stood when the first round was published, and after they had agreed.
    expect(await gapKeys(w, shanghai('2026-05-06T12:00'))).toEqual([unseen]);
    expect(await gapKeys(w, shanghai('2026-05-08T12:00'))).toEqual([]);
  });

  test('the other side changes the wording: a new version, which the first has to confirm', async () => {
    const w = await published();
    await w.clicks('he', 'map.propose', unseen, wording);
    w.sent();
    const first = (await buttonOf(w, 'lin', 'confirm')).value;
    await presses(w, 'lin', 'reword', { amount: '1' });
    expect(w.sent()).toEqual(['he: 林晓燕为销售部对物控部的要求提出一个共同的说法']);
    expect(await newest(w, 'he')).toContain('“准时：1 小时，收到订单后四小时内答复” 林晓燕');
    // A press on the wording that is no more confirms nothing.
    expect(heard(await w.clicks('lin', 'map.confirm', first))).toContain('说法已有修改');
    await presses(w, 'he', 'confirm');
    expect(w.sent()).toEqual(['lin: 销售部和物控部已达成约定，第 2 版']);
    const [agreed] = (await w.organisation()).agreements;
    expect(agreed).toMatchObject({
      version: 2,
      deliver: '1h',
      service: null,
      requirement: { amount: 1, unit: '小时' },
    });
    const rows = await w.db.reader.select().from(mapProposals).orderBy(mapProposals.version);
    expect(rows.map(({ status, supplierBy, customerBy }) => [status, supplierBy, customerBy])).toEqual([
      ['replaced', 'he', null],
      ['agreed', 'he', 'lin'],
    ]);
  });

  test('what was agreed can be worded anew; the earlier version stands until both confirm', async () => {
    const w = await published();
    await w.clicks('he', 'map.propose', unseen, wording);
    await presses(w, 'lin', 'confirm');
    w.sent();
    await presses(w, 'he', 'renew', { amount: '2', unit: '天' });
    expect((await w.organisation()).agreements).toMatchObject([{ version: 1, deliver: '4h' }]);
    await presses(w, 'lin', 'confirm');
    expect((await w.organisation()).agreements).toMatchObject([{ version: 2, deliver: '2d' }]);
    w.sent();
  });

  test('a refusal says why, and both statements stay', async () => {
    const w = await published();
    await w.clicks('he', 'map.propose', unseen, wording);
    w.sent();
    await presses(w, 'lin', 'refuse', { reason: '半天更好' });
    expect(w.sent()).toEqual(['he: 林晓燕暂时不能确认销售部和物控部之间的说法']);
    expect(await newest(w, 'he')).toContain('“半天更好” 林晓燕');
    expect(await gapKeys(w)).toEqual([unseen]);
    expect(heard(await presses(w, 'lin', 'confirm').catch(() => w.clicks('lin', 'map.confirm', '1')))).toContain(
      '这个说法没有被接受',
    );
    await presses(w, 'he', 'gap');
    await w.clicks('he', 'map.propose', unseen, wording);
    expect(w.sent()).toEqual(['lin: 何建国为销售部对物控部的要求提出一个共同的说法']);
  });

  test('heads and deputies of either side may act, and everyone else is told who they are', async () => {
    const w = await published();
    expect(heard(await w.clicks('xu', 'map.propose', unseen))).toBe(
      '这件事由物控部、销售部的负责人和副职决定：何建国、唐丽、林晓燕、周立',
    );
    expect(heard(await w.clicks('xu', 'map.gap', unseen))).toContain('可以由何建国、唐丽、林晓燕、周立提出一个说法');
    await w.clicks('zhou', 'map.propose', unseen, wording);
    expect(w.sent()).toEqual([
      'he: 周立为销售部对物控部的要求提出一个共同的说法',
      'lin: 销售部对物控部的要求：新说法在等对方确认',
    ]);
    const { value } = await buttonOf(w, 'he', 'confirm');
    expect(heard(await w.clicks('xu', 'map.confirm', value))).toContain('负责人和副职');
    expect(whispered(await w.clicks('lin', 'map.confirm', value))).toBe('您这一方已确认，在等何建国、唐丽');
    expect(whispered(await w.clicks('tang', 'map.confirm', value))).toContain('已达成约定');
    w.sent();
  });

  test('a second press of the same button changes nothing', async () => {
    const w = await published();
    await w.clicks('he', 'map.propose', unseen, wording);
    const { value } = await buttonOf(w, 'lin', 'confirm');
    await Promise.all([w.clicks('lin', 'map.confirm', value), w.clicks('lin', 'map.confirm', value)]);
    w.sent();
    expect(heard(await w.clicks('lin', 'map.confirm', value))).toContain('已经就此达成约定');
    expect(w.sent()).toEqual([]);
    expect(await w.db.reader.select().from(mapProposals)).toHaveLength(1);
    expect((await w.organisation()).agreements).toHaveLength(1);
  });

  test('both sides at once: the same words are an agreement, other words are a new version', async () => {
    const w = await published();
    const form = (who: string, words: string) =>
      w.acts.submit(who, 'map.propose', unseen, { ...wording, service: '~any', words });
    await Promise.all([form('he', '四小时内'), form('lin', '四小时内')]);
    expect((await w.organisation()).agreements).toHaveLength(1);
    await w.advance(0);
    w.sent();
    const renewed = (who: string, words: string) =>
      w.acts.submit(who, 'map.renew', 'materials>sales:onTime', { amount: '2', unit: '天', words });
    await Promise.all([renewed('he', '两天内'), renewed('lin', '两天内齐套')]);
    await w.advance(0);
    const rows = await w.db.reader.select().from(mapProposals).orderBy(mapProposals.version);
    expect(rows.map(({ version, status }) => [version, status])).toEqual([
      [1, 'agreed'],
      [2, 'replaced'],
      [3, 'open'],
    ]);
    w.sent();
  });

  test('a time that is no target is refused at the field', async () => {
    const w = await published();
    const reply = await w.clicks('he', 'map.propose', unseen, { ...wording, amount: '2', unit: '周' });
    expect(reply).toMatchObject({ kind: 'problems', fields: { unit: expect.stringContaining('分钟、小时或天') } });
    await w.clicks('he', 'map.propose', unseen, { kind: 'complete', amount: '98', unit: '%', words: '齐套率' });
    await presses(w, 'lin', 'confirm');
    expect((await w.organisation()).agreements).toMatchObject([{ deliver: null, requirement: { kind: 'complete' } }]);
    w.sent();
  });

  test('a department that has left the org file leaves nothing to agree on', async () => {
    const w = await published();
    await w.clicks('he', 'map.propose', unseen, wording);
    w.sent();
    const { value } = await buttonOf(w, 'lin', 'confirm');
    await w.db.transaction(async (tx) => {
      await tx.update(orgItems).set({ active: false }).where(eq(orgItems.key, 'materials'));
      await bumpVersion(tx, w.clock.now());
    });
    expect(heard(await w.clicks('lin', 'map.reword', value))).toBe('物控部已不在组织中');
    expect(heard(await w.clicks('lin', 'map.confirm', value))).toBe('销售部或物控部已不在组织中，没有可约定的了');
    expect(heard(await w.clicks('lin', 'map.gap', unseen))).toContain('这处差距已消除');
    expect((await w.organisation()).agreements).toEqual([]);
    w.sent();
  });

  test('two steps of one department agree as soon as its head says how', async () => {
    const w = await world({ at: wednesday });
    await publish(w.db, [
      statement('production/smt'),
      statement('production/assembly', { suppliers: [supplier('production/smt', [requirement('complete')])] }),
    ]);
    const key = 'unseenCustomer:production/smt>production/assembly';
    const reply = await w.clicks('wang', 'map.propose', key, { kind: 'complete', words: '每批随附清单' });
    expect(heard(reply)).toContain('生产部 · 组装和生产部 · 贴片已达成约定');
    expect(await gapKeys(w)).toEqual([]);
    w.sent();
  });
});

describe('which target a request takes', () => {
  async function agreed(w: World, more: Record<string, string>): Promise<void> {
    await w.clicks('he', 'map.propose', unseen, { ...wording, ...more });
    await presses(w, 'lin', 'confirm');
    w.sent();
  }

  test('the agreement on the service, else on whatever is asked, else the service’s own', async () => {
    const w = await published();
    await agreed(w, { service: 'check-stock', amount: '3' });
    const budget = async (to: string) => {
      const number = await files(w, 'xu', to, '查', { urgency: 'normal' });
      w.sent();
      const { deliver, agreement } = await standing(w, number);
      return [deliver.budgetMs / hours(1), agreement?.key ?? null];
    };
    expect(await budget('service:check-stock')).toEqual([3, 'materials>sales:onTime:check-stock']);
    expect(await budget('service:ship-order')).toEqual([16, null]);
    expect(await budget('materials')).toEqual([16, null]);
    const whatever = { supplier: 'materials', customer: 'sales', requirement: within(5, 'h'), service: null };
    await w.db.transaction((tx) =>
      learnAgreement(
        tx,
        { ...whatever, key: 'materials>sales:onTime', version: 4, deliver: '5h', since: w.clock.now().toISOString() },
        w.clock.now(),
      ),
    );
    expect(await budget('service:check-stock')).toEqual([3, 'materials>sales:onTime:check-stock']);
    expect(await budget('service:ship-order')).toEqual([5, 'materials>sales:onTime']);
    expect(await budget('materials')).toEqual([5, 'materials>sales:onTime']);
  });

  test('an urgent request is never slower than without the agreement', async () => {
    const w = await published();
    await agreed(w, { amount: '5', unit: '天' });
    const urgent = await standing(w, await files(w, 'xu', 'materials', '查', { urgency: 'urgent' }));
    expect([urgent.deliver.budgetMs, urgent.agreement]).toEqual([hours(8), undefined]);
    const normal = await standing(w, await files(w, 'xu', 'materials', '查', { urgency: 'normal' }));
    expect(normal.deliver.budgetMs).toBe(5 * hours(8));
    w.sent();
  });

  test('other customers of the same supplier keep its own targets', async () => {
    const w = await published();
    await agreed(w, {});
    const other = await standing(w, await files(w, 'song', 'materials', '查', { urgency: 'normal' }));
    expect(other.agreement).toBeUndefined();
    expect(other.deliver.budgetMs).toBe(hours(16));
    w.sent();
  });
});
