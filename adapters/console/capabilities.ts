import { eq } from 'drizzle-orm';
import type { Database } from '../../src/db/database.ts';
import { settings } from '../../src/engine/tables.ts';
import type { Capabilities } from '../../src/platform/adapter.ts';
import { everyKind } from '../../src/platform/form.ts';
import { announce } from './store.ts';

const rich: Capabilities = {
  sheets: { from: 1, kinds: everyKind },
  edits: true,
  groups: false,
  rooms: false,
  buttons: 12,
  selects: 0,
  text: 4000,
  title: 200,
  elements: 40,
  images: true,
};

/** What the least of the messengers can: no forms, no changes in place, two buttons, short texts. */
const poor: Capabilities = {
  sheets: null,
  edits: false,
  groups: false,
  rooms: false,
  buttons: 2,
  selects: 0,
  text: 500,
  title: 60,
  elements: 8,
  images: false,
};

const key = 'console.poorest';

/** The switch that makes this messenger behave like the poorest one, so that what is drawn for that can be seen. */
export interface PoorestSwitch {
  /** Changes when the switch does. */
  readonly can: Capabilities;
  readonly on: boolean;
  /** Reads the switch as any process last set it. */
  load(): Promise<void>;
  set(on: boolean): Promise<void>;
}

/** Makes the switch, off until it is loaded. */
export function poorestSwitch(db: Database): PoorestSwitch {
  const can = { ...rich };
  let on = false;
  const turn = (to: boolean) => {
    on = to;
    Object.assign(can, to ? poor : rich);
  };
  return {
    can,
    get on() {
      return on;
    },
    async load() {
      const [row] = await db.reader.select().from(settings).where(eq(settings.key, key));
      turn(row?.value === true);
    },
    async set(to) {
      await db.transaction(async (tx) => {
        await tx
          .insert(settings)
          .values({ key, value: to })
          .onConflictDoUpdate({ target: settings.key, set: { value: to } });
        await announce(tx, { kind: 'switch' });
      });
      turn(to);
    },
  };
}
