import { limits } from './limits.ts';
import { type Drawn, draw } from './markdown.ts';
import { refuse } from './refusal.ts';
import { bytesOf, isJson, type Json, parsed, textAt } from './shape.ts';
import type { Message, World } from './world.ts';

const sayUrl = 'dtmd://dingtalkclient/sendMessage';

/** What each msgKey needs; the optional fields of sampleVideo are left out. */
const needs: Record<string, readonly string[]> = {
  sampleText: ['content'],
  sampleMarkdown: ['title', 'text'],
  sampleImageMsg: ['photoURL'],
  sampleLink: ['title', 'text', 'picUrl', 'messageUrl'],
  sampleActionCard: ['title', 'text', 'singleTitle', 'singleURL'],
  ...Object.fromEntries(
    [2, 3, 4, 5].map((count) => [`sampleActionCard${count}`, ['title', 'text', ...actions(count)]]),
  ),
  sampleActionCard6: ['title', 'text', 'buttonTitle1', 'buttonUrl1', 'buttonTitle2', 'buttonUrl2'],
  sampleAudio: ['mediaId', 'duration'],
  sampleFile: ['mediaId', 'fileName', 'fileType'],
  sampleVideo: ['videoMediaId', 'videoType', 'duration', 'picMediaId'],
};

function actions(count: number): string[] {
  return Array.from({ length: count }, (_, index) => [`actionTitle${index + 1}`, `actionURL${index + 1}`]).flat();
}

/** Reads the body of a send: msgKey, and msgParam, which is JSON in a text. Throws a Refusal. */
export function messageOf(world: World, body: Json): Message {
  const key = textAt(body, 'msgKey');
  if (key === '') throw refuse('invalidParameter.msgKey.empty', '缺少msgKey');
  if (!Object.hasOwn(needs, key)) throw refuse('invalidParameter.msgKey.invalid', `不支持类型 ${key}`);
  const { msgParam } = body;
  const param = typeof msgParam === 'string' ? parsed(msgParam) : undefined;
  if (typeof msgParam !== 'string' || !isJson(param)) {
    world.offences.push(`${key}: msgParam is no JSON text`);
    throw refuse('invalidParameter.msgParam.invalid', 'msgParam必须是json格式');
  }
  if (bytesOf(msgParam) > limits.msgParamBytes) {
    world.offences.push(`${key}: msgParam has ${bytesOf(msgParam)} bytes`);
    throw refuse('invalidParameter.msgParam.tooLong');
  }
  for (const name of needs[key] ?? [])
    if (textAt(param, name) === '') throw refuse('invalidParameter.msgParam.invalid', `${name} is missing`);
  return drawn(world, key, param);
}

function drawn(world: World, key: string, param: Json): Message {
  const at = (name: string) => textAt(param, name);
  switch (key) {
    case 'sampleText':
      return { text: at('content'), buttons: [], links: addresses(at('content')), files: [] };
    case 'sampleMarkdown':
      return article(world, key, at('title'), at('text'), []);
    case 'sampleImageMsg':
      return { text: '', buttons: [], links: [], files: [picture(world, at('photoURL'))] };
    case 'sampleLink':
      return { text: `${at('title')}\n${at('text')}`, buttons: [], links: [at('messageUrl')], files: [] };
    case 'sampleFile':
      if (!limits.sampleFileTypes.some((type) => type === at('fileType')))
        throw refuse('invalidParameter.msgParam.invalid', 'fileType');
      return { text: '', buttons: [], links: [], files: [medium(world, at('mediaId')) && at('fileName')] };
    case 'sampleAudio':
    case 'sampleVideo':
      return { text: '', buttons: [], links: [], files: [medium(world, at('mediaId') || at('videoMediaId'))] };
    default:
      return article(world, key, at('title'), at('text'), pairs(key, at));
  }
}

function pairs(key: string, at: (name: string) => string): { label: string; url: string }[] {
  if (key === 'sampleActionCard') return [{ label: at('singleTitle'), url: at('singleURL') }];
  const [title, url] = key === 'sampleActionCard6' ? ['buttonTitle', 'buttonUrl'] : ['actionTitle', 'actionURL'];
  const count = key === 'sampleActionCard6' ? 2 : Number(key.at(-1));
  return Array.from({ length: count }, (_, index) => ({
    label: at(`${title}${index + 1}`),
    url: at(`${url}${index + 1}`),
  }));
}

/** A markdown message; one with `actions` is a card, on which `dtmd://` does something. */
export function article(
  world: World,
  what: string,
  title: string,
  text: string,
  buttons: readonly { label: string; url: string }[],
): Message {
  const body = draw(text);
  judge(world, what, body);
  const isCard = buttons.length > 0;
  const all = [...buttons, ...body.links];
  const says = isCard ? all.filter(({ url }) => url.startsWith(sayUrl)) : [];
  // In a card's list and notification the title stands alone; in the chat the text does.
  const words = body.text.includes(title) ? body.text : `${title}\n${body.text}`;
  return {
    text: words.trim(),
    buttons: says.map(({ label, url }) => ({ label, says: new URL(url).searchParams.get('content') ?? '' })),
    links: [...all.map(({ url }) => url).filter((url) => /^(https?|dingtalk):/.test(url)), ...addresses(body.text)],
    files: body.images.map((url) => picture(world, url)),
  };
}

/** Addresses that stand in a text as they are: the client makes links of them. */
export function addresses(text: string): string[] {
  return text.match(/https?:\/\/[\w\-.~:/?#[\]@!$&'()*+,;=%]+/g) ?? [];
}

/** Notes what must not be alive in a text of the bot. */
export function judge(world: World, what: string, body: Drawn, mayMention: readonly string[] = []): void {
  for (const problem of world.typed.alive(body, mayMention)) world.offences.push(`${what}: ${problem}`);
  for (const { url } of body.links)
    if (!/^(https?|dingtalk|dtmd):\/\//.test(url)) world.offences.push(`${what}: a link that opens nothing`);
}

/** A picture by address, or by the id of an uploaded one: shown by its name. */
export function picture(world: World, url: string): string {
  return /^https?:\/\//.test(url) ? url : medium(world, url);
}

function medium(world: World, id: string): string {
  const stored = world.media.get(id);
  if (!stored) {
    world.offences.push(`no such medium: ${id}`);
    throw refuse('invalidParameter.param.invalid', 'mediaId');
  }
  return stored.name;
}
