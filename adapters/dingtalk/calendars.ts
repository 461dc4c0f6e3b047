import { createHash } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import { calendarEvents } from '../../src/engine/tables.ts';
import { DeliveryError } from '../../src/platform/adapter.ts';
import type { Busy, CalendarEvent, Calendars, EventAnswer } from '../../src/platform/events.ts';
import { DingtalkError, deliveryError } from './errors.ts';
import { isJson, type Json, listAt, objectAt, textAt } from './json.ts';
import { limits } from './limits.ts';
import type { Ports } from './ports.ts';
import { untilNextMonthMs } from './quota.ts';
import { accountOfUnion } from './store.ts';
import { unionsOf } from './unions.ts';

/** Documented: characters of a title and of a description, people of one call, and of one question about free times. */
const most = { title: 2_048, description: 5_000, attendees: 500, asked: 20 } as const;
const reminder = { method: 'dingtalk', minutes: 15 };
/** Cards tell people already. */
const quietly = { noPushNotification: 'true', noChatNotification: 'true' };
const dayMs = 24 * 3_600_000;
const chinaMs = 8 * 3_600_000;

const answerWords: Readonly<Record<string, EventAnswer>> = {
  accepted: 'accepted',
  declined: 'declined',
  tentative: 'tentative',
};

/**
 * Events in people's primary calendars, which know people by their unionId. An event has an organiser, through whom alone it is
 * changed: the first of those who come. Our id of an event is both of them. What is made twice under one `x-client-token`
 * within a day is made once.
 */
export function createCalendars(ports: Ports): Calendars {
  const asked = <T>(work: () => Promise<T>) => carefully(ports, work);
  return {
    pace: [{ bucket: `dingtalk/${ports.settings.clientId}/calendar`, ...limits.pace }],
    put: (key, remote, event, accounts) => asked(() => put(ports, key, remote, event, accounts)),
    cancel: (remote) => asked(() => cancel(ports, remote)),
    busy: (accounts, from, to) => asked(() => busy(ports, accounts, from, to)),
  };
}

/** Keeps to the month's quota, and turns what DingTalk says into what follows from it. */
async function carefully<T>(ports: Ports, work: () => Promise<T>): Promise<T> {
  const now = ports.clock.now();
  if (ports.quota.holds('bulk')) {
    const why = 'the calls of this month are nearly used up: calendars wait for the next one';
    throw new DeliveryError(`dingtalk: ${why}`, { retry: 'held', afterMs: untilNextMonthMs(now) });
  }
  try {
    return await work();
  } catch (error) {
    throw consequence(ports, error, now);
  }
}

function consequence(ports: Ports, error: unknown, now: Date): DeliveryError {
  if (!(error instanceof DingtalkError)) return deliveryError(error, untilNextMonthMs(now));
  const { message, code, scopes } = error;
  if (scopes.length > 0) {
    complain(
      ports,
      error,
      `grant the app ${scopes.join(', ')} under "Permission management", or set DINGTALK_CALENDAR=off`,
    );
    return new DeliveryError(message, { retry: 'never', cause: error });
  }
  // Documented: a person makes at most 100 events a day through the API.
  if (code === 'flowLimit') {
    const afterMs = dayMs - ((now.getTime() + chinaMs) % dayMs);
    return new DeliveryError(message, { retry: 'held', afterMs, cause: error });
  }
  if (code === 'idempotencyProcessing')
    return new DeliveryError(message, { retry: 'later', afterMs: 1_000, cause: error });
  const known = deliveryError(error, untilNextMonthMs(now));
  if (known.retry === 'never') complain(ports, error, 'this meeting is left out of calendars');
  return known;
}

const saidAt = new WeakMap<Ports, Map<string, number>>();
const quietMs = 600_000;

/** The same thing once in a while: there may be hundreds of meetings. */
function complain(ports: Ports, error: DingtalkError, remedy: string): void {
  const said = saidAt.get(ports) ?? new Map<string, number>();
  saidAt.set(ports, said);
  const now = ports.clock.now().getTime();
  const before = said.get(remedy);
  if (before !== undefined && Math.abs(now - before) < quietMs) return;
  said.set(remedy, now);
  ports.log.error({ err: error, remedy }, 'dingtalk: a meeting could not be brought into calendars');
}

/** The organiser's unionId and the platform's id; neither has a space in it. */
const remoteOf = (organiser: string, id: string) => `${organiser} ${id}`;
const partsOf = (remote: string): [string, string] => {
  const at = remote.indexOf(' ');
  return [remote.slice(0, at), remote.slice(at + 1)];
};

const eventsPath = (union: string, id?: string) =>
  `/v1.0/calendar/users/${encodeURIComponent(union)}/calendars/primary/events${id ? `/${encodeURIComponent(id)}` : ''}`;

async function put(
  ports: Ports,
  key: string,
  remote: string | null,
  event: CalendarEvent,
  accounts: readonly string[],
): Promise<string> {
  const unions = [...(await unionsOf(ports, accounts)).values()].slice(0, most.attendees);
  const [first] = unions;
  if (first === undefined) throw new DeliveryError('dingtalk: nobody of them is in the directory', { retry: 'never' });
  const [organiser, id] = remote === null ? ['', ''] : partsOf(remote);
  if (remote !== null && unions.includes(organiser)) {
    if (await changed(ports, organiser, id, bodyOf(event, unions, organiser))) return remote;
    return make(ports, `${key}/${id}`, event, unions, organiser);
  }
  if (remote === null) return make(ports, key, event, unions, first);
  // Whoever organised it comes no more: it is somebody else's from now on. What takes the place of an event is another one to
  // DingTalk, and the same one however often it is tried.
  await cancel(ports, remote);
  return make(ports, `${key}/${id}`, event, unions, first);
}

/** The organiser stands first, and needs no invitation. */
async function make(
  ports: Ports,
  key: string,
  event: CalendarEvent,
  unions: readonly string[],
  organiser: string,
): Promise<string> {
  const token = createHash('sha256')
    .update(`${await ports.series()} ${key} ${organiser}`)
    .digest('hex')
    .slice(0, 32);
  const body = bodyOf(event, unions, organiser);
  const made = await ports.api.call('POST', eventsPath(organiser), body, { 'x-client-token': token });
  const id = textAt(made, 'id');
  if (id === '') throw new DingtalkError('events', { code: 'no id', status: 200 });
  // An earlier try may have made it as it was then.
  if (!shows(made, event, [organiser, ...unions.filter((one) => one !== organiser)]))
    await changed(ports, organiser, id, body);
  return remoteOf(organiser, id);
}

function bodyOf({ title, description, from, to, zone }: CalendarEvent, unions: readonly string[], organiser: string) {
  const others = unions.filter((one) => one !== organiser);
  return {
    summary: title.slice(0, most.title),
    description: description.slice(0, most.description),
    start: { dateTime: from.toISOString(), timeZone: zone },
    end: { dateTime: to.toISOString(), timeZone: zone },
    isAllDay: false,
    attendees: others.map((id) => ({ id, isOptional: false })),
    reminders: [reminder],
    extra: quietly,
  };
}

function shows(made: Json, { title, from, to }: CalendarEvent, unions: readonly string[]): boolean {
  const invited = listAt(made, 'attendees')
    .filter(isJson)
    .map((attendee) => textAt(attendee, 'id'));
  // DingTalk counts the organiser among them, or not.
  const same = new Set([...unions, ...invited]).size === new Set(unions).size;
  if (!same || unions.some((union) => union !== unions[0] && !invited.includes(union))) return false;
  const at = (name: string) => Date.parse(textAt(objectAt(made, name), 'dateTime'));
  return at('start') === from.getTime() && at('end') === to.getTime() && textAt(made, 'summary') === title;
}

/** False when it is gone. */
async function changed(ports: Ports, organiser: string, id: string, body: Json): Promise<boolean> {
  return unlessGone(() => ports.api.call('PUT', eventsPath(organiser, id), { id, ...body }));
}

async function cancel(ports: Ports, remote: string): Promise<void> {
  const [organiser, id] = partsOf(remote);
  await unlessGone(() => ports.api.call('DELETE', `${eventsPath(organiser, id)}?pushNotification=false`));
}

async function unlessGone(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof DingtalkError && (error.status === 404 || error.code === 'itemNotFound')) return false;
    throw error;
  }
}

/** What each has answered. Whoever organises it answers in the chat: DingTalk counts them as coming. */
async function answersOf(ports: Ports, remote: string): Promise<{ account: string; answer: EventAnswer }[]> {
  const [organiser, id] = partsOf(remote);
  const event = await ports.api.call('GET', eventsPath(organiser, id));
  const found: { account: string; answer: EventAnswer }[] = [];
  for (const attendee of listAt(event, 'attendees').filter(isJson)) {
    const answer = answerWords[textAt(attendee, 'responseStatus')];
    const union = textAt(attendee, 'id');
    const account = answer && union !== organiser ? await accountOfUnion(ports.db, union) : null;
    if (answer && account !== null) found.push({ account, answer });
  }
  return found;
}

/**
 * Our id of the event DingTalk says has changed, and what was answered to it; null for all others, about which nothing is
 * asked: every question is billed. What its organiser does is our own doing.
 */
export async function answersTo(ports: Ports, id: string, operator: string) {
  const [row] = await ports.db.reader
    .select({ remote: calendarEvents.remote })
    .from(calendarEvents)
    .where(and(eq(calendarEvents.platform, 'dingtalk'), sql`split_part(${calendarEvents.remote}, ' ', 2) = ${id}`));
  const remote = row?.remote;
  if (!remote || partsOf(remote)[0] === operator) return null;
  return { remote, answers: await carefully(ports, () => answersOf(ports, remote)) };
}

/** Twenty people a call. */
async function busy(ports: Ports, accounts: readonly string[], from: Date, to: Date): Promise<Busy[]> {
  const unions = await unionsOf(ports, accounts);
  const accountOf = new Map([...unions].map(([account, union]) => [union, account]));
  const all = [...accountOf.keys()];
  const found: Busy[] = [];
  for (let start = 0; start < all.length; start += most.asked) {
    const userIds = all.slice(start, start + most.asked);
    const path = `/v1.0/calendar/users/${encodeURIComponent(userIds[0] ?? '')}/querySchedule`;
    const body = { userIds, startTime: from.toISOString(), endTime: to.toISOString() };
    const answer = await ports.api.call('POST', path, body);
    for (const one of listAt(answer, 'scheduleInformation').filter(isJson)) {
      const account = accountOf.get(textAt(one, 'userId'));
      if (account !== undefined) found.push(...stretches(account, one));
    }
  }
  return found;
}

function stretches(account: string, information: Json): Busy[] {
  return listAt(information, 'scheduleItems')
    .filter(isJson)
    .filter((item) => !/^(free|tentative)$/i.test(textAt(item, 'status')))
    .flatMap((item) => {
      const [from, to] = ['start', 'end'].map((name) => new Date(textAt(objectAt(item, name), 'dateTime')));
      return from && to && from < to ? [{ account, from, to }] : [];
    });
}
