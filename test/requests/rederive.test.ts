import { asc } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { demoCompany } from '../../src/demo/company.ts';
import { timers } from '../../src/engine/tables.ts';
import { describeProblems, parseOrgFile } from '../../src/org/file.ts';
import { applyImport, planImport } from '../../src/org/import.ts';
import { rederiveAfterImport } from '../../src/requests/rederive.ts';
import { read as readRequests } from '../../src/requests/store.ts';
import { requestHistory, requestTexts } from '../../src/requests/tables.ts';
import { minutes, read, shanghai, type World, world } from '../world.ts';
import { salesFiles } from './story.ts';

const factoryHours = 'sat: ["08:00-12:00"] }, holidays: cn }';
/** Tuesday is closed at the factory. */
const withHoliday = demoCompany.replace(
  factoryHours,
  'sat: ["08:00-12:00"] }, holidays: cn, overrides: { 2026-06-16: [] } }',
);

/** The operator imports another org file. */
async function imports(w: World, text: string): Promise<void> {
  const parsed = parseOrgFile(text);
  if ('problems' in parsed) throw new Error(describeProblems(parsed.problems, 'company'));
  await w.db.transaction(async (tx) => {
    const plan = await planImport(tx, parsed.file, { openWork: async () => [], newId: (key) => key });
    if (plan.kind === 'refused') throw new Error('refused');
    const version = await applyImport(tx, plan, w.clock.now());
    await rederiveAfterImport(tx, plan.changes, version, w.clock.now());
  });
}

const due = async (w: World, number: number) => (await readRequests(w.db.reader, [number])).get(number)?.follow.due;

const history = async (w: World) =>
  (await w.db.reader.select().from(requestHistory).orderBy(asc(requestHistory.number), asc(requestHistory.seq))).map(
    (row) => (JSON.parse(row.body) as { happening: { kind: string } }).happening.kind,
  );

/** Monday: a normal request at material control, accepted, to be delivered in two working days. */
async function accepted(): Promise<World> {
  const w = await world({ at: shanghai('2026-06-15T10:00') });
  await salesFiles(w, 'normal');
  const supplier = w.sent()[0]?.split(':')[0] ?? '';
  await w.presses(supplier, 'accept', {});
  w.sent();
  return w;
}

describe('when a calendar changes', () => {
  test('a new holiday moves due times and the history says why', async () => {
    const w = await accepted();
    expect(await due(w, 1001)).toEqual(shanghai('2026-06-17T10:00'));
    await imports(w, withHoliday);
    await w.advance(minutes(1));
    expect(await due(w, 1001)).toEqual(shanghai('2026-06-18T10:00'));
    expect(await history(w)).toEqual(['filed', 'accepted', 'recalculated']);
    const texts = await w.db.reader.select().from(requestTexts);
    expect(texts.find((text) => text.seq === 3)).toMatchObject({
      field: 'reason',
      value: 'calendar factory changed in version 2 of the organisation',
    });
  });

  test('nobody is disturbed: the cards that stand are changed', async () => {
    const w = await accepted();
    await imports(w, withHoliday);
    await w.advance(minutes(1));
    expect(w.sent()).toEqual([]);
    expect(read(await w.newest('lin'))).toContain('R-1001：工作日历有调整，时限现为 6月18日(周四) 10:00');
  });

  test('steps follow the new due time', async () => {
    const w = await accepted();
    await imports(w, withHoliday);
    await w.until(shanghai('2026-06-17T09:59'));
    expect(w.sent()).toEqual([]);
    await w.until(shanghai('2026-06-17T10:00'));
    expect(w.sent()).toHaveLength(1);
  });

  test('the same change again moves nothing, and leaves no timer behind', async () => {
    const w = await accepted();
    await imports(w, withHoliday);
    await w.advance(minutes(1));
    await w.db.transaction((tx) =>
      rederiveAfterImport(tx, [{ kind: 'calendar', key: 'factory', change: 'changed' } as never], 3, w.clock.now()),
    );
    await w.advance(minutes(1));
    expect(await history(w)).toEqual(['filed', 'accepted', 'recalculated']);
    expect((await w.db.reader.select().from(timers)).filter((row) => row.key.startsWith('rederive'))).toEqual([]);
  });

  test('urgent requests run round the clock and stay as they are', async () => {
    const w = await world({ at: shanghai('2026-06-15T10:00') });
    await salesFiles(w, 'urgent');
    w.sent();
    const before = await due(w, 1001);
    await imports(w, withHoliday);
    await w.advance(minutes(1));
    expect(await due(w, 1001)).toEqual(before);
    expect(await history(w)).toEqual(['filed']);
  });
});
