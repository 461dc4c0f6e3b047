import type { Shown } from '../hands.ts';
import { type Copy, folded, type Message, type State } from './state.ts';

/** A question of a card, as a person answers it. */
export interface Question {
  key: string;
  multiple: boolean;
  options: { id: string; label: string }[];
  /** Ids that stand chosen before anyone chooses. */
  chosen: string[];
}

/** What a press on a part of a card tells the app. */
export interface Press {
  label: string;
  key: string;
  event: 'template_card_event' | 'template_card_menu_event';
}

/** A message as its reader has it on the screen. */
export interface Reading {
  lines: string[];
  presses: Press[];
  questions: Question[];
  links: string[];
  files: string[];
}

type Part = Record<string, unknown>;
const part = (value: unknown): Part => (typeof value === 'object' && value !== null ? (value as Part) : {});
const parts = (value: unknown): Part[] => (Array.isArray(value) ? value.map(part) : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const filled = (list: readonly unknown[]): string[] => list.map(text).filter((one) => one !== '');

/** The message as its reader sees it now. */
export function read(state: State, copy: Pick<Copy, 'msgtype' | 'body' | 'replaced'>): Reading {
  const nothing = { lines: [], presses: [], questions: [], links: [], files: [] };
  const { body } = copy;
  switch (copy.msgtype) {
    case 'text':
      return { ...nothing, ...richText(text(body.content), /<a\s[^>]*?href="([^"]*)"[^>]*>([\s\S]*?)<\/a>/gi, 1, 2) };
    case 'markdown':
      return { ...nothing, ...richText(text(body.content), /\[([^\]]*)\]\(([^)\s]*)\)/g, 2, 1) };
    case 'textcard':
      return { ...nothing, lines: filled([body.title, plain(text(body.description))]), links: filled([body.url]) };
    case 'news':
    case 'mpnews':
      return { ...nothing, ...readArticles(parts(body.articles)) };
    case 'template_card':
      return readCard(state, body, copy.replaced);
    default:
      return { ...nothing, lines: filled([body.title]), files: [fileName(state, text(body.media_id))] };
  }
}

function richText(content: string, link: RegExp, address: number, label: number) {
  const links = [...content.matchAll(link)].map((match) => match[address] ?? '');
  return { lines: [content.replace(link, `$${label}`)], links };
}

const plain = (html: string) => html.replace(/<br\s*\/?>/gi, '\n').replace(/<\/?div[^>]*>/gi, '');

function readArticles(articles: readonly Part[]) {
  return {
    lines: articles.flatMap(({ title, description, digest }) => filled([title, description, digest])),
    links: filled(articles.map(({ url }) => url)),
    files: filled(articles.map(({ picurl }) => picurl)),
  };
}

const fileName = (state: State, mediaId: string) => state.media.get(mediaId)?.name ?? mediaId;

function readCard(state: State, card: Part, replaced: string | null): Reading {
  const [source, title, emphasis] = [part(card.source), part(card.main_title), part(card.emphasis_content)];
  const [quote, image, area] = [part(card.quote_area), part(card.card_image), part(card.image_text_area)];
  const facts = parts(card.horizontal_content_list);
  const fact = ({ keyname, value, userid }: Part) => `${text(keyname)}: ${text(value) || nameOf(state, text(userid))}`;
  const questions = questionsOf(card);
  const jumps = parts(card.jump_list);
  const buttons = parts(card.button_list);
  return {
    lines: filled([
      ...[source.desc, title.title, title.desc, emphasis.title, emphasis.desc, quote.title, quote.quote_text],
      ...[area.title, area.desc, card.sub_title_text],
      ...parts(card.vertical_content_list).flatMap((line) => [line.title, line.desc]),
      ...facts.map(fact),
      ...[part(card.button_selection).title, ...parts(card.select_list).map((select) => select.title)],
      ...jumps.map((jump) => jump.title),
      replaced,
    ]),
    presses: [...(replaced === null ? pressesOf(card, buttons) : []), ...menuOf(card)],
    questions: replaced === null ? questions : [],
    links: filled([
      ...[card.card_action, quote, area, ...facts, ...jumps].map((one) => part(one).url),
      ...(replaced === null ? buttons.map(({ url }) => url) : []),
    ]),
    files: filled([
      ...[image.url, area.image_url],
      ...facts.map(({ media_id: id }) => (text(id) ? fileName(state, text(id)) : '')),
    ]),
  };
}

const nameOf = (state: State, userid: string) => state.members.get(folded(userid))?.name ?? userid;

function pressesOf(card: Part, buttons: readonly Part[]): Press[] {
  const event = 'template_card_event' as const;
  const calling = buttons.filter(({ type }) => type !== 1);
  const own = calling.map(({ text: label, key }) => ({ label: text(label), key: text(key), event }));
  const submit = part(card.submit_button);
  return text(submit.key) ? [...own, { label: text(submit.text) || '提交', key: text(submit.key), event }] : own;
}

const menuOf = (card: Part): Press[] =>
  parts(part(card.action_menu).action_list).map(({ text: label, key }) => ({
    label: text(label),
    key: text(key),
    event: 'template_card_menu_event',
  }));

function questionsOf(card: Part): Question[] {
  const options = (of: Part) =>
    parts(of.option_list).map(({ id, text: label }) => ({ id: text(id), label: text(label) }));
  const box = part(card.checkbox);
  const checked = parts(box.option_list).filter((option) => option.is_checked === true);
  const vote: Question[] = card.checkbox
    ? [
        {
          key: text(box.question_key),
          multiple: box.mode === 1,
          options: options(box),
          chosen: filled(checked.map(({ id }) => id)),
        },
      ]
    : [];
  const selects = [...(card.button_selection ? [part(card.button_selection)] : []), ...parts(card.select_list)];
  // Without a choice of the app's the first option stands chosen.
  const select = (of: Part): Question => ({
    key: text(of.question_key),
    multiple: false,
    options: options(of),
    chosen: [text(of.selected_id) || (options(of)[0]?.id ?? '')],
  });
  const open = (of: Part) => of.disable !== true;
  return [...vote.filter(() => open(box)), ...selects.filter(open).map(select)];
}

/** As the contract of all emulators has it. */
export function shownOf(state: State, { id }: Pick<Message, 'id'>, copy: Copy): Shown {
  const { lines, presses, questions, links, files } = read(state, copy);
  return {
    id,
    text: lines.join('\n'),
    buttons: presses.map(({ label }) => label),
    options: questions.flatMap(({ options }) => options.map(({ label }) => label)),
    edited: copy.edited,
    passing: false,
    files,
    links,
  };
}
