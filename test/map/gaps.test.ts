import { describe, expect, test } from 'vitest';
import { byWeight } from '../../src/map/gap-rules.ts';
import { deliverOf, sameMeasure } from '../../src/map/measures.ts';
import { mapOf } from '../../src/map/state.ts';
import type { Agreement } from '../../src/org/organisation.ts';
import type { Statement } from '../../src/questionnaires/types.ts';
import { org } from '../requests/rules-kit.ts';
import { customer, requirement, statement, supplier, trouble, within } from './kit.ts';

const keys = (statements: Statement[], agreements: Agreement[] = []) =>
  mapOf(statements, org, [], agreements).gaps.map(({ key }) => key);

/** Sales as customer, material control as supplier. */
const sales = (...suppliers: Parameters<typeof supplier>) =>
  statement('sales', { suppliers: [supplier(...suppliers)] });
const materials = (...customers: Parameters<typeof customer>) =>
  statement('materials', { customers: [customer(...customers)] });

const agreement = (over: Partial<Agreement> = {}): Agreement => ({
  key: 'materials>sales:onTime',
  version: 1,
  supplier: 'materials',
  customer: 'sales',
  requirement: within(2, 'd'),
  service: null,
  deliver: '2d',
  since: '2026-05-06T02:00:00.000Z',
  ...over,
});

describe('whom one side sees and the other does not', () => {
  test('a customer who names a supplier that does not name it is unseen', () => {
    expect(keys([sales('materials'), statement('materials')])).toEqual(['unseenCustomer:materials>sales']);
  });

  test('a customer who does not name the supplier that names it is imagined', () => {
    expect(keys([statement('sales'), materials('sales')])).toEqual(['imaginedCustomer:materials>sales']);
  });

  test('who has not published is not held to have said nothing', () => {
    expect(keys([sales('materials', [within(2, 'd')])])).toEqual([]);
    expect(keys([materials('sales', [within(2, 'd')])])).toEqual([]);
  });

  test('a department of several steps has spoken when its whole or each of its steps has', () => {
    const partly = statement('materials/planning');
    expect(keys([sales('materials'), partly])).toEqual([]);
    expect(keys([sales('materials'), partly, statement('materials/warehouse')])).toHaveLength(1);
    expect(keys([sales('materials'), statement('materials')])).toHaveLength(1);
  });

  test('between departments steps and people count as their department, within one they are themselves', () => {
    const named = statement('materials/warehouse', { customers: [customer('@lin')] });
    expect(keys([sales('materials/planning'), named, statement('materials')])).toEqual([]);
    const smt = statement('production/smt', { customers: [customer('production/assembly')] });
    expect(keys([smt, statement('production/assembly')])).toEqual([
      'imaginedCustomer:production/smt>production/assembly',
    ]);
  });

  test('a department and a step of its own are no two sides', () => {
    expect(
      keys([statement('production', { suppliers: [supplier('production/smt')] }), statement('production/smt')]),
    ).toEqual([]);
  });

  test('the customer outside is never held to have said nothing', () => {
    expect(keys([statement('sales', { customers: [customer('~external', [within(1, 'd')])] })])).toEqual([]);
  });
});

describe('what is required, and what is believed to be', () => {
  test('a requirement that the supplier does not list is unknown to it, and the reverse is imagined', () => {
    expect(keys([sales('materials', [within(2, 'd')]), materials('sales')])).toEqual([
      'unknownRequirement.onTime:materials>sales',
    ]);
    expect(keys([sales('materials'), materials('sales', [within(2, 'd')])])).toEqual([
      'imaginedRequirement.onTime:materials>sales',
    ]);
  });

  test('who only named a supplier, and was not asked for details, is not held to require nothing of it', () => {
    const named = sales('materials', [], { kind: null });
    expect(keys([named, materials('sales', [within(2, 'd')])])).toEqual([]);
  });

  test('the same number in other units is the same measure; another number, or none, is another', () => {
    const measured = (a: ReturnType<typeof within>, b: ReturnType<typeof within>) =>
      keys([sales('materials', [a]), materials('sales', [b])]);
    expect(measured(within(2, 'd'), within(48, '小时'))).toEqual([]);
    expect(measured(within(90, 'min'), within(1.5, 'H'))).toEqual([]);
    expect(measured(within(2, '天'), within(3, 'd'))).toEqual(['differentMeasure.onTime:materials>sales']);
    expect(measured(within(2, '天'), within(2, '箱'))).toEqual(['differentMeasure.onTime:materials>sales']);
    expect(measured(within(2, 'd'), requirement('onTime', { words: 'two days' }))).toHaveLength(1);
    expect(measured(requirement('onTime', { words: 'soon' }), requirement('onTime', { words: '尽快' }))).toEqual([]);
  });

  test('another kind is put beside another kind, and called unknown by nobody', () => {
    const other = (words: string) => requirement('other', { words });
    const both = [sales('materials', [other('a label')]), materials('sales', [other('a label')])];
    expect(keys(both)).toEqual(['differentMeasure.other:materials>sales']);
    expect(keys(both, [agreement({ requirement: other('a label'), deliver: null })])).toEqual([]);
  });

  test('the side is what most of its people say', () => {
    const twice = { ...within(2, 'd'), said: 5 };
    const once = { ...within(3, 'd'), said: 1 };
    const said = supplier('materials', [], { requires: [once, twice] });
    const stated = statement('sales', { suppliers: [said] });
    expect(keys([stated, materials('sales', [within(2, 'd')])])).toEqual([]);
    expect(keys([stated, materials('sales', [within(3, 'd')])])).toHaveLength(1);
  });

  test('a trouble has an owner once the supplier lists a requirement of its kind, or both agree', () => {
    const troubled = sales('materials', [], { troubles: [trouble('onTime', 'always late')] });
    const key = 'troubleWithoutOwner.onTime:materials>sales';
    expect(keys([troubled, statement('materials')])).toEqual([key, 'unseenCustomer:materials>sales']);
    expect(keys([troubled, materials('sales', [requirement('complete')])])).toContain(key);
    expect(keys([troubled, materials('sales', [within(2, 'd')])])).not.toContain(key);
    expect(keys([troubled, statement('materials')], [agreement()])).toEqual([]);
  });
});

describe('an agreement', () => {
  const requires = [within(2, 'd'), requirement('complete')];

  test('closes the gaps of its pair and kind, and no others', () => {
    const both = [sales('materials', requires), materials('sales')];
    expect(keys(both)).toHaveLength(2);
    expect(keys(both, [agreement()])).toEqual(['unknownRequirement.complete:materials>sales']);
    expect(keys(both, [agreement({ supplier: 'production' })])).toHaveLength(2);
  });

  test('with a department that has left counts for nothing', () => {
    const state = mapOf([], org, [], [agreement({ supplier: 'gone' })]);
    expect(state.agreements).toEqual([]);
  });
});

test('the most blocking gap comes first', () => {
  const both = [
    statement('sales', {
      suppliers: [
        supplier('materials', [within(2, 'd')], { troubles: [trouble('reachable')] }),
        supplier('production'),
      ],
    }),
    statement('materials', { customers: [customer('sales', [requirement('correct')])] }),
    statement('production'),
  ];
  const { gaps, edges } = mapOf(both, org, [], []);
  expect(byWeight(gaps, edges).map(({ kind }) => kind)).toEqual([
    'troubleWithoutOwner',
    'unseenCustomer',
    'unknownRequirement',
    'imaginedRequirement',
  ]);
});

describe('measures', () => {
  test.each([
    [1, '%', 10, '‰', true],
    [1, 'week', 7, '天', true],
    [8, 'h', 1, 'd', false],
    [2, 'workdays', 2, 'd', false],
    [5, 'boxes', 5, ' Boxes ', true],
    [5, '', 5, 'boxes', false],
  ])('%s %s beside %s %s: %s', (a, unitA, b, unitB, same) => {
    expect(sameMeasure(within(a, unitA), within(b, unitB))).toBe(same);
  });

  test('a time becomes a budget in the wording of the org file; what is no target becomes none', () => {
    expect(
      [within(2, '天'), within(4, '个小时'), within(30, 'min'), within(2, '工作日'), within(1.5, 'd')].map(deliverOf),
    ).toEqual(['2d', '4h', '30m', '2d', '1.5d']);
    const none = [
      within(1, 'week'),
      within(0, 'd'),
      within(-1, 'd'),
      within(1e9, 'd'),
      within(1e-9, 'h'),
      within(3, '%'),
    ];
    expect([...none, requirement('onTime'), requirement('complete', { amount: 2, unit: 'd' })].map(deliverOf)).toEqual(
      Array(8).fill(null),
    );
  });
});
