import { describe, expect, test } from 'vitest';
import { demoCompany } from '../../src/demo/company.ts';
import { closest } from '../../src/org/likeness.ts';
import { findDepartment, leadingDepartment } from '../../src/org/match.ts';
import { orgOf } from './yaml.ts';

const org = orgOf(demoCompany);

function found(words: string): string | string[] {
  const match = findDepartment(org, words);
  return 'found' in match ? match.found.key : match.candidates.map(({ key }) => key);
}

describe('finding a department by what people call it', () => {
  test.each([
    ['its key', 'production', 'production'],
    ['its name', '生产部', 'production'],
    ['its key in capitals and full width', 'ＰＲＯＤＵＣＴＩＯＮ', 'production'],
    ['the beginning of its name', '物控', 'materials'],
    ['a longer form of its name', '生产部门', 'production'],
    ['a name in spaces', '  财务部 ', 'finance'],
    ['one of its steps', '贴片', 'production'],
    ['a part of its name', '经办', 'office'],
    ['one of its services', '查库存', 'materials'],
    ['a service in a sentence', '帮忙查库存吧', 'materials'],
  ])('%s', (_, words, key) => {
    expect(found(words)).toBe(key);
  });

  test('a service says so', () => {
    expect(findDepartment(org, '付款给供应商')).toMatchObject({
      found: { key: 'finance' },
      service: { key: 'pay-supplier' },
    });
    expect(findDepartment(org, '财务部')).toMatchObject({ service: null });
  });

  test('words for several departments ask which', () => {
    expect(found('检验')).toBe('quality');
    expect(found('部')).toHaveLength(6);
  });

  test('a slip of the hand asks whether that was meant', () => {
    expect(found('物料部')).toContain('materials');
    expect(found('prodution')).toEqual(['production']);
    expect(found('生厂部')).toContain('production');
    expect(found('采够部')).toContain('purchasing');
  });

  test('words for nothing find nothing, however long or strange', () => {
    expect(found('')).toEqual([]);
    expect(found('月球基地')).toEqual([]);
    expect(found('x'.repeat(1_000_000))).toEqual([]);
    expect(found("'; drop table org_items; --")).toEqual([]);
    expect(found('\u0000\ud800')).toEqual([]);
  });
});

describe('the department at the beginning of a text', () => {
  test.each([
    ['生产部 明早要500件A料', 'production', '明早要500件A料'],
    ['生产部明早要500件A料', 'production', '明早要500件A料'],
    ['生产部：明早要', 'production', '明早要'],
    ['物控 查库存 SO-2051', 'materials', '查库存 SO-2051'],
    ['Finance pay Miller', 'finance', 'pay Miller'],
    ['查库存 SO-2051', 'materials', 'SO-2051'],
  ])('%s', (text, key, rest) => {
    expect(leadingDepartment(org, text)).toMatchObject({ found: { key }, rest });
  });

  test('is none where a word only begins alike, or nothing names one', () => {
    expect(leadingDepartment(org, 'officer please help')).toBeNull();
    expect(leadingDepartment(org, '明早要500件A料')).toBeNull();
    expect(leadingDepartment(org, '')).toBeNull();
  });
});

test('likeness puts the better guess first', () => {
  expect(closest('wnag', ['wang', 'wu', 'yang'])).toEqual(['wang', 'yang']);
  expect(closest('采购', ['采购部', '生产部'])).toEqual(['采购部']);
});
