import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { describeFiles, loadFile, maxFileBytes, storeFile } from '../../src/platform/files.ts';
import { testDatabase } from '../db/pool.ts';
import { consoleWorld, type World } from './world.ts';

let db: Database;
let world: World;

beforeAll(async () => {
  db = await testDatabase();
  world = await consoleWorld(db);
});
afterAll(async () => {
  await world.stop();
  await db.close();
});

const bytesOf = (latin: string) => new Uint8Array(Buffer.from(latin, 'latin1'));
const store = (name: string, bytes: Uint8Array, more = {}) =>
  storeFile(db.reader, { name, bytes, declaredType: 'image/png', owner: 'p-sales-0', now: world.clock.now(), ...more });
const png = bytesOf('\x89PNG\r\n\x1a\n1234');

test.each([
  ['a.png', '\x89PNG\r\n\x1a\n…', 'image/png'],
  ['a.jpg', '\xff\xd8\xff\xe0', 'image/jpeg'],
  ['a.gif', 'GIF89a', 'image/gif'],
  ['a.webp', 'RIFF1234WEBPVP8 ', 'image/webp'],
  ['a.pdf', '%PDF-1.7', 'application/pdf'],
  [
    'a.xlsx',
    'PK\x03\x04 [Content_Types].xml xl/workbook.xml',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  ],
  ['a.docx', 'PK\x03\x04 word/document.xml', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  ['a.csv', 'name,amount\r\nx,1', 'text/csv'],
  ['photo.txt', '\x89PNG\r\n\x1a\n', 'image/png'],
])('%s is kept as what its bytes are', async (name, latin, type) => {
  expect(await store(name, bytesOf(latin))).toMatchObject({ file: { type } });
});

test.each([
  ['program.png', 'MZ\x90\x00'],
  ['picture.svg', '<svg onload="alert(1)"/>'],
  ['page.html', '<script>'],
  ['archive.zip', 'PK\x03\x04 readme.txt'],
  ['macros.xlsm', 'PK\x03\x04 xl/workbook.xml xl/vbaProject.bin'],
  ['binary.txt', 'a\x00b'],
])('%s is of the wrong kind', async (name, latin) => {
  expect(await store(name, bytesOf(latin))).toEqual({ refused: 'wrongKind' });
});

test('empty and too large files are refused, and a field may want less', async () => {
  expect(await store('a.png', new Uint8Array())).toEqual({ refused: 'empty' });
  const large = new Uint8Array(maxFileBytes + 1);
  large.set(png);
  expect(await store('a.png', large)).toEqual({ refused: 'tooLarge' });
  expect(await store('a.png', large.subarray(0, maxFileBytes))).toMatchObject({ file: { size: maxFileBytes } });
  expect(await store('a.png', png, { maxBytes: 5 })).toEqual({ refused: 'tooLarge' });
  expect(await store('a.png', png, { accept: ['application/pdf'] })).toEqual({ refused: 'wrongKind' });
  expect(await store('a.png', png, { accept: ['image/*'] })).toMatchObject({ file: { type: 'image/png' } });
});

test('a Chinese CSV of a spreadsheet program is text', async () => {
  expect(await store('订单.csv', bytesOf('\xb6\xa9\xb5\xa5,1\r\n'))).toMatchObject({ file: { type: 'text/csv' } });
});

test('names lose paths and what hides their ending', async () => {
  const stored = await store('../..\\C:\\x\u202Egnp.\u0000exe.png', png);
  expect(stored).toMatchObject({ file: { name: expect.stringMatching(/^xgnp\.\uFFFDexe\.png$/) } });
});

test('bytes come back as they were', async () => {
  const all = Uint8Array.from({ length: 256 }, (_, index) => index);
  const stored = await store('a.png', new Uint8Array([...png, ...all]));
  if (!('file' in stored)) throw new Error('refused');
  const loaded = await loadFile(db.reader, stored.file.id);
  expect([...(loaded?.bytes ?? [])]).toEqual([...png, ...all]);
  expect(await describeFiles(db.reader, [stored.file.id, 'gone'])).toEqual(new Map([[stored.file.id, stored.file]]));
});

test('an uploaded photo is shown, and served so that nothing in it can run', async () => {
  const upload = new File([png], '照片.png', { type: 'image/png' });
  const answer = await world.request('/console/files', { as: 'sales-0', body: { upload, name: 'file' } });
  const id = /value="([\w-]+)"/.exec(await answer.text())?.[1] ?? '';
  const file = await world.request(`/console/files/${id}`);
  expect(file.headers.get('content-type')).toBe('image/png');
  expect(file.headers.get('content-security-policy')).toContain('sandbox');
  expect(file.headers.get('x-content-type-options')).toBe('nosniff');
  expect(file.headers.get('content-disposition')).toContain(encodeURIComponent('照片.png'));

  await world.request('/console/say', { as: 'sales-0', body: { text: '/cards', file: id } });
  expect(await (await world.request('/console', { as: 'sales-0' })).text()).toContain(
    `<img src="/console/files/${id}"`,
  );
  expect((await world.request('/console/files/unknown')).status).toBe(404);
});

test('a refusal says what is wrong in words', async () => {
  const refused = async (upload: File) => {
    const response = await world.request('/console/files', { as: 'sales-0', body: { upload, name: 'file' } });
    return [response.status, /role="alert">([^<]+)</.exec(await response.text())?.[1]];
  };
  expect(await refused(new File(['MZ\u0000'], 'x.exe'))).toEqual([422, expect.stringContaining('不支持这种文件')]);
  expect(await refused(new File([], 'x.png'))).toEqual([422, expect.stringContaining('是空的')]);
  const large = new File([png, new Uint8Array(maxFileBytes)], 'x.png');
  expect(await refused(large)).toEqual([422, expect.stringContaining('超过 5 MB')]);
});
