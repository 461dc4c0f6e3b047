import type { Logger } from 'pino';

/** One thing to end, in the order of the list. */
export interface Ending {
  name: string;
  end(): Promise<unknown>;
}

const mostMs = 9_500;

/**
 * Ends the process on SIGTERM and SIGINT: everything in order, each even when the one before failed, at most ten seconds
 * in all. A second signal ends it at once.
 */
export function endOnSignals(log: Logger, endings: readonly Ending[]): void {
  let ending = false;
  const onSignal = (signal: NodeJS.Signals) => {
    if (ending) process.exit(130);
    ending = true;
    log.info({ signal }, 'stopping');
    setTimeout(() => {
      log.error({ ms: mostMs }, 'not stopped in time');
      process.exit(1);
    }, mostMs).unref();
    void endAll(log, endings).then((failures) => process.exit(failures === 0 ? 0 : 1));
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

async function endAll(log: Logger, endings: readonly Ending[]): Promise<number> {
  let failures = 0;
  for (const { name, end } of endings) {
    try {
      await end();
    } catch (error) {
      failures += 1;
      log.error({ err: error, part: name }, 'part did not stop cleanly');
    }
  }
  log.info('stopped');
  return failures;
}
