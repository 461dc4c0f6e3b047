import { organisationOf } from '../../src/org/build.ts';
import { describeProblems, type OrgFile, parseOrgFile } from '../../src/org/file.ts';
import type { Organisation } from '../../src/org/organisation.ts';

/** A small valid company; `add` are further top-level entries. */
export function company(
  add = '',
  departments = '  - { key: production, name: 生产部, head: wang, deputy: liu }',
): string {
  return `company: { name: 苏州某某电子, timezone: Asia/Shanghai, locale: zh-CN, referees: [chen] }
departments:
${departments}
people:
  - { key: chen, name: 陈志远, department: production }
  - { key: wang, name: 王强, department: production }
  - { key: liu, name: 刘洋, department: production }
  - { key: zhao, name: 赵敏, department: production }
  - { key: sun, name: 孙浩, department: production }
${add}`;
}

const known = new Map<string | Uint8Array, OrgFile>();

/** The file a text stands for; throws the problems when there are any. Hundreds of stories begin with the same one: it is read once. */
export function fileOf(yaml: string | Uint8Array): OrgFile {
  const before = known.get(yaml);
  if (before) return before;
  const parsed = parseOrgFile(yaml);
  if ('problems' in parsed) throw new Error(describeProblems(parsed.problems, 'org.yaml'));
  known.set(yaml, parsed.file);
  return parsed.file;
}

export function orgOf(yaml: string): Organisation {
  return organisationOf(fileOf(yaml));
}

/** The problems of a text, as an operator reads them. */
export function problemsOf(yaml: string | Uint8Array): string[] {
  const parsed = parseOrgFile(yaml);
  return 'problems' in parsed ? describeProblems(parsed.problems, 'org.yaml').split('\n') : [];
}

/** The warnings of a text that can be imported. */
export function warningsOf(yaml: string): string[] {
  const parsed = parseOrgFile(yaml);
  if ('problems' in parsed) throw new Error(describeProblems(parsed.problems, 'org.yaml'));
  return describeProblems(parsed.warnings, 'org.yaml')
    .split('\n')
    .filter((line) => line !== '');
}
