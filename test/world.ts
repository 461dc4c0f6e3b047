import { asc, gt } from 'drizzle-orm';
import pino from 'pino';
import { expect } from 'vitest';
import { createConsole } from '../adapters/console/index.ts';
import { consoleMessages } from '../adapters/console/tables.ts';
import { type Clock, stoppedClock } from '../src/clock.ts';
import type { Database } from '../src/db/database.ts';
import { demoCompany } from '../src/demo/company.ts';
import { createEngine, type Engine } from '../src/engine/engine.ts';
import type { Feature } from '../src/engine/feature.ts';
import { settings } from '../src/engine/tables.ts';
import { applyImport, planImport } from '../src/org/import.ts';
import type { Organisation } from '../src/org/organisation.ts';
import { organisationCache } from '../src/org/store.ts';
import type { Adapter, Delivery, Reply } from '../src/platform/adapter.ts';
import type { Card, Element } from '../src/platform/card.ts';
import type { Form } from '../src/platform/form.ts';
import { testDatabase, truncateAll } from './db/pool.ts';
import { fileOf } from './org/yaml.ts';
import { featuresOf } from './rhythm.ts';

export const minutes = (count: number): number => count * 60_000;
export const hours = (count: number): number => count * 3_600_000;
export const days = (count: number): number => count * 86_400_000;

/** Local time in Shanghai. */
export const shanghai = (text: string): Date => new Date(`${text}${text.length === 10 ? 'T00:00' : ''}:00+08:00`);

let database: Database | null = null;
let latest: World | null = null;

/** Throws when something was sent that the test never looked at. Called after every test. */
export function everythingSeen(): void {
  const unseen = latest?.sent() ?? [];
  latest = null;
  if (unseen.length > 0) throw new Error(`sent, but the test never looked at it:\n${unseen.join('\n')}`);
}

export interface WorldOptions {
  at?: Date;
  company?: string;
  poorest?: boolean;
  /** Meetings are planned and digests sent by themselves; only in stories about them unless told. */
  rhythm?: boolean;
  /** Only these, where a story is about nothing else: days pass more quickly. */
  features?: readonly Feature[];
}

const aboutRhythm = () => /\/test\/(meetings|digest)\//.test(expect.getState().testPath ?? '');

/** The product over one embedded database per test file, with the demo company, the console and a clock the test moves. */
export async function world(options: WorldOptions = {}): Promise<World> {
  database ??= await testDatabase();
  await truncateAll(database);
  const file = fileOf(options.company ?? demoCompany);
  const clock = stoppedClock(options.at ?? shanghai('2026-05-01T10:00'));
  await database.transaction(async (tx) => {
    const plan = await planImport(tx, file, { openWork: async () => [], newId: (key) => key });
    if (plan.kind === 'planned') await applyImport(tx, plan, clock.now());
  });
  const features = options.features ?? featuresOf({ rhythm: options.rhythm ?? aboutRhythm() });
  latest = await World.start(database, clock, { poorest: options.poorest ?? false, features });
  return latest;
}

/** A message as it left the engine, and when. */
export type Sent = Pick<Delivery, 'id' | 'account' | 'card' | 'replaces' | 'priority'> & { at: Date };

function recording(adapter: Adapter, transcript: Sent[], clock: Clock): Adapter['send'] {
  return async (delivery) => {
    const id = await adapter.send(delivery);
    transcript.push({ ...delivery, at: clock.now() });
    return id;
  };
}

/** A message as a person sees it. */
export interface Seen {
  to: string;
  card: Card;
  id: number;
}

export class World {
  readonly db: Database;
  readonly engine: Engine;
  readonly clock: ReturnType<typeof stoppedClock>;
  readonly acts: ReturnType<typeof createConsole>['acts'];
  readonly organisation: () => Promise<Organisation>;
  /** Every message and every change of a card, as it left. */
  readonly transcript: Sent[];
  private looked = 0;

  private constructor(parts: Pick<World, 'db' | 'engine' | 'clock' | 'acts' | 'organisation' | 'transcript'>) {
    this.transcript = parts.transcript;
    this.db = parts.db;
    this.engine = parts.engine;
    this.clock = parts.clock;
    this.acts = parts.acts;
    this.organisation = parts.organisation;
  }

  static async start(
    db: Database,
    clock: ReturnType<typeof stoppedClock>,
    {
      poorest = false,
      features = featuresOf({ rhythm: false }),
    }: { poorest?: boolean; features?: readonly Feature[] } = {},
  ): Promise<World> {
    const cache = organisationCache();
    const log = pino({ level: process.env.TEST_LOG ?? 'silent' });
    const organisation = () => cache.current(db.reader);
    const console = createConsole({
      db,
      clock,
      organisation,
      commands: features.flatMap((feature) => feature.commands),
      secret: 'test',
      log,
    });
    const transcript: Sent[] = [];
    const recorded = { ...console.adapter, send: recording(console.adapter, transcript, clock) };
    const engine = createEngine({
      db,
      clock,
      features,
      adapters: [recorded],
      organisation: (tx) => cache.current(tx),
      log,
    });
    if (poorest) await db.transaction((tx) => tx.insert(settings).values({ key: 'console.poorest', value: true }));
    await console.adapter.start(engine.inlet('console'));
    return new World({ db, engine, clock, acts: console.acts, organisation, transcript });
  }

  /** Someone types. Resolves to what they get back at once. */
  async says(person: string, text: string, files: string[] = [], event?: string): Promise<Reply | null> {
    return this.after(await this.acts.say(person, text, files, event));
  }

  /** Someone fills in the form that opens when they press `action` on the request, or type a command. */
  async fills(person: string, opened: Reply | null, answers: Record<string, string>): Promise<Reply | null> {
    const form = formOf(opened);
    const initial = Object.fromEntries(
      form.fields.flatMap((field) => (field.initial ? [[field.key, field.initial]] : [])),
    );
    return this.after(await this.acts.submit(person, form.action, form.context, { ...initial, ...answers }));
  }

  /** Someone presses a button on the newest card of theirs that has it. With `answers` they also fill in the form it opens. */
  async presses(person: string, action: string, answers?: Record<string, string>): Promise<Reply | null> {
    const card = (await this.messages(person)).findLast((seen) =>
      seen.card.buttons.some((button) => button.action === `requests.${action}`),
    );
    const button = card?.card.buttons.find((one) => one.action === `requests.${action}`);
    if (!button)
      throw new Error(
        `${person} has no button ${action}; newest card: ${JSON.stringify((await this.messages(person)).at(-1)?.card)}`,
      );
    return this.clicks(person, button.action, button.value, answers);
  }

  /** Presses a button by action and value, be it on an old card or on none. */
  async clicks(
    person: string,
    action: string,
    value: string,
    answers?: Record<string, string>,
    event?: string,
  ): Promise<Reply | null> {
    const reply = await this.after(await this.acts.click(person, action, value, event));
    return answers && reply?.kind === 'form' ? this.fills(person, reply, answers) : reply;
  }

  private async after(reply: Reply | null): Promise<Reply | null> {
    await this.engine.tick();
    await this.engine.flush();
    return reply;
  }

  /** Moves the clock, stopping at everything that becomes due on the way. */
  async advance(ms: number): Promise<void> {
    await this.until(new Date(this.clock.now().getTime() + ms));
  }

  async until(target: Date): Promise<void> {
    await this.engine.plan();
    for (let steps = 0; steps < 10_000; steps++) {
      const next = await this.engine.next();
      if (!next || next > target) break;
      if (next > this.clock.now()) this.clock.set(next);
      await this.engine.plan();
      await this.engine.tick();
      await this.engine.flush();
    }
    this.clock.set(target);
    await this.after(null);
  }

  /** What a person has in the conversation, oldest first, as it reads now. */
  async messages(person: string): Promise<Seen[]> {
    return (await this.all(0)).filter((seen) => seen.to === person);
  }

  /** The newest message of a person. */
  async newest(person: string): Promise<Card> {
    const card = (await this.messages(person)).at(-1)?.card;
    if (!card) throw new Error(`${person} has no message`);
    return card;
  }

  /** New messages since the last look, as `person: title`, in the order they were sent; changes of standing cards apart. */
  sent(): string[] {
    const fresh = this.transcript.slice(this.looked);
    this.looked = this.transcript.length;
    return fresh.filter((one) => !one.replaces).map((one) => `${one.account}: ${one.card.title}`);
  }

  private async all(after: number): Promise<Seen[]> {
    const rows = await this.db.reader
      .select()
      .from(consoleMessages)
      .where(gt(consoleMessages.id, after))
      .orderBy(asc(consoleMessages.id));
    return rows.filter((row) => row.author === 'bot').map((row) => ({ to: row.account, card: row.card, id: row.id }));
  }
}

export function formOf(reply: Reply | null): Form {
  if (reply?.kind !== 'form') throw new Error(`no form opened, but ${JSON.stringify(reply)}`);
  return reply.form;
}

/** The words of a whisper, or null. */
export function whispered(reply: Reply | null): string | null {
  return reply?.kind === 'whisper' ? reply.card.title : null;
}

/** All words of a card, a line each: what a reader reads. */
export function read(card: Card): string {
  return [card.title, ...card.elements.flatMap(lines), card.buttons.map((button) => `[${button.label}]`).join(' ')]
    .filter(Boolean)
    .join('\n');
}

function lines(element: Element): string[] {
  switch (element.kind) {
    case 'text':
      return [element.text];
    case 'quote':
      return [`“${element.text}”${element.by ? ` ${element.by}` : ''}`];
    case 'facts':
      return element.facts.map((fact) => `${fact.label}: ${fact.value}`);
    case 'list':
      return element.items.map((item) => `- ${item.mark ?? ''} ${item.text}${item.note ? ` | ${item.note}` : ''}`);
    case 'people':
      return element.people.map((person) => `${person.role}: ${person.name}`);
    case 'progress':
      return [`${element.label}: ${Math.round(element.share * 100)} %`];
    case 'chart':
      return [element.title, ...element.bars.map((bar) => `${bar.label}: ${bar.text}`)];
    case 'image':
    case 'drawing':
      return [`[${element.alt}]`];
    case 'link':
      return [`${element.label}: <link>`];
  }
}
