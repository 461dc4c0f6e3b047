import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { desc } from 'drizzle-orm';
import { type Logger, pino } from 'pino';
import { Registry } from 'prom-client';
import { type MovableClock, stoppedClock } from '../../src/clock.ts';
import type { Database } from '../../src/db/database.ts';
import { createEngine, type Engine } from '../../src/engine/engine.ts';
import { outbox } from '../../src/engine/tables.ts';
import { createApp, listen } from '../../src/http/server.ts';
import type { Locale, Organisation, Person } from '../../src/org/organisation.ts';
import { pages as asking } from '../../src/pages/asking/feature.ts';
import { createPages, type Pages } from '../../src/pages/index.ts';
import type { Adapter, Inlet, Platform } from '../../src/platform/adapter.ts';
import { everyKind, type Form } from '../../src/platform/form.ts';
import type { Identity } from '../../src/platform/messenger.ts';
import { company } from '../console/company.ts';
import { gallery } from '../console/gallery.ts';
import { everyField } from '../console/gallery-form.ts';
import { type PageSheet, pageSheet } from '../platforms/page-sheet.ts';
import { type ToyBrowser, toyBrowser } from './browser.ts';
import { type Toy, toyFeature } from './toy.ts';

/** `chat`: the messenger cannot say who opens a page, so people are asked in the chat. */
export interface How {
  chat?: boolean;
}

export interface World {
  db: Database;
  engine: Engine;
  clock: MovableClock;
  pages: Pages;
  toy: Toy;
  org: Organisation;
  url: string;
  log: string[];
  /** The messenger behind the pages does not answer. */
  identityAway: boolean;
  /** Waited for on the way to the engine, outside its transaction. */
  onTheWay: () => Promise<void>;
  /** A link to the gallery's form, or another one, for an account. */
  link(account?: string, form?: Pick<Form, 'action' | 'context'>): string;
  /** A link to a view of the toy, or to another one. */
  view(account?: string, view?: string): string;
  /** A browser of whoever has this account in the messenger. */
  browser(account?: string): ToyBrowser;
  /** Another process takes over, with the same key unless told. */
  restart(secret?: string): Promise<void>;
  /** Pages over the same world under another key or address. */
  others(secret: string, publicUrl: URL | null): Pages;
  stop(): Promise<void>;
}

/** Pages over a real engine and a real port, in a messenger that signs people in. Accounts are WeCom's: `Sales-0`. */
export async function pagesWorld(db: Database, locale: Locale = 'zh-CN', how: How = {}): Promise<World> {
  const clock = stoppedClock(new Date('2026-05-01T02:00:00Z'));
  const lines: string[] = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) });
  const org = withAccounts(company(locale));
  const organisation = async () => world.org;
  const toy = toyFeature();
  const messenger = await toyMessenger();
  const publicUrl = new URL('http://127.0.0.1');
  const identity: Identity = {
    begin: messenger.identity.begin,
    complete: (code: string) => {
      if (world.identityAway) throw new Error('no answer within 5 s');
      return messenger.identity.complete(code);
    },
  };
  const features = [gallery, toy.feature, asking];
  const inlets = (platform: Platform): Inlet => {
    const { receive, form } = world.engine.inlet(platform);
    return { form, receive: (incoming) => world.onTheWay().then(() => receive(incoming)) };
  };
  const shared = { db, clock, log, organisation, features };
  const identities = () => (how.chat ? null : identity);
  const options = { ...shared, inlets, identities, engine: () => world.engine, console: false };
  const serve = async (secret: string, port: number) => {
    const pages = createPages({ ...options, publicUrl, secret });
    const { viewLink } = pages;
    const engine = createEngine({ ...shared, adapters: [silent], viewLink });
    const listening = await listen(appOf(log, pages), '127.0.0.1', port);
    publicUrl.port = new URL(listening.url).port;
    return { pages, engine, listening };
  };
  const { listening: first, ...served } = await serve('test', 0);
  let listening = first;
  const world: World = {
    ...{ ...served, db, clock, toy, org, url: listening.url, log: lines, identityAway: false },
    onTheWay: async () => {},
    link(account = 'Sales-0', form = everyField(locale)) {
      const link = world.pages.formLink('wecom', account, { title: '', submit: '', fields: [], ...form });
      if (link === null) throw new Error('there is no link');
      return link;
    },
    view(account = 'Sales-0', view = 'toy/notes') {
      const link = world.pages.viewLink('wecom', account, view);
      if (link === null) throw new Error('there is no link');
      return link;
    },
    browser: (account = 'Sales-0') => toyBrowser({ localhost: { who: account } }),
    others: (secret, at) => createPages({ ...options, publicUrl: at, secret }),
    async restart(secret = 'test') {
      await listening.close(200);
      const { listening: next, ...again } = await serve(secret, Number(publicUrl.port));
      listening = next;
      Object.assign(world, again);
    },
    async stop() {
      await listening.close(200);
      await messenger.close();
    },
  };
  return world;
}

function appOf(log: Logger, pages: Pages) {
  return createApp({
    log,
    console: null,
    routes: [pages.routes],
    readiness: async () => [],
    metrics: new Registry(),
    metricsToken: null,
    hasOrganisation: async () => true,
  });
}

/** The form behind a new link, opened by its person. */
export async function opened(
  world: World,
  account = 'Sales-0',
  form?: Pick<Form, 'action' | 'context'>,
): Promise<PageSheet> {
  const sheet = await pageSheet(world.browser(account), world.link(account, form));
  if (!sheet) throw new Error('the form did not open');
  return sheet;
}

/** The answers as the gallery tells them in the first message it promised. */
export async function factsSent(db: Database): Promise<Record<string, string>> {
  const [sent] = await db.reader.select().from(outbox).orderBy(desc(outbox.id)).limit(1);
  const facts = (sent?.card.elements ?? []).flatMap((element) => (element.kind === 'facts' ? element.facts : []));
  return Object.fromEntries(facts.map(({ label, value }) => [label, value]));
}

const silent: Adapter = {
  platform: 'wecom',
  can: {
    ...{
      edits: true,
      groups: false,
      rooms: false,
      selects: 0,
      buttons: 6,
      text: 500,
      title: 100,
      elements: 20,
      images: false,
    },
    sheets: { from: 1, kinds: everyKind },
  },
  start: async () => {},
  stop: async () => {},
  pace: () => [],
  send: async ({ id }) => id,
};

/** Everybody has a WeCom account as well, with a capital letter that WeCom does not keep. */
function withAccounts(org: Organisation): Organisation {
  const people = [...org.people.values()].map((person): Person => {
    const wecom = person.key.replace(/^./, (first) => first.toUpperCase());
    return { ...person, accounts: { ...person.accounts, wecom } };
  });
  return {
    ...org,
    people: new Map(people.map((person) => [person.id, person])),
    byAccount: new Map(people.map((person) => [`wecom:${person.key}`, person])),
  };
}

/** A messenger that sends browsers back at once, with a code for whoever holds them: good once. */
async function toyMessenger(): Promise<{ identity: Identity; close(): Promise<void> }> {
  const codes = new Map<string, string>();
  const server = createServer((request, response) => {
    const asked = new URL(request.url ?? '/', 'http://localhost');
    const back = new URL(asked.searchParams.get('redirect_uri') ?? '');
    const code = `code${codes.size}`;
    codes.set(code, /who=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1] ?? '');
    back.searchParams.set('code', code);
    back.searchParams.set('state', asked.searchParams.get('state') ?? '');
    response.writeHead(302, { location: back.href }).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const identity: Identity = {
    begin(redirect, state) {
      const to = new URL(`http://localhost:${port}/authorize`);
      to.searchParams.set('redirect_uri', redirect.href);
      to.searchParams.set('state', state);
      return to;
    },
    async complete(code) {
      const account = codes.get(code);
      codes.set(code, '');
      // As WeCom does, in lower case.
      return account?.toLowerCase() || null;
    },
  };
  return {
    identity,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
