import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createQuota, forecast, monthOf, projected, untilNextMonthMs } from '../../adapters/dingtalk/quota.ts';
import { stoppedClock } from '../../src/clock.ts';
import type { Database } from '../../src/db/database.ts';
import type { Effect, Feature } from '../../src/engine/feature.ts';
import type { Card } from '../../src/platform/card.ts';
import type { Form } from '../../src/platform/form.ts';
import { testDatabase, truncateAll } from '../db/pool.ts';
import { deaf, delivery, played, recordingLog, type Stage, stage } from './world.ts';

let db: Database;
let on: Stage | null = null;

beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(() => truncateAll(db));
afterEach(async () => {
  await on?.end();
  on = null;
});

const day = 24 * 3_600_000;

describe('the month', () => {
  test('is the one of Shanghai, and ends at its midnight', () => {
    expect(monthOf(new Date('2026-04-30T15:59:59Z'))).toBe('2026-04');
    expect(monthOf(new Date('2026-04-30T16:00:00Z'))).toBe('2026-05');
    expect(untilNextMonthMs(new Date('2026-12-31T15:59:00Z'))).toBe(60_000);
    expect(untilNextMonthMs(new Date('2026-05-01T00:00:00+08:00'))).toBe(31 * day);
  });

  test('is projected to its end, but not from its first day', () => {
    expect(projected({ calls: 100, messages: 10 }, new Date('2026-05-01T12:00:00+08:00'))).toBeNull();
    expect(projected({ calls: 100, messages: 10 }, new Date('2026-06-16T00:00:00+08:00'))).toEqual({
      calls: 200,
      messages: 20,
    });
  });
});

describe('what is used up', () => {
  const made = (at = '2026-05-06T02:00:00Z') => {
    const clock = stoppedClock(new Date(at));
    const { log, lines } = recordingLog();
    return { clock, lines, quota: createQuota({ db, clock, log, edition: 'standard' }) };
  };

  test('is counted over restarts and by several processes, and begins anew with the month', async () => {
    const { quota, clock } = made();
    const other = made();
    await Promise.all([quota.count('calls'), other.quota.count('calls'), quota.count('messages')]);
    const third = made();
    await third.quota.load();
    expect(third.quota.usage()).toEqual({ calls: 2, messages: 1 });
    clock.set(new Date('2026-06-01T02:00:00Z'));
    expect(quota.usage()).toEqual({ calls: 0, messages: 0 });
  });

  test('is warned about once, at four fifths, whoever notices', async () => {
    const { quota, lines } = made();
    await db.transaction((tx) =>
      tx.execute(`insert into dingtalk_quota (month, calls, messages, warned) values ('2026-05', 3998, 0, '[]')`),
    );
    await quota.count('calls');
    expect(lines).toEqual([]);
    for (let count = 0; count < 3; count++) await quota.count('calls');
    const other = made();
    await other.quota.count('calls');
    expect([...lines, ...other.lines]).toMatchObject([{ counter: 'calls', percent: 80 }]);
  });

  test('to nineteen twentieths keeps the rest for what cannot wait', async () => {
    const { quota } = made();
    const holds = () => (['escalation', 'reply', 'update', 'bulk'] as const).map((one) => quota.holds(one));
    await db.transaction((tx) =>
      tx.execute(
        `insert into dingtalk_quota (month, calls, messages, warned) values ('2026-05', 4749, 0, '["calls"]')`,
      ),
    );
    await quota.load();
    expect(holds()).toEqual([false, false, false, false]);
    await quota.count('calls');
    expect(holds()).toEqual([false, false, true, true]);
  });

  test('holds updates until the next month, and escalations go on', async () => {
    on = await stage(db);
    await db.transaction((tx) =>
      tx.execute(
        `insert into dingtalk_quota (month, calls, messages, warned) values ('2026-05', 4900, 0, '["calls"]')`,
      ),
    );
    await on.messenger.adapter.start(deaf);
    const { send } = on.messenger.adapter;
    await send(delivery('burning', { priority: 'escalation' }));
    const held = send(delivery('by the way', { priority: 'bulk' }));
    await expect(held).rejects.toMatchObject({ retry: 'held', afterMs: (25 * 24 + 14) * 3_600_000 });
    on.clock.set(new Date('2026-06-01T02:00:00Z'));
    await send(delivery('by the way', { priority: 'bulk' }));
    expect(on.emulator.shown('sales-0').map(({ text }) => text)).toEqual(['burning', 'by the way']);
  });

  test('by messages is said by the platform in frames without words: the operator hears of it', async () => {
    on = await stage(db, { quota: { messages: 1 } });
    const received: string[] = [];
    await on.messenger.adapter.start({
      receive: async ({ kind }) => {
        received.push(kind);
        return null;
      },
      form: async () => null,
    });
    await on.emulator.says('sales-0', 'one');
    await on.emulator.says('sales-0', 'two');
    expect(received).toEqual(['said']);
    expect(on.emulator.unacked).toEqual([]);
    expect(on.lines.some(({ level, counter }) => level === 50 && counter === 'messages')).toBe(true);
    expect(
      (await on.messenger.check()).some(({ level, text }) => level === 'broken' && text.includes('messages')),
    ).toBe(true);
  });
});

describe('a request’s whole life', () => {
  test('is counted, and a month of it forecast for a company of four hundred', async () => {
    on = await stage(db);
    const engine = await played(db, on, [toy]);
    const { emulator } = on;
    const act = async (deed: Promise<void>) => {
      await deed;
      await engine.tick();
      await engine.flush();
    };
    const before = emulator.usage();
    // sales-0 asks, production-0 and production-1 hear of it, one accepts, delivers, and sales-0 confirms.
    await act(emulator.says('sales-0', '/ask'));
    await until(() => emulator.sheet('sales-0') !== null);
    const sheet = emulator.sheet('sales-0');
    await sheet?.fill('What', '500 pieces');
    await act(sheet?.submit().then(() => undefined) ?? Promise.resolve());
    await act(emulator.presses('production-0', 'Accept'));
    await act(emulator.presses('production-0', 'Deliver'));
    await act(emulator.presses('sales-0', 'Confirm'));
    expect(emulator.shown('production-1').at(-1)?.text).toContain('closed');
    expect(emulator.offences).toEqual([]);
    const after = emulator.usage();
    const perRequest = { calls: after.calls - before.calls, messages: after.messages - before.messages };

    const plan = {
      people: 400,
      requestsPerWorkday: 20,
      workdays: 22,
      perRequest,
      perPerson: { calls: 1, messages: 1 },
    };
    const standard = forecast({ ...plan, edition: 'standard' });
    const lines = [
      `one request: ${perRequest.calls} calls, ${perRequest.messages} messages`,
      `400 people, 20 requests a workday: ${standard.calls} of ${standard.quota.calls} calls, ` +
        `${standard.messages} of ${standard.quota.messages} messages: ${standard.fits ? 'fits' : 'does not fit'}`,
      `standard edition: up to ${standard.requestsThatFit} requests a workday`,
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
    // All who are told the same thing at the same moment cost one call, however many they are.
    expect(perRequest.calls).toBeLessThanOrEqual(8);
    expect(standard.fits).toBe(standard.calls <= 5_000 && standard.messages <= 3_000);
    expect(forecast({ ...plan, edition: 'professional' }).fits).toBe(true);
    const each = forecast({ ...plan, requestsPerWorkday: 400 * 20, edition: 'standard' });
    expect(each.fits).toBe(false);
  });

  test('fits up to a number that is said', () => {
    const plan = { edition: 'standard' as const, people: 100, workdays: 20, perRequest: { calls: 5, messages: 4 } };
    const at = (requestsPerWorkday: number) => forecast({ ...plan, requestsPerWorkday });
    expect(at(1).requestsThatFit).toBe(37);
    expect([at(37).fits, at(38).fits]).toEqual([true, false]);
    expect(at(10)).toMatchObject({ calls: 1_000, messages: 800, share: { calls: 0.2 } });
  });
});

const asking: Form = {
  action: 'toy.ask',
  context: '',
  title: 'Ask',
  submit: 'Send',
  fields: [{ key: 'what', label: 'What', kind: 'text', max: 100, required: true }],
};

const involved = ['p-sales-0', 'p-production-0', 'p-production-1'];

/** Who has to act gets a new card, the others see their card change. */
const toy: Feature = {
  name: 'toy',
  commands: [{ name: 'ask', aliases: [], help: { en: 'Ask', 'zh-CN': '请求' } }],
  commanded: async () => ({ effects: [], reply: { kind: 'form', form: asking } }),
  form: async () => asking,
  submitted: async () => ({ effects: involved.map((to) => effect('post', to, 'asked', 'production', 'Accept')) }),
  async clicked(_turn, action) {
    const next: Record<string, Effect[]> = {
      Accept: involved.map((to) => effect('update', to, 'accepted', 'production', 'Deliver')),
      Deliver: involved.map((to) =>
        effect(to.includes('sales') ? 'post' : 'update', to, 'delivered', 'sales', 'Confirm'),
      ),
      Confirm: involved.map((to) => effect('update', to, 'closed', 'nobody', '')),
    };
    return { effects: next[action] ?? [] };
  },
};

function effect(kind: 'post' | 'update', to: string, title: string, turnOf: string, label: string): Effect {
  const mine = to.includes(turnOf);
  const card: Card = {
    title: `R-1 ${title}`,
    tone: mine ? 'act' : 'plain',
    elements: [],
    buttons: mine ? [{ action: `toy.${label}`, value: 'R-1', label, style: 'primary' }] : [],
  };
  const slot = 'requests/1';
  return kind === 'post' ? { kind, to, card, slot, priority: 'reply' } : { kind, to, card, slot };
}

async function until(what: () => boolean): Promise<void> {
  for (let tries = 0; tries < 4_000 && !what(); tries++) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(what()).toBe(true);
}
