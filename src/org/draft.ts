import { folded } from './likeness.ts';
import type { Locale, Messenger } from './organisation.ts';
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
  const company = { name: null, timezone: 'Asia/Shanghai', locale: 'zh-CN' } as const;
  return { yaml: draftYaml({ source: 'a spreadsheet', company, departments, messenger }, notes), notes };
}

/** What a draft is written from. */
export interface Draft {
  /** `a spreadsheet` */
  source: string;
  /** Without a name the operator has to write one. */
  company: { name: string | null; timezone: string; locale: Locale };
  departments: DraftedDepartment[];
  /** Whose accounts `account` holds. */
  messenger: RealMessenger;
}

/** The text of a draft; adds to the notes what was guessed. */
export function draftYaml({ source, company, departments, messenger }: Draft, notes: string[]): string {
  const people = departments.flatMap(({ members }) => members);
  const lines = [
    `# Drafted from ${source}. Lines marked DECIDE need a human; then check with: npm run org:import <file> -- --dry-run`,
    ...companyLines(company, people, notes),
    '',
    'calendars:',
    calendarLine(company.timezone),
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
  return `${lines.join('\n')}\n`;
}

/** The name a draft gives a company it does not know the name of. */
export const PLACEHOLDER_NAME = '公司名称';

const calendarLine = (timezone: string): string =>
  timezone === 'Asia/Shanghai'
    ? '  default: { hours: { mon-fri: ["09:00-12:00", "13:00-18:00"] }, holidays: cn }   # DECIDE: your hours'
    : '  default: { hours: { mon-fri: ["09:00-12:00", "13:00-18:00"] }, holidays: [] }   # DECIDE: your hours, and your holidays as a country code such as de';

export interface KeyedPerson extends ListedPerson {
  key: string;
}

export interface DraftedDepartment {
  key: string;
  name: string;
  /** Key of the department above it. */
  parent: string | null;
  heads: KeyedPerson[];
  deputies: KeyedPerson[];
  members: KeyedPerson[];
}

/** The department of people who have none. */
export const NOBODYS = '未分配 (unassigned)';

/** Gives each person a key. */
export function withKeys(people: readonly ListedPerson[]): KeyedPerson[] {
  const taken = new Set<string>();
  return people.map((person, index) => ({
    ...person,
    key: keyFor(person.name, `p${String(index + 1).padStart(3, '0')}`, taken),
  }));
}

/** `anna-weber` for a Latin name, else the numbered one: there is no reading of Chinese names without guessing. */
export function keyFor(name: string, numbered: string, taken: Set<string>): string {
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
      const key = keyFor(name, `d${found.size + 1}`, taken);
      department = { key, name, parent: null, heads: [], deputies: [], members: [] };
      found.set(folded(name), department);
    }
    department.members.push(person);
    if (person.rung === 'head') department.heads.push(person);
    if (person.rung === 'deputy') department.deputies.push(person);
  }
  noteHeads([...found.values()], notes);
  return [...found.values()];
}

/** Notes where it is not clear who leads. */
export function noteHeads(departments: readonly DraftedDepartment[], notes: string[]): void {
  for (const { name, heads } of departments) {
    if (name === NOBODYS)
      notes.push('some people have no department; they were put together under a department of their own');
    if (heads.length === 0) notes.push(`no head was found for ${name}: look for roles like 经理, 主管, 部长, manager`);
    if (heads.length > 1)
      notes.push(
        `${name} lists ${heads.length} heads (${heads.map((head) => head.name).join(', ')}); the first was taken`,
      );
  }
}

function companyLines(company: Draft['company'], people: readonly KeyedPerson[], notes: string[]): string[] {
  const top = people.find(
    ({ role, rung }) =>
      rung === 'head' && /总经理|总裁|董事长|厂长|general manager|\bceo\b|\bgm\b|managing director/.test(folded(role)),
  );
  const referee = top ?? people.find(({ rung }) => rung === 'head') ?? people[0];
  if (!top) notes.push(`no general manager was found; ${referee?.name} stands in as referee`);
  return [
    'company:',
    company.name === null
      ? `  name: ${PLACEHOLDER_NAME}   # DECIDE: the name of your company`
      : `  name: ${quoted(company.name)}   # DECIDE: is this the name of your company?`,
    `  timezone: ${company.timezone}`,
    `  locale: ${company.locale}`,
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
    ...(department.parent === null ? [] : [`    parent: ${department.parent}`]),
    head
      ? `    head: ${head.key}${others || `   # ${comment(head.name)}`}`
      : `    # head: ${department.members[0]?.key ?? 'p001'}   # DECIDE: nobody was listed as head`,
    deputy
      ? `    deputy: ${deputy.key}   # ${comment(deputy.name)}`
      : `    # deputy: ${department.members.at(-1)?.key ?? 'p002'}   # DECIDE: who hears when the duty person is silent`,
    `    # duty: { weekly: [${roster.join(', ')}] }   # DECIDE: who answers, week by week; without it the head does`,
  ];
}

function personLine(person: KeyedPerson, department: string, messenger: RealMessenger): string {
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

type RealMessenger = Exclude<Messenger, 'console'>;

/** Slack's ids cannot be mistaken; else WeCom, whose accounts companies choose themselves and keep in such lists. */
function messengerOf(people: readonly KeyedPerson[]): RealMessenger {
  const accounts = people.map(({ account }) => account).filter((account) => account !== '');
  return accounts.length > 0 && accounts.every((account) => /^[UW][A-Z0-9]{7,}$/.test(account)) ? 'slack' : 'wecom';
}

function quoted(text: string): string {
  return JSON.stringify(text);
}

function comment(text: string): string {
  return cut(text, 60);
}
