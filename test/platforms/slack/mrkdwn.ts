import type { User, Workspace } from './workspace.ts';

/** How a person's client shows text: in their zone, marks and entities resolved, with the links that open a page. */
export interface Reader {
  space: Workspace;
  viewer: User;
  links: string[];
}

const decoded = (text: string) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** A `plain_text` object as it is shown. */
export const plainShown = (text: string): string => decoded(text);

/** A `mrkdwn` text as it is shown. */
export function mrkdwnShown(text: string, reader: Reader): string {
  const kept: string[] = [];
  const keep = (shown: string) => `\uE000${kept.push(shown) - 1}\uE000`;
  const coded = text
    .replace(/```([\s\S]*?)```/g, (_, code: string) => keep(decoded(code)))
    .replace(/`([^`\n]+)`/g, (_, code: string) => keep(decoded(code)))
    .replace(/<([^<>\n]+)>/g, (_, inside: string) => keep(sequence(inside, reader)));
  const bare = coded
    .split('\n')
    .map((line) => unmarked(line.replace(/^(?:&gt;|>) ?/, '')))
    .join('\n');
  return decoded(bare).replace(/\uE000(\d+)\uE000/g, (_, index: string) => kept[Number(index)] ?? '');
}

/** Without the marks of bold, italics and strike, where they stand at the edges of words. */
function unmarked(line: string): string {
  const marks = /(^|[\s([{"'.,:;!?-])([*_~])(\S|\S.*?\S)\2(?=$|[\s)\]}"'.,:;!?-])/g;
  const once = line.replace(marks, '$1$3');
  return once === line ? line : unmarked(once);
}

function sequence(inside: string, reader: Reader): string {
  const bar = inside.indexOf('|');
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? null : decoded(inside.slice(bar + 1));
  if (target.startsWith('!date^')) return date(target, label ?? '', reader);
  if (target.startsWith('@'))
    return `@${reader.space.users.get(target.slice(1))?.realName ?? label ?? target.slice(1)}`;
  if (target.startsWith('#')) return `#${reader.space.channels.get(target.slice(1))?.name ?? label ?? target.slice(1)}`;
  if (target.startsWith('!subteam^')) return `@${reader.space.groups.get(target.slice(9))?.handle ?? label ?? ''}`;
  if (target.startsWith('!')) return `@${target.slice(1)}`;
  reader.links.push(decoded(target));
  return label ?? decoded(target);
}

const month = { year: 'numeric', day: 'numeric' } as const;
const styles: Record<string, Intl.DateTimeFormatOptions> = {
  date_num: { year: 'numeric', month: '2-digit', day: '2-digit' },
  date_slash: { year: 'numeric', month: '2-digit', day: '2-digit' },
  date: { ...month, month: 'long' },
  date_short: { ...month, month: 'short' },
  date_long: { ...month, month: 'long', weekday: 'long' },
  date_long_full: { ...month, month: 'long', weekday: 'long' },
  time: { hour: 'numeric', minute: '2-digit' },
  time_secs: { hour: 'numeric', minute: '2-digit', second: '2-digit' },
};

/** `<!date^unix^{tokens}^link|fallback>` in the viewer's zone; the fallback when a token is none of Slack's. */
function date(target: string, fallback: string, { viewer, links }: Reader): string {
  const [, unix = '', format = '', link] = target.split('^');
  if (link) links.push(link);
  const at = new Date(Number(unix) * 1000);
  if (unix === '' || Number.isNaN(at.getTime())) return fallback;
  const tokens = [...format.matchAll(/\{(\w+)\}/g)].map((match) => (match[1] ?? '').replace('_pretty', ''));
  if (tokens.length === 0 || tokens.some((token) => !styles[token] && token !== 'ago')) return fallback;
  return format.replace(/\{(\w+)\}/g, (_, token: string) => {
    const style = styles[token.replace('_pretty', '')] ?? {};
    return new Intl.DateTimeFormat(viewer.locale, { ...style, timeZone: viewer.zone ?? 'UTC' }).format(at);
  });
}
