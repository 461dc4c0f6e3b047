import type { Card } from '../../src/platform/card.ts';
import { Play } from '../messages/play.ts';

let drawn: Promise<Card[]> | null = null;

/** Every kind of card the product sends in the gallery, in both languages: of those that differ only in names and numbers the longest. */
export function productCards(): Promise<Card[]> {
  drawn ??= collect();
  return drawn;
}

async function collect(): Promise<Card[]> {
  const { gallery } = await import('../messages/gallery.ts');
  const cards = new Map<string, Card>();
  const stop = Play.watch((card) => {
    const kind = [
      card.tone,
      ...card.elements.map((element) => element.kind),
      ...card.buttons.map(({ action }) => action),
    ];
    const key = `${kind.join()} ${card.title.replace(/[\d\p{Lu}][\p{L}\d-]*/gu, '').slice(0, 24)}`;
    const longest = cards.get(key);
    if (!longest || JSON.stringify(card).length > JSON.stringify(longest).length) cards.set(key, card);
  });
  for (const locale of ['en', 'zh-CN'] as const) await gallery(locale);
  stop();
  return [...cards.values()];
}
