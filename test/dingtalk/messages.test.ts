import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { giveCodes, pressOf } from '../../adapters/dingtalk/store.ts';
import type { Database } from '../../src/db/database.ts';
import type { Incoming } from '../../src/platform/adapter.ts';
import type { Card } from '../../src/platform/card.ts';
import { testDatabase, truncateAll } from '../db/pool.ts';
import { delivery, type Stage, stage } from './world.ts';

let db: Database;
let on: Stage;
let received: Incoming[];

beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  await truncateAll(db);
  received = [];
  on = await stage(db, { cards: false });
  await on.messenger.adapter.start({
    receive: async (incoming) => {
      received.push(incoming);
      return null;
    },
    form: async () => null,
  });
});
afterEach(async () => {
  await on.end();
  expect(on.emulator.offences).toEqual([]);
});

const card = (title: string, buttons: string[]): Card => ({
  title,
  tone: 'act',
  elements: [{ kind: 'facts', facts: [{ label: 'By', value: '17:00' }] }],
  buttons: buttons.map((label) => ({ action: 'toy.press', value: `${title}|${label}`, label, style: 'plain' })),
});

const send = (one: Card, account = 'sales-0') => on.messenger.adapter.send(delivery(one, { account }));
const batches = () => on.emulator.calls.filter(({ path }) => path.endsWith('batchSend')).length;
const failure = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

describe('without a card template', () => {
  test('it can neither change messages nor show sheets, and says so', () => {
    expect(on.messenger.adapter.can).toMatchObject({ edits: false, sheets: null, buttons: 5 });
  });

  test.each([[[]], [['One']], [['One', 'Two']], [['1', '2', '3', '4', '5']]])(
    'a message offers %j',
    async (buttons) => {
      await send(card('R-1', buttons));
      expect(on.emulator.shown('sales-0')).toMatchObject([{ buttons, text: expect.stringContaining('17:00') }]);
    },
  );

  test('a button is pressed by posting its code, and is what it was drawn for', async () => {
    await send(card('R-1', ['Accept', 'Decline']));
    await on.emulator.presses('sales-0', 'Decline');
    expect(received).toMatchObject([
      { kind: 'clicked', action: 'toy.press', value: 'R-1|Decline', account: 'sales-0' },
    ]);
  });

  test('a code gives nobody else a right: to them it is words', async () => {
    await send(card('R-1', ['Accept', 'Decline']));
    const [code] = (await codes()).filter(({ value }) => value.endsWith('Accept'));
    await on.emulator.says('sales-1', `Accept ▸${code?.code}`);
    expect(received).toMatchObject([{ kind: 'said', account: 'sales-1' }]);
    await on.emulator.says('sales-0', `Accept ▸${code?.code}`);
    expect(received.at(-1)).toMatchObject({ kind: 'clicked', value: 'R-1|Accept' });
  });

  test('the same to twenty-five people is two calls, and each may press', async () => {
    for (let index = 0; index < 25; index++) await on.emulator.hire({ account: `w${index}`, name: `工${index}` });
    await Promise.all(Array.from({ length: 25 }, (_, index) => send(card('R-1', ['Accept', 'No']), `w${index}`)));
    expect(batches()).toBe(2);
    received.length = 0;
    await on.emulator.presses('w24', 'No');
    expect(received).toMatchObject([{ kind: 'clicked', value: 'R-1|No', account: 'w24' }]);
  });

  test('what reads the same and means something else is not mixed up', async () => {
    const other = card('R-1', ['Accept', 'No']);
    other.buttons = other.buttons.map((button) => ({ ...button, value: `other|${button.label}` }));
    await Promise.all([send(card('R-1', ['Accept', 'No'])), send(other, 'sales-1')]);
    await on.emulator.presses('sales-1', 'No');
    expect(received).toMatchObject([{ value: 'other|No' }]);
  });

  test('who is gone is given up, who gets too much waits, and the others have it', async () => {
    await on.emulator.dismiss('sales-1');
    on.emulator.flowControlled.add('sales-2');
    const all = ['sales-0', 'sales-1', 'sales-2'].map((account) => failure(send(card('R-1', []), account)));
    expect(await Promise.all(all)).toMatchObject([null, { retry: 'never' }, { retry: 'later', afterMs: 1_000 }]);
    expect(batches()).toBe(1);
  });

  test('a code drawn twice stays what it was, and the new button gets another', async () => {
    const drawn = ['AAAAAA', 'BBBBBB', 'AAAAAA', 'CCCCCC', 'AAAAAA', 'AAAAAA'];
    const give = (accounts: string[], ...values: string[]) =>
      giveCodes(
        db,
        accounts,
        values.map((value) => ({ action: 'toy.press', value })),
        on.clock.now(),
        () => drawn.shift() ?? 'DDDDDD',
      );
    expect(await give(['sales-0'], 'old', 'older')).toEqual(['AAAAAA', 'BBBBBB']);
    expect(await give(['sales-1', 'sales-0', 'sales-1'], 'new')).toEqual(['CCCCCC']);
    expect(await give(['sales-2'], 'one', 'other')).toEqual(['AAAAAA', 'DDDDDD']);
    const means = async (account: string, code: string) => (await pressOf(db, account, code))?.value;
    expect(await means('sales-0', 'AAAAAA')).toBe('old');
    expect([await means('sales-0', 'CCCCCC'), await means('sales-1', 'CCCCCC')]).toEqual(['new', 'new']);
    expect([await means('sales-2', 'AAAAAA'), await means('sales-2', 'DDDDDD')]).toEqual(['one', 'other']);
  });

  test('a code is kept as long as its message may be pressed', async () => {
    await send(card('R-1', ['Accept', 'No']));
    expect(await codes()).toHaveLength(2);
    const inDays = (days: number) => new Date(on.clock.now().getTime() + days * 24 * 3_600_000);
    await on.messenger.tidy(inDays(29));
    expect(await codes()).toHaveLength(2);
    await on.messenger.tidy(inDays(31));
    expect(await codes()).toHaveLength(0);
  });
});

async function codes(): Promise<{ code: string; value: string }[]> {
  const { dingtalkCodes } = await import('../../adapters/dingtalk/tables.ts');
  return db.reader.select({ code: dingtalkCodes.code, value: dingtalkCodes.value }).from(dingtalkCodes);
}
