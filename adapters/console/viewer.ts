import type { Context } from 'hono';
import type { Command } from '../../src/engine/feature.ts';
import { type Locale, type Organisation, personOfAccount } from '../../src/org/organisation.ts';
import type { Card } from '../../src/platform/card.ts';
import type { FileInfo } from '../../src/platform/files.ts';
import { describeFiles } from '../../src/platform/files.ts';
import type { PoorestSwitch } from './capabilities.ts';
import { filesIn } from './draw/conversation.tsx';
import { peopleByDepartment } from './draw/sidebar.tsx';
import type { Viewer } from './draw/view.ts';
import { words } from './messages.ts';
import type { ConsoleActs, ConsoleOptions } from './options.ts';
import type { Session, sessions } from './session.ts';

/** What every page and handler of the console has at hand. */
export interface Desk {
  options: ConsoleOptions;
  acts: ConsoleActs;
  poorest: PoorestSwitch;
  session: ReturnType<typeof sessions>;
  /** With the engine's own `/help`. */
  commands: readonly Command[];
  asset: (name: string) => string;
}

/** For whom a request acts: the page says whose it is, else the one chosen last. Null when nobody is chosen. */
export async function viewerOf(
  desk: Desk,
  c: Context,
  session: Session | null,
  given?: string,
): Promise<Viewer | null> {
  const org = await desk.options.organisation();
  const account =
    given ?? decoded(c.req.header('x-console-as')) ?? c.req.query('as') ?? session?.account ?? firstOfDemo(desk, org);
  const person = account === undefined ? null : personOfAccount(org, 'console', account);
  if (account === undefined || !person) return null;
  const locale = session?.lang ?? person.locale;
  const say = words(locale, person.zone);
  return { person, account, locale, overridden: session?.lang !== undefined, say, org, now: desk.options.clock.now() };
}

/** A demo begins in someone's conversation, because its story plays there: the first one in the list of people. */
function firstOfDemo(desk: Desk, org: Organisation): string | undefined {
  return desk.options.demo && peopleByDepartment(org, () => null)[0]?.members[0]?.account;
}

/** The language for someone who is nobody yet. */
export function localeOf(session: Session | null, org: Organisation): Locale {
  return session?.lang ?? org.company.locale;
}

/** The files that cards show, by id. */
export function filesOf(desk: Desk, cards: readonly Card[]): Promise<Map<string, FileInfo>> {
  return describeFiles(desk.options.db.reader, filesIn(cards));
}

function decoded(header: string | undefined): string | undefined {
  try {
    return header === undefined ? undefined : decodeURIComponent(header);
  } catch {
    return undefined;
  }
}
