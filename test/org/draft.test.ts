import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import writeXlsxFile from 'write-excel-file/node';
import { draftFromSpreadsheet } from '../../src/operator/org-draft.ts';
import { fileOf } from './yaml.ts';

type Cell = string | number | Date | null;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xiayou-draft-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function drafted(...sheets: Cell[][][]) {
  const path = join(folder, 'people.xlsx');
  const cells = (rows: Cell[][]) =>
    rows.map((row) =>
      row.map((value) =>
        value === null
          ? null
          : typeof value === 'number'
            ? { value, type: Number }
            : { value: value as string, type: String },
      ),
    );
  await writeXlsxFile(sheets.map((rows, i) => ({ data: cells(rows), sheet: `Sheet${i + 1}` }))).toFile(path);
  const draft = await draftFromSpreadsheet(path);
  return { ...draft, file: fileOf(draft.yaml) };
}

const refusal = (path: string) => draftFromSpreadsheet(path).catch((error: Error) => `${error.name}: ${error.message}`);

describe('a spreadsheet becomes a valid first org file', () => {
  test('Chinese headings, in any order, under a title', async () => {
    const { file, notes } = await drafted([
      ['某某公司通讯录', null, null, null],
      ['账号', '职务', '姓名', '部门'],
      ['ChenZY', '总经理', '陈志远', '总经办'],
      ['WangQiang', '部长', '王强', '生产部'],
      ['LiuYang', '副部长', '刘洋', '生产部'],
      ['ZhaoMin', '班组员工', '赵敏', '生产部'],
    ]);
    expect(file.people.map(({ key, name, department }) => [key, name, department])).toEqual([
      ['p001', '陈志远', 'd1'],
      ['p002', '王强', 'd2'],
      ['p003', '刘洋', 'd2'],
      ['p004', '赵敏', 'd2'],
    ]);
    expect(file.departments.map(({ name, head, deputy }) => [name, head, deputy])).toEqual([
      ['总经办', 'p001', null],
      ['生产部', 'p002', 'p003'],
    ]);
    expect(file.company.referees).toEqual(['p001']);
    expect(file.people[1]?.accounts.wecom).toBe('WangQiang');
    expect(notes.join('\n')).toContain('taken for wecom');
  });

  test('English headings, and Slack ids are recognised', async () => {
    const { file } = await drafted([
      ['Name', 'Department', 'Role', 'Account', 'E-mail'],
      ['Anna Weber', 'Sales', 'Head of Sales', 'U012ABCDEF', 'anna@x.de'],
      ['Jörg Müller', 'Sales', 'Deputy head', 'U012ABCDEG', null],
      ['Tom O’Neil: "the #1"', 'Sales', 'Key account manager', 'U012ABCDEH', null],
    ]);
    expect(file.people.map(({ key, accounts, email }) => [key, accounts.slack, email])).toEqual([
      ['anna-weber', 'U012ABCDEF', 'anna@x.de'],
      ['jorg-muller', 'U012ABCDEG', null],
      ['tom-o-neil-the-1', 'U012ABCDEH', null],
    ]);
    expect(file.departments[0]).toMatchObject({ key: 'sales', head: 'anna-weber', deputy: 'jorg-muller' });
  });

  test('columns for each messenger are used as such', async () => {
    const { file } = await drafted([
      ['姓名', '部门', '企业微信', '钉钉'],
      ['王强', '生产部', 'WangQiang', '0123'],
    ]);
    expect(file.people[0]?.accounts).toMatchObject({ wecom: 'WangQiang', dingtalk: '0123' });
  });

  test('blank rows, merged departments, doubles and repeated headings are cleaned up, and told', async () => {
    const { file, notes } = await drafted([
      ['姓名', '部门', '职务', '账号'],
      ['王强', '生产部', '经理', 'wq'],
      [null, null, null, null],
      ['刘洋', null, '主管', 'ly'],
      ['王 强', '生产部', null, 'other'],
      ['王强', '生产部', null, 'wq'],
      ['赵敏', '物控部', null, 'ly'],
      [null, '物控部', '经理', null],
      ['姓名', '部门', '职务', '账号'],
      ['王强', '采购部', null, null],
    ]);
    expect(file.people.map(({ name, department, accounts }) => [name, department, accounts.wecom])).toEqual([
      ['王强', 'd1', 'wq'],
      ['刘洋', 'd1', 'ly'],
      ['王 强', 'd1', 'other'],
      ['赵敏', 'd2', undefined],
      ['王强', 'd3', undefined],
    ]);
    expect(file.departments[0]).toMatchObject({ head: 'p001', deputy: 'p002' });
    const told = notes.join('\n');
    for (const part of [
      'rows without a department (merged cells): 1; each was given the one above it',
      'row 6: 王强 is already listed in row 2',
      'row 7: the account ly of 赵敏 already belongs to 刘洋 (row 4)',
      'row 8 names nobody',
      'row 9 repeats the headings',
      'rows 2 and 10 are both called 王强',
      '生产部 lists 2 heads',
      'no head was found for 物控部',
      'no general manager was found',
    ]) {
      expect(told).toContain(part);
    }
  });

  test('numbers as accounts keep all their digits', async () => {
    const { file } = await drafted([
      ['姓名', '部门', '工号'],
      ['王强', '生产部', 1024],
      ['刘洋', '生产部', '0099'],
    ]);
    expect(file.people.map(({ accounts }) => accounts.wecom)).toEqual(['1024', '0099']);
  });

  test('people without a department are put together', async () => {
    const { file, notes } = await drafted([
      ['姓名', '部门'],
      ['王强', null],
      ['刘洋', '生产部'],
    ]);
    expect(file.departments.map(({ name }) => name)).toEqual(['未分配 (unassigned)', '生产部']);
    expect(notes.join()).toContain('some people have no department');
  });

  test('hostile cells stay texts', async () => {
    const names = ['=cmd()', '# no comment', '{ key: x }', 'A\nB', '𠮷野家', '" }]', '\u202Eabc', '长'.repeat(300)];
    const { file } = await drafted([
      ['姓名', '部门', '职务'],
      ...names.map((name) => [name, '生产部\n一车间', 'x\n  - { key: evil }']),
    ]);
    expect(file.people.map(({ name }) => name)).toEqual([
      '=cmd()',
      '# no comment',
      '{ key: x }',
      'A B',
      '𠮷野家',
      '" }]',
      'abc',
      '长'.repeat(60),
    ]);
    expect(file.departments).toHaveLength(1);
  });

  test('the first sheet with headings is read, and the others are named', async () => {
    const { file, notes } = await drafted(
      [['说明', '请填写']],
      [
        ['姓名', '部门'],
        ['王强', '生产部'],
      ],
    );
    expect(file.people).toHaveLength(1);
    expect(notes[0]).toBe('only the sheet "Sheet2" was read, not "Sheet1"');
  });

  test('what a human must decide is marked', async () => {
    const { yaml } = await drafted([
      ['姓名', '部门'],
      ['王强', '生产部'],
    ]);
    expect(yaml.match(/DECIDE/g)?.length).toBeGreaterThan(5);
  });
});

describe('a spreadsheet that cannot be used says why', () => {
  test('no file, no workbook, no headings, nobody in it', async () => {
    expect(await refusal(join(folder, 'none.xlsx'))).toMatch(/^SpreadsheetError: there is no file/);
    const csv = join(folder, 'people.csv');
    await writeFile(csv, '姓名,部门\n王强,生产部\n');
    expect(await refusal(csv)).toContain('save it as .xlsx');
    await expect(drafted([['王强', '生产部']])).rejects.toThrow('has no row of headings');
    await expect(drafted([['姓名', '部门']])).rejects.toThrow('lists nobody');
  });
});
