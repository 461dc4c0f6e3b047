import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { operator, orgFile, type Service, startRefused, startService, temporaryFolder } from './process.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let service: Service;

/** One service for the whole file: the first start of an embedded database is dear. */
beforeAll(async () => {
  folder = await temporaryFolder();
  await writeFile(join(folder.path, 'org.yaml'), orgFile);
  await writeFile(join(folder.path, '.env'), 'ORG_FILE=org.yaml\nMETRICS_TOKEN=let-me-measure\nDATA_DIR=./data\n');
  service = await startService({ cwd: folder.path });
});

afterAll(async () => {
  service?.child.kill('SIGKILL');
  await folder?.remove();
});

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${service.url}${path}`, { headers, redirect: 'manual' });

const says = (account: string, text: string) => {
  const body = new FormData();
  body.set('text', text);
  const headers = { origin: service.url, 'x-console-as': account };
  return fetch(`${service.url}/console/say`, { method: 'POST', body, headers });
};

const run = (...args: string[]) => operator(args, { cwd: folder.path });

test('a started service is alive and ready, and shows the console where people land', async () => {
  expect(await (await get('/healthz')).json()).toEqual({ status: 'ok' });
  const ready = await get('/readyz');
  expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready' }]);
  const start = await get('/');
  expect([start.status, start.headers.get('location')]).toEqual([302, '/console']);
  const page = await get('/console');
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('Test Works')]);
});

test('what is written in the console is handled, and counted', async () => {
  expect((await says('li', '/requests')).status).toBe(200);
  const metrics = await (await get('/metrics')).text();
  expect(metrics).toMatch(/xiayou_events_handled_seconds_count\{platform="console",kind="said"\} 1/);
  expect(metrics).toMatch(/xiayou_sweep_age_seconds 0\.\d/);
  expect(metrics).toMatch(/xiayou_outbox_messages\{status="dead"\} 0/);
});

test('unknown paths answer 404, nothing lists files, and bodies are limited', async () => {
  for (const path of ['/nope', '/console/assets/', '/package.json', '/.env', '/../.env', '/slack/events']) {
    expect([path, (await get(path)).status]).toEqual([path, 404]);
  }
  const large = await fetch(`${service.url}/wecom/callback`, { method: 'POST', body: 'x'.repeat(1024 * 1024 + 1) });
  expect(large.status).toBe(413);
  expect((await get('/healthz')).headers.get('x-content-type-options')).toBe('nosniff');
});

test('a second process on the same data folder is refused in a sentence', async () => {
  const second = await startRefused({ cwd: folder.path });
  expect(second.code).toBe(1);
  expect(second.stderr).toMatch(/^Another process is using the data folder .*Stop the other one first/);
  expect(second.stderr).not.toMatch(/\bat .*\.ts:/);
});

test('an import beside the running service is used by it at once', async () => {
  const path = join(folder.path, 'new.yaml');
  await writeFile(path, `${orgFile}  - { key: zhao, name: Zhao Min, department: sales }\n`);
  const tried = await run('org:import', 'new.yaml', '--dry-run');
  expect(tried).toMatchObject({ code: 0, stdout: expect.stringContaining('+ person zhao (Zhao Min) added') });
  expect(tried.stdout).toContain('Nothing was written');
  expect((await says('zhao', '/requests')).status).toBe(409);
  expect(await run('org:import', 'new.yaml')).toMatchObject({ code: 0, stdout: expect.stringContaining('Imported.') });
  expect((await says('zhao', '/requests')).status).toBe(200);
});

test('the doctor examines the running service', async () => {
  const { code, stdout } = await run('doctor');
  expect(stdout.split('\n').filter((line) => line.startsWith('BROKEN'))).toEqual([]);
  expect([code, stdout]).toEqual([0, expect.stringContaining('organisation: Test Works')]);
});

test('the history of what was filed in the console verifies beside the running service', async () => {
  expect((await says('chen', '/request production 500 housings')).status).toBe(200);
  const { code, stdout } = await run('history:verify');
  expect([code, stdout]).toEqual([0, expect.stringContaining('The history is whole')]);
});

test('SIGTERM ends it cleanly within ten seconds, with a page open', async () => {
  const stream = await get('/console/stream', { 'x-console-as': 'li' });
  expect(stream.status).toBe(200);
  const started = performance.now();
  const { code, stdout } = await service.stop();
  expect([code, stdout]).toEqual([0, expect.stringContaining('"msg":"stopped"')]);
  // An open page is ended, not waited for.
  expect(performance.now() - started).toBeLessThan(3_000);
  await stream.body?.cancel().catch(() => {});
});

test('a database with a real company never becomes the demo, and goes on without its org file', async () => {
  await writeFile(join(folder.path, '.env'), '');
  const demo = await startRefused({ cwd: folder.path, env: { DEMO: 'on' } });
  expect([demo.code, demo.stderr]).toEqual([
    1,
    expect.stringMatching(/^This database holds a real company .*set DEMO=off/),
  ]);
  service = await startService({ cwd: folder.path });
  expect(service.stdout()).not.toContain('demo');
  expect(await (await get('/console')).text()).toContain('Zhao Min');
  const again = service.stop();
  service.child.kill('SIGTERM');
  expect([0, 130]).toContain((await again).code);
});

test('without a service the operator works on the folder directly', async () => {
  const erased = await run('person:erase', 'zhao');
  expect(erased).toMatchObject({ code: 0, stdout: expect.stringContaining('zhao is erased') });
  expect(await readFile(join(folder.path, 'new.yaml'), 'utf8')).toContain('zhao');
});
