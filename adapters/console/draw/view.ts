import { showTime } from '../../../src/messages/time.ts';
import type { Locale, Organisation, Person } from '../../../src/org/organisation.ts';
import type { Say } from '../messages.ts';

/** Who looks at the page, and in which words. */
export interface Viewer {
  person: Person;
  account: string;
  locale: Locale;
  /** The language was chosen by hand. */
  overridden: boolean;
  say: Say;
  org: Organisation;
  now: Date;
}

/** An account as part of an element's id or a selector: accounts may hold anything. */
export const accountId = (account: string) => `a-${Buffer.from(account).toString('base64url')}`;

/** Day and time of an instant, apart, in a reader's zone: `Fri 1 May` and `10:00`. */
export function dayAndTime(at: Date, locale: Locale, zone: string): { day: string; time: string } {
  const shown = showTime(at, locale, zone);
  const space = shown.lastIndexOf(' ');
  return { day: shown.slice(0, space), time: shown.slice(space + 1) };
}
