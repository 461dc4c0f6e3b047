import { LogLevel } from '@slack/bolt';
import { type KnownBlock, WebClient, type WebClientOptions } from '@slack/web-api';
import { type SlackEmulator, type SlackOptions, startSlack } from './index.ts';

/** A Slack with two people, Anna with everything and Ben with little. */
export async function slackOfTwo(options: SlackOptions = {}): Promise<SlackEmulator> {
  const slack = await startSlack(options);
  await slack.hire({ account: 'U0000ANNA', name: 'Anna', email: 'anna@example.com', zone: 'Europe/Berlin' });
  await slack.hire({ account: 'U00000BEN', name: 'Ben', departments: ['sales'] });
  return slack;
}

/** The official client, which tries once unless told. */
export function clientOf(
  slack: SlackEmulator,
  options: WebClientOptions = {},
  token = slack.env.SLACK_BOT_TOKEN,
): WebClient {
  const slackApiUrl = slack.env.SLACK_API_URL ?? '';
  return new WebClient(token, { slackApiUrl, logLevel: LogLevel.ERROR, retryConfig: { retries: 0 }, ...options });
}

export const quiet = { unfurl_links: false, unfurl_media: false };

export const section = (text: string): KnownBlock => ({ type: 'section', text: { type: 'plain_text', text } });

export const button = (label: string, action_id: string): KnownBlock => ({
  type: 'actions',
  block_id: `b-${action_id}`,
  elements: [{ type: 'button', text: { type: 'plain_text', text: label }, action_id, value: 'v' }],
});
