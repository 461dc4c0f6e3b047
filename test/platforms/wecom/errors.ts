/** An answer with an errcode other than 0. */
export class ApiError extends Error {
  override name = 'ApiError';
  readonly code: number;
  /** The caller could have known: the request itself is wrong, whatever the circumstances. */
  readonly callersFault: boolean;
  /** Fields beside errcode and errmsg. */
  readonly fields: Record<string, unknown>;

  constructor(code: number, detail: string, callersFault: boolean, fields: Record<string, unknown> = {}) {
    super(detail);
    this.code = code;
    this.callersFault = callersFault;
    this.fields = fields;
  }
}

/** The request is wrong: this is also an offence. */
export function refuse(code: number, why: string): never {
  throw new ApiError(code, why, true);
}

/** The request is fine and cannot be met now, or for this one. */
export function decline(code: number, why: string, fields: Record<string, unknown> = {}): never {
  throw new ApiError(code, why, false, fields);
}

/** Short texts as WeCom's list of error codes has them (page 90313); what is not here is said with the detail alone. */
const texts: Record<number, string> = {
  [-1]: 'system busy',
  40001: 'invalid credential',
  40003: 'invalid UserID',
  40007: 'invalid media_id',
  40008: 'invalid message type',
  40013: 'invalid corpid',
  40014: 'invalid access_token',
  40029: 'invalid code',
  40033: 'invalid charset',
  40035: 'invalid parameter',
  40056: 'invalid agentid',
  40058: 'invalid Request Parameter',
  40063: 'some parameters are empty',
  41001: 'access_token missing',
  41002: 'corpid missing',
  41004: 'corpsecret missing',
  42001: 'access_token expired',
  42014: 'Template_Card TaskId invalid',
  42017: 'Template_Card Button key missing',
  42045: 'Template_Card card_action invalid',
  43001: 'require GET method',
  43002: 'require POST method',
  44004: 'empty content',
  45002: 'content size out of limit',
  45009: 'api freq out of limit',
  45033: 'api concurrent out of limit',
  46003: 'no exist menu data',
  48002: 'api forbidden',
  50001: 'redirect_url not registered',
  50002: 'no privilege to access user',
  60011: 'no privilege to access/modify contact/party/agent',
  60020: 'not allow to access from your ip',
  60111: 'userid not found',
  60123: 'invalid party id',
  81013: 'user & party & tag all invalid',
  301002: 'not allow operate another agent with this accesstoken',
};

/** The errmsg of a refusal, with the noise real ones carry. */
export function errmsg(code: number, detail: string, ip: string, hint: string): string {
  const said = texts[code] ?? detail;
  const more = `more info at https://open.work.weixin.qq.com/devtool/query?e=${code}`;
  return `${said}, hint: [${hint}], from ip: ${ip}, ${more}${code === 40035 ? ' Warning: wrong json format. ' : ''}`;
}
