import type { Effect, TimeTurn } from '../../engine/feature.ts';
import { lookAs } from '../look.ts';
import { readMeetings } from '../store.ts';
import type { Meeting } from '../types.ts';
import { meetingCard, notComingCard, type Occasion } from './cards.ts';
import { readsAt } from './reading.ts';
import { concerned, type Happening, seatOf, sideOf } from './rules.ts';
import { remindAt } from './rules-times.ts';
import { type Scene, sceneOf } from './scene.ts';
import { slotOf } from './title.ts';
import { weekUpdates } from './week.ts';

/** A meeting that changed, and who changed it; nobody, when time did. */
export interface Change {
  before: Meeting;
  meeting: Meeting;
  happenings: readonly Happening[];
  actor: string | null;
}

/** New messages to those for whom it is news; everyone else's card is kept true. */
export async function tell(turn: TimeTurn, change: Change): Promise<Effect[]> {
  const { before, meeting } = change;
  const scene = await sceneOf(turn, meeting);
  const posts = recipients(turn, change);
  const people = [...new Set([...concerned(before), ...concerned(meeting), ...posts.keys()])];
  const effects = people.flatMap((to) => {
    const occasion = posts.get(to);
    return occasion ? post(turn, meeting, scene, to, occasion) : update(turn, change, scene, to);
  });
  return [...effects, ...(await weekUpdates(turn, meeting.week, people))];
}

/** Draws the cards of a meeting anew, because something it shows has changed: its agenda, or an action was taken in it. */
export async function refreshMeeting(turn: TimeTurn, id: number): Promise<Effect[]> {
  const [meeting] = Number.isSafeInteger(id) ? await readMeetings(turn.tx, { ids: [id] }) : [];
  if (!meeting || !['announced', 'running', 'held'].includes(meeting.status)) return [];
  const scene = await sceneOf(turn, meeting);
  return concerned(meeting).flatMap((to): Effect[] => {
    const look = lookAs(turn.org, to);
    if (!look) return [];
    return [{ kind: 'update', to, slot: slotOf(meeting), card: meetingCard(look, meeting, scene), quiet: true }];
  });
}

/** A card as a message. Between two closed hours before a meeting there is no later: then it comes at once. */
export function post(turn: TimeTurn, meeting: Meeting, scene: Scene, to: string, occasion: Occasion): Effect[] {
  const look = lookAs(turn.org, to);
  if (!look) return [];
  const open = readsAt(turn, to);
  const tooLate = meeting.status === 'announced' && meeting.from !== null && open >= meeting.from;
  const card = meetingCard(look, meeting, scene, occasion);
  const slot = slotOf(meeting);
  return [{ kind: 'post', to, card, priority: 'reply', slot, ...(tooLate ? {} : { notBefore: open }) }];
}

function update(turn: TimeTurn, change: Change, scene: Scene, to: string): Effect[] {
  const { meeting, happenings, actor } = change;
  const look = lookAs(turn.org, to);
  if (!look) return [];
  const slot = slotOf(meeting);
  const seats = happenings.filter((one) => one.kind === 'seatChanged');
  const changed = seats.find(({ from }) => from === to) ?? seats[0];
  if (changed && !concerned(meeting).includes(to)) {
    const card = notComingCard(look, meeting, changed.to);
    return [{ kind: 'update', to, slot, card, news: to !== actor }];
  }
  const card = meetingCard(look, meeting, scene);
  const news = to !== actor && happenings.some(({ kind }) => newsworthy.includes(kind));
  // Whoever pressed a small button has their answer in the whisper.
  const quiet = happenings.every(({ kind }) => small.includes(kind));
  return [{ kind: 'update', to, slot, card, news, ...(quiet ? { quiet } : {}) }];
}

/** What those should hear of too whose messenger cannot change a card. */
const newsworthy: readonly Happening['kind'][] = ['moved', 'began', 'wasNotHeld'];

const small: readonly Happening['kind'][] = ['accepted', 'ticked', 'decided', 'confirmed'];

/** Who gets a message, and what it is about. */
function recipients(turn: TimeTurn, change: Change): Map<string, Occasion> {
  const found = new Map<string, Occasion>();
  for (const happening of change.happenings)
    for (const [to, occasion] of heard(turn, change, happening))
      if (to !== change.actor || occasion === 'declined') found.set(to, occasion);
  return found;
}

function heard(turn: TimeTurn, { before, meeting, actor }: Change, happening: Happening): [string, Occasion][] {
  const sitting = meeting.attendees.map(({ person }) => person);
  const all = (people: readonly string[], occasion: Occasion) =>
    people.map((person): [string, Occasion] => [person, occasion]);
  switch (happening.kind) {
    case 'moved':
      return all(sitting, 'moved');
    case 'seatChanged':
      // Whoever comes already, for another department now, has no news.
      if (happening.to === null || seatOf(before, happening.to)) return [];
      return [[happening.to, happening.how === 'sent' ? 'sent' : 'yours']];
    case 'declined':
      return [[happening.by, 'declined']];
    case 'cancelled':
    case 'finished':
    case 'rewritten':
    case 'closedAlone':
      return all(concerned(meeting), 'plain');
    case 'objected': {
      const side = actor && sideOf(meeting, actor, turn.org);
      return all(
        concerned(meeting).filter((person) => seatOf(meeting, person)?.department !== side),
        'objected',
      );
    }
    case 'began':
      return all(
        sitting.filter((person) => !reminded(turn, meeting, person)),
        'plain',
      );
    default:
      return [];
  }
}

/** Whether someone was reminded an hour before, and so has the card in sight. */
export function reminded({ org }: TimeTurn, { from, announcedAt, moves }: Meeting, person: string): boolean {
  if (!from) return false;
  const at = remindAt(from);
  const known = moves.at(-1)?.at ?? announcedAt;
  return (known === null || known < at) && readsAt({ org, now: at }, person) < from;
}
