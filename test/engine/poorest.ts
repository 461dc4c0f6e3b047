import { expect } from 'vitest';
import { sentence } from '../../src/platform/card.ts';
import { read, type World, world } from '../world.ts';

/** The product on a messenger without forms, changes in place, and more than two buttons. */
export const poorest = (options: { at?: Date; company?: string } = {}) => world({ ...options, poorest: true });

/** What a person reads last, in words. */
export async function last(w: World, person: string): Promise<string> {
  return read(await w.newest(person));
}

export async function title(w: World, person: string): Promise<string> {
  return ((await w.messages(person)).at(-1)?.card ?? sentence('')).title;
}

/** Says several things one after the other; resolves to what is read after the last. */
export async function answers(w: World, person: string, ...texts: string[]): Promise<string> {
  for (const text of texts) await w.says(person, text);
  w.sent();
  return last(w, person);
}

/** Presses the button with this label on the newest card that has it; "more" leads on to the others by their label. */
export async function press(w: World, person: string, label: string): Promise<void> {
  const cards = (await w.messages(person)).map((seen) => seen.card).reverse();
  const button = cards.flatMap((card) => card.buttons).find((one) => one.label === label);
  if (button) await w.clicks(person, button.action, button.value);
  else {
    const more = cards.flatMap((card) => card.buttons).find((one) => one.action === 'engine.more');
    expect(more, `${person} has neither ${label} nor more`).toBeDefined();
    await w.clicks(person, more?.action ?? '', more?.value ?? '');
    await w.says(person, label);
  }
  w.sent();
}

/** No card of anyone has more than this messenger can show. */
export function everythingFits(w: World): void {
  for (const { card, replaces } of w.transcript) {
    expect(replaces).toBeUndefined();
    expect(card.buttons.length).toBeLessThanOrEqual(2);
    expect(card.elements.length).toBeLessThanOrEqual(8);
  }
}
