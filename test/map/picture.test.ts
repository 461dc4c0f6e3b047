import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { benchCompany } from '../../bench/company.ts';
import { demoCompany } from '../../src/demo/company.ts';
import { demoCompanyIn } from '../../src/demo/company-en.ts';
import { lookOf } from '../../src/map/look.ts';
import { around, NEIGHBOURS, pictureOf } from '../../src/map/picture.ts';
import { mapOf } from '../../src/map/state.ts';
import type { MapState } from '../../src/map/types.ts';
import type { Organisation } from '../../src/org/organisation.ts';
import { createPictures, type Pictures } from '../../src/pictures/index.ts';
import type { Drawing } from '../../src/platform/card.ts';
import { decode } from '../pictures/png.ts';
import { organisationFrom } from '../requests/rules-kit.ts';
import { demoStatements } from './drawn.ts';
import { company, customer, statement, supplier, trouble } from './kit.ts';
import { statementsOf, teams } from './teams.ts';

interface Box {
  name: string;
  x: number;
  y: number;
  symbolSize: number | [number, number];
  label: { show: boolean; formatter?: string };
}

const demo = organisationFrom(demoCompany);
const drawn = mapOf(demoStatements(), demo, [], []);

function pictured(state: MapState, org: Organisation, focus: string) {
  const [viewer] = org.people.values();
  if (!viewer) throw new Error('nobody is there');
  return pictureOf(lookOf(org, viewer), state, focus);
}

/** The boxes of a drawing, without the points lines end at. */
function boxes({ option }: Drawing): Box[] {
  const [series] = (option as { series: { data: Box[] }[] }).series;
  return (series?.data ?? []).filter(({ label }) => label.show);
}

const labels = (drawing: Drawing) => boxes(drawing).map(({ label }) => label.formatter);

/** Everything in a value that is a function, by its path. */
function functionsIn(value: unknown, path = ''): string[] {
  if (typeof value === 'function') return [path];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) => functionsIn(inner, `${path}.${key}`));
}

describe('a picture of a department', () => {
  test('shows its suppliers on the left and its customers on the right, with their open gaps', () => {
    const picture = pictured(drawn, demo, 'production');
    if (!picture) throw new Error('there is no picture');
    const placed = boxes(picture.drawing);
    const names = (from: number, to: number) =>
      placed.filter(({ x }) => x >= from && x < to).map(({ label }) => label.formatter);
    expect(names(0, 160)).toEqual(['采购部\n1 处差距', '品质部\n1 处差距']);
    expect(names(160, 340)).toEqual(['生产部']);
    expect(names(340, 520)).toEqual(['销售部\n2 处差距', '物控部', '品质部']);
  });

  test('is plain data: it waits in a table until it is drawn', () => {
    const picture = pictured(drawn, demo, 'production');
    expect(functionsIn(picture?.drawing)).toEqual([]);
    expect(JSON.parse(JSON.stringify(picture))).toEqual(picture);
  });

  test('says in words what it shows, also that nobody is there on a side', () => {
    expect(pictured(drawn, demo, 'sales')?.alt).toBe(
      '销售部：供方有 生产部（2 处差距）、物控部（1 处差距）、品质部（1 处差距）；客户有 财务部（1 处差距）、外部客户。',
    );
    const org = company(['a', 'b']);
    const state = mapOf([statement('a', { suppliers: [supplier('b')] })], org, [], []);
    expect(pictured(state, org, 'a')?.alt).toBe('A. Suppliers: B. Customers: nobody.');
  });

  test('is none where there is nobody beside it', () => {
    const org = company(['a', 'b']);
    expect(pictured(mapOf([], org, [], []), org, 'a')).toBeNull();
  });

  test('with nine neighbours shows nine, with more than that eight and how many more there are', () => {
    const keys = Array.from({ length: 12 }, (_, index) => `k${index}`);
    const org = company(['hub', ...keys]);
    const beside = (count: number) => {
      const suppliers = keys.slice(0, count).map((key) => supplier(key));
      const picture = pictured(mapOf([statement('hub', { suppliers })], org, [], []), org, 'hub');
      return { names: labels(picture?.drawing ?? { width: 0, height: 0, option: {} }), alt: picture?.alt ?? '' };
    };
    expect(beside(9).names).toHaveLength(1 + NEIGHBOURS + 1);
    expect(beside(12).names).toHaveLength(1 + NEIGHBOURS + 1);
    expect(beside(9).names.join()).not.toContain('more');
    expect(beside(12).names).toContain('and 4 more');
    expect(beside(9).alt.match(/K\d/g)).toHaveLength(9);
    expect(beside(12).alt).toContain('and 4 more. Customers');
  });

  test('tells its own points from departments of any key', () => {
    const keys = ['trunk', 'rest', 'port', 'knot', 'focus', ...Array.from({ length: 7 }, (_, index) => `k${index}`)];
    const suppliers = keys.map((key) => supplier(key));
    const state = mapOf([statement('hub', { suppliers })], company(['hub', ...keys]), [], []);
    // All are named as often, so that those drawn are the first by their keys.
    for (const first of ['trunk', 'rest']) {
      const edges = state.edges.map((edge) =>
        edge.supplier === first ? { ...edge, troubles: [trouble('onTime')] } : edge,
      );
      const option = pictured({ ...state, edges }, company(['hub', ...keys]), 'hub')?.drawing.option;
      const [series] = (option as { series: { data: Box[] }[] }).series;
      const names = (series?.data ?? []).map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
      expect(names).toContain(`supplier/${first}`);
    }
  });

  test('keeps every box inside it and apart from the others', () => {
    for (const key of demo.departments.keys()) {
      const picture = pictured(drawn, demo, key);
      if (!picture) continue;
      const { width, height } = picture.drawing;
      const placed = boxes(picture.drawing);
      for (const { x, y, symbolSize } of placed) {
        const [wide, high] = symbolSize as [number, number];
        expect([x - wide / 2 >= 0, x + wide / 2 <= width, y - high / 2 >= 30, y + high / 2 <= height - 30]).toEqual([
          ...[true, true, true, true],
        ]);
      }
      for (const [index, a] of placed.entries())
        for (const b of placed.slice(index + 1))
          expect(Math.abs(a.x - b.x) >= 138 || Math.abs(a.y - b.y) >= 46, `${key}: ${a.name} ${b.name}`).toBe(true);
    }
  });

  test('names with braces stay names', () => {
    const org = organisationFrom(demoCompany.replace('name: 物控部', 'name: "物控{b}部"'));
    const picture = pictured(mapOf(demoStatements(), org, [], []), org, 'materials');
    expect(picture && labels(picture.drawing)).toContain('物控（b）部');
  });

  test('a department and its own units are not beside each other', () => {
    const org = company(['a', 'b']);
    const said = [
      statement('a#packer', { suppliers: [supplier('a#builder'), supplier('b')], customers: [customer('a')] }),
    ];
    const beside = around(mapOf(said, org, [], []), 'a');
    expect(beside.supplier.map(({ unit }) => unit)).toEqual(['b']);
    expect(beside.customer).toEqual([]);
  });
});

describe('drawn', () => {
  let pictures: Pictures;
  beforeAll(() => {
    pictures = createPictures();
  });
  afterAll(() => pictures.stop());

  /** Kept to be looked at when SCREENSHOTS names a folder. */
  async function png(name: string, picture: { drawing: Drawing } | null): Promise<{ width: number; height: number }> {
    if (!picture) throw new Error('there is no picture');
    const bytes = await pictures.png(picture.drawing);
    const folder = process.env.SCREENSHOTS;
    if (folder) await writeFile(join(folder, `picture-${name}.png`), bytes);
    return decode(bytes);
  }

  test('it is a picture of its own size, in both languages, and of a busy team among hundreds', {
    timeout: 120_000,
  }, async () => {
    const { drawing } = pictured(drawn, demo, 'production') ?? { drawing: { width: 0, height: 0 } };
    const size = await png('production', pictured(drawn, demo, 'production'));
    expect([size.width, size.height]).toEqual([drawing.width * 2, drawing.height * 2]);
    const english = organisationFrom(demoCompanyIn('en'));
    await png('sales-en', pictured(mapOf(demoStatements(), english, [], []), english, 'sales'));
    const all = teams();
    const org = organisationFrom(benchCompany(all.count, 3));
    const state = mapOf(statementsOf(all), org, [], []);
    const busy = await png('busy', pictured(state, org, 'd37'));
    expect(busy.height).toBeLessThan(1_400);
  });
});
