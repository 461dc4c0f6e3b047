import type { Route } from './gate.ts';
import type { Ask } from './http.ts';
import { limits } from './limits.ts';
import { refuse } from './refusal.ts';
import { isJson, type Json, objectAt, textAt, textsAt } from './shape.ts';
import type { World } from './world.ts';

export interface Appointment {
  id: string;
  /** unionId. */
  organiser: string;
  summary: string;
  description: string;
  from: Date;
  to: Date;
  zone: string;
  /** unionId → responseStatus. */
  attendees: Map<string, string>;
  reminderMinutes: number[];
}

/** An event as somebody sees it in their calendar. */
export interface SeenAppointment extends Omit<Appointment, 'attendees' | 'organiser'> {
  /** Accounts, the organiser first. */
  with: string[];
  answer: string;
}

const base = /^\/v1\.0\/calendar\/users\/([^/]+)\/calendars\/primary\/events$/;
const one = /^\/v1\.0\/calendar\/users\/([^/]+)\/calendars\/primary\/events\/([^/]+)$/;
const asking = /^\/v1\.0\/calendar\/users\/([^/]+)\/querySchedule$/;
const [write, read, schedule] = ['Calendar.Event.Write', 'Calendar.Event.Read', 'Calendar.EventSchedule.Read'];

/** Calendars: people are unionIds, and an event belongs to whoever organised it. */
export function calendarRoutes(world: World): Route[] {
  const route = (
    method: Route['method'],
    path: RegExp,
    permission: string,
    handle: (union: string, id: string, ask: Ask) => Json,
  ): Route => ({
    ...{ host: 'api', method, path, permission },
    handle(ask) {
      const [, union = '', id = ''] = path.exec(ask.path) ?? [];
      return handle(personIn(world, decodeURIComponent(union), ask.path), decodeURIComponent(id), ask);
    },
  });
  return [
    route('POST', base, write, (union, _, ask) => create(world, union, ask)),
    route('PUT', one, write, (union, id, { body }) => change(world, union, id, isJson(body) ? body : {})),
    route('GET', one, read, (union, id) => told(world, visible(world, union, id), union)),
    route('DELETE', one, write, (union, id) => {
      const event = visible(world, union, id);
      if (event.organiser === union) world.calendar.delete(id);
      else event.attendees.delete(union);
      return {};
    }),
    route('POST', asking, schedule, (_, __, { body }) => freeBusy(world, isJson(body) ? body : {})),
  ];
}

/** Whoever confuses the two ids of a person is told. */
function personIn(world: World, union: string, path: string): string {
  if ([...world.people.values()].some(({ unionId }) => unionId === union)) return union;
  if (world.people.has(union)) world.offences.push(`${path}: a userId stands for a unionId`);
  // What the check of rights asks about nobody.
  throw refuse(union === 'none' ? 'itemNotFound' : 'permissionDeny', 'the user does not exist');
}

function visible(world: World, union: string, id: string): Appointment {
  const event = world.calendar.get(id);
  if (!event || (event.organiser !== union && !event.attendees.has(union))) throw refuse('itemNotFound');
  return event;
}

const day = 24 * 3_600_000;

function create(world: World, union: string, { body, header }: Ask): Json {
  const token = header('x-client-token');
  const known = world.calendarTokens.get(`${union} ${token}`);
  if (token !== '' && known && world.now().getTime() - known.at < day) return known.answer;
  const event = { id: crypto.randomUUID(), organiser: union, ...readEvent(world, isJson(body) ? body : {}) };
  const made = (world.madeOn.get(todayOf(world, union)) ?? 0) + 1;
  if (made > limits.eventsPerDay) throw refuse('flowLimit', '日程创建已达上限');
  world.madeOn.set(todayOf(world, union), made);
  world.calendar.set(event.id, event);
  const answer = told(world, event, union);
  if (token !== '') world.calendarTokens.set(`${union} ${token}`, { at: world.now().getTime(), answer });
  return answer;
}

/** A person and a day in China. */
const todayOf = (world: World, union: string) =>
  `${union} ${new Date(world.now().getTime() + 8 * 3_600_000).toISOString().slice(0, 10)}`;

/** Somebody has made so many events today, elsewhere. */
export function madeToday(world: World, account: string, count: number): void {
  world.madeOn.set(todayOf(world, unionOf(world, account)), count);
}

function change(world: World, union: string, id: string, body: Json): Json {
  const event = visible(world, union, id);
  if (event.organiser !== union) throw refuse('permissionDeny', 'only the organiser changes it');
  if (textAt(body, 'id') !== id) throw refuse('invalidParameter', 'id');
  const now = readEvent(world, body);
  const moved = now.from.getTime() !== event.from.getTime() || now.to.getTime() !== event.to.getTime();
  if (!moved)
    for (const [attendee, answer] of event.attendees)
      if (now.attendees.has(attendee)) now.attendees.set(attendee, answer);
  Object.assign(event, now);
  return told(world, event, union);
}

function readEvent(world: World, body: Json): Omit<Appointment, 'id' | 'organiser'> {
  const [summary, description] = [textAt(body, 'summary'), textAt(body, 'description')];
  if (summary === '' || [...summary].length > limits.eventTitle) throw wrong(world, 'summary');
  if ([...description].length > limits.eventDescription) throw wrong(world, 'description');
  const [start, end] = [objectAt(body, 'start') ?? {}, objectAt(body, 'end') ?? {}];
  const [from, to] = [instantOf(world, start), instantOf(world, end)];
  if (to < from) throw wrong(world, 'end is before start');
  if (textAt(start, 'timeZone') !== textAt(end, 'timeZone')) throw wrong(world, 'the zones differ');
  const attendees = listOf(body, 'attendees');
  if (attendees.length > limits.eventAttendees) throw wrong(world, 'too many attendees');
  const unions = attendees.map((attendee) => personIn(world, textAt(attendee, 'id'), 'attendees'));
  if (new Set(unions).size !== unions.length) throw wrong(world, 'an attendee is named twice');
  return {
    ...{ summary, description, from, to, zone: textAt(start, 'timeZone') },
    attendees: new Map(unions.map((union) => [union, 'needsAction'])),
    reminderMinutes: listOf(body, 'reminders').map(({ minutes }) => Number(minutes)),
  };
}

const listOf = (body: Json, key: string): Json[] => {
  const list = body[key] ?? [];
  return Array.isArray(list) ? list.filter(isJson) : [];
};

function wrong(world: World, what: string) {
  world.offences.push(`calendar: ${what}`);
  return refuse('invalidParameter', what);
}

/** ISO 8601 with an offset, and an IANA zone. */
function instantOf(world: World, at: Json): Date {
  const text = textAt(at, 'dateTime');
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text)) throw wrong(world, 'dateTime');
  if (!/^[A-Z]\w+(\/\w+)*$/.test(textAt(at, 'timeZone'))) throw wrong(world, 'timeZone');
  return new Date(text);
}

const time = (at: Date, zone: string) => ({ dateTime: at.toISOString().replace('.000Z', '+00:00'), timeZone: zone });

function told(world: World, event: Appointment, reader: string): Json {
  const name = (union: string) => [...world.people.values()].find(({ unionId }) => unionId === union)?.name ?? '';
  const { id, summary, description, from, to, zone, organiser, attendees } = event;
  const seen = [[organiser, 'accepted'] as const, ...attendees];
  return {
    ...{ id, summary, description, start: time(from, zone), end: time(to, zone), isAllDay: false, status: 'confirmed' },
    organizer: { id: organiser, displayName: name(organiser), responseStatus: 'accepted', self: organiser === reader },
    attendees: seen.map(([union, responseStatus]) => ({
      ...{ id: union, displayName: name(union), responseStatus },
      self: union === reader,
    })),
  };
}

function freeBusy(world: World, body: Json): Json {
  const unions = textsAt(body, 'userIds') ?? [];
  if (unions.length === 0 || unions.length > limits.busyPeople) throw wrong(world, 'userIds');
  for (const union of unions) personIn(world, union, 'querySchedule');
  const [from, to] = [textAt(body, 'startTime'), textAt(body, 'endTime')].map((text) => new Date(text));
  if (!from || !to || !(from < to)) throw wrong(world, 'startTime and endTime');
  return {
    scheduleInformation: unions.map((userId) => ({
      userId,
      scheduleItems: (world.busy.get(userId) ?? [])
        .filter((busy) => busy.from < to && busy.to > from)
        .map((busy) => ({ status: 'BUSY', start: time(busy.from, 'UTC'), end: time(busy.to, 'UTC') })),
    })),
  };
}

const unionOf = (world: World, account: string): string => {
  const person = world.people.get(account);
  if (!person) throw new Error(`${account} is not in the company`);
  return person.unionId;
};

/** What stands in somebody's calendar, the soonest first. */
export function calendarOf(world: World, account: string): SeenAppointment[] {
  const union = unionOf(world, account);
  const named = (id: string) => [...world.people.values()].find(({ unionId }) => unionId === id)?.account ?? id;
  return [...world.calendar.values()]
    .filter(({ organiser, attendees }) => organiser === union || attendees.has(union))
    .sort((a, b) => a.from.getTime() - b.from.getTime())
    .map(({ attendees, organiser, ...event }) => ({
      ...event,
      with: [organiser, ...attendees.keys()].map(named),
      answer: organiser === union ? 'accepted' : (attendees.get(union) ?? ''),
    }));
}

export type Told = (eventType: string, data: Json) => Promise<void>;

/** Somebody answers an event in their calendar; the app is told that it changed. */
export async function respond(world: World, tell: Told, account: string, title: string, answer: string): Promise<void> {
  const union = unionOf(world, account);
  const event = [...world.calendar.values()].find(
    ({ summary, attendees }) => summary.includes(title) && attendees.has(union),
  );
  if (!event) throw new Error(`${account} is not invited to ${title}`);
  event.attendees.set(union, answer);
  await stir(tell, event.id, [union], union);
}

/** A calendar changed, whoever changed it. */
export const stir = (tell: Told, calendarEventId: string, unionIdList: string[], operator: string) =>
  tell('calendar_event_change', { calendarEventId, changeType: 'updated', unionIdList, operator });
