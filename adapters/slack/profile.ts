import { z } from 'zod';
import type { Profile } from '../../src/platform/adapter.ts';
import type { Me } from './parse-kit.ts';
import { oneLine } from './text.ts';

/** A user object as users.list and events carry it: any part of the profile may be missing, null or empty. */
export const userSchema = z.looseObject({
  id: z.string().min(1),
  team_id: z.string().nullish(),
  enterprise_id: z.string().nullish(),
  name: z.string().nullish(),
  real_name: z.string().nullish(),
  deleted: z.boolean().nullish(),
  tz: z.string().nullish(),
  locale: z.string().nullish(),
  is_bot: z.boolean().nullish(),
  is_workflow_bot: z.boolean().nullish(),
  is_restricted: z.boolean().nullish(),
  is_ultra_restricted: z.boolean().nullish(),
  is_stranger: z.boolean().nullish(),
  updated: z.number().nullish(),
  profile: z
    .looseObject({
      real_name: z.string().nullish(),
      display_name: z.string().nullish(),
      email: z.string().nullish(),
      title: z.string().nullish(),
    })
    .nullish(),
});
type User = z.infer<typeof userSchema>;

/** A member as the port describes people; null for bots, Slackbot, guests and people of other workspaces. */
export function profileOf(user: User, me: Pick<Me, 'team' | 'enterprise'>, departments: string[] = []): Profile | null {
  // Slackbot is not marked as a bot.
  if (user.id === 'USLACKBOT' || user.is_bot || user.is_workflow_bot) return null;
  if (user.is_restricted || user.is_ultra_restricted || user.is_stranger) return null;
  const home = !user.team_id || user.team_id === me.team || user.team_id === me.enterprise;
  if (!home && (me.enterprise === null || user.enterprise_id !== me.enterprise)) return null;
  const { profile } = user;
  const names = [profile?.real_name, user.real_name, profile?.display_name, user.name];
  return {
    account: user.id,
    name: names.map((name) => oneLine(name ?? '')).find((name) => name !== '') ?? user.id,
    email: profile?.email || null,
    zone: user.tz || null,
    locale: localeOf(user.locale),
    title: oneLine(profile?.title ?? '') || null,
    departments,
    leads: [],
    active: !user.deleted,
  };
}

function localeOf(locale: string | null | undefined): Profile['locale'] {
  if (!locale) return null;
  if (/^zh\b/i.test(locale)) return 'zh-CN';
  return /^en\b/i.test(locale) ? 'en' : null;
}
