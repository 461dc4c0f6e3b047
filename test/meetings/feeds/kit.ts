import { Hono } from 'hono';
import ICAL from 'ical.js';
import pino from 'pino';
import { stoppedClock } from '../../../src/clock.ts';
import type { Database } from '../../../src/db/database.ts';
import { demoCompany } from '../../../src/demo/company.ts';
import { createEngine } from '../../../src/engine/engine.ts';
import type { Feature } from '../../../src/engine/feature.ts';
import { createMetrics } from '../../../src/http/metrics.ts';
import { createApp } from '../../../src/http/server.ts';
import { calendarPage, feeds } from '../../../src/meetings/feeds/index.ts';
import { feedRoutes } from '../../../src/meetings/feeds/routes.ts';
import { insertMeetings } from '../../../src/meetings/store.ts';
import type { Meeting } from '../../../src/meetings/types.ts';
import { describeProblems, parseOrgFile } from '../../../src/org/file.ts';
import { applyImport, planImport } from '../../../src/org/import.ts';
import type { Organisation } from '../../../src/org/organisation.ts';
import { organisationCache } from '../../../src/org/store.ts';
import type { Adapter, Reply } from '../../../src/platform/adapter.ts';
import type { Card } from '../../../src/platform/card.ts';
import { readSigningKey } from '../../../src/service/settings.ts';
import { truncateAll } from '../../db/pool.ts';

/** A meeting of sales and material control, on a Tuesday at nine in Shanghai, unless said otherwise. */
export function meeting(more: Partial<Omit<Meeting, 'id'>> = {}): Omit<Meeting, 'id'> {
  const from = more.from === undefined ? new Date('2026-05-12T01:00:00Z') : more.from;
  return {
    ...{ series: 'materials+sales', week: '2026-05-11', departments: ['materials', 'sales'] },
    halves: [{ supplier: 'materials', customer: 'sales' }],
    attendees: [
      { person: 'lin', department: 'sales', for: null, answer: 'none' },
      { person: 'he', department: 'materials', for: null, answer: 'none' },
    ],
    to: from && new Date(from.getTime() + 30 * 60_000),
    ...{ status: 'announced', sequence: 0, announcedAt: new Date('2026-05-07T02:00:00Z'), moves: [], why: null },
    ...{ points: [], decisions: [], startedAt: null, endedAt: null, minutes: null, nothing: [], givenBackMs: 0 },
    ...more,
    from,
  };
}

/** The demo company, its meetings feature behind a silent messenger, and the address at which calendars are asked for. */
export async function feedWorld(db: Database, publicUrl: string | null = 'https://bot.example.com/xiayou') {
  await truncateAll(db);
  const clock = stoppedClock(new Date('2026-05-08T02:00:00Z'));
  const cache = organisationCache();
  const log = pino({ level: 'silent' });
  const organisation = () => cache.current(db.reader);
  const engine = createEngine({
    ...{ db, clock, log, features: [feedsAlone], adapters: [silent] },
    organisation: (tx) => cache.current(tx),
    address: (path) => publicUrl && `${publicUrl}/${path}`,
    viewLink: (_, account, view) => publicUrl && `${publicUrl}/views/${view}/${account}`,
  });
  const app = createApp({
    ...{ log, console: null, readiness: async () => [], metricsToken: null, hasOrganisation: async () => true },
    routes: [feedRoutes({ db, clock, log, organisation })],
    metrics: createMetrics({ db, clock, sweepAgeMs: () => 0 }).registry,
  });
  const importing = async (text: string) => {
    const parsed = parseOrgFile(text);
    if ('problems' in parsed) throw new Error(describeProblems(parsed.problems, 'company'));
    await db.transaction(async (tx) => {
      const plan = await planImport(tx, parsed.file, { openWork: async () => [], newId: (key) => key });
      if (plan.kind !== 'planned') throw new Error('not imported');
      await applyImport(tx, plan, clock.now());
    });
  };
  await importing(demoCompany);
  // As the service does when it starts.
  await readSigningKey(db.reader);
  let count = 0;
  return {
    ...{ db, clock, engine, importing },
    organisation: organisation as () => Promise<Organisation>,
    holds: (...made: Omit<Meeting, 'id'>[]) => db.transaction((tx) => insertMeetings(tx, made)),
    /** What a press on a button of the feeds' cards is answered with. */
    async presses(account: string, action: string, value = ''): Promise<Card> {
      count += 1;
      const press = { kind: 'clicked', action: `meetings.feeds.${action}`, value } as const;
      return whispered(await engine.receive({ id: `press-${count}`, platform: 'console', account, ...press }));
    },
    /** Addresses on the page the card leads someone to: their own, and those of the departments they lead. */
    async addresses(account: string): Promise<string[]> {
      const shown = await engine.look(async (turn) => {
        const person = turn.org.people.get(account);
        if (!person) throw new Error('nobody');
        return calendarPage.show({ ...turn, person }, new URLSearchParams());
      });
      if (shown.kind !== 'page') return [];
      return [...String(await shown.content).matchAll(/<code class="address">([^<]+)</g)].map(([, one = '']) => one);
    },
    asks: (address: string, init: RequestInit = {}) => {
      const { pathname } = new URL(address);
      return new Hono().route('/xiayou', app).request(pathname, init);
    },
  };
}

export type FeedWorld = Awaited<ReturnType<typeof feedWorld>>;

/** The part as its feature calls it. */
const feedsAlone: Feature = {
  name: 'meetings',
  commands: [],
  clicked: (turn, action, value) => feeds.clicked(turn, action.replace(/^feeds\./, ''), value),
};

/** A messenger nobody hears of. */
export const silent: Adapter = {
  platform: 'console',
  can: {
    ...{ sheets: null, edits: true, groups: false, rooms: false, buttons: 10, selects: 0 },
    ...{ text: 2_000, title: 200, elements: 50, images: false },
  },
  start: async () => {},
  stop: async () => {},
  pace: () => [],
  send: async ({ id }) => id,
};

function whispered(reply: Reply | null): Card {
  if (reply?.kind !== 'whisper') throw new Error('nothing was whispered');
  return reply.card;
}

/** Events of a calendar, as a calendar program reads them. */
export function eventsIn(text: string) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  return calendar.getAllSubcomponents('vevent').map((component) => {
    const event = new ICAL.Event(component);
    return {
      uid: event.uid,
      sequence: event.sequence,
      from: event.startDate.toJSDate().toISOString(),
      to: event.endDate.toJSDate().toISOString(),
      title: event.summary,
      description: event.description,
      status: String(component.getFirstPropertyValue('status')),
      stamp: String(component.getFirstPropertyValue('dtstamp')),
      changed: String(component.getFirstPropertyValue('last-modified')),
      alarms: component.getAllSubcomponents('valarm').map((alarm) => String(alarm.getFirstPropertyValue('trigger'))),
    };
  });
}
