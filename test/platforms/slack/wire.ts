import type { Obj } from './json.ts';
import {
  app,
  type Message,
  type StoredFile,
  seconds,
  team,
  type User,
  type View,
  type Workspace,
} from './workspace.ts';

/** Minutes are enough: offsets as Slack gives them, in seconds. */
function offsetOf(zone: string, at: Date): number {
  const there = new Date(at.toLocaleString('en-US', { timeZone: zone })).getTime();
  const utc = new Date(at.toLocaleString('en-US', { timeZone: 'UTC' })).getTime();
  return Math.round((there - utc) / 1000);
}

/** A user as the API and the events give it; `mail` with the scope `users:read.email` only. */
export function userOut(space: Workspace, user: User, mail: boolean, locale: boolean): Obj {
  const profile = {
    real_name: user.realName,
    display_name: user.name,
    title: user.title,
    status_text: '',
    status_emoji: '',
    team: team.id,
    ...(mail && user.email ? { email: user.email } : {}),
  };
  const zone = user.zone ? { tz: user.zone, tz_label: user.zone, tz_offset: offsetOf(user.zone, space.now()) } : {};
  const common = {
    id: user.id,
    team_id: team.id,
    name: user.name,
    deleted: user.deleted,
    profile,
    updated: user.updated,
  };
  if (user.deleted) return { ...common, is_bot: user.bot };
  const rights = { is_admin: false, is_owner: false, is_restricted: false, is_ultra_restricted: false };
  return {
    ...common,
    ...zone,
    ...rights,
    real_name: user.realName,
    is_bot: user.bot,
    is_app_user: false,
    ...(locale ? { locale: user.locale } : {}),
  };
}

/** A message as the API, the events and the payloads of clicks give it. */
export function messageOut(space: Workspace, message: Message, base: string, metadata = false): Obj {
  const mine = message.user === app.user ? { bot_id: app.bot, app_id: app.id } : {};
  const files = message.files.flatMap((id) => space.files.get(id) ?? []);
  return {
    type: 'message',
    user: message.user,
    ts: message.ts,
    team: team.id,
    text: message.text,
    ...mine,
    ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
    ...(message.attachments.length > 0 ? { attachments: message.attachments } : {}),
    ...(files.length > 0 ? { files: files.map((file) => fileOut(space, file, base)) } : {}),
    ...(message.threadTs ? { thread_ts: message.threadTs } : {}),
    ...(message.edited ? { edited: { user: message.user, ts: message.ts } } : {}),
    ...(metadata && message.metadata ? { metadata: message.metadata } : {}),
  };
}

export const fileReady = (file: StoredFile | undefined): boolean =>
  file?.completed === true && performance.now() >= file.readyAt;

export function fileOut(space: Workspace, file: StoredFile, base: string): Obj {
  const address = `${base}/files-pri/${team.id}-${file.id}`;
  const known = fileReady(file)
    ? { mimetype: file.type, filetype: file.name.split('.').pop() ?? '' }
    : { mimetype: '', filetype: '' };
  return {
    id: file.id,
    created: seconds(space),
    name: file.name,
    title: file.title,
    ...known,
    size: file.length,
    mode: 'hosted',
    is_external: false,
    url_private: `${address}/${encodeURIComponent(file.name)}`,
    url_private_download: `${address}/download/${encodeURIComponent(file.name)}`,
    ...(file.alt ? { alt_txt: file.alt } : {}),
    channels: file.channels.filter((id) => id.startsWith('C')),
    ims: file.channels.filter((id) => id.startsWith('D')),
  };
}

/** A view as the API and the payloads give it. */
export function viewOut(view: View): Obj {
  const { content } = view;
  return {
    id: view.id,
    team_id: team.id,
    app_id: app.id,
    app_installed_team_id: team.id,
    bot_id: app.bot,
    type: view.kind,
    blocks: content.blocks,
    private_metadata: content.private_metadata ?? '',
    callback_id: content.callback_id ?? '',
    external_id: content.external_id ?? '',
    hash: view.hash,
    root_view_id: view.root,
    previous_view_id: view.previous,
    clear_on_close: content.clear_on_close ?? false,
    notify_on_close: content.notify_on_close ?? false,
    title: content.title ?? null,
    submit: content.submit ?? null,
    close: content.close ?? null,
    state: { values: view.values },
  };
}
