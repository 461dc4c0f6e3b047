import { isScalar } from 'yaml';
import { list, object, type Raw, type Read, record } from './reading.ts';
import {
  channel,
  checkDate,
  checkKey,
  date,
  duration,
  interval,
  key,
  label,
  moment,
  oneOf,
  time,
  wholeNumber,
  zone,
} from './values.ts';

/** The org file as it is written, key by key. What is missing or wrong has been reported, and is left out. */

const locale = oneOf('zh-CN', 'en');
const urgencies = object({ normal: duration, urgent: duration });
const targets = { acknowledge: urgencies, deliver: urgencies };
const name = label(80);
const account = label(128);

const company = object(
  {
    name,
    timezone: zone,
    locale,
    referees: list(key, true),
    readiness: object({ from: wholeNumber(1, 30) }, ['from']),
  },
  ['name', 'referees'],
);

const calendar = object(
  {
    timezone: zone,
    hours: record((written) => ({ value: written }), list(interval, true)),
    holidays: holidays(),
    overrides: record(checkDate, list(interval, true)),
    day: duration,
  },
  ['hours'],
);

const duty = object({
  weekly: list(key, true),
  override: record(checkDate, key),
  shifts: list(object({ from: time, to: time, people: list(key, true) }, ['from', 'to', 'people'])),
});

const department = object(
  {
    key,
    name,
    parent: key,
    head: key,
    deputy: key,
    calendar: key,
    steps: list(object({ key, name }, ['key', 'name'])),
    duty,
    ladder: key,
    defaults: object(targets),
    channel: object({ slack: channel }, ['slack']),
  },
  ['key', 'name'],
);

const person = object(
  {
    key,
    name,
    department: key,
    step: key,
    post: name,
    console: account,
    slack: account,
    wecom: account,
    dingtalk: account,
    email: label(200),
    locale,
    timezone: zone,
  },
  ['key', 'name', 'department'],
);

const link = object({ supplier: label(90), customer: label(90), kind: oneOf('process', 'functional'), measure: name }, [
  'supplier',
  'customer',
]);

const service = object({ key, supplier: key, name, ladder: key, ...targets }, ['key', 'supplier', 'name']);

const step = object({ at: moment, to: oneOf('duty', 'deputy', 'head', 'referee') }, ['at', 'to']);

/** The whole file. */
export const orgShape = object(
  {
    company,
    calendars: record(checkKey, calendar),
    departments: list(department),
    people: list(person),
    links: list(link),
    services: list(service),
    ladders: record(checkKey, list(step)),
    defaults: object(targets),
  },
  ['company', 'departments', 'people'],
);

/** A country code, or dates. */
function holidays(): Read<string | (string | undefined)[]> {
  const dates = list(date);
  const country = label(10);
  return (reading, place) => (isScalar(place.node) ? country(reading, place) : dates(reading, place));
}

type OutOf<R> = R extends Read<infer T> ? T : never;

export type RawOrg = OutOf<typeof orgShape>;
export type RawDepartment = OutOf<typeof department>;
export type RawCalendar = OutOf<typeof calendar>;
export type RawTargets = Raw<typeof targets>;
