import { afterEach, describe, expect, test } from 'vitest';
import { loadFile } from '../../src/platform/files.ts';
import { type World, type WorldOptions, wecomWorld } from './world.ts';

let w: World;
const open = async (options?: WorldOptions) => {
  w = await wecomWorld(options);
};
afterEach(async () => {
  expect(w.wecom.offences).toEqual([]);
  await w.close();
});

const liu = 'Materials-1';
const texts = (account = liu) => w.wecom.shown(account).map(({ text }) => text);
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describe('in a conversation', () => {
  test('what is written is heard, once, in the name of whoever wrote it', async () => {
    await open();
    await w.wecom.says(liu, 'Hello 你好 <b>&amp;');
    expect(w.heard).toMatchObject([{ kind: 'said', account: 'materials-1', text: 'Hello 你好 <b>&amp;' }]);
    expect(texts()).toHaveLength(1);
    expect(texts()[0]).toContain('你说了 17 个字');
  });

  test('a word is a command, and so is the menu', async () => {
    await open();
    await w.wecom.says(liu, '值班');
    await w.wecom.clicksMenu(liu, '/duty');
    expect(w.heard).toMatchObject([{ text: '/duty' }, { text: '/duty' }]);
    expect(texts().at(-1)).toBe('今天值班：刘洋');
    expect(w.wecom.menu()).toMatchObject([{ name: '请求' }, { name: '我的' }]);
  });

  test('a long form opens as a page', async () => {
    await open();
    await w.wecom.says(liu, '请求');
    const [shown] = w.wecom.shown(liu);
    expect(shown?.text).toContain('提出请求');
    expect(shown?.links).toContain(`${new URL(shown?.links[0] ?? '').origin}/forms/materials-1-1`);
    expect(w.forms[0]?.fields.length).toBeGreaterThan(5);
  });

  test('without a public address nothing is pressed and nothing opens, but everything is told', async () => {
    await open({ publicUrl: null });
    expect(w.messenger.adapter.can).toMatchObject({ buttons: 0, selects: 0, sheets: null, edits: false });
    const card = {
      title: '等您处理',
      tone: 'act' as const,
      elements: [],
      buttons: [{ action: 'toy.a', value: '', label: '好', style: 'plain' as const }],
    };
    await w.promise({ kind: 'post', to: 'p-materials-1', card, priority: 'reply' });
    await w.engine.flush();
    expect(texts()).toEqual(['等您处理\n#m1']);
  });

  test('every kind of card arrives whole', async () => {
    await open();
    await w.wecom.says(liu, '/cards');
    const all = texts().join('\n');
    for (const words of [
      '5 小时 12 分',
      '采购部等待供应商确认',
      '林娜',
      '86%',
      '出口订单 SO-2051 · 1,000,000 元',
      '自 10:58 起在这里',
    ])
      expect(all).toContain(words);
    expect(w.wecom.clipped.filter((one) => !/button|option/.test(one))).toEqual([]);
  });

  test('every kind of card arrives whole in English', async () => {
    await open({ locale: 'en' });
    await w.wecom.says(liu, '/cards');
    const all = texts().join('\n');
    for (const words of [
      '5 h 12 min',
      'waiting for the supplier',
      'on duty',
      'Export order SO-2051 · 1,000,000',
      'Xiayou · as of',
    ])
      expect(all).toContain(words);
  });

  test('the worst words of a person reach others as words', async () => {
    await open();
    await w.wecom.says(liu, '/chain <a href="https://evil.example">here</a> <@all> @all &lt;b&gt;');
    expect(texts().join('\n')).toContain('here');
    expect(
      w.wecom
        .shown(liu)
        .flatMap(({ links }) => links)
        .filter((link) => /evil/.test(link)),
    ).toEqual([]);
  });

  test('photos are kept, and come back as pictures', async () => {
    await open();
    await w.wecom.says(liu, '', [{ name: 'a.png', type: 'image/png', bytes: png }]);
    const [said] = w.heard;
    const file = said?.kind === 'said' ? (said.files?.[0] ?? '') : '';
    expect((await loadFile(w.db.reader, file))?.owner).toBe('p-materials-1');
    const card = {
      title: '照片',
      tone: 'plain' as const,
      elements: [{ kind: 'image' as const, file, alt: '到货' }],
      buttons: [],
    };
    await w.promise({ kind: 'post', to: 'p-materials-2', card, priority: 'reply' });
    await w.engine.flush();
    await w.promise({ kind: 'post', to: 'p-materials-3', card, priority: 'reply' });
    await w.engine.flush();
    expect(w.wecom.shown('Materials-2')).toMatchObject([
      { files: [expect.stringMatching(/\w/)] },
      { text: expect.stringContaining('照片') },
    ]);
    expect(w.wecom.calls.filter(({ path }) => path.endsWith('media/upload'))).toHaveLength(1);
  });

  test('a file we cannot have is told to be missing', async () => {
    await open();
    w.wecom.faults.next('media/get', { kind: 'refused', error: '40007' });
    await w.wecom.says(liu, '', [{ name: 'a.png', type: 'image/png', bytes: png }]);
    await w.wecom.says(liu, '', [{ name: 'b.exe', type: 'application/octet-stream', bytes: Buffer.from('MZ 123456') }]);
    expect(w.heard).toMatchObject([{ unread: [{ why: 'unreachable' }] }, { unread: [{ why: 'wrongKind' }] }]);
    expect(texts().filter((text) => text.includes('没有收下'))).toHaveLength(2);
  });

  test('a stranger is told so, and their files are not fetched', async () => {
    await open();
    await w.wecom.hire({ account: 'Nobody', name: '某人' });
    await w.wecom.says('Nobody', '值班', [{ name: 'a.png', type: 'image/png', bytes: png }]);
    expect(texts('Nobody')).toHaveLength(1);
    expect(w.wecom.calls.filter(({ path }) => path.endsWith('media/get'))).toEqual([]);
  });

  test('a user id in another case is the same person', async () => {
    await open();
    await w.wecom.hire({ account: 'FINANCE-0', name: '高洁' });
    await w.wecom.says('FINANCE-0', '值班');
    expect(w.heard.at(-1)).toMatchObject({ account: 'finance-0' });
    expect(texts('Finance-0')).toEqual(['今天值班：刘洋']);
  });
});

describe('pressing', () => {
  const asked = (more: object) => ({ title: '标题', tone: 'act' as const, elements: [], buttons: [], ...more });

  test('a button tells who pressed what', async () => {
    await open();
    const button = { action: 'toy.accept', value: '值|"><b> & 42', label: '接单', style: 'primary' as const };
    await w.promise({ kind: 'post', to: 'p-materials-1', card: asked({ buttons: [button] }), priority: 'reply' });
    await w.engine.flush();
    await w.wecom.presses(liu, '接单');
    expect(w.heard).toMatchObject([
      { kind: 'clicked', account: 'materials-1', action: 'toy.accept', value: button.value },
    ]);
  });

  test('a choice comes back as the engine asked for it, however long its values are', async () => {
    await open();
    const long = '值'.repeat(160);
    const options = [
      { value: 'a', label: '甲' },
      { value: long, label: '乙' },
      { value: '007', label: '丙' },
    ];
    const select = { action: 'toy.choose', value: '4|to', multiple: true, options, submit: '选择' };
    await w.promise({ kind: 'post', to: 'p-materials-1', card: asked({ select }), priority: 'reply' });
    await w.engine.flush();
    await w.wecom.chooses(liu, ['乙', '丙']);
    expect(w.heard).toMatchObject([{ kind: 'clicked', action: 'toy.choose', value: `4|to|${long},007` }]);
  });

  test('an old card of another time is answered with the truth', async () => {
    await open();
    await w.wecom.happens(liu, 'template_card_event', [
      ['EventKey', 'whatever'],
      ['TaskId', 'old'],
      ['ResponseCode', 'X'],
    ]);
    expect(w.heard).toMatchObject([{ kind: 'clicked', action: 'wecom.unknown' }]);
    expect(texts()).toHaveLength(1);
  });
});
