import { setTimeout as pause } from 'node:timers/promises';
import pino from 'pino';
import { systemClock } from '../../src/clock.ts';
import { readConfig } from '../../src/config.ts';
import { migrate } from '../../src/db/migrate.ts';
import { openPostgres } from '../../src/db/postgres.ts';
import { createEngine } from '../../src/engine/engine.ts';
import type { Effect, Feature } from '../../src/engine/feature.ts';
import { createRunner } from '../../src/engine/runner.ts';
import { createMessengers } from '../../src/messengers.ts';
import { organisationOf } from '../../src/org/build.ts';
import { parseOrgFile } from '../../src/org/file.ts';
import { sentence } from '../../src/platform/card.ts';
import { startDingtalk } from '../../test/platforms/dingtalk/index.ts';
import { benchCompany } from '../company.ts';
import type { Context } from '../context.ts';
import { newDatabase } from '../product.ts';
import { keep, percentile, type Row } from '../report.ts';

const toy: Feature = { name: 'toy', commands: [] };

/** What DingTalk lets one app call of one API (developer documentation, "Call frequency limits"). */
const allowedPerSecond = 20;

/**
 * A message to everyone of a large company over DingTalk's narrowest limit, emulated, from two instances at once; escalations
 * are promised all the while.
 */
export async function fanOut(context: Context): Promise<Row[]> {
  const people = context.quick ? 320 : 2_000;
  const url = await newDatabase(context.postgres, 'bench_fan_out');
  const empty = await openPostgres(url);
  await migrate(empty);
  await empty.close();
  const emulator = await startDingtalk({ limits: true, quota: { calls: 1e9, messages: 1e9 } });
  const parsed = parseOrgFile(benchCompany(40, people / 40));
  if ('problems' in parsed) throw new Error('the company cannot be read');
  const everyone = parsed.file.people.map((person) => ({ ...person, accounts: { dingtalk: person.key } }));
  for (const { key, name } of everyone) await emulator.hire({ account: key, name });
  const org = organisationOf({ ...parsed.file, people: everyone });
  const log = pino({ level: 'error' }, pino.destination(2));
  const instances = await Promise.all(
    [0, 1].map(async () => {
      const db = await openPostgres(url);
      const [messenger] = createMessengers(readConfig({ ...emulator.env, DINGTALK_EDITION: 'professional' }), () => ({
        db,
        clock: systemClock,
        log,
        organisation: async () => org,
        commands: [],
        publicUrl: null,
        formLink: () => null,
      }));
      if (!messenger) throw new Error('DingTalk is not configured by its emulator');
      const adapters = [messenger.adapter];
      const engine = createEngine({
        db,
        clock: systemClock,
        features: [toy],
        adapters,
        organisation: async () => org,
        log,
      });
      await messenger.adapter.start(engine.inlet('dingtalk'));
      const runner = createRunner({ engine, db, log });
      return { db, engine, runner, messenger };
    }),
  );
  const [first] = instances;
  if (!first) throw new Error('no instance');
  const promise = (effects: Effect[]) => first.engine.turn('toy', async () => effects);
  const bulk = everyone.map(({ key }, index): Effect => {
    const card = {
      ...sentence(`Round ${index}`),
      buttons: [{ action: 'toy.x', value: '', label: 'Answer', style: 'plain' as const }],
    };
    return { kind: 'post', to: key, card, priority: 'bulk', slot: `toy/${index}` };
  });
  await promise(bulk);
  for (const { runner } of instances) await runner.start();
  const sends = () => emulator.calls.filter(({ path }) => path.includes('createAndDeliver'));
  const asked: { title: string; at: number }[] = [];
  const began = performance.now();
  while (sends().filter(({ status }) => status === 200).length < people + asked.length || asked.length < 3) {
    const title = `Escalation ${asked.length}`;
    const to = `d${asked.length % 40}p0`;
    asked.push({ title, at: performance.now() });
    await promise([{ kind: 'post', to, card: sentence(title), priority: 'escalation' }]);
    await pause(2_000);
    if (performance.now() - began > people * 80 + 30_000) break;
  }
  const calls = sends();
  const good = calls.filter(({ status }) => status === 200);
  const throttled = calls.filter(({ status }) => status === 403);
  const seen = await latencies(emulator, asked);
  keep('fan-out-escalations', seen);
  const seconds = ((good.at(-1)?.atMs ?? 0) - (good[0]?.atMs ?? 0)) / 1_000;
  const last = good.findLastIndex(({ body }) => JSON.stringify(body).includes('Round '));
  const rate = last / secondsFor(good.slice(0, last + 1).map(({ atMs }) => atMs));
  for (const { runner, messenger, db } of instances) {
    await runner.stop(3_000);
    await messenger.adapter.stop();
    await db.close();
  }
  await emulator.close();
  const settings = `DingTalk emulated with its limit of ${allowedPerSecond} calls a second, two instances, ${people} people`;
  const share = (rate / allowedPerSecond) * 100;
  return [
    {
      what: 'a message to everyone: share of the allowed rate',
      settings,
      result: `${share.toFixed(1)} % (${rate.toFixed(2)} a second, ${seconds.toFixed(0)} s)`,
      target: '≥ 95 %',
      met: share >= 95,
    },
    {
      what: 'calls refused for going too fast',
      settings,
      result: String(throttled.length),
      target: '0',
      met: throttled.length === 0,
    },
    {
      what: 'an escalation meanwhile: from promise to the platform',
      settings: `${seen.length} escalations, one every 2 s`,
      result: `p50 ${percentile(seen, 0.5).toFixed(0)} ms · max ${Math.max(...seen).toFixed(0)} ms`,
      target: '≤ 2 s',
      met: Math.max(...seen) <= 2_000,
    },
  ];
}

const secondsFor = (instants: readonly number[]) => ((instants.at(-1) ?? 0) - (instants[0] ?? 0)) / 1_000;

type Emulator = Awaited<ReturnType<typeof startDingtalk>>;

/** How long each escalation took from its promise to the call that carried it. */
async function latencies(emulator: Emulator, asked: readonly { title: string; at: number }[]): Promise<number[]> {
  const zero = await beginningOf(emulator);
  return asked.flatMap(({ title, at }) => {
    const call = emulator.calls.find(
      ({ body, status }) => status === 200 && JSON.stringify(body).includes(`${title}"`),
    );
    return call ? [zero + call.atMs - at] : [];
  });
}

/** When the emulator began to count its milliseconds, on our own clock. */
async function beginningOf(emulator: Emulator): Promise<number> {
  const before = performance.now();
  await fetch(`${emulator.env.DINGTALK_API_URL}/v1.0/oauth2/accessToken`, { method: 'POST', body: '{}' });
  return (before + performance.now()) / 2 - (emulator.calls.at(-1)?.atMs ?? 0);
}
