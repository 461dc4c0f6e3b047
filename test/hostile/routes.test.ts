import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SlackEmulator } from '../platforms/slack/index.ts';
import type { WecomEmulator } from '../platforms/wecom/index.ts';
import { type PlatformWorld, platformWorld } from '../platforms/world.ts';

let w: PlatformWorld;
let slack: SlackEmulator;
let wecom: WecomEmulator;
beforeAll(async () => {
  w = await platformWorld({ on: ({ department }) => (department === 'sales' ? 'slack' : 'wecom') });
  slack = w.emulator('lin') as SlackEmulator;
  wecom = w.emulator('luo') as WecomEmulator;
});
afterAll(() => w.end());

const routes = [
  '/slack/events',
  '/wecom/callback?msg_signature=a&timestamp=1&nonce=b',
  '/forms/a.b',
  '/forms/a.b/press',
];
const mebibyte = 2 ** 20;

interface Answer {
  status: number;
  ms: number;
}

/** Bytes to the port as they are; resolves to the status of the first answer, 0 when it was cut without one. */
function raw(parts: readonly (string | Buffer)[]): Promise<Answer> {
  const { hostname, port } = new URL(w.parts.url);
  const began = performance.now();
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(Number(port), hostname);
    const done = () => {
      socket.destroy();
      resolve({ status: Number(answer.slice(9, 12)), ms: performance.now() - began });
    };
    socket.on('data', (bytes) => {
      answer += bytes.toString('latin1');
      done();
    });
    socket.on('error', () => {});
    socket.on('close', done);
    for (const part of parts) socket.write(part);
  });
}

async function posted(path: string, body: string, headers: Record<string, string> = {}): Promise<Answer> {
  const began = performance.now();
  const answer = await fetch(new URL(path, w.parts.url), { method: 'POST', body, headers, redirect: 'manual' });
  await answer.arrayBuffer();
  return { status: answer.status, ms: performance.now() - began };
}

/** Something genuine beside it is answered at once. */
async function others(): Promise<number> {
  const began = performance.now();
  await Promise.all([slack.says(w.account('lin'), '/help'), wecom.says(w.account('luo'), '帮助')]);
  return performance.now() - began;
}

/** All attacks at once, with genuine events among them; resolves to the statuses. */
async function beside(attacks: readonly Promise<Answer>[]): Promise<number[]> {
  const [answers, ms] = await Promise.all([Promise.all(attacks), others()]);
  for (const answer of answers) expect(answer.ms).toBeLessThan(20_000);
  expect(ms).toBeLessThan(10_000);
  return answers.map(({ status }) => status);
}

const head = (path: string, ...more: string[]) =>
  `${[`POST ${path} HTTP/1.1`, 'Host: x', ...more].join('\r\n')}\r\n\r\n`;
const refused = (status: number) => status >= 400 && status < 500;

describe.each(routes)('%s', (path) => {
  const types = [
    'application/json',
    'text/xml',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'text/plain',
    '',
  ];

  test('refuses what is unsigned without reading it, whatever it says it is', async () => {
    const bodies = [
      '',
      '{',
      '<xml>',
      '['.repeat(200_000),
      '{"a":'.repeat(100_000),
      'payload=%7B%22type%22',
      '\u0000'.repeat(1_000),
    ];
    const statuses: number[] = [];
    for (const type of types)
      statuses.push(...(await beside(bodies.map((body) => posted(path, body, type ? { 'content-type': type } : {})))));
    expect(statuses.filter((status) => !refused(status))).toEqual([]);
    // Nobody is told that the words inside were good or bad: the same answer to all.
    if (path.startsWith('/slack')) expect(new Set(statuses)).toEqual(new Set([401]));
  });

  test('takes no body over the limit, with its length said, unsaid or wrong', async () => {
    const megabytes = path.startsWith('/forms') ? 40 : 3;
    const body = Buffer.alloc(megabytes * mebibyte, 'x');
    const chunk = Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n0\r\n\r\n')]);
    const statuses = await beside([
      raw([head(path, `Content-Length: ${body.length}`), body]),
      raw([head(path, 'Transfer-Encoding: chunked'), chunk]),
      raw([head(path, `Content-Length: ${body.length}`)]),
    ]);
    const [said, , announced] = statuses;
    expect(statuses.every((status) => status === 0 || refused(status))).toBe(true);
    if (!path.startsWith('/forms')) expect([said, statuses[1], announced]).toEqual([413, 413, 413]);
  });

  test('ends floods of headers, and lines nobody sends', async () => {
    const statuses = await beside([
      raw([head(path, ...Array.from({ length: 5_000 }, (_, at) => `X-${at}: 1`))]),
      raw([head(path, `Cookie: ${'a=b; '.repeat(10_000)}`)]),
      raw([head(path, 'Content-Length: 5', 'Transfer-Encoding: chunked'), '0\r\n\r\n']),
      raw([head(path, 'Content-Length: -1')]),
      raw([head(path, 'Content-Length: 1', 'Content-Length: 2'), 'ab']),
      raw([`POST ${path}\r\n\r\n`]),
    ]);
    expect(statuses.filter((status) => status !== 0 && !refused(status))).toEqual([]);
  });
});

describe('what is signed', () => {
  test('and deep, endless or of another kind is refused by Slack’s route without harm', async () => {
    const json = 'application/json';
    const form = 'application/x-www-form-urlencoded';
    const deep = `{"type":"event_callback","event":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    const statuses: number[] = [];
    for (const [body, type] of [
      [deep, json],
      ['[]', json],
      ['null', json],
      ['{"type":"event_callback"}', json],
      ['{"type":"event_callback","event":{"type":"message","__proto__":{"x":1}}}', json],
      [`payload=${encodeURIComponent(deep)}`, form],
      ['payload=1&payload=2', form],
      [`${'a=b&'.repeat(100_000)}`, form],
      ['<xml/>', 'text/xml'],
      ['--x', 'multipart/form-data; boundary=x'],
    ] as const) {
      const [{ status }] = await Promise.all([slack.deliver(body, type), others()]);
      statuses.push(status);
    }
    expect(statuses.filter((status) => status >= 500)).toEqual([]);
  });

  test('and a bomb of XML, outside or inside, is refused by WeCom’s route without harm', async () => {
    const entities = Array.from({ length: 9 }, (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`).join('');
    const bomb = `<!DOCTYPE xml [<!ENTITY l0 "ha">${entities}]><xml><Content>&l9;</Content></xml>`;
    const system = '<!DOCTYPE xml [<!ENTITY x SYSTEM "file:///etc/passwd">]><xml><Content>&x;</Content></xml>';
    const nested = `<xml>${'<a>'.repeat(20_000)}${'</a>'.repeat(20_000)}</xml>`;
    const flat = `<xml>${'<a/>'.repeat(200_000)}</xml>`;
    const open = '<xml>'.repeat(100_000);
    const cdata = `<xml>${'<![CDATA['.repeat(20_000)}`;
    const statuses: number[] = [];
    for (const inner of [bomb, system, nested, flat, open, cdata, '', '{}', '<xml></xml>']) {
      const sealed = wecom.encrypted(inner);
      const outer = wecom.encrypted('<xml/>');
      const answers = await Promise.all([
        wecom.deliver(sealed.query, sealed.body),
        wecom.deliver(outer.query, inner),
        wecom.deliver(outer.query, `<xml><Encrypt>${inner}</Encrypt></xml>`),
        others(),
      ]);
      for (const answer of answers) if (typeof answer !== 'number') statuses.push(answer.status);
    }
    expect(statuses.filter((status) => !refused(status))).toEqual([]);
  });
});
