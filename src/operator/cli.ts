import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { systemClock } from '../clock.ts';
import { type Config, readConfig } from '../config.ts';
import { openDatabase } from '../db/index.ts';
import { migrate, pendingMigrations } from '../db/migrate.ts';
import { askService } from '../db/operator.ts';
import type { Platform } from '../platform/adapter.ts';
import { clockOf } from '../service/clock.ts';
import { companyKind } from '../service/company.ts';
import { StartError, sentenceOf } from '../service/errors.ts';
import { type Defaults, type OperatorCommand, type Result, withSwallowed } from './command.ts';
import { commands } from './commands.ts';
import { messengersOver, withMessengers } from './messengers.ts';
import { orgDraft, orgDraftSyntax } from './org-draft-command.ts';

const resultShape = z.object({ text: z.string(), code: z.union([z.literal(0), z.literal(1)]) });

/** One operator's command, from its words to what it prints and the exit code. */
async function main(argv: readonly string[]): Promise<Result> {
  const [name = '', ...given] = argv;
  if (existsSync('.env')) process.loadEnvFile('.env');
  if (name === orgDraftSyntax.name) {
    const words = withSwallowed(given, orgDraftSyntax, process.env);
    const { notes, ...drafted } = await orgDraft(words, (draft) => around(readConfig(process.env), draft));
    if (notes) process.stderr.write(`${notes}\n`);
    return drafted;
  }
  const command = commands.find((candidate) => candidate.name === name);
  if (!command) throw new StartError(usage(name));
  const config = readConfig(process.env);
  const words = withSwallowed(given, command, process.env);
  const args = await around(config, (defaults) => command.read(words, defaults));
  const result = await carryOut(command, args, config);
  return command.finish ? command.finish(args, result) : result;
}

/** Hands what the configuration says, and the messengers it sets up, to what reads a command. */
function around<T>(config: Config, read: (defaults: Defaults) => Promise<T>): Promise<T> {
  const { timezone, locale, orgFile } = config;
  return withMessengers(config, (messengers) => read({ timezone, locale, orgFile, messengers }));
}

/** In the order in which a person with accounts on several is written to. */
function platformsOf(config: Config): Platform[] {
  return (['slack', 'wecom', 'dingtalk', 'console'] as const).filter((platform) => config[platform]);
}

function usage(name: string): string {
  const lines = [...commands, orgDraftSyntax].map((command) => `  ${command.usage}`);
  return [name ? `There is no command ${name}.` : 'Say which command.', 'Commands:', ...lines].join('\n');
}

/** Beside a running embedded service the service does it, because two processes would destroy its database. */
async function carryOut(command: OperatorCommand, args: unknown, config: Config): Promise<Result> {
  if (!config.databaseUrl) {
    const answer = await askService(config.dataDir, command.name, args);
    if (answer !== null) return resultShape.parse(answer);
    if (!command.creates && !existsSync(join(config.dataDir, 'pglite', 'PG_VERSION'))) {
      throw new StartError(
        `There is no database in ${config.dataDir} yet: check DATA_DIR, or start the service once, which creates it.`,
      );
    }
  }
  const { db } = await openDatabase({
    dataDir: config.dataDir,
    ...(config.databaseUrl ? { databaseUrl: config.databaseUrl } : {}),
  });
  try {
    if (command.creates) await migrate(db);
    const current = (await pendingMigrations(db)).length === 0;
    // The doctor tells about it among other things.
    if (!current && command.name !== 'doctor') {
      throw new StartError(
        'The database is older than this program: start the service once, which brings it up to date.',
      );
    }
    const clock = current ? await clockOf(db.reader, await companyKind(db.reader)) : systemClock;
    const messengers = () => messengersOver(config, db);
    return await command.run({ db, clock, platforms: platformsOf(config), messengers }, args);
  } finally {
    await db.close();
  }
}

try {
  const { text, code } = await main(process.argv.slice(2));
  process.stdout.write(`${text}\n`);
  process.exitCode = code;
} catch (error) {
  const sentence = sentenceOf(error) ?? (error instanceof Error ? error.message : String(error));
  process.stderr.write(`${sentence}\n`);
  // A fault of ours is worth its stack to whoever is told of it.
  if (sentenceOf(error) === null && process.env.LOG_LEVEL === 'debug') console.error(error);
  process.exitCode = 1;
}
