import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError } from '@slack/web-api';
import { DeliveryError } from '../../src/platform/adapter.ts';

/** Slack's own code for what went wrong, or a word of ours when Slack did not say. */
export function codeOf(error: unknown): string {
  if (error instanceof WebAPIPlatformError) {
    // A page instead of JSON arrives as the error itself.
    return /^[a-z0-9_]{1,60}$/.test(error.data.error) ? error.data.error : 'unreadable_answer';
  }
  if (error instanceof WebAPIRateLimitedError) return 'ratelimited';
  if (error instanceof WebAPIHTTPError) return error.statusCode === 429 ? 'ratelimited' : `http_${error.statusCode}`;
  return error instanceof DeliveryError ? 'delivery' : 'no_answer';
}

/** The token is wrong, or may not do this: nothing goes through until the operator acts. */
export const credentialCodes: ReadonlySet<string> = new Set([
  'not_authed',
  'invalid_auth',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'missing_scope',
  'no_permission',
  'not_allowed_token_type',
  'org_login_required',
  'ekm_access_denied',
  'access_denied',
  'messages_tab_disabled',
  'restricted_action',
]);

/** Nobody is there to write to. */
const neverCodes: ReadonlySet<string> = new Set([
  'user_not_found',
  'users_not_found',
  'user_disabled',
  'user_not_visible',
  'channel_not_found',
  'not_in_channel',
  'is_archived',
  'cannot_dm_bot',
  'too_many_users',
  'not_enough_users',
  'no_text',
]);

const unchangeableCodes: ReadonlySet<string> = new Set([
  'message_not_found',
  'cant_update_message',
  'edit_window_closed',
  'is_inactive',
  'channel_not_found',
]);

/** Slack does not take these blocks: the words can still be sent. */
export const blockCodes: ReadonlySet<string> = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'msg_blocks_too_long',
  'invalid_arguments',
]);

/** Whether a picture is not ready to be shown yet: for some seconds after its upload Slack refuses it. */
export function isPictureNotReady(error: unknown): boolean {
  if (!(error instanceof WebAPIPlatformError) || error.data.error !== 'invalid_blocks') return false;
  const data = error.data as { errors?: unknown; response_metadata?: { messages?: unknown } };
  return /invalid slack file|slack_file/.test(JSON.stringify([data.errors, data.response_metadata?.messages]));
}

const operatorRestMs = 60_000;

/** What follows from a failed call: whether to try again, and when (docs.slack.dev, errors of chat.postMessage and chat.update). */
export function deliveryErrorOf(error: unknown, doing: 'post' | 'update'): DeliveryError {
  if (error instanceof DeliveryError) return error;
  const code = codeOf(error);
  const message = `slack: ${code}`;
  if (doing === 'update' && unchangeableCodes.has(code))
    return new DeliveryError(message, { retry: 'unchangeable', cause: error });
  if (neverCodes.has(code) || blockCodes.has(code)) return new DeliveryError(message, { retry: 'never', cause: error });
  if (credentialCodes.has(code))
    return new DeliveryError(message, { retry: 'later', afterMs: operatorRestMs, cause: error });
  const afterMs = waitOf(error);
  return new DeliveryError(message, { retry: 'later', cause: error, ...(afterMs === null ? {} : { afterMs }) });
}

/** How long Slack asks to wait, in milliseconds; null when it does not say. */
export function waitOf(error: unknown): number | null {
  if (error instanceof WebAPIRateLimitedError) return secondsOf(error.retryAfter);
  if (error instanceof WebAPIHTTPError) return secondsOf(error.headers?.['retry-after']);
  const code = codeOf(error);
  return code === 'ratelimited' || code === 'rate_limited' ? 1000 : null;
}

function secondsOf(value: unknown): number | null {
  const seconds = Number(value);
  return value !== undefined && value !== null && Number.isFinite(seconds) && seconds >= 0
    ? Math.min(seconds, 3600) * 1000
    : null;
}

/** An error as the log may have it: a failed query quotes what was written, and that stays out. */
export function faultOf(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const { cause } = error;
  return {
    type: error.name,
    message: error.message.split(/\n?params:/)[0]?.slice(0, 300),
    stack: frames.slice(0, 8).join('\n'),
    ...(cause instanceof Error ? { cause: 'code' in cause ? String(cause.code) : cause.name } : {}),
  };
}
