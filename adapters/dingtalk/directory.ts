import type { Profile } from '../../src/platform/adapter.ts';
import { type Directory, type DirectoryDepartment, DirectoryError } from '../../src/platform/messenger.ts';
import { DingtalkError } from './errors.ts';
import { isJson, type Json, listAt, numberAt, objectAt, textAt } from './json.ts';
import { limits } from './limits.ts';
import { profileOf } from './parse.ts';
import type { Ports } from './ports.ts';
import { meet } from './store.ts';

/** Documented: the company itself is department 1. */
const root = '1';

/** The company's people and departments. DingTalk has no call for all of them, so the tree is walked. */
export function createDirectory(ports: Ports): Directory {
  return {
    departments: () => departments(ports),
    people: () => people(ports),
  };
}

async function* departments(ports: Ports): AsyncIterable<DirectoryDepartment> {
  const seen = new Set([root]);
  const open = [root];
  for (let id = open.shift(); id !== undefined; id = open.shift()) {
    const answer = await ask(ports, '/topapi/v2/department/listsub', { dept_id: Number(id) });
    for (const one of listAt(answer, 'result').filter(isJson)) {
      const department = {
        id: textAt(one, 'dept_id'),
        name: textAt(one, 'name'),
        parent: textAt(one, 'parent_id') || id,
      };
      if (department.id === '' || seen.has(department.id)) continue;
      seen.add(department.id);
      open.push(department.id);
      yield { ...department, parent: department.parent === root ? null : department.parent };
    }
  }
}

/** Each person once, with all departments they lead, which only the departments' own lists say. */
async function* people(ports: Ports): AsyncIterable<Profile> {
  const found = new Map<string, Profile>();
  const ids = [root];
  for await (const { id } of departments(ports)) ids.push(id);
  for (const department of ids) {
    for await (const page of pages(ports, department)) {
      for (const user of page) add(found, user, department);
      await meetAll(ports, page);
    }
  }
  yield* found.values();
}

function add(found: Map<string, Profile>, user: Json, department: string): void {
  const profile = profileOf(user)?.profile;
  if (!profile) return;
  const known = found.get(profile.account) ?? profile;
  const leads = user.leader === true || user.leader === 'true' ? [department] : [];
  found.set(profile.account, {
    ...known,
    departments: [...new Set([...known.departments, ...profile.departments, department])].filter((id) => id !== root),
    leads: [...new Set([...known.leads, ...profile.leads, ...leads])],
  });
}

async function* pages(ports: Ports, department: string): AsyncIterable<Json[]> {
  for (let cursor: number | null = 0; cursor !== null; ) {
    const body: Json = { dept_id: Number(department), cursor, size: limits.page };
    const result = objectAt(await ask(ports, '/topapi/v2/user/list', body), 'result');
    yield listAt(result, 'list').filter(isJson);
    const next: number | null = numberAt(result, 'next_cursor');
    // A cursor that stands still would never end.
    cursor = String(result.has_more) === 'true' && next !== null && next > cursor ? next : null;
  }
}

async function meetAll(ports: Ports, users: readonly Json[]): Promise<void> {
  const both = users.flatMap((user) => {
    const { profile, unionId } = profileOf(user) ?? { unionId: null };
    return profile && unionId ? [{ userId: profile.account, unionId }] : [];
  });
  await meet(ports.db, [...new Map(both.map((one) => [one.unionId, one])).values()]);
}

const tries = 4;

/** Asks again where that helps; otherwise says what the operator has to do. */
async function ask(ports: Ports, path: string, body: Json): Promise<Json> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ports.api.directory(path, body);
    } catch (error) {
      if (!(error instanceof DingtalkError)) throw error;
      const passing =
        error.status === 0 || error.status >= 500 || ['-1', '15', '90018', '90002', 'notJson'].includes(error.code);
      if (!passing || attempt === tries) throw new DirectoryError(directorySentence(error), { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 250 * 2 ** attempt));
    }
  }
}

/** What is to be done so that the directory can be read. */
function directorySentence({ code, message, scopes }: DingtalkError): string {
  if (code === '50004' || code === '60003') {
    return `dingtalk: part of the company lies outside what the app may see (${code}): set the app's contact scope to all employees`;
  }
  if (scopes.length > 0 || ['60011', '88', '60020'].includes(code)) {
    const rights =
      scopes.length > 0
        ? scopes.join(', ')
        : 'qyapi_get_department_list, qyapi_get_department_member, qyapi_get_member';
    return `dingtalk: the app may not read the directory: grant it ${rights} under "Permission management"`;
  }
  return `dingtalk: the directory could not be read: ${message}`;
}
