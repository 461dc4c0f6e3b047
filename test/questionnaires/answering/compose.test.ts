import { describe, expect, test } from 'vitest';
import type { RawAnswers } from '../../../src/platform/form.ts';
import {
  chosenParties,
  composed,
  namedParties,
  namesIn,
  partyOfPage,
} from '../../../src/questionnaires/answering/compose.ts';
import { readMeasure } from '../../../src/questionnaires/answering/measure.ts';

const draft = (pages: Record<string, RawAnswers>) => new Map(Object.entries(pages));

const first: RawAnswers = {
  unit: 'production/smt',
  mainWork: '贴片，首件检验',
  suppliers: 'materials,purchasing',
  suppliersElse: '外协模具厂、  备件库 ',
  customers: 'production/assembly',
  customersElse: '',
};

describe('the parties someone names', () => {
  test('are those picked, then the words of those not listed, each once', () => {
    expect(namedParties(draft({ first }), 'suppliers')).toEqual(['materials', 'purchasing', '?外协模具厂', '?备件库']);
    expect(namedParties(draft({ first }), 'customers')).toEqual(['production/assembly']);
    expect(namesIn('a, b；c\na ,, ')).toEqual(['a', 'b', 'c']);
  });

  test('are described all when they are two, and those picked when they are more', () => {
    expect(chosenParties(draft({ first }), 'customers')).toEqual(['production/assembly']);
    expect(chosenParties(draft({ first }), 'suppliers')).toEqual([]);
    const which = { suppliers: '?备件库,materials,gone', customers: '' };
    expect(chosenParties(draft({ first, which }), 'suppliers')).toEqual(['materials', '?备件库']);
  });

  test('are found again by their page', () => {
    expect(partyOfPage('s:?a:b')).toEqual({ side: 'suppliers', party: '?a:b' });
    expect(partyOfPage('c:~external')).toEqual({ side: 'customers', party: '~external' });
    for (const page of ['first', 'which', 'x:a', '']) expect(partyOfPage(page)).toBeNull();
  });
});

describe('what someone says', () => {
  test('is nothing before the first page, and names alone after it', () => {
    expect(composed(draft({ 's:materials': { kind: 'process' } }))).toBeNull();
    expect(composed(draft({ first: { ...first, suppliers: 'materials', suppliersElse: '' } }))).toEqual({
      unit: 'production/smt',
      mainWork: '贴片，首件检验',
      suppliers: [{ party: 'materials', kind: null, handsOn: '', requires: null, trouble: null }],
      customers: [{ party: 'production/assembly', kind: null, handsOn: '', believes: null }],
    });
  });

  test('has the details of each party from its page, also of those beyond the first pass', () => {
    const said = composed(
      draft({
        first,
        's:materials': {
          kind: 'process',
          handsOn: '齐套的 A 料',
          requireKind: 'onTime',
          requireMeasure: '2小时',
          requireWords: '上线前到位',
          troubleAbout: 'complete',
          troubleWords: '常缺一两种',
        },
        's:?备件库': { kind: 'functional', handsOn: '吸嘴', requireKind: 'none', troubleAbout: 'none' },
        'c:production/assembly': {
          kind: 'process',
          handsOn: '贴好的板',
          requireKind: 'correct',
          requireMeasure: '一次合格率98%',
        },
        's:nobody': { kind: 'process', handsOn: 'not named any more', requireKind: 'none' },
      }),
    );
    expect(said?.suppliers).toEqual([
      {
        party: 'materials',
        kind: 'process',
        handsOn: '齐套的 A 料',
        requires: { kind: 'onTime', amount: 2, unit: '小时', words: '上线前到位' },
        trouble: { about: 'complete', words: '常缺一两种' },
      },
      { party: 'purchasing', kind: null, handsOn: '', requires: null, trouble: null },
      { party: '?外协模具厂', kind: null, handsOn: '', requires: null, trouble: null },
      { party: '?备件库', kind: 'functional', handsOn: '吸嘴', requires: null, trouble: null },
    ]);
    expect(said?.customers[0]?.believes).toEqual({ kind: 'correct', amount: 98, unit: '%', words: '一次合格率98%' });
  });

  test('does not know the customer’s requirement when they say so', () => {
    const page = { kind: 'process', handsOn: '板', requireKind: 'none' };
    expect(composed(draft({ first, 'c:production/assembly': page }))?.customers[0]).toEqual({
      party: 'production/assembly',
      kind: 'process',
      handsOn: '板',
      believes: null,
    });
  });
});

describe('a measure', () => {
  const cases: [string, number | null, string | null, string][] = [
    ['', null, null, ''],
    ['2', 2, null, ''],
    ['2h', 2, 'h', ''],
    ['２ 小时', 2, '小时', ''],
    ['98%', 98, '%', ''],
    ['99.5 %', 99.5, '%', ''],
    ['1,000 pieces per batch', 1000, 'pieces per batch', ''],
    ['3 working days', 3, 'working days', ''],
    ['2个小时', 2, '小时', ''],
    ['2小时内', 2, '小时', '2小时内'],
    ['两天', 2, '天', ''],
    ['两天半', 2.5, '天', ''],
    ['半天', 0.5, '天', ''],
    ['一个半小时', 1.5, '小时', ''],
    ['十二个工作日', 12, '工作日', ''],
    ['一百二十件', 120, '件', ''],
    ['三天以内', 3, '天', '三天以内'],
    ['一次合格率98%', 98, '%', '一次合格率98%'],
    ['不超过 24 小时', 24, '小时', '不超过 24 小时'],
    ['within 3 days', 3, 'days', 'within 3 days'],
    ['at least 98 %, every month', 98, '%', 'at least 98 %, every month'],
    ['尽快', null, null, '尽快'],
    ['2小时。', 2, '小时', ''],
    ['2 hrs.', 2, 'hrs', ''],
    ['百分之98', 98, '%', ''],
    ['百分之 99.5 以上', 99.5, '%', '百分之 99.5 以上'],
    ['1,5 h', null, null, '1,5 h'],
    ['10:30', null, null, '10:30'],
    ['每天 17：00 前', null, null, '每天 17:00 前'],
    ['12月5日', null, null, '12月5日'],
    ['每月5日前', null, null, '每月5日前'],
    ['2026-12-05', null, null, '2026-12-05'],
    ['2-3天', null, null, '2-3天'],
    ['2～3 天', null, null, '2~3 天'],
    ['两个到3个工作日', null, null, '两个到3个工作日'],
    ['8 to 10 h', null, null, '8 to 10 h'],
    ['95%-98%', null, null, '95%-98%'],
    ['两三天', null, null, '两三天'],
    ['三五个', null, null, '三五个'],
    ['二十三天', 23, '天', ''],
    ['1小时30分钟', 90, '分钟', '1小时30分钟'],
    ['1 h 30 min', 90, 'min', '1 h 30 min'],
    ['24/7', null, null, '24/7'],
    ['一般要快', null, null, '一般要快'],
    ['十分满意', null, null, '十分满意'],
    ['12345678901234567890', null, null, '12345678901234567890'],
    ['图号 6921234500123456789', null, null, '图号 6921234500123456789'],
    ['0.0000002 mm', null, null, '0.0000002 mm'],
    ['0.000002 mm', 0.000002, 'mm', ''],
  ];
  test.each(cases)('%s', (written, amount, unit, words) => {
    expect(readMeasure(written)).toEqual({ amount, unit, words });
  });
});
