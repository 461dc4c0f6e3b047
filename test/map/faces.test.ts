import { describe, expect, test } from 'vitest';
import { demoCompany } from '../../src/demo/company.ts';
import type { Turn } from '../../src/engine/feature.ts';
import { commanded } from '../../src/map/faces.ts';
import { parseOrgFile } from '../../src/org/file.ts';
import type { Card } from '../../src/platform/card.ts';
import { read, shanghai, type World, whispered, world } from '../world.ts';
import { demoStatements, pageFor, readable } from './drawn.ts';
import { publish, statement, supplier } from './kit.ts';
import { heard, newest } from './story.ts';

const at = shanghai('2026-06-01T10:00');

/** The demo company in which everybody has published; whoever asks gets a message of their own. */
async function drawn(): Promise<World> {
  const w = await world({ at });
  await publish(w.db, demoStatements());
  return w;
}

const page = async (w: World, person: string) => readable(await pageFor(w.db, await w.organisation(), person, ''));

const drawingOf = (card: Card) => card.elements.find((element) => element.kind === 'drawing');

describe('/map', () => {
  test('shows one’s own department between its suppliers and its customers', async () => {
    const w = await drawn();
    expect(await w.says('wang', '/map')).toBeNull();
    expect(w.sent()).toEqual(['wang: 生产部：供方 2 个，内部客户 3 个']);
    const card = await newest(w, 'wang');
    expect(card).toContain('到外部客户: 2 步');
    expect(card).toContain('说得出客户的人: 4 人回答，3 人说得出');
    expect(card).toContain('有 4 处双方看法不同，尚未谈妥。');
    expect(card).toContain(
      '生产部：供方有 采购部（1 处差距）、品质部（1 处差距）；客户有 销售部（2 处差距）、物控部、品质部。',
    );
  });

  test('speaks English to who reads English, and Chinese is typed as well', async () => {
    const w = await drawn();
    await w.says('james', '/map');
    expect(w.sent()).toEqual(['james: 销售部: suppliers 3, customers 2']);
    expect(await newest(w, 'james')).toMatch(
      /销售部\. Suppliers: 生产部 \(2 gaps\), .*\. Customers: .*, the external customer\./,
    );
    await w.says('lin', '/地图');
    expect(w.sent()).toEqual(['lin: 销售部：供方 3 个，内部客户 2 个']);
  });

  test('shows any department by its name, key or a beginning of it', async () => {
    const w = await drawn();
    for (const words of ['采购部', 'purchasing', '采购', 'PURCH']) {
      await w.says('lin', `/map ${words}`);
      expect(w.sent()).toEqual(['lin: 采购部：供方 1 个，内部客户 1 个']);
    }
  });

  test('asks which one is meant, and a press shows it; words nobody is called are said back, cut', async () => {
    const w = await drawn();
    const asked = await w.says('lin', '/map 物料部');
    expect(whispered(asked)).toBe('没有叫“物料部”的部门，您指的是其中之一吗？');
    expect(heard(asked)).toContain('[物控部]');
    await w.clicks('lin', 'map.show', 'materials');
    expect(w.sent()).toEqual(['lin: 物控部：供方 1 个，内部客户 1 个']);
    const nobody = await w.says('lin', `/map ${'z'.repeat(300)}`);
    expect(whispered(nobody)).toBe(`没有叫“${'z'.repeat(40)}”的部门。部门名称可以用 /值班 查看。`);
  });

  test('before anybody has published, says that and what comes next, not that nothing is open', async () => {
    const w = await world({ at });
    await w.says('wang', '/map');
    w.sent();
    const card = await newest(w, 'wang');
    expect(card).toContain('还没有部门发布部门说明，暂时无从对比，图上画的是组织文件里的关系。下一步：大家答问卷');
    expect(card).not.toContain('没有未谈妥的差距');
    await w.says('james', '/map');
    w.sent();
    expect(await newest(w, 'james')).toContain('No department has published its statement yet');
    expect(await page(w, 'wang')).toContain('还没有部门发布部门说明');
    await publish(w.db, [statement('finance', {})]);
    await w.says('wang', '/map');
    w.sent();
    expect(await newest(w, 'wang')).toContain('生产部和它的供方、客户都还没有发布部门说明');
    expect(await page(w, 'wang')).not.toContain('还没有部门发布部门说明');
  });

  test('of a department nobody has spoken of, says so without a picture', async () => {
    const lonely = demoCompany.replace(/\n {2}- \{ supplier: office.*/, '');
    const w = await world({ at, company: lonely });
    await publish(w.db, [statement('finance', {})]);
    await w.says('chen', '/map');
    expect(w.sent()).toEqual(['chen: 总经办：供方 0 个，内部客户 0 个']);
    const card = await w.newest('chen');
    expect(drawingOf(card)).toBeUndefined();
    expect(read(card)).toContain('还没有人说到这个部门。');
    expect(card.buttons).toEqual([]);
  });

  test('a button that names a department no longer there says what is true', async () => {
    const w = await drawn();
    expect(whispered(await w.clicks('lin', 'map.show', 'moon'))).toContain('没有叫“moon”的部门');
  });

  test('leads to its differences, and on to both statements of one', async () => {
    const w = await drawn();
    await w.says('zhou', '/map materials');
    expect(w.sent()).toEqual(['zhou: 物控部：供方 1 个，内部客户 1 个']);
    const [button] = (await w.newest('zhou')).buttons;
    const gaps = await w.clicks('zhou', button?.action ?? '', button?.value ?? '');
    expect(heard(gaps)).toContain('1. 销售部和物控部对“准时”的衡量不同');
    const [first] = gaps?.kind === 'whisper' ? gaps.card.buttons : [];
    const one = heard(await w.clicks('zhou', first?.action ?? '', first?.value ?? ''));
    expect(one).toContain('“准时：1 d，按单发货” 销售部');
    expect(one).toContain('“准时：2 d” 物控部');
  });
});

describe('what the card of a department says', () => {
  /** As the turn of someone in a company where statements were published. */
  async function cardFor(w: World, person: string, link: Turn['link'], words = ''): Promise<Card> {
    const org = await w.organisation();
    const who = org.people.get(person);
    if (!who) throw new Error(`${person} is not there`);
    const outcome = await w.db.transaction((tx) =>
      commanded({ tx, now: at, org, person: who, reachable: () => true, link, files: [] }, 'map', words),
    );
    const [effect] = outcome.effects;
    if (effect?.kind === 'post') return effect.card;
    if (outcome.reply?.kind === 'whisper') return outcome.reply.card;
    throw new Error(JSON.stringify(outcome));
  }

  test('leads to its place on the whole map, where there are pages', async () => {
    const w = await drawn();
    const links = (card: Card) => card.elements.flatMap((one) => (one.kind === 'link' ? [one.url] : []));
    const with_ = await cardFor(w, 'wang', (person, view) => `https://x.example/${person}/${view}`);
    expect(links(with_)).toEqual(['https://x.example/wang/map/whole?focus=production']);
    expect(links(await cardFor(w, 'wang', () => null))).toEqual([]);
  });

  test('who belongs to no department is asked to name one', async () => {
    const w = await drawn();
    const org = await w.organisation();
    const wang = org.people.get('wang');
    if (!wang) throw new Error('wang is not there');
    const turn = { now: at, org, person: { ...wang, department: 'gone' }, reachable: () => true, link: () => null };
    const { reply } = await w.db.transaction((tx) => commanded({ ...turn, tx, files: [] }, 'map', ' '));
    expect(heard(reply ?? null)).toContain('您还不属于任何部门。请写上部门');
  });

  test('thirty neighbours are eight and a count, with those most is said of first', async () => {
    const keys = Array.from({ length: 30 }, (_, index) => `n${index}`);
    const more = keys.map((key) => `  - { key: ${key}, name: 车间${key.slice(1)}, head: wang }`).join('\n');
    const company = demoCompany.replace('\npeople:', `${more}\n\npeople:`);
    const parsed = parseOrgFile(company);
    if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
    const w = await world({ at, company });
    const said = keys.map((key) =>
      supplier(key, key === 'n29' ? [{ kind: 'correct', amount: null, unit: null, words: '' }] : []),
    );
    await publish(w.db, [statement('office', { suppliers: said })]);
    const card = await cardFor(w, 'chen', () => null);
    expect(card.title).toBe('总经办：供方 30 个，内部客户 1 个');
    const drawing = drawingOf(card);
    expect(drawing?.alt).toMatch(/^总经办：供方有 车间29、车间0、.*、另有 22 个；客户有 财务部。$/);
    expect(drawing?.alt.match(/车间/g)).toHaveLength(8);
    const labels = JSON.stringify(drawing?.drawing.option);
    expect(labels).toContain('另有 22 个');
    expect(drawing?.drawing.height).toBeLessThan(700);
  });
});
