import type { Locale } from '../../src/org/organisation.ts';
import type { Card } from '../../src/platform/card.ts';
import { gallery } from './gallery.ts';
import { Play } from './play.ts';

export interface Played {
  /** The gallery as text. */
  text: string;
  /** Every kind of card in it: of those that differ only in names and numbers the longest. */
  cards: Card[];
}

const all = new Map<Locale, Promise<Played>>();

/** The scenes of the gallery in one language, played once a process, because that takes many seconds. */
export function played(locale: Locale): Promise<Played> {
  const known = all.get(locale) ?? play(locale);
  all.set(locale, known);
  return known;
}

async function play(locale: Locale): Promise<Played> {
  const cards = new Map<string, Card>();
  const stop = Play.watch((card) => {
    const key = kindOf(card);
    const longest = cards.get(key);
    if (!longest || JSON.stringify(card).length > JSON.stringify(longest).length) cards.set(key, card);
  });
  const text = await gallery(locale);
  stop();
  return { text, cards: [...cards.values()] };
}

function kindOf({ tone, elements, buttons, title }: Card): string {
  const kind = [tone, ...elements.map((element) => element.kind), ...buttons.map(({ action }) => action)];
  return `${kind.join()} ${title.replace(/[\d\p{Lu}][\p{L}\d-]*/gu, '').slice(0, 24)}`;
}
