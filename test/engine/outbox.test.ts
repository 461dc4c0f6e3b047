import { describe, expect, test } from 'vitest';
import { outbox } from '../../src/engine/tables.ts';
import { DeliveryError } from '../../src/platform/adapter.ts';
import { hours, minutes } from '../world.ts';
import { post, rig, start, update } from './rig.ts';

const refuses = (title: string, error: () => Error) => (delivery: { card: { title: string } }) => {
  if (delivery.card.title === title) throw error();
};
const later = (afterMs?: number) => new DeliveryError('busy', { retry: 'later', ...(afterMs ? { afterMs } : {}) });
const never = () => new DeliveryError('no such account', { retry: 'never' });

describe('order', () => {
  test('is kept within a conversation and priority; escalations overtake', async () => {
    const r = await rig();
    await r.promise(post('bulk', { priority: 'bulk' }), post('one'), post('two'));
    await r.promise(post('three'), post('other', { to: 'p-sales-1' }), post('urgent', { priority: 'escalation' }));
    await r.engine.flush();
    expect(r.messenger.log.filter((line) => line.includes('sales-0'))).toEqual(
      ['urgent', 'one', 'two', 'three', 'bulk'].map((title) => `post sales-0: ${title}`),
    );
    expect(r.messenger.log).toContain('post sales-1: other');
  });

  test('a message that fails holds back those after it, but no escalation and nobody else', async () => {
    const r = await rig();
    r.messenger.plan = refuses('one', later);
    await r.promise(
      post('one'),
      post('two'),
      post('other', { to: 'p-sales-1' }),
      post('urgent', { priority: 'escalation' }),
    );
    await r.engine.flush();
    expect(r.messenger.log.sort()).toEqual(['post sales-0: urgent', 'post sales-1: other']);
    r.messenger.plan = () => {};
    r.later(minutes(1));
    await r.engine.flush();
    expect(r.messenger.log.slice(2)).toEqual(['post sales-0: one', 'post sales-0: two']);
  });

  test('one that has failed three times no longer holds the others back', async () => {
    const r = await rig();
    r.messenger.plan = refuses('one', later);
    await r.promise(post('one'), post('two'));
    for (let attempt = 0; attempt < 3; attempt++) {
      await r.engine.flush();
      r.later(minutes(2));
    }
    await r.engine.flush();
    expect(r.messenger.log).toEqual(['post sales-0: two']);
    r.messenger.plan = () => {};
    r.later(minutes(2));
    await r.engine.flush();
    expect(r.messenger.log).toEqual(['post sales-0: two', 'post sales-0: one']);
  });

  test('a stuck card holds no escalation back', async () => {
    const r = await rig();
    await r.promise(post('card', { slot: 'a' }));
    await r.engine.flush();
    r.messenger.plan = refuses('changed', later);
    await r.promise(update('changed', 'a'));
    await r.engine.flush();
    await r.promise(post('urgent', { priority: 'escalation', slot: 'b' }), post('reply'));
    await r.engine.flush();
    expect(r.messenger.log).toEqual(['post sales-0: card', 'post sales-0: urgent', 'post sales-0: reply']);
  });
});

describe('live cards', () => {
  test('are changed in place; changes coalesce to the newest', async () => {
    const r = await rig();
    await r.promise(post('first', { slot: 'a' }));
    await r.engine.flush();
    await r.promise(update('second', 'a'), update('third', 'a'));
    await r.promise(update('fourth', 'a'));
    await r.engine.flush();
    expect(r.messenger.log).toEqual(['post sales-0: first', 'edit sales-0: fourth']);
    expect(await r.statuses()).toEqual(['first: sent', 'third: superseded', 'fourth: sent']);
  });

  test('a new message takes the place of the old card, which says where it went on', async () => {
    const r = await rig();
    await r.promise(post('first', { slot: 'a' }));
    await r.engine.flush();
    await r.promise(update('too late', 'a'), post('second', { slot: 'a' }));
    await r.engine.flush();
    await r.promise(update('third', 'a'));
    await r.engine.flush();
    expect(r.messenger.shown.map((one) => one.title)).toEqual(['Continues below: second', 'third']);
  });

  test('where cards cannot be changed, news arrives as a message and the rest is dropped', async () => {
    const r = await rig({ can: { edits: false } });
    await r.promise(post('first', { slot: 'a' }));
    await r.engine.flush();
    await r.promise(update('quiet', 'a'));
    await r.engine.flush();
    await r.promise(update('news', 'a', { news: true }));
    await r.engine.flush();
    expect(r.messenger.log).toEqual(['post sales-0: first', 'post sales-0: news']);
    expect(await r.statuses()).toEqual(['first: sent', 'quiet: dropped', 'news: sent']);
  });

  test('an update waits for the message that draws its card', async () => {
    const r = await rig();
    r.messenger.plan = refuses('first', later);
    await r.promise(post('first', { slot: 'a' }));
    await r.engine.flush();
    await r.promise(update('second', 'a'));
    await r.engine.flush();
    r.messenger.plan = () => {};
    r.later(minutes(1));
    await r.engine.flush();
    expect(r.messenger.shown.map((one) => one.title)).toEqual(['second']);
  });
});

describe('a message that waits for working hours', () => {
  const notBefore = new Date(start.getTime() + hours(2));

  test('shows what is true when it leaves', async () => {
    const r = await rig();
    await r.promise(post('filed', { slot: 'a', notBefore }));
    await r.engine.flush();
    await r.promise(update('changed meanwhile', 'a'));
    await r.engine.flush();
    expect(r.messenger.log).toEqual([]);
    expect(await r.engine.next()).toEqual(notBefore);
    r.clock.set(notBefore);
    await r.engine.flush();
    expect(r.messenger.log).toEqual(['post sales-0: changed meanwhile']);
  });

  test('is replaced by a newer message of its card, and holds nothing back', async () => {
    const r = await rig();
    await r.promise(post('filed', { slot: 'a', notBefore }));
    await r.promise(post('urgent now', { slot: 'a' }), post('another'));
    await r.engine.flush();
    r.clock.set(notBefore);
    await r.engine.flush();
    expect(r.messenger.log).toEqual(['post sales-0: urgent now', 'post sales-0: another']);
  });
});

describe('a message that cannot be delivered', () => {
  test('now is tried again after the delay the messenger asked for', async () => {
    const r = await rig();
    r.messenger.plan = refuses('one', () => later(hours(1)));
    await r.promise(post('one'));
    await r.engine.flush();
    r.messenger.plan = () => {};
    expect(await r.engine.next()).toEqual(new Date(start.getTime() + hours(1)));
    r.later(hours(1) - 1);
    expect(await r.engine.flush()).toBe(0);
    r.later(1);
    await r.engine.flush();
    expect(r.messenger.log).toEqual(['post sales-0: one']);
  });

  test('ever goes to the dead letters, and its feature decides what follows', async () => {
    const r = await rig();
    r.messenger.plan = refuses('one', never);
    r.toy.undelivered = async (_, payload) => [post(`instead of ${JSON.stringify(payload)}`, { to: 'p-sales-1' })];
    await r.promise(post('one', { onDead: { rung: 1 } }), post('two'));
    await r.engine.flush();
    expect(r.messenger.log.sort()).toEqual(['post sales-0: two', 'post sales-1: instead of {"rung":1}']);
    expect((await r.statuses())[0]).toBe('one: dead');
  });

  test('an unknown fault is tried again, and given up after a day', async () => {
    const r = await rig();
    const dead: unknown[] = [];
    r.toy.undelivered = async (_, payload) => {
      dead.push(payload);
      return [];
    };
    r.messenger.plan = refuses('one', () => new TypeError('fetch failed'));
    await r.promise(post('one', { onDead: 1 }));
    let attempts = 0;
    for (let at = 0; at < hours(24); at += minutes(30)) {
      attempts += await r.engine.flush();
      r.later(minutes(30));
    }
    expect(await r.statuses()).toEqual(['one: waiting']);
    r.later(minutes(1));
    await r.engine.flush();
    expect([await r.statuses(), dead]).toEqual([['one: dead'], [1]]);
    expect(attempts).toBeGreaterThan(40);
  });

  test('a fault whose words the database does not take is noted like any other', async () => {
    const r = await rig();
    const faults = [new Error('a\u0000b'), new DeliveryError('c\u0000d', { retry: 'held', afterMs: 1_000 }), null];
    r.messenger.plan = () => {
      const fault = faults.shift();
      if (fault) throw fault;
    };
    await r.promise(post('one'));
    for (const error of ['a\uFFFDb', 'c\uFFFDd']) {
      await r.engine.flush();
      expect((await r.db.reader.select().from(outbox))[0]).toMatchObject({ status: 'waiting', error });
      r.later(minutes(10));
    }
    await r.engine.flush();
    expect(await r.statuses()).toEqual(['one: sent']);
  });

  test('no answer in time counts as not delivered', async () => {
    const r = await rig({ sendTimeoutMs: 30 });
    r.messenger.plan = () => new Promise(() => {});
    await r.promise(post('one'));
    await r.engine.flush();
    expect((await r.db.reader.select().from(outbox))[0]).toMatchObject({
      status: 'waiting',
      attempts: 1,
      leaseId: null,
      error: expect.stringContaining('30 ms'),
    });
  });

  test('someone without an account is no message; the next one is asked, to the end', async () => {
    const r = await rig();
    const asked: unknown[] = [];
    r.toy.undelivered = async (_, payload) => {
      asked.push(payload);
      return payload === 1 ? [post('second', { to: 'gone', onDead: 2 })] : [post('third', { to: 'p-sales-1' })];
    };
    await r.promise(post('first', { to: 'nobody', onDead: 1 }), update('card', 'a', { to: 'nobody' }));
    await r.engine.flush();
    expect(asked).toEqual([1, 2]);
    expect(r.messenger.log).toEqual(['post sales-1: third']);
    expect(await r.statuses()).toEqual(['first: dead', 'second: dead', 'third: sent']);
  });
});

describe('a lease', () => {
  test('keeps others away until it runs out; then the message is sent by whoever comes', async () => {
    const r = await rig();
    await r.promise(post('one'));
    const held = { leaseId: 'someone else', leaseUntil: new Date(Date.now() + 60_000) };
    await r.db.reader.update(outbox).set(held);
    expect(await r.engine.flush()).toBe(0);
    await r.db.reader.update(outbox).set({ leaseUntil: new Date(Date.now() - 1) });
    await r.engine.flush();
    expect(r.messenger.log).toEqual(['post sales-0: one']);
  });

  test('that was lost while sending changes nothing', async () => {
    const r = await rig();
    r.messenger.plan = async () => {
      await r.db.reader.update(outbox).set({ leaseId: 'someone else' });
    };
    await r.promise(post('one'));
    await r.engine.flush();
    expect((await r.db.reader.select().from(outbox))[0]).toMatchObject({ status: 'waiting', leaseId: 'someone else' });
  });
});

describe('buttons that do not fit', () => {
  test('wait behind "more", in the language of the person', async () => {
    const r = await rig({ can: { buttons: 2 } });
    const buttons = ['a', 'b', 'c'].map((label) => ({
      action: `toy.${label}`,
      value: '',
      label,
      style: 'plain' as const,
    }));
    await r.promise(post('one', { card: { title: 'one', tone: 'plain', elements: [], buttons } }));
    let seen: string[] = [];
    r.messenger.plan = ({ card }) => {
      seen = card.buttons.map((button) => `${button.label} ${button.action}`);
    };
    await r.engine.flush();
    expect(seen).toEqual(['a toy.a', 'More … engine.more']);
    const [row] = await r.db.reader.select().from(outbox);
    const more = { platform: 'console', account: 'sales-0', id: 'e1' } as const;
    const opened = await r.engine.receive({ ...more, kind: 'clicked', action: 'engine.more', value: `${row?.id}|1` });
    const options =
      opened?.kind === 'form' && opened.form.fields[0]?.kind === 'choice' ? opened.form.fields[0].options : [];
    expect(options.map((option) => option.label)).toEqual(['b', 'c']);
  });
});
