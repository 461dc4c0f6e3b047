import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../../src/db/database.ts';
import { demoCompany } from '../../../src/demo/company.ts';
import { inbox, outbox } from '../../../src/engine/tables.ts';
import { loadMeeting, saveMeeting } from '../../../src/meetings/store.ts';
import { calendarFeeds } from '../../../src/meetings/tables.ts';
import type { Meeting } from '../../../src/meetings/types.ts';
import { bumpVersion } from '../../../src/org/store.ts';
import { rotateSigningKey } from '../../../src/service/settings.ts';
import { testDatabase } from '../../db/pool.ts';
import { eventsIn, type FeedWorld, feedWorld, meeting } from './kit.ts';

let db: Database;
let w: FeedWorld;

beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  w = await feedWorld(db);
});

/** The addresses someone gets by the button: their own first. */
async function addressesOf(person: string): Promise<string[]> {
  const card = await w.presses(person, 'show');
  expect(card.elements).toContainEqual(expect.objectContaining({ kind: 'link' }));
  return w.addresses(person);
}

async function addressOf(person: string): Promise<string> {
  const [own = ''] = await addressesOf(person);
  return own;
}

async function eventsOf(person: string) {
  const answer = await w.asks(await addressOf(person));
  expect(answer.status).toBe(200);
  return eventsIn(await answer.text());
}

async function changes(id: number, change: (standing: Meeting) => Partial<Meeting>): Promise<void> {
  await db.transaction(async (tx) => {
    const standing = await loadMeeting(tx, id);
    if (!standing) throw new Error('no such meeting');
    await saveMeeting(tx, { ...standing, ...change(standing) });
  });
}

describe('a calendar to subscribe to', () => {
  test("shows someone's meetings with time, alarm and parties in their language, and nothing of the agenda", async () => {
    await w.holds(meeting());
    expect(await eventsOf('lin')).toEqual([
      {
        uid: expect.stringMatching(/^meeting-\d+@[0-9a-f]{12}\.xiayou$/),
        sequence: 0,
        from: '2026-05-12T01:00:00.000Z',
        to: '2026-05-12T01:30:00.000Z',
        title: '例会：销售部与物控部',
        description: '内部供方与客户的半小时例会。要谈的事请在聊天中发送 /例会 查看。',
        status: 'CONFIRMED',
        stamp: '2026-05-07T02:00:00Z',
        changed: '2026-05-07T02:00:00Z',
        alarms: ['-PT15M'],
      },
    ]);
    expect((await eventsOf('he'))[0]).toMatchObject({ title: '例会：物控部与销售部' });
    expect(await eventsOf('wang')).toEqual([]);
  });

  test('says the same to whoever subscribes twice, and until something changes it is the very same text', async () => {
    await w.holds(meeting(), meeting({ series: 'materials+production', departments: ['materials', 'production'] }));
    const address = await addressOf('he');
    const first = await (await w.asks(address)).text();
    w.clock.set(new Date(w.clock.now().getTime() + 3_600_000));
    const second = await (await w.asks(await addressOf('he'))).text();
    expect(await addressOf('he')).toBe(address);
    expect(second).toBe(first);
    expect(new Set(eventsIn(first).map(({ uid }) => uid)).size).toBe(2);
  });

  test('moves an event in place: the same one, a higher sequence, another time', async () => {
    const [one] = await w.holds(meeting());
    const [before] = await eventsOf('lin');
    const at = new Date('2026-05-09T02:00:00Z');
    await changes(one?.id ?? 0, ({ from, to, sequence, moves }) => ({
      from: new Date('2026-05-13T06:00:00Z'),
      to: new Date('2026-05-13T06:30:00Z'),
      sequence: sequence + 1,
      moves: from && to ? [...moves, { from, to, at, by: 'lin', why: '' }] : moves,
    }));
    const after = await eventsOf('lin');
    expect(after).toMatchObject([
      { uid: before?.uid, sequence: 1, from: '2026-05-13T06:00:00.000Z', changed: '2026-05-09T02:00:00Z' },
    ]);
  });

  test('cancels what was cancelled or skipped, and no longer rings for it; one that never had a time is not in it', async () => {
    await w.holds(
      meeting({ status: 'cancelled', why: { kind: 'empty' } }),
      meeting({ series: 'a', status: 'skipped', why: { kind: 'holiday' } }),
      meeting({ series: 'b', status: 'leftOut', from: null, to: null }),
      meeting({ series: 'c', status: 'held' }),
    );
    const seen = await eventsOf('lin');
    expect(seen.map(({ status, alarms }) => [status, alarms.length])).toEqual([
      ['CANCELLED', 0],
      ['CANCELLED', 0],
      ['CONFIRMED', 1],
    ]);
  });

  test('leaves out what someone declined, and what is more than eight weeks ago', async () => {
    await w.holds(
      meeting({
        attendees: [
          { person: 'lin', department: 'sales', for: null, answer: 'declined' },
          { person: 'he', department: 'materials', for: null, answer: 'accepted' },
        ],
      }),
      meeting({ series: 'old', from: new Date('2026-03-12T01:00:00Z') }),
      meeting({ series: 'less old', from: new Date('2026-03-14T01:00:00Z') }),
    );
    expect((await eventsOf('lin')).map(({ from }) => from)).toEqual(['2026-03-14T01:00:00.000Z']);
    expect(await eventsOf('he')).toHaveLength(2);
  });

  test('has nine in Berlin on both sides of the change of the clock, and names the zone of its reader', async () => {
    const attendees: Meeting['attendees'] = [{ person: 'anna', department: 'sales', for: null, answer: 'none' }];
    w.clock.set(new Date('2026-10-20T02:00:00Z'));
    await w.holds(
      meeting({ attendees, from: new Date('2026-10-23T07:00:00Z') }),
      meeting({ attendees, series: 'winter', from: new Date('2026-10-26T08:00:00Z') }),
    );
    const text = await (await w.asks(await addressOf('anna'))).text();
    const inBerlin = (iso: string) => new Date(iso).toLocaleTimeString('en-GB', { timeZone: 'Europe/Berlin' });
    expect(eventsIn(text).map(({ from }) => inBerlin(from))).toEqual(['09:00:00', '09:00:00']);
    expect(text).toContain('X-WR-TIMEZONE:Europe/Berlin');
    expect(text).toContain('DTSTART:20261023T070000Z');
  });

  test('folds long Chinese lines so that no line is longer than 75 bytes and no character is torn', async () => {
    const departments = ['materials', 'sales', 'production', 'purchasing', 'finance', 'quality'];
    await w.holds(meeting({ departments, series: departments.join('+') }));
    const text = await (await w.asks(await addressOf('lin'))).text();
    const lengths = text.split('\r\n').map((line) => Buffer.byteLength(line));
    expect(Math.max(...lengths)).toBeLessThanOrEqual(75);
    expect(eventsIn(text)[0]?.title).toMatch(/^例会：销售部与物控部与生产部与采购部与财务部与/);
  });

  test('of a department has all of its meetings, and is shown to those who lead it', async () => {
    await w.holds(meeting(), meeting({ series: 'x', departments: ['production', 'sales'], attendees: [] }));
    const [, department = ''] = await addressesOf('lin');
    expect(eventsIn(await (await w.asks(department)).text())).toHaveLength(2);
    expect(await addressesOf('xu')).toHaveLength(1);
  });
});

describe('who asks for it', () => {
  test('is not told again what they have, and gets the headers of something private', async () => {
    const address = await addressOf('lin');
    const first = await w.asks(address);
    const etag = first.headers.get('etag') ?? '';
    expect(Object.fromEntries(first.headers)).toMatchObject({
      'content-type': 'text/calendar; charset=utf-8',
      'cache-control': 'private, max-age=900',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex, nofollow',
      'x-content-type-options': 'nosniff',
    });
    const again = await w.asks(address, { headers: { 'If-None-Match': `"other", W/${etag}` } });
    expect([again.status, await again.text()]).toEqual([304, '']);
    await w.holds(meeting());
    expect((await w.asks(address, { headers: { 'If-None-Match': etag } })).status).toBe(200);
    const head = await w.asks(address, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect(head.headers.get('etag')).not.toBe(etag);
    expect((await w.asks(address, { method: 'POST' })).status).toBe(404);
  });

  test('with a wrong, a malformed or a made-up secret gets the answer every unknown address gets', async () => {
    const address = await addressOf('lin');
    const unknown = await (await w.asks('https://bot.example.com/xiayou/nothing')).text();
    const [, id = '', mark = ''] = /calendar\/(\d+)-([0-9a-f]{40})\.ics$/.exec(address) ?? [];
    expect(mark).not.toBe('');
    const at = (secret: string) => `https://bot.example.com/xiayou/calendar/${secret}.ics`;
    const flipped = mark.replace(/^./, (first) => (first === '0' ? '1' : '0'));
    const wrong = [`${id}-${flipped}`, `${Number(id) + 1}-${mark}`, `0${id}-${mark}`, `${id}-${mark}0`, id, `-${mark}`];
    for (const secret of [
      ...wrong,
      `${id}-${mark.toUpperCase()}x`,
      '9'.repeat(40),
      '%00',
      '..%2f',
      `${'9'.repeat(16)}-${mark}`,
    ]) {
      const answer = await w.asks(at(secret));
      expect([secret, answer.status, await answer.text()]).toEqual([secret, 404, unknown]);
    }
  });

  test('who left, and a department that is gone, have none any more', async () => {
    const [own = '', department = ''] = await addressesOf('huang');
    expect([(await w.asks(own)).status, (await w.asks(department)).status]).toEqual([200, 200]);
    await db.transaction((tx) =>
      tx.execute(`update org_items set active = false where kind = 'person' and key = 'huang'`),
    );
    await db.transaction((tx) =>
      tx.execute(`update org_items set active = false where kind = 'department' and key = 'purchasing'`),
    );
    await bump();
    expect([(await w.asks(own)).status, (await w.asks(department)).status]).toEqual([404, 404]);
  });

  test('with a key that was replaced gets nothing, and a new card has the new address', async () => {
    const address = await addressOf('lin');
    await rotateSigningKey(db.reader);
    expect((await w.asks(address)).status).toBe(404);
    const fresh = await addressOf('lin');
    expect(fresh).not.toBe(address);
    expect((await w.asks(fresh)).status).toBe(200);
  });

  test('nothing that opens a calendar is kept in a table or said in a conversation', async () => {
    const secret = /-([0-9a-f]{40})/.exec(await addressOf('lin'))?.[1] ?? 'none';
    const said = JSON.stringify([await w.presses('lin', 'show'), await w.presses('lin', 'rotate', '|0')]);
    const kept = JSON.stringify(
      await Promise.all([inbox, outbox, calendarFeeds].map((one) => db.reader.select().from(one))),
    );
    expect(kept).toContain('person/lin');
    expect(said + kept).not.toContain(secret);
  });
});

/** The organisation is read again when its version says so. */
async function bump(): Promise<void> {
  await db.transaction((tx) => bumpVersion(tx, w.clock.now()));
}

describe('a new address', () => {
  test('is asked for twice, ends the old one at once, and pressing once more changes nothing', async () => {
    const before = await w.presses('lin', 'show');
    const old = await addressOf('lin');
    const [rotate] = before.buttons;
    const sure = await w.presses('lin', 'rotate', rotate?.value);
    expect(sure.title).toBe('要更换地址吗：您自己的例会？');
    expect((await w.asks(old)).status).toBe(200);
    const [yes] = sure.buttons;
    expect(yes?.action).toBe('meetings.feeds.renew');
    expect((await w.presses('lin', 'renew', yes?.value)).title).toMatch(/^地址已更换/);
    const fresh = await addressOf('lin');
    expect([(await w.asks(old)).status, (await w.asks(fresh)).status]).toEqual([404, 200]);
    await w.presses('lin', 'renew', yes?.value);
    expect(await addressOf('lin')).toBe(fresh);
  });

  test('of a department is for its leaders; a forged press changes nothing', async () => {
    const [, department = ''] = await addressesOf('lin');
    const refused = await w.presses('xu', 'renew', 'sales|0');
    expect(refused.title).toBe('销售部的日历只给部门负责人和副职看。');
    for (const value of ['sales', 'sales|x', 'sales|-1', '|', 'nowhere|0']) await w.presses('lin', 'renew', value);
    expect((await w.asks(department)).status).toBe(200);
  });

  test('without a public address the card says that there is none, and what to do', async () => {
    w = await feedWorld(db, null);
    const card = await w.presses('lin', 'show');
    expect([card.elements, await w.addresses('lin')]).toEqual([[], []]);
    expect(card.title).toMatch(/PUBLIC_URL/);
    await w.importing(demoCompany);
  });
});
