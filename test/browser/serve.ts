import { parseArgs } from 'node:util';
import { company } from '../console/company.ts';
import { consoleWorld, type World } from '../console/world.ts';
import { testDatabase } from '../db/pool.ts';
import { toyDemo } from './toy-demo.ts';

/** `npx tsx test/browser/serve.ts --port 4000 --lang en --demo`: the gallery in a browser, to look at. */
const { values } = parseArgs({
  options: { port: { type: 'string' }, lang: { type: 'string' }, demo: { type: 'boolean' } },
});
const locale = values.lang === 'en' ? 'en' : 'zh-CN';
const world: World = await consoleWorld(await testDatabase(), {
  org: company(locale),
  ...(values.demo ? { demo: toyDemo((account) => world.console.acts.say(account, '/cards')) } : {}),
});
const { url } = await world.listen(Number(values.port ?? 4000));
process.stdout.write(`${url}/console\n`);
