import { fileURLToPath } from 'node:url';
import pino from 'pino';
import postgres from 'postgres';
import { type MovableClock, shiftedClock } from '../src/clock.ts';
import type { Database } from '../src/db/database.ts';
import { migrate } from '../src/db/migrate.ts';
import { openPostgres } from '../src/db/postgres.ts';
import { createEngine, type Engine, type EngineOptions } from '../src/engine/engine.ts';
import type { Effect, TimeTurn } from '../src/engine/feature.ts';
import { liveCards } from '../src/engine/tables.ts';
import { features } from '../src/features.ts';
import { parseOrgFile } from '../src/org/file.ts';
import { applyImport, planImport } from '../src/org/import.ts';
import type { OrgFile } from '../src/org/spec.ts';
import { organisationCache } from '../src/org/store.ts';
import type { Adapter } from '../src/platform/adapter.ts';
import { everyKind } from '../src/platform/form.ts';
import { recipients, slotOf, timerOf } from '../src/requests/announce.ts';
import { file } from '../src/requests/filing.ts';
import { decide } from '../src/requests/rules.ts';
import { nextWake } from '../src/requests/settle.ts';
import { type Change, save } from '../src/requests/store.ts';
import type { Request } from '../src/requests/types.ts';
import { benchCompany } from './company.ts';

export const minute = 60_000;

/** Monday 2026-06-15 10:00 in Shanghai: what is measured happens on a plain workday, whenever it is measured. */
export const monday = new Date('2026-06-15T02:00:00Z');

/** A messenger that takes everything at once: sending is not what is measured. */
export const nowhere: Adapter = {
  platform: 'console',
  can: {
    sheets: { from: 1, kinds: everyKind },
    edits: true,
    groups: false,
    rooms: false,
    selects: 0,
    buttons: 12,
    text: 4000,
    title: 200,
    elements: 40,
    images: true,
  },
  start: async () => {},
  stop: async () => {},
  pace: () => [],
  send: async (delivery) => `sent-${delivery.id}`,
};

export interface Product {
  db: Database;
  engine: Engine;
  clock: MovableClock;
  close(): Promise<void>;
}

/** The product's engine over a database, with a clock that runs on from `at`. */
export async function openProduct(url: string, at: Date, options: Partial<EngineOptions> = {}): Promise<Product> {
  const db = await openPostgres(url);
  const clock = shiftedClock();
  clock.set(at);
  const cache = organisationCache();
  const engine = createEngine({
    db,
    clock,
    features,
    adapters: [nowhere],
    organisation: (tx) => cache.current(tx),
    log: pino({ level: 'error' }, pino.destination(2)),
    ...options,
  });
  return { db, engine, clock, close: () => db.close() };
}

/** Imports an org file; `change` may edit what was read first. */
export async function importCompany(db: Database, now: Date, text = benchCompany()): Promise<void> {
  const parsed = parseOrgFile(text);
  if ('problems' in parsed) throw new Error(`the company cannot be read: ${JSON.stringify(parsed.problems)}`);
  await applyFile(db, parsed.file, now);
}

async function applyFile(db: Database, orgFile: OrgFile, now: Date): Promise<void> {
  await db.transaction(async (tx) => {
    const plan = await planImport(tx, orgFile, { openWork: async () => [], newId: (key) => key });
    if (plan.kind === 'planned') await applyImport(tx, plan, now);
  });
}

export interface Filed {
  /** When the `i`th is filed. */
  filedAt: (i: number) => Date;
  urgency: 'normal' | 'urgent';
  /** Accepted by the duty person this long after it was filed. */
  acceptedAfterMs?: number;
}

/** Files `many` requests through the product's own rules, and writes them with everything a filed request has. */
export async function fileRequests(product: Product, first: number, many: number, how: Filed): Promise<void> {
  // On a busy machine a larger one would think longer than the server lets a transaction rest.
  const batch = 250;
  for (let start = 0; start < many; start += batch) {
    const size = Math.min(batch, many - start);
    await product.engine.turn('requests', async (turn) => {
      const made = Array.from({ length: size }, (_, i) => fileOne(turn, first + start + i, start + i, how));
      await save(turn.tx, made, how.filedAt(start), turn.org);
      await sent(turn, made);
      return made.map((change) => timerFor(turn, change.request));
    });
  }
}

function fileOne(turn: TimeTurn, number: number, i: number, how: Filed): Change {
  const filedAt = how.filedAt(i);
  const [customer, supplier] = [`d${number % 40}`, `d${(number * 7 + 1 + (number % 3)) % 40}`];
  const by = `${customer}p${number % 10}`;
  const decision = file(
    {
      number,
      by,
      asker: by,
      customer,
      supplier: supplier === customer ? `d${(number + 1) % 40}` : supplier,
      service: null,
      need: `明早要 ${number % 900} 件 A 料`,
      needBy: new Date(filedAt.getTime() + 3 * 24 * 60 * minute),
      needByWords: '三天内',
      blocks: `订单 SO-${number}`,
      urgency: how.urgency,
      files: [],
    },
    filedAt,
    turn,
  );
  if ('refusal' in decision) throw new Error(`the measured request was refused: ${JSON.stringify(decision.refusal)}`);
  const told = recipients(null, decision.request, decision.happenings, filedAt, turn)
    .map((post) => post.to)
    .filter((person) => person !== by);
  const filed: Change = { before: null, request: { ...decision.request, told }, happenings: decision.happenings };
  return how.acceptedAfterMs === undefined
    ? filed
    : accepted(turn, filed, new Date(filedAt.getTime() + how.acceptedAfterMs));
}

function accepted(turn: TimeTurn, filed: Change, at: Date): Change {
  const by = filed.request.told[0] ?? '';
  const decision = decide(filed.request, { kind: 'accept', by, promise: null }, at, turn);
  if ('refusal' in decision) throw new Error(`accepting was refused: ${JSON.stringify(decision.refusal)}`);
  return { before: null, request: decision.request, happenings: [...filed.happenings, ...decision.happenings] };
}

/** The cards that were sent when these were filed. */
async function sent(turn: TimeTurn, made: readonly Change[]): Promise<void> {
  const cards = made.flatMap(({ request }) =>
    [request.asker, ...request.told].map((person) => ({
      person,
      slot: slotOf(request),
      platform: 'console',
      account: person,
      outboxId: 0,
      messageId: `card-${request.number}-${person}`,
    })),
  );
  await turn.tx.insert(liveCards).values(cards);
}

function timerFor(turn: TimeTurn, request: Request): Effect {
  const at = nextWake(request, turn.org);
  if (!at) throw new Error(`R-${request.number} waits for no time`);
  return { kind: 'wake', key: timerOf(request.number), at, payload: { number: request.number } };
}

/** A database of its own, as a copy of `template` or empty. */
export async function newDatabase(postgresUrl: string, name: string, template?: string): Promise<string> {
  const admin = postgres(postgresUrl, { max: 1, onnotice: () => {} });
  try {
    await admin.unsafe(`drop database if exists ${name} with (force)`);
    await admin.unsafe(`create database ${name} ${template ? `template ${template} strategy file_copy` : ''}`);
  } finally {
    await admin.end();
  }
  const url = new URL(postgresUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/** Numbers of the requests of the template begin here. */
export const firstNumber = 1001;

/**
 * A company with `open` requests whose next step lies in the coming days: half unanswered and filed within the last half
 * hour of work, half accepted within the last workday.
 */
export async function makeTemplate(postgresUrl: string, name: string, open: number): Promise<void> {
  const url = await newDatabase(postgresUrl, name);
  const product = await openProduct(url, monday);
  await migrate(product.db);
  await importCompany(product.db, monday);
  const half = Math.floor(open / 2);
  const before = (span: number, many: number) => (i: number) => new Date(monday.getTime() - span + (i * span) / many);
  await fileRequests(product, firstNumber, half, { filedAt: before(30 * minute, half), urgency: 'normal' });
  await fileRequests(product, firstNumber + half, open - half, {
    filedAt: before(50 * minute, open - half),
    urgency: 'normal',
    acceptedAfterMs: 5 * minute,
  });
  await product.close();
  const admin = postgres(url, { max: 1, onnotice: () => {} });
  await admin.unsafe(`select setval('request_numbers', ${firstNumber + open})`);
  await admin.unsafe('vacuum analyze');
  await admin.unsafe('checkpoint');
  await admin.end();
}

export const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
