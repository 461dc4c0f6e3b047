import { type Asked, type Endpoints, get } from './endpoint.ts';
import { decline, refuse } from './errors.ts';
import { opaque, type State } from './state.ts';

export const tokenEndpoints: Endpoints = {
  gettoken: {
    method: 'GET',
    open: true,
    handle(asked) {
      const { state } = asked;
      const of = holderOf(asked);
      const now = state.now();
      const standing = [...state.tokens].find(([, token]) => token.of === of && !token.expired && token.until > now);
      if (standing && state.settings.sameToken)
        return { access_token: standing[0], expires_in: Math.ceil((standing[1].until - now) / 1000) };
      const token = opaque(214);
      const seconds = state.settings.tokenSeconds;
      state.tokens.set(token, { of, until: now + seconds * 1000, expired: false });
      return { access_token: token, expires_in: seconds };
    },
  },
  getcallbackip: get(() => ({ ip_list: ['127.0.0.1'] })),
  get_api_domain_ip: get(() => ({ ip_list: ['127.0.0.1'] })),
};

function holderOf({ state, query }: Asked): 'app' | 'contacts' {
  const { keys } = state;
  const secret = query.get('corpsecret');
  if (!query.get('corpid')) refuse(41002, 'corpid missing');
  if (!secret) refuse(41004, 'corpsecret missing');
  if (query.get('corpid') !== keys.corpId) decline(40013, 'invalid corpid');
  if (secret !== keys.secret && secret !== keys.contactSecret) decline(40001, 'invalid secret');
  return secret === keys.secret ? 'app' : 'contacts';
}

/** Whose token the call has; refuses one that is missing, unknown or expired, and addresses the app is not known by. */
export function authorised({ state, query, ip }: Asked): 'app' | 'contacts' {
  const given = query.get('access_token');
  if (!given) refuse(41001, 'access_token missing');
  const token = state.tokens.get(given);
  if (!token) decline(40014, 'invalid access_token');
  if (token.expired || token.until <= state.now()) decline(42001, 'access_token expired');
  const trusted = state.settings.trustedIps;
  if (trusted && !trusted.has(ip)) decline(60020, 'not allow to access from your ip');
  return token.of;
}

/** Makes all tokens expired (42001) or unknown (40014) before their time. */
export function invalidate(state: State, how: 'expired' | 'unknown'): void {
  if (how === 'unknown') state.tokens.clear();
  else for (const token of state.tokens.values()) token.expired = true;
}
