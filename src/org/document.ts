import { readFile, stat } from 'node:fs/promises';
import { type Document, LineCounter, parseDocument, visit, type YAMLParseError } from 'yaml';
import type { Problem, Reading } from './reading.ts';
import { shorten } from './values.ts';

/** How a kind of file is spoken of. */
export interface Called {
  /** `an org file` */
  name: string;
  /** Where its path was given. */
  command: string;
  /** What to do with a spreadsheet instead. */
  spreadsheet: string;
}

const BYTES_AT_MOST = 5 * 1024 * 1024;
const ALIASES_AT_MOST = 100;

/** The bytes of the file at `path`, or why they cannot be read. */
export async function readTextFile(
  path: string,
  called: Called,
): Promise<{ content: Uint8Array } | { problems: Problem[] }> {
  try {
    // Asked first, so that a wrong path to a huge file does not fill the memory.
    const { size } = await stat(path);
    if (size > BYTES_AT_MOST) return tooLarge(size, called);
    return { content: await readFile(path) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return refusal(`there is no file ${path}; check the path (${called.command})`);
    if (code === 'EISDIR') return refusal(`${path} is a folder; name ${called.name.replace(/^an? /, 'the ')} in it`);
    if (code === 'EACCES') return refusal(`${path} may not be read by this user; check its permissions`);
    throw error;
  }
}

/** As they stand in the file. */
export function inOrder(a: Problem, b: Problem): number {
  return a.line - b.line || a.column - b.column;
}

/** The whole file is refused. */
export function refusal(message: string, line = 1, column = 1): { problems: Problem[] } {
  return { problems: [{ line, column, path: 'the file', message }] };
}

function tooLarge(bytes: number, { name }: Called): { problems: Problem[] } {
  return refusal(`is ${(bytes / 1024 / 1024).toFixed(1)} MiB; ${name} has at most 5 MiB. Is this the right file?`);
}

function decode(content: Uint8Array | string, called: Called): string | { problems: Problem[] } {
  if (typeof content === 'string') {
    const bytes = Buffer.byteLength(content);
    return bytes > BYTES_AT_MOST ? tooLarge(bytes, called) : content;
  }
  if (content.byteLength > BYTES_AT_MOST) return tooLarge(content.byteLength, called);
  const [a, b] = content;
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) return refusal(SAVE_AS_UTF8('UTF-16'));
  if (a === 0x50 && b === 0x4b)
    return refusal(`is a spreadsheet or archive, not ${called.name}; ${called.spreadsheet}`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    const before = new TextDecoder('utf-8').decode(content).split('�', 1)[0] ?? '';
    return refusal(SAVE_AS_UTF8('GBK (ANSI)'), before.split('\n').length);
  }
}

const SAVE_AS_UTF8 = (encoding: string) =>
  `is not UTF-8, probably ${encoding}; open it in an editor and choose Save as, encoding UTF-8 (另存为,编码 UTF-8)`;

/** Reads a file's YAML, every value as the text it was written as; or says what is wrong with it. */
export function readDocument(content: Uint8Array | string, called: Called): Reading | { problems: Problem[] } {
  const text = decode(content, called);
  if (typeof text !== 'string') return text;
  const lines = new LineCounter();
  const document = parse(text, lines);
  if (!document) return refusal(`is nested too deeply to be ${called.name}`);
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
