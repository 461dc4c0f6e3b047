import { z } from 'zod';
import type { Profile } from '../../src/platform/adapter.ts';
import { type Directory, type DirectoryDepartment, DirectoryError } from '../../src/platform/messenger.ts';
import type { Api } from './api.ts';
import { Blocked, remedyOf, WecomError } from './errors.ts';

const userShape = z.looseObject({
  userid: z.string().min(1),
  name: z.string().optional(),
  position: z.string().optional(),
  email: z.string().optional(),
  biz_mail: z.string().optional(),
  status: z.number().optional(),
  department: z.array(z.number()).optional(),
  main_department: z.number().optional(),
  is_leader_in_dept: z.array(z.number()).optional(),
});
const departmentsShape = z.looseObject({
  department: z.array(z.looseObject({ id: z.number(), name: z.string().optional(), parentid: z.number().optional() })),
});
const membersShape = z.looseObject({ userlist: z.array(z.looseObject({ userid: z.string().min(1) })) });

/** Documented: 2 is disabled, 5 has left; who is not activated yet (4) still belongs to the company. */
const inactive = [2, 5];
/** Documented or seen: there is nobody under this id. */
const nobody = [60111, 46004];
/** Not in the app's sight. */
const unseen = [60011, 50002];
const atOnce = 4;

/** People and departments as far as the app sees them: page 90208 and following. */
export function createDirectory(api: Api): Directory {
  return {
    async *people() {
      const seen = new Set<string>();
      for (const { id } of await departmentsOf(api)) {
        const query = { department_id: String(id) };
        const { userlist } = await readable(() => api.call('user/simplelist', membersShape, { query }));
        const fresh = userlist.map(({ userid }) => userid).filter((userid) => !seen.has(userid.toLowerCase()));
        for (const userid of fresh) seen.add(userid.toLowerCase());
        for (let at = 0; at < fresh.length; at += atOnce) {
          const page = fresh.slice(at, at + atOnce).map((userid) => readable(() => profileOf(api, userid)));
          for (const profile of await Promise.all(page)) if (typeof profile === 'object') yield profile;
        }
      }
    },
    async *departments() {
      for (const { id, name, parentid } of await departmentsOf(api))
        yield {
          id: String(id),
          name: name ?? String(id),
          parent: parentid ? String(parentid) : null,
        } satisfies DirectoryDepartment;
    },
  };
}

const departmentsOf = async (api: Api) =>
  (await readable(() => api.call('department/list', departmentsShape))).department;

/** A member as the directory has them now; `gone` when there is nobody, `unseen` when the app may not look. */
export async function profileOf(api: Api, account: string): Promise<Profile | 'gone' | 'unseen'> {
  try {
    return profile(await api.call('user/get', userShape, { query: { userid: account } }));
  } catch (error) {
    if (error instanceof WecomError && nobody.includes(error.code)) return 'gone';
    if (error instanceof WecomError && unseen.includes(error.code)) return 'unseen';
    throw error;
  }
}

function profile(user: z.infer<typeof userShape>): Profile {
  const { department = [], main_department: main, is_leader_in_dept: leading = [] } = user;
  return {
    account: user.userid.toLowerCase(),
    name: user.name ?? user.userid,
    email: user.email || user.biz_mail || null,
    zone: null,
    locale: null,
    title: user.position || null,
    departments: [...department].sort((a, b) => Number(b === main) - Number(a === main)).map(String),
    leads: department.filter((_, at) => leading[at] === 1).map(String),
    active: !inactive.includes(user.status ?? 1),
  };
}

async function readable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const remedy = error instanceof WecomError ? remedyOf(error) : null;
    const message =
      error instanceof WecomError || error instanceof Blocked ? error.message : 'WeCom did not answer; try again later';
    throw new DirectoryError(`The directory of WeCom cannot be read: ${message}${remedy ? `; ${remedy}` : ''}.`, {
      cause: error,
    });
  }
}
