import { randomUUID } from 'node:crypto';
import { eq, inArray, lt } from 'drizzle-orm';
import type { Database } from '../../src/db/database.ts';
import { deleteSome } from '../../src/db/delete-some.ts';
import { limits } from './limits.ts';
import { type Metadata, packMetadata, type SheetNote } from './packing.ts';
import { slackPictures, slackSheets } from './tables.ts';

const day = 24 * 3600_000;

/** A modal left open for longer than a day is forgotten; a picture is uploaded again after 90. */
const keptMs = { sheets: day, pictures: 90 * day } as const;

/** Private metadata for a modal; what is too long for it goes into a row. */
export async function keepNote({ reader }: Database, note: SheetNote, now: Date): Promise<string> {
  const packed = packMetadata({ note });
  if (packed.length <= limits.privateMetadata) return packed;
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

/** Deletes the notes of forgotten modals, and old uploads: a picture shown again is uploaded again. */
export async function tidy(db: Database, now: Date): Promise<void> {
  const before = (ms: number) => new Date(now.getTime() - ms);
  await deleteSome(db, slackSheets, lt(slackSheets.createdAt, before(keptMs.sheets)));
  await deleteSome(db, slackPictures, lt(slackPictures.uploadedAt, before(keptMs.pictures)));
}
