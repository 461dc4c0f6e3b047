import type { Effect } from '../../../src/engine/feature.ts';
import { planned } from '../../../src/meetings/planning/plan-week.ts';
import { readMeetings } from '../../../src/meetings/store.ts';
import type { Meeting, Week } from '../../../src/meetings/types.ts';
import { showTime } from '../../../src/messages/time.ts';
import type { Reply } from '../../../src/platform/adapter.ts';
import type { Card } from '../../../src/platform/card.ts';
import { read, type World } from '../../world.ts';

/** The meetings of a week as they stand, in the order in which they begin. */
export const meetingsOf = (w: World, week: Week): Promise<Meeting[]> => readMeetings(w.db.reader, { week });

/** Each meeting in a line: who, when in Shanghai, how it stands. */
export const lineOf = ({ series, from, status }: Meeting): string =>
  `${series} ${from ? showTime(from, 'en', 'Asia/Shanghai') : '-'} ${status}`;

export const planOf = async (w: World, week: Week): Promise<string[]> => (await meetingsOf(w, week)).map(lineOf).sort();

/** A week planned at an instant as it is by itself, without waiting for it. Resolves to what is promised, and who is absent. */
export async function plans(
  w: World,
  week: Week,
  at: Date,
  reachable = (_: string) => true,
): Promise<{ meetings: Meeting[]; effects: Effect[]; absent: string[] }> {
  const org = await w.organisation();
  const made = await w.db.transaction((tx) => planned({ tx, now: at, org, reachable, link: () => null }, week));
  return { meetings: await meetingsOf(w, week), effects: made?.effects ?? [], absent: made?.absent ?? [] };
}

/** The cards among effects whose title has some words, by who gets them. */
export function posted(effects: readonly Effect[], title: string): Record<string, string> {
  const found = effects.flatMap((effect): [string, Card][] =>
    effect.kind === 'post' && effect.card.title.includes(title) ? [[effect.to, effect.card]] : [],
  );
  return Object.fromEntries(found.map(([to, card]) => [to, read(card)]));
}

/** What was whispered, every word. */
export function whisper(reply: Reply | null): string {
  if (reply?.kind !== 'whisper') throw new Error(`no whisper, but ${JSON.stringify(reply)}`);
  return read(reply.card);
}

/** Which fields were refused, and why. */
export function problems(reply: Reply | null): Record<string, string> {
  if (reply?.kind !== 'problems') throw new Error(`no problems, but ${JSON.stringify(reply)}`);
  return reply.fields;
}
