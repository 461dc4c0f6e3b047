import fc from 'fast-check';
import type { Database } from '../../../src/db/database.ts';
import { insertMany } from '../../../src/db/insert-many.ts';
import { mapProposals } from '../../../src/map/tables.ts';
import { actions, meetings } from '../../../src/meetings/tables.ts';
import { encode } from '../../../src/requests/encoding.ts';
import { genesis, historyRow } from '../../../src/requests/history.ts';
import { decide } from '../../../src/requests/rules.ts';
import { save } from '../../../src/requests/store.ts';
import { calls, requestHistory, rings } from '../../../src/requests/tables.ts';
import type { Command, Happening, Request } from '../../../src/requests/types.ts';
import { live, type Move, moves } from '../../requests/random-life.ts';
import { facts, filed, org, requestOf } from '../../requests/rules-kit.ts';
import { shanghai } from '../../world.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const departments = [...org.departments.keys()];

/** Some weeks of requests that people play at random, of several departments and calendars, and whatever else is counted. */
export async function writeYear(db: Database, lives: number, seed: number, others = 150): Promise<Request[]> {
  const log = new Map<number, { at: Date; happening: Happening }[]>();
  const note = (number: number, at: Date, happenings: readonly Happening[]) =>
    log.set(number, [...(log.get(number) ?? []), ...happenings.map((happening) => ({ at, happening }))]);
  const played: Move[][] = fc.sample(moves, { numRuns: lives, seed });
  const random = played.flatMap((one, i) => {
    // Spread over the weeks and the hours of the day, nights and Sundays too.
    const at = new Date(
      shanghai('2026-02-09T09:00').getTime() + Math.floor((i * 95 * DAY) / lives) + ((i * 7) % 24) * HOUR,
    );
    return live(one, ({ now, after, happenings }) => note(after.number, now, happenings), { at, first: 1 + i * 10 })
      .requests;
  });
  const all = [...random, ...plain(note, seed, lives * 5), ...onTheEdge(note)];
  await db.transaction(async (tx) => {
    const before = null;
    const changes = all.map((request) => ({ before, request, happenings: [] }));
    await save(tx, changes, shanghai('2026-06-01T00:00'), org);
    await insertMany(
      tx,
      requestHistory,
      all.flatMap(({ number }) => historyOf(number, log.get(number) ?? [])),
    );
  });
  await writeOthers(db, seed, others);
  return all;
}

type Note = (number: number, at: Date, happenings: readonly Happening[]) => void;

/** Plays commands that are all taken, and notes what happened. */
const play = (note: Note, start: Request, commands: readonly (readonly [Date, Command])[]): Request =>
  commands.reduce((before, [at, command]) => {
    const decision = decide(before, command, at, facts);
    if ('happenings' in decision) note(before.number, at, decision.happenings);
    return requestOf(decision);
  }, start);

/** The same numbers for the same seed. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

/** Requests that come to their end: promised, some warned of, returned and delivered again, early or late. */
function plain(note: Note, seed: number, many: number): Request[] {
  const random = dice(seed + 1);
  const head = (key: string) => org.departments.get(key)?.head ?? '';
  return Array.from({ length: many }, (_, i) => {
    const from = random(departments.length);
    const customer = departments[from] ?? '';
    const supplier = departments[(from + 1 + random(departments.length - 1)) % departments.length] ?? '';
    const by = head(supplier);
    let at = new Date(shanghai('2026-02-09T00:00').getTime() + random(90 * 24 * 60) * 60_000);
    const asker = head(customer);
    const urgency = random(3) ? 'normal' : 'urgent';
    const start = filed({ number: 20_001 + i, customer, supplier, asker, by: asker, urgency }, at);
    const after = (hours: number) => {
      at = new Date(at.getTime() + random(hours * 3_600) * 1000 + 1000);
      return at;
    };
    const give: Command = { kind: 'deliver', by, note: '', files: [] };
    const later = (hours: number) => new Date(at.getTime() + hours * HOUR);
    const commands: (readonly [Date, Command])[] = [[after(1), { kind: 'accept', by, promise: null }]];
    if (random(2)) commands.push([after(1), { kind: 'warn', by, promise: later(90), reason: 'r' }]);
    if (random(4) === 0) commands.push([after(4), { kind: 'ask', by, question: 'q' }], [after(30), answer(asker)]);
    commands.push([after(random(2) ? 6 : 90), give]);
    if (random(4) === 0) commands.push([after(8), { kind: 'return', by: asker, what: 'w' }], [after(20), give]);
    commands.push([after(8), { kind: 'confirm', by: asker, rating: 1 + random(5), remark: '' }]);
    return play(note, start, commands);
  });
}

const answer = (by: string): Command => ({ kind: 'answer', by, text: 'a' });

function historyOf(number: number, events: readonly { at: Date; happening: Happening }[]) {
  let previous = genesis(number);
  return events.map(({ at, happening }, i) => {
    const { texts: _, ...row } = historyRow(number, i + 1, at, happening, previous);
    previous = row.hash;
    return row;
  });
}

/** Monday at midnight, where one week ends and the next begins. */
export const midnight = shanghai('2026-04-27T00:00');

/** Filed, due, delivered and closed in the very instant at which a week ends, or a moment beside it. */
function onTheEdge(note: Note): Request[] {
  const beside = [-1, 0, 1];
  const request = (number: number, at: Date) => filed({ number, urgency: 'urgent' }, at);
  const at = (ms: number) => new Date(midnight.getTime() + ms);
  const deliver: Command = { kind: 'deliver', by: 'he', note: '', files: [] };
  const confirm: Command = { kind: 'confirm', by: 'lin', rating: 4, remark: '' };
  // Past its date, the customer is asked something; declined with that question open, it was owed until then.
  const declinedAsked = play(note, request(9100, at(-20 * HOUR)), [
    [at(-2 * HOUR), { kind: 'ask', by: 'he', question: 'q' }],
    [at(HOUR), { kind: 'decline', by: 'he', reason: '' }],
    [at(3 * HOUR), { kind: 'agreeDecline', by: 'lin' }],
  ]);
  const edges = beside.flatMap((ms, i) => [
    request(9001 + i * 10, at(ms)),
    play(note, request(9002 + i * 10, at(-9 * HOUR)), [
      [at(-2 * HOUR), deliver],
      [at(ms), confirm],
    ]),
    // Eight hours from the filing on, an urgent request is due.
    request(9003 + i * 10, at(-8 * HOUR + ms)),
    play(note, request(9004 + i * 10, at(-8 * HOUR)), [
      [at(ms), deliver],
      [at(2 * HOUR), confirm],
    ]),
    play(note, request(9005 + i * 10, at(-9 * HOUR)), [[at(ms), { kind: 'decline', by: 'he', reason: '' }]]),
  ]);
  return [...edges, declinedAsked];
}

async function writeOthers(db: Database, seed: number, many: number): Promise<void> {
  const random = dice(seed);
  const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T;
  const moment = () => new Date(shanghai('2026-03-01T00:00').getTime() + random(90) * DAY + random(24) * HOUR);
  const pair = () => {
    const i = random(departments.length);
    const two = [departments[i], departments[(i + 1 + random(departments.length - 1)) % departments.length]];
    return two as [string, string];
  };
  const edges = [-1, 0, 1].map((ms) => new Date(midnight.getTime() + ms));
  const moments = [...edges, ...Array.from({ length: many }, moment)];
  await db.transaction(async (tx) => {
    await insertMany(
      tx,
      calls,
      moments.map((at, i) => ({ number: i + 1, referee: 'chen', at })),
    );
    const seen = moments.slice(0, 40).map((announcedAt): [Date, Date | null] => {
      return [announcedAt, random(3) ? new Date(announcedAt.getTime() + random(10) * DAY) : null];
    });
    const released = edges.map((closedAt): [Date, Date] => [new Date(closedAt.getTime() - 3 * DAY), closedAt]);
    for (const [announcedAt, closedAt] of [...seen, ...released]) {
      const ring = { links: [], departments: pair(), announcedAt, closedAt, offers: [] };
      await tx.insert(rings).values({ open: closedAt === null, announcedAt, links: [], state: encode(ring) });
    }
    const met = ['announced', 'held', 'notHeld', 'cancelled', 'skipped', 'leftOut'] as const;
    await tx.insert(meetings).values(
      moments.map((startsAt, i) => {
        const status = pick(met);
        const givenBackMs = status === 'cancelled' ? (1 + random(5)) * (HOUR / 2) : 0;
        const none = status === 'skipped' || status === 'leftOut';
        const two = pair();
        const week = '2026-03-02';
        const about = { series: `${two.join('+')}/${i}`, week, departments: two, people: [], status };
        return { ...about, startsAt: none ? null : startsAt, state: { givenBackMs } };
      }),
    );
    await tx.insert(actions).values(
      moments.map((closedAt, i) => {
        const [supplier, customer] = pair();
        const status = pick(['open', 'open', 'done', 'dropped'] as const);
        const due = new Date(closedAt.getTime() + random(20) * DAY).toISOString().slice(0, 10);
        const about = { series: 's', supplier, customer, owner: 'lin', status, due };
        return { ...about, closedAt: status === 'open' ? null : closedAt, state: { text: `t${i}` } };
      }),
    );
    await tx.insert(mapProposals).values(
      moments.map((settledAt, i) => {
        const status = pick(['open', 'agreed', 'agreed', 'refused', 'replaced'] as const);
        // Some gaps are worded anew later, and some wordings answer none.
        const about = Math.floor(i / 2) % 60;
        const [supplier, customer] = [departments[about % 5], departments[2 + (about % 4)]];
        const unit = about % 2 ? `${supplier}/smt` : `${supplier}`;
        const gap = random(5) ? `gap${about}` : null;
        return {
          ...{ agreement: `a${i}`, version: 1, supplier: unit, customer: customer ?? '', gap, status },
          ...{ requirement: { kind: 'onTime' as const, amount: null, unit: null, words: 'w' }, proposedBy: 'lin' },
          ...{ proposedAt: settledAt, settledAt: status === 'open' ? null : settledAt },
        };
      }),
    );
  });
}
