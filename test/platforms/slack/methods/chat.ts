import { type Obj, textOf } from '../json.ts';
import { limits } from '../limits.ts';
import { lintMessage } from '../lint.ts';
import { messageOut } from '../wire.ts';
import {
  app,
  type Channel,
  directMessage,
  findMessage,
  type Message,
  nextTs,
  personIn,
  team,
  type Workspace,
} from '../workspace.ts';
import { contentOf } from './content.ts';
import { type Bench, type Method, Refused } from './method.ts';

const shown = ['text', 'blocks', 'attachments', 'markdown_text', 'parse', 'link_names', 'metadata'];

/** The channel the bot may post to. `U…` is the conversation with that person; names are none. */
export function postable(bench: Bench, id: string): Channel {
  const { space } = bench;
  const user = space.users.get(id);
  if (user && (user.id === app.user || user.bot || user.id === 'USLACKBOT')) throw new Refused('channel_not_found');
  const channel = user ? directMessage(space, id) : space.channels.get(id);
  if (!channel) throw new Refused('channel_not_found');
  if (channel.archived) throw new Refused('is_archived');
  const left = channel.kind === 'im' && space.users.get(personIn(channel))?.deleted;
  if (left && !bench.postsToLeavers) throw new Refused('user_disabled');
  const member = channel.members.has(app.user);
  if (!member && channel.kind === 'private') throw new Refused('channel_not_found');
  if (!member && !bench.scopes.has('chat:write.public')) throw new Refused('not_in_channel');
  return channel;
}

export function newMessage(space: Workspace, channel: string, what: Partial<Message>): Message {
  const message: Message = {
    ts: nextTs(space),
    channel,
    user: app.user,
    text: '',
    blocks: [],
    attachments: [],
    files: [],
    threadTs: null,
    metadata: null,
    onlyFor: null,
    changed: false,
    edited: false,
    choices: new Map(),
    ...what,
  };
  space.messages.push(message);
  return message;
}

/** Blocks without ids get Slack's own. */
export function withIds(blocks: readonly Obj[]): Obj[] {
  return blocks.map((block, index) => ({ ...block, block_id: block.block_id ?? `gen${index}` }));
}

export const channelType = ({ kind }: Channel): string =>
  kind === 'im' || kind === 'mpim' ? kind : kind === 'private' ? 'group' : 'channel';

/** The app hears of its own messages too, where it hears of messages at all. */
export function echo(bench: Bench, channel: Channel, event: Obj): void {
  const type = channelType(channel);
  if (!channel.members.has(app.user) || !bench.scopes.has(`${type === 'im' ? 'im' : `${type}s`}:history`)) return;
  bench.happen({ ...event, type: 'message', channel: channel.id, channel_type: type });
}

function post(args: Obj, bench: Bench): Obj {
  const channel = postable(bench, textOf(args.channel));
  for (const what of lintMessage('chat.postMessage', args)) bench.offend(what);
  const { text, blocks, attachments, metadata } = contentOf(args, bench.space, Number.POSITIVE_INFINITY);
  if (text === '' && !blocks?.length && !attachments?.length) throw new Refused('no_text');
  const message = newMessage(bench.space, channel.id, {
    text: text.slice(0, limits.postText),
    blocks: withIds(blocks ?? []),
    attachments: attachments ?? [],
    threadTs: threadOf(args, bench.space, channel),
    metadata,
  });
  const out = messageOut(bench.space, message, bench.base, true);
  echo(bench, channel, { ...out, event_ts: message.ts });
  return { channel: channel.id, ts: message.ts, message: out };
}

function threadOf(args: Obj, space: Workspace, channel: Channel): string | null {
  if (!args.thread_ts) return null;
  const parent = findMessage(space, channel.id, textOf(args.thread_ts));
  // Below a message that is gone it is posted by itself, without a word: slack-go issue 1571.
  if (!parent) return null;
  if (parent.onlyFor) throw new Refused('thread_not_found');
  return parent.threadTs ?? parent.ts;
}

/** The bot's own message, by the id of its channel: `U…` is none here. */
function ownMessage(args: Obj, space: Workspace, refusal: string): { message: Message; channel: Channel } {
  const channel = space.channels.get(textOf(args.channel));
  if (!channel) throw new Refused('channel_not_found');
  const message = findMessage(space, channel.id, textOf(args.ts));
  if (!message || message.onlyFor !== null) throw new Refused('message_not_found');
  if (message.user !== app.user) throw new Refused(refusal);
  return { message, channel };
}

function update(args: Obj, bench: Bench): Obj {
  const { message, channel } = ownMessage(args, bench.space, 'cant_update_message');
  if (channel.archived) throw new Refused('is_inactive');
  for (const what of lintMessage('chat.update', args)) bench.offend(what);
  const { text, blocks, attachments, metadata } = contentOf(args, bench.space, limits.updateText);
  if (text === '' && blocks === null && attachments === null) throw new Refused('no_text');
  const before = messageOut(bench.space, message, bench.base);
  if (text !== '' || blocks) message.text = text;
  // A text without blocks takes the old blocks away.
  if (blocks || text !== '') message.blocks = withIds(blocks ?? []);
  if (attachments) message.attachments = attachments;
  if (metadata) message.metadata = metadata;
  message.changed = true;
  message.edited = !blocks;
  message.choices.clear();
  const after = messageOut(bench.space, message, bench.base, true);
  const at = nextTs(bench.space);
  echo(bench, channel, {
    subtype: 'message_changed',
    hidden: true,
    message: after,
    previous_message: before,
    ts: at,
    event_ts: at,
  });
  return { channel: channel.id, ts: message.ts, text: message.text, message: after };
}

function remove(args: Obj, bench: Bench): Obj {
  const { message, channel } = ownMessage(args, bench.space, 'cant_delete_message');
  bench.space.messages.splice(bench.space.messages.indexOf(message), 1);
  const at = nextTs(bench.space);
  const previous_message = messageOut(bench.space, message, bench.base);
  echo(bench, channel, {
    subtype: 'message_deleted',
    hidden: true,
    deleted_ts: message.ts,
    previous_message,
    ts: at,
    event_ts: at,
  });
  return { channel: channel.id, ts: message.ts };
}

function whisper(args: Obj, bench: Bench): Obj {
  const channel = postable(bench, textOf(args.channel));
  const user = bench.space.users.get(textOf(args.user));
  if (!user || user.deleted || !channel.members.has(user.id)) throw new Refused('user_not_in_channel');
  for (const what of lintMessage('chat.postEphemeral', args)) bench.offend(what);
  const { text, blocks, attachments } = contentOf(args, bench.space, limits.ephemeralText);
  if (text === '' && !blocks?.length && !attachments?.length) throw new Refused('no_text');
  const content = { text, blocks: withIds(blocks ?? []), attachments: attachments ?? [] };
  const threadTs = threadOf(args, bench.space, channel);
  return { message_ts: newMessage(bench.space, channel.id, { ...content, threadTs, onlyFor: user.id }).ts };
}

function permalink(args: Obj, bench: Bench): Obj {
  const channel = bench.space.channels.get(textOf(args.channel));
  if (!channel) throw new Refused('channel_not_found');
  const message = findMessage(bench.space, channel.id, textOf(args.message_ts));
  if (!message || message.onlyFor) throw new Refused('message_not_found');
  return {
    channel: channel.id,
    permalink: `https://${team.domain}.slack.com/archives/${channel.id}/p${message.ts.replace('.', '')}`,
  };
}

const chat = { scopes: ['chat:write'], token: 'bot' } as const;
export const chatMethods: Record<string, Method> = {
  'chat.postMessage': {
    ...chat,
    tier: 'special',
    posts: true,
    required: ['channel'],
    optional: [...shown, 'thread_ts', 'reply_broadcast', 'unfurl_links', 'unfurl_media', 'mrkdwn'],
    run: post,
  },
  'chat.update': {
    ...chat,
    tier: 3,
    required: ['channel', 'ts'],
    optional: [...shown, 'reply_broadcast', 'file_ids'],
    run: update,
  },
  'chat.delete': { ...chat, tier: 3, required: ['channel', 'ts'], optional: [], run: remove },
  'chat.postEphemeral': {
    ...chat,
    tier: 4,
    required: ['channel', 'user'],
    optional: [...shown, 'thread_ts'],
    run: whisper,
  },
  'chat.getPermalink': {
    tier: 'special',
    token: 'bot',
    required: ['channel', 'message_ts'],
    optional: [],
    run: permalink,
  },
};
