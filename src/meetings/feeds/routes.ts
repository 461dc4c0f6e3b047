import { createHash, randomBytes } from 'node:crypto';
import { type Context, Hono } from 'hono';
import type { Logger } from 'pino';
import type { Clock } from '../../clock.ts';
import type { Database } from '../../db/database.ts';
import { leaderOf } from '../../org/leaders.ts';
import { departmentName, type Organisation } from '../../org/organisation.ts';
import { readSetting, readSigningKey, settleSetting } from '../../service/settings.ts';
import { readMeetings } from '../store.ts';
import type { Meeting } from '../types.ts';
import { type Feed, feedBehind } from './address.ts';
import { calendarOf, type Reading } from './ics.ts';

export interface FeedOptions {
  db: Database;
  clock: Clock;
  log: Logger;
  /** At hand: asked for each visit. */
  organisation: () => Promise<Organisation>;
}

/** How far back a calendar goes: eight weeks. */
const pastMs = 8 * 7 * 24 * 3_600_000;

/**
 * `GET /calendar/<secret>.ics`: whoever has the address sees the calendar, and nobody learns from any other address whether it
 * ever was one.
 */
export function feedRoutes(options: FeedOptions): Hono {
  const routes = new Hono();
  routes.get('/calendar/:name{.+\\.ics}', async (c) => {
    const text = await calendarBehind(options, c.req.param('name').slice(0, -'.ics'.length));
    return text === null ? c.notFound() : answer(c, text);
  });
  routes.onError((error, c) => {
    // The path is a key to the calendar, so it is not logged.
    options.log.error({ err: error }, 'calendar not served');
    return c.text('This did not go through.', 500);
  });
  return routes;
}

function answer(c: Context, text: string): Response {
  const etag = `"${createHash('sha256').update(text, 'utf8').digest('hex').slice(0, 32)}"`;
  c.header('ETag', etag);
  c.header('Cache-Control', 'private, max-age=900');
  c.header('X-Robots-Tag', 'noindex, nofollow');
  if (matches(c.req.header('if-none-match'), etag)) return c.body(null, 304);
  c.header('Content-Type', 'text/calendar; charset=utf-8');
  c.header('Content-Disposition', 'inline; filename="meetings.ics"');
  return c.body(text);
}

/** Whether a client has it already (RFC 9110, 13.1.2). */
const matches = (header: string | undefined, etag: string) =>
  (header ?? '')
    .split(',')
    .map((one) => one.trim().replace(/^W\//, ''))
    .some((one) => one === etag || one === '*');

async function calendarBehind({ db, clock, organisation }: FeedOptions, secret: string): Promise<string | null> {
  const on = db.reader;
  const feed = await feedBehind(on, secret, await readSigningKey(on));
  if (!feed) return null;
  const now = clock.now();
  const org = await organisation();
  const who = readerOf(org, feed);
  if (!who) return null;
  const from = new Date(now.getTime() - pastMs);
  const { owner } = feed;
  const meetings = await readMeetings(
    on,
    'person' in owner ? { people: [owner.person], from } : { departments: [owner.department], from },
  );
  const reading = { ...who, org, now, host: await hostOf(on) };
  return calendarOf(
    meetings.filter((meeting) => comes(meeting, feed)),
    reading,
  );
}

/** A meeting someone does not come to is not in their calendar. */
const comes = ({ attendees }: Meeting, { owner }: Feed) =>
  !('person' in owner) ||
  attendees.some(({ person, answer: answered }) => person === owner.person && answered !== 'declined');

type Reader = Pick<Reading, 'locale' | 'zone' | 'department' | 'whose'>;

/** In whose language it is written; null for a person who left, and for a department that is gone. */
function readerOf(org: Organisation, { owner }: Feed): Reader | null {
  if ('person' in owner) {
    const person = org.people.get(owner.person);
    if (!person?.active) return null;
    const { locale, zone, department, name } = person;
    return { locale, zone, department, whose: name };
  }
  const { department } = owner;
  if (!org.departments.has(department)) return null;
  const head = leaderOf({ org, reachable: () => true }, department);
  const { locale, zone } = (head === null ? undefined : org.people.get(head)) ?? org.company;
  return { locale, zone, department, whose: departmentName(org, department) };
}

/** Made once, and the same for ever, whatever address we are reached at. */
async function hostOf(on: Database['reader']): Promise<string> {
  const name = 'meetings.calendar';
  const known = (await readSetting(on, name)) ?? (await settleSetting(on, name, randomBytes(6).toString('hex')));
  return `${known}.xiayou`;
}
