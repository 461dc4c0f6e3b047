import type { Card } from '../../src/platform/card.ts';
import { Play } from '../messages/play.ts';

let drawn: Promise<Card[]> | null = null;

/** Every card the product sends in the gallery, in both languages, each once. */
export function productCards(): Promise<Card[]> {
  drawn ??= collect();
  return drawn;
}

async function collect(): Promise<Card[]> {
  const { gallery } = await import('../messages/gallery.ts');
  const cards = new Map<string, Card>();
  const stop = Play.watch((card) => cards.set(JSON.stringify(card), card));
  for (const locale of ['en', 'zh-CN'] as const) await gallery(locale);
  stop();
  return [...cards.values()];
}
