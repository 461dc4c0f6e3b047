import { z } from 'zod';
import { describeProblems, readOrgFile } from '../org/file.ts';
import { describeChanges, describeOrphans } from '../org/import.ts';
import { orgFileSpec } from '../org/spec.ts';
import { importCompany } from '../service/company.ts';
import { StartError } from '../service/errors.ts';
import { broken, type OperatorCommand, ok, readArguments } from './command.ts';

const syntax = {
  name: 'org:import',
  usage: 'npm run org:import -- FILE [--dry-run]',
  flags: { 'dry-run': { type: 'boolean' } },
} as const;
const shape = z.object({ file: orgFileSpec, dryRun: z.boolean(), warnings: z.string() });

/** Imports an org file, or shows what importing it would change. */
export const orgImport: OperatorCommand = {
  ...syntax,
  creates: true,
  async read(argv, defaults) {
    const { flags, words } = readArguments(argv, syntax, [1, 1]);
    const path = words[0] ?? '';
    const parsed = await readOrgFile(path, defaults);
    if ('problems' in parsed)
      throw new StartError(
        `${describeProblems(parsed.problems, path)}\nNothing was imported: correct these lines first.`,
      );
    const warnings = describeProblems(parsed.warnings, path);
    return { file: parsed.file, dryRun: flags['dry-run'] === true, warnings } satisfies z.infer<typeof shape>;
  },
  async run({ db, clock }, args) {
    const { file, dryRun, warnings } = shape.parse(args);
    const imported = await importCompany(db, file, { kind: 'real', now: clock.now(), dryRun });
    if (imported.kind === 'refused') return broken(describeOrphans(imported.orphans));
    const done = dryRun
      ? 'Nothing was written: this was a dry run.'
      : imported.changes.length > 0
        ? 'Imported. Running instances use it from now on.'
        : '';
    const noted = warnings ? `Worth a look:\n${warnings}` : '';
    return ok([noted, describeChanges(imported.changes), done].filter(Boolean).join('\n'));
  },
};
