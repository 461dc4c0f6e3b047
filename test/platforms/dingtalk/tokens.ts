import type { Route } from './gate.ts';
import { missing, refuse, refuseOld } from './refusal.ts';
import { isJson, textAt } from './shape.ts';
import type { World } from './world.ts';

/** The app's access token: asking again within its life answers the same one and renews it. */
export class Tokens {
  private readonly now: () => Date;
  private readonly seconds: number;
  private token = '';
  private until = 0;

  constructor(now: () => Date, seconds: number) {
    this.now = now;
    this.seconds = seconds;
  }

  issue(): { token: string; seconds: number } {
    if (!this.good(this.token)) this.token = crypto.randomUUID().replaceAll('-', '');
    this.until = this.now().getTime() + this.seconds * 1000;
    return { token: this.token, seconds: this.seconds };
  }

  good(token: string): boolean {
    return token !== '' && token === this.token && this.now().getTime() < this.until;
  }

  revoke(): void {
    this.token = '';
  }
}

export function tokenRoutes({ app }: World, tokens: Tokens): Route[] {
  return [
    {
      host: 'api',
      method: 'POST',
      path: '/v1.0/oauth2/accessToken',
      open: true,
      free: true,
      handle({ body }) {
        const asked = isJson(body) ? body : {};
        for (const name of ['appKey', 'appSecret']) if (textAt(asked, name) === '') throw missing(name);
        if (asked.appKey !== app.clientId || asked.appSecret !== app.clientSecret)
          throw refuse('invalidClientIdOrSecret', '无效的clientId或者clientSecret');
        const { token, seconds } = tokens.issue();
        return { accessToken: token, expireIn: seconds };
      },
    },
    {
      host: 'api',
      method: 'POST',
      path: /^\/v1\.0\/oauth2\/[^/]+\/token$/,
      open: true,
      free: true,
      handle({ body, path }) {
        const asked = isJson(body) ? body : {};
        if (asked.grant_type !== 'client_credentials') throw refuse('unsupported.grant.type');
        const right = asked.client_id === app.clientId && asked.client_secret === app.clientSecret;
        if (!right || path.split('/')[3] !== app.corpId) throw refuse('invalid.client');
        const { token, seconds } = tokens.issue();
        return { access_token: token, expires_in: seconds };
      },
    },
    {
      host: 'oapi',
      method: 'GET',
      path: '/gettoken',
      open: true,
      free: true,
      handle({ query }) {
        if (!query.has('appkey')) throw refuseOld(40035, '缺少参数 corpid or appkey');
        if (query.get('appkey') !== app.clientId || query.get('appsecret') !== app.clientSecret)
          throw refuseOld(40096, '不合法的appKey或appSecret');
        const { token, seconds } = tokens.issue();
        return { errcode: 0, errmsg: 'ok', access_token: token, expires_in: seconds };
      },
    },
  ];
}
