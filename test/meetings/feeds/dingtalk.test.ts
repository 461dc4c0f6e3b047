import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../../src/db/database.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import type { Effect } from '../../../src/engine/feature.ts';
import { testDatabase, truncateAll } from '../../db/pool.ts';
import { played, type Stage, type StageOptions, stage, until } from '../../dingtalk/world.ts';
import { diary, halfHour, promised, remembered, slot } from './events.ts';

let db: Database;
let on: Stage;
let engine: Engine;
let heard: string[];

async function begin(options: StageOptions = {}): Promise<void> {
  await truncateAll(db);
  const own = diary();
  heard = own.heard;
  on = await stage(db, { ...options, settings: { calendar: true, ...options.settings } });
  engine = await played(db, on, [own.feature]);
  await until(() => on.emulator.openCalls.length >= 2);
}

beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(() => begin());
afterEach(async () => {
  expect(on.emulator.offences).toEqual([]);
  await on.end();
});

const seen = (account = 'sales-0') => on.emulator.calendar(account);
const asked = (method: string) =>
  on.emulator.calls.filter(({ path, body }) => path.includes('/primary/events') && methodOf(path, body) === method)
    .length;
const methodOf = (path: string, body: unknown) =>
  path.endsWith('/events') ? 'POST' : body !== undefined && Object.hasOwn(Object(body), 'summary') ? 'PUT' : 'other';

async function makes(...effects: Effect[]): Promise<void> {
  await engine.turn('toy', async () => effects);
  await engine.flush();
}

async function passes(times = 4, ms = 90_000): Promise<void> {
  for (let time = 0; time < times; time++) {
    on.clock.set(new Date(on.clock.now().getTime() + ms));
    await engine.flush();
  }
}

describe('a meeting in the calendars of DingTalk', () => {
  test('is organised by the first who comes, and stands in all their calendars, in the zone of the company', async () => {
    await makes(halfHour());
    expect(seen()).toMatchObject([
      {
        summary: '例会：销售部与物控部',
        from: new Date('2026-05-12T01:00:00Z'),
        to: new Date('2026-05-12T01:30:00Z'),
        zone: 'Asia/Shanghai',
        with: ['sales-0', 'materials-0'],
        reminderMinutes: [15],
      },
    ]);
    expect(seen('materials-0')).toHaveLength(1);
    expect(await promised(db)).toEqual(['in sent']);
  });

  test('moves in place, is taken out, and is made again', async () => {
    await makes(halfHour());
    const [before] = seen();
    await makes(halfHour({ from: new Date('2026-05-13T06:00:00Z'), sequence: 1 }));
    expect(seen('materials-0')).toMatchObject([{ id: before?.id, from: new Date('2026-05-13T06:00:00Z') }]);
    await makes(halfHour({ off: true }));
    expect([seen(), seen('materials-0')]).toEqual([[], []]);
    await makes(halfHour({ sequence: 2 }));
    expect(seen()).toHaveLength(1);
    expect(seen()[0]?.id).not.toBe(before?.id);
  });

  test('is somebody else’s when its organiser comes no more', async () => {
    await makes(halfHour());
    await makes(halfHour({ sequence: 1, people: ['p-sales-1', 'p-materials-0'] }));
    expect([seen().length, seen('sales-1').length, seen('materials-0').length]).toEqual([0, 1, 1]);
    await makes(halfHour({ sequence: 2 }));
    expect([seen().length, seen('sales-1').length, seen('materials-0').length]).toEqual([1, 0, 1]);
  });

  test('is not there at all unless it was switched on', async () => {
    await on.end();
    await begin({ settings: { calendar: false } });
    await makes(halfHour());
    expect([await promised(db), on.messenger.adapter.calendars]).toEqual([[], undefined]);
  });
});

describe('what goes wrong', () => {
  test.each([
    ['too many calls', { kind: 'throttled' }],
    ['a server that fails', { kind: 'serverError' }],
    ['a page in place of an answer', { kind: 'garbage' }],
    ['a token that is over', { kind: 'tokenExpired' }],
    ['a request that is still being carried out', { kind: 'refused', error: 'idempotencyProcessing' }],
  ] as const)('%s is waited out, and there is one event in the end', async (_, fault) => {
    on.emulator.faults.next('/primary/events', fault, 1);
    await makes(halfHour());
    await passes();
    expect(seen()).toHaveLength(1);
    expect(await promised(db)).toEqual(['in sent']);
  });

  test('an answer that is lost leaves one event, which is as it should be by then', async () => {
    on.emulator.faults.next('/primary/events', { kind: 'answerLost' });
    await makes(halfHour());
    await makes(halfHour({ sequence: 1, from: new Date('2026-05-13T01:00:00Z') }));
    await passes();
    expect(seen()).toMatchObject([{ from: new Date('2026-05-13T01:00:00Z') }]);
  });

  test('the answer is lost, and it is called off: it is found and taken out', async () => {
    on.emulator.faults.next('/primary/events', { kind: 'answerLost' });
    await makes(halfHour());
    expect(seen()).toHaveLength(1);
    await makes(halfHour({ off: true }));
    await passes();
    expect(seen()).toEqual([]);
  });

  test('the hundred and first of a day waits for the next one', async () => {
    on.emulator.madeToday('sales-0', 99);
    await makes(halfHour(), halfHour({ slot: 'meeting/13' }));
    await passes();
    expect([seen().length, (await promised(db)).sort()]).toEqual([1, ['in sent', 'in waiting']]);
    await passes(1, 24 * 3_600_000);
    expect([seen().length, await promised(db)]).toEqual([2, ['in sent', 'in sent']]);
  });

  test('an app without the right is told of once, people hear nothing, and the doctor names the right', async () => {
    on.emulator.permissions.delete('Calendar.Event.Write');
    await makes(halfHour(), halfHour({ slot: 'meeting/13' }));
    expect(await promised(db)).toEqual(['in dropped', 'in dropped']);
    expect(on.emulator.shown('sales-0')).toEqual([]);
    const told = on.lines.filter(({ level }) => level >= 40);
    expect(told).toHaveLength(1);
    expect(JSON.stringify(told)).toContain('Calendar.Event.Write');
    const findings = await on.messenger.check();
    expect(findings.find(({ text }) => text.includes('calendars'))?.text).toContain('Calendar.Event.Write');
  });

  test('when the month is nearly used up calendars wait for the next one', async () => {
    await db.transaction((tx) =>
      tx.execute(`insert into dingtalk_quota (month, calls, messages, warned) values ('2026-05', 4900, 0, '[]')`),
    );
    await on.messenger.check();
    await makes(halfHour({ from: new Date('2026-06-03T01:00:00Z') }), halfHour({ slot: 'meeting/13' }));
    expect(seen()).toEqual([]);
    await passes(1, 27 * 24 * 3_600_000);
    // By then one of them is over.
    expect(seen()).toHaveLength(1);
    expect(await promised(db)).toEqual(['in sent', 'in dropped']);
  });
});

describe('what people answer in their calendar', () => {
  test('is read back and handed to whose event it is, once for each answer', async () => {
    await makes(halfHour());
    await on.emulator.responds('materials-0', '例会', 'accepted');
    await on.emulator.responds('materials-0', '例会', 'accepted');
    await on.emulator.responds('materials-0', '例会', 'declined');
    expect(heard).toEqual([`materials-0 accepted ${slot}`, `materials-0 declined ${slot}`]);
  });

  test('delivered three times at once is one answer', async () => {
    await makes(halfHour());
    on.emulator.faults.duplicate(3, true);
    await on.emulator.responds('materials-0', '例会', 'tentative');
    expect(heard).toEqual([`materials-0 tentative ${slot}`]);
  });

  test('what is none of ours, or our own doing, is not even asked about', async () => {
    await makes(halfHour());
    const [one] = seen();
    const before = on.emulator.calls.length;
    await on.emulator.stirs('somebody-elses', 'sales-0');
    await on.emulator.stirs(one?.id ?? '', 'sales-0');
    expect(on.emulator.calls.length).toBe(before);
    await on.emulator.stirs(one?.id ?? '', 'materials-0');
    expect([heard, (await remembered(db)).map(({ answers }) => answers)]).toEqual([[], [{}]]);
  });
});

test('when people cannot is read from their calendars, twenty a call', async () => {
  const [from, to] = [new Date('2026-05-11T00:00:00Z'), new Date('2026-05-16T00:00:00Z')];
  on.emulator.occupies('sales-0', new Date('2026-05-12T01:00:00Z'), new Date('2026-05-12T02:00:00Z'));
  on.emulator.occupies('sales-0', new Date('2026-05-20T01:00:00Z'), new Date('2026-05-20T02:00:00Z'));
  const found = await on.messenger.adapter.calendars?.busy?.(['sales-0', 'materials-0'], from, to);
  expect(found).toEqual([
    { account: 'sales-0', from: new Date('2026-05-12T01:00:00Z'), to: new Date('2026-05-12T02:00:00Z') },
  ]);
  expect(asked('POST')).toBe(0);
});
