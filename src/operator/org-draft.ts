import { stat } from 'node:fs/promises';
import readWorkbook from 'read-excel-file/node';
import { draftOrgFile } from '../org/draft.ts';
import { describeProblems, parseOrgFile } from '../org/file.ts';
import { type Cell, readPeople } from '../org/people-table.ts';

const BYTES_AT_MOST = 5 * 1024 * 1024;

/** A spreadsheet that no org file can be made of. The message says what to do. */
class SpreadsheetError extends Error {
  override name = 'SpreadsheetError';
}

/**
 * Makes a first org file of a spreadsheet of people (name, department, role, account; headings in Chinese or English, in
 * any order). The notes say what was guessed. Throws SpreadsheetError when the file cannot be used.
 */
export async function draftFromSpreadsheet(path: string): Promise<{ yaml: string; notes: string[] }> {
  const sheets = await readSheets(path);
  for (const { sheet, rows } of sheets) {
    const table = readPeople(rows);
    if (!table) continue;
    if (table.people.length === 0)
      throw new SpreadsheetError(`the sheet "${sheet}" of ${path} has headings but lists nobody`);
    const draft = draftOrgFile(table);
    const others = sheets.filter((other) => other.sheet !== sheet).map((other) => `"${other.sheet}"`);
    if (others.length > 0) draft.notes.unshift(`only the sheet "${sheet}" was read, not ${others.join(', ')}`);
    checkDraft(draft.yaml);
    return draft;
  }
  throw new SpreadsheetError(
    `${path} has no row of headings: name the columns 姓名, 部门, 职务, 账号 (or name, department, role, account) in the first rows`,
  );
}

async function readSheets(path: string): Promise<{ sheet: string; rows: Cell[][] }[]> {
  const found = await stat(path).catch(() => null);
  if (!found?.isFile()) throw new SpreadsheetError(`there is no file ${path}; check the path`);
  if (found.size > BYTES_AT_MOST)
    throw new SpreadsheetError(`${path} is larger than 5 MiB; keep only the list of people in it`);
  try {
    const sheets = await readWorkbook(path, { parseNumber: (digits) => digits });
    return sheets.map(({ sheet, data }) => ({ sheet, rows: data as unknown as Cell[][] }));
  } catch (cause) {
    throw new SpreadsheetError(
      `${path} cannot be read as a workbook; open it and save it as .xlsx (not .xls, .csv or with a password)`,
      { cause },
    );
  }
}

/** What we hand out must pass our own import, or the operator would be told about mistakes of ours. */
export function checkDraft(yaml: string): void {
  const parsed = parseOrgFile(yaml);
  if ('problems' in parsed)
    throw new Error(
      `the draft is not a valid org file, please report this:\n${describeProblems(parsed.problems, 'draft')}`,
    );
}
