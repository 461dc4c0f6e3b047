/** Breaks up what a renderer would read as one mark, and shows nothing. */
const gap = '\u200b';

const wide: Record<string, string> = { '*': '＊', '`': '｀', '<': '＜', '>': '＞', '|': '｜', '@': '＠', '~': '～' };

/**
 * Words of a person as markdown that shows them and does nothing: no links, pictures, headings, mentions or emphasis.
 * DingTalk documents neither backslash escapes nor entities, so what could come alive is replaced by its full-width twin or
 * broken up by a space of no width.
 */
export function plain(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[*`<>|@]|~(?=~)|(?<=~)~/g, (mark) => wide[mark] ?? mark)
    .replace(/](?=\s*[([:])/g, `]${gap}`)
    .replace(/!(?=\[)/g, `!${gap}`)
    .replace(/:(?=\/\/)/g, `:${gap}`)
    .replace(/\bwww\./gi, (mark) => `${mark.slice(0, 3)}${gap}.`)
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '＿')
    .split('\n')
    .map(plainLine)
    .join('\n');
}

function plainLine(line: string): string {
  return line
    .trim()
    .replace(/^#+/, (marks) => '＃'.repeat(marks.length))
    .replace(/^(?=[-+=]+(\s|$))/, gap)
    .replace(/^(\d+)(?=[.)]\s)/, `$1${gap}`);
}

/** Line breaks as DingTalk wants them in markdown: two spaces on either side. */
export const breaks = (text: string): string => text.replace(/\s*\n\s*/g, '  \n  ');

/** Cuts a text to a number of UTF-8 bytes, with an ellipsis. */
export function cutBytes(text: string, limit: number): string {
  if (Buffer.byteLength(text) <= limit) return text;
  let bytes = 3;
  let cut = '';
  for (const point of text) {
    bytes += Buffer.byteLength(point);
    if (bytes > limit) break;
    cut += point;
  }
  return `${cut}…`;
}
