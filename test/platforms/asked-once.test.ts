import { afterEach, expect, test } from 'vitest';
import { startDingtalk } from './dingtalk/index.ts';
import { lasting } from './filling.ts';
import { files, filing, happenings } from './survival-stage.ts';
import { type PlatformWorld, type PlatformWorldOptions, platformWorld } from './world.ts';

let w: PlatformWorld | null = null;
afterEach(async () => {
  const offences = w?.offences() ?? [];
  await w?.end();
  w = null;
  expect(offences).toEqual([]);
});

const ways: Record<string, PlatformWorldOptions> = {
  WeCom: { on: 'wecom' },
  'DingTalk without a card template': {
    on: 'dingtalk',
    emulators: { dingtalk: (settings) => startDingtalk({ ...settings, cards: false }) },
  },
};

const questions = (world: PlatformWorld): number =>
  lasting(world.emulator('luo'), world.account('luo')).filter(({ text }) => text.includes('也可以回复')).length;

test.each(Object.keys(ways))(
  'a double click on a button asks its question once, and one answer is enough: %s',
  async (way) => {
    w = await platformWorld(ways[way] ?? { on: 'wecom' });
    await filing(w);
    await files(w);
    const luo = w.account('luo');
    const card = w.shown('luo').findLast(({ buttons }) => buttons.includes('承诺时间'));
    const press = () => w?.emulator('luo').pressesOn(luo, card?.id ?? '', '承诺时间');
    await Promise.all([press(), press()]);
    await w.settle();
    expect(questions(w)).toBe(1);
    await w.says('luo', '今天 18:00');
    expect(await happenings(w)).toEqual(['1001 filed', '1001 accepted']);
  },
);
