/** A text as the client draws it, and what in it is alive. */
export interface Drawn {
  text: string;
  links: { label: string; url: string }[];
  images: string[];
  /** Ids in `<a atId=…>`. */
  mentions: string[];
}

const escaped = /\\([!-/:-@[-`{-~])/g;
/** Escaped characters wait in the private use area until all marks are read. */
const hide = (_: string, char: string) => String.fromCodePoint(0xf0000 + char.charCodeAt(0));
const bare = (text: string) =>
  text.replace(/[\u{f0000}-\u{f00ff}]/gu, (char) => String.fromCodePoint((char.codePointAt(0) ?? 0) - 0xf0000));
const entities: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', nbsp: ' ', '#39': "'", '#42': '*' };

/** DingTalk's subset: headings, quotes, bold, italic, links, images, lists, `<font>`, `<br>` and, on cards, mentions. */
export function draw(markdown: string): Drawn {
  const drawn: Drawn = { text: '', links: [], images: [], mentions: [] };
  const inline = markdown
    .replace(escaped, hide)
    .replace(/<a\s+atId\s*=\s*["']?([^\s"'>]*)["']?[^>]*>(.*?)(?:<\/a>|$)/gis, (_, id: string, name: string) => {
      drawn.mentions.push(bare(id));
      return name;
    })
    .replace(/<img\b[^>]*\bsrc\s*=\s*["']?([^\s"'>]+)[^>]*>/gi, (_, url: string) => image(drawn, url))
    .replace(/<a\b[^>]*\bhref\s*=\s*["']?([^\s"'>]+)[^>]*>(.*?)<\/a>/gis, (_, url: string, label: string) =>
      link(drawn, label, url),
    )
    .replace(/!\[([^\]]*)\]\(\s*([^)\s]+)[^)]*\)/g, (_, __: string, url: string) => image(drawn, url))
    .replace(/\[([^\]]*)\]\(\s*([^)\s]+)[^)]*\)/g, (_, label: string, url: string) => link(drawn, label, url))
    .replace(/<\/?(?:font|b|i|u|strong|em|sup|sub)\b[^>]*>/gi, '')
    .replace(/<br\s*\/?>/gi, '\n');
  drawn.text = plain(inline);
  return drawn;
}

function image(drawn: Drawn, url: string): string {
  drawn.images.push(bare(url));
  return '';
}

function link(drawn: Drawn, label: string, url: string): string {
  drawn.links.push({ label: bare(label), url: bare(url) });
  return label;
}

function plain(inline: string): string {
  const lines = inline.split('\n').map((line) =>
    line
      .replace(/^\s{0,3}(?:#{1,6}\s+|(?:>\s?)+)/, '')
      .replace(/^\s{0,3}(?:-{3,}|\*{3,}|_{3,})\s*$/, '')
      .replace(/(\*\*|__)(?=\S)(.+?)(?<=\S)\1/g, '$2')
      .replace(/(?<![*\w])\*(?=\S)([^*]+?)(?<=\S)\*(?![*\w])/g, '$1')
      .replace(/`([^`]+)`/g, '$1')
      .trim(),
  );
  const words = lines.filter((line) => line !== '').join('\n');
  return bare(words.replace(/&(lt|gt|amp|quot|nbsp|#39|#42);/g, (_, name: string) => entities[name] ?? ''));
}

/** What people typed: none of it may come alive in what the bot sends. */
export class Typed {
  private readonly urls = new Set<string>();
  private readonly ids = new Set<string>();

  add(text: string): void {
    const { links, images, mentions } = draw(text);
    for (const url of [...links.map((one) => one.url), ...images]) this.urls.add(url);
    for (const id of mentions) this.ids.add(id);
  }

  /** What of people's words is alive in this text, and whom it mentions without being allowed to. */
  alive(drawn: Drawn, mayMention: readonly string[] = []): string[] {
    return [
      ...drawn.links.filter(({ url }) => this.urls.has(url)).map(() => 'a link a person typed is alive'),
      ...drawn.images.filter((url) => this.urls.has(url)).map(() => 'a picture a person typed is alive'),
      ...drawn.mentions
        .filter((id) => this.ids.has(id) || !mayMention.includes(id))
        .map((id) => `a mention of ${id} is alive`),
    ];
  }
}
