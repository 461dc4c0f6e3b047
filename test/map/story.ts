import type { Reply } from '../../src/platform/adapter.ts';
import { read, type World } from '../world.ts';

/** Someone presses the newest button of that name on the cards they have. */
export async function presses(
  w: World,
  person: string,
  action: string,
  answers?: Record<string, string>,
): Promise<Reply | null> {
  const { value } = await buttonOf(w, person, action);
  return w.clicks(person, `map.${action}`, value, answers);
}

/** The newest button of that name among a person's cards. */
export async function buttonOf(w: World, person: string, action: string): Promise<{ value: string }> {
  const buttons = (await w.messages(person)).flatMap((seen) => seen.card.buttons);
  const button = buttons.findLast((one) => one.action === `map.${action}`);
  if (!button) throw new Error(`${person} has no button ${action}: ${JSON.stringify(await w.messages(person))}`);
  return button;
}

/** What was whispered, every word. */
export function heard(reply: Reply | null): string {
  if (reply?.kind !== 'whisper') throw new Error(`no whisper, but ${JSON.stringify(reply)}`);
  return read(reply.card);
}

/** All that a person's newest card says. */
export const newest = async (w: World, person: string): Promise<string> => read(await w.newest(person));
