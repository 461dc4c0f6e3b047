import type { Command } from '../../src/engine/feature.ts';
import { nameCommands } from '../../src/platform/command-names.ts';
import { shortcuts } from './parse-interaction.ts';

/** A right the app needs, and what it is for. Without a `must` one nothing works; without another only what is named. */
export interface Scope {
  scope: string;
  must: boolean;
  why: string;
}

export const scopes: readonly Scope[] = [
  { scope: 'app_mentions:read', must: false, why: 'being mentioned in a channel' },
  { scope: 'channels:read', must: false, why: 'saying which channels of departments it cannot write to' },
  { scope: 'chat:write', must: true, why: 'writing to people' },
  { scope: 'commands', must: true, why: 'slash commands and shortcuts' },
  { scope: 'files:read', must: false, why: 'photos and files people send' },
  { scope: 'files:write', must: false, why: 'photos and files on cards' },
  { scope: 'groups:read', must: false, why: 'the same for private channels of departments' },
  { scope: 'im:history', must: true, why: 'reading what people write to the app, and not writing twice' },
  { scope: 'im:write', must: true, why: 'opening the conversation with a person' },
  { scope: 'mpim:history', must: false, why: 'not writing twice to groups' },
  { scope: 'mpim:write', must: false, why: 'bringing people together in a group' },
  { scope: 'usergroups:read', must: false, why: 'user groups as departments when an org file is drafted' },
  { scope: 'users:read', must: false, why: 'the list of people, and hearing who left' },
  { scope: 'users:read.email', must: false, why: 'e-mail addresses when an org file is drafted' },
];

export const botEvents: readonly string[] = [
  'app_home_opened',
  'app_mention',
  'app_uninstalled',
  'message.im',
  'team_join',
  'tokens_revoked',
  'user_change',
];

export interface ManifestOptions {
  commands: readonly Command[];
  commandPrefix: string;
  /** Where Slack posts to; null: Socket Mode. */
  url: string | null;
}

/** The engine's own command. */
const helping = { name: 'help', does: 'what you can do here' };

/** The app as Slack's page "From a manifest" takes it (docs.slack.dev, "App manifest reference"). */
export function manifest({ commands, commandPrefix, url }: ManifestOptions) {
  const posted = url === null ? {} : { url };
  const requests = url === null ? {} : { request_url: url };
  const { new: fresh, fromMessage } = shortcuts;
  return {
    _metadata: { major_version: 1, minor_version: 1 },
    display_information: {
      name: 'Xiayou',
      description: 'Requests between departments, with deadlines',
      background_color: '#0f4c5c',
    },
    features: {
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
      bot_user: { display_name: 'xiayou', always_online: true },
      shortcuts: [
        { name: 'New request', type: 'global', callback_id: fresh, description: 'Ask another department' },
        {
          name: 'Request from this',
          type: 'message',
          callback_id: fromMessage,
          description: 'Ask with the words of this message',
        },
      ],
      slash_commands: [...commands.map(({ name, help }) => ({ name, does: help.en })), helping].map(
        ({ name, does }) => ({
          command: `/${commandPrefix}${name}`,
          description: nameCommands(does, { latinOnly: true, prefix: commandPrefix }),
          should_escape: true,
          ...posted,
        }),
      ),
    },
    oauth_config: { scopes: { bot: scopes.map(({ scope }) => scope) } },
    settings: {
      event_subscriptions: { ...requests, bot_events: [...botEvents] },
      interactivity: { is_enabled: true, ...requests, ...(url === null ? {} : { message_menu_options_url: url }) },
      org_deploy_enabled: false,
      socket_mode_enabled: url === null,
      token_rotation_enabled: false,
    },
  };
}
