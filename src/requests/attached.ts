import type { Turn } from '../engine/feature.ts';
import { describeFiles, type FileInfo } from '../platform/files.ts';
import type { Words } from './messages.ts';

/** A photo sent within this many minutes of filing, or of delivering, belongs to that request. */
export const photoMinutes = 15;

/** Those of the files that are still there and are this person's own, each once: ids come back from buttons and forms. */
export async function ownFiles({ tx, person }: Turn, ids: readonly string[] = []): Promise<FileInfo[]> {
  const found = await describeFiles(tx, ids);
  return [...new Set(ids)].flatMap((id) => found.get(id) ?? []).filter((file) => file.owner === person.id);
}

export const idsOf = (files: readonly FileInfo[]): string[] => files.map(({ id }) => id);

/** What is attached already, by name: a line, or none. */
export function attachedText(say: Words, files: readonly FileInfo[]): string[] {
  if (files.length === 0) return [];
  return [say('form.attached', { files: namesOf(say, files) })];
}

export const namesOf = (say: Words, files: readonly FileInfo[]): string =>
  files.map(({ name }) => name).join(say('list.and'));
