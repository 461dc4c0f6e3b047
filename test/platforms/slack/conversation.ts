import type { SentFile } from '../hands.ts';
import type { Obj } from './json.ts';
import { channelType, newMessage } from './methods/chat.ts';
import { storeFile } from './methods/files.ts';
import { respond } from './responses.ts';
import { answered, interact, interaction, obey, person, type Stage, taken } from './stage.ts';
import { messageOut, viewOut } from './wire.ts';
import {
  app,
  type Channel,
  directMessage,
  newResponseUrl,
  newTrigger,
  nextTs,
  type ResponseUrl,
  team,
  type User,
} from './workspace.ts';

/** Writes to the bot: a slash command, or a message in the conversation of the two. */
export async function says(
  stage: Stage,
  account: string,
  text: string,
  files: readonly SentFile[] = [],
): Promise<void> {
  const user = person(stage, account);
  if (text.startsWith('/') && files.length === 0) await commands(stage, user, text);
  else await writes(stage, user, text, files);
}

async function commands(stage: Stage, user: User, line: string): Promise<void> {
  const { space, base } = stage.bench;
  const [command = ''] = line.split(/\s/, 1);
  const channel = directMessage(space, user.id);
  const to: ResponseUrl = { account: user.id, channel: channel.id, message: null, issued: 0, uses: 0 };
  const rest = line.slice(command.length).trim();
  const outcome = await stage.courier.bring({
    type: 'slash_commands',
    payload: {
      token: 'not-used-any-more',
      team_id: team.id,
      team_domain: team.domain,
      channel_id: channel.id,
      channel_name: channel.name,
      user_id: user.id,
      user_name: user.name,
      command,
      text: stage.shouldEscape ? escaped(stage, rest) : rest,
      api_app_id: app.id,
      is_enterprise_install: 'false',
      response_url: `${base}${newResponseUrl(space, 'commands', to)}`,
      trigger_id: newTrigger(space, user.id),
    },
  });
  const body = taken(outcome, `${command} failed with the error`);
  const said = answered(body) ?? (body === '' ? null : { text: body });
  if (said && Object.keys(said).some((key) => key !== 'response_type')) {
    obey(stage, 'the answer to a command', () => respond(said, to, stage.bench, 'the answer to a command'));
  }
}

/** As Slack sends what people type: three entities, addresses and names of people in angle brackets. */
function escaped({ bench }: Stage, text: string): string {
  const safe = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const linked = safe.replace(/https?:\/\/[^\s<>|]+/g, '<$&>');
  return [...bench.space.users.values()].reduce(
    (line, { id, name }) => line.replaceAll(`@${name} `, `<@${id}|${name}> `),
    linked,
  );
}

async function writes(stage: Stage, user: User, text: string, files: readonly SentFile[]): Promise<void> {
  const { space, base } = stage.bench;
  const channel = directMessage(space, user.id);
  const ids = files.map((file) => receiveFile(stage, file, channel.id));
  const message = newMessage(space, channel.id, {
    user: user.id,
    text: escaped(stage, text),
    blocks: typed(text),
    files: ids,
  });
  const subtype = ids.length > 0 ? { subtype: 'file_share', upload: false } : {};
  await stage.events.tell({
    ...messageOut(space, message, base),
    ...subtype,
    client_msg_id: crypto.randomUUID(),
    channel: channel.id,
    channel_type: channelType(channel),
    event_ts: message.ts,
  });
}

/** A file of a person: complete from the start. */
export function receiveFile({ bench }: Stage, { name, type, bytes }: SentFile, channel: string): string {
  return storeFile(bench.space, { name, type, bytes, length: bytes.length, completed: true, channels: [channel] }).id;
}

function typed(text: string): Obj[] {
  if (text === '') return [];
  const elements = [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }];
  return [{ type: 'rich_text', block_id: 'typed', elements }];
}

/** Mentions the bot in a channel. */
export async function mentions(stage: Stage, account: string, channel: string, text: string): Promise<void> {
  const user = person(stage, account);
  const place = channelOf(stage, channel);
  if (!place.members.has(user.id)) throw new Error(`${account} is not in ${channel}`);
  const line = `<@${app.user}> ${escaped(stage, text)}`;
  const message = newMessage(stage.bench.space, channel, { user: user.id, text: line });
  const out = messageOut(stage.bench.space, message, stage.bench.base);
  await stage.events.tell({ ...out, type: 'app_mention', channel, event_ts: message.ts });
}

function channelOf({ bench }: Stage, id: string): Channel {
  const channel = bench.space.channels.get(id);
  if (!channel) throw new Error(`there is no channel ${id}`);
  return channel;
}

/** Looks at the bot's home. */
export async function opensHome(stage: Stage, account: string): Promise<void> {
  const user = person(stage, account);
  const { space } = stage.bench;
  const view = space.homes.get(user.id);
  await stage.events.tell({
    type: 'app_home_opened',
    user: user.id,
    channel: directMessage(space, user.id).id,
    tab: 'home',
    event_ts: nextTs(space),
    ...(view ? { view: viewOut(view) } : {}),
  });
}

export async function shortcut(stage: Stage, account: string, callback_id: string): Promise<void> {
  const user = person(stage, account);
  // No api_app_id is guaranteed here, nor is there a channel.
  const { api_app_id: _, ...common } = interaction(user);
  const { space } = stage.bench;
  await interact(stage, {
    ...common,
    type: 'shortcut',
    callback_id,
    trigger_id: newTrigger(space, user.id),
    action_ts: nextTs(space),
  });
}

export interface Quoted {
  text: string;
  channel: string;
  ts: string;
  /** Who wrote it; whoever uses the shortcut unless told. */
  user?: string;
}

export async function messageShortcut(
  stage: Stage,
  account: string,
  callback_id: string,
  quoted: Quoted,
): Promise<void> {
  const user = person(stage, account);
  const { space, base } = stage.bench;
  const place = channelOf(stage, quoted.channel);
  const about = { account: user.id, channel: place.id, message: null };
  const { api_app_id: _, ...common } = interaction(user);
  await interact(stage, {
    ...common,
    type: 'message_action',
    callback_id,
    trigger_id: newTrigger(space, user.id),
    response_url: `${base}${newResponseUrl(space, 'app-actions', about)}`,
    message: {
      type: 'message',
      user: quoted.user ?? user.id,
      ts: quoted.ts,
      text: escaped(stage, quoted.text),
      team: team.id,
    },
    message_ts: quoted.ts,
    channel: { id: place.id, name: place.name },
    action_ts: nextTs(space),
  });
}
