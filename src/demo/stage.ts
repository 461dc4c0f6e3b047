import type { Locale } from '../org/organisation.ts';
import type { Reply } from '../platform/adapter.ts';
import type { Button } from '../platform/card.ts';

/** What people can do in the messenger. */
export interface People {
  say(account: string, text: string): Promise<unknown>;
  click(account: string, action: string, value: string): Promise<Reply | null>;
  submit(account: string, action: string, context: string, answers: Record<string, string>): Promise<unknown>;
}

/** How far the story has been played, and the numbers of its requests. */
export interface Played {
  position: number;
  numbers: Record<string, string>;
}

export interface Stage {
  people: People;
  buttons: (account: string) => Promise<Button[]>;
  /** Lets everything due happen and everything promised arrive. */
  settle: () => Promise<void>;
  /** Minutes pass. */
  wait: (minutes: number) => Promise<void>;
  /** The next working morning comes. */
  morning: () => Promise<void>;
  /** The next thing due happens. */
  next: () => Promise<void>;
  now: () => Date;
  numbers: Record<string, string>;
  /** The company's language: people write in it. */
  locale: Locale;
}

export interface Step {
  text: Record<Locale, string>;
  /** Through whose eyes the step is best seen. */
  watch: string;
  play(stage: Stage): Promise<Record<string, string>>;
}

const minute = 60_000;

/** What someone writes, in the company's language. */
export type Words = Record<Locale, string>;

export const both = (zh: string, en: string): Words => ({ 'zh-CN': zh, en });

/** A time so many minutes from now, as forms take it. */
export const later = (stage: Stage, minutes: number): string =>
  new Date(stage.now().getTime() + minutes * minute).toISOString();

/** More than happens by itself in the longest rest of the demo company. */
const MOST_MOVES = 500;

/** The newest button of that name someone has. */
export async function newest({ buttons }: Stage, who: string, action: string): Promise<string | null> {
  return (await buttons(who)).find((button) => button.action === action)?.value ?? null;
}

/** Time goes on to the next thing due, and the next, until each of these people has a button of one of these names. */
export async function until(stage: Stage, actions: readonly string[], people: readonly string[]): Promise<void> {
  const has = async (who: string) => (await stage.buttons(who)).some(({ action }) => actions.includes(action));
  for (let moved = 0; moved < MOST_MOVES; moved++) {
    if (!(await Promise.all(people.map(has))).includes(false)) return;
    const before = stage.now();
    await stage.next();
    if (stage.now() <= before) await stage.wait(30);
  }
}
