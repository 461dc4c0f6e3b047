import { type Obj, textOf, yes } from '../json.ts';
import { limits } from '../limits.ts';
import { userOut } from '../wire.ts';
import { seconds, team, type UserGroup } from '../workspace.ts';
import { type Bench, type Method, Refused } from './method.ts';
import { page } from './pages.ts';

const mail = (bench: Bench) => bench.scopes.has('users:read.email');

function list(args: Obj, bench: Bench): Obj {
  const all = [...bench.space.users.values()];
  if (!args.limit && all.length > limits.unpagedUsers) throw new Refused('limit_required');
  const { items, response_metadata } = page(bench.space, all, args);
  const members = items.map((user) => userOut(bench.space, user, mail(bench), yes(args.include_locale)));
  return { members, cache_ts: seconds(bench.space), response_metadata };
}

function info(args: Obj, bench: Bench): Obj {
  const user = bench.space.users.get(textOf(args.user));
  if (!user) throw new Refused('user_not_found');
  return { user: userOut(bench.space, user, mail(bench), yes(args.include_locale)) };
}

function byEmail(args: Obj, bench: Bench): Obj {
  const wanted = textOf(args.email).toLowerCase();
  const user = [...bench.space.users.values()].find(
    ({ email, deleted }) => !deleted && email?.toLowerCase() === wanted,
  );
  if (!user) throw new Refused('users_not_found');
  return { user: userOut(bench.space, user, true, false) };
}

function groupOut(group: UserGroup, args: Obj): Obj {
  return {
    id: group.id,
    team_id: team.id,
    is_usergroup: true,
    handle: group.handle,
    name: group.name,
    description: '',
    date_delete: 0,
    ...(yes(args.include_users) ? { users: [...group.users] } : {}),
    ...(yes(args.include_count) ? { user_count: String(group.users.size) } : {}),
  };
}

function groupUsers(args: Obj, { space }: Bench): Obj {
  const group = space.groups.get(textOf(args.usergroup));
  if (!group) throw new Refused('no_such_subteam');
  return { users: [...group.users].filter((id) => !space.users.get(id)?.deleted) };
}

const locale = 'include_locale';
export const peopleMethods: Record<string, Method> = {
  'users.list': {
    scopes: ['users:read'],
    tier: 2,
    token: 'bot',
    required: [],
    optional: ['limit', 'cursor', locale],
    run: list,
  },
  'users.info': { scopes: ['users:read'], tier: 4, token: 'bot', required: ['user'], optional: [locale], run: info },
  'users.lookupByEmail': {
    scopes: ['users:read.email'],
    tier: 3,
    token: 'bot',
    required: ['email'],
    optional: [],
    run: byEmail,
  },
  'usergroups.list': {
    scopes: ['usergroups:read'],
    tier: 2,
    token: 'bot',
    required: [],
    optional: ['include_users', 'include_count', 'include_disabled'],
    run: (args, { space }) => ({ usergroups: [...space.groups.values()].map((group) => groupOut(group, args)) }),
  },
  'usergroups.users.list': {
    scopes: ['usergroups:read'],
    tier: 2,
    token: 'bot',
    required: ['usergroup'],
    optional: ['include_disabled'],
    run: groupUsers,
  },
};
