import { describe, expect, test } from 'vitest';
import { outbox } from '../../src/engine/tables.ts';
import { requests } from '../../src/requests/tables.ts';
import { cpuMs } from '../cpu.ts';
import { read, shanghai, type World, whispered, world } from '../world.ts';

const at = shanghai('2026-05-06T09:00');

/** Nothing was given up, and nothing waits. */
async function nothingLost(w: World): Promise<void> {
  const left = (await w.db.reader.select().from(outbox)).filter(
    (row) => row.status === 'dead' || row.status === 'waiting',
  );
  expect(left).toEqual([]);
  w.sent();
}

const texts: [string, string][] = [
  ['control characters', 'a\u0001\u001b[31mred\u0007\u0008\r\nb'],
  ['bidi marks', '\u202Egnp.exe\u202C \u2066x\u2069'],
  ['a script', '<script>alert(1)</script><img src=x onerror=alert(1)>'],
  ['a formula', "=cmd|'/c calc'!A1"],
  ['emoji and rare Han', '👩‍👩‍👧‍👦 𠮷野家 瑸 🇨🇳'],
  ['SQL', "'); drop table requests; --"],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it must come out as it is.
  ['templates of the catalogue', '{{need}} $t(head.filed) {{- who}} $& ${1} %s {{count, number}}'],
  ['markup of messengers', '<!channel> <@U012> *b* [a](javascript:1) @所有人'],
  ['JSON', '{"$date":0,"__proto__":{"x":1}}'],
];

describe('what people write comes out as it was written', () => {
  test(`${texts.map(([name]) => name).join(', ')}`, async () => {
    const w = await world({ at });
    for (const [index, [, text]] of texts.entries()) {
      const number = String(1001 + index);
      const opened = await w.says('lin', `/request 生产部 ${text}`);
      expect(await w.fills('lin', opened, { blocks: text, need: text })).toBeNull();
      const card = await w.newest('sun');
      expect(card.elements.find((element) => element.kind === 'quote')).toMatchObject({ text });
      await w.clicks('sun', 'requests.ask', number, { text });
      await w.clicks('lin', 'requests.answer', number, { text });
      await w.clicks('sun', 'requests.decline', number, { text });
      expect(read(await w.newest('lin'))).toContain(`“${text}”`);
      await w.clicks('lin', 'requests.dispute', number, { text });
      await w.clicks('chen', 'requests.rule', number, { outcome: 'close', text });
      expect(read(await w.newest('lin'))).toContain(`“${text}”`);
      expect(await w.says('lin', `/chain ${number}`)).toMatchObject({ kind: 'whisper' });
      expect(await w.says('lin', text)).toMatchObject({ kind: 'whisper' });
      expect((await w.db.reader.select().from(requests)).length).toBe(index + 1);
    }
    await nothingLost(w);
  });

  test('U+0000 and lone surrogates are stored in a readable form, also escaped inside a button', async () => {
    const w = await world({ at });
    const opened = await w.says('lin', '/request 生产部 a\u0000b\ud800c');
    await w.fills('lin', opened, {});
    expect(read(await w.newest('sun'))).toContain('a\uFFFDb\uFFFDc');
    const forged = JSON.stringify({ to: 'production', need: 'x\ud842\u0000' });
    expect(await w.clicks('lin', 'requests.fileFrom', forged)).toMatchObject({ kind: 'form' });
    expect(await w.clicks('lin', 'requests.fileFrom', '{"need":"\\ud842\\u0000"}')).toMatchObject({ kind: 'form' });
    await nothingLost(w);
  });

  test('1 MiB is answered at once, and a request of it says how long it may be', async () => {
    const w = await world({ at });
    const text = '料'.repeat(2 ** 20 / 3);
    for (const long of [text, '1'.repeat(2 ** 20), '1 '.repeat(2 ** 19), 'a'.repeat(2 ** 20)]) {
      const started = cpuMs();
      expect(whispered(await w.says('lin', long))).toBe('要把这句话提成请求吗？');
      const opened = await w.says('lin', `/request 生产部 ${long}`);
      expect(opened).toMatchObject({ kind: 'form', form: { intro: expect.stringContaining('最多 2000 个字') } });
      expect(opened?.kind === 'form' ? opened.form.context.length : 0).toBeLessThan(500);
      expect(await w.fills('lin', opened, { need: long, needBy: long })).toMatchObject({
        kind: 'problems',
        fields: { need: expect.stringContaining('2000'), needBy: expect.stringContaining('200') },
      });
      expect(cpuMs() - started).toBeLessThan(10_000);
    }
    expect(whispered(await w.says('lin', `/${'x'.repeat(2 ** 20)}`))).toBe('要把这句话提成请求吗？');
    await nothingLost(w);
  });

  test('on the simplest messenger too', async () => {
    const w = await world({ at, poorest: true });
    await w.says('lin', '/request');
    for (const [, text] of texts) await w.says('lin', text);
    await w.says('lin', '料'.repeat(2 ** 20 / 3));
    expect((await w.newest('lin')).title).toBe('新请求（1 / 6）');
    await w.says('lin', '生产部');
    await w.says('lin', '料'.repeat(2 ** 20 / 3));
    expect(read(await w.newest('lin'))).toContain('请控制在 2000 个字以内');
    await w.says('lin', texts[6]?.[1] ?? '');
    for (let step = 0; step < 4; step++) await w.says('lin', 'skip');
    expect(read(await w.newest('lin'))).toContain(`“${texts[6]?.[1]}”`);
    await nothingLost(w);
  });
});

describe('times nobody can mean', () => {
  test('in the past or far away are asked again, with the year where it matters', async () => {
    const w = await world({ at });
    const opened = await w.says('lin', '/request 生产部 500 件');
    const times = [
      ['2026-04-01 10:00', '已经过去了'],
      ['2099-01-01', '2099年1月1日 在五年之后'],
      ['9999-12-31T00:00:00.000Z', '9999年12月31日 在五年之后'],
      ['99999 天内', '在五年之后'],
    ] as const;
    for (const [needBy, problem] of times)
      expect(await w.fills('lin', opened, { needBy })).toMatchObject({
        kind: 'problems',
        fields: { needBy: expect.stringContaining(problem) },
      });
    await w.fills('lin', opened, { needBy: '5月8日' });
    for (const [promised, problem] of times)
      expect(await w.presses('sun', 'accept', { at: promised })).toMatchObject({
        kind: 'problems',
        fields: { at: expect.stringContaining(problem) },
      });
    await nothingLost(w);
  });

  test('and days that do not exist are kept in words, and no time is made of them', async () => {
    const w = await world({ at });
    const opened = await w.says('lin', '/request 生产部 500 件');
    for (const needBy of [
      '2月31日',
      '31 Feb',
      '2026-02-31T10:00:00.000Z',
      '2026-02-30 25:61',
      '昨天的昨天',
      '99999999999999999999 小时',
    ]) {
      expect(await w.fills('lin', opened, { needBy }), needBy).toBeNull();
      const facts = (await w.newest('sun')).elements.find((element) => element.kind === 'facts');
      const stated = facts?.kind === 'facts' ? facts.facts.find((fact) => fact.label === '需要时间') : undefined;
      expect(stated?.value).toBe(needBy);
    }
    await nothingLost(w);
  });
});

test('departments nobody knows: did you mean', async () => {
  const w = await world({ at });
  for (const [text, hint] of [
    ['/request 生产不 500 件', '没有找到“生产不”，是不是：生产部？'],
    ['/request prodution 500 件', '没有找到“prodution”，是不是：生产部？'],
  ] as const) {
    const opened = await w.says('lin', text);
    expect((opened?.kind === 'form' ? opened.form.fields[0] : undefined)?.hint).toBe(hint);
    expect(await w.fills('lin', opened, { to: 'nowhere' })).toMatchObject({
      kind: 'problems',
      fields: { to: '请从选项中选择。' },
    });
    expect(await w.fills('lin', opened, { to: '__proto__' })).toMatchObject({ kind: 'problems' });
    expect(await w.fills('lin', opened, { to: 'service:toString' })).toMatchObject({ kind: 'problems' });
  }
  await nothingLost(w);
});

test('names of an org file with SQL, markup and template marks are only names', async () => {
  const { demoCompany } = await import('../../src/demo/company.ts');
  const company = demoCompany
    .replaceAll('name: 生产部', `name: "<b>生'产\\"部</b> {{id}}"`)
    .replaceAll('name: 孙浩', `name: "Robert'); DROP TABLE people;-- $t(x)"`)
    .replaceAll('name: 徐佳', 'name: "𠮷瑸 =cmd()"');
  const w = await world({ at, company });
  const opened = await w.says('lin', '/request production 500 件');
  expect(await w.fills('lin', opened, {})).toBeNull();
  expect((await w.newest('lin')).title).toBe(`R-1001 已送到<b>生'产"部</b> {{id}}`);
  expect(read(await w.newest('lin'))).toContain(`由<b>生'产"部</b> {{id}}的Robert'); DROP TABLE people;-- $t(x)处理`);
  await w.presses('sun', 'deliver', {});
  await w.presses('lin', 'confirm', { rating: '5' });
  await nothingLost(w);
});
