import pino from 'pino';
import { afterEach, describe, expect, test } from 'vitest';
import { demoCompany } from '../../src/demo/company.ts';
import { canaries } from '../contract/canaries.ts';
import { startDingtalk } from './dingtalk/index.ts';
import type { Fault, SentFile, Sheet } from './hands.ts';
import { type PageSheet, pageSheet } from './page-sheet.ts';
import type { SlackEmulator } from './slack/index.ts';
import { ended, files, filing, happenings, living, need, quiet, reals, steps } from './survival-stage.ts';
import type { WecomEmulator } from './wecom/index.ts';
import type { PlatformWorld, PlatformWorldOptions } from './world.ts';

afterEach(async () => {
  expect(await ended()).toEqual([]);
});

const evil = 'https://evil.example';
const names: Record<string, string> = {
  林晓燕: `<!channel> [林](${evil}/n) <@all>`,
  罗勇: `<a href="${evil}/l">罗</a> @所有人`,
  销售部: `**销售** <!here> <${evil}/d|部>`,
};
const company = Object.entries(names).reduce(
  (file, [name, evil]) => file.replaceAll(`name: ${name}`, `name: '${evil}'`),
  demoCompany,
);

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const photo: SentFile = {
  name: `<!channel> [划痕](${evil}/f) @all.png`,
  type: 'image/png',
  bytes: new Uint8Array(png),
};

const urgent = '紧急：全天候，节假日也处理';
const lin = (w: PlatformWorld) => w.account('lin');

async function page(w: PlatformWorld): Promise<PageSheet | null> {
  const link =
    w
      .shown('lin')
      .at(-1)
      ?.links.find((one) => one.includes('/forms/')) ?? '';
  return pageSheet((w.emulator('lin') as WecomEmulator).browser(lin(w)), link);
}

/** 林 adds a photo to the request she is filing, as her messenger lets her. */
async function attach(w: PlatformWorld): Promise<Sheet | null> {
  const emulator = w.emulator('lin');
  if (emulator.platform === 'slack') {
    await (emulator as SlackEmulator).attaches(lin(w), '照片或文件', [photo]);
    return emulator.sheet(lin(w));
  }
  if (emulator.platform === 'wecom') {
    const sheet = await page(w);
    sheet?.attach('照片或文件', photo);
    return sheet;
  }
  // Question by question.
  const answers: [asked: string, answer: string][] = [
    ['请求哪个部门', '物控部'],
    ['需要什么', need],
    ['有多急', urgent],
  ];
  for (let asked = 0; asked < 8; asked++) {
    const question = w.shown('lin').at(-1);
    if (!question || !/也可以回复/.test(question.text)) return null;
    const answer = answers.find(([words]) => question.text.includes(words))?.[1];
    if (question.text.includes('照片')) await emulator.says(lin(w), '', [photo]);
    else await emulator.says(lin(w), answer ?? '跳过');
    await w.settle();
  }
  return null;
}

const links = (w: PlatformWorld): string[] =>
  [...w.parts.homes.keys()].flatMap((person) => w.shown(person).flatMap((message) => message.links));

const ways: Record<string, PlatformWorldOptions> = {
  slack: { on: 'slack' },
  wecom: { on: 'wecom' },
  'dingtalk without cards': {
    on: 'dingtalk',
    emulators: { dingtalk: (settings) => startDingtalk({ ...settings, cards: false }) },
  },
};

describe.each(Object.keys(ways))('%s', (way) => {
  test('a photo that was sent with a request is seen by whoever has to deliver it', async () => {
    const w = await living({ ...(ways[way] ?? { on: 'slack' }), company });
    await filing(w);
    await quiet(w);
    const sheet = await attach(w);
    await sheet?.fill('有多急？', urgent);
    if (sheet) expect(await sheet.submit()).toBeNull();
    // A picture is shown when the messenger has worked through it.
    for (let tries = 0; tries < 5; tries++) {
      await quiet(w);
      await w.advance(2_000);
    }
    expect(await happenings(w)).toEqual(['1001 filed']);
    const seen = w.shown('luo').flatMap((message) => message.files);
    const named = w.shown('luo').some(({ text }) => text.includes('照片'));
    process.stdout.write(`${way}: ${JSON.stringify([seen, named])}\n`);
    expect(seen.length > 0 || named).toBe(true);
    expect(links(w).filter((link) => link.includes('evil.example'))).toEqual([]);
  });
});

describe.each(reals)('%s', (real) => {
  test('words of people, and names, mention nobody, link nowhere and break nothing', async () => {
    const w = await living({ on: real, company });
    for (const canary of Object.values(canaries)) {
      // WeCom's people write 2,048 bytes at most.
      const words = real === 'wecom' ? canary.slice(0, 600) : canary;
      await w.says('lin', `/request 物控部 ${words}`);
      await w.fills('lin', { 有多急: urgent, 会影响什么: words.slice(0, 290) }).catch(() => {});
    }
    const filed = (await happenings(w)).filter((line) => line.endsWith('filed'));
    expect(filed.length).toBeGreaterThanOrEqual(6);
    expect(links(w).filter((link) => link.includes('evil.example'))).toEqual([]);
    const read = w.shown('luo').map(({ text }) => text);
    expect(read.some((text) => text.includes('click') && text.includes('evil.example'))).toBe(true);
    await w.presses('luo', '承诺时间');
    await w.fills('luo', { 承诺时间: '今天 18:00' });
    await w.presses('luo', '交付');
    await w.fills('luo', { 说明: canaries['make a link'] ?? '' });
    expect((await happenings(w)).slice(-2).map((line) => line.slice(5))).toEqual(['accepted', 'delivered']);
    expect(links(w).filter((link) => link.includes('evil.example'))).toEqual([]);
  });

  test('the log at its finest holds no secret, no token, no key to a page and no word anyone wrote', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
    const w = await living({ on: real, log });
    const emulator = w.emulator('lin');
    await filing(w);
    await quiet(w);
    const sends = { slack: 'chat.', wecom: 'message/', dingtalk: 'card/' }[real];
    for (const kind of ['serverError', 'garbage', 'answerLost', 'tokenExpired', 'throttled'] as const)
      emulator.faults.next(sends, { kind } as Fault);
    await files(w);
    await w.advance(600_000);
    emulator.faults.clear();
    for (const [, press, fill] of steps.slice(1)) {
      await press(w);
      await fill(w);
    }
    await emulator.says(lin(w), '无人认识的话');
    await filing(w);
    await quiet(w);
    await emulator.dismiss(lin(w));
    await w.settle();
    expect(await happenings(w)).toContain('1001 confirmed');
    expect(lines.length).toBeGreaterThan(3);
    const secrets = Object.entries(emulator.env).filter(([name]) => /TOKEN|SECRET|KEY/.test(name));
    const keys = links(w)
      .map((link) => link.split('/forms/')[1] ?? '')
      .filter(Boolean);
    const issued = await tokensOf(emulator.env);
    const words = [need, '出口订单', '一百万件', '已备好', '无人认识', '林晓燕', 'evil'];
    for (const told of [...secrets.map(([, value]) => value), ...keys, ...issued, ...words]) {
      const at = lines.find((line) => line.includes(told));
      expect({ told, at }).toEqual({ told, at: undefined });
    }
    expect(lines.join('\n')).not.toMatch(/\/forms\/\w|access_token=|response_url|sessionWebhook|hooks\//);
    process.stdout.write(
      `${real}: ${lines.length} lines, ${secrets.length + keys.length + issued.length} secrets looked for\n`,
    );
  });
});

/** What the platform gives the app at this moment: while it is good the answer is the same. */
async function tokensOf(env: Readonly<Record<string, string>>): Promise<string[]> {
  if (env.WECOM_API_URL) {
    const url = `${env.WECOM_API_URL}/cgi-bin/gettoken?corpid=${env.WECOM_CORP_ID}&corpsecret=${env.WECOM_SECRET}`;
    return [String(((await (await fetch(url)).json()) as { access_token: string }).access_token)];
  }
  if (!env.DINGTALK_API_URL) return [];
  const body = JSON.stringify({ appKey: env.DINGTALK_CLIENT_ID, appSecret: env.DINGTALK_CLIENT_SECRET });
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${env.DINGTALK_API_URL}/v1.0/oauth2/accessToken`, { method: 'POST', headers, body });
  return [String(((await answer.json()) as { accessToken: string }).accessToken)];
}
