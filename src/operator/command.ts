import { parseArgs } from 'node:util';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import type { FileDefaults } from '../org/defaults.ts';
import type { Platform } from '../platform/adapter.ts';
import type { Messenger } from '../platform/messenger.ts';
import { StartError } from '../service/errors.ts';

/** What a command works with: the service's own parts beside a running one, else parts opened for it. */
export interface Ports {
  db: Database;
  clock: Clock;
  /** The messengers that run. */
  platforms: readonly Platform[];
  /** Those that are set up, to be asked how they are. */
  messengers?: () => Promise<readonly Messenger[]>;
}

/** What the operator reads, and the exit code. */
export interface Result {
  text: string;
  code: 0 | 1;
}

type Flags = Readonly<Record<string, { type: 'boolean' | 'string'; short?: string }>>;

/** How a command is written. */
export interface Syntax {
  name: string;
  usage: string;
  flags?: Flags;
}

/** What a command may know where the operator is, beside its words. */
export interface Defaults extends FileDefaults {
  orgFile?: string | null;
  /** The messengers that are set up; nothing of them runs. */
  messengers?: () => Promise<readonly Messenger[]>;
}

/** An operator's command: read where the operator is, carried out where the database is. */
export interface OperatorCommand extends Syntax {
  /** May begin with an empty database. */
  creates?: true;
  /** Reads the command line, and files it names, into plain JSON for `run`. */
  read(argv: readonly string[], defaults: Defaults): Promise<unknown>;
  /** `args` may come from another process, so it is parsed before it is believed. */
  run(ports: Ports, args: unknown): Promise<Result>;
  /** What is left to do where the operator is, once it was carried out. */
  finish?(args: unknown, result: Result): Promise<Result>;
}

/** The command line is wrong; the usage is shown. */
export class UsageError extends StartError {
  constructor(problem: string, { usage }: Syntax) {
    super(`${problem}\nUsage: ${usage}`);
  }
}

export interface Arguments {
  flags: Record<string, string | boolean | undefined>;
  words: string[];
}

/** Reads flags and words; throws UsageError for what the command does not know, and for too few or many words. */
export function readArguments(argv: readonly string[], syntax: Syntax, [least, most]: [number, number]): Arguments {
  const { values, positionals } = parsed(argv, syntax);
  if (positionals.length < least) throw new UsageError('Something is missing.', syntax);
  const extra = positionals[most];
  if (extra !== undefined) throw new UsageError(`"${extra}" is one word too many.`, syntax);
  return { flags: values as Arguments['flags'], words: positionals };
}

function parsed(argv: readonly string[], syntax: Syntax) {
  try {
    return parseArgs({ args: [...argv], options: { ...syntax.flags }, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error), syntax);
  }
}

/**
 * `npm run org:import FILE --dry-run` without a `--` before the option: npm keeps the option for itself and tells of it
 * in the environment only. Losing a `--dry-run` would be a real import, so options are taken from there.
 */
export function withSwallowed(
  argv: readonly string[],
  syntax: Syntax,
  environment: Readonly<Record<string, string | undefined>>,
): string[] {
  const words = [...argv];
  if (environment.npm_lifecycle_event !== syntax.name) return words;
  const options: string[] = [];
  for (const [flag, { type, short }] of Object.entries(syntax.flags ?? {})) {
    const names = [flag, ...(short ? [short] : [])];
    const value = names.map((name) => environment[`npm_config_${name.replaceAll('-', '_')}`]).find(Boolean);
    if (value === undefined) continue;
    if (type === 'boolean') options.push(`--${flag}`);
    // npm took the option for a switch, and left its value among the words.
    else options.push(`--${flag}=${value === 'true' ? (words.pop() ?? '') : value}`);
  }
  return [...words, ...options];
}

export const ok = (text: string): Result => ({ text, code: 0 });
export const broken = (text: string): Result => ({ text, code: 1 });

/** `1 message`, `2 messages`. */
export const counted = (count: number, noun: string, nouns = `${noun}s`): string =>
  `${count} ${count === 1 ? noun : nouns}`;
