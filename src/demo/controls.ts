import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import type { MovableClock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import type { Engine } from '../engine/engine.ts';
import { settings } from '../engine/tables.ts';
import type { Locale, Organisation } from '../org/organisation.ts';
import { bumpVersion } from '../org/store.ts';
import type { Button } from '../platform/card.ts';
import { awarenessSteps } from './awareness.ts';
import { writeHistory } from './history.ts';
import { rhythmSteps } from './rhythm.ts';
import type { People, Played, Step } from './stage.ts';
import { storySteps } from './story.ts';

type Words = Record<Locale, string>;

export interface DemoOptions {
  db: Database;
  clock: MovableClock & { shiftMs(): number };
  engine: Pick<Engine, 'tick' | 'flush' | 'plan' | 'next'>;
  /** What people can do in the console; the story's player has no other means. */
  people: People;
  /** The buttons a person sees, on the newest message first. */
  buttons: (account: string) => Promise<Button[]>;
  organisation: () => Promise<Organisation>;
  /** Tables of the messenger to empty when the demo begins anew. */
  messengerTables: readonly string[];
}

const minute = 60_000;
/** How long to wait for others who are at work on what is due. */
const breathMs = 40;
/** Where the demo's time begins: a public holiday, 10:00 in Suzhou. */
export const demoStart = new Date('2026-05-01T10:00:00+08:00');
export const shiftKey = 'demo.shift';
const storyKey = 'demo.story';
/** Each story begins where the one before has ended. */
const steps: readonly Step[] = [...storySteps, ...awarenessSteps, ...rhythmSteps];
const farMs = 400 * 24 * 60 * minute;

/** The time bar and the story of the demo company. */
export function createDemo(options: DemoOptions) {
  const { clock } = options;
  return {
    zone: 'Asia/Shanghai',
    now: () => clock.now(),
    moves: [
      { key: '15m', label: { 'zh-CN': '+15 分钟', en: '+15 min' } },
      { key: '1h', label: { 'zh-CN': '+1 小时', en: '+1 h' } },
      { key: 'workday', label: { 'zh-CN': '下个工作日早上', en: 'next working morning' } },
      { key: 'next', label: { 'zh-CN': '下一件到期的事', en: 'next thing due' } },
      { key: 'now', label: { 'zh-CN': '回到真实时间', en: 'real time' } },
    ] satisfies { key: string; label: Words }[],
    move: async (key: string) => moveTo(options, await targetOf(options, key)),
    story: storyPlayer(options),
  };
}

async function targetOf({ clock, engine, organisation }: DemoOptions, key: string): Promise<Date> {
  const now = clock.now();
  switch (key) {
    case '15m':
      return new Date(now.getTime() + 15 * minute);
    case '1h':
      return new Date(now.getTime() + 60 * minute);
    case 'workday': {
      const calendar = (await organisation()).departments.get('production')?.calendar;
      if (!calendar) return now;
      const today = calendar.localDate(now);
      const opening = (date: string) => calendar.intervalsOn(date)[0]?.[0];
      const first = opening(today);
      return first && first > now ? first : (opening(calendar.nextWorkday(today)) ?? now);
    }
    case 'next': {
      await engine.plan();
      const next = await engine.next();
      return next && next > now && next.getTime() - now.getTime() < farMs ? next : now;
    }
    case 'now':
      return new Date(now.getTime() - clock.shiftMs());
    default:
      throw new Error(`the time bar has no button ${key}`);
  }
}

/** Moves the product's time forward, stopping at everything that becomes due on the way; backwards it only sets it. */
async function moveTo({ db, clock, engine }: DemoOptions, target: Date): Promise<void> {
  await engine.plan();
  for (let steps = 0; steps < 5_000; steps++) {
    const next = await engine.next();
    if (!next || next > target) break;
    if (next > clock.now()) clock.set(next);
    // Somebody else is sending what is due, or drawing a picture for it: they get the thread.
    else await pause(breathMs);
    await engine.plan();
    await engine.tick();
    await engine.flush();
  }
  clock.set(target);
  await remember(db, shiftKey, clock.shiftMs());
  await engine.tick();
  await engine.flush();
}

async function remember(db: Database, key: string, value: unknown): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.insert(settings).values({ key, value }).onConflictDoUpdate({ target: settings.key, set: { value } });
  });
}

function storyPlayer(options: DemoOptions) {
  const { db, engine, people, buttons } = options;
  const load = async (): Promise<Played> => {
    const [row] = await db.reader.select().from(settings).where(sql`${settings.key} = ${storyKey}`);
    const value = row?.value as Partial<Played> | undefined;
    return { position: value?.position ?? 0, numbers: value?.numbers ?? {} };
  };
  let busy: Promise<void> = Promise.resolve();
  const playNext = async (): Promise<void> => {
    const played = await load();
    const step = steps[played.position];
    if (!step) return;
    const settle = async () => {
      await engine.tick();
      await engine.flush();
    };
    const wait = async (minutes: number) => moveTo(options, new Date(options.clock.now().getTime() + minutes * minute));
    const { locale } = (await options.organisation()).company;
    const numbers = {
      ...played.numbers,
      ...(await step.play({
        people,
        buttons,
        settle,
        wait,
        morning: async () => moveTo(options, await targetOf(options, 'workday')),
        next: async () => moveTo(options, await targetOf(options, 'next')),
        now: () => options.clock.now(),
        numbers: played.numbers,
        locale,
      })),
    };
    await settle();
    await remember(db, storyKey, { position: played.position + 1, numbers });
  };
  return {
    title: {
      'zh-CN': '节假日的急单；谁依靠谁；每周的例会和周报',
      en: 'A rush order on a public holiday. Who depends on whom. Every week: meetings and digest',
    },
    steps: steps.map(({ text, watch }) => ({ text, watch })),
    position: async () => (await load()).position,
    /** One step at a time, however often the button is pressed. */
    next: () => {
      busy = busy.then(playNext, playNext);
      return busy;
    },
    reset: () => reset(options),
  };
}

/** What people did in the demo, table by table: all of it is forgotten when it begins anew. */
export const forgotten: readonly string[] = [
  'requests',
  'request_history',
  'request_texts',
  'request_facts',
  'rings',
  'calls',
  'timers',
  'recurrences',
  'outbox',
  'live_cards',
  'calendar_events',
  'dialogues',
  'inbox',
  'duty_changes',
  'duty_handovers',
  'duty_rounds',
  'duty_readiness',
  'duty_gaps',
  'questionnaire_rounds',
  'questionnaire_people',
  'questionnaire_answers',
  'questionnaire_anonymous',
  'questionnaire_anonymous_given',
  'questionnaire_codes',
  'questionnaire_sheets',
  'questionnaire_sheet_cards',
  'questionnaire_counted',
  'questionnaire_shown',
  'map_names',
  'map_proposals',
  'map_told',
  'meetings',
  'meeting_weeks',
  'meeting_settings',
  'meeting_times',
  'meeting_answers',
  'meeting_busy',
  'agenda_items',
  'actions',
  'calendar_feeds',
  'digest_people',
  'digest_sent',
];

/** The demo begins anew: nothing but the demo company's own doings, and its invented weeks, is ever in this database. */
async function reset({ db, clock, organisation, messengerTables }: DemoOptions): Promise<void> {
  const org = await organisation();
  clock.set(demoStart);
  await db.transaction(async (tx) => {
    await tx.execute(sql.raw(`truncate ${[...forgotten, ...messengerTables].map((table) => `"${table}"`).join(', ')}`));
    await tx.execute(sql.raw('alter sequence request_numbers restart'));
    await tx.execute(sql.raw('alter sequence actions_id_seq restart'));
    await writeHistory(tx, org, demoStart);
    await tx.delete(settings).where(sql`${settings.key} = ${storyKey}`);
    await tx.execute(sql`delete from org_items where kind = 'agreement' and origin = 'chat'`);
    // Changed duty dates are gone, so the snapshot in use is no longer the newest.
    await bumpVersion(tx, demoStart);
  });
  await remember(db, shiftKey, clock.shiftMs());
}
