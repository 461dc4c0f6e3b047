import type { Database, Tx } from '../db/database.ts';
import { OrganisationError } from '../org/build.ts';
import type { Organisation } from '../org/organisation.ts';
import { ORG_CHANNEL, organisationCache } from '../org/store.ts';

export interface Organisations {
  /** The organisation of the transaction's moment. */
  inside(tx: Tx): Promise<Organisation>;
  /** The organisation as it was a moment ago, without asking the database each time. Throws OrganisationError when there is none. */
  current(): Promise<Organisation>;
  /** Whether one has been imported. */
  hasOrganisation(): Promise<boolean>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** NOTIFY can be lost with its connection, so a snapshot is believed no longer than this. */
const believedMs = 2_000;

/** The organisation for everything in this process; whoever changes it tells all processes. */
export function createOrganisations(db: Database): Organisations {
  const cache = organisationCache();
  let kept: { organisation: Promise<Organisation>; until: number } | null = null;
  let quiet = async () => {};
  const current = () => {
    if (kept && performance.now() < kept.until) return kept.organisation;
    const organisation = cache.current(db.reader);
    const mine = { organisation, until: performance.now() + believedMs };
    kept = mine;
    organisation.catch(() => {
      if (kept === mine) kept = null;
    });
    return organisation;
  };
  return {
    inside: (tx) => cache.current(tx),
    current,
    async hasOrganisation() {
      try {
        await current();
        return true;
      } catch (error) {
        if (error instanceof OrganisationError) return false;
        throw error;
      }
    },
    async start() {
      quiet = await db.listen(ORG_CHANNEL, () => {
        kept = null;
      });
    },
    stop: () => quiet(),
  };
}
