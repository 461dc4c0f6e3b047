import { createHash } from 'node:crypto';
import { type Department, folded, type Member, type State } from './state.ts';

/** The department and all below it. */
export function subtree(state: State, id: number): Department[] {
  const own = state.departments.get(id);
  if (!own) return [];
  const below = [...state.departments.values()].filter(({ parent }) => parent === id);
  return [own, ...below.flatMap((child) => subtree(state, child.id))];
}

/** Members of the department and of all below it. */
export function membersIn(state: State, id: number): Member[] {
  const inside = new Set(subtree(state, id).map((department) => department.id));
  return [...state.members.values()].filter(({ departments }) => departments.some((one) => inside.has(one)));
}

/** The number of a department by the id a test gives it; a name gets a number of its own. */
export function departmentId(state: State, given: string): number {
  const numeric = /^\d+$/.test(given) ? Number(given) : undefined;
  const known = [...state.departments.values()].find(({ id, name }) => id === numeric || name === given);
  if (known) return known.id;
  const id = numeric ?? Math.max(100, ...state.departments.keys()) + 1;
  state.departments.set(id, { id, name: given, parent: 1, leaders: [] });
  return id;
}

/** The id third parties see. */
export function openUserid(state: State, userid: string): string {
  const hash = createHash('sha256')
    .update(`${state.keys.corpId} ${folded(userid)}`)
    .digest('base64url');
  return `wo${hash.slice(0, 30)}`;
}
