import { type Obj, textOf, yes } from '../json.ts';
import { messageOut } from '../wire.ts';
import {
  app,
  type Channel,
  directMessage,
  groupMessage,
  type Message,
  personIn,
  type User,
  type Workspace,
} from '../workspace.ts';
import { type Bench, type Method, Refused } from './method.ts';
import { page } from './pages.ts';

const family = { im: 'im', mpim: 'mpim', public: 'channels', private: 'groups' } as const;

const scoped = (right: 'read' | 'history') => (args: Obj, space: Workspace) => {
  const channel = space.channels.get(textOf(args.channel));
  return channel ? [`${family[channel.kind]}:${right}`] : [];
};

function known(args: Obj, { space }: Bench): Channel {
  const channel = space.channels.get(textOf(args.channel));
  if (!channel || (channel.kind === 'private' && !channel.members.has(app.user)))
    throw new Refused('channel_not_found');
  return channel;
}

function open(args: Obj, { space }: Bench): Obj {
  if (args.channel) {
    const channel = space.channels.get(textOf(args.channel));
    if (!channel) throw new Refused('channel_not_found');
    return { no_op: true, already_open: true, channel: { id: channel.id } };
  }
  const ids = textOf(args.users).split(',').filter(Boolean);
  if (ids.length === 0) throw new Refused('users_list_not_supplied');
  if (ids.length > 8) throw new Refused('too_many_users');
  const [user] = ids.map((id) => opened(id, space));
  if (!user) throw new Refused('user_not_found');
  if (ids.length > 1) return { channel: { id: groupMessage(space, ids).id } };
  const already = space.channels.has(`D${user.id.slice(1)}`);
  if (!already && yes(args.prevent_creation)) throw new Refused('channel_not_found');
  const channel = directMessage(space, user.id);
  const full = yes(args.return_im) ? { is_im: true, is_open: true, user: user.id } : {};
  return { channel: { id: channel.id, ...full }, ...(already ? { no_op: true, already_open: true } : {}) };
}

function opened(id: string, space: Workspace): User {
  const user = space.users.get(id);
  if (!user || user.id === app.user) throw new Refused('user_not_found');
  if (user.deleted) throw new Refused('user_disabled');
  return user;
}

function info(args: Obj, bench: Bench): Obj {
  const channel = known(args, bench);
  const shared = {
    id: channel.id,
    is_archived: channel.archived,
    is_im: channel.kind === 'im',
    is_private: channel.kind !== 'public',
  };
  if (channel.kind === 'im') return { channel: { ...shared, user: personIn(channel) } };
  return { channel: { ...shared, name: channel.name, is_channel: true, is_member: channel.members.has(app.user) } };
}

function history(args: Obj, bench: Bench): Obj {
  const channel = known(args, bench);
  if (!channel.members.has(app.user)) throw new Refused('not_in_channel');
  const all = bench.space.messages
    .filter((message) => message.channel === channel.id && within(message, args))
    .reverse();
  const limit = args.limit ? args.limit : '100';
  const { items, response_metadata } = page(bench.space, all, { ...args, limit });
  const metadata = yes(args.include_all_metadata);
  const messages = items.map((message) => messageOut(bench.space, message, bench.base, metadata));
  return { messages, has_more: response_metadata.next_cursor !== '', response_metadata };
}

/** In the history: not what one person alone sees, no answers in threads, between `oldest` and `latest`. */
function within(message: Message, args: Obj): boolean {
  if (message.onlyFor !== null || (message.threadTs !== null && message.threadTs !== message.ts)) return false;
  const [ts, oldest, latest] = [message.ts, args.oldest ?? 0, args.latest || Number.MAX_VALUE].map(Number) as [
    number,
    number,
    number,
  ];
  return yes(args.inclusive) ? ts >= oldest && ts <= latest : ts > oldest && ts < latest;
}

function members(args: Obj, bench: Bench): Obj {
  const { items, response_metadata } = page(bench.space, [...known(args, bench).members], args);
  return { members: items, response_metadata };
}

export const conversationMethods: Record<string, Method> = {
  'conversations.open': {
    scopes: (args) => [textOf(args.users).includes(',') ? 'mpim:write' : 'im:write'],
    tier: 3,
    token: 'bot',
    required: [],
    optional: ['users', 'channel', 'return_im', 'prevent_creation'],
    run: open,
  },
  'conversations.info': {
    scopes: scoped('read'),
    tier: 3,
    token: 'bot',
    required: ['channel'],
    optional: ['include_locale', 'include_num_members'],
    run: info,
  },
  'conversations.history': {
    scopes: scoped('history'),
    tier: 3,
    token: 'bot',
    required: ['channel'],
    optional: ['cursor', 'limit', 'oldest', 'latest', 'inclusive', 'include_all_metadata'],
    run: history,
  },
  'conversations.members': {
    scopes: scoped('read'),
    tier: 4,
    token: 'bot',
    required: ['channel'],
    optional: ['cursor', 'limit'],
    run: members,
  },
};
