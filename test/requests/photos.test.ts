import { expect, test } from 'vitest';
import { files as storedFiles } from '../../src/platform/tables.ts';
import { world } from '../world.ts';
import { photo } from './photo.ts';
import { does, duty, files } from './story.ts';

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
