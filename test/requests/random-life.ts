import fc from 'fast-check';
import { blockerOf } from '../../src/requests/chain.ts';
import { decide } from '../../src/requests/rules.ts';
import { nextWake } from '../../src/requests/settle.ts';
import type { Command, Happening, Request } from '../../src/requests/types.ts';
import { facts, filed, org, workday } from './rules-kit.ts';

const minute = 60_000;

/** One thing somebody does to one of the requests, some time after the thing before it. */
export interface Move {
  on: number;
  afterMs: number;
  by: string;
  command: (request: Request, others: readonly Request[], now: Date, by: string) => Command;
}

const people = [...org.people.keys()];
const kinds: ((n: number) => Move['command'])[] = [
  (n) => (_r, _o, now, by) => ({ kind: 'accept', by, promise: n % 3 ? new Date(now.getTime() + n * minute) : null }),
  () => (_r, _o, _n, by) => ({ kind: 'ask', by, question: 'q' }),
  (n) => (_r, others, _n, by) => ({ kind: 'block', by, blocker: others[n % others.length]?.number ?? 0 }),
  () => (_r, _o, _n, by) => ({ kind: 'unblock', by, how: 'released' }),
  (n) => (_r, _o, now, by) => ({ kind: 'waitOutside', by, who: 'x', checkAt: new Date(now.getTime() + n * minute) }),
  () => (_r, _o, _n, by) => ({ kind: 'resume', by }),
  (n) => (_r, _o, _n, by) => ({ kind: 'notOurs', by, department: ['quality', 'production', null][n % 3] ?? null }),
  (n) => (_r, _o, _n, by) => ({ kind: 'own', by, department: ['quality', 'materials', 'finance'][n % 3] ?? '' }),
  (n) => (_r, _o, _n, by) => ({ kind: 'handTo', by, person: people[n % people.length] ?? '' }),
  (n) => (_r, _o, now, by) => ({ kind: 'warn', by, promise: new Date(now.getTime() + n * minute), reason: 'r' }),
  () => (_r, _o, _n, by) => ({ kind: 'decline', by, reason: 'r' }),
  () => (_r, _o, _n, by) => ({ kind: 'deliver', by, note: '', files: [] }),
  () => (_r, _o, _n, by) => ({ kind: 'object', by, reason: 'r' }),
  () => (_r, _o, _n, by) => ({ kind: 'feedback', by, feedback: 'clear' }),
  () => (_r, _o, _n, by) => ({ kind: 'answer', by, text: 'a' }),
  (n) => (_r, _o, now, by) => ({
    kind: 'change',
    by,
    need: 'n',
    needBy: new Date(now.getTime() + n * minute),
    needByWords: '',
  }),
  (n) => (_r, _o, _n, by) => ({ kind: 'confirm', by, rating: 1 + (n % 5), remark: '' }),
  () => (_r, _o, _n, by) => ({ kind: 'agreeDecline', by }),
  () => (_r, _o, _n, by) => ({ kind: 'return', by, what: 'w' }),
  () => (_r, _o, _n, by) => ({ kind: 'withdraw', by, reason: '' }),
  () => (_r, _o, _n, by) => ({ kind: 'dispute', by, reason: 'r' }),
  (n) => (_r, _o, _n, by) => ({ kind: 'agreeLater', by, agree: n % 2 === 0 }),
  (n) => (_r, _o, _n, by) => ({
    kind: 'rule',
    by,
    outcome: (['owed', 'stands', 'close'] as const)[n % 3] ?? 'owed',
    words: 'w',
  }),
  (n) => () => ({ kind: 'joinRing', ring: n % 2 }),
  (n) => () => ({ kind: 'leaveRing', ring: n % 2 }),
  (n) => (r) => ({ kind: 'skip', track: r.climb.track, step: r.climb.passed - 1 - (n % 2) }),
  () => () => ({ kind: 'recalculate', reason: 'r' }),
  (n) => (_r, _o, _n, by) => ({ kind: 'attach', by, files: [`f${n % 4}`], text: n % 2 ? 't' : '' }),
];

/** What people would mostly do with a request as it stands, so that lives are full and reach their end. */
function fitting(request: Request): number[] {
  if (request.dispute) return [22];
  if (request.ownerless) return [7, 7, 15];
  if (request.wait?.kind === 'customer') return [14, 14, 11, 2];
  switch (request.stage) {
    case 'open':
      return [0, 0, 0, 2, 1, 4, 6, 10];
    case 'accepted':
      if (request.wait?.kind === 'outside') return [5, 11];
      return [11, 11, 11, 2, 1, 9, 21, 21, 15, 8, ...(request.returns.length > 0 ? [12, 12] : [])];
    case 'delivered':
      return [16, 16, 18, 20];
    case 'declined':
      return [17, 20];
    case 'closed':
      return [13];
  }
}

/** Commands people could give: mostly fitting ones by someone who may, sometimes any by anyone. */
export const moves: fc.Arbitrary<Move[]> = fc.array(
  fc
    .record({
      on: fc.nat({ max: 3 }),
      afterMs: fc.oneof(
        fc.integer({ min: 0, max: 90 * minute }),
        fc.integer({ min: 0, max: 2 * 24 * 60 * minute }),
        fc.constant(0),
      ),
      n: fc.integer({ min: 1, max: 3000 }),
      kind: fc.oneof({ weight: 4, arbitrary: fc.constant(-1) }, fc.nat({ max: kinds.length - 1 })),
      by: fc.constantFrom('lin', 'luo', 'he', 'zhao', 'wang', 'feng', 'yang', 'chen', 'song', 'xu'),
    })
    .map(({ n, kind, ...move }): Move => ({ ...move, command: commandFor(n, kind) })),
  { minLength: 8, maxLength: 40, size: 'max' },
);

const commandFor =
  (n: number, kind: number): Move['command'] =>
  (request, others, now, by) => {
    const fits = fitting(request);
    const made = kinds[kind < 0 ? (fits[n % fits.length] ?? 0) : kind];
    return made ? made(n)(request, others, now, by) : { kind: 'time' };
  };

/** Someone who stands on the side a command is for, so that most of them are accepted. */
function actorFor(request: Request, command: Command, by: string): string {
  const heads = (department: string) => org.departments.get(department)?.head ?? by;
  if (by === 'song' || !('by' in command)) return by;
  switch (command.kind) {
    case 'answer':
    case 'change':
    case 'confirm':
    case 'agreeDecline':
    case 'return':
    case 'withdraw':
    case 'dispute':
    case 'agreeLater':
      return heads(request.customer);
    case 'rule':
      return 'chen';
    case 'own':
      return by === 'chen' ? by : heads(request.ownerless?.between?.[by < 'm' ? 0 : 1] ?? request.supplier);
    default:
      return heads(request.supplier);
  }
}

/** One decision in a random life. */
export interface Step {
  now: Date;
  command: Command;
  before: Request;
  after: Request;
  happenings: readonly Happening[];
}

/** Plays moves on four requests that may wait for one another; time decides whatever is due on the way. */
export function live(
  played: readonly Move[],
  look: (step: Step) => void,
  begin: { at: Date; first: number } = { at: workday, first: 1 },
): { requests: Request[]; now: Date } {
  const urgencies = ['urgent', 'normal', 'urgent', 'normal'] as const;
  const suppliers = ['materials', 'production', 'purchasing', null] as const;
  const customers = ['sales', 'materials', 'production', 'quality'] as const;
  const askers = ['lin', 'luo', 'zhao', 'yang'] as const;
  const requests = new Map<number, Request>(
    urgencies.map((urgency, index) => {
      const asker = askers[index] ?? 'lin';
      const about = { number: begin.first + index, urgency, asker, by: asker, supplier: suppliers[index] ?? null };
      const needBy = index % 2 ? new Date(begin.at.getTime() + 600 * minute) : null;
      return [about.number, filed({ ...about, customer: customers[index] ?? 'sales', needBy }, begin.at)];
    }),
  );
  let now = begin.at;
  const apply = (number: number, command: Command) => {
    const before = requests.get(number);
    if (!before) return;
    const decision = decide(before, command, now, facts);
    if ('refusal' in decision) return;
    requests.set(number, decision.request);
    look({ now, command, before, after: decision.request, happenings: decision.happenings });
    const { request } = decision;
    if (request.stage !== 'closed' || before.stage === 'closed') return;
    for (const other of requests.values())
      if (blockerOf(other) === number) apply(other.number, { kind: 'unblock', by: null, how: request.how });
  };
  for (const move of played) {
    const target = new Date(now.getTime() + move.afterMs);
    for (let guard = 0; guard < 500; guard++) {
      const due = [...requests.values()]
        .map((request) => ({ number: request.number, at: nextWake(request, org) }))
        .filter((one): one is { number: number; at: Date } => one.at !== null && one.at <= target)
        .sort((a, b) => a.at.getTime() - b.at.getTime())[0];
      if (!due) break;
      if (due.at > now) now = due.at;
      apply(due.number, { kind: 'time' });
    }
    now = target;
    const request = requests.get(begin.first + move.on);
    if (!request) continue;
    const others = [...requests.values()].filter((one) => one.stage !== 'closed');
    const draft = move.command(request, others, now, move.by);
    const by = actorFor(request, draft, move.by);
    apply(request.number, move.command(request, others, now, by));
  }
  return { requests: [...requests.values()], now };
}
