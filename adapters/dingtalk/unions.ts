import { inArray } from 'drizzle-orm';
import { DingtalkError } from './errors.ts';
import { objectAt, textAt } from './json.ts';
import type { Ports } from './ports.ts';
import { meet } from './store.ts';
import { dingtalkPeople } from './tables.ts';

/** Documented: 33012 and 60121 say that there is no such person. */
const gone = ['33012', '60121', '60003'];

/** The unionId of each account, in their order; the directory, which is not billed, is asked for those not met yet. */
export async function unionsOf(ports: Ports, accounts: readonly string[]): Promise<Map<string, string>> {
  if (accounts.length === 0) return new Map();
  const { userId } = dingtalkPeople;
  const met = await ports.db.reader
    .select()
    .from(dingtalkPeople)
    .where(inArray(userId, [...accounts]));
  const known = new Map(met.map((one) => [one.userId, one.unionId]));
  for (const account of accounts) {
    const union = known.get(account) ?? (await askUnion(ports, account));
    if (union) known.set(account, union);
  }
  return new Map(
    accounts.flatMap((account) => {
      const union = known.get(account);
      return union === undefined ? [] : [[account, union] as const];
    }),
  );
}

async function askUnion(ports: Ports, account: string): Promise<string | null> {
  try {
    const answer = await ports.api.directory('/topapi/v2/user/get', { userid: account });
    const unionId = textAt(objectAt(answer, 'result'), 'unionid');
    if (unionId) await meet(ports.db, [{ userId: account, unionId }]);
    return unionId || null;
  } catch (error) {
    if (error instanceof DingtalkError && gone.includes(error.code)) return null;
    throw error;
  }
}
