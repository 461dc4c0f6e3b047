import pino from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createConsole } from '../../adapters/console/index.ts';
import { stoppedClock } from '../../src/clock.ts';
import type { Database } from '../../src/db/database.ts';
import { demoCompany } from '../../src/demo/company.ts';
import { createEngine } from '../../src/engine/engine.ts';
import { inbox, outbox } from '../../src/engine/tables.ts';
import { features } from '../../src/features.ts';
import { organisationOf } from '../../src/org/build.ts';
import { parseOrgFile } from '../../src/org/file.ts';
import { testDatabase } from '../db/pool.ts';
import { shanghai } from '../world.ts';

let db: Database;
let console: ReturnType<typeof createConsole>;

beforeAll(async () => {
  db = await testDatabase();
  const parsed = parseOrgFile(demoCompany);
  if ('problems' in parsed) throw new Error('the demo company does not parse');
  const org = organisationOf(parsed.file);
  const shared = { db, clock: stoppedClock(shanghai('2026-05-06T09:00')), log: pino({ level: 'silent' }) };
  const organisation = async () => org;
  const commands = features.flatMap((feature) => feature.commands);
  console = createConsole({ ...shared, organisation, commands, secret: 'test' });
  const engine = createEngine({ ...shared, organisation, features, adapters: [console.adapter] });
  await console.adapter.start({
    ...engine.inlet('console'),
    receive: async (incoming) => {
      const reply = await engine.receive(incoming);
      await engine.flush();
      return reply;
    },
  });
});
afterAll(async () => {
  await console.adapter.stop();
  await db.close();
});

async function post(path: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  const about = { host: 'localhost', origin: 'http://localhost', 'x-console-as': 'lin', ...headers };
  const response = await console.routes.request(`http://localhost/console/${path}`, {
    method: 'POST',
    headers: about,
    body,
  });
  return { status: response.status, kind: response.headers.get('x-console-reply'), text: await response.text() };
}

test('nothing a browser can post is a server error', async () => {
  const values = [
    '',
    'NaN',
    '-1',
    '1e309',
    '<script>',
    "' or 1=1",
    '__proto__',
    'a\u0001b',
    '9'.repeat(5000),
    '{"need":"\\ud800\\u0000"}',
  ];
  for (const value of values) {
    for (const answer of [
      await post('say', { text: value }),
      await post('say', { text: `/request ${value}`, file: value }),
      await post('click', { action: 'requests.accept', value }),
      await post('click', { action: 'requests.fileFrom', value }),
      await post('click', { action: value, value }),
      await post('submit', {
        action: 'requests.file',
        context: value,
        'f.to': value,
        'f.need': value,
        'f.__proto__': value,
      }),
      await post('submit', { action: value, context: value }),
      await post('click', { action: 'engine.more', value }, { 'x-request-id': 'abc' }),
    ])
      expect(answer.status, `${JSON.stringify(value)}: ${answer.text.slice(0, 200)}`).toBeLessThan(400);
  }
  expect((await db.reader.select().from(outbox)).filter((row) => row.status === 'dead')).toEqual([]);
});

test('what was written is shown, and never run', async () => {
  const { text, kind } = await post('say', { text: '<script>alert(1)</script> 生产部 500 件 {{need}}' });
  expect(kind).toBe('whisper');
  expect(text).not.toContain('<script>alert');
  expect(text).toContain('&lt;script&gt;');
  expect(text).toContain('{{need}}');
});

test('a body over 1 MiB is refused before it is read, and one just under it is answered', async () => {
  expect((await post('say', { text: 'a'.repeat(2 ** 20 + 1) })).status).toBe(413);
  const before = (await db.reader.select().from(inbox)).length;
  const answer = await post('say', { text: '料'.repeat(300_000) });
  expect([answer.status, answer.kind]).toEqual([200, 'whisper']);
  expect((await db.reader.select().from(inbox)).length).toBe(before + 1);
});

test('nobody acts for an account that is not there', async () => {
  expect((await post('click', { action: 'requests.accept', value: '1001' }, { 'x-console-as': 'root' })).status).toBe(
    409,
  );
  expect((await post('say', { text: 'x' }, { origin: 'https://evil.example' })).status).toBe(403);
});
