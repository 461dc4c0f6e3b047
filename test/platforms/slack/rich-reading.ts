import { type Obj, objsOf, textOf } from './json.ts';
import { mrkdwnShown, type Reader } from './mrkdwn.ts';

/** The lines of a `rich_text` block. Its texts are never parsed. */
export function richLines(block: Obj, reader: Reader): string[] {
  return objsOf(block.elements).flatMap((part) =>
    part.type === 'rich_text_list'
      ? objsOf(part.elements).map((item) => pieces(item, reader))
      : pieces(part, reader).split('\n'),
  );
}

function pieces(part: Obj, reader: Reader): string {
  return objsOf(part.elements)
    .map((piece) => pieceText(piece, reader))
    .join('')
    .replace(/\n$/, '');
}

function pieceText(piece: Obj, reader: Reader): string {
  switch (piece.type) {
    case 'text':
      return textOf(piece.text);
    case 'link':
      reader.links.push(textOf(piece.url));
      return textOf(piece.text) || textOf(piece.url);
    case 'user':
      return mrkdwnShown(`<@${textOf(piece.user_id)}>`, reader);
    case 'channel':
      return mrkdwnShown(`<#${textOf(piece.channel_id)}>`, reader);
    case 'broadcast':
      return `@${textOf(piece.range)}`;
    case 'emoji':
      return `:${textOf(piece.name)}:`;
    case 'date':
      return mrkdwnShown(
        `<!date^${String(piece.timestamp)}^${textOf(piece.format)}|${textOf(piece.fallback)}>`,
        reader,
      );
    default:
      return '';
  }
}
