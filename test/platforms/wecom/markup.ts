import type { State } from './state.ts';

/** What each type of message interprets; a person's words must reach others as words. */
const interpreted = {
  text: /<\s*a\s[^>]*>|<@[^>]*>/gi,
  textcard: /<\s*(?:a|div|br)\b[^>]*>/gi,
  markdown: /\[[^\]]*\]\([^)]*\)|<\s*(?:font|a)\b[^>]*>|<@[^>]*>/gi,
};

/** The beginnings of markup: an end that is missing may be found in what is written behind it. */
const begun = /<\s*(?:a|div|br|font)\b[^>]*|<@[^>]*|\[[^\]]*\]\([^)]*/gi;

/** Remembers the markup in something a person typed. */
export function remember(state: State, typed: string): void {
  // A bare `<br>` cannot be told from the app's own.
  for (const [found] of typed.matchAll(begun))
    if (found.length > 7 || found.startsWith('<@')) state.canaries.add(found);
}

/** Markup of a person that would work in this message, as offences. */
export function markupIn(state: State, content: string, type: keyof typeof interpreted): string[] {
  const all = /<@all>/i.test(content) ? [`${type} mentions everyone`] : [];
  const found = [...content.matchAll(interpreted[type])].map(([fragment]) => fragment);
  const foreign = found.filter((fragment) => [...state.canaries].some((canary) => fragment.includes(canary)));
  return [...all, ...foreign.map((fragment) => `${type} interprets what a person typed: ${fragment}`)];
}
