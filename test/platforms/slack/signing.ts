import { createHmac } from 'node:crypto';

/** Slack's signature `v0` of a request: see "Verifying requests from Slack" at docs.slack.dev. */
export function signature(secret: string, timestamp: number, body: string | Uint8Array): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest('hex')}`;
}

/** Everything beyond ASCII as `\uXXXX`, the way Slack writes JSON. */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
