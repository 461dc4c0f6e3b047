import { afterEach, describe, expect, test } from 'vitest';
import { onConsole } from './self-awareness-console.ts';
import type { Way } from './self-awareness-story.ts';
import { wayOn } from './way.ts';
import { comesBack, firstWeek, moved, nationalDay, planned, start } from './weekly-rhythm-story.ts';
import { type PlatformWorld, type PlatformWorldOptions, platformWorld } from './world.ts';

let w: PlatformWorld | null = null;
afterEach(async () => {
  const offences = w?.offences() ?? [];
  await w?.end();
  w = null;
  expect(offences).toEqual([]);
});

async function on(options: PlatformWorldOptions): Promise<Way> {
  const world = await platformWorld({ ...options, at: start, rhythm: true });
  w = world;
  return wayOn(world);
}

const ways: Record<string, PlatformWorldOptions> = {
  Slack: { on: 'slack' },
  WeCom: { on: 'wecom' },
  'DingTalk with cards': { on: 'dingtalk' },
};

async function plays(way: Way): Promise<void> {
  await planned(way);
  await moved(way);
  await firstWeek(way);
  await comesBack(way);
  await nationalDay(way);
}

describe('three weeks of meetings and digests', () => {
  test.each(Object.keys(ways))('%s', async (way) => plays(await on(ways[way] ?? { on: 'slack' })), 480_000);

  test('the console', async () => plays(await onConsole(start, true)), 480_000);
});
