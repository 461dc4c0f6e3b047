import { afterEach, expect, test } from 'vitest';
import { type PlatformWorld, platformWorld } from './world.ts';

let w: PlatformWorld | null = null;
afterEach(async () => {
  const offences = w?.offences() ?? [];
  await w?.end();
  w = null;
  expect(offences).toEqual([]);
});

/** 林 writes something; what she reads then, in passing or for good, is read until it says `words`. */
async function says(world: PlatformWorld, text: string, words: string): Promise<string> {
  const before = world.shown('lin').length;
  await world.says('lin', text);
  const read = () =>
    world
      .shown('lin')
      .slice(before)
      .map((one) => one.text)
      .join('\n');
  await expect.poll(read, { timeout: 5_000 }).toContain(words);
  return read();
}

test('on Slack commands are named in Latin letters and with the prefix, to whoever reads Chinese too', async () => {
  w = await platformWorld({ on: 'slack', env: { SLACK_COMMAND_PREFIX: 'xy-' } });
  const help = await says(w, '你好', '例如 /xy-request 生产部 明早要500件A料');
  expect(help).not.toMatch(/\/\p{Script=Han}|\{\{/u);
  await says(w, '/xy-requests', '没有未完成的请求。用 /xy-request 提出一个。');
  await says(w, '/xy-chain', '例如 /xy-chain R-1042');
  // A command in a message, as in a thread or behind a mention.
  await says(w, ' /xy-chain R-7', '没有 R-7 这个请求。用 /xy-requests 可查看');
});

test('without a prefix Slack’s commands have none', async () => {
  w = await platformWorld({ on: 'slack' });
  await says(w, '/chain R-7', '用 /requests 可查看');
});

test.each(['wecom', 'dingtalk'] as const)('on %s commands are named as people there type them', async (real) => {
  w = await platformWorld({ on: real });
  await says(w, '/链路 R-7', '没有 R-7 这个请求。用 /请求列表 可查看');
  expect(await says(w, '/help', '/请求 · /request')).not.toContain('{{');
});
