import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decrypt, getSignature } from '@wecom/crypto';
import { XMLParser } from 'fast-xml-parser';
import type { WecomEmulator } from './index.ts';

type Inner = Record<string, unknown>;

export interface Toy {
  url: string;
  /** Messages that were taken, decrypted and parsed by other people's code. */
  heard: Inner[];
  /** How the next callbacks are answered; the usual answer is 200 and nothing. */
  readonly next: Reaction[];
  close(): Promise<void>;
}

export type Reaction = { status?: number; body?: string; afterMs?: number } | 'hangsUp';

const parser = new XMLParser({ parseTagValue: false, isArray: (name) => /^(SelectedItem|OptionId)$/.test(name) });

/** An app of a few lines that believes Tencent's package about encryption, and the emulator about nothing. */
export async function startToy(env: WecomEmulator['env']): Promise<Toy> {
  const heard: Inner[] = [];
  const next: Reaction[] = [];
  const read = (query: URLSearchParams, encrypted: string): string => {
    const [timestamp, nonce] = [query.get('timestamp') ?? '', query.get('nonce') ?? ''];
    const expected = getSignature(env.WECOM_TOKEN ?? '', timestamp, nonce, encrypted);
    if (query.get('msg_signature') !== expected) throw new Error('wrong signature');
    const { message, id } = decrypt(env.WECOM_ENCODING_AES_KEY ?? '', encrypted);
    if (id !== env.WECOM_CORP_ID) throw new Error('another receiver');
    return message;
  };
  const server = createServer(async (request, response) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://toy');
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const reaction = next.shift() ?? {};
    if (reaction === 'hangsUp') return void request.socket.destroy();
    if (reaction.afterMs) await new Promise((resolve) => setTimeout(resolve, reaction.afterMs));
    try {
      if (request.method === 'GET') {
        const plain = read(searchParams, searchParams.get('echostr') ?? '');
        return void response.end(reaction.body?.replace('PLAIN', plain) ?? plain);
      }
      const envelope = parser.parse(Buffer.concat(chunks).toString()).xml;
      heard.push(parser.parse(read(searchParams, envelope.Encrypt)).xml);
      response.writeHead(reaction.status ?? 200).end(reaction.body ?? '');
    } catch {
      response.writeHead(403).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    next,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export type Answer = Record<string, unknown> & { errcode: number; errmsg: string };

export interface Client {
  get(path: string, query?: Record<string, string>): Promise<Answer>;
  post(path: string, body: unknown, query?: Record<string, string>): Promise<Answer>;
  raw(path: string, init?: RequestInit, query?: Record<string, string>): Promise<Response>;
  token(secret?: string): Promise<string>;
}

/** Calls the API as its pages say, and asks for a token each time. */
export function client(env: WecomEmulator['env']): Client {
  const base = `${env.WECOM_API_URL}/cgi-bin`;
  const token = async (secret = env.WECOM_SECRET ?? '') => {
    const query = new URLSearchParams({ corpid: env.WECOM_CORP_ID ?? '', corpsecret: secret });
    const answer = (await (await fetch(`${base}/gettoken?${query}`)).json()) as Answer;
    return String(answer.access_token);
  };
  const raw = async (path: string, init?: RequestInit, query: Record<string, string> = {}) =>
    fetch(`${base}/${path}?${new URLSearchParams({ access_token: await token(), ...query })}`, init);
  return {
    token,
    raw,
    get: async (path, query) => (await (await raw(path, {}, query)).json()) as Answer,
    async post(path, body, query) {
      const sent = typeof body === 'string' ? body : JSON.stringify(body);
      return (await (await raw(path, { method: 'POST', body: sent }, query)).json()) as Answer;
    },
  };
}

/** A text as the API wants it. */
export const textTo = (env: WecomEmulator['env'], touser: string, content: string) => ({
  touser,
  msgtype: 'text',
  agentid: Number(env.WECOM_AGENT_ID),
  text: { content },
  enable_duplicate_check: 1,
});

/** A card with two buttons, as the API wants it; `more` replaces parts of the card. */
export const cardTo = (
  env: WecomEmulator['env'],
  touser: string,
  taskId: string,
  more: Record<string, unknown> = {},
) => ({
  touser,
  msgtype: 'template_card',
  agentid: Number(env.WECOM_AGENT_ID),
  template_card: {
    card_type: 'button_interaction',
    task_id: taskId,
    main_title: { title: '订单 7711 还缺什么？', desc: '销售部' },
    button_list: [
      { text: '接受', style: 1, key: 'accept' },
      { text: '退回', style: 2, key: 'return' },
      { type: 1, text: '详情', url: 'https://bot.example.com/r/42' },
    ],
    ...more,
  },
});
