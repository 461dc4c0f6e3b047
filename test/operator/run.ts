import type { OperatorCommand, Result } from '../../src/operator/command.ts';
import type { World } from '../world.ts';

const defaults = { timezone: 'Asia/Shanghai', locale: 'zh-CN' } as const;

/** Runs a command on a world, as the service does for a command beside it: its arguments travel as JSON. */
export async function run(w: World, command: OperatorCommand, ...argv: string[]): Promise<Result> {
  const args: unknown = JSON.parse(JSON.stringify(await command.read(argv, defaults)));
  return command.run({ db: w.db, clock: w.clock, platforms: ['console'] }, args);
}

/** What a command refuses, in its words. */
export async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    return `nothing was refused: ${JSON.stringify(await work)}`;
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
}
