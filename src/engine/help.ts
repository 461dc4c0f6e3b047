import type { Person } from '../org/organisation.ts';
import type { Card } from '../platform/card.ts';
import type { Command, Feature } from './feature.ts';
import { words } from './messages.ts';

export interface ParsedCommand {
  name: string;
  rest: string;
  /** Absent when no feature has the command. */
  feature?: Feature;
  /** It uses the files that came with it. */
  files?: boolean;
}

/** Reads `/name rest`; null when the text is no command. A full-width slash and capital letters are read too. */
export function parseCommand(features: readonly Feature[], text: string): ParsedCommand | null {
  const match = /^\s*[/／]([\p{L}\p{N}_-]{1,32})(?:\s+([\s\S]*))?$/u.exec(text);
  if (!match) return null;
  const typed = (match[1] ?? '').toLowerCase();
  const rest = (match[2] ?? '').trim();
  const exact = named(features, (name) => name === typed);
  if (exact) return { ...exact, rest };
  if (helpNames.includes(typed)) return { name: 'help', rest };
  return unspaced(features, typed, rest) ?? { name: typed, rest };
}

const helpNames = ['help', '帮助'];

function named(features: readonly Feature[], fits: (name: string) => boolean) {
  for (const feature of features) {
    const command = feature.commands.find(({ name, aliases }) => [name, ...aliases].some(fits));
    if (command) return { name: command.name, feature, files: command.files ?? false };
  }
  return null;
}

/** Chinese is written without spaces: `/请求生产部 500件` is `/请求 生产部 500件`. */
function unspaced(features: readonly Feature[], typed: string, rest: string): ParsedCommand | null {
  for (let length = typed.length - 1; length >= 2; length--) {
    const head = typed.slice(0, length);
    const found = /^\p{Script=Han}+$/u.test(head) ? named(features, (name) => name === head) : null;
    if (found) return { ...found, rest: `${typed.slice(length)} ${rest}`.trim() };
  }
  return null;
}

/** All commands, one line each. */
export function helpCard(features: readonly Feature[], person: Person): Card {
  const say = words(person.locale, person.zone);
  const commands = features.flatMap((feature) => feature.commands);
  return {
    title: say('helpTitle'),
    tone: 'plain',
    elements: [
      { kind: 'text', text: say('helpIntro') },
      {
        kind: 'facts',
        facts: commands.map((command) => ({ label: shownNames(command, person), value: command.help[person.locale] })),
      },
    ],
    buttons: [],
  };
}

/** Its names in the person's language: in Chinese both, where both can be typed. */
function shownNames({ name, aliases: [own] }: Command, { locale }: Person): string {
  return locale === 'zh-CN' && own ? `{{/${name}|${own} · /${name}}}` : `{{/${name}}}`;
}

/** The one name the person's language has for it. */
function shownName({ name, aliases: [own] }: Command, { locale }: Person): string {
  return locale === 'zh-CN' && own ? `{{/${name}|${own}}}` : `{{/${name}}}`;
}

/** Says that there is no such command, and the nearest one there is. */
export function unknownCommandCard(features: readonly Feature[], person: Person, typed: string): Card {
  const say = words(person.locale, person.zone);
  const help = helpCard(features, person);
  const title = say('unknownCommand', { command: `/${typed}` });
  const near = nearest(features, person, typed);
  return near ? { ...help, title: `${title}${say('didYouMean', { command: near })}` } : { ...help, title };
}

/** The command most like what was typed, by the name people of this language see; null when none is alike. */
function nearest(features: readonly Feature[], person: Person, typed: string): string | null {
  const commands = features.flatMap((feature) => feature.commands);
  const shown = commands.flatMap((command) =>
    [command.name, ...command.aliases].map((name) => ({ name, as: shownName(command, person) })),
  );
  const help = person.locale === 'zh-CN' ? '/帮助' : '/help';
  const all = [...shown, ...helpNames.map((name) => ({ name, as: help }))];
  const found = all.map(({ name, as }) => ({ as, far: distance(name, typed), long: name.length }));
  // Of two letters one may differ, of four or more two: otherwise everything would be alike.
  const alike = found.filter(({ far, long }) => far <= Math.min(2, Math.floor(long / 2)));
  return alike.sort((a, b) => a.far - b.far)[0]?.as ?? null;
}

/** Levenshtein distance in code units. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, change));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
