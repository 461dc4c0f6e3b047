import { setTimeout as pause } from 'node:timers/promises';
import type { WebClient } from '@slack/web-api';
import type { Profile } from '../../src/platform/adapter.ts';
import { type Directory, type DirectoryDepartment, DirectoryError } from '../../src/platform/messenger.ts';
import type { Desk } from './desk.ts';
import { codeOf, waitOf } from './failures.ts';
import { profileOf, userSchema } from './profile.ts';
import { oneLine } from './text.ts';

/** Slack advises pages of at most 200 (docs.slack.dev, users.list). */
const pageSize = 200;

/** The workspace's people, and its user groups as departments where the app may read them. */
export function slackDirectory(desk: Desk): Directory {
  return {
    async *people() {
      const me = await asked(() => desk.me());
      const groups = await userGroups(desk.client);
      for await (const member of members(desk.client)) {
        const parsed = userSchema.safeParse(member);
        const inGroups = groups
          .filter(({ users }) => parsed.success && users.includes(parsed.data.id))
          .map(({ id }) => id);
        const profile: Profile | null = parsed.success ? profileOf(parsed.data, me, inGroups) : null;
        if (profile) yield profile;
      }
    },
    async *departments() {
      for (const { id, name } of await userGroups(desk.client))
        yield { id, name, parent: null } satisfies DirectoryDepartment;
    },
  };
}

async function* members(client: WebClient): AsyncIterable<unknown> {
  let cursor = '';
  do {
    const page = await asked(() =>
      client.users.list({ limit: pageSize, include_locale: true, ...(cursor ? { cursor } : {}) }),
    );
    yield* page.members ?? [];
    // A page may be shorter than asked for before the end; only the cursor says that there is no more.
    cursor = page.response_metadata?.next_cursor ?? '';
  } while (cursor !== '');
}

interface Group {
  id: string;
  name: string;
  users: string[];
}

/** None where the plan has no groups, or the right to read them was not given. */
async function userGroups(client: WebClient): Promise<Group[]> {
  try {
    const { usergroups } = await client.usergroups.list({ include_users: true, include_disabled: false });
    return (usergroups ?? []).flatMap(({ id, name, handle, users, date_delete }) =>
      id && !date_delete ? [{ id, name: oneLine(name ?? handle ?? id), users: users ?? [] }] : [],
    );
  } catch (error) {
    if (
      ['missing_scope', 'plan_upgrade_required', 'paid_teams_only', 'team_not_found', 'no_permission'].includes(
        codeOf(error),
      )
    )
      return [];
    throw directoryError(error);
  }
}

const tries = 4;

/** Asks Slack, waiting as long as it says when it is asked too often. */
async function asked<T>(ask: () => Promise<T>): Promise<T> {
  for (let left = tries; ; left--) {
    try {
      return await ask();
    } catch (error) {
      const waitMs = waitOf(error);
      if (waitMs === null || left <= 1) throw directoryError(error);
      await pause(Math.min(waitMs, 60_000));
    }
  }
}

function directoryError(cause: unknown): DirectoryError {
  const code = codeOf(cause);
  const advice: Record<string, string> = {
    missing_scope: 'give the app the right users:read under "OAuth & Permissions", and install it again',
    invalid_auth: 'copy the Bot User OAuth Token again and set SLACK_BOT_TOKEN',
    token_revoked: 'install the app again and set the new SLACK_BOT_TOKEN',
    account_inactive: 'install the app again and set the new SLACK_BOT_TOKEN',
    no_answer: 'see that this machine reaches Slack, and SLACK_API_URL if you set it',
  };
  return new DirectoryError(
    `Slack does not hand out its list of people (${code}): ${advice[code] ?? 'try again later'}.`,
    { cause },
  );
}
