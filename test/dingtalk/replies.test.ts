import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import type { Incoming, Inlet, Reply } from '../../src/platform/adapter.ts';
import { sentence } from '../../src/platform/card.ts';
import { loadFile } from '../../src/platform/files.ts';
import { sheetOf } from '../../src/platform/shrink.ts';
import { everyField } from '../console/gallery-form.ts';
import { testDatabase, truncateAll } from '../db/pool.ts';
import { delivery, type Stage, stage, until } from './world.ts';

let db: Database;
let on: Stage;
let received: Incoming[];
let answer: (incoming: Incoming) => Promise<Reply | null>;
const whole = everyField('en');

beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  await truncateAll(db);
  received = [];
  answer = async () => null;
  on = await stage(db);
  const inlet: Inlet = {
    receive: async (incoming) => {
      received.push(incoming);
      return answer(incoming);
    },
    form: async () => form(),
  };
  await on.messenger.adapter.start(inlet);
});
afterEach(async () => {
  await on.end();
  expect(on.emulator.offences).toEqual([]);
});

function form() {
  const sheet = sheetOf(whole, on.messenger.adapter.can.sheets);
  if (!sheet) throw new Error('no sheet');
  return sheet;
}

const opening = {
  ...sentence('R-1', 'act'),
  buttons: [] as { action: string; value: string; label: string; style: 'plain' }[],
};
opening.buttons = [{ action: 'toy.open', value: 'R-1', label: 'Open', style: 'plain' }];

async function opened() {
  answer = async ({ kind }) => (kind === 'clicked' ? { kind: 'form', form: form() } : null);
  await on.messenger.adapter.send(delivery(opening));
  await on.emulator.presses('sales-0', 'Open');
  const sheet = on.emulator.sheet('sales-0');
  if (!sheet) throw new Error('nothing opened');
  const [department = ''] = await sheet.options(label('to'));
  await sheet.fill(label('to'), department);
  return sheet;
}

/** A label of the form by its key. */
const label = (key: string) => whole.fields.find((field) => field.key === key)?.label ?? '';
const billed = () => on.emulator.usage().calls;

describe('a form', () => {
  test('opens on the card that was pressed, in the answer itself: no further call', async () => {
    await on.messenger.adapter.send(delivery(opening));
    const before = billed();
    answer = async () => ({ kind: 'form', form: form() });
    await on.emulator.presses('sales-0', 'Open');
    expect(on.emulator.sheet('sales-0')?.labels()).toEqual(expect.arrayContaining([label('what'), label('amount')]));
    expect(billed()).toBe(before);
    expect(on.emulator.shown('sales-0')).toHaveLength(1);
  });

  test('opens for the one who pressed, and for nobody else who has the card', async () => {
    const about = 'requests/1';
    const both = ['sales-0', 'sales-1'].map((account) => delivery(opening, { account, about }));
    await Promise.all(both.map((one) => on.messenger.adapter.send(one)));
    answer = async () => ({ kind: 'form', form: form() });
    await on.emulator.presses('sales-1', 'Open');
    expect(on.emulator.sheet('sales-0')).toBeNull();
    expect(on.emulator.sheet('sales-1')).not.toBeNull();
  });

  test('opens on a new card when it was asked for in words', async () => {
    answer = async () => ({ kind: 'form', form: form() });
    await on.emulator.says('sales-0', '/request');
    await until(() => on.emulator.sheet('sales-0') !== null);
    expect(on.emulator.sheet('sales-0')?.title).toBe(whole.title);
  });

  test('asked for once and delivered twice opens once', async () => {
    answer = async () => ({ kind: 'form', form: form() });
    on.emulator.faults.duplicate(2);
    await on.emulator.says('sales-0', '/request');
    await until(() => on.emulator.sheet('sales-0') !== null);
    await on.messenger.adapter.stop();
    expect(on.emulator.shown('sales-0')).toHaveLength(1);
  });

  test('comes back with its answers, and closes when it was taken', async () => {
    const sheet = await opened();
    await sheet.fill(label('what'), '500 pieces');
    await sheet.fill(label('amount'), '12.5');
    await sheet.fill(label('urgency'), 'Urgent');
    await sheet.fill(label('blocks'), ['An order', 'The line']);
    expect(await sheet.submit()).toBeNull();
    expect(received.at(-1)).toMatchObject({
      kind: 'submitted',
      action: whole.action,
      context: whole.context,
      answers: { what: '500 pieces', amount: '12.5', urgency: 'urgent', blocks: 'order,line' },
    });
    expect(on.emulator.sheet('sales-0')).toBeNull();
  });

  test('stays with what was filled in when something is wrong, and says where', async () => {
    const sheet = await opened();
    await sheet.fill(label('what'), '?');
    answer = async () => ({ kind: 'problems', fields: { what: 'Please say what you need.' } });
    const wrong = await sheet.submit();
    expect(wrong).toMatchObject({ [label('what')]: expect.stringContaining('Please say what you need.') });
    answer = async () => null;
    const again = on.emulator.sheet('sales-0');
    expect(await again?.submit()).toBeNull();
    expect(received.at(-1)).toMatchObject({ kind: 'submitted', answers: { what: '?' } });
  });

  test('answered later than the platform waits is shown by a change of the card', async () => {
    await on.messenger.adapter.send(delivery(opening));
    answer = async () => {
      await new Promise((resolve) => setTimeout(resolve, 1_900));
      return { kind: 'form', form: form() };
    };
    await on.emulator.presses('sales-0', 'Open');
    expect(on.emulator.ackLatencies.every(({ late }) => !late)).toBe(true);
    await until(() => on.emulator.sheet('sales-0') !== null);
  });
});

describe('a press', () => {
  test.each(['content', 'value'] as const)('is read under %s', async (key) => {
    on.emulator.clicksUnder(key);
    await on.messenger.adapter.send(delivery(opening));
    await on.emulator.presses('sales-0', 'Open');
    expect(received).toMatchObject([{ kind: 'clicked', action: 'toy.open', value: 'R-1', account: 'sales-0' }]);
  });

  test('that is none, because something moved on the card, is left out', async () => {
    await on.messenger.adapter.send(delivery(opening));
    await on.emulator.rustles('sales-0', on.emulator.shown('sales-0')[0]?.id ?? '');
    expect(received).toEqual([]);
  });

  test('twice in a moment is two events, and the same one delivered twice is one', async () => {
    await on.messenger.adapter.send(delivery(opening));
    const id = on.emulator.shown('sales-0')[0]?.id ?? '';
    await Promise.all([on.emulator.pressesOn('sales-0', id, 'Open'), on.emulator.pressesOn('sales-0', id, 'Open')]);
    expect(new Set(received.map((one) => one.id)).size).toBe(2);
    on.emulator.faults.duplicate(2, true);
    await on.emulator.pressesOn('sales-0', id, 'Open');
    expect(new Set(received.map((one) => one.id)).size).toBe(3);
  });
});

describe('a whisper', () => {
  const whisper: Reply = { kind: 'whisper', card: sentence('Liu is on duty', 'good') };
  const told = () => on.emulator.shown('sales-0').filter(({ text }) => text.includes('Liu is on duty')).length;

  test('goes where the two talk while that is possible, which is no billed call', async () => {
    answer = async () => whisper;
    await on.emulator.says('sales-0', '/duty');
    await until(() => told() === 1);
    expect(billed()).toBe(0);
  });

  test('goes by itself when that is over, or was over before its time', async () => {
    answer = async () => whisper;
    await on.emulator.says('sales-0', '/duty');
    await until(() => told() === 1);
    on.emulator.expireWebhooks();
    await on.messenger.adapter.send(delivery(opening));
    await on.emulator.presses('sales-0', 'Open');
    await until(() => told() === 2);
    expect(on.emulator.calls.at(-1)?.path).toContain('batchSend');
  });

  test('to someone in a group is for them alone', async () => {
    answer = async () => whisper;
    await on.emulator.saysInGroup('sales-0', '产线群', '/duty', { mention: true });
    await until(() => told() === 1);
    expect(received).toMatchObject([{ kind: 'said', text: '/duty' }]);
    expect(on.emulator.calls.at(-1)?.path).toContain('batchSend');
  });

  test('that cannot be said is logged, and nothing else happens', async () => {
    answer = async () => whisper;
    on.emulator.faults.next('sendBySession', { kind: 'serverError' });
    await on.emulator.says('sales-0', '/duty');
    await until(() => on.lines.some(({ msg }) => msg.includes('courtesy')));
    expect(on.emulator.unacked).toEqual([]);
  });
});

describe('a file', () => {
  const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

  test('that came with words is kept', async () => {
    await on.emulator.says('sales-0', 'look', [{ name: 'a.png', type: 'image/png', bytes: png }]);
    const [said] = received;
    expect(said).toMatchObject({ kind: 'said', text: 'look' });
    const [id = ''] = said?.kind === 'said' ? (said.files ?? []) : [];
    expect(await loadFile(db.reader, id)).toMatchObject({ type: 'image/png', owner: 'p-sales-0' });
  });

  test('of a kind we do not keep is told', async () => {
    await on.emulator.says('sales-0', '', [{ name: 'a.exe', type: 'x', bytes: Buffer.from('MZ\0\0') }]);
    expect(received).toMatchObject([{ kind: 'said', unread: [{ name: 'a.exe', why: 'wrongKind' }] }]);
  });

  test.each(['serverError', 'silent', 'garbage'] as const)(
    'that cannot be fetched (%s) does not keep the words',
    async (kind) => {
      on.emulator.faults.next('messageFiles/download', { kind });
      await on.emulator.says('sales-0', 'look', [{ name: 'a.png', type: 'image/png', bytes: png }]);
      expect(received).toMatchObject([{ kind: 'said', text: 'look', unread: [{ why: 'unreachable' }] }]);
      expect(on.emulator.ackLatencies.every(({ late }) => !late)).toBe(true);
    },
  );
});
