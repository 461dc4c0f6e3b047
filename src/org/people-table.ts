import { folded } from './likeness.ts';

/** A cell as the spreadsheet gives it; numbers come as text, so that 0123 keeps its zero. */
export type Cell = string | number | boolean | Date | null | undefined;

/** One person of a spreadsheet, cleaned. */
export interface ListedPerson {
  /** The row in the spreadsheet, counted from 1. */
  row: number;
  name: string;
  department: string;
  /** What the role makes of them in their department. */
  rung: 'head' | 'deputy' | 'member';
  role: string;
  account: string;
  email: string;
  slack: string;
  wecom: string;
  dingtalk: string;
}

export interface PeopleTable {
  people: ListedPerson[];
  /** What was guessed or left out, for the operator to look at. */
  notes: string[];
}

type Column = Exclude<keyof ListedPerson, 'row' | 'rung'>;

const HEADINGS: Record<Column, RegExp> = {
  slack: /slack/,
  wecom: /企业微信|企微|wecom|wechat work/,
  dingtalk: /钉钉|dingtalk/,
  email: /邮箱|邮件|e-?mail/,
  department: /部门|科室|department|^dept|^team$/,
  role: /职务|角色|岗位|职位|职称|^role|title|position|^job/,
  account: /[账帐]号|工号|用户名|userid|user id|account|^login/,
  name: /姓名|名字|^员工$|^人员$|^name$|full name|employee|staff/,
};

const HEADING_ROWS = 20;

/** Reads rows with headings in any order, Chinese or English. Null when no row looks like headings. */
export function readPeople(rows: readonly (readonly Cell[])[]): PeopleTable | null {
  const cells = rows.map((row) => row.map(textOf));
  const at = cells.slice(0, HEADING_ROWS).findIndex((row) => {
    const columns = columnsOf(row);
    return columns.has('name') && columns.size > 1;
  });
  if (at < 0) return null;
  const columns = columnsOf(cells[at] ?? []);
  const notes: string[] = [];
  const listed: ListedPerson[] = [];
  let [department, carried] = ['', 0];
  for (const [index, row] of cells.entries()) {
    const cell = (column: Column) => row[columns.get(column) ?? -1] ?? '';
    if (index <= at || row.every((text) => text === '')) continue;
    // A merged cell keeps its text in its first row only.
    if (cell('department') !== '') department = cell('department');
    else if (cell('name') !== '' && department !== '') carried += 1;
    const person = personOf(cell, index + 1, department);
    if (person.name === '') notes.push(`row ${index + 1} names nobody and was left out`);
    else if (columnsOf(row).size === columns.size) notes.push(`row ${index + 1} repeats the headings and was left out`);
    else listed.push(person);
  }
  if (carried > 0) notes.push(`rows without a department (merged cells): ${carried}; each was given the one above it`);
  return { people: withoutDoubles(listed, notes), notes };
}

function columnsOf(row: readonly string[]): Map<Column, number> {
  const columns = new Map<Column, number>();
  for (const [index, text] of row.entries()) {
    const heading = folded(text);
    const column =
      heading.length > 20 ? undefined : Object.entries(HEADINGS).find(([, words]) => words.test(heading))?.[0];
    if (column && !columns.has(column as Column)) columns.set(column as Column, index);
  }
  return columns;
}

function personOf(cell: (column: Column) => string, row: number, department: string): ListedPerson {
  const role = cell('role');
  return {
    row,
    name: cut(cell('name'), 60),
    department: cut(department, 60),
    rung: rungOf(role),
    role,
    account: cell('account'),
    email: cell('email'),
    slack: cell('slack'),
    wecom: cell('wecom'),
    dingtalk: cell('dingtalk'),
  };
}

// Managers of products, projects and customers, and assistants to managers, do not lead a department.
const NO_HEAD =
  /助理|秘书|文员|项目经理|客户经理|产品经理|大客户|assistant|secretary|(project|product|account|key account) manager/;
const DEPUTY = /副|代理|deputy|vice|acting/;
const HEAD =
  /经理|主管|部长|主任|总监|厂长|科长|负责人|总裁|董事长|\bhead\b|manager|director|supervisor|\bchief\b|\bceo\b|\bgm\b/;

/** What a role makes of someone in their department. */
export function rungOf(role: string): ListedPerson['rung'] {
  const word = folded(role);
  if (word === '' || NO_HEAD.test(word)) return 'member';
  if (DEPUTY.test(word)) return 'deputy';
  return HEAD.test(word) ? 'head' : 'member';
}

/** The same person listed twice becomes one; the same account on two people stays with the first. */
function withoutDoubles(listed: readonly ListedPerson[], notes: string[]): ListedPerson[] {
  const people: ListedPerson[] = [];
  const owners = new Map<string, ListedPerson>();
  const named = new Map<string, ListedPerson[]>();
  for (const person of listed) {
    const namesakes = named.get(folded(person.name)) ?? [];
    const same = namesakes.find((other) => isSame(other, person));
    if (same) {
      notes.push(`row ${person.row}: ${person.name} is already listed in row ${same.row}; the two were joined`);
      join(same, person);
      continue;
    }
    const [namesake] = namesakes;
    if (namesake)
      notes.push(
        `rows ${namesake.row} and ${person.row} are both called ${person.name}; check that they are two people`,
      );
    for (const column of ['account', 'slack', 'wecom', 'dingtalk'] as const) {
      const name = `${column} ${folded(person[column])}`;
      const owner = owners.get(name);
      if (person[column] === '') continue;
      if (owner) {
        notes.push(
          `row ${person.row}: the account ${person[column]} of ${person.name} already belongs to ${owner.name} (row ${owner.row}) and was left out`,
        );
        person[column] = '';
      } else owners.set(name, person);
    }
    named.set(folded(person.name), [...namesakes, person]);
    people.push(person);
  }
  return people;
}

/** Whether two rows of one name are one person. */
function isSame(a: ListedPerson, b: ListedPerson): boolean {
  const known = (['account', 'email', 'slack', 'wecom', 'dingtalk'] as const).filter(
    (column) => a[column] !== '' && b[column] !== '',
  );
  if (known.length > 0) return known.every((column) => folded(a[column]) === folded(b[column]));
  return folded(a.department) === folded(b.department);
}

function join(kept: ListedPerson, other: ListedPerson): void {
  for (const column of ['role', 'account', 'email', 'slack', 'wecom', 'dingtalk'] as const)
    kept[column] ||= other[column];
  if (kept.rung === 'member') kept.rung = other.rung;
}

/** The first characters of a text; whole ones, also rare ones that take two places. */
export function cut(text: string, most: number): string {
  return text.length <= most ? text : [...text].slice(0, most).join('').trim();
}

/** What a cell says, without what cannot be seen. */
function textOf(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  const text = cell instanceof Date ? cell.toISOString().slice(0, 10) : String(cell);
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, ' ')
    .replace(/[\s\u3000]+/gu, ' ')
    .trim();
}
