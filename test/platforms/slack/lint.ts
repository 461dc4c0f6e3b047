import { elementsOf } from './blocks/check.ts';
import { everyObject, no, type Obj, objsOf, textOf, yes } from './json.ts';

const mention = /<(!(?:channel|here|everyone|subteam\^)|@[UW])[^>]*>/;
const bare = /(^|[\s(,;.!?:"'>*_~])@(channel|here|everyone)\b/i;

const control = /<(?:https?:|mailto:|tel:|slack:|#C|@[UW]|!)[^<>\n]*>/g;

/** Slack's three characters, where they stand for themselves and are not escaped. */
function unescaped(text: string): string[] {
  const rest = text.replace(control, '');
  const loose = /[<]|&(?!amp;|lt;|gt;)/.exec(rest);
  return loose ? [`an unescaped ${loose[0]}`] : [];
}

/**
 * What Slack takes and people suffer from: a message without words for screen readers, words that ping a whole workspace,
 * parts whose clicks cannot be told apart. Sentences for the list of offences.
 */
export function lintMessage(method: string, args: Obj): string[] {
  const found: string[] = [];
  const text = textOf(args.text);
  const shows = text !== '' || args.blocks !== undefined || args.attachments !== undefined;
  if (shows && text.trim() === '' && args.markdown_text === undefined) found.push('no top-level text');
  const live = mention.exec(text);
  if (live) found.push(`a live mention in the top-level text: ${live[0]}`);
  for (const what of unescaped(text)) found.push(`${what} in the top-level text`);
  const parses = method === 'chat.update' ? args.parse !== 'none' : yes(args.link_names) || args.parse === 'full';
  if (parses && bare.test(text)) found.push('a bare broadcast in a top-level text that is parsed for names');
  if (method === 'chat.postMessage') {
    for (const key of ['unfurl_links', 'unfurl_media']) if (!no(args[key])) found.push(`${key} is not false`);
  }
  const beside = objsOf(args.attachments).flatMap((one) => [...lintBlocks(one.blocks), ...lintAttachment(one)]);
  return [...found, ...lintBlocks(args.blocks), ...beside].map((what) => `${method}: ${what}`);
}

function lintAttachment(attachment: Obj): string[] {
  const texts = ['pretext', 'title', 'text', 'fallback'].map((key) => mention.exec(textOf(attachment[key]))?.[0]);
  return texts.flatMap((live) => (live ? [`a live mention in an attachment: ${live}`] : []));
}

/** The same for blocks alone: of a message, a modal or a home. */
export function lintBlocks(blocks: unknown): string[] {
  const found: string[] = [];
  for (const { object, at } of everyObject(blocks)) found.push(...lintText(object, at));
  for (const [index, block] of objsOf(blocks).entries()) {
    const parts = elementsOf(block);
    if (parts.length > 0 && !block.block_id) found.push(`no block_id at /${index}`);
    for (const part of parts) if (!part.action_id) found.push(`no action_id on ${textOf(part.type)} at /${index}`);
  }
  return found;
}

function lintText({ type, text, verbatim }: Obj, at: string): string[] {
  if ((type !== 'mrkdwn' && type !== 'markdown') || typeof text !== 'string') return [];
  const live = mention.exec(text);
  return [
    ...(live ? [`a live mention at ${at}: ${live[0]}`] : []),
    ...(type === 'mrkdwn' ? unescaped(text).map((what) => `${what} at ${at}`) : []),
    ...(bare.test(text) && verbatim !== true ? [`a bare broadcast without verbatim at ${at}`] : []),
  ];
}
