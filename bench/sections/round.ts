import { sql } from 'drizzle-orm';
import { type Database, rows } from '../../src/db/database.ts';
import { migrate } from '../../src/db/migrate.ts';
import { benchCompany } from '../company.ts';
import type { Context } from '../context.ts';
import { importCompany, minute, monday, newDatabase, openProduct } from '../product.ts';
import { count, ms, type Row, spread } from '../report.ts';

/** A round over a large company: how long it takes to plan it, and to promise everyone their question. */
export async function round(context: Context): Promise<Row[]> {
  const people = context.quick ? 2_000 : 10_000;
  const { db, engine, clock, close } = await openProduct(await newDatabase(context.postgres, 'bench_round'), monday);
  await migrate(db);
  await importCompany(db, monday, benchCompany(40, people / 40));
  // In a service that runs, the organisation is at hand.
  await engine.turn('questionnaires', async () => []);
  const answers = { questionnaire: 'self-awareness', whom: 'company' };
  const started = await timed(() =>
    engine.receive({
      id: 'start',
      platform: 'console',
      account: 'd0p0',
      kind: 'submitted',
      action: 'questionnaires.round.start',
      context: '',
      answers,
    }),
  );
  const planned = await peopleWho(db, 'planned');
  // Tuesday at ten: everyone has been at work for half an hour.
  clock.set(new Date(monday.getTime() + 24 * 60 * minute));
  const transactions: number[] = [];
  for (let left = planned; left > 0; left = await peopleWho(db, 'planned'))
    transactions.push(await timed(() => engine.tick()));
  const asked = await peopleWho(db, 'asked');
  await close();
  const total = transactions.reduce((sum, one) => sum + one, 0);
  const settings = `${count(people)} people in 40 departments on two calendars, PostgreSQL`;
  return [
    {
      what: 'a round is started: everyone’s own next shift is found and written, in one transaction',
      settings,
      result: `${ms(started)}: ${count(planned)} people planned`,
      target: '≤ 3 s',
      met: planned === people && started <= 3_000,
    },
    {
      what: 'everyone’s question is put into the outbox',
      settings: `${settings}, 300 people in a transaction, one process`,
      result: `${ms(total)}: ${count(asked)} people asked`,
      target: '≤ 30 s',
      met: asked === people && total <= 30_000,
    },
    {
      what: 'meanwhile, one transaction',
      settings: 'others wait no longer than that',
      result: spread(transactions),
      target: '≤ 2 s',
      met: Math.max(...transactions) <= 2_000,
    },
  ];
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

async function peopleWho(db: Database, status: string): Promise<number> {
  const [row] = await rows<{ n: number }>(
    db.reader,
    sql`select count(*)::int as n from questionnaire_people where status = ${status}`,
  );
  return row?.n ?? 0;
}
