import { type SQL, sql } from 'drizzle-orm';
import { rows, type Tx } from '../db/database.ts';
import { calendarEvents, outbox } from '../engine/tables.ts';
import type { Account } from '../org/directory.ts';
import { foldedAccount } from '../org/organisation.ts';

/** How the tables of messengers, named after them, call an account. */
const accountColumns = ['account', 'user_id'];
/** Names of events and the like, which accounts are a part of. */
const keyColumns = ['key'];

/** Deletes what the messengers and the engine keep under these accounts: it only serves someone who uses them. */
export async function forgetAccounts(tx: Tx, accounts: readonly Account[]): Promise<void> {
  for (const { platform, account } of accounts) {
    const folds = foldedAccount(platform, 'A') === 'a';
    const is = (column: SQL) => (folds ? sql`lower(${column}) = lower(${account})` : sql`${column} = ${account}`);
    const part = `(^|[|/#])${account.replace(/[^\p{L}\p{N}_]/gu, '\\$&')}($|[|/#])`;
    const names = (column: SQL) => (folds ? sql`${column} ~* ${part}` : sql`${column} ~ ${part}`);
    for (const { table, column } of await columnsOf(tx, platform)) {
      const [from, at] = [sql.identifier(table), sql`${sql.identifier(column)}`];
      await tx.execute(sql`delete from ${from} where ${accountColumns.includes(column) ? is(at) : names(at)}`);
    }
    await tx.execute(sql`delete from inbox where platform = ${platform} and ${names(sql`event_id`)}`);
    await tx.execute(sql`delete from rate_limits where bucket like ${`${platform}/%`} and ${names(sql`bucket`)}`);
    await tx.execute(
      sql`update ${outbox} set to_group = jsonb_set(to_group, '{members}', (to_group -> 'members') - ${account}::text)
          where platform = ${platform} and to_group -> 'members' @> ${JSON.stringify([account])}::jsonb`,
    );
    await forgetInvitations(tx, platform, account);
  }
}

/** Whom an event in calendars is for, and what they answered. */
async function forgetInvitations(tx: Tx, platform: string, account: string): Promise<void> {
  const named = JSON.stringify([account]);
  await tx.execute(
    sql`update ${outbox} set event = jsonb_set(event, '{accounts}', (event -> 'accounts') - ${account}::text)
        where platform = ${platform} and event -> 'accounts' @> ${named}::jsonb`,
  );
  await tx.execute(
    sql`update ${calendarEvents} set answers = answers - ${account}::text,
          shown = jsonb_set(shown, '{accounts}', (shown -> 'accounts') - ${account}::text)
        where platform = ${platform} and shown -> 'accounts' @> ${named}::jsonb`,
  );
}

/** Where the tables of a messenger name an account. */
function columnsOf(tx: Tx, platform: string): Promise<{ table: string; column: string }[]> {
  const columns = [...accountColumns, ...keyColumns].map((column) => sql`${column}`);
  return rows(
    tx,
    sql`select table_name as "table", column_name as "column" from information_schema.columns
        where table_schema = 'public' and starts_with(table_name, ${`${platform}_`})
          and data_type = 'text' and column_name in (${sql.join(columns, sql`, `)}) order by 1, 2`,
  );
}
