import { afterEach, describe, expect, test } from 'vitest';
import type { Profile } from '../../src/platform/adapter.ts';
import { DirectoryError } from '../../src/platform/messenger.ts';
import { type World, type WorldOptions, wecomWorld } from './world.ts';

let w: World;
const open = async (options?: WorldOptions) => {
  w = await wecomWorld(options);
};
afterEach(async () => {
  expect(w.wecom.offences).toEqual([]);
  await w.close();
});

const all = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
};
const people = () => all<Profile>(w.messenger.directory.people());

describe('the directory', () => {
  test('everyone once, with their departments and what they lead', async () => {
    await open();
    await w.wecom.hire({ account: 'Sales-0', name: '王芳', departments: ['sales', 'office'], title: '经理' });
    w.wecom.promotes('Sales-0', 'sales');
    const found = await people();
    expect(found).toHaveLength(22);
    const sales = String(w.wecom.department('sales'));
    expect(found.find(({ account }) => account === 'sales-0')).toEqual({
      account: 'sales-0',
      name: '王芳',
      email: null,
      zone: null,
      locale: null,
      title: '经理',
      departments: expect.arrayContaining([sales, String(w.wecom.department('office'))]),
      leads: [sales],
      active: true,
    });
    const departments = await all(w.messenger.directory.departments());
    expect(departments.find(({ id }) => id === sales)).toMatchObject({ parent: '1' });
    expect(departments.find(({ id }) => id === '1')).toMatchObject({ parent: null });
  });

  test('a directory that may not be read says what to do', async () => {
    await open();
    w.wecom.faults.next('department/list', { kind: 'refused', error: '48002' });
    await expect(people()).rejects.toThrow(DirectoryError);
    w.wecom.faults.next('department/list', { kind: 'refused', error: '60020' });
    await expect(people()).rejects.toThrow(/trusted addresses/);
  });

  test('who comes, changes and leaves is told', async () => {
    await open();
    await w.wecom.hire({ account: 'New-1', name: '新人', departments: ['sales'] });
    await w.wecom.hire({ account: 'New-1', name: '新名', departments: ['sales'] });
    await w.wecom.dismiss('New-1');
    const told = w.heard.map(({ kind, account }) => `${kind} ${account}`);
    expect(new Set(told)).toEqual(new Set(['joined new-1', 'changed new-1', 'left new-1']));
    expect(w.heard.find(({ kind }) => kind === 'changed')).toMatchObject({ profile: { name: '新名' } });
  });

  test('whoever only gets out of sight has not left', async () => {
    await open();
    await w.wecom.happens('Sales-1', 'unsubscribe', [['EventKey', '']]);
    expect(w.heard).toEqual([]);
  });
});

describe('signing in', () => {
  test('inside the messenger it is known who it is', async () => {
    await open();
    const back = new URL('/forms/back', w.url);
    const begin = w.messenger.identity?.begin(back, 'abc123') ?? back;
    expect(begin.href).toMatch(/scope=snsapi_base.*#wechat_redirect$/);
    const { url } = await w.wecom.browser('Sales-0').get(begin.href);
    const code = new URL(url).searchParams.get('code') ?? '';
    expect(new URL(url).searchParams.get('state')).toBe('abc123');
    expect(await w.messenger.identity?.complete(code)).toBe('sales-0');
    expect(await w.messenger.identity?.complete(code)).toBeNull();
    expect(await w.messenger.identity?.complete('nonsense')).toBeNull();
  });

  test('a stranger is nobody', async () => {
    await open();
    const begin = w.messenger.identity?.begin(new URL('/forms/back', w.url), 's1');
    const { url } = await w.wecom.browser('Someone-From-WeChat').get(begin?.href ?? '');
    expect(await w.messenger.identity?.complete(new URL(url).searchParams.get('code') ?? '')).toBeNull();
  });

  test('when WeCom does not answer that is no no', async () => {
    await open();
    w.wecom.faults.next('auth/getuserinfo', { kind: 'serverError' });
    await expect(w.messenger.identity?.complete('abc')).rejects.toThrow();
  });

  test.each([
    ['auth/getuserinfo', 60_000],
    ['gettoken', 300_000],
  ])(
    'however often %s was refused for its number, who waits at a page is not put off for long',
    async (path, mostMs) => {
      await open();
      const code = async () => {
        const begin = w.messenger.identity?.begin(new URL('/forms/back', w.url), 's1');
        const { url } = await w.wecom.browser('Sales-0').get(begin?.href ?? '');
        return new URL(url).searchParams.get('code') ?? '';
      };
      const asked = () => w.wecom.calls.filter((call) => call.path.endsWith(path)).length;
      const wait = (ms: number) => w.clock.set(new Date(w.clock.now().getTime() + ms));
      w.wecom.invalidateTokens('expired');
      w.wecom.faults.next(path, { kind: 'refused', error: '45009' }, 8);
      for (let refused = 0; refused < 8; refused++) {
        const before = asked();
        await expect(w.messenger.identity?.complete(await code())).rejects.toThrow();
        // While it is refused WeCom is left alone.
        await expect(w.messenger.identity?.complete(await code())).rejects.toThrow();
        expect(asked()).toBe(before + 1);
        wait(mostMs + 1_000);
      }
      expect(await w.messenger.identity?.complete(await code())).toBe('sales-0');
    },
  );
});

describe('what the doctor finds', () => {
  const found = async () => (await w.messenger.check()).map(({ level, text }) => `${level} ${text}`);

  test('all in order', async () => {
    await open();
    w.wecom.trustedDomain = new URL(w.url).host;
    expect((await w.messenger.check()).map(({ level, text }) => [level, text])).toEqual(
      expect.arrayContaining([['fine', expect.stringContaining('trusted domain')]]),
    );
    expect((await found()).filter((text) => !text.startsWith('fine'))).toEqual([]);
  });

  test('each thing that is missing, and what to do', async () => {
    await open();
    w.wecom.trustedDomain = 'other.example.com';
    w.wecom.tags = new Set(['Sales-0']);
    const text = (await found()).join('\n');
    expect(text).toMatch(/warning .*a part of the company/);
    expect(text).toMatch(/broken .*trusted domain.*other\.example\.com/);
  });

  test('an address that is not trusted', async () => {
    await open();
    w.wecom.trustedIps = new Set(['10.9.9.9']);
    expect((await found()).join()).toMatch(/broken .*add 127\.0\.0\.1 to the app's trusted addresses/);
  });

  test('without a public address it says what works', async () => {
    await open({ publicUrl: null });
    expect((await found()).join()).toMatch(/PUBLIC_URL is not set: messages can be sent as text/);
  });

  test('a wrong secret and a short key', async () => {
    await open({ settings: { secret: 'wrong', encodingAesKey: 'short' }, asleep: true });
    const text = (await found()).join('\n');
    expect(text).toMatch(/broken .*WECOM_SECRET/);
    expect(text).toMatch(/broken .*43 letters and digits/);
  });
});

describe('the menu', () => {
  test('is put there once, in the language of the company', async () => {
    await open({ locale: 'en' });
    expect(w.wecom.menu()).toMatchObject([{ name: 'Request' }, { name: 'Mine' }]);
    const created = () => w.wecom.calls.filter(({ path }) => path.endsWith('menu/create')).length;
    expect(created()).toBe(1);
    await w.messenger.adapter.start(w.engine.inlet('wecom'));
    await w.wecom.says('Sales-0', 'hello');
    expect(created()).toBe(1);
  });
});
