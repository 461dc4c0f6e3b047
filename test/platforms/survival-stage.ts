import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { rows } from '../../src/db/database.ts';
import { startDingtalk } from './dingtalk/index.ts';
import { lasting } from './filling.ts';
import type { Emulator, EmulatorOptions, Sheet } from './hands.ts';
import type { PageBrowser } from './page-sheet.ts';
import { startSlack } from './slack/index.ts';
import { startWecom, type WecomEmulator } from './wecom/index.ts';
import { PlatformWorld, type PlatformWorldOptions, platformWorld, type Real } from './world.ts';

export const reals = ['slack', 'wecom', 'dingtalk'] as const;

export const starts: Record<Real, (settings: EmulatorOptions) => Promise<Emulator>> = {
  slack: startSlack,
  wecom: startWecom,
  dingtalk: startDingtalk,
};

export const need = 'SO-2051 出口订单一百万件';

/** Sales files at material control; the sheet is open before 林 and filled in, and not sent yet. */
export async function filing(w: PlatformWorld): Promise<void> {
  await w.says('lin', `/request 物控部 ${need}`);
}

export const files = (w: PlatformWorld): Promise<void> =>
  w.fills('lin', { 有多急: '紧急：全天候，节假日也处理', 会影响什么: '出口订单' });

/** The life of one request, step by step: a press that opens a form, and the form. */
export const steps: readonly [name: string, press: (w: PlatformWorld) => Promise<void>, fill: typeof files][] = [
  ['filed', filing, files],
  ['accepted', (w) => w.presses('luo', '承诺时间'), (w) => w.fills('luo', { 承诺时间: '今天 18:00' })],
  ['delivered', (w) => w.presses('luo', '交付'), (w) => w.fills('luo', { 说明: '已备好' })],
  ['confirmed', (w) => w.presses('lin', '确认'), (w) => w.fills('lin', { 这次服务怎么样: '5' })],
];

export async function lifeOfARequest(w: PlatformWorld): Promise<void> {
  for (const [, press, fill] of steps) {
    await press(w);
    await fill(w);
  }
}

/** What happened to requests, `1001 filed`, in order. */
export async function happenings(w: PlatformWorld): Promise<string[]> {
  const found = await rows<{ number: number; body: string }>(
    w.parts.db.reader,
    sql`select number, body from request_history order by number, seq`,
  );
  return found.map(({ number, body }) => `${number} ${JSON.parse(body).happening.kind}`);
}

/** Messages that are news of a request, as they read now, for each person who has some. */
export function about(w: PlatformWorld): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const person of w.parts.homes.keys()) {
    const texts = lasting(w.emulator(person), w.account(person)).map(({ text }) => text);
    const heads = texts.flatMap((text) => text.split('\n').find((line) => line.includes('R-1')) ?? []);
    // Questions of a form asked one by one, and help, are no news of a request.
    const lines = heads.filter((line) => !/（\d \/ \d）|：承诺时间$|\/链路/.test(line));
    if (lines.length > 0) found[person] = lines;
  }
  return found;
}

/** Options that keep the emulators of an earlier service alive, so that another can be started in its place. */
export function keeping(real: Real, make = starts[real]): PlatformWorldOptions & { emulator: () => Emulator } {
  let emulator: Emulator | null = null;
  let now: () => Date = () => new Date(0);
  const kept = async (settings: EmulatorOptions): Promise<Emulator> => {
    now = settings.now ?? now;
    if (emulator) return Object.assign(Object.create(emulator), { hire: async () => {} });
    emulator = await make({ ...settings, now: () => now() });
    return emulator;
  };
  return {
    on: real,
    emulators: { [real]: kept },
    emulator() {
      if (!emulator) throw new Error('not started yet');
      return emulator;
    },
  };
}

/** The service is killed: what is under way is lost, and another begins on the same database. Its clock goes on. */
export async function restarted(w: PlatformWorld, options: PlatformWorldOptions): Promise<PlatformWorld> {
  await stop(w);
  return start(w, options);
}

async function stop(w: PlatformWorld): Promise<void> {
  await w.parts.listening.close(0);
  for (const { adapter } of w.parts.messengers) await adapter.stop();
}

async function start(w: PlatformWorld, options: PlatformWorldOptions): Promise<PlatformWorld> {
  // The lease of whoever was sending runs out.
  await w.parts.db.transaction((tx) => tx.execute(sql`update outbox set lease_until = clock_timestamp()`));
  return PlatformWorld.start(w.parts.db, { ...options, at: w.parts.clock.now() });
}

/** Everybody does everything twice at once. */
export function doubled(emulator: Emulator): Emulator {
  const twice = async <T>(work: () => Promise<T>): Promise<T> => {
    const outcomes = await Promise.allSettled([work(), work()]);
    const good = outcomes.find((one) => one.status === 'fulfilled');
    if (!good) throw (outcomes[0] as PromiseRejectedResult).reason;
    return good.value;
  };
  const sheetOf = (sheet: Sheet | null): Sheet | null =>
    sheet && Object.assign(Object.create(sheet), { submit: () => twice(() => sheet.submit()) });
  const browser = (inner: PageBrowser): PageBrowser => ({
    get: (url) => inner.get(url),
    post: (url, fields) => (url.endsWith('/begin') ? inner.post(url, fields) : twice(() => inner.post(url, fields))),
  });
  const hands: Partial<Emulator> = {
    presses: (account, label) => twice(() => emulator.presses(account, label)),
    pressesOn: (account, message, label) => twice(() => emulator.pressesOn(account, message, label)),
    chooses: (account, labels) => twice(() => emulator.chooses(account, labels)),
    sheet: (account) => sheetOf(emulator.sheet(account)),
  };
  if (emulator.platform === 'wecom')
    Object.assign(hands, { browser: (account: string) => browser((emulator as WecomEmulator).browser(account)) });
  return Object.assign(Object.create(emulator), hands);
}

let open: PlatformWorld | null = null;

/** A world that `ended` ends. */
export async function living(options: PlatformWorldOptions): Promise<PlatformWorld> {
  open = await platformWorld(options);
  return open;
}

export async function ended(): Promise<string[]> {
  const offences = open?.offences() ?? [];
  await open?.end();
  open = null;
  return offences;
}

/** From now on this is the world to be ended. */
export function now(w: PlatformWorld): PlatformWorld {
  open = w;
  return w;
}

/** Courtesies, which nothing waits for, have arrived: no call has been made for a moment. */
export async function quiet(w: PlatformWorld): Promise<void> {
  const made = () => [...w.parts.emulators.values()].reduce((sum, { calls }) => sum + calls.length, 0);
  for (let before = -1; before !== made(); ) {
    before = made();
    await pause(60);
  }
}
