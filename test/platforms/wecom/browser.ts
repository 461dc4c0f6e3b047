import { type Exchanged, exchange } from './exchange.ts';
import { remember } from './markup.ts';
import { opaque, type State } from './state.ts';

/** A file in a form. */
export interface Upload {
  name: string;
  type: string;
  bytes: Uint8Array;
}

export type Fields = Readonly<Record<string, string | readonly string[] | Upload>>;

/** Where the browser ended up, after all redirects. */
export interface Page {
  url: string;
  status: number;
  headers: Exchanged['headers'];
  text: string;
}

/** The browser inside the messenger: it keeps cookies, and WeCom's sign-in page knows whose it is. */
export interface Browser {
  get(url: string): Promise<Page>;
  /** Sends a form as a page of the site would: with the site's Origin, as multipart where there is a file. */
  post(url: string, fields: Fields): Promise<Page>;
  /** Cookies kept for the host of this address. */
  cookies(url: string): Record<string, string>;
}

interface Cookie {
  name: string;
  value: string;
  host: string;
  path: string;
  strict: boolean;
}

/** `account` null: a browser nobody is signed in to. */
export function newBrowser(state: State, account: string | null): Browser {
  const jar: Cookie[] = [];
  if (account !== null) {
    const session = opaque(32);
    state.sessions.set(session, account);
    jar.push({ name: 'wecom_session', value: session, host: new URL(state.url).host, path: '/', strict: false });
  }

  /** `foreign`: another site led here, and then strict cookies stay at home. */
  const cookiesFor = ({ host, pathname }: URL, foreign: boolean) =>
    jar.filter((cookie) => cookie.host === host && under(pathname, cookie.path) && !(cookie.strict && foreign));

  const follow = async (start: string, first: Sent | null): Promise<Page> => {
    let [url, sent, foreign] = [new URL(start), first, false];
    for (let hop = 0; hop < 10; hop++) {
      noticeFragment(state, url);
      const cookie = cookiesFor(url, foreign).map(({ name, value }) => `${name}=${value}`);
      const answer = await ask(url, sent, cookie.join('; '));
      for (const line of answer.headers['set-cookie'] ?? []) keep(jar, url, line);
      const { location } = answer.headers;
      if (answer.status < 300 || answer.status > 399 || !location)
        return { url: url.href, status: answer.status, headers: answer.headers, text: answer.body };
      const next = new URL(location, url);
      foreign ||= next.host !== url.host;
      // 307 and 308 repeat the form, everything else asks for the page.
      sent = answer.status === 307 || answer.status === 308 ? sent : null;
      url = next;
    }
    throw new Error(`too many redirects from ${start}`);
  };

  return {
    get: (url) => follow(url, null),
    async post(url, fields) {
      for (const value of Object.values(fields).flat()) if (typeof value === 'string') remember(state, value);
      return follow(url, await encoded(fields));
    },
    cookies: (url) => Object.fromEntries(cookiesFor(new URL(url), false).map(({ name, value }) => [name, value])),
  };
}

interface Sent {
  type: string;
  body: Uint8Array;
}

async function encoded(fields: Fields): Promise<Sent> {
  const all = Object.entries(fields).flatMap(([name, value]) =>
    [value].flat().map((one): [string, string | Upload] => [name, one as string | Upload]),
  );
  const multipart = all.some(([, value]) => typeof value !== 'string');
  const form = multipart ? new FormData() : new URLSearchParams();
  for (const [name, value] of all) {
    if (typeof value === 'string') form.append(name, value);
    else (form as FormData).append(name, new Blob([new Uint8Array(value.bytes)], { type: value.type }), value.name);
  }
  const made = new Response(form);
  return { type: made.headers.get('content-type') ?? '', body: new Uint8Array(await made.arrayBuffer()) };
}

const agent =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile wxwork/4.1.30 MicroMessenger/7.0.1 Language/zh';

function ask(url: URL, sent: Sent | null, cookie: string): Promise<Exchanged> {
  const headers: Record<string, string> = { 'user-agent': agent, accept: 'text/html', 'accept-language': 'zh-CN' };
  if (cookie !== '') headers.cookie = cookie;
  const bare = `${url.origin}${url.pathname}${url.search}`;
  if (!sent) return exchange(bare, { method: 'GET', headers, timeoutMs: 10_000 });
  const more = { 'content-type': sent.type, origin: url.origin };
  return exchange(bare, { method: 'POST', headers: { ...headers, ...more }, body: sent.body, timeoutMs: 10_000 });
}

/** The messenger recognises its sign-in page by the fragment. */
function noticeFragment(state: State, url: URL): void {
  if (`${url.origin}${url.pathname}` === `${state.url}/connect/oauth2/authorize` && url.hash !== '#wechat_redirect')
    state.offences.push('signing in: the address does not end in #wechat_redirect');
}

const under = (path: string, base: string) => path === base || path.startsWith(base.endsWith('/') ? base : `${base}/`);

function keep(jar: Cookie[], url: URL, line: string): void {
  const [pair = '', ...attributes] = line.split(';').map((one) => one.trim());
  const at = pair.indexOf('=');
  const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
  const given = new Map(
    attributes.map((one) => {
      const [key = '', ...rest] = one.split('=');
      return [key.toLowerCase(), rest.join('=')] as const;
    }),
  );
  const path = given.get('path') ?? '/';
  const before = jar.findIndex((one) => one.name === name && one.host === url.host && one.path === path);
  if (before >= 0) jar.splice(before, 1);
  const age = given.get('max-age');
  const over = age === undefined ? Date.parse(given.get('expires') ?? '9999-01-01') < 86_400_000 : Number(age) <= 0;
  if (!over) jar.push({ name, value, host: url.host, path, strict: /^strict$/i.test(given.get('samesite') ?? '') });
}
