import { fillsPages, pressesThen } from './self-awareness-pages.ts';
import type { Way } from './self-awareness-story.ts';
import type { PlatformWorld } from './world.ts';

/** A story's way into the product on emulated messengers. */
export function wayOn(world: PlatformWorld): Way {
  return {
    says: (person, text) => world.says(person, text),
    presses: (person, label) => pressesThen(world, person, label),
    fillsPages: (person, pages) => fillsPages(world, person, pages),
    reads: async (person) =>
      world
        .shown(person)
        .map(({ text }) => text)
        .join('\n'),
    sent: () => world.sent(),
    until: (at) => world.advance(at.getTime() - world.parts.clock.now().getTime()),
    now: () => world.parts.clock.now(),
    db: world.parts.db,
    organisation: world.parts.organisation,
  };
}
