import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPostgres, type TestPostgres } from '../postgres.ts';
import { operator, orgFile, type Service, startService, temporaryFolder } from './process.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: TestPostgres;
let env: Record<string, string>;
let services: Service[] = [];

beforeAll(async () => {
  [folder, server] = await Promise.all([temporaryFolder(), startPostgres()]);
  await writeFile(join(folder.path, 'org.yaml'), orgFile);
  env = { DATABASE_URL: await server.newDatabase(), ORG_FILE: 'org.yaml' };
  services = await Promise.all([1, 2].map(() => startService({ cwd: folder.path, env })));
});

afterAll(async () => {
  for (const { child } of services) child.kill('SIGKILL');
  await server?.stop();
  await folder?.remove();
});

const status = async (service: Service | undefined, path: string) => (await fetch(`${service?.url}${path}`)).status;

async function says(service: Service, account: string): Promise<number> {
  const body = new FormData();
  body.set('text', '/requests');
  const headers = { origin: service.url, 'x-console-as': account };
  return (await fetch(`${service.url}/console/say`, { method: 'POST', body, headers })).status;
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (await condition()) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error('this never came true');
}

test('two instances that start together on an empty server migrate it once and import one company', async () => {
  expect(await Promise.all(services.map((service) => status(service, '/readyz')))).toEqual([200, 200]);
  const migrations = services.map((service) => service.stdout().split('"migrated"').length - 1);
  expect(migrations.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(1);
  const { code, stdout } = await operator(['doctor'], { cwd: folder.path, env });
  expect([code, stdout]).toEqual([0, expect.stringContaining('organisation: Test Works, version 1')]);
});

test('an import beside running instances reaches each of them at once', async () => {
  await writeFile(join(folder.path, 'new.yaml'), `${orgFile}  - { key: zhao, name: Zhao Min, department: sales }\n`);
  expect(await operator(['org:import', 'new.yaml'], { cwd: folder.path, env })).toMatchObject({ code: 0 });
  expect(await Promise.all(services.map((service) => says(service, 'zhao')))).toEqual([200, 200]);
});

test('a killed instance leaves the other one ready', async () => {
  services[0]?.child.kill('SIGKILL');
  await services[0]?.ended;
  expect(await status(services[1], '/readyz')).toBe(200);
});

test('without its database an instance lives, is not ready, and still ends in time', async () => {
  const last = services[1];
  await server.stop();
  await until(async () => (await status(last, '/readyz')) === 503);
  expect(await status(last, '/healthz')).toBe(200);
  expect(await status(last, '/metrics')).toBe(200);
  const started = performance.now();
  await last?.stop();
  expect(performance.now() - started).toBeLessThan(10_500);
});
