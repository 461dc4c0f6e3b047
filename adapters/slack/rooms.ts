import { DeliveryError } from '../../src/platform/adapter.ts';
import type { Finding } from '../../src/platform/messenger.ts';
import type { Desk } from './desk.ts';
import { codeOf, deliveryErrorOf } from './failures.ts';

/** The timestamp of the message an answer goes below; a message's id is `channel/ts`. */
export const threadOf = (message: string | null | undefined): string | undefined => message?.split('/')[1];

/**
 * Posts below `thread`, or by itself when there is no such message any more. Slack mostly does the latter without a word
 * (slack-go issue 1571), and sometimes refuses.
 */
export async function below<T>(
  thread: string | undefined,
  post: (place: { thread_ts?: string }) => Promise<T>,
): Promise<T> {
  if (!thread) return post({});
  try {
    return await post({ thread_ts: thread });
  } catch (error) {
    if (codeOf(error) !== 'thread_not_found') throw error;
    return post({});
  }
}

/**
 * What follows when a department's channel takes no message. What an operator has to put right there is said once for each
 * channel, until something was written to it again.
 */
export function roomErrorOf({ log, shut }: Desk, channel: string, error: unknown): DeliveryError {
  const code = codeOf(error);
  // Nobody, or not everybody, may write there: the channel's own setting, and no fault of the token.
  const closed = code.startsWith('restricted_action') || code === 'cannot_reply_to_message';
  const failure = closed
    ? new DeliveryError(`slack: ${code}`, { retry: 'never', cause: error })
    : deliveryErrorOf(error, 'post');
  if (failure.retry === 'never' && !shut.has(channel)) {
    shut.add(channel);
    log.error({ code, channel }, 'slack: the channel of a department cannot be written to; npm run doctor says why');
  }
  return failure;
}

/** Says of each department's channel that cannot be written to what is to be done. */
export async function checkRooms(desk: Desk, rights: readonly string[]): Promise<Finding[]> {
  const org = await desk.options.organisation().catch(() => null);
  const rooms = new Map<string, string[]>();
  for (const { name, channel } of org?.departments.values() ?? [])
    if (channel?.slack) rooms.set(channel.slack, [...(rooms.get(channel.slack) ?? []), name]);
  const found: string[] = [];
  for (const [id, names] of rooms) {
    const wrong = await wrongWith(desk, id, names.join(', '), rights.includes(anyPublic));
    if (wrong !== null) found.push(wrong);
  }
  if (rooms.size > 0 && found.length === 0)
    return [{ level: 'fine', text: `slack: all channels of departments can be written to (${rooms.size}).` }];
  return [...new Set(found)].map((text) => ({ level: 'warning', text: `slack: ${text}` }));
}

/** With this right an app writes in public channels it is not in (docs.slack.dev, chat:write.public). */
const anyPublic = 'chat:write.public';

/** A sentence, or null when nothing is (docs.slack.dev, conversations.info). `uninvited`: public channels need no invitation. */
async function wrongWith(desk: Desk, id: string, names: string, uninvited: boolean): Promise<string | null> {
  const me = await desk.me().catch(() => null);
  const invite = `write "/invite @${me?.botName ?? 'xiayou'}" in it`;
  try {
    const { channel } = await desk.client.conversations.info({ channel: id });
    if (channel?.is_archived)
      return `the channel #${channel.name} of ${names} is archived: unarchive it, or name another in the org file.`;
    if (channel?.is_member === false && !(uninvited && channel.is_private === false))
      return `the app is not in the channel #${channel.name} of ${names} and cannot write there: ${invite}.`;
    return null;
  } catch (error) {
    const code = codeOf(error);
    if (code === 'missing_scope')
      return 'whether the channels of departments can be written to cannot be looked up: add the rights channels:read and, for private ones, groups:read, and install the app again.';
    if (code === 'channel_not_found')
      return `there is no channel ${id} the app can see, which the org file names for ${names}: if it is private, ${invite}; else correct the id.`;
    return `the channel ${id} of ${names} cannot be looked up (${code}).`;
  }
}
