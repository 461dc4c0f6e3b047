import { type FileDefaults, withDefaults } from './defaults.ts';
import { type Called, inOrder, readDocument, readTextFile, refusal } from './document.ts';
import { enough, isAliasBomb, type Problem, rootOf } from './reading.ts';
import { checkReferences } from './references.ts';
import { orgShape } from './shapes.ts';
import type { OrgFile } from './spec.ts';

export type { Problem } from './reading.ts';
export type { OrgFile } from './spec.ts';

/** What came of reading an org file: the file with its defaults filled in, or everything that is wrong with it. */
export type ParsedOrgFile = { file: OrgFile; warnings: Problem[] } | { problems: Problem[] };

const called: Called = {
  name: 'an org file',
  command: 'ORG_FILE, or the name after org:import',
  spreadsheet: 'make one of it with npm run org:draft',
};

/** Reads and checks the org file at `path`. */
export async function readOrgFile(path: string, defaults?: FileDefaults): Promise<ParsedOrgFile> {
  const read = await readTextFile(path, called);
  return 'problems' in read ? read : parseOrgFile(read.content, defaults);
}

/** Checks an org file. All problems come at once, in the order of the file. Times and languages left out come from `defaults`. */
export function parseOrgFile(content: Uint8Array | string, defaults?: FileDefaults): ParsedOrgFile {
  const reading = readDocument(content, called);
  if (!('document' in reading)) return reading;
  const raw = orgShape(reading, rootOf(reading));
  if (isAliasBomb(reading)) return refusal('aliases (*name) repeat too much; write the values out');
  // What was not read any more would look unknown.
  if (raw && !enough(reading)) checkReferences(reading, raw);
  if (!raw || reading.problems.length > 0) return { problems: reading.problems.sort(inOrder) };
  return { file: withDefaults(raw, defaults), warnings: reading.warnings.sort(inOrder) };
}

/** Problems as lines for a terminal: `org.yaml:12 departments[production].head: …`. */
export function describeProblems(problems: readonly Problem[], file: string, most = 50): string {
  const lines = problems.slice(0, most).map(({ line, path, message }) => `${file}:${line} ${path}: ${message}`);
  if (problems.length > most) lines.push(`… and ${problems.length - most} more`);
  return lines.join('\n');
}
