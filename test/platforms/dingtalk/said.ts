import type { SentFile } from '../hands.ts';
import { limits } from './limits.ts';
import type { Quota } from './quota.ts';
import type { Json } from './shape.ts';
import type { Parcel } from './stream.ts';
import type { Webhooks } from './webhook.ts';
import type { Group, Person, World } from './world.ts';

type Content = { msgtype: string } & Json;

/** What the platform tells the robot when someone writes to it: a text, a text with pictures, pictures and files apart. */
export function contentsOf(world: World, text: string, files: readonly SentFile[]): Content[] {
  const pictures = files.filter(({ type }) => type.startsWith('image/'));
  const others = files.filter((one) => !pictures.includes(one));
  return [
    ...(text !== '' && pictures.length > 0 ? [richText(world, text, pictures)] : []),
    ...(text !== '' && pictures.length === 0 ? [{ msgtype: 'text', text: { content: text } }] : []),
    ...(text === '' ? pictures.map((one) => ({ msgtype: 'picture', content: pictureOf(world, one) })) : []),
    ...others.map((one) => ({
      msgtype: 'file',
      content: {
        downloadCode: store(world, one),
        fileName: one.name,
        spaceId: '25410000000',
        fileId: `${world.next()}`,
      },
    })),
  ];
}

function richText(world: World, text: string, pictures: readonly SentFile[]): Content {
  const parts = pictures.map((one) => ({ type: 'picture', ...pictureOf(world, one) }));
  return { msgtype: 'richText', content: { richText: [{ text }, ...parts] } };
}

function pictureOf(world: World, picture: SentFile): Json {
  return { downloadCode: store(world, picture), pictureDownloadCode: store(world, picture) };
}

function store(world: World, { name, type, bytes }: SentFile): string {
  const code = `mIofN681${crypto.randomUUID().replaceAll('-', '')}`;
  world.sent.set(code, { name, type, bytes });
  return code;
}

/** One robot message as a frame. When the month's messages are used up it carries an error and no words. */
export function robotParcel(
  world: World,
  quota: Quota,
  webhooks: Webhooks,
  person: Person,
  group: Group | null,
  content: Content,
): Parcel {
  const where = group ? inGroup(world, group) : { conversationType: '1', conversationId: alone(world, person) };
  const said: Json = quota.message()
    ? content
    : { msgtype: content.msgtype, errCode: 20001, errMsg: '本月 Webhook 与 Stream 消息条数已用完' };
  const session = webhooks.open(person.account, group?.id ?? null);
  const data: Json = {
    ...said,
    ...where,
    ...session,
    msgId: `msg${crypto.randomUUID().replaceAll('-', '')}==`,
    createAt: session.sessionWebhookExpiredTime - limits.sessionMs,
    openThreadId: where.conversationId,
    senderId: encrypted(person.unionId),
    senderNick: person.name,
    senderStaffId: person.account,
    senderCorpId: world.app.corpId,
    senderPlatform: 'Win',
    isAdmin: false,
    chatbotCorpId: world.app.corpId,
    chatbotUserId: encrypted('robot'),
    robotCode: world.app.robotCode,
  };
  const topic = '/v1.0/im/bot/messages/get';
  const { frameMs: withinMs } = world.patience;
  const { robotTries: tries } = limits;
  return { type: 'CALLBACK', topic, data, headers: {}, withinMs, tries, sameFrame: false };
}

function inGroup({ app }: World, { id, title }: Group): Json & { conversationId: string } {
  const atUsers = [{ dingtalkId: encrypted('robot') }];
  const chat = { conversationType: '2', conversationId: id, conversationTitle: title };
  return { ...chat, isInAtList: true, atUsers, chatbotCorpId: app.corpId };
}

/** The conversation of the two. */
export function alone({ app }: World, { account }: Person): string {
  return `cid${Buffer.from(`${app.robotCode}/${account}`).toString('base64url')}==`;
}

/** Ids that are good for nothing. */
function encrypted(id: string): string {
  return `$:LWCP_v1:$${Buffer.from(id).toString('base64')}`;
}
