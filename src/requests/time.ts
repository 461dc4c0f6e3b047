import { z } from 'zod';
import type { DueTimer, Effect, TimeTurn } from '../engine/feature.ts';
import { commit } from './act.ts';
import { timerEffect } from './announce.ts';
import { rederiveBatch, rederiving } from './rederive.ts';
import { loadRing } from './ring-store.ts';
import { ringWoke } from './rings.ts';
import { decide } from './rules.ts';
import { type Change, loadMany, read } from './store.ts';
import type { Track } from './types.ts';

const wake = z.union([z.object({ number: z.number().int() }), z.object({ ring: z.number().int() }), rederiving]);
const dead = z.object({ number: z.number().int(), track: z.string(), step: z.number().int() });

/** Timers of requests, rings and changed calendars, many at once: each is only a hint to look at what is true now. */
export async function wakes(turn: TimeTurn, timers: readonly DueTimer[]): Promise<Effect[]> {
  const payloads = timers.map((timer) => wake.parse(timer.payload));
  const effects: Effect[] = [];
  // First, because a step that is due should look at the due time as it is now.
  for (const [index, payload] of payloads.entries())
    if ('rederive' in payload) effects.push(...(await rederiveBatch(turn, timers[index]?.key ?? '', payload.rederive)));
  const numbers = payloads.flatMap((payload) => ('number' in payload ? [payload.number] : []));
  const loaded = await loadMany(turn.tx, numbers);
  const changes: Change[] = [];
  for (const before of loaded.values()) {
    const decision = decide(before.request, { kind: 'time' }, turn.now, turn);
    if ('refusal' in decision) continue;
    // A timer that came early is no news: it is set again, and nobody's card is drawn anew.
    if (decision.happenings.length > 0) changes.push({ before, ...decision });
    else effects.push(timerEffect(decision.request, turn.org));
  }
  if (changes.length > 0) effects.push(...(await commit(turn, changes, null)));
  for (const payload of payloads) if ('ring' in payload) effects.push(...(await wakeRing(turn, payload.ring)));
  return effects;
}

async function wakeRing(turn: TimeTurn, id: number): Promise<Effect[]> {
  const ring = await loadRing(turn.tx, id);
  if (!ring) return [];
  return ringWoke(turn, await read(turn.tx, ring.state.links), ring, turn);
}

/** The messenger refused whom a step was meant for: the next rung hears at once. */
export async function undelivered(turn: TimeTurn, payload: unknown): Promise<Effect[]> {
  const { number, track, step } = dead.parse(payload);
  const before = (await loadMany(turn.tx, [number])).get(number);
  if (!before) return [];
  const decision = decide(before.request, { kind: 'skip', track: track as Track, step }, turn.now, turn);
  return 'refusal' in decision ? [] : commit(turn, [{ before, ...decision }], null);
}
