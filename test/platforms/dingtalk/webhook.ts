import type { Route } from './gate.ts';
import type { Ask } from './http.ts';
import { limits } from './limits.ts';
import { addresses, article } from './messages.ts';
import type { Quota } from './quota.ts';
import { Refusal, refuseOld } from './refusal.ts';
import { show } from './robot.ts';
import { isJson, type Json, objectAt, textAt, textsAt } from './shape.ts';
import type { Message, World } from './world.ts';

interface Session {
  account: string;
  group: string | null;
  until: number;
}

/** The addresses messages to the robot carry, on which it may answer for 90 minutes. */
export class Webhooks {
  private readonly world: World;
  private readonly quota: Quota;
  private readonly oapi: () => string;
  private readonly sessions = new Map<string, Session>();

  constructor(world: World, quota: Quota, oapi: () => string) {
    this.world = world;
    this.quota = quota;
    this.oapi = oapi;
  }

  open(account: string, group: string | null): { sessionWebhook: string; sessionWebhookExpiredTime: number } {
    const session = crypto.randomUUID().replaceAll('-', '');
    const until = this.world.now().getTime() + limits.sessionMs;
    this.sessions.set(session, { account, group, until });
    const sessionWebhook = `${this.oapi()}/robot/sendBySession?session=${session}`;
    return { sessionWebhook, sessionWebhookExpiredTime: until };
  }

  /** All sessions die before their time. */
  expire(): void {
    this.sessions.clear();
  }

  route(): Route {
    const handle = (ask: Ask) => this.handle(ask);
    return { host: 'oapi', method: 'POST', path: '/robot/sendBySession', open: true, free: true, handle };
  }

  private handle({ query, body }: Ask): Json {
    const session = this.sessions.get(query.get('session') ?? '');
    if (!session || session.until <= this.world.now().getTime()) throw refuseOld(300001, 'session 不存在');
    if (!isJson(body)) throw refuseOld(40035, '缺少参数 json');
    const message = this.read(body);
    if (!this.quota.message()) throw refuseOld(90020, '组织本月的消息条数已超出限制');
    const members = session.group === null ? [session.account] : (this.world.groups.get(session.group)?.members ?? []);
    const id = `${crypto.randomUUID()}=`;
    for (const account of members) show(this.world, account, id, session.group, message);
    return { errcode: 0, errmsg: 'ok' };
  }

  private read(body: Json): Message {
    const type = textAt(body, 'msgtype');
    const part = objectAt(body, type);
    if (!['text', 'markdown', 'actionCard', 'link', 'feedCard'].includes(type))
      throw refuseOld(400105, 'unsupported msgtype');
    if (!part) throw refuseOld(40035, `缺少参数 ${type}`);
    try {
      this.mention(body, textAt(part, 'content') + textAt(part, 'text'));
      return this.message(type, part);
    } catch (error) {
      throw error instanceof Refusal ? refuseOld(40035, error.code) : error;
    }
  }

  private mention(body: Json, text: string): void {
    const at = objectAt(body, 'at') ?? {};
    if (at.isAtAll === true) this.world.offences.push('sendBySession: everyone is mentioned');
    for (const id of textsAt(at, 'atUserIds') ?? [])
      if (!text.includes(`@${id}`))
        this.world.offences.push(`sendBySession: ${id} is in atUserIds and not in the text`);
  }

  private message(type: string, part: Json): Message {
    const at = (name: string) => textAt(part, name);
    if (type === 'text') return { text: at('content'), buttons: [], links: addresses(at('content')), files: [] };
    if (type === 'link')
      return { text: `${at('title')}\n${at('text')}`, buttons: [], links: [at('messageUrl')], files: [] };
    if (type === 'markdown') return article(this.world, type, at('title'), at('text'), []);
    const list: unknown[] = Array.isArray(part.btns) ? part.btns : Array.isArray(part.links) ? part.links : [];
    const several = list.filter(isJson).map((one) => ({
      label: textAt(one, 'title'),
      url: textAt(one, 'actionURL') || textAt(one, 'messageURL'),
    }));
    const single = at('singleTitle') ? [{ label: at('singleTitle'), url: at('singleURL') }] : [];
    return article(this.world, type, at('title'), at('text'), [...several, ...single]);
  }
}
