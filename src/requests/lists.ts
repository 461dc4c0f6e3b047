import type { Turn } from '../engine/feature.ts';
import { departmentsOf } from '../org/duty.ts';
import type { Organisation } from '../org/organisation.ts';
import type { Card, Element } from '../platform/card.ts';
import { cut } from '../platform/shrink.ts';
import { formatDuration } from '../worktime/index.ts';
import { calendarKey, calendarOf } from './clocks.ts';
import { words } from './messages.ts';
import { departmentName, idOf } from './scene.ts';
import type { Request } from './types.ts';

const shown = 12;

/** `/requests`: what waits for me, what I wait for, what my department has open, each with its time left. */
export function listCard(turn: Turn, open: readonly Request[]): Card {
  const { person, org } = turn;
  const say = words(person.locale, person.zone);
  const mine = departmentsOf(org, person.id);
  const waitsForMe = open.filter((request) => isMine(request, person.id, org));
  const iWaitFor = open.filter((request) => request.asker === person.id && !waitsForMe.includes(request));
  const rest = open.filter(
    (request) =>
      (mine.includes(request.supplier) || mine.includes(request.customer)) &&
      !waitsForMe.includes(request) &&
      !iWaitFor.includes(request),
  );
  const elements = [
    ...section(turn, say('list.mine', { count: waitsForMe.length }), waitsForMe),
    ...section(turn, say('list.asked', { count: iWaitFor.length }), iWaitFor),
    ...section(
      turn,
      say('list.department', { department: departmentName(org, mine[0] ?? person.department), count: rest.length }),
      rest,
    ),
  ];
  const nothing: Element[] = [{ kind: 'text', text: say('list.nothing') }];
  return { title: say('list.title'), tone: 'plain', elements: elements.length > 0 ? elements : nothing, buttons: [] };
}

/** Whether the next step is this person's. */
export function isMine(request: Request, person: string, org: Organisation): boolean {
  const { told, ownerless, stage } = request;
  if (request.dispute) return told.includes(person) && org.company.referees.includes(person);
  if (ownerless) return told.includes(person) && request.asker !== person;
  if (stage === 'delivered' || stage === 'declined' || request.wait?.kind === 'customer')
    return request.asker === person;
  if (request.asker === person && request.stage === 'accepted' && request.promise?.undecided) return true;
  if (request.stage === 'accepted') return request.handler === person && request.wait?.kind !== 'blocked';
  return request.asker !== person && request.told.includes(person);
}

function section(turn: Turn, title: string, requests: readonly Request[]): Element[] {
  if (requests.length === 0) return [];
  const say = words(turn.person.locale, turn.person.zone);
  const items = requests
    .slice(0, shown)
    .map((request) => ({ text: line(turn, request), note: timeLeft(turn, request), mark: 'todo' as const }));
  const more = requests.length > shown ? [{ text: say('list.more', { count: requests.length - shown }) }] : [];
  return [
    { kind: 'text', text: title },
    { kind: 'list', items: [...items, ...more] },
  ];
}

function line({ person, org }: Turn, request: Request): string {
  const names = { customer: departmentName(org, request.customer), supplier: departmentName(org, request.supplier) };
  return words(person.locale, person.zone)('list.line', {
    id: idOf(request.number),
    ...names,
    need: cut(request.need, 40),
  });
}

/** Open time left until what is due next, or over it; in the calendar it is counted on. */
function timeLeft({ person, org, now }: Turn, request: Request): string {
  const say = words(person.locale, person.zone);
  if (request.wait?.kind === 'customer') return say('list.paused');
  const confirming = request.stage === 'delivered' || request.stage === 'declined';
  const due = confirming ? request.silentAt : request.acknowledgedAt ? request.follow.due : request.acknowledge.due;
  const target = request.acknowledgedAt ? request.deliver : request.acknowledge;
  // The customer looks at a delivery in its own working days, also when the request was urgent.
  const calendar = confirming
    ? calendarOf(org, calendarKey(org, request.customer, 'normal'), request.customer)
    : calendarOf(org, target.calendar, request.supplier);
  const ms = now <= due ? calendar.between(now, due) : calendar.between(due, now);
  const text = formatDuration(ms, person.locale, calendar.dayMs);
  return now <= due ? say('list.left', { left: text }) : say('list.over', { over: text });
}
