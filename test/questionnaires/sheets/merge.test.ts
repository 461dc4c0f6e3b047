import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Said } from '../../../src/questionnaires/answering/store.ts';
import { merge as mergeUnit, ownSheetFrom, speaking } from '../../../src/questionnaires/sheets/merge.ts';
import type { SaidOfCustomer, SaidOfSupplier } from '../../../src/questionnaires/types.ts';
import { within } from '../../map/kit.ts';

const from = (party: string, over: Partial<SaidOfSupplier> = {}): SaidOfSupplier => ({
  ...{ party, kind: null, handsOn: '', requires: null, trouble: null },
  ...over,
});
const to = (party: string, over: Partial<SaidOfCustomer> = {}): SaidOfCustomer => ({
  ...{ party, kind: null, handsOn: '', believes: null },
  ...over,
});
let people = 0;
const says = (
  unit: string,
  suppliers: SaidOfSupplier[] = [],
  customers: SaidOfCustomer[] = [],
  mainWork = '',
): Said => ({
  person: `p${people++}`,
  department: 'production',
  answer: { unit, mainWork, suppliers, customers },
  enteredBy: null,
});
/** The sheets of everyone who speaks for something in production. */
const merge = (said: Said[]) => speaking('production', said).map(([unit, answers]) => mergeUnit(unit, answers));
const units = (said: Said[]) => merge(said).map(({ unit, answered }) => [unit, answered]);

describe('answers become one sheet', () => {
  test('with who was named by how many, those whom three named and more first', () => {
    const [sheet] = merge([
      says('production', [from('quality'), from('materials')], [to('sales')], '组装'),
      says('production', [from('materials'), from('materials')], [], ' 组装 '),
      says('production', [from('materials')], [to('sales'), to('~external')], '测试'),
    ]);
    expect(sheet?.suppliers.map(({ party, said }) => [party, said])).toEqual([
      ['materials', 3],
      ['quality', 1],
    ]);
    expect(sheet?.customers.map(({ party, said }) => [party, said])).toEqual([
      ['sales', 2],
      ['~external', 1],
    ]);
    expect(sheet).toMatchObject({ answered: 3, namedCustomer: 2, mainWork: ['测试', '组装'] });
  });

  test('where equal lines are counted as one, whatever their width and case, and alike ones are not', () => {
    const line = (handsOn: string, words: string) =>
      from('materials', { kind: 'process', handsOn, requires: within(2, 'h', words) });
    const [sheet] = merge([
      says('production', [line('Parts', '上线前')]),
      says('production', [line('ＰＡＲＴＳ', ' 上线前 ')]),
      says('production', [line('Some parts', '上线之前')]),
    ]);
    expect(sheet?.suppliers[0]?.handsOn).toEqual([
      { words: 'Parts', said: 2 },
      { words: 'Some parts', said: 1 },
    ]);
    expect(sheet?.suppliers[0]?.requires.map(({ words, said }) => [words, said])).toEqual([
      ['上线之前', 1],
      ['上线前', 2],
    ]);
  });

  test('where another number or unit is another requirement, and a requirement without words counts', () => {
    const [sheet] = merge([
      says('production', [from('materials', { requires: within(2, 'h') })]),
      says('production', [from('materials', { requires: within(2, 'd') })]),
      says('production', [from('materials', { requires: within(2, 'h') })]),
    ]);
    expect(sheet?.suppliers[0]?.requires.map(({ unit, said }) => [unit, said])).toEqual([
      ['d', 1],
      ['h', 2],
    ]);
  });

  test('with the kind most people chose; of a draw the next step of the same product', () => {
    const kinds = (...chosen: ('process' | 'functional')[]) =>
      merge(chosen.map((kind) => says('production', [from('quality', { kind })])))[0]?.suppliers[0]?.kind;
    expect(kinds('functional', 'functional', 'process')).toBe('functional');
    expect(kinds('functional', 'process')).toBe('process');
    expect(merge([says('production', [from('quality')])])[0]?.suppliers[0]?.kind).toBe(null);
  });

  test('and nobody’s name is in it', () => {
    const said = [says('production'), says('production'), says('production')];
    expect(said.some(({ person }) => JSON.stringify(merge(said)).includes(`"${person}"`))).toBe(false);
  });
});

describe('who speaks for themselves', () => {
  const of = (unit: string, count: number) => Array.from({ length: count }, () => says(unit));

  test('a step or post with three answers does, beside a department with three', () => {
    expect(units([...of('production/smt', 3), ...of('production', 3), ...of('production#工人', 4)])).toEqual([
      ['production', 3],
      ['production#工人', 4],
      ['production/smt', 3],
    ]);
  });

  test('one with fewer speaks as its department', () => {
    expect(units([...of('production/smt', 2), ...of('production', 3)])).toEqual([['production', 5]]);
  });

  test('the smallest speaks with the department when that would show what one or two said', () => {
    expect(units([...of('production/smt', 3), ...of('production/test', 4), ...of('production', 1)])).toEqual([
      ['production', 4],
      ['production/test', 4],
    ]);
  });

  test('a unit of another department speaks as the one its person is asked for', () => {
    expect(units([...of('sales', 3), ...of('sales/export', 3)])).toEqual([['production', 6]]);
  });

  test('every answer is in one sheet, and none is of one or two people where there are more', () => {
    const company = fc.array(
      fc.constantFrom('production', 'production/smt', 'production/test', 'production#工人', ''),
      {
        minLength: 1,
        maxLength: 20,
      },
    );
    fc.assert(
      fc.property(company, (chosen) => {
        const sheets = merge(chosen.map((unit) => says(unit)));
        expect(sheets.reduce((sum, { answered }) => sum + answered, 0)).toBe(chosen.length);
        const small = sheets.filter(({ answered }) => answered < ownSheetFrom);
        expect(small.length).toBe(chosen.length < ownSheetFrom ? 1 : 0);
      }),
    );
  });

  test('the order of answers tells nothing', () => {
    const one = [
      says('production', [from('quality', { handsOn: '报告' }), from('materials')], [to('sales')], '甲'),
      says('production/smt', [from('materials', { handsOn: '物料' })], [], '乙'),
      says('production', [from('materials', { handsOn: '辅料' })], [to('it')], '丙'),
      says('production', [from('materials', { handsOn: 'Parts ' })]),
      says('production', [from('materials', { handsOn: 'PARTS' })]),
    ];
    expect(merge([...one].reverse())).toEqual(merge(one));
  });
});
