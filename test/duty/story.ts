import type { Reply } from '../../src/platform/adapter.ts';
import { read, type World } from '../world.ts';

/** Someone presses the button of that name on the newest card of theirs that has it. */
export async function presses(
  w: World,
  person: string,
  action: string,
  answers?: Record<string, string>,
): Promise<Reply | null> {
  const buttons = (await w.messages(person)).flatMap((seen) => seen.card.buttons);
  const button = buttons.findLast((one) => one.action === `duty.${action}`);
  if (!button) throw new Error(`${person} has no button ${action}: ${JSON.stringify(await w.messages(person))}`);
  return w.clicks(person, button.action, button.value, answers);
}

/** Someone presses a button of the answer they just got. */
export async function follows(
  w: World,
  person: string,
  reply: Reply | null,
  action: string,
  answers?: Record<string, string>,
): Promise<Reply | null> {
  const button = reply?.kind === 'whisper' ? reply.card.buttons.find((one) => one.action === `duty.${action}`) : null;
  if (!button) throw new Error(`no button ${action} in ${JSON.stringify(reply)}`);
  return w.clicks(person, button.action, button.value, answers);
}

/** What was whispered, every word. */
export function heard(reply: Reply | null): string {
  if (reply?.kind !== 'whisper') throw new Error(`no whisper, but ${JSON.stringify(reply)}`);
  return read(reply.card);
}

/** Hands a date over: `/duty`, the button, the form. */
export async function handsOver(
  w: World,
  person: string,
  answers: { date: string; to: string; reason?: string },
): Promise<Reply | null> {
  const shown = await w.says(person, '/duty');
  return follows(w, person, shown, 'handOver', { reason: '孩子家长会', ...answers });
}
