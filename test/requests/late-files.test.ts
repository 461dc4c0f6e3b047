import { describe, expect, test } from 'vitest';
import { storeFile } from '../../src/platform/files.ts';
import { files as storedFiles } from '../../src/platform/tables.ts';
import { answers, everythingFits, last, poorest, press } from '../engine/poorest.ts';
import { formOf, minutes, read, shanghai, type World, whispered, world } from '../world.ts';
import { photo } from './photo.ts';
import { does, duty, files, history, standing } from './story.ts';

const words = (reply: Awaited<ReturnType<World['says']>>): string =>
  reply?.kind === 'whisper' ? read(reply.card) : '';
const gathered = minutes(1);

describe('a photo sent after filing', () => {
  test('is added to the request at once, the other side hears of it, and nobody’s clock moves', async () => {
    const w = await world();
    const number = await files(w, 'lin', 'materials', '600 件 A 料');
    expect(read(await w.newest('lin'))).toContain('15 分钟内在这里发来的照片或文件，会直接加到这个请求。');
    w.sent();
    const before = await standing(w, number);
    await w.advance(minutes(3));
    const first = await photo(w, 'lin', '划痕.png');
    expect(whispered(await w.says('lin', '', [first]))).toBe('已加到 R-1001，双方部门都能看到。');
    await w.advance(gathered);
    expect(w.sent()).toEqual(['luo: R-1001：林晓燕（销售部）补充了照片或文件']);
    const card = await w.newest('luo');
    expect([card.tone, read(card)]).toEqual(['act', expect.stringContaining('[照片或文件]')]);
    expect(read(await w.newest('lin'))).toContain('[照片或文件]');
    const { files: _, ...rest } = await standing(w, number);
    const { files: __, ...untouched } = before;
    expect(rest).toEqual(untouched);
    const [kept] = await w.db.reader.select({ kept: storedFiles.kept }).from(storedFiles);
    expect(kept).toEqual({ kept: true });
  });

  test('with a word or two brings them along, on every card and in the history', async () => {
    const w = await world();
    const number = await files(w, 'lin', 'materials', '600 件 A 料');
    const file = await photo(w, 'lin', '1.png');
    await w.says('lin', '如图', [file]);
    await w.advance(gathered);
    expect(read(await w.newest('luo'))).toMatch(/“600 件 A 料” 林晓燕（销售部）\n“如图” 林晓燕（销售部）/);
    await does(w, duty.materials, 'accept', number, {});
    expect(read(await w.newest('luo'))).toContain('“如图”');
    expect((await history(w, number))[1]).toMatchObject({ kind: 'attached', by: 'lin', text: '如图', files: [file] });
    w.sent();
  });

  test('and eight more after it are told in one message, half a minute after the last', async () => {
    const w = await world();
    await files(w, 'lin', 'materials', '600 件 A 料');
    w.sent();
    for (let index = 0; index < 9; index++) {
      await w.says('lin', '', [await photo(w, 'lin', `${index}.png`)]);
      await w.advance(minutes(0.1));
    }
    expect(w.sent()).toEqual([]);
    await w.advance(gathered);
    expect(w.sent()).toHaveLength(1);
    expect(read(await w.newest('luo')).match(/\[照片或文件\]/g)).toHaveLength(9);
  });

  test('twenty minutes later asks where it belongs: the only open request is one press away', async () => {
    const w = await world();
    await files(w, 'lin', 'materials', '600 件 A 料');
    await w.advance(minutes(20));
    w.sent();
    const file = await photo(w, 'lin', '划痕.png');
    const asked = await w.says('lin', '', [file]);
    expect(words(asked)).toMatch(
      /这个文件要放到哪里？\n收到：划痕\.png\n目前没有向任何人发送内容。\n\[加到已有请求\] \[提出请求\]/,
    );
    expect((await standing(w, 1001)).files).toEqual([]);
    const [add] = asked?.kind === 'whisper' ? asked.card.buttons : [];
    for (let press = 0; press < 2; press++)
      expect(whispered(await w.clicks('lin', add?.action ?? '', add?.value ?? ''))).toContain('已加到 R-1001');
    expect((await standing(w, 1001)).files).toEqual([file]);
    expect((await history(w, 1001)).map(({ kind }) => kind)).toEqual(['filed', 'climbed', 'attached']);
    w.sent();
  });

  test('with two requests just filed, or with words of its own, asks too: to one that is chosen, or to a new one', async () => {
    const w = await world();
    await files(w, 'lin', 'materials', '600 件 A 料');
    const [one, two] = [await photo(w, 'lin', '1.png'), await photo(w, 'lin', '2.png')];
    const asked = await w.says('lin', '财务部 付款 10 万', [two]);
    expect(words(asked)).toContain('“财务部 付款 10 万”');
    const fresh = asked?.kind === 'whisper' ? asked.card.buttons[1] : undefined;
    await w.clicks('lin', fresh?.action ?? '', fresh?.value ?? '', { urgency: 'urgent' });
    expect(await standing(w, 1002)).toMatchObject({ supplier: 'finance', need: '付款 10 万', files: [two] });
    const again = await w.says('lin', '', [one]);
    const add = again?.kind === 'whisper' ? again.card.buttons[0] : undefined;
    const opened = await w.clicks('lin', add?.action ?? '', add?.value ?? '');
    expect(formOf(opened).fields[0]).toMatchObject({
      label: '加到哪个请求？',
      options: [
        { value: '1002', label: 'R-1002 财务部 · 付款 10 万' },
        { value: '1001', label: 'R-1001 物控部 · 600 件 A 料' },
      ],
    });
    await w.fills('lin', opened, { to: '1001' });
    expect((await standing(w, 1001)).files).toEqual([one]);
    w.sent();
  });

  test('without any request is offered as one, also in English', async () => {
    const w = await world();
    const asked = await w.says('james', '', [await photo(w, 'james', 'crack.png')]);
    expect(words(asked)).toMatch(
      /Where does this belong\?\nReceived: crack\.png[\s\S]*\[Add to a request\] \[New request\]/,
    );
    const [add, fresh] = asked?.kind === 'whisper' ? asked.card.buttons : [];
    const nowhere = await w.clicks('james', add?.action ?? '', add?.value ?? '');
    expect(whispered(nowhere)).toBe('You have no open request it could be added to.');
    await w.clicks('james', fresh?.action ?? '', fresh?.value ?? '', { to: 'materials', need: 'mend it' });
    expect((await standing(w, 1001)).files).toHaveLength(1);
    w.sent();
  });

  test('takes no words too long for a button, says so, and keeps the photo', async () => {
    const w = await world();
    await files(w, 'lin', 'materials', '600 件 A 料');
    const file = await photo(w, 'lin', '1.png');
    const asked = await w.says('lin', '很长的话'.repeat(150), [file]);
    expect(words(asked)).toContain('加到已有请求时只带文件');
    const add = asked?.kind === 'whisper' ? asked.card.buttons[0] : undefined;
    await w.clicks('lin', add?.action ?? '', add?.value ?? '');
    expect((await standing(w, 1001)).files).toEqual([file]);
    w.sent();
  });
});

describe('a photo after delivering', () => {
  test('reaches the customer, who also sees the photos of the delivery itself', async () => {
    const w = await world();
    const number = await files(w, 'lin', 'materials', '600 件 A 料');
    await w.advance(minutes(60));
    await does(w, duty.materials, 'deliver', number, { text: '已备好' });
    expect(read(await w.newest('luo'))).toContain('15 分钟内在这里发来的照片或文件');
    w.sent();
    expect(whispered(await w.says('luo', '', [await photo(w, 'luo', '货.png')]))).toContain('已加到 R-1001');
    await w.advance(gathered);
    expect(w.sent()).toEqual(['lin: R-1001：罗勇（物控部）补充了照片或文件']);
    expect(await w.newest('lin')).toMatchObject({ tone: 'act' });
    await does(w, 'lin', 'return', number, { text: '少了' });
    await does(w, duty.materials, 'deliver', number, { text: '补上了', file: await photo(w, 'luo', '补.png') });
    expect(read(await w.newest('lin')).match(/\[照片或文件\]/g)).toHaveLength(2);
    w.sent();
  });
});

describe('what is not to be added', () => {
  test('someone else’s file, a file that is gone, and anything to a request of others or one that is closed', async () => {
    const w = await world();
    const number = await files(w, 'lin', 'materials', '600 件 A 料');
    const value = async (owner: string) => JSON.stringify({ files: [await photo(w, owner, 'a.png')], text: '' });
    for (const bad of [await value('luo'), JSON.stringify({ files: ['nothing'], text: '' }), 'no JSON', '{}'])
      expect(whispered(await w.clicks('lin', 'requests.attach', bad))).toBe('文件已经不在了，请再发一次。');
    await files(w, 'zhao', 'quality', '检验');
    const submits = async (who: string, to: number) =>
      w.acts.submit(who, 'requests.attach', await value(who), { to: String(to) });
    expect(await submits('zhao', number)).toMatchObject({ kind: 'problems' });
    await does(w, 'lin', 'withdraw', number, {});
    expect(whispered(await w.clicks('lin', 'requests.attach', await value('lin')))).toContain('没有可以加文件');
    expect((await standing(w, number)).files).toEqual([]);
    w.sent();
  });
});

describe('on a messenger without forms', () => {
  test('the photo goes with the request all the same, and the choice is a question', async () => {
    const w = await poorest({ at: shanghai('2026-05-06T09:00') });
    for (const need of ['500 件', '300 件'])
      await answers(w, 'lin', `/request 生产部 ${need}`, 'skip', 'skip', 'skip', 'skip', 'skip', 'skip');
    const file = await photo(w, 'lin', '划痕.png');
    const asked = await w.says('lin', '', [file]);
    const add = asked?.kind === 'whisper' ? asked.card.buttons[0] : undefined;
    await w.clicks('lin', add?.action ?? '', add?.value ?? '');
    expect(await last(w, 'lin')).toMatch(/补充照片或文件[\s\S]*已附：划痕\.png[\s\S]*加到哪个请求？/);
    await press(w, 'lin', 'R-1001 生产部 · 500 件');
    expect((await standing(w, 1001)).files).toEqual([file]);
    await w.advance(gathered);
    expect(w.sent()).toEqual(['sun: R-1001：林晓燕（销售部）补充了照片或文件']);
    everythingFits(w);
  });

  test('a second photo after the last question of a form is not lost: it goes to what was just filed', async () => {
    const w = await poorest({ at: shanghai('2026-05-06T09:00') });
    await answers(w, 'lin', '/request 生产部 500 件', 'skip', 'skip', 'skip', 'skip', 'skip');
    await w.says('lin', '', [await photo(w, 'lin', '1.png')]);
    await w.says('lin', '', [await photo(w, 'lin', '2.png')]);
    expect((await standing(w, 1001)).files).toHaveLength(2);
    w.sent();
  });
});

test('a first message that waits for working hours is still the first message, and shows the photo', async () => {
  const w = await world({ at: shanghai('2026-05-06T22:00') });
  await files(w, 'lin', 'production', '500 件', { urgency: 'normal' });
  await w.says('lin', '', [await photo(w, 'lin', '1.png')]);
  w.sent();
  await w.until(shanghai('2026-05-07T08:30'));
  expect(w.sent()).toEqual(['sun: R-1001：销售部向生产部提出请求']);
  expect(read(await w.newest('sun'))).toContain('[照片或文件]');
});

test('a file that is no photo is added by its name', async () => {
  const w = await world();
  await files(w, 'lin', 'materials', '600 件 A 料');
  const about = {
    name: '清单.csv',
    bytes: new TextEncoder().encode('a,b'),
    declaredType: '',
    owner: 'lin',
    now: w.clock.now(),
  };
  const stored = await storeFile(w.db.reader, about);
  await w.says('lin', '', ['file' in stored ? stored.file.id : '']);
  expect((await standing(w, 1001)).files).toHaveLength(1);
  w.sent();
});
