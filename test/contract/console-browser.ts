import { request } from 'node:http';
import type { Faults } from '../platforms/hands.ts';
import { dialogIn } from './console-dialog.ts';
import { type Entry, earlierIn, entriesIn, offencesIn } from './console-page.ts';
import type { Hands } from './subject.ts';

/** What a browser, or somebody who would like to be one, sends. */
export interface Sent {
  path: string;
  fields?: Readonly<Record<string, string | readonly string[]>>;
  /** Beside, or instead of, those a browser on our own page sends; an empty one is left out. */
  headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  status: number;
  text: string;
  cookie: string;
}

/** Sends exactly these headers: browsers and `fetch` would not let a page choose its Host. */
export function send(url: string, { path, fields, headers = {} }: Sent): Promise<Answer> {
  const body = fields ? encoded(fields) : undefined;
  const { host } = new URL(url);
  const all = {
    host,
    ...(body === undefined
      ? {}
      : {
          origin: url,
          'content-type': 'application/x-www-form-urlencoded',
          'content-length': String(Buffer.byteLength(body)),
        }),
    ...headers,
  };
  const given = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
  return new Promise((resolve, reject) => {
    const asked = request(
      new URL(path, url),
      // On a connection of its own: one that is kept may be closed by the server as it is used again.
      { method: body === undefined ? 'GET' : 'POST', headers: given, agent: false },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.once('error', reject);
        response.once('end', () => {
          const cookie = (response.headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).join('; ');
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString(), cookie });
        });
      },
    );
    asked.once('error', reject);
    asked.end(body);
  });
}

function encoded(fields: NonNullable<Sent['fields']>): string {
  const pairs = Object.entries(fields).flatMap(([name, value]) => [value].flat().map((one) => [name, one]));
  return new URLSearchParams(pairs as [string, string][]).toString();
}

/** The host only those who mean harm name. */
const evil = 'evil.example';

export interface ConsoleHands extends Hands {
  /** What stood on any page so far that must not, after another look at this person's. */
  offences(account: string): Promise<readonly string[]>;
  /** Whoever wrote or pressed what failed does so again. */
  redeliver(): Promise<void>;
}

/** People at browsers, each signed in with the password, on the console at `url`. */
export async function consoleHands(url: string, password: string): Promise<ConsoleHands> {
  const { cookie } = await send(url, { path: '/console/login', fields: { password } });
  const offences: string[] = [];
  const passing = new Map<string, Entry[]>();
  const dialogs = new Map<string, string>();
  const deliveries = createDeliveries();
  let count = 0;

  /** What the page's script does: it names the press, so that one sent again is the same. */
  const act = (account: string, path: string, fields: NonNullable<Sent['fields']>) => {
    count += 1;
    const named = { cookie, 'x-console-as': encodeURIComponent(account), 'x-request-id': `request-${count}` };
    return deliveries.deliver(async () => {
      const answer = await send(url, { path, fields, headers: named });
      if (answer.status >= 400) throw new Error(`the page was answered with ${answer.status}`);
      look(answer.text);
      const whispers = entriesIn(answer.text).filter((entry) => entry.passing);
      passing.set(account, [...(passing.get(account) ?? []), ...whispers]);
      if (answer.text.includes('data-dialog')) dialogs.set(account, answer.text);
      return answer.text;
    });
  };
  const look = (html: string) => {
    const found = offencesIn(html, evil);
    offences.push(...found);
  };
  const page = async (account: string, path: string) => {
    const { status, text } = await send(url, { path, headers: { cookie, 'x-console-as': account } });
    if (status !== 200) throw new Error(`the page was answered with ${status}`);
    look(text);
    return text;
  };
  const shown = async (account: string): Promise<Entry[]> => {
    const pages: string[] = [];
    for (let path: string | null = '/console'; path; path = earlierIn(pages[0] ?? ''))
      pages.unshift(await page(account, path));
    return [...pages.flatMap(entriesIn).filter(({ own }) => !own), ...(passing.get(account) ?? [])];
  };
  const press = async (account: string, label: string, on: (entry: Entry) => boolean) => {
    const entry = (await shown(account)).findLast((one) => on(one) && one.buttons.includes(label));
    const button = entry?.pressable.find((one) => one.label === label);
    if (!button) throw new Error(`${account} sees no button ${label}`);
    await act(account, button.path, button.fields);
  };

  return {
    says: async (account, text) => void (await act(account, '/console/say', { text })),
    presses: (account, label) => press(account, label, () => true),
    pressesOn: (account, message, label) => press(account, label, ({ id }) => id === message),
    shown,
    sheet: (account) => {
      const html = dialogs.get(account);
      if (html === undefined) return null;
      return dialogIn(html, async (path, fields) => {
        const answer = await act(account, path, fields);
        return answer ?? '';
      });
    },
    offences: async (account) => {
      await page(account, '/console');
      return offences;
    },
    faults: deliveries.faults,
    redeliver: () => deliveries.redeliver(),
  };
}

/** How presses reach the service: once, several times, late, or again after they failed. */
function createDeliveries() {
  let times = 1;
  let together = false;
  let held: (() => void)[] | null = null;
  let failed: (() => Promise<string>)[] = [];
  const once = async (post: () => Promise<string>) => {
    try {
      return await post();
    } catch (error) {
      failed.push(post);
      throw error;
    }
  };
  const faults: Pick<Faults, 'duplicate' | 'hold' | 'release' | 'clear'> = {
    duplicate(given, at = false) {
      times = given;
      together = at;
    },
    hold() {
      held = [];
    },
    async release() {
      const waiting = held ?? [];
      held = null;
      for (const go of waiting.reverse()) go();
    },
    clear() {
      times = 1;
      held = null;
      failed = [];
    },
  };
  return {
    faults,
    async deliver(post: () => Promise<string>): Promise<string> {
      const waiting = held;
      if (waiting) await new Promise<void>((resolve) => waiting.push(resolve));
      if (together) return (await Promise.all(Array.from({ length: times }, () => once(post))))[0] ?? '';
      let answer = '';
      for (let time = 0; time < times; time++) answer = await once(post);
      return answer;
    },
    /** Whoever wrote presses the button again, and the page sends the same once more. */
    async redeliver(): Promise<void> {
      const again = failed;
      failed = [];
      for (const post of again) await once(post);
    },
  };
}
