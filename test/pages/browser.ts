import type { Loaded, PageBrowser } from '../platforms/page-sheet.ts';

interface Cookie {
  name: string;
  value: string;
  host: string;
  path: string;
  secure: boolean;
}

export interface ToyBrowser extends PageBrowser {
  readonly cookies: Cookie[];
  /** Addresses asked for since the browser was opened, redirects included. */
  readonly visited: string[];
  /** A page without following where it leads. */
  only(
    method: 'GET' | 'HEAD' | 'POST',
    url: string,
    headers?: Record<string, string>,
    body?: FormData,
  ): Promise<Response>;
}

const mostRedirects = 10;

/** A browser with cookies and redirects over real sockets. `start` are cookies it has already, by host. */
export function toyBrowser(start: Readonly<Record<string, Record<string, string>>> = {}): ToyBrowser {
  const cookies: Cookie[] = Object.entries(start).flatMap(([host, own]) =>
    Object.entries(own).map(([name, value]) => ({ name, value, host, path: '/', secure: false })),
  );
  const visited: string[] = [];
  const only: ToyBrowser['only'] = async (method, url, headers = {}, body) => {
    const at = new URL(url);
    visited.push(url);
    const mine = cookies.filter((cookie) => fits(cookie, at)).map(({ name, value }) => `${name}=${value}`);
    const all = { ...(mine.length > 0 ? { cookie: mine.join('; ') } : {}), ...headers };
    const ask = () => fetch(url, { method, headers: all, redirect: 'manual', ...(body ? { body } : {}) });
    // As browsers do, when a connection that was kept turns out to be closed.
    const response = await ask().catch((error: unknown) => (method === 'POST' ? Promise.reject(error) : ask()));
    for (const line of response.headers.getSetCookie()) keep(cookies, at, line);
    return response;
  };
  const follow = async (first: Response, from: string): Promise<Loaded> => {
    let response = first;
    let url = from;
    for (let step = 0; response.status >= 300 && response.status < 400; step++) {
      if (step === mostRedirects) throw new Error('the pages lead in a circle');
      url = new URL(response.headers.get('location') ?? '', url).href;
      response = await only('GET', url);
    }
    return { status: response.status, url, text: await response.text() };
  };
  return {
    cookies,
    visited,
    only,
    get: async (url) => follow(await only('GET', url), url),
    post: async (url, fields) => follow(await only('POST', url, { origin: new URL(url).origin }, formOf(fields)), url),
  };
}

function formOf(fields: Parameters<PageBrowser['post']>[1]): FormData {
  const data = new FormData();
  for (const [name, given] of Object.entries(fields)) {
    if (typeof given === 'string') data.append(name, given);
    else if ('bytes' in given)
      data.append(name, new File([Buffer.from(given.bytes)], given.name, { type: given.type }));
    else for (const one of given) data.append(name, one);
  }
  return data;
}

function fits({ host, path, secure }: Cookie, at: URL): boolean {
  const below = at.pathname === path || at.pathname.startsWith(path.endsWith('/') ? path : `${path}/`);
  return host === at.hostname && below && (!secure || at.protocol === 'https:');
}

function keep(cookies: Cookie[], at: URL, line: string): void {
  const [pair = '', ...attributes] = line.split('; ');
  const [name = '', value = ''] = pair.split(/=(.*)/s);
  const attribute = (wanted: string) =>
    attributes.find((one) => one.toLowerCase().startsWith(`${wanted}=`))?.slice(wanted.length + 1);
  const cookie = {
    name,
    value,
    host: at.hostname,
    path: attribute('path') ?? '/',
    secure: attributes.includes('Secure'),
  };
  const old = cookies.findIndex((one) => one.name === name && one.host === cookie.host && one.path === cookie.path);
  if (old >= 0) cookies.splice(old, 1);
  if (attribute('max-age') !== '0') cookies.push(cookie);
}
