/** `told`: no colleague, the head was told. `overtaken`: the head, or another agreement, settled the date. */
export type Status = 'asked' | 'told' | 'agreed' | 'refused' | 'withdrawn' | 'overtaken' | 'unreachable';

/** A date of a roster someone wants to give to a colleague. People are ids. */
export interface Handover {
  id: number;
  department: string;
  /** Local date of the department. */
  date: string;
  giver: string;
  taker: string;
  reason: string;
  status: Status;
  askedAt: Date;
  answeredAt: Date | null;
}

export type Command =
  | { kind: 'agree' | 'refuse' | 'withdraw'; by: string }
  /** The messenger could not deliver the question. */
  | { kind: 'notDelivered' };

export type Refusal =
  | { why: 'onlyTaker' | 'onlyGiver' }
  | { why: 'agreed' | 'refused' | 'withdrawn' | 'unreachable'; at: Date }
  | { why: 'passed' | 'settled' };

/** What is true around the handover: the department's local date, and whether the giver still stands on the roster. */
export interface Around {
  today: string;
  holds: boolean;
}

/** Decides a command about a handover. Agreeing is only possible while there is still something to take. */
export function decide(
  handover: Handover,
  command: Command,
  around: Around,
  now: Date,
): { handover: Handover } | { refusal: Refusal } {
  const needed = command.kind === 'withdraw' ? handover.giver : handover.taker;
  if ('by' in command && command.by !== needed)
    return { refusal: { why: command.kind === 'withdraw' ? 'onlyGiver' : 'onlyTaker' } };
  const ended = endOf(handover);
  if (ended) return { refusal: ended };
  if (handover.date < around.today) return { refusal: { why: 'passed' } };
  if (!around.holds) return { refusal: { why: 'settled' } };
  return { handover: { ...handover, status: next[command.kind], answeredAt: now } };
}

const next = { agree: 'agreed', refuse: 'refused', withdraw: 'withdrawn', notDelivered: 'unreachable' } as const;

function endOf({ status, answeredAt, askedAt }: Handover): Refusal | null {
  switch (status) {
    case 'asked':
      return null;
    case 'told':
    case 'overtaken':
      return { why: 'settled' };
    default:
      return { why: status, at: answeredAt ?? askedAt };
  }
}

/** Whether someone is ready for a date they are on duty on; `unasked` before the day on which that is asked. */
type Ready = 'ready' | 'open' | 'unasked';

export interface Watch {
  date: string;
  /** Null: nobody is named for the date. */
  person: string | null;
  ready: Ready;
}

/** One line for each date and person on duty in a rest. `ready` holds `date|person`. */
export function watches(
  duty: readonly { date: string; people: readonly string[] }[],
  ready: ReadonlySet<string>,
  asked: boolean,
): Watch[] {
  return duty.flatMap(({ date, people }): Watch[] => {
    if (people.length === 0) return [{ date, person: null, ready: 'open' }];
    return people.map((person) => ({
      date,
      person,
      ready: ready.has(`${date}|${person}`) ? 'ready' : asked ? 'open' : 'unasked',
    }));
  });
}

/** Local dates in order as ranges: `[first, last]`. */
export function rangesOf(dates: readonly string[]): [string, string][] {
  const ranges: [string, string][] = [];
  for (const date of [...new Set(dates)].sort()) {
    const last = ranges.at(-1);
    if (last && Date.parse(date) - Date.parse(last[1]) === 86_400_000) last[1] = date;
    else ranges.push([date, date]);
  }
  return ranges;
}
