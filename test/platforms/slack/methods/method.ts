import type { Obj } from '../json.ts';
import type { Tier } from '../limits.ts';
import type { Workspace } from '../workspace.ts';

/** What a method works with. */
export interface Bench {
  space: Workspace;
  /** Address of the emulator: `http://127.0.0.1:4711`. */
  base: string;
  /** Scopes of the bot's token. */
  scopes: ReadonlySet<string>;
  offend(what: string): void;
  /** Tells the app of something that happened in the workspace. */
  happen(event: Obj): void;
  /** Milliseconds of real time until an uploaded file can be shown. */
  processingMs: number;
  /** An address for one Socket Mode connection. */
  socketTicket(): string;
  homeEnabled: boolean;
  /** Posts to people who left are taken, and nobody reads them. */
  postsToLeavers: boolean;
}

export interface Method {
  /** Scopes it takes; for conversations they depend on the channel. */
  scopes?: readonly string[] | ((args: Obj, space: Workspace) => readonly string[]);
  tier: Tier;
  token: 'bot' | 'app' | 'none';
  required: readonly string[];
  optional: readonly string[];
  /** Posts are limited by channel besides. */
  posts?: boolean;
  run(args: Obj, bench: Bench): Obj;
}

/** An `ok: false` with Slack's own code. */
export class Refused extends Error {
  readonly code: string;
  readonly extra: Obj;

  constructor(code: string, extra: Obj = {}) {
    super(code);
    this.name = 'Refused';
    this.code = code;
    this.extra = extra;
  }
}

/** `invalid_arguments` with one line of explanation. */
export function invalid(message: string, at: string): Refused {
  return new Refused('invalid_arguments', {
    response_metadata: { messages: [`[ERROR] ${message} [json-pointer:/${at}]`] },
  });
}
