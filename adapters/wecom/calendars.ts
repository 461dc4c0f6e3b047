import { z } from 'zod';
import { DeliveryError } from '../../src/platform/adapter.ts';
import type { CalendarEvent, Calendars, EventAnswer } from '../../src/platform/events.ts';
import type { Desk } from './desk.ts';
import { deliveryError, remedyOf, WecomError } from './errors.ts';
import { words } from './messages.ts';
import { line, plain } from './text.ts';

/** Documented on pages 93648 (schedules) and 97723 (those of a calendar): characters of what is shown, and entries of a page. */
const most = { title: 128, description: 1000, attendees: 1000, page: 1000 } as const;
/** Seconds before it begins. */
const remindS = 900;
/** How long it is left alone when the app may not: somebody has to grant it first. */
const restMs = 3_600_000;

/** Documented: the app is not among those that may call this part of the API. */
const forbidden = [48002, 48004];
export const calendarRemedy =
  'let the app call the calendar: admin console, 协作 → 日程 → 可调用接口的应用; until then meetings stand in cards and feeds only';

const made = z.looseObject({ schedule_id: z.string().min(1) });
const calendarMade = z.looseObject({ cal_id: z.string().min(1) });
const attendee = z.looseObject({ userid: z.string(), response_status: z.number().optional() });
const schedule = z.looseObject({
  schedule_id: z.string(),
  description: z.string().optional(),
  attendees: z.array(attendee).optional(),
});
const schedules = z.looseObject({ schedule_list: z.array(schedule).optional() });

/** Documented: 0 has not answered, 1 perhaps, 2 and 3 comes, 4 does not. */
const answersBy: Readonly<Record<number, EventAnswer>> = {
  1: 'tentative',
  2: 'accepted',
  3: 'accepted',
  4: 'declined',
};

/** Whether the app may use calendars: asks for a schedule nobody has, and nobody is written to. */
export async function mayUseCalendars({ api }: Desk): Promise<boolean> {
  try {
    await api.call('oa/schedule/get', schedules, { body: { schedule_id_list: ['none'] } });
    return true;
  } catch (error) {
    if (!(error instanceof WecomError)) throw error;
    return !forbidden.includes(error.code);
  }
}

/**
 * Schedules (日程) in calendars of the app's own. WeCom has no key by which a call could be repeated: so the key stands in the
 * schedule's description, that it is being made is noted first, and whoever comes again looks for it before making another.
 */
export function createCalendars(desk: Desk): Calendars {
  const resting = { until: 0 };
  const asked = async <T>(work: () => Promise<T>): Promise<T> => {
    const left = resting.until - desk.clock.now().getTime();
    if (left > 0 && left <= restMs) throw new DeliveryError('the app may not use calendars', { retry: 'never' });
    try {
      return await work();
    } catch (error) {
      if (error instanceof WecomError && forbidden.includes(error.code)) {
        resting.until = desk.clock.now().getTime() + restMs;
        desk.complain(error, calendarRemedy);
        throw new DeliveryError(error.message, { retry: 'never', cause: error });
      }
      throw refusal(desk, error);
    }
  };
  return {
    // Documented on page 90454: ten thousand calls a minute.
    pace: [{ bucket: `wecom/${desk.settings.corpId}/schedule`, everyMs: 10, burst: 50 }],
    put: (key, remote, event, accounts) => asked(() => put(desk, key, remote, event, accounts)),
    cancel: (remote) => asked(() => cancel(desk, remote)),
  };
}

/** What is wrong with one event is nobody's news; the operator hears of it once in a while. */
function refusal(desk: Desk, error: unknown): DeliveryError {
  const known = deliveryError(error, desk.complain);
  if (known.retry === 'never' && error instanceof WecomError)
    desk.complain(error, remedyOf(error) ?? 'this meeting is left out of calendars');
  return known;
}

async function put(desk: Desk, key: string, remote: string | null, event: CalendarEvent, accounts: readonly string[]) {
  const standing = remote ?? (await madeBefore(desk, key));
  const body = bodyOf(key, event, accounts);
  if (standing !== null && (await changed(desk, standing, body))) return standing;
  await desk.store.see([triedKey(key)], desk.clock.now());
  const [calendar] = await calendarsNow(desk);
  const answer = await desk.api.call('oa/schedule/add', made, {
    body: { schedule: { ...body, cal_id: calendar } },
  });
  return answer.schedule_id;
}

const triedKey = (key: string) => `schedule/${key}`;
/** The last line of a schedule's description. */
const markOf = (key: string) => `#${key}`;

function bodyOf(key: string, { title, description, from, to }: CalendarEvent, accounts: readonly string[]) {
  const seconds = (at: Date) => Math.floor(at.getTime() / 1000);
  const mark = markOf(key);
  const said = [...plain(description)].slice(0, most.description - mark.length - 2).join('');
  return {
    start_time: seconds(from),
    end_time: seconds(to),
    is_whole_day: 0,
    attendees: accounts.slice(0, most.attendees).map((userid) => ({ userid })),
    summary: [...line(title)].slice(0, most.title).join(''),
    description: `${said}\n\n${mark}`,
    reminders: { is_remind: 1, remind_before_event_secs: remindS, remind_time_diffs: [-remindS], is_repeat: 0 },
  };
}

/** The whole schedule is written anew (page 97720). False when it is gone. */
async function changed(desk: Desk, id: string, body: ReturnType<typeof bodyOf>): Promise<boolean> {
  const asked = { skip_attendees: 0, schedule: { ...body, schedule_id: id } };
  return unlessGone(desk, id, () => desk.api.call('oa/schedule/update', z.looseObject({}), { body: asked }));
}

async function cancel(desk: Desk, id: string): Promise<void> {
  await unlessGone(desk, id, () => desk.api.call('oa/schedule/del', z.looseObject({}), { body: { schedule_id: id } }));
}

/** No page says by which code a schedule that is gone is refused, so whoever is refused asks whether it is still there. */
async function unlessGone(desk: Desk, id: string, work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (!(error instanceof WecomError) || forbidden.includes(error.code)) throw error;
    if (deliveryError(error, () => {}).retry !== 'never' || (await read(desk, id))) throw error;
    return false;
  }
}

async function read(desk: Desk, id: string): Promise<z.infer<typeof schedule> | null> {
  const { schedule_list = [] } = await desk.api.call('oa/schedule/get', schedules, {
    body: { schedule_id_list: [id] },
  });
  return schedule_list.find((one) => one.schedule_id === id) ?? null;
}

/** What each member has answered so far. */
export async function answersOf(desk: Desk, id: string): Promise<{ account: string; answer: EventAnswer }[]> {
  const found = await read(desk, id);
  return (found?.attendees ?? []).flatMap(({ userid, response_status = 0 }) => {
    const answer = answersBy[response_status];
    return answer ? [{ account: userid, answer }] : [];
  });
}

/** The id under which a schedule was made whose answer never came; null for one that was never tried. */
async function madeBefore(desk: Desk, key: string): Promise<string | null> {
  if (!(await desk.store.seen(triedKey(key)))) return null;
  const mark = markOf(key);
  for (const calendar of await calendarsNow(desk)) {
    for (let offset = 0; ; offset += most.page) {
      const body = { cal_id: calendar, offset, limit: most.page };
      const { schedule_list = [] } = await desk.api.call('oa/schedule/get_by_calendar', schedules, { body });
      const found = schedule_list.find(({ description = '' }) => description.split('\n').at(-1) === mark);
      if (found) return found.schedule_id;
      if (schedule_list.length < most.page) break;
    }
  }
  return null;
}

const day = 24 * 3_600_000;
/** Tries go on for a day, so on the first days of a month the last one's calendar is looked through as well. */
const overlapMs = 2 * day;

/** The app's calendars what is made now stands in: one a month, so that looking through one is never long. The newest first. */
async function calendarsNow(desk: Desk): Promise<string[]> {
  const now = desk.clock.now().getTime();
  const month = (at: number) => new Date(at).toISOString().slice(0, 7);
  const names = new Set([month(now), month(now - overlapMs)]);
  const [current = '', before] = names;
  const known = await desk.store.calendar(current);
  const newest = known ?? (await desk.store.keepCalendar(current, await newCalendar(desk)));
  const older = before === undefined ? null : await desk.store.calendar(before);
  return older === null ? [newest] : [newest, older];
}

/** Nobody has it in their list: only schedules in it are seen, by those they are for (page 93647). */
async function newCalendar(desk: Desk): Promise<string> {
  const { company } = await desk.options.organisation();
  const summary = words(company.locale, company.zone)('calendar');
  const body = { calendar: { summary, color: '#1A6FB5' } };
  return (await desk.api.call('oa/calendar/add', calendarMade, { body })).cal_id;
}
