import { expect, test } from 'vitest';
import { read, world } from '../world.ts';

test('the bot’s own page shows what waits for me with its buttons, and what is open', async () => {
  const w = await world();
  await w.fills('lin', await w.says('lin', '/request 生产部 500 件 A 料'), { urgency: 'urgent' });
  w.sent();
  const own = async (account: string) => {
    const reply = await w.engine.receive({ id: `open/${account}`, platform: 'console', account, kind: 'opened' });
    return reply?.kind === 'home' ? reply.cards : [];
  };
  const [duty] = (await w.messages('lin')).map((seen) => seen.card.title);
  expect(duty).toContain('R-1001');
  const onDuty = (await own('zhao')).slice(1);
  expect(onDuty.map((card) => card.title)).toEqual([expect.stringContaining('R-1001')]);
  expect(onDuty[0]?.buttons.map((button) => button.action)).toContain('requests.accept');
  const [list, ...mine] = await own('lin');
  expect(mine).toEqual([]);
  expect(list?.buttons.map((button) => button.label)).toEqual(['提出请求']);
  expect(read(list ?? { title: '', tone: 'plain', elements: [], buttons: [] })).toContain('500 件 A 料');
});
