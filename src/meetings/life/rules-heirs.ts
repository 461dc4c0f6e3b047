import type { Attendee, Meeting } from '../types.ts';
import { lentBy, seatOf } from './rules.ts';

/** Who comes for a department from now on, and in whose place; nobody's where nobody sat there for it. */
export interface Heir {
  department: string;
  person: string | null;
  heir: string;
}

/** What is asked about the departments of a meeting. */
export interface Leading {
  /** Head and deputy of a department now. */
  leadersOf(department: string): readonly string[];
  reachable(person: string): boolean;
  /** People a department named, who come whoever leads it. */
  namedBy(department: string): readonly string[];
}

/** Whose seat it is: who lent it, or who sits there. */
const ownerOf = (seat: Attendee): string => seat.for ?? seat.person;

/**
 * Who comes for departments for which nobody who leads them comes any more. A head who leads another of the departments now
 * goes over to it, if somebody else comes for the one they led.
 */
export function heirsOf(meeting: Meeting, leading: Leading): Heir[] {
  const open = meeting.departments.flatMap((key) => openSeat(meeting, leading, key) ?? []);
  const staying = new Set<string>();
  for (;;) {
    const heirs = chosen(meeting, leading, open, staying);
    const stuck = heirs.filter(({ heir }) => keepsSeat(meeting, heir, heirs));
    if (stuck.length === 0)
      return heirs.map(({ department, seat, heir }) => ({ department, person: seat?.person ?? null, heir }));
    // Whose own place nobody takes stays there, and then others may be chosen.
    for (const { heir } of stuck) staying.add(heir);
  }
}

interface Open {
  department: string;
  /** The seat of who led it; null where nobody sits there for it. */
  seat: Attendee | null;
}

/** A department for which nobody comes who leads it; null where somebody does, there or for another one they lead. */
function openSeat(meeting: Meeting, { leadersOf, namedBy }: Leading, department: string): Open | null {
  const leaders = leadersOf(department);
  const seats = meeting.attendees.filter((one) => one.department === department);
  if (seats.some((seat) => leaders.includes(ownerOf(seat)))) return null;
  const seat = seats.find((one) => !namedBy(department).includes(ownerOf(one))) ?? null;
  const sits = (person: string) => seatOf(meeting, person) !== undefined || lentBy(meeting, person) !== undefined;
  return seat === null && leaders.some(sits) ? null : { department, seat };
}

type Chosen = Open & { heir: string };

function chosen(
  meeting: Meeting,
  { leadersOf, reachable }: Leading,
  open: readonly Open[],
  staying: ReadonlySet<string>,
): Chosen[] {
  const moving = new Set(open.flatMap(({ seat }) => seat?.person ?? []));
  const taken = new Set<string>();
  return open.flatMap(({ department, seat }): Chosen[] => {
    const free = (person: string) => !seatOf(meeting, person) || (moving.has(person) && !staying.has(person));
    const heir = leadersOf(department).find((person) => reachable(person) && !taken.has(person) && free(person));
    if (heir === undefined) return [];
    taken.add(heir);
    return [{ department, seat, heir }];
  });
}

/** Whether someone who is to come for another department sits where nobody takes their place. */
const keepsSeat = (meeting: Meeting, person: string, heirs: readonly Chosen[]): boolean =>
  seatOf(meeting, person) !== undefined && !heirs.some(({ seat }) => seat?.person === person);
