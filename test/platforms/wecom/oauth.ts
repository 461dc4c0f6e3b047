import { type Endpoints, get } from './endpoint.ts';
import { decline, refuse } from './errors.ts';
import { limits } from './limits.ts';
import { bytesOf, folded, isVisible, opaque, type State } from './state.ts';

export const signInEndpoints: Endpoints = {
  'auth/getuserinfo': get(({ state, query }) => {
    const given = query.get('code') ?? '';
    if (!given) refuse(40063, 'code is missing');
    const code = state.oauthCodes.get(given);
    state.oauthCodes.delete(given);
    if (!code || state.now() - code.at >= limits.oauth.codeSeconds * 1000) decline(40029, 'invalid code');
    const member = state.members.get(folded(code.userid));
    if (!member) return { openid: `o${Buffer.from(code.userid).toString('hex')}` };
    if (!isVisible(state, member.userid)) decline(50002, 'no privilege');
    return { userid: member.userid };
  }),
};

/** What the page that asks WeCom who somebody is answers: a way back, or a page that says what is wrong. */
export type Authorised = { to: string } | { page: string };

/** `session`: the cookie of the messenger's own browser; null in any other. */
export function authorise(state: State, query: URLSearchParams, session: string | null): Authorised {
  const wrong = problemIn(state, query);
  if (wrong) {
    state.offences.push(`signing in: ${wrong}`);
    return { page: `<html lang="zh"><title>出错了</title><p>${wrong}</p></html>` };
  }
  const userid = session ? state.sessions.get(session) : undefined;
  if (!userid) return { page: '<html lang="zh"><title>出错了</title><p>请在企业微信客户端打开链接</p></html>' };
  const code = opaque(43);
  state.oauthCodes.set(code, { userid, at: state.now() });
  const redirect = new URL(query.get('redirect_uri') ?? '');
  const answer = `code=${code}&state=${query.get('state') ?? ''}`;
  redirect.search = redirect.search === '' ? `?${answer}` : `${redirect.search}&${answer}`;
  return { to: redirect.href };
}

/** The host signing in may lead back to, with its port where it has one. */
export function trustedDomain(state: State): string {
  return state.settings.trustedDomain ?? (state.appUrl ? new URL(state.appUrl).host : '');
}

function problemIn(state: State, query: URLSearchParams): string | null {
  if (query.get('appid') !== state.keys.corpId) return '40013 invalid corpid';
  if (query.get('response_type') !== 'code') return 'response_type is not code';
  const scope = query.get('scope');
  if (scope !== 'snsapi_base' && scope !== 'snsapi_privateinfo') return 'scope is unknown';
  const agent = query.get('agentid');
  if (agent !== null && agent !== String(state.keys.agentId)) return '40056 invalid agentid';
  if (scope === 'snsapi_privateinfo' && agent === null) return 'agentid is missing';
  const given = query.get('state') ?? '';
  if (!/^[a-zA-Z0-9]*$/.test(given) || bytesOf(given) > limits.oauth.stateBytes)
    return 'state is no 128 letters and digits';
  const redirect = query.get('redirect_uri') ?? '';
  if (!URL.canParse(redirect)) return 'redirect_uri is no address';
  if (new URL(redirect).host !== trustedDomain(state)) return '50001 redirect_url domain is not the trusted domain';
  return null;
}
