import { isObj, type Obj, parsed, textOf } from './json.ts';
import type { Limiter } from './limiter.ts';
import { methods } from './methods/index.ts';
import { type Bench, invalid, type Method, Refused } from './methods/method.ts';

/** Whose tokens are good for what. */
export interface Tokens {
  bot: string;
  app: string;
  revoked: boolean;
}

export interface ApiRequest {
  method: string;
  args: Obj;
  /** Of the `Authorization` header. */
  bearer: string | null;
}

export interface ApiAnswer {
  status: number;
  headers: Record<string, string>;
  body: Obj;
}

const structured = ['blocks', 'view', 'attachments', 'metadata', 'files', 'message'];
/** Refusals that say the client is wrong, and not that the world is. */
const careless = [
  'invalid_blocks',
  'invalid_blocks_format',
  'invalid_arguments',
  'invalid_attachments',
  'invalid_metadata_format',
  'invalid_metadata_schema',
  'metadata_too_large',
  'msg_too_long',
  'msg_blocks_too_long',
  'no_text',
  'markdown_text_conflict',
  'too_many_attachments',
  'view_too_large',
  'missing_scope',
  'missing_argument',
  'not_allowed_token_type',
  'unknown_method',
];

/** Answers one call of the Web API as Slack does, and notes what it should not have been. */
export function answerCall(request: ApiRequest, bench: Bench, tokens: Tokens, limits: Limiter | null): ApiAnswer {
  const scopes = [...bench.scopes].join(',');
  try {
    const { method, args } = decoded(request, tokens);
    permit(method, args, bench);
    const pause = limits?.take(request.method, method.tier, method.posts ? conversation(args) : null);
    if (pause)
      return { status: 429, headers: { 'retry-after': String(pause) }, body: { ok: false, error: 'ratelimited' } };
    const strange = Object.keys(args).filter((key) => !expected(method, key));
    for (const key of strange) bench.offend(`${request.method}: unknown argument ${key}`);
    return { status: 200, headers: { 'x-oauth-scopes': scopes }, body: { ok: true, ...method.run(args, bench) } };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (careless.includes(error.code)) bench.offend(`${request.method}: ${error.code}${details(error.extra)}`);
    return {
      status: 200,
      headers: { 'x-oauth-scopes': scopes },
      body: { ok: false, error: error.code, ...error.extra },
    };
  }
}

/** `U…` and `D…` are one conversation. */
const conversation = (args: Obj) => textOf(args.channel).replace(/^[UWD]/, '');

function details(extra: Obj): string {
  const { messages } = isObj(extra.response_metadata) ? extra.response_metadata : {};
  return Array.isArray(messages) ? ` ${messages.join(' ')}` : '';
}

const expected = (method: Method, key: string) =>
  ['token', 'team_id'].includes(key) || method.required.includes(key) || method.optional.includes(key);

/** The method, when the token is good for it, and its arguments out of their JSON. */
function decoded({ method: name, args, bearer }: ApiRequest, tokens: Tokens): { method: Method; args: Obj } {
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (!method) throw new Refused('unknown_method', { req_method: name });
  authorise(method, method.token === 'app' ? bearer : (bearer ?? (textOf(args.token) || null)), tokens);
  const out: Obj = { ...args };
  for (const key of structured) {
    const value = args[key];
    if (typeof value !== 'string' || value === '') continue;
    const inside = parsed(value);
    if (inside === undefined && key === 'blocks') throw new Refused('invalid_blocks_format');
    if (inside === undefined && key === 'metadata') throw new Refused('invalid_metadata_format');
    if (inside === undefined) throw invalid('must be valid json', key);
    out[key] = inside;
  }
  for (const key of method.required)
    if (out[key] === undefined || out[key] === '') throw invalid(`missing required field: ${key}`, key);
  return { method, args: out };
}

function authorise(method: Method, token: string | null, tokens: Tokens): void {
  if (method.token === 'none') return;
  if (!token) throw new Refused('not_authed');
  if (token !== tokens.bot && token !== tokens.app) throw new Refused('invalid_auth');
  if (tokens.revoked && token === tokens.bot) throw new Refused('token_revoked');
  if (token !== tokens[method.token]) throw new Refused('not_allowed_token_type');
}

function permit(method: Method, args: Obj, bench: Bench): void {
  const needed = typeof method.scopes === 'function' ? method.scopes(args, bench.space) : (method.scopes ?? []);
  const missing = needed.find((scope) => !bench.scopes.has(scope));
  if (missing) throw new Refused('missing_scope', { needed: missing, provided: [...bench.scopes].join(',') });
}
