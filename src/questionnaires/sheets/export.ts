import writeExcel from 'write-excel-file/node';
import type { Shown } from '../../engine/feature.ts';

/** What a table says, cell by cell: words or numbers. */
export type Cell = string | number | null;

export interface Table {
  /** Of the sheet in a workbook: at most 31 characters, none of `\ / ? * [ ] :`. */
  name: string;
  head: string[];
  rows: Cell[][];
}

/**
 * What spreadsheets take for the beginning of a formula, full-width forms too (OWASP, CSV Injection: also behind what may be
 * taken for the end of a cell, which is a semicolon in many countries, or a new line).
 */
const formula = /^[\t\r\n]|(?<=(?:^|[;；\t\r\n])["'\s]*)[=+\-@＝＋－＠]/gu;

/** A table as CSV (RFC 4180) that spreadsheets read as UTF-8, and in which nothing is a formula. */
export function csvOf({ head, rows }: Table): Uint8Array {
  const lines = [head, ...rows].map((row) => row.map(csvCell).join(','));
  return Buffer.from(`\u{FEFF}${lines.join('\r\n')}\r\n`);
}

function csvCell(cell: Cell): string {
  if (typeof cell === 'number') return String(cell);
  const text = cell ?? '';
  return `"${text.replace(formula, "'$&").replaceAll('"', '""')}"`;
}

/** A spreadsheet's cell holds so many characters (Excel specifications and limits). */
const LONGEST = 32_767;
/** What XML 1.0 cannot hold. */
const unwritable = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/** Tables as a workbook, a sheet each. Words stay words, whatever they begin with. */
export async function xlsxOf(tables: readonly Table[]): Promise<Uint8Array> {
  const cellOf = (cell: Cell) => {
    if (cell === null) return null;
    if (typeof cell === 'number') return { value: cell, type: Number };
    return { value: cell.replace(unwritable, '').slice(0, LONGEST), type: String };
  };
  const sheets = tables.map(({ name, head, rows }) => ({
    sheet: name.replace(/[\\/?*[\]:]/g, ' ').slice(0, 31),
    data: [
      head.map((value) => ({ value, type: String, fontWeight: 'bold' as const })),
      ...rows.map((row) => row.map(cellOf)),
    ],
    stickyRowsCount: 1,
  }));
  return writeExcel(sheets).toBuffer();
}

/** The same tables as a file: one after the other in CSV, side by side in a workbook. */
export async function fileOf(name: string, tables: readonly Table[], as: string): Promise<Shown & { kind: 'file' }> {
  if (as === 'xlsx') {
    const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
    return { kind: 'file', name: `${name}.xlsx`, type, bytes: await xlsxOf(tables) };
  }
  const [first] = tables;
  if (!first) throw new Error('a file without a table');
  return { kind: 'file', name: `${name}.csv`, type: 'text/csv; charset=utf-8', bytes: csvOf(first) };
}
