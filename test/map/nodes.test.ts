import { describe, expect, test } from 'vitest';
import { mapOf } from '../../src/map/state.ts';
import { summaryOf } from '../../src/map/summary.ts';
import type { Statement } from '../../src/questionnaires/types.ts';
import { company, customer, statement, supplier } from './kit.ts';

const five = ['a', 'b', 'c', 'd', 'e'];
const org = company(five);

const state = (statements: Statement[], over = org) => mapOf(statements, over, [], []);
const steps = (statements: Statement[]) =>
  Object.fromEntries([...state(statements).nodes].map(([unit, node]) => [unit, node.steps]));

describe('steps to the customer outside', () => {
  test('are counted along the shortest way, and there are none where no way leads', () => {
    const said = [
      statement('a', { customers: [customer('~external'), customer('b')] }),
      statement('b', { customers: [customer('a')] }),
      statement('c', { suppliers: [supplier('d')], customers: [customer('b'), customer('a')] }),
    ];
    expect(steps(said)).toEqual({ '~external': 0, a: 1, b: 2, c: 2, d: 3, e: null });
  });

  test('a unit that hands nothing on inside its department is as far as the department', () => {
    const said = [
      statement('a', { customers: [customer('~external')] }),
      statement('a#packer', { suppliers: [supplier('a#builder')] }),
      statement('a#builder', { customers: [customer('a#packer')] }),
    ];
    const { nodes } = state(said);
    expect([nodes.get('a')?.steps, nodes.get('a#packer')?.steps, nodes.get('a#builder')?.steps]).toEqual([1, 1, 2]);
  });
});

describe('how many could name a customer', () => {
  const of = (statements: Statement[], unit: string) => state(statements).nodes.get(unit)?.namedCustomer;
  const answered = (unit: string, count: number, named: number) =>
    statement(unit, {}, { answered: count, namedCustomer: named });

  test('is shown from three answers on, for the department with all its units', () => {
    expect(of([answered('a', 2, 1)], 'a')).toBeNull();
    expect(of([answered('a', 3, 1)], 'a')).toEqual({ named: 1, answered: 3 });
    expect(of([answered('a', 2, 1), answered('a#x', 4, 4)], 'a')).toEqual({ named: 5, answered: 6 });
  });

  test('never lets a rest of one or two be reckoned from what is shown', () => {
    const two = [answered('a', 2, 1), answered('a#x', 4, 4)];
    expect(of(two, 'a#x')).toBeNull();
    const three = [...two, answered('a#y', 3, 0)];
    expect([of(three, 'a#x'), of(three, 'a#y')]).toEqual([{ named: 4, answered: 4 }, null]);
    expect(of([answered('a#x', 4, 4), answered('a#y', 3, 0)], 'a#y')).toEqual({ named: 0, answered: 3 });
  });
});

describe('a department that nobody names as supplier', () => {
  const lonely = (statements: Statement[], over = org) =>
    [...state(statements, over).nodes.values()].filter((node) => node.withoutCustomer).map(({ unit }) => unit);
  const naming = (unit: string, ...named: string[]) =>
    statement(unit, { suppliers: named.map((one) => supplier(one)), customers: [customer('~external')] });

  test('is held to be so once three others, and half of all others, have spoken', () => {
    const said = [naming('a', 'b'), naming('b', 'a'), naming('c', 'a')];
    expect(lonely(said.slice(0, 2))).toEqual([]);
    expect(lonely(said)).toEqual(['d', 'e']);
  });

  test('is not, while a customer it names has not spoken, or while it hands to the customer outside', () => {
    const said = [naming('a', 'b'), naming('b', 'a'), naming('c', 'a')];
    expect(lonely([...said, statement('d', { customers: [customer('e')] })])).toEqual(['e']);
    expect(lonely([...said, statement('d', { customers: [customer('a')] })])).toEqual(['d', 'e']);
    expect(lonely([...said, naming('d', 'a'), naming('e', 'b')])).toEqual([]);
  });

  test('is not, while a customer of the org file has not spoken', () => {
    const linked = company(five, 'links:\n  - { supplier: d, customer: e, kind: process }');
    const said = [naming('a', 'b'), naming('b', 'a'), naming('c', 'a')];
    expect(lonely(said, linked)).toEqual(['e']);
    expect(lonely([...said, naming('e', 'a')], linked)).toEqual(['d']);
  });

  test('a post that has spoken is one too, unless it, somebody on it, or its whole department is named', () => {
    const posts = company(five, '  - { key: pia, name: Pia, department: d, post: buyer }');
    const said = (...named: string[]) => [
      naming('a', ...named),
      naming('b', 'a'),
      naming('c', 'b', 'c'),
      naming('e', 'a'),
      statement('d#buyer', { customers: [customer('a')] }),
      statement('d#clerk', { customers: [customer('a')] }),
    ];
    expect(lonely(said('d#clerk'), posts)).toEqual(['d#buyer']);
    expect(lonely(said('@pia'), posts)).toEqual([]);
    expect(lonely(said('d'), posts)).toEqual([]);
  });
});

describe('an edge', () => {
  const edges = (statements: Statement[], over = org) => state(statements, over).edges;
  const both = [
    '  - { supplier: a, customer: b, kind: functional }',
    '  - { supplier: a, customer: b, kind: process }',
    '  - { supplier: c, customer: d, kind: functional }',
  ];
  const linked = company(five, `links:\n${both.join('\n')}`);

  test('is what most people call it, else what the org file does; the next step where they are even', () => {
    expect(edges([], linked).map(({ kind, namedBy }) => [kind, namedBy.file])).toEqual([
      ['process', true],
      ['functional', true],
    ]);
    const said = (process: number, functional: number) => [
      statement('b', { suppliers: [supplier('a', [], { kind: 'process', said: process })] }),
      statement('a', { customers: [customer('b', [], { kind: 'functional', said: functional })] }),
    ];
    expect(edges(said(2, 3))[0]?.kind).toBe('functional');
    expect(edges(said(3, 3))[0]?.kind).toBe('process');
    expect(edges([statement('b', { suppliers: [supplier('a', [], { kind: null })] })])[0]?.kind).toBeNull();
  });

  test('carries what several units say alike once, with all their people', () => {
    const say = (unit: string, said: number) =>
      statement(unit, { suppliers: [supplier('b', [], { handsOn: [{ words: 'parts', said }] })] });
    expect(edges([say('a', 2), say('a#buyer', 3)])[0]?.handsOn).toEqual([{ words: 'parts', said: 5 }]);
  });
});

describe('a name', () => {
  const twice = company(five, '').departments;
  const read = (words: string, party: string | null) =>
    mapOf([statement('a', { suppliers: [supplier(`?${words}`)] })], org, [{ department: 'a', words, party }], []);

  test('that was to be created leads to what is called exactly that, and to nothing that two are called', () => {
    expect(read('b', '?b').edges.map((edge) => edge.supplier)).toEqual(['b']);
    const doubled = { ...org, departments: new Map([...twice].map(([key, one]) => [key, { ...one, name: 'B' }])) };
    const { edges, unresolved } = mapOf(
      [statement('a', { suppliers: [supplier('?b')] })],
      doubled,
      [{ department: 'a', words: 'b', party: '?b' }],
      [],
    );
    expect([edges, unresolved]).toEqual([[], [{ department: 'a', party: '?b', words: 'b', wanted: true }]]);
  });

  test('leads where its own department’s head said, to a step that is gone as to its department, and nowhere once ignored', () => {
    expect(read('x', 'b/gone').edges.map((edge) => edge.supplier)).toEqual(['b']);
    expect(read('x', null)).toMatchObject({ edges: [], unresolved: [] });
    const other = [{ department: 'b', words: 'x', party: 'c' }];
    const { unresolved } = mapOf([statement('a', { suppliers: [supplier('?x')] })], org, other, []);
    expect(unresolved).toMatchObject([{ department: 'a', words: 'x', wanted: false }]);
  });
});

test('the summary counts what the map shows', () => {
  const said = [
    statement('a', { suppliers: [supplier('b')], customers: [customer('~external')] }),
    statement('b', { customers: [customer('?the people upstairs')] }),
  ];
  expect(summaryOf(state(said))).toMatchObject({
    departments: 5,
    published: 2,
    edges: 2,
    mutual: 0,
    gaps: { unseenCustomer: 1, imaginedCustomer: 0 },
    unconnected: 3,
    unresolved: 1,
    agreements: 0,
  });
});
