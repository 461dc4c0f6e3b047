import { expect, test } from 'vitest';
import { storeFile } from '../../src/platform/files.ts';
import { files as storedFiles } from '../../src/platform/tables.ts';
import { type World, world } from '../world.ts';
import { does, duty, files } from './story.ts';

const png = Uint8Array.from(atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ'), (char) => char.charCodeAt(0));

async function photo(w: World, owner: string, name: string): Promise<string> {
  const stored = await storeFile(w.db.reader, { name, bytes: png, declaredType: '', owner, now: w.clock.now() });
  if ('refused' in stored) throw new Error(stored.refused);
  return stored.file.id;
}

test('photos of what is needed and of what was delivered belong to the request, and stay; others do not', async () => {
  const w = await world();
  const number = await files(w, 'lin', 'materials', '600 件 A 料', { file: await photo(w, 'lin', 'need.png') });
  await photo(w, 'lin', 'stray.png');
  await does(w, duty.materials, 'accept', number, {});
  const delivered = await photo(w, duty.materials, 'delivered.png');
  await does(w, duty.materials, 'deliver', number, { text: '已完成', file: delivered });
  w.sent();
  const kept = await w.db.reader.select({ name: storedFiles.name, kept: storedFiles.kept }).from(storedFiles);
  expect(Object.fromEntries(kept.map((file) => [file.name, file.kept]))).toEqual({
    'need.png': true,
    'stray.png': false,
    'delivered.png': true,
  });
});
