import { asc } from 'drizzle-orm';
import type { Reply } from '../../../src/platform/adapter.ts';
import { roundPeople } from '../../../src/questionnaires/tables.ts';
import { read, type World } from '../../world.ts';

/** Someone starts a round: the command, the button, the form. */
export async function starts(w: World, person: string, answers: Record<string, string>): Promise<Reply | null> {
  return w.clicks(person, 'questionnaires.round.start', '', { questionnaire: 'self-awareness', ...answers });
}

/** Someone presses the button of that name on the newest card of theirs that has it. */
export async function presses(
  w: World,
  person: string,
  action: string,
  answers?: Record<string, string>,
): Promise<Reply | null> {
  const buttons = (await w.messages(person)).flatMap((seen) => seen.card.buttons);
  const button = buttons.findLast((one) => one.action === `questionnaires.${action}`);
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
  const buttons = reply?.kind === 'whisper' ? reply.card.buttons : [];
  const button = buttons.find((one) => one.action === `questionnaires.${action}`);
  if (!button) throw new Error(`no button ${action} in ${JSON.stringify(reply)}`);
  return w.clicks(person, button.action, button.value, answers);
}

/** What was whispered, every word. */
export function heard(reply: Reply | null): string {
  if (reply?.kind !== 'whisper') throw new Error(`no whisper, but ${JSON.stringify(reply)}`);
  return read(reply.card);
}

/** Everyone in any round, as the rows say. */
export async function peopleIn(w: World) {
  return w.db.reader.select().from(roundPeople).orderBy(asc(roundPeople.round), asc(roundPeople.person));
}

/** To whom questions and reminders went since the last look. */
export function told(w: World, about = /分钟作答|minutes of your time|还差您的回答|still missing/): string[] {
  return w
    .sent()
    .filter((line) => about.test(line))
    .map((line) => line.split(':')[0] ?? '')
    .sort();
}

/** Who was asked since the last look. */
export const asked = (w: World): string[] => told(w, /分钟作答|minutes of your time/);
