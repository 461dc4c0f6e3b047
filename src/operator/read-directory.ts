import type { Listing } from '../org/directory-match.ts';
import { foldedAccount } from '../org/organisation.ts';
import type { Profile } from '../platform/adapter.ts';
import { DirectoryError, type Messenger } from '../platform/messenger.ts';
import { StartError } from '../service/errors.ts';

/** Messengers whose directory can be read. */
export const directories = ['slack', 'wecom', 'dingtalk'] as const;
export type DirectoryName = (typeof directories)[number];

/** Whether a word of the command line names a messenger with a directory. */
export const isDirectory = (word: string | undefined): word is DirectoryName =>
  directories.some((name) => name === word);

/** Reads a messenger's directory to its end, or throws StartError: half a list is none. */
export async function readDirectory(messengers: readonly Messenger[], name: DirectoryName): Promise<Listing> {
  const messenger = messengers.find(({ adapter }) => adapter.platform === name);
  if (!messenger)
    throw new StartError(
      `${name} is not set up here: write its ${name.toUpperCase()}_ variables into the environment or .env; .env.example names them.`,
    );
  const departments: Listing['departments'] = [];
  const people = new Map<string, Profile>();
  try {
    for await (const department of messenger.directory.departments()) departments.push(department);
    // Someone in several departments may come once for each.
    for await (const profile of messenger.directory.people()) {
      const account = foldedAccount(name, profile.account);
      people.set(account, joined(people.get(account), profile));
    }
  } catch (cause) {
    if (!(cause instanceof DirectoryError)) throw cause;
    throw new StartError(`The directory could not be read to its end, so nothing was changed. ${cause.message}`, {
      cause,
    });
  }
  if (![...people.values()].some(({ active }) => active))
    throw new StartError(
      `The directory of ${name} shows nobody, so nothing was changed: give the app a visible range that contains the people of the org file.`,
    );
  return { people: [...people.values()], departments };
}

function joined(first: Profile | undefined, profile: Profile): Profile {
  if (!first) return profile;
  const both = (field: 'departments' | 'leads') => [...new Set([...first[field], ...profile[field]])];
  return { ...first, departments: both('departments'), leads: both('leads') };
}
