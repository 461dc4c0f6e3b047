import { randomUUID } from 'node:crypto';
import { eq, inArray, lt } from 'drizzle-orm';
import type { Database } from '../../src/db/database.ts';
import { limits } from './limits.ts';
import { type Metadata, packMetadata, type SheetNote } from './packing.ts';
import { slackPictures, slackSheets } from './tables.ts';

/** A modal left open for longer than a week is forgotten. */
const keptMs = 7 * 24 * 3600 * 1000;

/** Private metadata for a modal; what is too long for it goes into a row, and rows of forgotten modals go. */
export async function keepNote({ reader }: Database, note: SheetNote, now: Date): Promise<string> {
  const packed = packMetadata({ note });
  if (packed.length <= limits.privateMetadata) return packed;
  await reader.delete(slackSheets).where(lt(slackSheets.createdAt, new Date(now.getTime() - keptMs)));
  const id = randomUUID();
  await reader.insert(slackSheets).values({ id, note, createdAt: now });
  return packMetadata({ row: id });
}

/** What a modal carries, or null: it was forgotten. */
export async function noteOf({ reader }: Database, metadata: Metadata): Promise<SheetNote | null> {
  if ('note' in metadata) return metadata.note;
  const [row] = await reader.select().from(slackSheets).where(eq(slackSheets.id, metadata.row));
  return row?.note ?? null;
}

export interface UploadedPicture {
  slack: string;
  uploadedAt: Date;
}

/** Those of our files that Slack has, by our id. */
export async function uploadedPictures(
  { reader }: Database,
  files: readonly string[],
): Promise<Map<string, UploadedPicture>> {
  if (files.length === 0) return new Map();
  const found = await reader
    .select()
    .from(slackPictures)
    .where(inArray(slackPictures.file, [...new Set(files)]));
  return new Map(found.map(({ file, ...picture }) => [file, picture]));
}

/** Remembers an upload; the newest one wins. */
export async function keepPicture({ reader }: Database, file: string, picture: UploadedPicture): Promise<void> {
  await reader
    .insert(slackPictures)
    .values({ file, ...picture })
    .onConflictDoUpdate({ target: slackPictures.file, set: picture });
}
