/** What an operator sets for Slack. */
export interface SlackSettings {
  /** `xoxb-…` */
  botToken: string;
  /** Checks what Slack posts to us; null: events come over Socket Mode only. */
  signingSecret: string | null;
  /** `xapp-…`: opens Socket Mode; null: events come over HTTP only. */
  appToken: string | null;
  /** With a slash at the end. */
  apiUrl: string;
  /** Before the name of each slash command, against collisions: `xy-` makes `/xy-request`. May be empty. */
  commandPrefix: string;
}

/** What an operator sets for WeCom (企业微信). */
export interface WecomSettings {
  corpId: string;
  agentId: number;
  secret: string;
  /** Signs callbacks. */
  token: string;
  /** 43 characters: encrypts callbacks. */
  encodingAesKey: string;
  /** Without a slash at the end; calls go to `…/cgi-bin/…`. */
  apiUrl: string;
  /** The page people are sent to for signing in: `https://open.weixin.qq.com/connect/oauth2/authorize`. */
  oauthUrl: string;
  /** A proxy whose address WeCom trusts; null: calls leave directly. */
  proxyUrl: string | null;
}

/** What an operator sets for DingTalk (钉钉). */
export interface DingtalkSettings {
  clientId: string;
  clientSecret: string;
  robotCode: string;
  /** The published card template; null: markdown messages and dialogues instead of cards. */
  cardTemplateId: string | null;
  /** Both without a slash at the end. */
  apiUrl: string;
  oapiUrl: string;
  /** Its monthly quota: 5,000 calls and 3,000 messages in the standard edition, 200,000 and 50,000 in the professional one. */
  edition: 'standard' | 'professional';
  /** Whether meetings are brought into calendars, which uses up its quota. */
  calendar: boolean;
}
