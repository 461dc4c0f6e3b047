import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { createLog } from '../../src/log.ts';
import { testDatabase } from '../db/pool.ts';

test('a failed query is logged without what people wrote', async () => {
  const db = await testDatabase();
  const lines: string[] = [];
  const log = createLog('info', { write: (line) => void lines.push(line) });
  const secret = 'the payroll\n    of Lin';
  const failed = await db.reader.execute(sql`select ${secret}::integer`).catch((error: unknown) => error);
  log.error({ err: failed }, 'query failed');
  log.error({ err: new Error('outer', { cause: failed }) }, 'query failed deeper');
  expect(String((failed as Error).message)).toContain('payroll');
  expect(lines).toHaveLength(2);
  expect(lines.join()).toContain('select $1::integer');
  expect(lines.join()).not.toContain('payroll');
  expect(lines.join()).not.toContain('of Lin');
  await db.close();
});
