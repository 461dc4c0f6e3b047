import { asc, eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { outbox } from '../../src/engine/tables.ts';
import { outboxDead } from '../../src/operator/outbox-dead.ts';
import { restored } from '../../src/operator/restored.ts';
import { sentence } from '../../src/platform/card.ts';
import { days, type World, world } from '../world.ts';
import { refusal, run } from './run.ts';

type NewRow = Partial<typeof outbox.$inferInsert>;

/** A promised message, written as if a feature had promised it. */
async function promised(w: World, title: string, row: NewRow = {}): Promise<number> {
  const now = w.clock.now();
  const whole = {
    feature: 'requests',
    person: 'lin',
    platform: 'console',
    account: 'lin',
    kind: 'post',
    priority: 1,
  } as const;
  const [written] = await w.db.reader
    .insert(outbox)
    .values({ ...whole, card: sentence(title), createdAt: now, dueAt: now, ...row })
    .returning({ id: outbox.id });
  return written?.id ?? 0;
}

const statuses = async (w: World) =>
  (await w.db.reader.select().from(outbox).orderBy(asc(outbox.id))).map((row) => `${row.card.title} ${row.status}`);

describe('dead letters', () => {
  const dead = { status: 'dead', error: 'no such user', attempts: 3 } as const;

  test('are listed with the person, the reason and what to do', async () => {
    const w = await world();
    expect((await run(w, outboxDead)).text).toBe('There are no dead letters.');
    const id = await promised(w, 'Hello', dead);
    const { code, text } = await run(w, outboxDead, 'list');
    expect(code).toBe(0);
    expect(text).toMatch(
      new RegExp(
        `^1 dead letter:\n#${id} 2026-05-01T02:00:00.000Z requests post to 林晓燕 on console: Hello \\(no such user\\)\n`,
      ),
    );
    expect(text).toContain('npm run outbox:dead -- resend ID…');
  });

  test('are sent again to the account the person has now, however old they are', async () => {
    const w = await world();
    const id = await promised(w, 'Wrong account', {
      ...dead,
      account: 'gone',
      createdAt: new Date(w.clock.now().getTime() - days(9)),
    });
    expect(await run(w, outboxDead, 'resend', `#${id}`)).toEqual({ code: 0, text: '1 message will be sent again.' });
    await w.engine.flush();
    expect(w.sent()).toEqual(['lin: Wrong account']);
  });

  test('stay when there is still nowhere to send them, and unknown numbers are told', async () => {
    const w = await world();
    const id = await promised(w, 'Nowhere', { ...dead, person: 'nobody', platform: 'none' });
    const { code, text } = await run(w, outboxDead, 'resend', String(id), '999');
    expect([code, text.split('\n')]).toEqual([
      1,
      [
        '0 messages will be sent again.',
        `#${id} stays: nobody has no account on a running messenger; add one to the org file and import it.`,
        '#999 is no dead letter.',
      ],
    ]);
  });

  test('are dropped one by one or all', async () => {
    const w = await world();
    const [first] = [await promised(w, 'a', dead), await promised(w, 'b', dead), await promised(w, 'c', dead)];
    expect((await run(w, outboxDead, 'drop', String(first))).text).toBe('1 message dropped.');
    expect((await run(w, outboxDead, 'drop', '--all')).text).toBe('2 messages dropped.');
    expect(await statuses(w)).toEqual(['a dropped', 'b dropped', 'c dropped']);
  });

  test.each([
    [['resend'], 'Name the messages to resend, or --all.'],
    [['drop', 'x1'], '"x1" is no number of a message.'],
    [['burn'], '"burn" is none of list, resend, drop.'],
    [['list', '--force'], "Unknown option '--force'"],
  ])('%j is refused with the usage', async (argv, problem) => {
    const said = await refusal(outboxDead.read(argv, { timezone: 'UTC', locale: 'en' }));
    expect(said).toContain(problem);
    expect(said).toContain('\nUsage: npm run outbox:dead');
  });
});

describe('after a backup was restored', () => {
  test('nothing promised before now is sent until the operator has decided', async () => {
    const w = await world();
    await promised(w, 'request', { slot: 'requests/1' });
    await promised(w, 'duty', { feature: 'duty' });
    await promised(w, 'update', {
      kind: 'update',
      slot: 'requests/9',
      leaseId: 'x',
      leaseUntil: new Date('2100-01-01'),
    });
    const held = await run(w, restored);
    expect(held.text).toBe(
      [
        '3 messages promised before now are held and will not be sent by itself.',
        'Held:',
        '  duty post: 1',
        '  requests post: 1',
        '  requests update: 1',
        'Decide with: npm run restored -- release --kind update, then drop or release --all.',
      ].join('\n'),
    );
    await w.engine.flush();
    expect(w.sent()).toEqual([]);
    w.clock.set(new Date(w.clock.now().getTime() + 1));
    await promised(w, 'new');
    await w.engine.flush();
    expect(w.sent()).toEqual(['lin: new']);
    expect((await run(w, restored, 'release', '--feature', 'duty')).text).toMatch(/^1 message released\./);
    await w.engine.flush();
    expect(w.sent()).toEqual(['lin: duty']);
    expect((await run(w, restored, 'drop', '--all')).text).toBe('2 messages dropped.\nNo messages are held.');
  });

  test('what was overtaken by a newer message of the same card is not sent any more', async () => {
    const w = await world();
    await promised(w, 'old truth', { slot: 's' });
    await run(w, restored);
    await promised(w, 'new truth', { slot: 's' });
    await w.engine.flush();
    expect(w.sent()).toEqual(['lin: new truth']);
    const { text } = await run(w, restored, 'release', '--all');
    expect(text).toMatch(/^0 messages released\. 1 message replaced by newer ones left out\./);
    expect(await statuses(w)).toEqual(['old truth superseded', 'new truth sent']);
  });

  test('a message released after days is not given up at the first failure', async () => {
    const w = await world();
    const id = await promised(w, 'late');
    await run(w, restored);
    await w.advance(days(3));
    await run(w, restored, 'release', '--kind', 'post');
    const [row] = await w.db.reader.select().from(outbox).where(eq(outbox.id, id));
    expect([row?.status, row?.createdAt]).toEqual(['waiting', w.clock.now()]);
  });

  test.each([
    [['release'], 'Say what to release: --kind, --feature or --all.'],
    [['release', '--kind', 'letter'], '--kind is none of post, update, retire, room.'],
    [['undo'], '"undo" is none of list, release, drop.'],
  ])('%j is refused with the usage', async (argv, problem) => {
    const said = await refusal(restored.read(argv, { timezone: 'UTC', locale: 'en' }));
    expect(said).toContain(problem);
    expect(said).toContain('\nUsage: npm run restored');
  });
});
