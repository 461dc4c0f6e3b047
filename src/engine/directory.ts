import type { Tx } from '../db/database.ts';
import type { Organisation } from '../org/organisation.ts';
import type { DirectoryNews } from '../platform/adapter.ts';
import { type Reach, writeEffects } from './effects.ts';
import type { Feature } from './feature.ts';

export interface DirectoryPorts {
  tx: Tx;
  now: Date;
  organisation: (tx: Tx) => Promise<Organisation>;
  features: readonly Feature[];
  reach: Reach;
}

/** What a messenger's directory tells: someone came, left, or is called otherwise now. */
export async function directoryChanged(ports: DirectoryPorts, change: DirectoryNews): Promise<void> {
  const org = await ports.organisation(ports.tx);
  const turn = { tx: ports.tx, now: ports.now, org, reachable: (id: string) => ports.reach(org, id) !== null };
  const departed = change.kind === 'left' ? [org.byAccount.get(`${change.platform}:${change.account}`)?.id ?? ''] : [];
  for (const feature of ports.features)
    await writeEffects(turn, feature, (await feature.departed?.(turn, departed)) ?? [], ports.reach);
}
