import { afterEach, describe, expect, test } from 'vitest';
import { startDingtalk } from './dingtalk/index.ts';
import { onConsole } from './self-awareness-console.ts';
import { agreement, firstRound, secondRound, start, type Way } from './self-awareness-story.ts';
import { startSlack } from './slack/index.ts';
import { wayOn } from './way.ts';
import { type PlatformWorld, type PlatformWorldOptions, platformWorld, type Real } from './world.ts';

let w: PlatformWorld | null = null;
afterEach(async () => {
  const offences = w?.offences() ?? [];
  await w?.end();
  w = null;
  expect(offences).toEqual([]);
});

async function on(options: PlatformWorldOptions): Promise<Way> {
  const world = await platformWorld({ ...options, at: start });
  w = world;
  return wayOn(world);
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

async function plays(way: Way): Promise<void> {
  await firstRound(way);
  await agreement(way);
  await secondRound(way);
}

describe('from the first question to an agreement, and the round that shows it', () => {
  test.each(Object.keys(ways))('%s', async (way) => plays(await on(ways[way] ?? { on: 'slack' })), 240_000);

  test('people on three messengers as if they were on one', async () => {
    const homes: Record<string, Real> = { lin: 'slack', he: 'wecom', xu: 'dingtalk', luo: 'slack', tang: 'dingtalk' };
    await plays(await on({ on: ({ key }) => homes[key] ?? 'wecom' }));
  }, 240_000);

  test('the console', async () => plays(await onConsole(start)), 240_000);
});

test('on WeCom without a public address people read what is asked, once, and nothing can come back', async () => {
  const way = await on({ on: 'wecom', env: { PUBLIC_URL: '' } });
  await way.says('chen', '/questionnaire');
  expect(await way.reads('chen')).toContain('目前没有进行中的问卷。');
  expect(w?.shown('chen').flatMap(({ buttons }) => buttons)).toEqual([]);
});
