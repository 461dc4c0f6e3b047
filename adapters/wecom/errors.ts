import { DeliveryError } from '../../src/platform/adapter.ts';

/** WeCom said no. Its words may repeat what was asked, so only its code, hint and the address it saw are told. */
export class WecomError extends Error {
  override name = 'WecomError';
  readonly path: string;
  readonly code: number;
  /** The address the call came from, where WeCom names it. */
  readonly ip: string | null;

  constructor(path: string, code: number, errmsg: string) {
    const hint = /hint: \[(\d+)\]/.exec(errmsg)?.[1];
    super(`${path} was refused with errcode ${code}${hint ? ` (hint ${hint})` : ''}`);
    this.path = path;
    this.code = code;
    this.ip = /from ip: ([0-9a-fA-F.:]{3,45})/.exec(errmsg)?.[1]?.replace(/[.:]+$/, '') ?? null;
  }
}

/** WeCom did not answer, or not in a way to be understood: whether it did what was asked is not known. */
export class Unanswered extends Error {
  override name = 'Unanswered';

  constructor(path: string, reason: string) {
    super(`${path} was not answered: ${reason}`);
  }
}

/** Calls to this API were too many, and are not made for a while. */
export class Blocked extends Error {
  override name = 'Blocked';
  readonly leftMs: number;

  constructor(path: string, leftMs: number) {
    super(`${path} waits ${Math.ceil(leftMs / 1000)} s more, as WeCom refused it`);
    this.leftMs = leftMs;
  }
}

/** What an operator has to do before anything leaves again; null when it is not theirs to do. */
export function remedyOf({ code, ip }: WecomError): string | null {
  switch (code) {
    case 60020:
      return `add ${ip ?? 'the address calls leave from'} to the app's trusted addresses (企业可信IP), or set WECOM_PROXY_URL to a proxy with a trusted one`;
    case 48002:
      return 'the app may not use this part of the API: grant it in the admin console';
    case 50003:
      return 'the app is disabled: enable it in the admin console';
    case 301002:
    case 40056:
      return 'WECOM_AGENT_ID is not the app WECOM_SECRET belongs to';
    case 60011:
    case 50002:
      return 'the app may not reach these people: widen its visible range';
    case 40001:
    case 40091:
      return 'WECOM_SECRET is not the secret of this app';
    case 40013:
      return 'WECOM_CORP_ID is not known to WeCom';
    default:
      return null;
  }
}

/** Documented or seen: nobody of those named can be written to. */
const gone = [81013, 60111, 46004, 40003, 40031, 301021];
const busy = [-1, 6000, 45033, 40014, 42001];

/** What follows from a failed sending; `log` hears when the operator has to act. */
export function deliveryError(error: unknown, complain: (error: WecomError, remedy: string) => void): DeliveryError {
  if (error instanceof DeliveryError) return error;
  if (error instanceof Blocked) return new DeliveryError(error.message, { retry: 'later', afterMs: error.leftMs });
  if (!(error instanceof WecomError)) {
    const message = error instanceof Unanswered ? error.message : 'the message could not be sent';
    return new DeliveryError(message, { retry: 'later', cause: error });
  }
  const { message, code } = error;
  if (busy.includes(code)) {
    return new DeliveryError(message, { retry: 'later', afterMs: code === 45033 ? 1500 : 1000, cause: error });
  }
  const remedy = remedyOf(error);
  if (remedy) {
    complain(error, remedy);
    return new DeliveryError(`${message}: ${remedy}`, { retry: 'later', afterMs: 30_000, cause: error });
  }
  const why = gone.includes(code) ? ': this account cannot be written to' : '';
  return new DeliveryError(`${message}${why}`, { retry: 'never', cause: error });
}
