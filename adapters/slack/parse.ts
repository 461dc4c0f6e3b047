import { z } from 'zod';
import type { Deed, DirectoryNews } from '../../src/platform/adapter.ts';
import { type Interaction, interactionOf } from './parse-interaction.ts';
import { fileOf, hashOf, type Me, type Origin, type SlackFile } from './parse-kit.ts';
import { profileOf, userSchema } from './profile.ts';
import { type Names, typed } from './text.ts';

type Did = Deed extends infer D ? (D extends Deed ? Omit<D, 'platform'> : never) : never;

/** What a payload of Slack means. */
export type Heard =
  | { kind: 'deed'; deed: Did; origin: Origin; files: SlackFile[] }
  | { kind: 'news'; news: DirectoryNews }
  | Interaction
  /** For the operator: the app was removed, or its token taken away. */
  | { kind: 'removed'; what: string }
  /** Someone of another company. */
  | { kind: 'stranger'; origin: Origin }
  /** Not for us: the bot's own words, edits, other people's talk. */
  | { kind: 'nothing' };

const nothing: Heard = { kind: 'nothing' };

const eventSchema = z.looseObject({
  type: z.string(),
  subtype: z.string().nullish(),
  user: z.unknown(),
  user_team: z.string().nullish(),
  source_team: z.string().nullish(),
  team: z.string().nullish(),
  bot_id: z.string().nullish(),
  text: z.string().nullish(),
  channel: z.string().nullish(),
  channel_type: z.string().nullish(),
  ts: z.string().nullish(),
  event_ts: z.string().nullish(),
  thread_ts: z.string().nullish(),
  tab: z.string().nullish(),
  files: z.array(z.unknown()).nullish(),
});
type SlackEvent = z.infer<typeof eventSchema>;

const envelopeSchema = z.looseObject({ event_id: z.string().nullish(), event: eventSchema });

const commandSchema = z.looseObject({
  team_id: z.string().nullish(),
  enterprise_id: z.string().nullish(),
  user_id: z.string().min(1),
  channel_id: z.string().nullish(),
  command: z.string().min(1),
  text: z.string().nullish(),
  trigger_id: z.string().nullish(),
  response_url: z.string().nullish(),
});

export interface Hearing {
  me: Me;
  names: Names;
  commandPrefix: string;
}

/** Reads one payload: the body of an event, a slash command's fields, or an interaction. Unknown ones mean nothing. */
export function hear(body: unknown, hearing: Hearing): Heard {
  const envelope = envelopeSchema.safeParse(body);
  if (envelope.success) return heardEvent(envelope.data.event, envelope.data.event_id ?? null, hearing);
  const command = commandSchema.safeParse(body);
  if (command.success) return heardCommand(command.data, hearing);
  return interactionOf(body, hearing) ?? nothing;
}

function heardEvent(event: SlackEvent, eventId: string | null, hearing: Hearing): Heard {
  switch (event.type) {
    case 'message':
      return event.channel_type === 'im' ? heardMessage(event, eventId, hearing) : nothing;
    case 'app_mention':
      return heardMessage(event, eventId, hearing);
    case 'app_home_opened':
      return heardOpening(event, eventId);
    case 'team_join':
    case 'user_change':
      return heardUser(event, eventId, hearing.me);
    case 'app_uninstalled':
    case 'tokens_revoked':
      return { kind: 'removed', what: event.type };
    default:
      return nothing;
  }
}

/** Edits, deletions and joinings have subtypes; what a bot says has its id. */
const spoken = [undefined, null, 'file_share', 'thread_broadcast', 'me_message'];

function heardMessage(event: SlackEvent, eventId: string | null, hearing: Hearing): Heard {
  const { user, channel, ts, me } = { ...event, me: hearing.me };
  if (typeof user !== 'string' || !channel || !ts || user === me.botUser || event.bot_id) return nothing;
  if (!spoken.includes(event.subtype)) return nothing;
  const from = event.user_team ?? event.source_team ?? event.team;
  if (from && from !== me.team && from !== me.enterprise) return nothing;
  // The same message comes again under other event ids, and a mention in the bot's own conversation as two kinds of event.
  const id = `message/${channel}/${ts}`;
  const words = typed((event.text ?? '').replace(mentionOf(me.botUser), ' '), hearing.names).trim();
  const text = words.replace(/^[/／](.*)/su, (_, name: string) => `/${unprefixed(name, hearing.commandPrefix)}`);
  const files = (event.files ?? []).flatMap(fileOf);
  if (text === '' && files.length === 0 && event.type !== 'app_mention') return nothing;
  const deed = { kind: 'said' as const, id: storedId(id, eventId), account: user, text };
  const thread = event.thread_ts ?? null;
  return { kind: 'deed', deed, origin: { ...from0, kind: 'message', account: user, channel, thread }, files };
}

/** Where there is a mention, or in a thread, a command comes in a message. */
const unprefixed = (name: string, prefix: string) => (name.startsWith(prefix) ? name.slice(prefix.length) : name);

const from0 = { trigger: null, respond: null };

const mentionOf = (bot: string) => new RegExp(`<@${bot}(\\|[^>]*)?>`, 'g');

/** The natural key, which copies of an event share; ids of events only where there is none. */
const storedId = (natural: string, eventId: string | null) =>
  natural.length <= 200 ? natural : (eventId ?? hashOf(natural));

function heardOpening({ user, tab, event_ts, channel }: SlackEvent, eventId: string | null): Heard {
  if (typeof user !== 'string' || tab !== 'home') return nothing;
  const id = event_ts ? `opened/${user}/${event_ts}` : (eventId ?? hashOf(user));
  const origin: Origin = { ...from0, kind: 'home', account: user, channel: channel ?? null, thread: null };
  return { kind: 'deed', deed: { kind: 'opened', id, account: user }, origin, files: [] };
}

function heardUser(event: SlackEvent, eventId: string | null, me: Me): Heard {
  const parsed = userSchema.safeParse(event.user);
  const profile = parsed.success ? profileOf(parsed.data, me) : null;
  if (!parsed.success || !profile) return nothing;
  const { id: user, updated } = parsed.data;
  const id = `${event.type}/${user}/${updated ?? event.event_ts ?? eventId ?? hashOf(JSON.stringify(parsed.data))}`;
  const about = { id, platform: 'slack' as const, account: user };
  if (!profile.active) return { kind: 'news', news: { ...about, kind: 'left' } };
  return { kind: 'news', news: { ...about, kind: event.type === 'team_join' ? 'joined' : 'changed', profile } };
}

function heardCommand(body: z.infer<typeof commandSchema>, { me, names, commandPrefix }: Hearing): Heard {
  const origin: Origin = {
    kind: 'command',
    account: body.user_id,
    channel: body.channel_id ?? null,
    thread: null,
    trigger: body.trigger_id ?? null,
    respond: body.response_url ?? null,
  };
  // In shared channels the command of a partner's member arrives with the partner's workspace.
  const known = !body.team_id || body.team_id === me.team || (body.enterprise_id ?? '') === (me.enterprise ?? '-');
  if (!known) return { kind: 'stranger', origin };
  const name = body.command.replace(/^\//, '');
  const text = `/${unprefixed(name, commandPrefix)} ${typed(body.text ?? '', names)}`.trim();
  const id = `command/${body.trigger_id ?? hashOf(JSON.stringify(body))}`;
  return { kind: 'deed', deed: { kind: 'said', id, account: body.user_id, text }, origin, files: [] };
}
