import { createHmac, timingSafeEqual } from 'node:crypto';

/** Requests older than this, or from further ahead, are refused, in seconds (docs.slack.dev, "Verifying requests from Slack"). */
const toleranceSeconds = 300;

export interface SignedRequest {
  timestamp: string | undefined;
  signature: string | undefined;
  /** As they came, before anything was read from them. */
  body: Uint8Array;
}

/** Whether a request was signed with our secret within five minutes of `now`, in either direction. */
export function isSigned({ timestamp, signature, body }: SignedRequest, secret: string, now: Date): boolean {
  if (!secret || !timestamp || !signature || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(Math.floor(now.getTime() / 1000) - Number(timestamp)) > toleranceSeconds) return false;
  const digest = createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest('hex');
  const [expected, given] = [Buffer.from(`v0=${digest}`), Buffer.from(signature)];
  return expected.length === given.length && timingSafeEqual(expected, given);
}
