import type { Command, Outcome, Turn, View } from '../engine/feature.ts';
import { sentence } from '../platform/card.ts';
import { lookOf } from './look.ts';

/** What the map is asked for in chat, and its pages. */
export const commands: readonly Command[] = [];

export const views: readonly View[] = [];

/** Someone typed a command of the map. */
export async function commanded(turn: Turn, _command: string, _text: string): Promise<Outcome> {
  const card = sentence(lookOf(turn.org, turn.person).say('no.unknown'));
  return { effects: [], reply: { kind: 'whisper', card } };
}
