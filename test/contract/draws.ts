import { expect } from 'vitest';
import type { Card } from '../../src/platform/card.ts';
import { deliveryOf, heldInlet, type Subject } from './subject.ts';

/** How many are on their way at once: a busy machine still answers that many within an adapter's patience. */
const atOnce = 4;

/** Sends every card through an adapter: the platform takes each as it is, and whoever it is for can read its title. */
export async function drawsEvery(subject: Subject, cards: readonly Card[]): Promise<void> {
  const rig = await subject.start(heldInlet(), () => new Date('2026-05-06T02:00:00Z'));
  try {
    for (let at = 0; at < cards.length; at += atOnce) {
      await Promise.all(cards.slice(at, at + atOnce).map((card) => rig.adapter.send(deliveryOf(rig, card))));
    }
    const shown = await rig.hands.shown(rig.account);
    const read = shown.map(({ text }) => text.replace(/\s+/g, '')).join('\n');
    const unread = cards.filter(({ title }) => !read.includes(title.slice(0, 20).replace(/\s+/g, '')));
    expect(unread.map(({ title }) => title)).toEqual([]);
    expect(await rig.offences()).toEqual([]);
  } finally {
    await rig.end();
  }
}
