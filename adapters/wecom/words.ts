import type { Command } from '../../src/engine/feature.ts';

/** Words that are commands although the product calls them otherwise. */
const alsoCommands: readonly (readonly [string, string])[] = [
  ['待办', 'requests'],
  ['帮助', 'help'],
];

/**
 * A message as the engine takes commands: people here write 请求 … without a slash. A word counts when the message is it, when
 * it is set off from what follows, or when a department's name follows, as Chinese is written without spaces; an answer that
 * merely begins with such characters stays an answer.
 */
export function asCommand(text: string, commands: readonly Command[], departments: readonly string[]): string {
  const trimmed = text.trim();
  if (/^[/／]/.test(trimmed)) return text;
  const known = [
    ...alsoCommands,
    ...commands.flatMap(({ name, aliases }) =>
      aliases.filter((alias) => /^\p{Script=Han}+$/u.test(alias)).map((alias) => [alias, name] as const),
    ),
  ];
  for (const [word, name] of known.sort(([a], [b]) => b.length - a.length)) {
    if (!trimmed.startsWith(word)) continue;
    const rest = trimmed.slice(word.length);
    const begun = /^[\s,，:：、]+/.exec(rest)?.[0] ?? '';
    const follows = rest.slice(begun.length);
    const apart = rest === '' || begun !== '' || departments.some((one) => one !== '' && rest.startsWith(one));
    if (apart) return `/${name} ${follows}`.trim();
  }
  return text;
}
