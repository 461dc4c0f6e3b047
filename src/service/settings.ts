import { randomBytes } from 'node:crypto';
import { eq } from 'drizzle-orm';
import type { Reader, Tx } from '../db/database.ts';
import { settings } from '../engine/tables.ts';

/** A small fact the product keeps about itself, or undefined. */
export async function readSetting(on: Reader | Tx, key: string): Promise<unknown> {
  const [row] = await on.select({ value: settings.value }).from(settings).where(eq(settings.key, key));
  return row?.value;
}

/** Keeps a fact, in the place of what was there. */
async function writeSetting(on: Reader | Tx, key: string, value: unknown): Promise<void> {
  await on.insert(settings).values({ key, value }).onConflictDoUpdate({ target: settings.key, set: { value } });
}

/** Keeps a fact unless there is one, and resolves to the one that stands: of several processes, the first one's. */
export async function settleSetting(on: Reader | Tx, key: string, value: unknown): Promise<unknown> {
  await on.insert(settings).values({ key, value }).onConflictDoNothing();
  return readSetting(on, key);
}

const signingKey = 'signing.key';
const freshKey = () => randomBytes(32).toString('base64url');

/** The key that signs forms, sessions and feeds; made at first start. */
export async function readSigningKey(on: Reader | Tx): Promise<string> {
  return String((await readSetting(on, signingKey)) ?? (await settleSetting(on, signingKey, freshKey())));
}

/** Puts a new key in its place: everything signed before is void once the service has started again. */
export async function rotateSigningKey(on: Reader | Tx): Promise<void> {
  await writeSetting(on, signingKey, freshKey());
}
