import { describe, expect, test } from 'vitest';
import { dialogues, outbox } from '../../src/engine/tables.ts';
import { storeFile } from '../../src/platform/files.ts';
import type { RawAnswers } from '../../src/platform/form.ts';
import { requests } from '../../src/requests/tables.ts';
import { read, shanghai, type World, whispered, world } from '../world.ts';

const at = shanghai('2026-05-06T09:00');

async function filed(): Promise<World> {
  const w = await world({ at });
  await w.fills('lin', await w.says('lin', '/request 生产部 500 件'), {});
  w.sent();
  return w;
}

async function unchanged(w: World, stage = 'open'): Promise<void> {
  const rows = await w.db.reader.select().from(requests);
  expect(rows.map((row) => row.stage)).toEqual([stage]);
  expect(
    await w.db.reader
      .select()
      .from(outbox)
      .then((all) => all.filter((row) => row.status === 'dead')),
  ).toEqual([]);
  expect(w.sent()).toEqual([]);
}

const garbage = [
  'NaN',
  '-1',
  '1e309',
  '0x3e9',
  '1001.5',
  '',
  ' ',
  '99999999999',
  '9'.repeat(400),
  '1001; drop',
  '[]',
  '{}',
  '__proto__',
  'R-',
  '\u0000',
  '１００１x',
];
const actions = [
  'accept',
  'resume',
  'unblock',
  'confirm',
  'rule',
  'chain',
  'clear',
  'offer',
  'callReferee',
  'block',
  'own',
  'nothing',
  'toString',
  '__proto__',
];

describe('a forged button', () => {
  test('whose value is garbage is answered, whatever it asks for', async () => {
    const w = await filed();
    for (const action of actions) {
      for (const value of garbage) {
        const reply = await w.acts.click('sun', `requests.${action}`, value);
        expect(reply?.kind, `${action} ${value}`).toBe('whisper');
        const shown = reply?.kind === 'whisper' ? read(reply.card) : '';
        expect(shown).not.toMatch(/NaN|Infinity|undefined|null/);
      }
    }
    await unchanged(w);
  });

  test('of no feature, or with no name, is answered', async () => {
    const w = await filed();
    for (const action of [
      '',
      '.',
      'requests',
      'nobody.accept',
      'engine.',
      'engine.more',
      'engine.answer',
      '__proto__.x',
      'duty.nothing',
      'constructor.name',
    ])
      for (const value of ['1', 'x|y|z', '1|to|production', 'NaN|0', '-1|-1', '1|99', '1e309|1', `${2 ** 60}|0`])
        expect((await w.acts.click('sun', action, value))?.kind, `${action} ${value}`).toBe('whisper');
    await unchanged(w);
  });

  test('of other people’s requests names who can', async () => {
    const w = await filed();
    expect(whispered(await w.clicks('feng', 'requests.deliver', '1001'))).toBe('这一步由生产部来做：王强、刘洋。');
    expect(whispered(await w.clicks('feng', 'requests.withdraw', '1001'))).toBe('这一步由销售部来做：林晓燕、周立。');
    expect(whispered(await w.clicks('feng', 'requests.rule', '1001'))).toBe('这一步由裁判来做：陈志远、顾明华。');
    expect(whispered(await w.clicks('feng', 'requests.agreeLater', '1001'))).toBe('这一步由销售部来做：林晓燕、周立。');
    expect(whispered(await w.clicks('feng', 'requests.accept', '7'))).toContain('没有 R-7 这个请求');
    expect(whispered(await w.clicks('feng', 'engine.more', '1|0'))).toContain('这个按钮已停用');
    await unchanged(w);
  });

  test('whose form was forged is decided again when it is sent', async () => {
    const w = await filed();
    const submit = (who: string, name: string, context: string, answers: RawAnswers) =>
      w.acts.submit(who, `requests.${name}`, context, answers);
    expect(whispered(await submit('feng', 'accept', '1001', { at: '2026-05-07T02:00:00.000Z' }))).toContain(
      '生产部来做',
    );
    expect(whispered(await submit('sun', 'confirm', '1001', { rating: '5' }))).toContain('销售部来做');
    expect(whispered(await submit('sun', 'rule', '1001', { outcome: 'close', text: 'x' }))).toContain('裁判来做');
    for (const context of garbage) expect((await submit('sun', 'accept', context, {}))?.kind, context).toBe('whisper');
    expect(await submit('lin', 'file', '[]', {})).toMatchObject({ kind: 'problems' });
    expect(await submit('lin', 'file', 'x'.repeat(10_000), {})).toMatchObject({ kind: 'problems' });
    await unchanged(w);
  });
});

describe('forged answers', () => {
  test('with unknown keys, wrong types and huge values are read as far as the form asks for them', async () => {
    const w = await filed();
    const answers = JSON.parse(
      '{"__proto__":{"to":"production"},"constructor":"x","toString":"y","to":["production"],"need":{"a":1},"urgency":42,"blocks":null,"extra":"z"}',
    ) as RawAnswers;
    const reply = await w.acts.submit('lin', 'requests.file', '{}', answers);
    expect(reply).toMatchObject({ kind: 'problems', fields: { to: '这一项需要填写。', need: '这一项需要填写。' } });
    expect(Object.keys(reply?.kind === 'problems' ? reply.fields : {}).sort()).toEqual(['need', 'to', 'urgency']);
    await w.presses('sun', 'deliver', {});
    w.sent();
    for (const rating of ['0', '6', '-1', '1e309', 'NaN', '0x5', '5.5', '٥', '5; drop', '']) {
      expect((await w.clicks('lin', 'requests.confirm', '1001', { rating }))?.kind, rating).toBe('problems');
    }
    await unchanged(w, 'delivered');
    expect(await w.clicks('lin', 'requests.confirm', '1001', { rating: ' ５ ' })).toBeNull();
    w.sent();
  });

  test('to a form that was closed meanwhile are answered with what is true now', async () => {
    const w = await filed();
    const opened = await w.clicks('sun', 'requests.accept', '1001');
    await w.presses('lin', 'withdraw', {});
    w.sent();
    expect(whispered(await w.fills('sun', opened, {}))).toMatch(/它已于 5月6日\(周三\) 09:00 关闭/);
    await unchanged(w, 'closed');
  });

  test('to someone else’s dialogue answer nothing', async () => {
    const w = await world({ at, poorest: true });
    await w.says('lin', '/request');
    w.sent();
    const [dialogue] = await w.db.reader.select().from(dialogues);
    for (const value of [
      `${dialogue?.id}|to|production`,
      `${dialogue?.id}|__proto__|x`,
      'NaN|to|x',
      '1e309|to|x',
      '-1||',
      '|||',
    ])
      expect(whispered(await w.clicks('sun', 'engine.answer', value))).toBe('这一题已经回答过了。');
    await w.clicks('lin', 'engine.answer', `${dialogue?.id}|to|nowhere`);
    expect(read(await w.newest('lin'))).toContain('请从选项中选择。');
    expect((await w.db.reader.select().from(dialogues))[0]?.answers).toEqual({});
    w.sent();
  });

  test('with a file that is not there, is someone else’s, or of another kind, are asked again', async () => {
    const w = await filed();
    const store = async (owner: string, name: string, latin: string) => {
      const bytes = new Uint8Array(Buffer.from(latin, 'latin1'));
      const stored = await storeFile(w.db.reader, { name, bytes, declaredType: '', owner, now: w.clock.now() });
      return 'file' in stored ? stored.file.id : '';
    };
    const foreign = await store('lin', 'a.png', '\x89PNG\r\n\x1a\n');
    const gif = await store('sun', 'a.gif', 'GIF89a');
    for (const file of ['gone', '../../etc/passwd', `${gif}x`, foreign, "' or 1=1"])
      expect(await w.clicks('sun', 'requests.deliver', '1001', { file })).toMatchObject({
        kind: 'problems',
        fields: { file: '请发送照片或文件。' },
      });
    await unchanged(w);
    expect(await w.clicks('sun', 'requests.deliver', '1001', { file: gif })).toBeNull();
    const sheet = await store('lin', 'a.xlsx', 'PK\x03\x04 [Content_Types].xml xl/workbook.xml');
    const opened = await w.says('lin', '/request 生产部 500 件');
    expect(await w.fills('lin', opened, { file: sheet })).toBeNull();
    w.sent();
  });
});
