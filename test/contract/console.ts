import { serve } from '@hono/node-server';
import pino from 'pino';
import { createConsole } from '../../adapters/console/index.ts';
import { consoleHands, type Sent, send } from './console-browser.ts';
import { emptyDatabase, organisationWith } from './stage.ts';
import type { Subject } from './subject.ts';

const password = '下游-2026';

/**
 * The messenger in the browser. It stands in our own process, so there is no platform to refuse a call, to be too fast for,
 * or to lose an answer, and no token that expires: `api` is null. Nor does it have a directory that tells who has left: whom
 * one can be there are the people of the organisation. All else is asked of it as of any other.
 */
export const consoleSubject: Subject = {
  name: 'The console',
  api: null,
  idempotent: true,
  async start(inlet, now) {
    const db = await emptyDatabase();
    const company = organisationWith('console', (key) => key);
    const made = createConsole({
      db,
      clock: { now },
      organisation: async () => company,
      commands: [],
      secret: 'test',
      password,
      log: pino({ level: process.env.TEST_LOG ?? 'silent' }),
    });
    await made.adapter.start(inlet);
    const { url, close } = await listening(made.routes.fetch);
    const hands = await consoleHands(url, password);
    const { cookie } = await send(url, { path: '/console/login', fields: { password } });
    const genuine = { cookie, 'x-console-as': 'lin', 'x-request-id': 'attack-or-not' };
    const click = (headers: Sent['headers'] = {}) => {
      const fields = { action: 'toy.press', value: '1' };
      return send(url, { path: '/console/click', fields, headers: { ...genuine, ...headers } });
    };
    const attack = (headers: Sent['headers']) => async () => (await click(headers)).status;
    return {
      adapter: made.adapter,
      hands,
      platform: null,
      offences: () => hands.offences('lin'),
      account: 'lin',
      colleague: 'luo',
      attacks: {
        'a page of another site': attack({ origin: 'https://evil.example' }),
        'a page of another port': attack({ origin: 'http://127.0.0.1:1' }),
        'a page without an origin of its own': attack({ origin: 'null' }),
        'no origin': attack({ origin: '' }),
        'no origin, from another site': attack({ origin: '', 'sec-fetch-site': 'cross-site' }),
        'a name that leads to this machine': attack({ host: 'evil.example', origin: 'http://evil.example' }),
        'nobody signed in': attack({ cookie: '' }),
        'a session nobody signed': attack({ cookie: cookie.replace(/\.[^.]*$/, '.AAAA') }),
        'a session made up': attack({ cookie: `xiayou_console=${forged()}.AAAA` }),
        'a person there is not': attack({ 'x-console-as': 'nobody' }),
      },
      async replay() {
        await click();
        return (await click()).status;
      },
      redeliver: () => hands.redeliver(),
      async end() {
        await made.adapter.stop();
        await close();
      },
    };
  },
};

const forged = () => Buffer.from(JSON.stringify({ in: true, account: 'lin', until: 9e9 })).toString('base64url');

function listening(fetch: (request: Request) => Response | Promise<Response>) {
  return new Promise<{ url: string; close(): Promise<void> }>((resolve) => {
    const server = serve({ fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => {
      const close = () =>
        new Promise<void>((done) => {
          server.close(() => done());
          if ('closeAllConnections' in server) server.closeAllConnections();
        });
      resolve({ url: `http://127.0.0.1:${port}`, close });
    });
  });
}
