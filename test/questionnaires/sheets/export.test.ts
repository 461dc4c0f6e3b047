import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvOf, xlsxOf } from '../../../src/questionnaires/sheets/export.ts';
import { csvRows, xlsxRows } from './looking.ts';

const dangerous = [
  '=1+1',
  '+1',
  '-1',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  '\n=1',
  '＝1+1',
  '＠x',
  '=HYPERLINK("http://x";"y")',
];
const head = ['甲', 'b'];
const signs = fc.string({ unit: fc.constantFrom('=', ';', '-', '\n', '\t', '"', "'", ' ', 'a') });

test('CSV begins with the mark of UTF-8, and what begins like a formula gets an apostrophe', () => {
  const bytes = csvOf({ name: 'a', head, rows: dangerous.map((text) => [text, -1]) });
  expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  expect(csvRows(bytes)).toEqual([head, ...dangerous.map((text) => [`'${text.replace(/(?<=\s)=/, "'=")}`, '-1'])]);
  const within = ['库存;=1+1', 'a\n-2', 'a\r\n@b', '甲；＝1', 'a\t"+1', 'a-b, c=d'];
  const safe = ["库存;'=1+1", "a\n'-2", "a\r\n'@b", "甲；'＝1", 'a\t"\'+1', 'a-b, c=d'];
  expect(
    csvRows(csvOf({ name: 'a', head, rows: within.map((text) => [text]) }))
      .slice(1)
      .flat(),
  ).toEqual(safe);
});

test('CSV is read back as it was written, whatever people write', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.oneof(fc.string({ unit: 'binary' }), signs), fc.integer())), (rows) => {
      const back = csvRows(csvOf({ name: 'a', head, rows })).slice(1);
      const bare = (text = '') => text.replaceAll("'", '');
      expect(back.map(([text, number]) => [bare(text), number])).toEqual(
        rows.map(([text, number]) => [bare(text), String(number)]),
      );
      for (const [text] of back) expect(text).not.toMatch(/(^|[;；\t\r\n])["\s]*[=+\-@＝＋－＠]/u);
    }),
  );
});

test('a workbook keeps words as words and numbers as numbers', async () => {
  const rows = dangerous.map((text, index) => [text, index]);
  const back = await xlsxRows(await xlsxOf([{ name: 'a/b', head, rows }]));
  expect(back[0]).toEqual(head);
  expect(back.slice(1).map(([text, number]) => [String(text).trim(), number])).toEqual(
    dangerous.map((text, index) => [text.trim(), index]),
  );
});

test('a workbook opens whatever people write: what XML cannot hold is left out, what is too long is cut', async () => {
  const rows = [
    ['a\u{0}b\u{B}\u{FFFE}c', null],
    ['x'.repeat(40_000), 1],
    ['<&>"\'', 2],
    ['𠮷家', 3],
  ];
  const back = await xlsxRows(await xlsxOf([{ name: 'v1', head, rows }]));
  expect(back[1]).toEqual(['abc', null]);
  expect(String(back[2]?.[0])).toHaveLength(32_767);
  expect(back.slice(3)).toEqual([
    ['<&>"\'', 2],
    ['𠮷家', 3],
  ]);
});
