import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { StartError } from '../service/errors.ts';
import { type Result, readArguments } from './command.ts';
import { draftFromSpreadsheet } from './org-draft.ts';

export const orgDraftSyntax = {
  name: 'org:draft',
  usage: 'npm run org:draft -- people.xlsx [-o FILE]',
  flags: { out: { type: 'string', short: 'o' } },
} as const;

/** Makes a first org file of a spreadsheet; needs no database. Without `-o` the file goes to the terminal. */
export async function orgDraft(argv: readonly string[]): Promise<Result & { notes: string }> {
  const { flags, words } = readArguments(argv, orgDraftSyntax, [1, 1]);
  const { yaml, notes } = await draftFromSpreadsheet(words[0] ?? '');
  const noted = notes.map((note) => `- ${note}`).join('\n');
  if (typeof flags.out !== 'string') return { text: yaml.trimEnd(), code: 0, notes: noted };
  if (existsSync(flags.out))
    throw new StartError(`${flags.out} is already there: name a new file, so that nothing is overwritten.`);
  await writeFile(flags.out, yaml, { flag: 'wx' }).catch((cause: unknown) => {
    throw new StartError(`${flags.out} cannot be written: check the folder and its permissions.`, { cause });
  });
  const next = `Written to ${flags.out}. Complete it, then try it: npm run org:import -- ${flags.out} --dry-run`;
  return { text: next, code: 0, notes: noted };
}
