import { readFile, stat } from 'node:fs/promises';
import { type Document, LineCounter, parseDocument, visit, type YAMLParseError } from 'yaml';
import { type FileDefaults, withDefaults } from './defaults.ts';
import { enough, isAliasBomb, type Problem, type Reading, rootOf } from './reading.ts';
import { checkReferences } from './references.ts';
import { orgShape } from './shapes.ts';
import type { OrgFile } from './spec.ts';
import { shorten } from './values.ts';

export type { Problem } from './reading.ts';
export type { OrgFile } from './spec.ts';

/** What came of reading an org file: the file with its defaults filled in, or everything that is wrong with it. */
export type ParsedOrgFile = { file: OrgFile; warnings: Problem[] } | { problems: Problem[] };

const BYTES_AT_MOST = 5 * 1024 * 1024;
const ALIASES_AT_MOST = 100;

/** Reads and checks the org file at `path`. */
export async function readOrgFile(path: string, defaults?: FileDefaults): Promise<ParsedOrgFile> {
  try {
    // Asked first, so that a wrong path to a huge file does not fill the memory.
    const { size } = await stat(path);
    if (size > BYTES_AT_MOST) return tooLarge(size);
    return parseOrgFile(await readFile(path), defaults);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT')
      return refusal(`there is no file ${path}; check the path (ORG_FILE, or the name after org:import)`);
    if (code === 'EISDIR') return refusal(`${path} is a folder; name the org file in it`);
    if (code === 'EACCES') return refusal(`${path} may not be read by this user; check its permissions`);
    throw error;
  }
}

/** Checks an org file. All problems come at once, in the order of the file. Times and languages left out come from `defaults`. */
export function parseOrgFile(content: Uint8Array | string, defaults?: FileDefaults): ParsedOrgFile {
  const text = decode(content);
  if (typeof text !== 'string') return text;
  const reading = readDocument(text);
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

function inOrder(a: Problem, b: Problem): number {
  return a.line - b.line || a.column - b.column;
}

function refusal(message: string, line = 1, column = 1): { problems: Problem[] } {
  return { problems: [{ line, column, path: 'the file', message }] };
}

function tooLarge(bytes: number): { problems: Problem[] } {
  return refusal(`is ${(bytes / 1024 / 1024).toFixed(1)} MiB; an org file has at most 5 MiB. Is this the right file?`);
}

function decode(content: Uint8Array | string): string | { problems: Problem[] } {
  if (typeof content === 'string') {
    const bytes = Buffer.byteLength(content);
    return bytes > BYTES_AT_MOST ? tooLarge(bytes) : content;
  }
  if (content.byteLength > BYTES_AT_MOST) return tooLarge(content.byteLength);
  const [a, b] = content;
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) return refusal(SAVE_AS_UTF8('UTF-16'));
  if (a === 0x50 && b === 0x4b)
    return refusal('is a spreadsheet or archive, not an org file; make one of it with npm run org:draft');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    const before = new TextDecoder('utf-8').decode(content).split('�', 1)[0] ?? '';
    return refusal(SAVE_AS_UTF8('GBK (ANSI)'), before.split('\n').length);
  }
}

const SAVE_AS_UTF8 = (encoding: string) =>
  `is not UTF-8, probably ${encoding}; open it in an editor and choose Save as, encoding UTF-8 (另存为,编码 UTF-8)`;

function readDocument(text: string): Reading | { problems: Problem[] } {
  const lines = new LineCounter();
  const document = parse(text, lines);
  if (!document) return refusal('is nested too deeply to be an org file');
  // Only the first: what follows in a broken text is usually its consequence.
  const [error] = document.errors;
  if (error) {
    const { line, col } = lines.linePos(error.pos[0]);
    return refusal(syntaxHint(error, text.split('\n')[line - 1] ?? ''), Math.max(line, 1), Math.max(col, 1));
  }
  let aliases = 0;
  visit(document, { Alias: () => (++aliases > ALIASES_AT_MOST ? visit.BREAK : undefined) });
  if (aliases > ALIASES_AT_MOST)
    return refusal(`has more than ${ALIASES_AT_MOST} aliases (*name); write the values out`);
  if (document.contents === null) return refusal('is empty; begin with the example in the documentation');
  return { document, lines, problems: [], warnings: [], places: new Map(), aliased: 0 };
}

/** Null when the text is nested beyond what the stack holds. */
function parse(text: string, lineCounter: LineCounter): Document.Parsed | null {
  try {
    // Failsafe: every value is a text as written, so 0123 keeps its zero and 2026-05-01, no and 20:00 stay what they are.
    return parseDocument(text, {
      schema: 'failsafe',
      lineCounter,
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'error',
    });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

const HINTS: Partial<Record<string, string>> = {
  TAB_AS_INDENT: 'lines are indented with tabs; use spaces',
  BAD_INDENT:
    'the indentation is not right, or a bracket before it is not closed; begin entries of one list in the same column',
  BLOCK_AS_IMPLICIT_KEY: 'there are two ": " in one line; put the value in quotes, or start a new line',
  MISSING_CHAR: 'a quote, bracket or colon is missing here or in the line before',
  MULTIPLE_DOCS: 'a second document begins here ("---"); keep everything in one',
  BAD_SCALAR_START: 'a value cannot begin with this sign; put it in quotes',
  BAD_ALIAS: '"*" and "&" have a meaning of their own here; put the value in quotes',
};

function syntaxHint(error: YAMLParseError, line: string): string {
  const written = `cannot be read from "${shorten(line.trim())}" on`;
  const wide = /[：，“”‘’｛｝［］]/u.test(line) ? '; are there full-width signs (：，“”) where : , " are meant?' : '';
  return `${written}: ${HINTS[error.code] ?? error.message}${wide}`;
}
