/** Control characters but line ends and tabs, and marks that turn the direction of writing: they disguise what is written. */
const disguises = /(?![\t\n])[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;

/** Text as it may be shown: without control characters and direction marks. */
export function clean(text: string): string {
  return text.replaceAll('\r\n', '\n').toWellFormed().replace(disguises, '');
}

/** On one line, for headers, buttons and names. */
export const oneLine = (text: string): string => clean(text).replace(/\s+/gu, ' ').trim();

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** The three characters Slack gives a meaning to, made harmless: no mention, no broadcast and no link survives it. */
const escaped = (text: string): string => text.replace(/[&<>]/g, (sign) => entities[sign] ?? sign);

/** The longest beginning of at most `limit` UTF-16 units, with an ellipsis when something is missing. */
export function within(text: string, limit: number): string {
  return text.length <= limit ? text : `${fitting(text, limit - 1, (point) => point.length)}…`;
}

/** Escaped, and no longer than `limit` afterwards; an entity is never cut in half. */
export function escapedWithin(text: string, limit: number): string {
  const whole = escaped(text);
  if (whole.length <= limit) return whole;
  return `${escaped(fitting(text, limit - 1, (point) => escaped(point).length))}…`;
}

function fitting(text: string, limit: number, lengthOf: (point: string) => number): string {
  let used = 0;
  let end = 0;
  for (const point of text) {
    used += lengthOf(point);
    if (used > limit) break;
    end += point.length;
  }
  return text.slice(0, end);
}

/** What a reference in a message says: a person or channel by name, a link by its label and address. */
export interface Names {
  person(id: string): string | null;
}

/**
 * What a person typed, from the text of an event or command: references become names, links addresses, and the three escaped
 * characters themselves again (docs.slack.dev, "Formatting message text").
 */
export function typed(text: string, names: Names): string {
  const words = text.replace(/<([^<>]*)>/g, (_, inside: string) => referenceOf(inside, names));
  return words.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

function referenceOf(inside: string, names: Names): string {
  const bar = inside.indexOf('|');
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? '' : inside.slice(bar + 1);
  if (target.startsWith('@')) return `@${names.person(target.slice(1)) ?? (label || target.slice(1))}`;
  if (target.startsWith('#')) return `#${label || target.slice(1)}`;
  if (target.startsWith('!date')) return label;
  if (target.startsWith('!')) return label || `@${target.slice(1).split('^')[0]}`;
  const address = target.replace(/^mailto:/, '');
  return label === '' || address === label || address.endsWith(`://${label}`) ? address : `${label} (${address})`;
}

/** Columns a text takes in a font of fixed width: Chinese characters take two. */
export function columns(text: string): number {
  let count = 0;
  for (const point of text)
    count +=
      /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE4F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Extended_Pictographic}/u.test(
        point,
      )
        ? 2
        : 1;
  return count;
}
