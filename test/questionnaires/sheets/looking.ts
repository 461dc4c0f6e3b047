import readWorkbook from 'read-excel-file/node';
import type { Shown, View } from '../../../src/engine/feature.ts';
import { questionnaires } from '../../../src/questionnaires/index.ts';
import type { World } from '../../world.ts';

/** What a view of the questionnaires shows someone. */
export async function views(w: World, person: string, name: string, query: Record<string, string>): Promise<Shown> {
  const view = questionnaires.views?.find((one: View) => one.name === name);
  return w.engine.look(async (turn) => {
    const reader = turn.org.people.get(person);
    if (!view || !reader) throw new Error(`no view ${name}, or nobody called ${person}`);
    const shown = await view.show({ ...turn, person: reader }, new URLSearchParams(query));
    if (shown.kind !== 'page') return shown;
    return {
      ...shown,
      content: Promise.resolve(
        Object.assign(String(await (await shown.content).toString()), { isEscaped: true as const }),
      ),
    };
  });
}

/** A page's markup. */
export async function page(w: World, person: string, name: string, query: Record<string, string>): Promise<string> {
  const shown = await views(w, person, name, query);
  if (shown.kind !== 'page') throw new Error(`no page, but ${JSON.stringify(shown)}`);
  return `<title>${shown.title}</title>${await shown.content}`;
}

export async function file(w: World, person: string, name: string, query: Record<string, string>) {
  const shown = await views(w, person, name, query);
  if (shown.kind !== 'file') throw new Error(`no file, but ${JSON.stringify(shown)}`);
  return shown;
}

/** Reads CSV back as RFC 4180 has it, without the mark in front. */
export function csvRows(bytes: Uint8Array): string[][] {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  if (!text.startsWith('\u{FEFF}') || !text.endsWith('\r\n')) throw new Error('not the CSV spreadsheets read');
  const rows: string[][] = [[]];
  const cell = /(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r\n)/gy;
  cell.lastIndex = 1;
  for (let match = cell.exec(text); match; match = cell.exec(text)) {
    rows.at(-1)?.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] !== ',') rows.push([]);
  }
  return rows.slice(0, -1);
}

/** The rows of a workbook's first sheet, or of another one. */
export async function xlsxRows(bytes: Uint8Array, sheet = 0): Promise<unknown[][]> {
  const sheets = await readWorkbook(Buffer.from(bytes));
  return sheets[sheet]?.data ?? [];
}
