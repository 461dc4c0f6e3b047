import { asc } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { type Link, ringThrough } from '../../src/requests/chain.ts';
import { read as readRequests } from '../../src/requests/store.ts';
import { requests, rings } from '../../src/requests/tables.ts';
import { companyOf, firstCustomer, keyOf, movesOf } from '../replay/moves.ts';
import { replay } from '../replay/rules.ts';
import { factsOf, synthesised, type Ticket, tickets } from '../replay/tickets.ts';
import { world } from '../world.ts';
import { does, files, history } from './story.ts';

const log = tickets();

const ticket = (id: string, ...teams: string[]): Ticket => ({
  id,
  stays: teams.map((team, hour) => ({ team, at: new Date(Date.UTC(2012, 0, 2, 8 + hour)) })),
  end: new Date(Date.UTC(2012, 0, 2, 9 + teams.length)),
});

describe('a log of real hand-offs', () => {
  test('is read as its description says; without the file its shape is made up, and always the same', () => {
    if (log.real)
      expect(factsOf(log.tickets)).toEqual({
        handOffs: 9454,
        handedOn: 3820,
        returning: 1258,
        bouncing: 1177,
        bounces: 2394,
        longest: 31,
      });
    else expect(log.tickets).toEqual(synthesised(800, 2013));
    const made = factsOf(synthesised(800, 2013));
    expect(made.returning).toBeGreaterThan(50);
    expect(made.bouncing).toBeGreaterThan(40);
  });

  test('replayed through the rules runs through, its time bills sum, and straight bounces make no ring', () => {
    const outcome = replay(log.tickets);
    expect(outcome.wrong).toEqual([]);
    const { returning } = factsOf(log.tickets);
    const perThousand = ((1000 * outcome.rings) / outcome.requests).toFixed(1);
    console.log(
      `replay (${log.real ? 'real' : 'made up'}): ${log.tickets.length} tickets, ${outcome.requests} requests, ` +
        `${outcome.happenings} history rows, ${outcome.rings} rings (${perThousand} per 1,000 requests), ` +
        `${returning} returning tickets, ${outcome.ringed.size} of them with a ring`,
    );
    expect(outcome.rings).toBeGreaterThan(0);
    const teamsOf = (one: Ticket) => one.stays.map((stay) => stay.team);
    for (const one of log.tickets.filter((candidate) => outcome.ringed.has(candidate.id)))
      expect(new Set(teamsOf(one)).size).toBeGreaterThan(2);
    const returningIds = log.tickets
      .filter((one) => new Set(teamsOf(one)).size < one.stays.length)
      .map((one) => one.id);
    expect([...outcome.ringed].filter((id) => !returningIds.includes(id))).toEqual([]);
  }, 120_000);

  test('going back and forth between two teams alone makes no ring, however often; a third one between them does', () => {
    expect(replay([ticket('x', 'A', 'B', 'A', 'B', 'A', 'B')]).rings).toBe(0);
    expect(replay([ticket('x', 'A', 'B', 'C', 'B', 'A')]).rings).toBe(0);
    expect(replay([ticket('x', 'A', 'B', 'C', 'A')]).rings).toBe(1);
    // Even were the edge back drawn, two departments would be no ring.
    const link = (number: number, customer: string, supplier: string, blockedBy: number | null): [number, Link] => [
      number,
      { number, customer, supplier, blockedBy },
    ];
    const back = new Map([link(1, 'X', 'A', 2), link(2, 'A', 'B', 3), link(3, 'B', 'A', null)]);
    expect(ringThrough(back, 2)).toBeNull();
  });

  test('goes through the engine: chains, rings and history come out the same as through the rules', async () => {
    const returning = log.tickets.filter((one) => new Set(one.stays.map((stay) => stay.team)).size < one.stays.length);
    const some = returning.filter((one) => one.stays.length > 2 && one.stays.length < 7);
    const count = Number(process.env.REPLAY_TICKETS ?? 8);
    const chosen = [...some.slice(0, count - 2), ticket('ring', 'A', 'B', 'C', 'A'), ticket('bounce', 'A', 'B', 'A')];
    const teams = chosen.flatMap((one) => one.stays.map((stay) => stay.team));
    const w = await world({ company: companyOf(teams), at: new Date(Date.UTC(2026, 4, 4, 8)) });
    let next = 1000;
    for (const one of chosen) {
      for (const move of movesOf(one, () => ++next)) {
        const customer = `p-${keyOf(move.kind === 'file' ? move.customer : firstCustomer)}`;
        if (move.kind === 'deliver') {
          const request = (await readRequests(w.db.reader, [move.number])).get(move.number);
          await does(w, `p-${request?.supplier}`, 'deliver', move.number, {});
          await does(w, request?.asker ?? '', 'confirm', move.number, { rating: '5' });
        } else if (move.blocks) {
          await does(w, customer, 'block', move.blocks, { how: 'new', to: keyOf(move.supplier), need: one.id });
        } else expect(await files(w, customer, keyOf(move.supplier), one.id)).toBe(move.number);
      }
    }
    const all = await w.db.reader.select().from(requests).orderBy(asc(requests.number));
    expect(all.length).toBe(next - 1000);
    expect(all.every((row) => row.stage === 'closed')).toBe(true);
    const seen = await w.db.reader.select().from(rings);
    expect(seen.every((ring) => !ring.open)).toBe(true);
    expect(seen.length).toBe(replay(chosen).rings);
    for (const row of all) await history(w, row.number);
    w.sent();
  }, 180_000);
});
