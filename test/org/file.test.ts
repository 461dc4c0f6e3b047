import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { demoCompany } from '../../src/demo/company.ts';
import { organisationOf } from '../../src/org/build.ts';
import { parseOrgFile, readOrgFile } from '../../src/org/file.ts';
import { cpuMs } from '../cpu.ts';
import { company, fileOf, problemsOf, warningsOf } from './yaml.ts';

/** The example of DESIGN.md 6, with the people it leaves out. */
const contract = `
company: { name: 苏州某某电子, timezone: Asia/Shanghai, locale: zh-CN, referees: [chen, gu] }   # first reachable decides
calendars:
  factory: { hours: { mon-fri: ["08:00-12:00", "13:00-17:00"], sat: ["08:00-12:00"] }, holidays: cn }
departments:
  - { key: production, name: 生产部, parent: operations, head: wang, deputy: liu, calendar: factory,
      steps: [ { key: smt, name: 贴片 }, { key: assembly, name: 组装 } ],
      duty: { weekly: [liu, zhao, sun], override: { 2026-05-01: zhao }, shifts: [ { from: "20:00", to: "08:00", people: [sun] } ] } }
  - { key: operations, name: 运营, head: chen }
  - { key: materials, name: 物控部, head: gu }
people:
  - { key: wang, name: 王强, department: production, slack: U012, wecom: WangQiang, dingtalk: "0123", email: w@x.cn, locale: zh-CN }
${['chen', 'gu', 'liu', 'zhao', 'sun'].map((key) => `  - { key: ${key}, name: ${key}, department: operations }`).join('\n')}
links:                      # who is whose supplier; the questionnaire finds more
  - { supplier: production, customer: materials, kind: process, measure: 交货率 }     # kind: process | functional
services:                   # what a customer may ask of a supplier, with targets
  - { key: deliver-batch, supplier: production, name: 按批交货, acknowledge: { normal: 2h, urgent: 30m }, deliver: { normal: 2d, urgent: 8h } }
ladders:                    # who hears when, in share of the target or an offset after it
  default: [ {at: 50%, to: duty}, {at: 100%, to: deputy}, {at: 150%, to: head}, {at: 200%, to: referee} ]
`;

describe('a good file', () => {
  test('the example of the design is read as it is meant', () => {
    const file = fileOf(contract);
    expect(file.departments[0]).toMatchObject({
      key: 'production',
      parent: 'operations',
      calendar: 'factory',
      duty: {
        weekly: ['liu', 'zhao', 'sun'],
        override: { '2026-05-01': 'zhao' },
        shifts: [{ from: '20:00', to: '08:00', people: ['sun'] }],
      },
    });
    expect(file.people[0]?.accounts).toEqual({ console: 'wang', slack: 'U012', wecom: 'WangQiang', dingtalk: '0123' });
    expect(file.ladders.default?.[2]).toEqual({ at: { percent: 150 }, to: 'head' });
    expect(file.services[0]?.deliver).toEqual({ normal: '2d', urgent: '8h' });
  });

  test('the demo company is a good file without warnings', () => {
    const parsed = parseOrgFile(demoCompany);
    expect(parsed).toMatchObject({ warnings: [] });
    expect(fileOf(demoCompany).people.length).toBe(25);
  });

  test('a department may leave out calendar, duty, ladder and targets', () => {
    const file = fileOf(company());
    expect(file.departments[0]).toMatchObject({
      calendar: 'default',
      ladder: 'default',
      duty: { weekly: [], override: {}, shifts: [] },
      targets: { acknowledge: { normal: '2h', urgent: '30m' }, deliver: { normal: '2d', urgent: '8h' } },
    });
    expect(file.calendars.default).toMatchObject({
      hours: { 'mon-fri': ['09:00-12:00', '13:00-18:00'] },
      holidays: 'cn',
    });
    expect(file.ladders.default?.map(({ to }) => to)).toEqual(['duty', 'deputy', 'head', 'referee']);
  });

  test('targets come from the service, else the department, else the company, else the product', () => {
    const file = fileOf(
      company(
        'defaults: { acknowledge: { normal: 3h } }\nservices: [ { key: s, supplier: production, name: S, deliver: { normal: 5d } } ]',
        '  - { key: production, name: 生产部, head: wang, defaults: { deliver: { urgent: 6h } } }',
      ),
    );
    expect(file.services[0]).toMatchObject({
      acknowledge: { normal: '3h', urgent: '30m' },
      deliver: { normal: '5d', urgent: '6h' },
    });
  });

  test('zone and language of the environment hold where the file names none', () => {
    const yaml = company().replace('timezone: Asia/Shanghai, locale: zh-CN, ', '');
    const parsed = parseOrgFile(yaml, { timezone: 'Europe/Berlin', locale: 'en' });
    expect(parsed).toMatchObject({
      file: { company: { timezone: 'Europe/Berlin', locale: 'en' }, calendars: { default: { holidays: [] } } },
    });
  });

  test('a ladder step may be an offset after the target', () => {
    const file = fileOf(company('ladders: { patient: [ { at: 100%, to: head }, { at: +2h, to: referee } ] }'));
    expect(file.ladders.patient?.[1]).toEqual({ at: { after: '2h' }, to: 'referee' });
  });

  test('links may join steps of departments', () => {
    const departments =
      '  - { key: production, name: 生产部, head: wang, steps: [ { key: smt, name: 贴片 }, { key: packing, name: 包装 } ] }';
    const file = fileOf(company('links: [ { supplier: production/smt, customer: production/packing } ]', departments));
    expect(file.links[0]).toEqual({
      supplier: 'production',
      supplierStep: 'smt',
      customer: 'production',
      customerStep: 'packing',
      kind: 'process',
      measure: null,
    });
  });
});

describe('values need no quotes', () => {
  test.each(['0123', '0o17', '1e3', '12345678901234567890', 'no', '2026-05-01', '0x1F', '1_000'])(
    'an account %s stays as written',
    (account) => {
      const file = fileOf(company().replace('name: 王强', `name: 王强, dingtalk: ${account}`));
      expect(file.people[1]?.accounts.dingtalk).toBe(account);
    },
  );

  test('dates as keys and times as values are texts', () => {
    const duty = 'duty: { override: { 2026-05-01: zhao }, shifts: [ { from: 20:00, to: 8:00, people: sun } ] }';
    const file = fileOf(company('', `  - { key: production, name: 生产部, head: wang, ${duty} }`));
    expect(file.departments[0]?.duty).toEqual({
      weekly: [],
      override: { '2026-05-01': 'zhao' },
      shifts: [{ from: '20:00', to: '08:00', people: ['sun'] }],
    });
  });

  test('an empty value and null mean that nothing was written', () => {
    expect(
      fileOf(
        company(
          '',
          '  - key: production\n    name: 生产部\n    head: wang\n    deputy:\n    parent: ~\n    calendar: null',
        ),
      ).departments[0],
    ).toMatchObject({
      deputy: null,
      parent: null,
      calendar: 'default',
    });
  });

  test('Windows line endings and a byte order mark are accepted', () => {
    const yaml = `\uFEFF${company().replaceAll('\n', '\r\n')}`;
    expect(fileOf(Buffer.from(yaml)).company.name).toBe('苏州某某电子');
    expect(fileOf(yaml)).toEqual(fileOf(company()));
  });
});

describe('every problem names its line and says what to write', () => {
  const department = (fields: string) => company('', `  - { key: production, name: 生产部, ${fields} }`);
  const cases: [string, string, string][] = [
    [
      'an unknown key',
      department('haed: wang'),
      'org.yaml:3 departments[production].haed: "haed" is not known here; did you mean "head"?',
    ],
    [
      'a key written twice',
      department('head: wang, head: liu'),
      'org.yaml:3 departments[production].head: "head" is written twice, first on line 3; keep one',
    ],
    [
      'an unknown person',
      department('head: wnag'),
      'org.yaml:3 departments[production].head: there is no person "wnag" under people; did you mean "wang"?',
    ],
    [
      'an unknown parent',
      department('parent: productoin'),
      'there is no department "productoin" under departments; did you mean "production"?',
    ],
    ['its own parent', department('parent: production'), 'the parents go round in a ring (production → production)'],
    ['an unknown calendar', department('calendar: factory'), 'there is no calendar "factory" under calendars'],
    [
      'an unknown ladder',
      department('ladder: defualt'),
      'there is no ladder "defualt" under ladders; did you mean "default"?',
    ],
    [
      'an unknown person on duty',
      department('duty: { weekly: [wang, x] }'),
      'departments[production].duty.weekly[#2]: there is no person "x"',
    ],
    [
      'an unknown person on a date',
      department('duty: { override: { 2026-05-01: x } }'),
      'duty.override.2026-05-01: there is no person "x"',
    ],
    [
      'a date that is none',
      department('duty: { override: { 2026-02-30: wang } }'),
      '"2026-02-30" is no day of the calendar',
    ],
    [
      'a date in another form',
      department('duty: { override: { 2026/5/1: wang } }'),
      '"2026/5/1" should be written 2026-05-01',
    ],
    [
      'a time that is none',
      department('duty: { shifts: [ { from: 25:00, to: 08:00, people: [wang] } ] }'),
      '"25:00" is not a time; write hours and minutes, like 08:30',
    ],
    [
      'a shift without people',
      department('duty: { shifts: [ { from: 20:00, to: 08:00, people: [] } ] }'),
      'names nobody; write who takes this shift',
    ],
    [
      'an empty shift',
      department('duty: { shifts: [ { from: 08:00, to: 08:00, people: [wang] } ] }'),
      'begins and ends at the same time',
    ],
    [
      'a step twice',
      department('steps: [ { key: smt, name: A }, { key: smt, name: B } ]'),
      'there is already a step "smt" on line 3',
    ],
    [
      'a list that is none',
      department('steps: smt'),
      'must be a list (lines that begin with "- ", or [a, b]), not a single value',
    ],
    ['a block that is none', department('duty: wang'), 'must be a block of "key: value" entries, not a single value'],
    [
      'a bad duration',
      department('defaults: { deliver: { normal: 2 days } }'),
      'departments[production].defaults.deliver.normal: "2days" is not a duration',
    ],
    ['a duration without a unit', department('defaults: { deliver: { normal: 2 } }'), '"2" has no unit'],
    ['a zero duration', department('defaults: { deliver: { normal: 0h } }'), '"0h" is no time at all'],
    ['an endless duration', department('defaults: { deliver: { normal: 900d } }'), '"900d" is more than a year'],
    ['a key in Chinese', company('', '  - { key: 生产部, name: 生产部 }'), '"生产部" cannot be a key'],
    ['a missing name', company('', '  - { key: production }'), 'departments[production]: "name" is missing'],
    [
      'a department twice',
      company('', '  - { key: production, name: A, head: wang }\n  - { key: production, name: B, head: liu }'),
      'org.yaml:4 departments[production].key: there is already a department "production" on line 3',
    ],
    [
      'a ring of parents',
      company('', '  - { key: production, name: A, parent: b }\n  - { key: b, name: B, parent: production }'),
      'the parents go round in a ring (production → b → production)',
    ],
    [
      'a person twice',
      company('  - { key: wang, name: 王伟, department: production }'),
      'org.yaml:10 people[wang].key: there is already a person "wang" on line 6',
    ],
    [
      'a person of an unknown department',
      company('  - { key: x, name: X, department: sales }'),
      'people[x].department: there is no department "sales"',
    ],
    [
      'one account of two people',
      company(
        '  - { key: x, name: X, department: production, slack: U1 }\n  - { key: y, name: Y, department: production, slack: U1 }',
      ),
      'org.yaml:11 people[y].slack: the slack account "U1" already belongs to "x"',
    ],
    [
      'WeCom accounts that differ in case only',
      company(
        '  - { key: x, name: X, department: production, wecom: Li }\n  - { key: y, name: Y, department: production, wecom: li }',
      ),
      'the wecom account "li" already belongs to "x"',
    ],
    [
      'a console account that is the key of another',
      company('  - { key: x, name: X, department: production, console: wang }'),
      'the console account "wang" already belongs to "wang"',
    ],
    [
      'an unknown locale',
      company('  - { key: x, name: X, department: production, locale: zh-TW }'),
      '"zh-TW" is not possible here; did you mean "zh-CN"? Write zh-CN or en',
    ],
    [
      'an unknown zone',
      company().replace('Asia/Shanghai', 'Asia/Shangai'),
      'company.timezone: "Asia/Shangai" is not a time zone; did you mean "Asia/Shanghai"?',
    ],
    ['an offset for a zone', company().replace('Asia/Shanghai', '"+08:00"'), '"+08:00" is not a time zone'],
    ['nobody as referee', company().replace('[chen]', '[]'), 'company.referees: names nobody'],
    ['no referees at all', company().replace(', referees: [chen]', ''), 'company: "referees" is missing'],
    [
      'an unknown referee',
      company().replace('[chen]', '[chen, boss]'),
      'company.referees[#2]: there is no person "boss"',
    ],
    [
      'a readiness that is no number',
      company().replace('referees:', 'readiness: { from: few }, referees:'),
      '"few" must be a whole number from 1 to 30',
    ],
    ['no people', 'company: { name: A, referees: [a] }\ndepartments: []', 'the file: "people" is missing'],
    [
      'an unknown supplier',
      company('services: [ { key: s, supplier: prod, name: S } ]'),
      'services[s].supplier: there is no department "prod" under departments; did you mean "production"?',
    ],
    [
      'a service twice',
      company('services: [ { key: s, supplier: production, name: S }, { key: s, supplier: production, name: T } ]'),
      'there is already a service "s"',
    ],
    [
      'an unknown kind of link',
      company('links: [ { supplier: production, customer: production, kind: proces } ]'),
      '"proces" is not possible here; did you mean "process"?',
    ],
    [
      'its own supplier',
      company('links: [ { supplier: production, customer: production } ]'),
      '"production" cannot be its own supplier',
    ],
    [
      'a link to an unknown step',
      company('links: [ { supplier: production/smt, customer: production } ]'),
      'department "production" has no step "smt"',
    ],
    [
      'a link to an unknown department',
      company('links: [ { supplier: production, customer: sales } ]'),
      'links[#1].customer: there is no department "sales"',
    ],
    ['a ladder without steps', company('ladders: { x: [] }'), 'ladders.x: has no steps'],
    [
      'a ladder step at no time',
      company('ladders: { x: [ { at: 50, to: head } ] }'),
      '"50" does not say when; write a share of the target like 50%, or a time after it like +2h',
    ],
    [
      'a ladder step to nobody known',
      company('ladders: { x: [ { at: 50%, to: boss } ] }'),
      '"boss" is not possible here; write duty, deputy, head or referee',
    ],
    [
      'ladder steps out of order',
      company('ladders: { x: [ { at: 100%, to: head }, { at: 50%, to: duty } ] }'),
      'ladders.x[#2].at: comes after 100% but is earlier',
    ],
    [
      'a share of the target after an offset behind it',
      company('ladders: { x: [ { at: +2h, to: head }, { at: 50%, to: duty } ] }'),
      'comes after a step behind the target but is before it',
    ],
    ['a ladder step without a rung', company('ladders: { x: [ { at: 50% } ] }'), 'ladders.x[#1]: "to" is missing'],
    ['a calendar without hours', company('calendars: { x: { holidays: cn } }'), 'calendars.x: "hours" is missing'],
    [
      'a calendar that never opens',
      company('calendars: { x: { hours: { mon: [] } } }'),
      'calendars.x: this calendar never opens',
    ],
    [
      'an unknown weekday',
      company('calendars: { x: { hours: { monday: ["08:00-12:00"] } } }'),
      'hours "monday": write weekdays like mon, mon-fri',
    ],
    [
      'a weekday twice',
      company('calendars: { x: { hours: { mon-fri: ["08:00-12:00"], wed: ["08:00-12:00"] } } }'),
      'wed is already given by "mon-fri"',
    ],
    [
      'an interval that is none',
      company('calendars: { x: { hours: { mon: [8-12] } } }'),
      'calendars.x.hours.mon[#1]: "8-12" is not an interval; write it like "08:00-12:00"',
    ],
    [
      'holidays of an unknown country',
      company('calendars: { x: { hours: { mon: ["08:00-12:00"] }, holidays: zz } }'),
      'holidays: "zz" is not known',
    ],
    [
      'a holiday that is no date',
      company('calendars: { x: { hours: { mon: ["08:00-12:00"] }, holidays: [may] } }'),
      'calendars.x.holidays[#1]: "may" is not a date',
    ],
    [
      'the calendar that never closes',
      company('calendars: { clock: { hours: { mon: ["08:00-12:00"] } } }'),
      '"clock" is what urgent requests run on',
    ],
    [
      'a name with control characters',
      company('  - { key: x, name: "A\\u0007B", department: production }'),
      'people[x].name: contains invisible control characters',
    ],
    [
      'a name that turns the text round',
      company('  - { key: x, name: "A\\u202EB", department: production }'),
      'people[x].name: contains invisible control characters',
    ],
    [
      'a name longer than a name',
      company(`  - { key: x, name: ${'长'.repeat(200)}, department: production }`),
      'people[x].name: is too long (200 characters); use at most 80',
    ],
    [
      'an empty name',
      company('  - { key: x, name: , department: production }'),
      'people[x].name: is empty; write a value',
    ],
    [
      'merging',
      company('  - { <<: wang, key: x, name: X, department: production }'),
      '"<<" (merging) is not supported',
    ],
    [
      'an alias to nothing',
      company('  - { key: x, name: *X, department: production }'),
      'people[x].name: "*X" refers to nothing; put it in quotes',
    ],
  ];

  test.each(cases)('%s', (_, yaml, expected) => {
    const problems = problemsOf(yaml);
    expect(problems.join('\n')).toContain(expected);
    for (const problem of problems) expect(problem).toMatch(/^org\.yaml:\d+ /);
  });

  test('all problems are listed at once, in the order of the file', () => {
    const yaml = company('links: [ { supplier: a, customer: b } ]', '  - { key: production, nmae: 生产部, head: x }');
    const problems = problemsOf(yaml);
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual([
      'org.yaml:3',
      'org.yaml:3',
      'org.yaml:3',
      'org.yaml:10',
      'org.yaml:10',
    ]);
  });

  test('problems in Windows files name the same lines', () => {
    const yaml = company('services: [ { key: s, supplier: x, name: S } ]');
    expect(problemsOf(`\uFEFF${yaml.replaceAll('\n', '\r\n')}`)).toEqual(problemsOf(yaml));
  });
});

describe('what is no YAML is explained', () => {
  test.each([
    ['nothing', '', 'is empty; begin with the example'],
    [
      'tabs',
      'company:\n\tname: A',
      'org.yaml:2 the file: cannot be read from "name: A" on: lines are indented with tabs; use spaces',
    ],
    ['a full-width colon', 'company：x', 'is "：" meant to be a colon?'],
    ['a full-width colon in a block', 'company:\n  name：A', 'is "：" meant to be a colon?'],
    [
      'full-width signs in braces',
      'company: { name: 苏州，referees: [a] }\ndepartments: []',
      'are there full-width signs',
    ],
    ['an open quote', 'company: { name: "A }', 'a quote, bracket or colon is missing'],
    [
      'two colons in a line',
      'company: a: b',
      'org.yaml:1 the file: cannot be read from "company: a: b" on: there are two ": " in one line',
    ],
    ['a list on top', '- a\n- b', 'must be a block of "key: value" entries, not a list'],
    ['two documents', 'company: {}\n---\ncompany: {}', 'a second document begins here'],
  ])('%s', (_, yaml, expected) => {
    expect(problemsOf(yaml).join('\n')).toContain(expected);
  });

  test('a file in GBK is told to be saved as UTF-8', () => {
    // 生产部 in GBK.
    const gbk = Buffer.concat([Buffer.from('company:\n  name: '), Buffer.from([0xc9, 0xfa, 0xb2, 0xfa, 0xb2, 0xbf])]);
    expect(problemsOf(gbk).join()).toMatch(
      /^org\.yaml:2 the file: is not UTF-8, probably GBK .*Save as, encoding UTF-8/,
    );
  });

  test('a file in UTF-16 is told to be saved as UTF-8', () => {
    expect(problemsOf(Buffer.from('\uFEFFcompany:', 'utf16le')).join()).toContain('is not UTF-8, probably UTF-16');
  });

  test('a spreadsheet is sent to org:draft', () => {
    expect(problemsOf(Buffer.from('PK\x03\x04')).join()).toContain('npm run org:draft');
  });

  test('more than 5 MiB is refused unread', () => {
    expect(problemsOf(`# ${'x'.repeat(5 * 1024 * 1024)}`).join()).toContain(
      'is 5.0 MiB; an org file has at most 5 MiB',
    );
  });

  test('aliases that multiply are refused at once', () => {
    const bomb = Array.from(
      { length: 12 },
      (_, i) => `b${i}: &b${i} [${i === 0 ? 'x' : `*b${i - 1}, `.repeat(8)}]`,
    ).join('\n');
    const weekly = `duty: { weekly: &w [${'wang, '.repeat(4000)}] }`;
    const others = [1, 2, 3, 4].map((i) => `  - { key: d${i}, name: D${i}, duty: { weekly: *w } }`);
    const started = cpuMs();
    expect(problemsOf(`${bomb}\ncompany: *b11`).length).toBeGreaterThan(0);
    expect(
      problemsOf(company('', [`  - { key: production, name: 生产部, ${weekly} }`, ...others].join('\n'))).join(),
    ).toContain('aliases (*name) repeat too much');
    expect(problemsOf(`a: &a x\nb: [${'*a, '.repeat(200)}]`).join()).toContain('more than 100 aliases');
    expect(cpuMs() - started).toBeLessThan(5000);
  });

  test('an alias inside itself ends', () => {
    expect(problemsOf('departments: &d [ { key: a, name: A, steps: *d } ]').length).toBeGreaterThan(0);
  });

  test('brackets without end are refused', () => {
    expect(problemsOf('['.repeat(100_000)).length).toBe(1);
  });
});

describe('what can be imported but should be looked at is a warning', () => {
  test.each([
    [
      'a department nobody answers for',
      company('', '  - { key: production, name: 生产部 }'),
      'has neither head nor duty roster',
    ],
    [
      'one person as head and deputy',
      company('', '  - { key: production, name: 生产部, head: wang, deputy: wang }'),
      'head and deputy are the same person',
    ],
    [
      'two departments of one name',
      company('', '  - { key: production, name: 生产部, head: wang }\n  - { key: p2, name: 生产部, head: liu }'),
      'two departments are called 生产部',
    ],
  ])('%s', (_, yaml, expected) => {
    expect(warningsOf(yaml).join('\n')).toContain(expected);
  });
});

describe('reading from disk', () => {
  test('a missing file, a folder and a good file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'xiayou-org-'));
    try {
      const path = join(folder, 'org.yaml');
      expect(await readOrgFile(path)).toMatchObject({
        problems: [{ message: expect.stringContaining('there is no file') }],
      });
      expect(await readOrgFile(folder)).toMatchObject({
        problems: [{ message: expect.stringContaining('is a folder') }],
      });
      await writeFile(path, company());
      expect(await readOrgFile(path)).toMatchObject({ file: { company: { name: '苏州某某电子' } } });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('whatever is in the file', () => {
  test('a mistake that runs through a large file is answered in seconds', () => {
    const people = Array.from(
      { length: 20_000 },
      (_, i) => `  - { key: n${i}, name: 员工${i}, department: produktion, timezone: Asia/Shangai }`,
    );
    const started = cpuMs();
    expect(problemsOf(company(people.join('\n'))).at(-1)).toMatch(/^… and \d+ more$/);
    expect(cpuMs() - started).toBeLessThan(15_000);
  });

  test('the answer is a file or problems with lines, never an exception', () => {
    const lines = demoCompany.split('\n').length;
    const edit = fc.record({
      at: fc.nat(demoCompany.length),
      drop: fc.nat(30),
      put: fc.oneof(
        fc.string(),
        fc.constantFrom('*a', '&a ', '{', ']', ': ', '- ', '\n', '\t', '"', '<<: ', '：', '!!int '),
      ),
    });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        const text = edits.reduce(
          (before, { at, drop, put }) => before.slice(0, at) + put + before.slice(at + drop),
          demoCompany,
        );
        const parsed = parseOrgFile(text);
        if ('file' in parsed) organisationOf(parsed.file);
        else {
          expect(parsed.problems.length).toBeGreaterThan(0);
          for (const { line, message } of parsed.problems)
            expect([line >= 1 && line <= lines + 100, message !== '']).toEqual([true, true]);
        }
      }),
      { numRuns: 150 },
    );
  });
});
