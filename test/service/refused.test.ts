import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { operator, startRefused, temporaryFolder } from './process.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder.remove());

const start = (env: Record<string, string>) => startRefused({ cwd: folder.path, env });

/** Nothing but a sentence: no stack, no fault of ours. */
function sentence({ code, stderr }: { code: number | null; stderr: string }): string {
  expect(code).toBe(1);
  expect(stderr).not.toMatch(/\n\s+at |node:internal|fault of ours/);
  return stderr;
}

test('a configuration that cannot be used is told in full, and nothing is created', async () => {
  const told = sentence(await start({ PORT: 'x', HOST: '0.0.0.0', CONSOLE: 'on', SLACK_BOT_TOKEN: 'xoxb-1' }));
  expect(told).toContain('PORT is "x"');
  expect(told).toContain('CONSOLE_PASSWORD');
  expect(told).toContain('Slack is configured only in part');
});

test('a database server that does not answer is told in a sentence', async () => {
  expect(sentence(await start({ DATABASE_URL: 'postgres://me@127.0.0.1:1/x' }))).toMatch(
    /^Nothing answers at .*DATABASE_URL/,
  );
});

test('an operator who mistypes reads what there is', async () => {
  const run = (...args: string[]) => operator(args, { cwd: folder.path });
  const [unknown, none, nofile, nodata] = await Promise.all([
    run('org:export'),
    run('org:import', 'x.yaml', 'y.yaml'),
    run('org:import', 'missing.yaml'),
    run('history:verify'),
  ]);
  expect(sentence(unknown)).toMatch(/^There is no command org:export\.\nCommands:\n {2}npm run org:import/);
  expect(sentence(none)).toMatch(/^"y\.yaml" is one word too many\.\nUsage: npm run org:import/);
  expect(sentence(nofile)).toMatch(/there is no file missing\.yaml/);
  expect(sentence(nodata)).toMatch(/^There is no database in \.\/data yet/);
});

test('an org file with mistakes is refused with their lines, and no database is made', async () => {
  await writeFile(
    join(folder.path, 'bad.yaml'),
    'company: { name: X }\ndepartments:\n  - { key: a, name: A, head: nobody }\n',
  );
  const told = sentence(await operator(['org:import', 'bad.yaml'], { cwd: folder.path }));
  expect(told).toMatch(/bad\.yaml:3 .*nobody/);
  expect(told).toContain('Nothing was imported');
});
