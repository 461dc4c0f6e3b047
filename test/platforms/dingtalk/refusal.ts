/** What DingTalk answers instead of doing what was asked: each host has its own manner. */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly status: number;
  readonly code: string;
  readonly body: Record<string, unknown>;

  constructor(status: number, code: string, body: Record<string, unknown>) {
    super(code);
    this.status = status;
    this.code = code;
    this.body = body;
  }
}

/** A refusal of api.dingtalk.com: a real HTTP status, `code` and `message`. */
export function refuse(code: string, message = code, more: Record<string, unknown> = {}): Refusal {
  const requestid = crypto.randomUUID().toUpperCase();
  return new Refusal(statusOf(code), code, { requestid, code, message, ...more });
}

/** A refusal of oapi.dingtalk.com: HTTP 200 and `errcode`. */
export function refuseOld(errcode: number, errmsg: string, more: Record<string, unknown> = {}): Refusal {
  return new Refusal(200, String(errcode), { errcode, errmsg, request_id: crypto.randomUUID().slice(0, 12), ...more });
}

/** A refusal of the gateway before topapi: errcode 88, the cause in `sub_code` (seen in logs). */
export function refuseAtTop(code: string, cause: string): Refusal {
  const errmsg = `ding talk error[subcode=${code},submsg=${cause}]`;
  return refuseOld(88, errmsg, { sub_code: code, sub_msg: cause });
}

/** A required parameter is not there (seen in logs: `MissingcardTemplateId`). */
export function missing(name: string): Refusal {
  return refuse(`Missing${name}`, `${name} is mandatory for this action.`);
}

function statusOf(code: string): number {
  if (code.startsWith('Forbidden.')) return 403;
  if (code === 'authFailed' || code === 'unauthorized.client') return 401;
  if (code === 'system.busy' || code === 'unknownError') return 500;
  if (code === 'ServiceUnavailable') return 503;
  if (code === 'GatewayTimeout') return 504;
  if (code === 'InvalidAction.NotFound' || code === 'itemNotFound') return 404;
  return 400;
}
