import { fork } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startPostgres } from '../test/postgres.ts';
import { type Context, postgresSettings } from './context.ts';
import { makeTemplate } from './product.ts';
import { count, currentCommit, currentLoad, machine, merge, ms, printed, type Row, writeDocs } from './report.ts';
import { sections } from './sections.ts';

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, only: { type: 'string' }, open: { type: 'string' } },
});
const names = values.only?.split(',') ?? Object.keys(sections);
const unknown = names.filter((name) => !sections[name]);
if (unknown.length > 0)
  throw new Error(`no section ${unknown.join(', ')}; there are ${Object.keys(sections).join(', ')}`);

const quick = values.quick;
const open = Number(values.open ?? (quick ? 2_000 : 100_000));
const titles = Object.values(sections).map((section) => section.title);
const server = await startPostgres({ ...postgresSettings });
const context: Context = { quick, postgres: server.url, template: 'bench_template', open };
const settings = Object.entries(postgresSettings).map(([name, value]) => `${name}=${value}`);
const postgres = `18, its own server on this machine, ${settings.join(' ')}`;

console.log(`Machine: ${machine()}; load ${currentLoad()}\nPostgreSQL: ${postgres}`);
if (names.some((name) => sections[name]?.seeded)) {
  const begun = performance.now();
  await makeTemplate(server.url, context.template, open);
  console.log(`${count(open)} open requests written through the product's rules in ${ms(performance.now() - begun)}`);
}
let failed = false;
for (const name of names) {
  const section = sections[name];
  if (!section) continue;
  const load = currentLoad();
  const commit = currentCommit();
  try {
    const rows = await inOwnProcess(name);
    const command = `npm run bench -- --only ${name}`;
    const all = merge(
      { section: section.title, command, at: new Date().toISOString(), commit, quick, load, rows },
      titles,
    );
    console.log(printed(all.filter((one) => one.section === section.title)));
    if (!quick) writeDocs(join(import.meta.dirname, '../docs/benchmarks.md'), all, postgres);
  } catch (error) {
    failed = true;
    console.error(`${name}: ${error instanceof Error ? error.message : error}`);
  }
}
await server.stop();
process.exitCode = failed ? 1 : 0;

/** What one section leaves behind (heap, prepared statements, connections) is no burden to the next. */
function inOwnProcess(name: string): Promise<Row[]> {
  const child = fork(join(import.meta.dirname, 'section.ts'));
  child.send({ name, context });
  return new Promise((resolve, reject) => {
    // tsx sends messages of its own.
    child.on('message', (message: { rows?: Row[] }) => message.rows && resolve(message.rows));
    child.once('exit', (code) => reject(new Error(`ended with ${code} before it had measured`)));
  });
}
