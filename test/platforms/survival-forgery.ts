import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DingtalkEmulator } from './dingtalk/index.ts';
import type { SlackEmulator } from './slack/index.ts';
import { decrypt } from './wecom/crypto.ts';
import type { WecomEmulator } from './wecom/index.ts';
import { textIn } from './wecom/xml.ts';
import type { PlatformWorld } from './world.ts';

/** Between the emulated Slack and the service: keeps what people pressed and sent, and holds it when asked to. */
export interface Post {
  /** Bodies of what people pressed and sent, oldest first. */
  readonly bodies: string[];
  hold(): void;
  release(): void;
  close(): Promise<void>;
}

const interactions = 'application/x-www-form-urlencoded';

export async function post(w: PlatformWorld, slack: SlackEmulator): Promise<Post> {
  const bodies: string[] = [];
  let gate = Promise.resolve();
  let release = () => {};
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts);
    const { host: _, connection: __, 'content-length': ___, 'transfer-encoding': ____, ...headers } = request.headers;
    if (headers['content-type'] === interactions) {
      bodies.push(body.toString());
      await gate;
    }
    const url = new URL(request.url ?? '/', w.parts.url);
    const answer = await fetch(url, { method: 'POST', body, headers: headers as Record<string, string> });
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  slack.pointTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return {
    bodies,
    hold() {
      gate = new Promise((resolve) => {
        release = () => resolve();
      });
    },
    release: () => release(),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Everything `from` has pressed and sent so far, once more, and as if `to` had done it. Resolves to how much that was. */
export async function inTheNameOf(w: PlatformWorld, from: string, to: string, kept: Post | null): Promise<number> {
  const emulator = w.emulator(from);
  const [theirs, ours] = [w.account(from), w.account(to)];
  if (emulator.platform === 'slack') return forgeSlack(emulator as SlackEmulator, theirs, ours, kept?.bodies ?? []);
  if (emulator.platform === 'wecom') return forgeWecom(emulator as WecomEmulator, theirs, ours);
  return forgeDingtalk(w, emulator as DingtalkEmulator, from, to);
}

async function forgeSlack(slack: SlackEmulator, theirs: string, ours: string, bodies: readonly string[]) {
  const mine = bodies.filter((body) => body.includes(theirs));
  for (const [index, body] of mine.entries()) {
    const forged = decodeURIComponent(body.replaceAll('+', '%20'))
      .replaceAll(`"id":"${theirs}"`, `"id":"${ours}"`)
      .replace(/"trigger_id":"[^"]*"/, `"trigger_id":"1.2.forged${index}"`);
    const payload = forged.replace(/^payload=/, '');
    await slack.deliver(new URLSearchParams({ payload }).toString(), interactions);
  }
  return mine.length;
}

async function forgeWecom(wecom: WecomEmulator, theirs: string, ours: string) {
  const inner = wecom.attempts
    .map(({ body }) => decrypt(wecom.env.WECOM_ENCODING_AES_KEY ?? '', textIn(body, 'Encrypt') ?? '').message)
    .filter((message) => textIn(message, 'FromUserName') === theirs && message.includes('template_card'));
  for (const message of inner) {
    const { query, body } = wecom.encrypted(message.replace(theirs, ours));
    await wecom.deliver(query, body);
  }
  return inner.length;
}

/** What the card's own person may do, and nobody else. */
const rights: Record<string, readonly string[]> = {
  luo: ['accept', 'deliver', 'decline', 'block', 'pass', 'clear'],
  lin: ['confirm', 'withdraw', 'change'],
};

async function forgeDingtalk(w: PlatformWorld, dingtalk: DingtalkEmulator, from: string, to: string) {
  const cards = dingtalk.shown(w.account(from)).filter(({ id }) => id.startsWith('xy-'));
  for (const { id } of cards) {
    for (const name of rights[from] ?? []) {
      const [action, ours] = [`requests.${name}`, w.account(to)];
      await dingtalk.forges(ours, id, action, { value: '1001' });
      const form = { promise: w.parts.clock.now().toISOString(), at: '今天 18:00', text: 'x', note: 'x' };
      await dingtalk.forges(ours, id, 'form', { form, formId: JSON.stringify([action, '1001']) });
    }
  }
  return cards.length * (rights[from]?.length ?? 0) * 2;
}
