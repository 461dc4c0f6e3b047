import { describe, expect, test } from 'vitest';
import type { Effect } from '../../src/engine/feature.ts';
import { liveCards, outbox } from '../../src/engine/tables.ts';
import { DeliveryError } from '../../src/platform/adapter.ts';
import { sentence } from '../../src/platform/card.ts';
import { company } from '../console/company.ts';
import { post, type Rig, rig } from './rig.ts';

const line = (title: string, slot = 'r/1', department = 'production'): Effect => ({
  kind: 'room',
  department,
  slot,
  card: sentence(title),
});

/** A company in which production has a channel, and a messenger that has channels unless told otherwise. */
async function withRoom(rooms = true): Promise<Rig & { threads: () => string[] }> {
  const org = company('en');
  const departments = new Map(
    [...org.departments].map(([key, one]) => [
      key,
      key === 'production' ? { ...one, channel: { console: 'C1' } } : one,
    ]),
  );
  const made = await rig({ can: { rooms }, organisation: async () => ({ ...org, departments }) });
  const threads: string[] = [];
  const { send } = made.messenger;
  // As a messenger with threads: what is sent resolves to the message later ones belong below.
  made.messenger.send = async (delivery) => {
    const id = await send(delivery);
    if (delivery.room) threads.push(`${delivery.card.title} below ${delivery.room.thread ?? 'nothing'}`);
    return delivery.room?.thread ?? id;
  };
  return Object.assign(made, { threads: () => threads });
}

describe('a department’s channel', () => {
  test('has a message for the first of a slot, and each later one below it, also when all leave at once', async () => {
    const r = await withRoom();
    await r.promise(line('filed'), line('accepted'), line('other', 'r/2'), line('delivered'));
    await r.engine.flush();
    const [first] = (await r.db.reader.select().from(liveCards)).filter(({ slot }) => slot === 'r/1');
    expect(first).toMatchObject({ person: 'room:C1', account: 'C1' });
    expect(r.threads().filter((one) => !one.startsWith('other'))).toEqual([
      'filed below nothing',
      `accepted below ${first?.messageId}`,
      `delivered below ${first?.messageId}`,
    ]);
    expect(r.threads()).toContain('other below nothing');
  });

  test('keeps the order when one is late, and nobody else waits for it', async () => {
    const r = await withRoom();
    let failures = 4;
    r.messenger.plan = ({ card }) => {
      if (card.title === 'filed' && failures-- > 0) throw new DeliveryError('busy', { retry: 'later' });
    };
    await r.promise(line('filed'), line('accepted'), post('to a person'));
    for (let round = 0; round < 6; round++) {
      await r.engine.flush();
      if (round === 0) expect(r.messenger.log).toEqual(['post sales-0: to a person']);
      r.later(60_000);
    }
    expect(r.threads().map((one) => one.split(' ')[0])).toEqual(['filed', 'accepted']);
  });

  test('comes after what waits for people', async () => {
    const r = await withRoom();
    await r.promise(line('filed'), post('to a person'));
    await r.promise(post('to another', { to: 'p-sales-1', priority: 'escalation' }));
    expect(
      (await r.db.reader.select().from(outbox).orderBy(outbox.priority, outbox.id)).map(({ kind }) => kind),
    ).toEqual(['post', 'post', 'room']);
    await r.engine.flush(undefined, 'express');
    expect(r.threads()).toEqual([]);
  });

  test('waits where it is told to, and those after it with it', async () => {
    const r = await withRoom();
    const notBefore = new Date(r.clock.now().getTime() + 3_600_000);
    await r.promise({ ...line('filed'), notBefore } as Effect, line('accepted'));
    await r.engine.flush();
    expect(r.threads()).toEqual([]);
    r.later(3_600_000);
    await r.engine.flush();
    expect(r.threads().map((one) => one.split(' ')[0])).toEqual(['filed', 'accepted']);
  });

  test('that takes nothing is given up without a dead letter, and the next line is tried', async () => {
    const r = await withRoom();
    r.messenger.plan = ({ card }) => {
      if (card.title === 'filed') throw new DeliveryError('not in the channel', { retry: 'never' });
    };
    await r.promise(line('filed'), line('accepted'));
    await r.engine.flush();
    expect(await r.statuses()).toEqual(['filed: dropped', 'accepted: sent']);
    expect(r.threads()).toEqual(['accepted below nothing']);
  });

  test('that does not answer for a day is given up as well', async () => {
    const r = await withRoom();
    r.messenger.plan = () => {
      throw new DeliveryError('busy', { retry: 'later' });
    };
    await r.promise(line('filed'));
    await r.engine.flush();
    r.later(25 * 3_600_000);
    await r.engine.flush();
    expect(await r.statuses()).toEqual(['filed: dropped']);
  });

  test('is none where the messenger has none, or the department names none', async () => {
    const poor = await withRoom(false);
    await poor.promise(line('filed'));
    expect(await poor.statuses()).toEqual([]);
    const r = await withRoom();
    await r.promise(line('filed', 'r/1', 'sales'), line('filed', 'r/1', 'gone'));
    expect(await r.statuses()).toEqual([]);
  });
});
