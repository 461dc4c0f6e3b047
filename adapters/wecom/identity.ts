import { z } from 'zod';
import type { Identity } from '../../src/platform/messenger.ts';
import type { WecomSettings } from '../../src/platform/settings.ts';
import type { Api } from './api.ts';
import { WecomError } from './errors.ts';

/** The old path answers with a capital letter; someone from outside has an `openid` and no user id. */
const whoShape = z.looseObject({ userid: z.string().optional(), UserId: z.string().optional() });
/** The code was used, or is older than five minutes. */
const codeOver = 40029;

/** Signing in inside the messenger, without a question: page 91022. `state` may hold letters and digits only. */
export function createIdentity(settings: WecomSettings, api: Api): Identity {
  return {
    begin(redirect, state) {
      const url = new URL(settings.oauthUrl);
      url.search = new URLSearchParams({
        appid: settings.corpId,
        redirect_uri: redirect.href,
        response_type: 'code',
        scope: 'snsapi_base',
        state,
        agentid: String(settings.agentId),
      }).toString();
      url.hash = 'wechat_redirect';
      return url;
    },
    async complete(code) {
      if (!/^[\x21-\x7e]{1,512}$/.test(code)) return null;
      try {
        const { userid, UserId } = await api.call('auth/getuserinfo', whoShape, { query: { code } });
        return (userid || UserId)?.toLowerCase() ?? null;
      } catch (error) {
        if (error instanceof WecomError && error.code === codeOver) return null;
        throw error;
      }
    },
  };
}
