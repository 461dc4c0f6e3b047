import { z } from 'zod';
import {
  type DueTimer,
  type Effect,
  type Feature,
  type Outcome,
  type TimeTurn,
  type Turn,
  whisper,
} from '../../engine/feature.ts';
import { type Browser, forget, forgetAllOf, loadBrowser, type Recognised, settle, startWaiting } from './browsers.ts';
import { askCard, closedCard, openCard, saidCard } from './cards.ts';

/** Asks people in the chat whether a browser that opened a link of theirs is theirs. */
export const pages: Feature = {
  name: 'pages',
  commands: [],
  clicked,
  wakes,
  async departed({ tx }, people) {
    await forgetAllOf(tx, people);
    return [];
  },
};

const slotOf = (id: string) => `browser/${id}`;
const about = z.object({ browser: z.string() });
type Begun = Awaited<ReturnType<typeof startWaiting>>;

/**
 * Puts the question to the person; `begun` is null when they were asked often enough. `page` is what is opened,
 * `link` where the browser knocked.
 */
export async function ask(
  turn: TimeTurn,
  who: Recognised,
  page: string,
  link: string,
): Promise<{ begun: Begun; effects: Effect[] }> {
  const person = turn.org.people.get(who.person);
  const begun = person ? await startWaiting(turn.tx, who, link, turn.now) : null;
  if (!person || !begun) return { begun: null, effects: [] };
  const { id, number, until } = begun;
  const slot = slotOf(id);
  const card = askCard(person, { id, number, until }, page);
  return {
    begun,
    effects: [
      { kind: 'post', to: person.id, card, priority: 'reply', slot },
      { kind: 'wake', key: slot, at: until, payload: { browser: id } },
    ],
  };
}

async function clicked(turn: Turn, action: string, value: string): Promise<Outcome> {
  const browser = await loadBrowser(turn.tx, value);
  if (!browser || browser.person !== turn.person.id) return whisper(saidCard(turn.person, 'over'));
  switch (action) {
    case 'yes':
      return confirmed(turn, browser);
    case 'no':
      return refused(turn, browser);
    default:
      return left(turn, browser);
  }
}

async function confirmed(turn: Turn, browser: Browser): Promise<Outcome> {
  if (browser.status === 'refused') return whisper(saidCard(turn.person, 'no'));
  if (isOver(turn, browser)) return whisper(saidCard(turn.person, 'over'), [shownAs(turn, browser, 'over')]);
  if (browser.status === 'open') return whisper(saidCard(turn.person, 'yes'));
  const until = await settle(turn.tx, browser.id, 'open', turn.now);
  return closing(browser, {
    ...{ kind: 'update', to: turn.person.id, slot: slotOf(browser.id) },
    card: openCard(turn.person, { ...browser, until }),
  });
}

/** A no counts at any time: whoever said yes by mistake takes it back with it. */
async function refused(turn: Turn, browser: Browser): Promise<Outcome> {
  if (browser.status === 'refused') return whisper(saidCard(turn.person, 'no'));
  if (browser.status === 'waiting' && isOver(turn, browser))
    return whisper(saidCard(turn.person, 'over'), [shownAs(turn, browser, 'over')]);
  await settle(turn.tx, browser.id, 'refused', turn.now);
  return closing(browser, shownAs(turn, browser, 'refused'));
}

async function left(turn: Turn, browser: Browser): Promise<Outcome> {
  await forget(turn.tx, browser.id);
  return closing(browser, shownAs(turn, browser, 'left'));
}

/** The card says what became of it, and the question does not end any more. */
const closing = (browser: Browser, effect: Effect): Outcome => ({
  effects: [effect, { kind: 'unwake', key: slotOf(browser.id) }],
});

const isOver = ({ now }: TimeTurn, { until }: Browser) => until <= now;

function shownAs(turn: Turn, browser: Browser, why: 'refused' | 'left' | 'over'): Effect {
  return {
    ...{ kind: 'update', to: turn.person.id, slot: slotOf(browser.id) },
    card: closedCard(turn.person, browser, why),
  };
}

/** Questions that nobody answered say that they have ended. */
async function wakes(turn: TimeTurn, timers: readonly DueTimer[]): Promise<Effect[]> {
  const effects: Effect[] = [];
  for (const { payload } of timers) {
    const read = about.safeParse(payload);
    const browser = read.success ? await loadBrowser(turn.tx, read.data.browser) : null;
    const person = browser && turn.org.people.get(browser.person);
    if (!person || browser.status !== 'waiting' || !isOver(turn, browser)) continue;
    const card = closedCard(person, browser, 'over');
    effects.push({ kind: 'update', to: person.id, slot: slotOf(browser.id), card });
  }
  return effects;
}
