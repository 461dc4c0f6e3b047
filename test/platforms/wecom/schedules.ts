import type { Callbacks } from './callbacks.ts';
import { type Asked, type Endpoints, jsonOf, post } from './endpoint.ts';
import { decline, refuse } from './errors.ts';
import { distinct, type Fields } from './fields.ts';
import { limits } from './limits.ts';
import { fromMember } from './people.ts';
import { folded, isVisible, memberOf, opaque, type State } from './state.ts';

export interface Schedule {
  id: string;
  calendar: string;
  title: string;
  description: string;
  /** Seconds. */
  from: number;
  to: number;
  /** Folded userid → response_status. */
  attendees: Map<string, number>;
  remindSeconds: number | null;
  sequence: number;
}

/** A schedule as somebody sees it in their calendar. */
export interface SeenSchedule {
  id: string;
  title: string;
  description: string;
  from: Date;
  to: Date;
  with: string[];
  answer: number;
}

const { schedule: most } = limits;

/** Calendars and schedules (pages 93647, 93648, 97720, 97723). */
export const scheduleEndpoints: Endpoints = {
  'oa/calendar/add': allowed((asked) => {
    const calendar = jsonBody(asked, 'calendar');
    calendar.text('summary', { missing: 40063, characters: most.calendarSummary });
    calendar.text('color', { missing: 40063, pattern: /^#[0-9A-Fa-f]{6}$/ });
    calendar.text('description', { characters: most.calendarDescription });
    const admins = calendar.texts('admins', 3);
    const shares = calendar.list('shares', { min: 0, max: 2000 }).map((one) => one.text('userid', { missing: 40063 }));
    if (admins.some((one) => !shares.includes(one))) refuse(40058, 'an admin is not among the shares');
    calendar.end();
    const id = `wc${opaque(30)}`;
    asked.state.calendars.add(id);
    return { cal_id: id, fail_result: { shares: [] } };
  }),
  'oa/schedule/add': allowed((asked) => {
    const { state } = asked;
    const request = jsonBody(asked, 'schedule');
    const calendar = request.text('cal_id', { bytes: 64 });
    if (calendar !== '' && !state.calendars.has(calendar)) decline(40058, 'no such calendar of this app');
    const read = readSchedule(asked, request);
    request.end();
    const id = opaque(32);
    state.schedules.set(id, { ...read, id, calendar, sequence: 0 });
    return { schedule_id: id };
  }),
  'oa/schedule/update': allowed((asked) => {
    const whole = jsonOf(asked);
    const skips = whole.int('skip_attendees', [0, 1]) === 1;
    const request = whole.object('schedule', 40063) ?? refuse(40063, 'schedule is missing');
    whole.end();
    const known = scheduleOf(asked.state, request.text('schedule_id', { missing: 40063 }));
    const read = readSchedule(asked, request);
    request.end();
    const moved = read.from !== known.from || read.to !== known.to;
    const attendees = skips ? known.attendees : read.attendees;
    // Whoever had answered another time is asked again.
    if (!moved) for (const [one, answer] of known.attendees) if (attendees.has(one)) attendees.set(one, answer);
    Object.assign(known, { ...read, attendees, sequence: known.sequence + 1 });
    return {};
  }),
  'oa/schedule/get': allowed((asked) => {
    const request = jsonOf(asked);
    const ids = request.texts('schedule_id_list', 1000);
    if (ids.length === 0) refuse(40063, 'schedule_id_list is empty');
    request.end();
    return { schedule_list: ids.flatMap((id) => asked.state.schedules.get(id) ?? []).map(asTold(asked.state)) };
  }),
  'oa/schedule/del': allowed((asked) => {
    const request = jsonOf(asked);
    const { id } = scheduleOf(asked.state, request.text('schedule_id', { missing: 40063 }));
    request.end();
    asked.state.schedules.delete(id);
    return {};
  }),
  'oa/schedule/get_by_calendar': allowed((asked) => {
    const request = jsonOf(asked);
    const calendar = request.text('cal_id', { missing: 40063, bytes: 64 });
    if (!asked.state.calendars.has(calendar)) decline(40058, 'no such calendar of this app');
    const { offset = 0, limit = 500 } = request.raw;
    if (typeof limit !== 'number' || limit < 1 || limit > 1000) refuse(40058, 'limit is not from 1 to 1000');
    if (typeof offset !== 'number' || offset < 0) refuse(40058, 'offset is below 0');
    const own = [...asked.state.schedules.values()].filter((one) => one.calendar === calendar);
    return { schedule_list: own.slice(offset, offset + limit).map(asTold(asked.state)) };
  }),
};

/** The admin says which apps may call the calendar. */
function allowed(handle: (asked: Asked) => Record<string, unknown>) {
  return post((asked) => {
    if (!asked.state.settings.calendars) decline(48002, 'api forbidden');
    return handle(asked);
  });
}

function jsonBody(asked: Asked, name: string): Fields {
  const whole = jsonOf(asked);
  const found = whole.object(name, 40063) ?? refuse(40063, `${name} is missing`);
  whole.end();
  return found;
}

function scheduleOf(state: State, id: string): Schedule {
  // The code for one that is gone is on no page.
  return state.schedules.get(id) ?? decline(40058, 'no such schedule of this app');
}

function readSchedule({ state }: Asked, request: Fields): Omit<Schedule, 'id' | 'calendar' | 'sequence'> {
  const { start_time: from, end_time: to } = request.raw;
  request.has('start_time');
  request.has('end_time');
  if (!Number.isInteger(from) || !Number.isInteger(to)) refuse(40058, 'start_time and end_time are whole seconds');
  if (Number(to) < Number(from)) refuse(40058, 'it ends before it begins');
  request.int('is_whole_day', [0, 1]);
  const attendees = request.list('attendees', { min: 0, max: most.attendees }).map((one) => {
    const userid = folded(one.text('userid', { missing: 40063, bytes: 64 }));
    one.end();
    return userid;
  });
  distinct(attendees, 'attendees');
  for (const one of attendees) if (!isVisible(state, one)) decline(60111, 'an attendee is not known or not visible');
  return {
    title: request.text('summary', { characters: most.summary, tooLong: 40058 }) || '新建事件',
    description: request.text('description', { characters: most.description, tooLong: 40058 }),
    ...{ from: Number(from), to: Number(to) },
    attendees: new Map(attendees.map((one) => [one, 0])),
    remindSeconds: remindersOf(request.object('reminders')),
  };
}

function remindersOf(reminders: Fields | null): number | null {
  if (!reminders) return null;
  const on = reminders.int('is_remind', [0, 1]) === 1;
  const before = reminders.int('remind_before_event_secs', [0, 300, 900, 3600, 86_400]);
  reminders.int('is_repeat', [0, 1]);
  reminders.has('remind_time_diffs');
  const diffs = reminders.raw.remind_time_diffs ?? [];
  if (!Array.isArray(diffs) || diffs.some((one) => !Number.isInteger(one) || one < -604_800 || one > 86_399))
    refuse(40058, 'remind_time_diffs are seconds from -604800 to 86399');
  reminders.end();
  return on ? before : null;
}

const asTold = (state: State) => (one: Schedule) => ({
  ...{ schedule_id: one.id, sequence: one.sequence, cal_id: one.calendar, status: 0 },
  ...{ summary: one.title, description: one.description, start_time: one.from, end_time: one.to },
  attendees: [...one.attendees].map(([userid, response_status]) => ({
    userid: state.members.get(userid)?.userid ?? userid,
    response_status,
  })),
});

/** What stands in somebody's calendar, the soonest first. */
export function calendarOf(state: State, account: string): SeenSchedule[] {
  return [...state.schedules.values()]
    .filter(({ attendees }) => attendees.has(folded(account)))
    .sort((a, b) => a.from - b.from)
    .map(({ id, title, description, from, to, attendees }) => ({
      ...{ id, title, description, from: new Date(from * 1000), to: new Date(to * 1000) },
      with: [...attendees.keys()].map((one) => state.members.get(one)?.userid ?? one),
      answer: attendees.get(folded(account)) ?? 0,
    }));
}

const statuses = { accepts: 2, declines: 4, maybe: 1 } as const;

/** Somebody answers a schedule in their calendar; the app is told that they did, and not what. */
export async function respond(
  state: State,
  callbacks: Callbacks,
  account: string,
  title: string,
  answer: keyof typeof statuses,
): Promise<void> {
  const { userid } = memberOf(state, account);
  const found = [...state.schedules.values()].find(
    (one) => one.attendees.has(folded(account)) && one.title.includes(title),
  );
  if (!found) throw new Error(`${account} has no schedule called ${title}`);
  found.attendees.set(folded(account), statuses[answer]);
  await callbacks.send(
    fromMember(state, userid, 'respond_schedule', [
      ['CalId', found.calendar],
      ['ScheduleId', found.id],
    ]),
  );
}
