import { WebClient } from '@slack/web-api';
import type { Finding } from '../../src/platform/messenger.ts';
import { clientOptions } from './client.ts';
import type { Desk } from './desk.ts';
import { codeOf } from './failures.ts';
import { scopes } from './manifest.ts';
import { checkRooms } from './rooms.ts';
import type { Sockets } from './socket.ts';

const finding = (level: Finding['level'], text: string): Finding => ({ level, text: `slack: ${text}` });

/** Tries the tokens and rights, and says which ways in there are. */
export async function checkSlack(desk: Desk, sockets: Sockets | null): Promise<Finding[]> {
  const { rights, token } = await checkToken(desk);
  const rooms = rights ? await checkRooms(desk, rights) : [];
  const ways = desk.settings.appToken ? [await checkSocketMode(desk, desk.settings.appToken, sockets)] : [];
  return [...token, ...ways, ...checkHttp(desk), ...rooms];
}

/** With the rights Slack says the token has; null while it takes no token. */
async function checkToken({ client }: Desk): Promise<{ rights: readonly string[] | null; token: Finding[] }> {
  try {
    const said = await client.auth.test();
    const given = said.response_metadata?.scopes;
    const connected = finding('fine', `connected to ${said.team} as @${said.user}.`);
    return { rights: given ?? [], token: [connected, ...checkScopes(given)] };
  } catch (error) {
    const code = codeOf(error);
    const advice =
      code === 'no_answer' || code.startsWith('http_')
        ? 'Slack does not answer. See that this machine reaches it, and SLACK_API_URL if you set it.'
        : `Slack refuses SLACK_BOT_TOKEN (${code}). Copy the Bot User OAuth Token again from "OAuth & Permissions"; if the app was removed, install it first.`;
    return { rights: null, token: [finding('broken', advice)] };
  }
}

function checkScopes(given: readonly string[] | undefined): Finding[] {
  if (!given) return [finding('warning', 'Slack did not say which rights the app has.')];
  const missing = scopes.filter(({ scope }) => !given.includes(scope));
  if (missing.length === 0) return [finding('fine', 'the app has every right it needs.')];
  return missing.map(({ scope, must, why }) =>
    finding(
      must ? 'broken' : 'warning',
      `the right ${scope} is missing, which is for ${why}. Add it under "OAuth & Permissions" and install the app again.`,
    ),
  );
}

async function checkSocketMode(desk: Desk, appToken: string, sockets: Sockets | null): Promise<Finding> {
  try {
    const client = new WebClient(undefined, {
      ...clientOptions(desk.settings, desk.log, desk.ways),
      headers: { Authorization: `Bearer ${appToken}` },
    });
    await client.apps.connections.open({});
    const up = sockets?.up();
    if (up === 0) return finding('warning', 'Socket Mode would open, but no connection is up at the moment.');
    const count = up === undefined ? '' : ` (${up} connections are up)`;
    return finding('fine', `Socket Mode works${count}: everything reaches the app without a public address.`);
  } catch (error) {
    return finding(
      'broken',
      `Socket Mode does not open (${codeOf(error)}). Switch it on in the app's settings, and copy an App-Level Token with connections:write to SLACK_APP_TOKEN.`,
    );
  }
}

function checkHttp({ settings, options }: Desk): Finding[] {
  if (!settings.signingSecret) return [];
  if (settings.appToken) {
    return [
      finding(
        'fine',
        'SLACK_SIGNING_SECRET is set as well; while Socket Mode is on, Slack posts nothing to an address.',
      ),
    ];
  }
  if (!options.publicUrl) {
    return [
      finding(
        'broken',
        'Slack posts events to a public address and PUBLIC_URL is not set: messages would leave, but commands and buttons not arrive. Set PUBLIC_URL, or use Socket Mode with SLACK_APP_TOKEN, which needs none.',
      ),
    ];
  }
  const address = new URL('/slack/events', options.publicUrl);
  return [
    finding(
      address.protocol === 'https:' ? 'fine' : 'warning',
      `Slack posts to ${address.href}; this address stands in the app's settings for events, interactivity, options and each command${address.protocol === 'https:' ? '.' : ', and has to begin with https.'}`,
    ),
  ];
}
