import { describe, expect, test } from 'vitest';
import { shanghai, world } from '../../world.ts';
import { plans } from './kit.ts';
import { large } from './large.ts';

describe('a large company', () => {
  test('of 300 departments and 800 pairs is planned in a few seconds', async () => {
    const w = await world({ company: large(), at: shanghai('2026-05-11T09:00') });
    // Of the processor, because others may share the machine.
    const began = process.cpuUsage();
    const { meetings, effects } = await plans(w, '2026-05-18', shanghai('2026-05-14T10:00'));
    const again = await plans(w, '2026-05-25', shanghai('2026-05-21T10:00'));
    const { user, system } = process.cpuUsage(began);
    expect(meetings.length).toBeGreaterThan(250);
    expect(meetings.filter(({ status }) => status !== 'announced')).toEqual([]);
    const seats = meetings.flatMap(({ attendees, from }) =>
      attendees.map(({ person }) => `${person} ${from?.getTime()}`),
    );
    expect(new Set(seats).size).toBe(seats.length);
    expect(effects.length).toBeGreaterThan(meetings.length);
    expect(again.meetings.length).toBeGreaterThan(250);
    // Two weeks, and what everybody is told of them.
    expect((user + system) / 1000).toBeLessThan(10_000);
  });
});
