import { folded } from './likeness.ts';
import { cut, type ListedPerson, type PeopleTable } from './people-table.ts';

/** A first org file from a list of people: valid, with a comment wherever a human has to decide. */
export function draftOrgFile(table: PeopleTable): { yaml: string; notes: string[] } {
  const notes = [...table.notes];
  const people = withKeys(table.people);
  const departments = departmentsOf(people, notes);
  const messenger = messengerOf(people);
  if (people.some(({ account }) => account !== '')) {
    notes.push(
      `the column of accounts was taken for ${messenger}; if it is another messenger, replace "${messenger}:" under people`,
    );
  }
  const lines = [
    '# Drafted from a spreadsheet. Lines marked DECIDE need a human; then check with: npm run org:import <file> -- --dry-run',
    ...companyLines(people, notes),
    '',
    'calendars:',
    '  default: { hours: { mon-fri: ["09:00-12:00", "13:00-18:00"] }, holidays: cn }   # DECIDE: your hours',
    '',
    'departments:',
    ...departments.flatMap(departmentLines),
    '',
    'people:',
    ...departments.flatMap(({ key, members }) => members.map((person) => personLine(person, key, messenger))),
    '',
    'links:   # DECIDE: who is whose supplier; the questionnaire finds more',
    '  # - { supplier: d1, customer: d2, kind: process }',
    '',
    'services:   # DECIDE: what a customer may ask of a supplier, with targets',
    '  # - { key: deliver-batch, supplier: d1, name: 按批交货, acknowledge: { normal: 2h, urgent: 30m }, deliver: { normal: 2d, urgent: 8h } }',
  ];
  return { yaml: `${lines.join('\n')}\n`, notes };
}

interface KeyedPerson extends ListedPerson {
  key: string;
}

interface DraftedDepartment {
  key: string;
  name: string;
  heads: KeyedPerson[];
  deputies: KeyedPerson[];
  members: KeyedPerson[];
}

const NOBODYS = '未分配 (unassigned)';

function withKeys(people: readonly ListedPerson[]): KeyedPerson[] {
  const taken = new Set<string>();
  return people.map((person, index) => ({
    ...person,
    key: keyFor(person.name, `p${String(index + 1).padStart(3, '0')}`, taken),
  }));
}

/** `anna-weber` for a Latin name, else the numbered one: there is no reading of Chinese names without guessing. */
function keyFor(name: string, numbered: string, taken: Set<string>): string {
  const latin = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const slug = /\p{Script=Han}/u.test(latin)
    ? ''
    : latin
        .replace(/[^a-z0-9]+/g, '-')
        .replace(/^-+|-+$/g, '')
        .slice(0, 30);
  // Never numbered like the others, or a person called "P 002" would take the second one's key.
  const key = slug === '' || taken.has(slug) || /^[pd]\d+$/.test(slug) ? numbered : slug;
  taken.add(key);
  return key;
}

function departmentsOf(people: readonly KeyedPerson[], notes: string[]): DraftedDepartment[] {
  const found = new Map<string, DraftedDepartment>();
  const taken = new Set<string>();
  for (const person of people) {
    const name = person.department || NOBODYS;
    let department = found.get(folded(name));
    if (!department) {
      department = { key: keyFor(name, `d${found.size + 1}`, taken), name, heads: [], deputies: [], members: [] };
      found.set(folded(name), department);
    }
    department.members.push(person);
    if (person.rung === 'head') department.heads.push(person);
    if (person.rung === 'deputy') department.deputies.push(person);
  }
  for (const { name, heads } of found.values()) {
    if (name === NOBODYS)
      notes.push('some people have no department; they were put together under a department of their own');
    if (heads.length === 0) notes.push(`no head was found for ${name}: look for roles like 经理, 主管, 部长, manager`);
    if (heads.length > 1)
      notes.push(
        `${name} lists ${heads.length} heads (${heads.map((head) => head.name).join(', ')}); the first was taken`,
      );
  }
  return [...found.values()];
}

function companyLines(people: readonly KeyedPerson[], notes: string[]): string[] {
  const top = people.find(
    ({ role, rung }) =>
      rung === 'head' && /总经理|总裁|董事长|厂长|general manager|\bceo\b|\bgm\b|managing director/.test(folded(role)),
  );
  const referee = top ?? people.find(({ rung }) => rung === 'head') ?? people[0];
  if (!top) notes.push(`no general manager was found; ${referee?.name} stands in as referee`);
  return [
    'company:',
    '  name: 公司名称   # DECIDE: the name of your company',
    '  timezone: Asia/Shanghai',
    '  locale: zh-CN',
    `  referees: [${referee?.key}]   # ${top ? comment(top.name) : 'DECIDE: who settles disputes; the first one who can be reached'}`,
  ];
}

function departmentLines(department: DraftedDepartment): string[] {
  const [head, ...otherHeads] = department.heads;
  const deputy = department.deputies[0] ?? otherHeads[0];
  const roster = department.members.slice(0, 4).map(({ key }) => key);
  const others =
    otherHeads.length > 0
      ? `   # DECIDE: also listed as head: ${otherHeads.map(({ name, key }) => `${comment(name)} (${key})`).join(', ')}`
      : '';
  return [
    `  - key: ${department.key}`,
    `    name: ${quoted(department.name)}`,
    head
      ? `    head: ${head.key}${others || `   # ${comment(head.name)}`}`
      : `    # head: ${department.members[0]?.key}   # DECIDE: nobody was listed as head`,
    deputy
      ? `    deputy: ${deputy.key}   # ${comment(deputy.name)}`
      : `    # deputy: ${department.members.at(-1)?.key}   # DECIDE: who hears when the duty person is silent`,
    `    # duty: { weekly: [${roster.join(', ')}] }   # DECIDE: who answers, week by week; without it the head does`,
  ];
}

function personLine(person: KeyedPerson, department: string, messenger: Messenger): string {
  const accounts = { slack: person.slack, wecom: person.wecom, dingtalk: person.dingtalk };
  accounts[messenger] ||= person.account;
  const fields = [
    `key: ${person.key}`,
    `name: ${quoted(person.name)}`,
    `department: ${department}`,
    ...Object.entries({ ...accounts, email: person.email }).flatMap(([key, text]) =>
      text === '' ? [] : `${key}: ${quoted(cut(text, 100))}`,
    ),
  ];
  return `  - { ${fields.join(', ')} }${person.role === '' ? '' : `   # ${comment(person.role)}`}`;
}

type Messenger = 'slack' | 'wecom' | 'dingtalk';

/** Slack's ids cannot be mistaken; else WeCom, whose accounts companies choose themselves and keep in such lists. */
function messengerOf(people: readonly KeyedPerson[]): Messenger {
  const accounts = people.map(({ account }) => account).filter((account) => account !== '');
  return accounts.length > 0 && accounts.every((account) => /^[UW][A-Z0-9]{7,}$/.test(account)) ? 'slack' : 'wecom';
}

function quoted(text: string): string {
  return JSON.stringify(text);
}

function comment(text: string): string {
  return cut(text, 60);
}
