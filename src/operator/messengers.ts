import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Database } from '../db/database.ts';
import { openDatabase } from '../db/index.ts';
import { migrate } from '../db/migrate.ts';
import { features } from '../features.ts';
import { createLog } from '../log.ts';
import { loadOrganisation } from '../org/store.ts';
import type { Messenger } from '../platform/messenger.ts';

/** The messengers of a configuration over a database; nothing of them runs. */
export async function messengersOver(config: Config, db: Database): Promise<readonly Messenger[]> {
  if (!config.slack && !config.wecom && !config.dingtalk) return [];
  // Loaded when they are needed: most commands ask no messenger anything.
  const { createMessengers } = await import('../messengers.ts');
  const log = createLog('silent');
  return createMessengers(config, () => ({
    db,
    clock: systemClock,
    log,
    organisation: () => loadOrganisation(db.reader),
    commands: features.flatMap((feature) => feature.commands),
    publicUrl: config.publicUrl,
    formLink: () => null,
  }));
}

/**
 * Runs `work`, which may ask for the messengers. They keep notes in a database, and the embedded one may be a running
 * service's: then, and only when they are asked for, they get one of their own, which is thrown away.
 */
export async function withMessengers<T>(
  config: Config,
  work: (messengers: () => Promise<readonly Messenger[]>) => Promise<T>,
): Promise<T> {
  const ends: (() => Promise<unknown>)[] = [];
  const messengers = async () => {
    if (config.databaseUrl) {
      const { db } = await openDatabase({ dataDir: config.dataDir, databaseUrl: config.databaseUrl });
      ends.unshift(() => db.close());
      return messengersOver(config, db);
    }
    const folder = await mkdtemp(join(tmpdir(), 'xiayou-'));
    ends.unshift(() => rm(folder, { recursive: true, force: true }));
    const { db } = await openDatabase({ dataDir: folder });
    ends.unshift(() => db.close());
    await migrate(db);
    return messengersOver(config, db);
  };
  try {
    return await work(messengers);
  } finally {
    for (const end of ends) await end();
  }
}
