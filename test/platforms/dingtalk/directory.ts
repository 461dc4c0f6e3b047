import type { Route } from './gate.ts';
import type { Ask } from './http.ts';
import { limits } from './limits.ts';
import { refuse, refuseOld } from './refusal.ts';
import { isJson, type Json, textAt } from './shape.ts';
import type { Department, Person, World } from './world.ts';

/** The company's directory: one level and one page at a time, never billed. */
export function directoryRoutes(world: World): Route[] {
  const old = (path: string, permission: string, result: (body: Json) => unknown): Route => ({
    host: 'oapi',
    method: 'POST',
    path: `/topapi/${path}`,
    permission,
    free: true,
    handle: ({ body }) => answer(result(isJson(body) ? body : {})),
  });
  const departments = 'qyapi_get_department_list';
  const members = 'qyapi_get_department_member';
  const person = 'qyapi_get_member';
  const below = ({ id }: Department) => [...world.departments.values()].filter((one) => one.parent === id);
  const inside = ({ id }: Department) => [...world.people.values()].filter((one) => one.departments.includes(id));
  return [
    old('v2/department/listsub', departments, (body) => below(departmentOf(world, body, 1)).map((one) => brief(one))),
    old('v2/department/listsubid', departments, (body) => ({
      dept_id_list: below(departmentOf(world, body)).map(({ id }) => id),
    })),
    old('v2/department/get', departments, (body) => {
      const one = departmentOf(world, body);
      return { ...brief(one), dept_manager_userid_list: one.managers };
    }),
    old('user/listid', members, (body) => ({
      userid_list: inside(departmentOf(world, body)).map(({ account }) => account),
    })),
    old('user/listsimple', members, (body) =>
      pageOf(inside(departmentOf(world, body)), body, ({ account, name }) => ({ userid: account, name })),
    ),
    old('v2/user/list', members, (body) => {
      const department = departmentOf(world, body);
      return pageOf(inside(department), body, (one) => member(world, one, department));
    }),
    old('v2/user/get', person, (body) => details(world, personOf(world, textAt(body, 'userid')))),
    old('user/getbyunionid', person, (body) => {
      const found = [...world.people.values()].find((one) => one.unionId === textAt(body, 'unionid'));
      if (!found) throw refuseOld(60121, '找不到该用户');
      return { contact_type: 0, userid: found.account };
    }),
    { host: 'oapi', method: 'GET', path: '/auth/scopes', free: true, handle: scopes },
    {
      host: 'api',
      method: 'POST',
      path: '/v1.0/contact/users/search',
      permission: 'qyapi_addresslist_search',
      free: true,
      handle: (ask) => search(world, ask),
    },
  ];
}

const answer = (result: unknown): Json => ({
  errcode: 0,
  errmsg: 'ok',
  request_id: crypto.randomUUID().slice(0, 12),
  result,
});

function scopes(): Json {
  const auth_user_field = ['name', 'avatar', 'userid', 'department', 'position', 'isLeader', 'jobnumber', 'email'];
  return { errcode: 0, errmsg: 'ok', auth_user_field, auth_org_scopes: { authed_user: [], authed_dept: [1] } };
}

/** Numbers may come as texts: form bodies have nothing else. */
function numberAt(body: Json, key: string): number | undefined {
  const value = body[key];
  if (value === undefined) return undefined;
  const number = typeof value === 'number' || (typeof value === 'string' && value !== '') ? Number(value) : Number.NaN;
  if (!Number.isInteger(number) || number < 0) throw refuseOld(400002, `参数错误 ${key}`);
  return number;
}

function departmentOf(world: World, body: Json, otherwise?: number): Department {
  const id = numberAt(body, 'dept_id') ?? otherwise;
  if (id === undefined) throw refuseOld(400002, '参数错误 dept_id');
  const department = world.departments.get(id);
  if (!department) throw refuseOld(60003, '部门不存在');
  return department;
}

function personOf(world: World, userid: string): Person {
  if (userid === '') throw refuseOld(400002, '参数错误 userid');
  const person = world.people.get(userid);
  if (!person) throw refuseOld(60121, '找不到该用户');
  return person;
}

function pageOf(people: readonly Person[], body: Json, draw: (person: Person) => Json): Json {
  const cursor = numberAt(body, 'cursor');
  const size = numberAt(body, 'size');
  if (cursor === undefined || size === undefined || size < 1 || size > limits.page)
    throw refuseOld(400002, '参数错误 cursor, size');
  const next = cursor + size;
  const list = people.slice(cursor, next).map(draw);
  return next < people.length ? { has_more: true, next_cursor: next, list } : { has_more: false, list };
}

function brief({ id, name, parent }: Department): Json {
  return { dept_id: id, name, parent_id: parent, create_dept_group: false, auto_add_user: false };
}

function common(world: World, { account, unionId, name, title, email, departments }: Person): Json {
  const mail = email && world.permissions.has('fieldEmail') ? { email } : {};
  const basics = { userid: account, unionid: unionId, name, title, active: true, admin: false, boss: false };
  return { ...basics, ...mail, dept_id_list: departments, hide_mobile: false, exclusive_account: false };
}

function member(world: World, person: Person, { managers }: Department): Json {
  return { ...common(world, person), leader: managers.includes(person.account), dept_order: 0 };
}

function details(world: World, person: Person): Json {
  const leads = (id: number) => world.departments.get(id)?.managers.includes(person.account) ?? false;
  return {
    ...common(world, person),
    leader_in_dept: person.departments.map((dept_id) => ({ dept_id, leader: leads(dept_id) })),
    dept_order_list: person.departments.map((dept_id) => ({ dept_id, order: 0 })),
    role_list: [],
    real_authed: true,
  };
}

function search(world: World, { body }: Ask): Json {
  const asked = isJson(body) ? body : {};
  const { queryWord, offset, size } = asked;
  if (typeof queryWord !== 'string' || queryWord === '') throw refuse('MissingqueryWord');
  if (typeof offset !== 'number' || typeof size !== 'number' || size > limits.page) throw refuse('param.invalid');
  const found = [...world.people.values()].filter(({ name }) => name.toLowerCase().includes(queryWord.toLowerCase()));
  const list = found.slice(offset, offset + size).map(({ account }) => account);
  return { hasMore: offset + size < found.length, totalCount: found.length, list };
}
