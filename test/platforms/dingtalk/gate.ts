import type { Call } from '../hands.ts';
import { type FaultPlan, refusalFor } from './faults.ts';
import { type Ask, type Host, json, type Outcome } from './http.ts';
import type { Quota, Rate } from './quota.ts';
import { Refusal, refuse, refuseAtTop, refuseOld } from './refusal.ts';
import { isJson, type Json } from './shape.ts';
import type { Tokens } from './tokens.ts';
import type { World } from './world.ts';

export interface Route {
  host: Host;
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string | RegExp;
  /** Needs no access token. */
  open?: boolean;
  /** Is not billed. */
  free?: boolean;
  /** The right the app must have been granted. */
  permission?: string;
  /** The body of a good answer, or a file; throws a Refusal. */
  handle(ask: Ask): Json | File | Promise<Json>;
}

export interface Gate {
  world: World;
  tokens: Tokens;
  quota: Quota;
  /** Null: nobody is throttled. */
  rate: Rate | null;
  faults: FaultPlan;
  calls: Call[];
  /** performance.now() when the emulator started. */
  startedAt: number;
}

const page = '<html><body><h1>The plain HTTP request was sent to HTTPS port</h1></body></html>';
const secrets = ['appSecret', 'clientSecret', 'client_secret', 'access_token'];

/** What DingTalk's gateways do with a request before anything looks at what it says. */
export async function pass(gate: Gate, routes: readonly Route[], ask: Ask): Promise<Outcome> {
  const atMs = ask.at - gate.startedAt;
  const call: Call = { path: ask.path, body: shown(ask.body), status: 0, error: null, atMs };
  gate.calls.push(call);
  const fault = gate.faults.take(ask.path);
  if (fault?.kind === 'silent') {
    call.error = 'silent';
    return 'hang';
  }
  if (fault?.kind === 'garbage') {
    Object.assign(call, { status: 200, error: 'garbage' });
    return { status: 200, type: 'text/html', body: page };
  }
  if (fault?.kind === 'tokenExpired') gate.tokens.revoke();
  const refusal = fault && refusalFor(fault, ask.host, ask.path);
  const outcome = await answered(call, async () => {
    if (refusal) throw refusal;
    return carryOut(gate, routes, ask);
  });
  if (fault?.kind !== 'answerLost') return outcome;
  call.error ??= 'answerLost';
  return 'cut';
}

async function answered(call: Call, work: () => Promise<Json | File>): Promise<Outcome> {
  try {
    const body = await work();
    call.status = 200;
    if (!(body instanceof File)) return json(200, body);
    return { status: 200, type: 'application/octet-stream', body: new Uint8Array(await body.arrayBuffer()) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    Object.assign(call, { status: error.status, error: error.code });
    return json(error.status, error.body);
  }
}

async function carryOut(gate: Gate, routes: readonly Route[], ask: Ask): Promise<Json | File> {
  const route = routes.find((one) => one.host === ask.host && one.method === ask.method && leadsTo(one, ask.path));
  if (!route) throw unknown(ask);
  if (!route.open) checkToken(gate, ask);
  if (route.permission && !gate.world.permissions.has(route.permission)) throw forbidden(route.permission, ask.host);
  if (gate.rate && !gate.rate.allows(`${ask.host}${ask.path}`, ask.at)) {
    const throttled = refusalFor({ kind: 'throttled' }, ask.host, ask.path);
    if (throttled) throw throttled;
  }
  if (!route.free && !gate.quota.call()) throw usedUp(ask.host);
  if (ask.host === 'api' && !['GET', 'DELETE'].includes(ask.method) && !isJson(ask.body))
    throw refuse('Missingbody', 'body is mandatory for this action.');
  return route.handle(ask);
}

const leadsTo = ({ path }: Route, asked: string) => (typeof path === 'string' ? path === asked : path.test(asked));

function unknown({ host, path }: Ask): Refusal {
  if (host !== 'oapi') return refuse('InvalidAction.NotFound', 'Specified api is not found.');
  return path.startsWith('/topapi/')
    ? refuseOld(
        22,
        `Invalid method[submsg=不合法ApiName，ApiName = dingtalk.oapi${path.slice(7).replaceAll('/', '.')}]`,
      )
    : refuseOld(404, '请求的URI地址不存在');
}

function checkToken({ tokens, world }: Gate, { host, header, query, path }: Ask): void {
  if (host === 'api') {
    const token = header('x-acs-dingtalk-access-token');
    if (token === '') throw refuse('AuthenticationFailed.MissingParameter', '缺少参数：x-acs-dingtalk-access-token');
    if (!tokens.good(token)) throw refuse('InvalidAuthentication', '不合法的access_token');
    return;
  }
  if (header('x-acs-dingtalk-access-token') !== '')
    world.offences.push(`${path}: the token stands in a header of the new API`);
  const token = query.get('access_token') ?? '';
  if (tokens.good(token)) return;
  if (!path.startsWith('/topapi/')) throw refuseOld(40014, '不合法的access_token');
  throw token === '' ? refuseAtTop('40000', 'access_token is blank') : refuseAtTop('40014', '不合法的access_token');
}

function forbidden(right: string, host: Host): Refusal {
  if (host === 'oapi')
    return refuseAtTop(
      '60011',
      `应用尚未开通所需的权限：[${right}]，点击链接申请并开通即可, {requiredScopes=[${right}]}`,
    );
  const accessdenieddetail = { requiredScopes: [right] };
  return refuse('Forbidden.AccessDenied.AccessTokenPermissionDenied', `应用尚未开通所需的权限：[${right}]`, {
    accessdenieddetail,
  });
}

function usedUp(host: Host): Refusal {
  return host === 'oapi'
    ? refuseOld(90020, '组织本月的接口调用次数已超出限制')
    : refuse('Forbidden.AccessDenied.ApiCountLimitForOrg', '组织本月的接口调用次数已超出限制');
}

/** A body as `calls` keeps it. */
function shown(body: unknown): unknown {
  if (body instanceof FormData)
    return Object.fromEntries([...body].map(([name, part]) => [name, typeof part === 'string' ? part : part.name]));
  if (!isJson(body)) return body;
  return Object.fromEntries(Object.entries(body).filter(([name]) => !secrets.includes(name)));
}
