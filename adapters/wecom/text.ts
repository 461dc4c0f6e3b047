/** Text as WeCom's clients must take it: nothing in it is markup, a mention of everyone, or refused by its JSON reader. */
export function plain(text: string): string {
  return (
    text
      .toWellFormed()
      .replace(/\r\n?|\u2028|\u2029/g, '\n')
      .replace(/\t/g, ' ')
      // Control characters become \u escapes in JSON, which error 40033 refuses; the others turn the direction of reading.
      .replace(/[^\P{Cc}\n]|[\u202A-\u202E\u2066-\u2069\uFEFF]/gu, '')
      // <a href> and <@userid> work in texts.
      .replace(/<(?=[A-Za-z/!?@])/g, '＜')
      .replace(/&(?=#?\w{1,31};)/g, '＆')
      .replace(/@(?=all\b|所有人)/gi, '＠')
      // Written by a person, and yet an escape to a reader that looks at the raw body.
      .replace(/\\(?=u)/g, '＼')
  );
}

/** On one line. */
export const line = (text: string): string => plain(text).replace(/\s+/g, ' ').trim();

/** How long a text is in UTF-8. */
export const size = (text: string): number => Buffer.byteLength(text, 'utf8');

/** Characters as people count them here: code points. */
export const length = (text: string): number => [...text].length;

/** The longest beginning that has at most `limit` bytes and ends between two code points, with an ellipsis when it is not all. */
export function cutBytes(text: string, limit: number): string {
  if (size(text) <= limit) return text;
  return `${head(text, limit - size('…'))}…`;
}

function head(text: string, limit: number): string {
  let used = 0;
  let end = 0;
  for (const point of text) {
    used += size(point);
    if (used > limit) break;
    end += point.length;
  }
  return text.slice(0, end);
}

/** Pieces of at most `limit` bytes, broken at the ends of lines where that wastes less than half a piece. */
export function pieces(text: string, limit: number): string[] {
  const found: string[] = [];
  let rest = text;
  while (size(rest) > limit) {
    const most = head(rest, limit);
    const lineEnd = most.lastIndexOf('\n');
    const end = size(most.slice(0, Math.max(0, lineEnd))) > limit / 2 ? lineEnd : most.length;
    found.push(rest.slice(0, end));
    rest = rest.slice(end).replace(/^\n/, '');
  }
  return rest === '' ? found : [...found, rest];
}
