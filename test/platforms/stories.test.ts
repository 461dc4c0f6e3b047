import { afterEach, describe, expect, test } from 'vitest';
import { startDingtalk } from './dingtalk/index.ts';
import { rushOrder, silentDuty } from './rush-order.ts';
import { startSlack } from './slack/index.ts';
import { type PlatformWorld, type PlatformWorldOptions, platformWorld } from './world.ts';

let w: PlatformWorld | null = null;
afterEach(async () => {
  const offences = w?.offences() ?? [];
  await w?.end();
  w = null;
  expect(offences).toEqual([]);
});

async function on(options: PlatformWorldOptions): Promise<PlatformWorld> {
  w = await platformWorld(options);
  return w;
}

const ways: Record<string, PlatformWorldOptions> = {
  Slack: { on: 'slack' },
  'Slack in Socket Mode': {
    on: 'slack',
    emulators: { slack: (settings) => startSlack({ ...settings, socketMode: true }) },
  },
  WeCom: { on: 'wecom' },
  'DingTalk with cards': { on: 'dingtalk' },
  'DingTalk without a card template': {
    on: 'dingtalk',
    emulators: { dingtalk: (settings) => startDingtalk({ ...settings, cards: false }) },
  },
};

describe('the rush order on a public holiday', () => {
  test.each(Object.keys(ways))('goes round and the ring is opened: %s', async (way) => {
    await rushOrder(await on(ways[way] ?? { on: 'slack' }));
  });

  test.each(Object.keys(ways))('climbs when nobody answers: %s', async (way) => {
    await silentDuty(await on(ways[way] ?? { on: 'slack' }));
  });

  test('goes through departments on three messengers as if they were one', async () => {
    const homes = { sales: 'slack', materials: 'wecom', production: 'dingtalk' } as const;
    await rushOrder(await on({ on: ({ department }) => homes[department as keyof typeof homes] ?? 'wecom' }));
  });
});
