import { limits } from '../limits.ts';
import { anything, boolean, byType, list, object, type Rule, text, url, whole } from './rules.ts';

const type = anything;
const many = 10_000;
const style = object(
  {},
  {
    bold: boolean,
    italic: boolean,
    strike: boolean,
    code: boolean,
    underline: boolean,
    highlight: boolean,
    client_highlight: boolean,
    unlink: boolean,
  },
);
const word = text(many);

const pieces = list(
  byType({
    text: object({ type, text: word }, { style }),
    link: object({ type, url: url(limits.url) }, { style, text: text(many, 0), unsafe: boolean }),
    user: object({ type, user_id: word }, { style }),
    usergroup: object({ type, usergroup_id: word }, { style }),
    channel: object({ type, channel_id: word }, { style }),
    team: object({ type, team_id: word }, { style }),
    broadcast: object({ type, range: word }, { style }),
    emoji: object({ type, name: word }, { style, unicode: word, url: url(limits.url) }),
    date: object({ type, timestamp: whole(0), format: word }, { style, url: url(limits.url), fallback: word }),
    color: object({ type, value: word }, { style }),
  }),
  many,
  0,
);

const part = object({ type, elements: pieces });
const border = whole(0, 1);

/** Rich text: sections, lists, quotes and preformatted passages. No length of a passage is published. */
export const richText: Rule = object(
  {
    type,
    elements: list(
      byType({
        rich_text_section: part,
        rich_text_quote: object({ type, elements: pieces }, { border }),
        rich_text_preformatted: object({ type, elements: pieces }, { border, language: word }),
        rich_text_list: object(
          { type, style: word, elements: list(byType({ rich_text_section: part }), many) },
          { indent: whole(0, limits.listIndent), offset: whole(0), border },
        ),
      }),
      many,
      1,
    ),
  },
  { block_id: text(limits.id) },
);
