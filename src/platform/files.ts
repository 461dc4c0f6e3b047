import { randomUUID } from 'node:crypto';
import { and, eq, inArray } from 'drizzle-orm';
import type { Reader, Tx } from '../db/database.ts';
import { sniff } from './sniff.ts';
import { storable } from './storable.ts';
import { files } from './tables.ts';

/** 5 MiB: a photo of a telephone. */
export const maxFileBytes = 5 * 1024 * 1024;

export interface NewFile {
  /** Of what we made ourselves, by what is in it: stored once. Absent: a new one. */
  id?: string;
  name: string;
  bytes: Uint8Array;
  /** What the sender says it is. Kept out of every decision: the bytes are looked at instead. */
  declaredType: string;
  /** Id of the person who sends it. */
  owner: string;
  now: Date;
  /** A form field may take fewer kinds (`image/*`, `application/pdf`) and smaller files than the store does. */
  accept?: readonly string[];
  maxBytes?: number;
}

/** Why a file was not taken, to be worded by whoever asked for it. */
export type FileRefusal = 'empty' | 'tooLarge' | 'wrongKind';

export interface FileInfo {
  id: string;
  name: string;
  type: string;
  size: number;
  owner: string;
}

/** Takes in a file of a kind and size we take, until `keepFiles` or for 90 days; a refusal is a value. */
export async function storeFile(
  on: Tx | Reader,
  file: NewFile,
): Promise<{ file: FileInfo } | { refused: FileRefusal }> {
  if (file.bytes.byteLength === 0) return { refused: 'empty' };
  if (file.bytes.byteLength > Math.min(maxFileBytes, file.maxBytes ?? maxFileBytes)) return { refused: 'tooLarge' };
  const name = safeName(file.name);
  const type = sniff(file.bytes, name);
  if (!type || !acceptsType(type, file.accept ?? [])) return { refused: 'wrongKind' };
  const info = { id: file.id ?? randomUUID(), name, type, size: file.bytes.byteLength, owner: file.owner };
  await on
    .insert(files)
    .values({ ...info, bytes: file.bytes, createdAt: file.now, kept: false })
    .onConflictDoNothing();
  return { file: info };
}

/** These files are part of something now, and stay. To be called in the transaction that makes them so. */
export async function keepFiles(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .update(files)
    .set({ kept: true })
    .where(and(inArray(files.id, [...new Set(ids)]), eq(files.kept, false)));
}

/** The file with its bytes, or null. */
export async function loadFile(on: Tx | Reader, id: string): Promise<(FileInfo & { bytes: Uint8Array }) | null> {
  const [row] = await on.select().from(files).where(eq(files.id, id));
  return row ?? null;
}

/** Name, type and size of each file that exists. */
export async function describeFiles(on: Tx | Reader, ids: readonly string[]): Promise<Map<string, FileInfo>> {
  if (ids.length === 0) return new Map();
  const { id, name, type, size, owner } = files;
  const found = await on
    .select({ id, name, type, size, owner })
    .from(files)
    .where(inArray(id, [...new Set(ids)]));
  return new Map(found.map((row) => [row.id, row]));
}

const endings: Record<string, string> = {
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  '.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
};

/** Whether a kind is among those a field takes: `image/*`, `application/pdf`, `.xlsx`; an empty list takes all we keep. */
export function acceptsType(type: string, accept: readonly string[]): boolean {
  if (accept.length === 0) return true;
  return accept.some(
    (one) => one === type || endings[one] === type || (one.endsWith('/*') && type.startsWith(one.slice(0, -1))),
  );
}

/** The last part of a path, without what would hide its ending or break a header. */
function safeName(name: string): string {
  const last = storable(name).split(/[/\\]/).at(-1) ?? '';
  const clean = last.replace(/[\p{Cc}\p{Cf}]/gu, '').trim();
  const points = [...(clean || 'file')];
  return points.length <= 120 ? points.join('') : [...points.slice(0, 100), '…', ...points.slice(-19)].join('');
}
