import type { Person } from '../org/organisation.ts';
import type { Card } from '../platform/card.ts';
import type { Command, Feature } from './feature.ts';
import { words } from './messages.ts';

export interface ParsedCommand {
  name: string;
  rest: string;
  /** Absent when no feature has the command. */
  feature?: Feature;
}

/** Reads `/name rest`; null when the text is no command. A full-width slash and capital letters are read too. */
export function parseCommand(features: readonly Feature[], text: string): ParsedCommand | null {
  const match = /^\s*[/／]([\p{L}\p{N}_-]{1,32})(?:\s+([\s\S]*))?$/u.exec(text);
  if (!match) return null;
  const typed = (match[1] ?? '').toLowerCase();
  const rest = (match[2] ?? '').trim();
  for (const feature of features) {
    const command = feature.commands.find((candidate) => candidate.name === typed || candidate.aliases.includes(typed));
    if (command) return { name: command.name, rest, feature };
  }
  return { name: ['帮助', 'help'].includes(typed) ? 'help' : typed, rest };
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
        facts: commands.map((command) => ({ label: shownName(command, person), value: command.help[person.locale] })),
      },
    ],
    buttons: [],
  };
}

const shownName = (command: Command, person: Person) =>
  `/${person.locale === 'zh-CN' ? (command.aliases[0] ?? command.name) : command.name}`;

/** Says that there is no such command, and the nearest one there is. */
export function unknownCommandCard(features: readonly Feature[], person: Person, typed: string): Card {
  const say = words(person.locale, person.zone);
  const names = features
    .flatMap((feature) => feature.commands)
    .flatMap((command) => [command.name, ...command.aliases]);
  const nearest = names.map((name) => ({ name, far: distance(name, typed) })).sort((a, b) => a.far - b.far)[0];
  const help = helpCard(features, person);
  const title = say('unknownCommand', { command: `/${typed}` });
  if (!nearest || nearest.far > 2) return { ...help, title };
  return { ...help, title: `${title} ${say('didYouMean', { command: `/${nearest.name}` })}` };
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
