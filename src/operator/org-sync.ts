import { z } from 'zod';
import { answeredFor, describeMatching, matchDirectory } from '../org/directory-match.ts';
import { EditError, writeAccounts } from '../org/directory-write.ts';
import { describeProblems, type OrgFile, type ParsedOrgFile, parseOrgFile, readOrgFile } from '../org/file.ts';
import { orgFileSpec } from '../org/spec.ts';
import { StartError } from '../service/errors.ts';
import { counted, type OperatorCommand, type Result, readArguments, UsageError } from './command.ts';
import { readFileText, replaceFile } from './files.ts';
import { applySync, previewSync } from './org-sync-run.ts';
import { type DirectoryName, directories, isDirectory, readDirectory } from './read-directory.ts';

const syntax = {
  name: 'org:sync',
  usage: `npm run org:sync -- ${directories.join('|')} [FILE] [--apply] [--force]`,
  flags: { apply: { type: 'boolean' }, force: { type: 'boolean' } },
} as const;

const profile = z.object({
  account: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  zone: z.string().nullable(),
  locale: z.enum(['zh-CN', 'en']).nullable(),
  title: z.string().nullable(),
  departments: z.array(z.string()),
  leads: z.array(z.string()),
  active: z.boolean(),
});

const shape = z.object({
  platform: z.enum(directories),
  path: z.string(),
  /** The org file with the accounts in it. */
  file: orgFileSpec,
  edits: z.array(z.object({ key: z.string(), account: z.string() })),
  /** What the directory says of the people of the file. */
  people: z.array(profile),
  /** Every account that is there and may sign in, and those that may not any more. */
  there: z.array(z.string()),
  off: z.array(z.string()),
  apply: z.boolean(),
  force: z.boolean(),
  matching: z.string(),
});
export type Sync = z.infer<typeof shape>;

/**
 * Brings the org file and a messenger's directory together: the directory and the file are read at the operator's side,
 * the database follows where it is, and at last the file is written. Without `--apply` only the difference is shown.
 */
export const orgSync: OperatorCommand = {
  ...syntax,
  async read(argv, defaults) {
    const { flags, words } = readArguments(argv, syntax, [1, 2]);
    const [platform, named] = words;
    if (!isDirectory(platform)) throw new UsageError(`"${platform}" is none of ${directories.join(', ')}.`, syntax);
    const path = named ?? defaults.orgFile;
    if (!path) throw new UsageError('Say which org file: there is none in ORG_FILE.', syntax);
    const file = fileOf(await readOrgFile(path, defaults), path);
    const text = await readFileText(path);
    const listing = await readDirectory((await defaults.messengers?.()) ?? [], platform);
    const force = flags.force === true;
    const matching = matchDirectory(file, listing, platform);
    if (!force) refuseHalf(answeredFor(file, listing, matching, platform), platform);
    const found = [...matching.same, ...matching.linked, ...matching.changed];
    const edits = [...matching.linked, ...matching.changed].map((one) => ({
      key: one.person.key,
      account: one.profile.account,
    }));
    return {
      platform,
      path,
      file: fileOf(parseOrgFile(edited(text, platform, edits), defaults), path),
      edits,
      people: found.map((one) => one.profile),
      there: listing.people.filter(({ active }) => active).map(({ account }) => account),
      off: listing.people.filter(({ active }) => !active).map(({ account }) => account),
      apply: flags.apply === true,
      force,
      matching: describeMatching(matching, platform),
    } satisfies Sync;
  },
  async run(ports, args) {
    const sync = shape.parse(args);
    return sync.apply ? applySync(ports, sync) : previewSync(ports, sync);
  },
  async finish(args, result) {
    const { apply, path, platform, edits } = shape.parse(args);
    if (!apply || result.code !== 0 || edits.length === 0) return result;
    // Read again: whoever changed the file meanwhile keeps the change.
    await replaceFile(path, edited(await readFileText(path), platform, edits)).catch((cause: unknown) => {
      throw new StartError(
        `The database has the accounts, but ${path} could not be written: check its folder and permissions, then run this again before the next import.`,
        { cause },
      );
    });
    const written = `${counted(edits.length, 'account')} written to ${path}; the file as it was is ${path}.bak.`;
    return { ...result, text: `${result.text}\n${written}` } satisfies Result;
  },
};

function fileOf(parsed: ParsedOrgFile, path: string): OrgFile {
  if ('file' in parsed) return parsed.file;
  throw new StartError(`${describeProblems(parsed.problems, path)}\nNothing was changed: correct these lines first.`);
}

function edited(text: string, platform: DirectoryName, edits: Sync['edits']): string {
  try {
    return writeAccounts(text, platform, edits);
  } catch (error) {
    if (error instanceof EditError) throw new StartError(`${error.message}. Nothing was changed.`, { cause: error });
    throw error;
  }
}

/** An app whose visible range was made smaller must not deactivate a company. */
function refuseHalf({ known, answered }: { known: number; answered: number }, platform: DirectoryName): void {
  if (answered * 2 >= known) return;
  throw new StartError(
    `The directory of ${platform} shows only ${answered} of the ${known} people the org file names there, so nothing was changed: ` +
      'check the app’s visible range and rights. If they really left, add --force.',
  );
}
