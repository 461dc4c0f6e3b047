import { type CheckedCard, checkCard } from './card-check.ts';
import { decline, refuse } from './errors.ts';
import { distinct, type Fields, type Notes } from './fields.ts';
import { limits } from './limits.ts';
import { markupIn } from './markup.ts';
import { bytesOf, type State } from './state.ts';

export interface CheckedMessage {
  msgtype: string;
  body: Record<string, unknown>;
  card: CheckedCard | null;
}

/** Holds the payload of a message against the limits of page 90236, of one to a group against 90248. */
export function checkMessage(state: State, request: Fields, notes: Notes, to: 'members' | 'group'): CheckedMessage {
  const msgtype = request.text('msgtype', { missing: 40008 });
  const check = Object.hasOwn(checks, msgtype) ? checks[msgtype] : undefined;
  if (!check || (to === 'group' && onlyToMembers.has(msgtype))) refuse(40008, `msgtype ${msgtype} does not exist here`);
  const payload = request.object(msgtype, 44004) as Fields;
  const safe = request.int('safe', [0, 1, 2]);
  if (safe === 2 && msgtype !== 'mpnews') refuse(40058, 'safe 2 is for mpnews');
  if (safe !== 0 && msgtype === 'template_card') refuse(40058, 'cards are never confidential');
  if (to === 'group') checkMentions(payload, msgtype, notes);
  const body = check({ state, payload, notes }) ?? { ...payload.raw };
  if (msgtype !== 'template_card') payload.end();
  return { msgtype, body, card: msgtype === 'template_card' ? checkCard(payload.raw, notes) : null };
}

const onlyToMembers = new Set(['template_card', 'miniprogram_notice']);

interface Checking {
  state: State;
  payload: Fields;
  notes: Notes;
}

/** What is wrong is refused; what is cut is returned as it was cut. */
const checks: Record<string, (checking: Checking) => Record<string, unknown> | undefined> = {
  text({ state, payload, notes }) {
    const content = payload.text('content', { missing: 44004 });
    notes.offences.push(...markupIn(state, content, 'text'));
    if (bytesOf(content) <= limits.text) return undefined;
    notes.offences.push(`text.content has ${bytesOf(content)} bytes, WeCom cuts at ${limits.text}`);
    return { ...payload.raw, content: cutBytes(content, limits.text) };
  },
  markdown({ state, payload, notes }) {
    const content = payload.text('content', { missing: 44004, bytes: limits.markdown });
    notes.offences.push(...markupIn(state, content, 'markdown'));
    return undefined;
  },
  textcard({ state, payload, notes }) {
    const { titleBytes, descriptionBytes, urlBytes, buttonCharacters } = limits.textcard;
    payload.text('title', { missing: 40063, bytes: titleBytes });
    const description = payload.text('description', { missing: 40063, bytes: descriptionBytes });
    notes.offences.push(...markupIn(state, description, 'textcard'));
    payload.url('url', { missing: 40063, bytes: urlBytes });
    payload.text('btntxt', { characters: buttonCharacters });
    return undefined;
  },
  news({ payload }) {
    for (const article of payload.list('articles', { min: 1, max: limits.news.articles, few: 45008, many: 45008 })) {
      article.text('title', { missing: 40063, bytes: limits.news.titleBytes });
      article.text('description', { bytes: limits.news.descriptionBytes });
      const program = article.text('appid') !== '';
      article.url('url', { ...(program ? {} : { missing: 40063 }), bytes: limits.news.urlBytes });
      article.url('picurl', { bytes: limits.news.urlBytes });
      article.text('pagepath', program ? { missing: 40063 } : {});
      article.end();
    }
    return undefined;
  },
  mpnews({ state, payload }) {
    for (const article of payload.list('articles', { min: 1, max: limits.mpnews.articles, few: 45008, many: 45008 })) {
      article.text('title', { missing: 40063, bytes: limits.mpnews.titleBytes });
      knownMedia(state, article.text('thumb_media_id', { missing: 40007 }));
      article.text('author');
      article.url('content_source_url');
      article.text('content', { missing: 44004, bytes: limits.mpnews.contentBytes });
      article.text('digest', { bytes: limits.mpnews.digestBytes });
      article.end();
    }
    return undefined;
  },
  image: ({ state, payload }) => knownMedia(state, payload.text('media_id', { missing: 40007 })),
  voice: ({ state, payload }) => knownMedia(state, payload.text('media_id', { missing: 40007 })),
  file: ({ state, payload }) => knownMedia(state, payload.text('media_id', { missing: 40007 })),
  video({ state, payload }) {
    payload.text('title', { bytes: limits.video.titleBytes });
    payload.text('description', { bytes: limits.video.descriptionBytes });
    return knownMedia(state, payload.text('media_id', { missing: 40007 }));
  },
  miniprogram_notice({ payload }) {
    payload.text('appid', { missing: 40063 });
    payload.text('page');
    const { titleCharacters, descriptionCharacters, items } = limits.miniprogram;
    between(payload.text('title', { missing: 40063 }), titleCharacters);
    if (payload.has('description')) between(payload.text('description'), descriptionCharacters);
    payload.flag('emphasis_first_item');
    for (const item of payload.list('content_item', { min: 0, max: items })) {
      item.text('key', { missing: 40063, characters: 10 });
      item.text('value', { missing: 40063, characters: 30 });
      item.end();
    }
    return undefined;
  },
  template_card: () => undefined,
};

function between(text: string, [from = 0, to = 0]: readonly number[]): void {
  const { length } = [...text];
  if (length < from || length > to) refuse(45002, `not between ${from} and ${to} characters`);
}

/** Refuses a media_id that does not exist or is older than three days. */
function knownMedia(state: State, id: string): undefined {
  const media = state.media.get(id);
  const gone = !media || media.at === null || state.now() - media.at >= limits.media.seconds * 1000;
  if (gone) decline(40007, 'invalid media_id');
}

function checkMentions(payload: Fields, msgtype: string, notes: Notes): void {
  if (msgtype !== 'text') return;
  const mentioned = payload.texts('mentioned_list', limits.group.most);
  distinct(mentioned, 'text.mentioned_list');
  if (mentioned.includes('@all')) notes.offences.push('text.mentioned_list mentions @all');
}

/** As WeCom cuts: whole characters only. */
function cutBytes(text: string, bytes: number): string {
  let cut = '';
  for (const character of text) {
    if (bytesOf(cut) + bytesOf(character) > bytes) return cut;
    cut += character;
  }
  return cut;
}
