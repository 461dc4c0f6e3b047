import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { draftFromDirectory } from '../org/directory-draft.ts';
import { StartError } from '../service/errors.ts';
import { type Defaults, type Result, readArguments } from './command.ts';
import { checkDraft, draftFromSpreadsheet } from './org-draft.ts';
import { directories, isDirectory, readDirectory } from './read-directory.ts';

export const orgDraftSyntax = {
  name: 'org:draft',
  usage: `npm run org:draft -- people.xlsx|${directories.join('|')} [-o FILE]`,
  flags: { out: { type: 'string', short: 'o' } },
} as const;

interface Draft {
  yaml: string;
  notes: string[];
}

/** Hands over what a messenger's directory takes; not called for a spreadsheet, which needs no configuration. */
type Around = (draft: (defaults: Defaults) => Promise<Draft>) => Promise<Draft>;

/**
 * Makes a first org file of a spreadsheet or of a messenger's directory; needs no database. Without `-o` the file goes to
 * the terminal.
 */
export async function orgDraft(
  argv: readonly string[],
  around: Around = (draft) => draft({ timezone: 'Asia/Shanghai', locale: 'zh-CN' }),
): Promise<Result & { notes: string }> {
  const { flags, words } = readArguments(argv, orgDraftSyntax, [1, 1]);
  const { yaml, notes } = await draftFrom(words[0] ?? '', around);
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

async function draftFrom(word: string, around: Around): Promise<Draft> {
  if (!isDirectory(word)) return draftFromSpreadsheet(word);
  return around(async ({ messengers, ...defaults }) => {
    const listing = await readDirectory((await messengers?.()) ?? [], word);
    const draft = draftFromDirectory(listing, word, defaults);
    checkDraft(draft.yaml);
    return draft;
  });
}
