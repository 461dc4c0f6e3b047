import { DeliveryError } from '../../src/platform/adapter.ts';
import { isJson, type Json, objectAt, textAt, textsAt } from './json.ts';

/**
 * DingTalk said no, or nothing. `code` is its own (`staffId.notExisted`, `90020`), or `unreachable`, or `notJson`. Never holds
 * a token or a text.
 */
export class DingtalkError extends Error {
  override name = 'DingtalkError';
  readonly code: string;
  /** HTTP; 0 when no answer came. */
  readonly status: number;
  /** What the app has to be allowed first, as the console names it. */
  readonly scopes: readonly string[];

  constructor(api: string, answer: { code: string; status: number; scopes?: readonly string[]; cause?: unknown }) {
    super(`dingtalk ${api}: ${answer.code}${answer.status === 0 ? '' : ` (${answer.status})`}`, {
      cause: answer.cause,
    });
    this.code = answer.code;
    this.status = answer.status;
    this.scopes = answer.scopes ?? [];
  }
}

/** What is wrong with an answer, or null. An error may stand in a 200, as `errcode` or as `success: false`. */
export function errorIn(api: string, status: number, body: unknown): DingtalkError | null {
  if (!isJson(body)) return new DingtalkError(api, { code: 'notJson', status });
  if (status >= 400) {
    const scopes = textsAt(objectAt(body, 'accessdenieddetail'), 'requiredScopes');
    return new DingtalkError(api, { code: textAt(body, 'code') || `http ${status}`, status, scopes });
  }
  const errcode = textAt(body, 'errcode');
  if (errcode !== '' && errcode !== '0') return new DingtalkError(api, { code: oldCode(body, errcode), status });
  // Documented for the firewall that bans an address: `{"status":1111,"punish":"deny"}`.
  if (textAt(body, 'punish') !== '') return new DingtalkError(api, { code: 'banned', status });
  return body.success === false ? new DingtalkError(api, { code: textAt(body, 'code') || 'failed', status }) : null;
}

/** 88 is the gateway's envelope: the cause stands in `sub_code`. */
function oldCode(body: Json, errcode: string): string {
  const sub = textAt(body, 'sub_code');
  return errcode === '88' && sub !== '' ? (/\d+$/.exec(sub)?.[0] ?? sub) : errcode;
}

export const isTokenError = ({ code, status }: DingtalkError): boolean =>
  code === 'InvalidAuthentication' || status === 401 || ['40014', '42001', '88'].includes(code);

export const isThrottled = ({ code, status }: DingtalkError): boolean =>
  status === 429 ||
  /^Forbidden\.AccessDenied\.(Qps|Qpm)|send\.too\.fast|tooFast|too\.many|toomuch|flowControl/i.test(code) ||
  ['90018', '90002', '130101', '410100', 'banned'].includes(code);

export const isQuotaUsedUp = ({ code }: DingtalkError): boolean =>
  code.includes('ApiCountLimitForOrg') || code === '90020';

/** Nobody can say whether it was carried out. */
export const isUncertain = ({ code, status }: DingtalkError): boolean =>
  status === 0 || status >= 500 || code === 'notJson' || ['-1', '15', '88'].includes(code);

const secondMs = 1_000;

/** What follows from DingTalk's answer for a message; `monthEndMs` is how long this month's quota still lasts. */
export function deliveryError(error: unknown, monthEndMs: number): DeliveryError {
  if (error instanceof DeliveryError) return error;
  if (!(error instanceof DingtalkError)) {
    return new DeliveryError('dingtalk: unexpected failure', { retry: 'later', cause: error });
  }
  const refuse = (retry: DeliveryError['retry'], afterMs?: number) =>
    new DeliveryError(error.message, { retry, cause: error, ...(afterMs === undefined ? {} : { afterMs }) });
  if (isThrottled(error)) return refuse('later', error.code === 'banned' ? 300 * secondMs : secondMs);
  if (isQuotaUsedUp(error)) return refuse('held', monthEndMs);
  // The token was refreshed already: either it is the credentials, or a fault of theirs.
  if (isTokenError(error)) return refuse('later', 30 * secondMs);
  if (error.code === 'param.cardNotExist') return refuse('unchangeable');
  if (isUncertain(error)) return refuse('later');
  // A missing right, template or address is mended by the operator, so the message waits for that.
  if (error.status === 403 || /^param\.template|invalidClient|unauthorized/i.test(error.code)) {
    return refuse('later', 60 * secondMs);
  }
  return refuse('never');
}
