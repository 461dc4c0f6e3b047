import { describe, expect, test } from 'vitest';
import { dialogues } from '../../src/engine/tables.ts';
import { storeFile } from '../../src/platform/files.ts';
import { minutes, shanghai, type World, World as Worlds, whispered } from '../world.ts';
import { answers, everythingFits, last, poorest, press, title } from './poorest.ts';

const at = shanghai('2026-05-06T09:00');

/** A photo of the person, as a messenger hands it in. */
async function photo(w: World, owner: string): Promise<string> {
  const bytes = new Uint8Array(Buffer.from('\x89PNG\r\n\x1a\n1234', 'latin1'));
  const about = { name: 'a.png', bytes, declaredType: 'image/png', owner, now: w.clock.now() };
  const stored = await storeFile(w.db.reader, about);
  if (!('file' in stored)) throw new Error('refused');
  return stored.file.id;
}

describe('a form is asked one question at a time', () => {
  test('by number, by words, by button; each question says how to answer', async () => {
    const w = await poorest({ at });
    expect(await w.says('lin', '/请求')).toBeNull();
    expect(await last(w, 'lin')).toContain('请回复序号或名称。\n也可以回复：取消');
    expect(await answers(w, 'lin', '2')).toMatch(/需要什么？[\s\S]*请直接回复。\n也可以回复：返回 · 取消/);
    expect(await answers(w, 'lin', '500 件 A 料')).toContain('请回复序号，或用自己的话说');
    expect(await answers(w, 'lin', '5月8日 15:00')).toContain('会影响什么？');
    expect(await answers(w, 'lin', 'SO-2051')).toContain('有多急？');
    const urgency = await w.newest('lin');
    expect(urgency.buttons.map((one) => one.label)).toEqual(['普通：工作时间内处理', '紧急：全天候，节假日也处理']);
    await press(w, 'lin', '紧急：全天候，节假日也处理');
    expect(await last(w, 'lin')).toContain('照片或文件');
    await answers(w, 'lin', '跳过');
    const card = await last(w, 'lin');
    expect(card).toContain('R-1001 已送到物控部');
    expect(card).toContain('5月8日 15:00（理解为 5月8日(周五) 15:00）');
    everythingFits(w);
  });

  test('words that resemble a proposed time are kept as they were said', async () => {
    const w = await poorest({ at });
    await answers(w, 'lin', '/请求 物控部 500 件', '跳过', '跳过', '明天', '跳过', '跳过', '跳过');
    expect(await last(w, 'lin')).toContain('明天（理解为 5月7日(周四) 17:00）');
  });

  test('words prefilled stay with "skip", "back" goes back, "cancel" sends nothing', async () => {
    const w = await poorest({ at });
    await w.says('lin', '/request 生产部 明早要500件A料');
    expect(await last(w, 'lin')).toContain('跳过（保留“生产部”）');
    expect(await answers(w, 'lin', '跳过')).toContain('跳过（保留“明早要500件A料”）');
    expect(await answers(w, 'lin', 'back')).toContain('请求哪个部门或服务？');
    expect(await answers(w, 'lin', '财务部', 'skip')).toContain('什么时候要？');
    expect(await answers(w, 'lin', '取消。')).toBe('已退出“新请求”，没有发送任何内容。');
    expect(await w.says('zhao', '/请求列表')).toMatchObject({ kind: 'whisper' });
    expect(await w.db.reader.select().from(dialogues)).toEqual([]);
  });

  test('what is not understood is asked again, with what is close to it, and never dead-ends', async () => {
    const w = await poorest({ at });
    await w.says('lin', '/request');
    expect(await answers(w, 'lin', '生铲部')).toContain('没有找到“生铲部”，是不是：生产部？');
    expect(await answers(w, 'lin', '月亮')).toContain('选项里没有“月亮”。');
    expect(await answers(w, 'lin', '检验')).toMatch(/没有找到“检验”，是不是：品质部 · 来料检验/);
    expect(await answers(w, 'lin', '生产部', '   ')).toContain('这一项需要填写。');
    expect(await answers(w, 'lin', '跳过')).toContain('这一项需要填写。');
    expect(await answers(w, 'lin', '长'.repeat(2001))).toContain('请控制在 2000 个字以内');
    expect(await title(w, 'lin')).toBe('新请求（2 / 6）');
  });

  test('a problem the feature finds asks that question again; the other answers are kept', async () => {
    const w = await poorest({ at });
    await answers(w, 'lin', '/request 生产部 500 件', 'skip', 'skip', '2026-04-01 10:00', 'SO-2051', '紧急', 'skip');
    expect(await last(w, 'lin')).toMatch(/4月1日\(周三\) 10:00 已经过去了[\s\S]*什么时候要？/);
    expect(await answers(w, 'lin', '2099-01-01')).toMatch(/五年之后[\s\S]*什么时候要？/);
    expect(await answers(w, 'lin', '明天 10:00')).toMatch(/R-1001 已送到生产部[\s\S]*SO-2051/);
  });
});

describe('answers are kept', () => {
  test('over a restart, and whatever command comes between is carried out', async () => {
    const w = await poorest({ at });
    await answers(w, 'lin', '/request', '生产部', '500 件 A 料');
    const again = await Worlds.start(w.db, w.clock);
    expect(whispered(await again.says('lin', '/请求列表'))).toBe('请求');
    expect(whispered(await again.says('lin', '/帮助'))).toBe('我能做什么');
    expect(whispered(await again.says('lin', '/没有这个'))).toContain('没有 /没有这个 这个命令');
    await again.says('lin', 'skip');
    expect(await title(again, 'lin')).toBe('新请求（4 / 6）');
    await answers(again, 'lin', 'skip', 'skip', 'skip');
    expect(await last(again, 'lin')).toMatch(/R-1001 已送到生产部[\s\S]*500 件 A 料/);
  });

  test('a question answered twice, and the button of an old one, change nothing', async () => {
    const w = await poorest({ at });
    await answers(w, 'lin', '/request', '生产部', '500 件', 'skip', 'skip');
    const [normal, urgent] = (await w.newest('lin')).buttons;
    await w.clicks('lin', 'engine.answer', urgent?.value ?? '');
    expect(await title(w, 'lin')).toBe('新请求（6 / 6）');
    expect(whispered(await w.clicks('lin', 'engine.answer', normal?.value ?? ''))).toBe('这一题已经回答过了。');
    expect(await answers(w, 'lin', 'skip')).toContain('紧急');
    expect(whispered(await w.clicks('lin', 'engine.answer', normal?.value ?? ''))).toBe('这一题已经回答过了。');
  });

  test('a second form lies on top; when it is sent, or left, the first goes on where it was', async () => {
    const w = await poorest({ at });
    await answers(w, 'lin', '/request 生产部 500 件', 'skip', 'skip');
    await answers(w, 'lin', '/request 财务部 付款 10 万', 'skip', 'skip', 'skip', 'skip', 'skip', 'skip');
    expect(await last(w, 'lin')).toContain('回到“新请求”，前面的回答都还在。\n什么时候要？');
    const filed = (await w.messages('lin')).at(-2)?.card;
    expect(filed?.title).toBe('R-1001 已送到财务部');
    await w.says('lin', '/request');
    expect(await answers(w, 'lin', 'cancel')).toContain('回到“新请求”');
    expect(await answers(w, 'lin', 'skip', 'skip', 'skip', 'skip')).toContain('R-1002 已送到生产部');
  });

  test('whoever presses a button of the form beneath goes on there', async () => {
    const w = await poorest({ at });
    await answers(w, 'lin', '/request', '生产部', '500 件', 'skip', 'skip');
    const urgent = (await w.newest('lin')).buttons[1]?.value ?? '';
    await answers(w, 'lin', '/request 财务部 付款');
    await w.advance(minutes(1));
    await w.clicks('lin', 'engine.answer', urgent);
    expect(await answers(w, 'lin', 'skip')).toContain('回到“新请求”');
    expect((await w.messages('lin')).at(-2)?.card.title).toBe('R-1001 已送到生产部');
  });
});

describe('nothing is swallowed', () => {
  test('a photo answers its question, also when it comes early; a photo nobody asked for is named', async () => {
    const w = await poorest({ at });
    const file = await photo(w, 'lin');
    await w.says('lin', '/request 生产部 500 件');
    await w.says('lin', '', [file]);
    expect(await last(w, 'lin')).toContain('文件已留给“照片或文件”一项。');
    await answers(w, 'lin', 'skip', 'skip', 'skip', 'skip', 'skip');
    expect(await last(w, 'lin')).toMatch(/R-1001 已送到生产部[\s\S]*\[照片或文件\]/);
    await w.clicks('liu', 'requests.decline', '1001');
    await w.says('liu', '', [await photo(w, 'liu')]);
    expect(await last(w, 'liu')).toMatch(/文件没有加入[\s\S]*原因是什么？/);
    await answers(w, 'liu', '取消');
  });

  test('text where a photo is asked for is asked again', async () => {
    const w = await poorest({ at });
    await answers(w, 'lin', '/request 生产部 500 件', 'skip', 'skip', 'skip', 'skip', 'skip');
    expect(await answers(w, 'lin', '没有照片')).toMatch(/请发送照片或文件。[\s\S]*跳过/);
    await w.says('lin', '这个', [await photo(w, 'lin')]);
    expect(await last(w, 'lin')).toContain('R-1001 已送到生产部');
    w.sent();
  });

  test('when the form is gone, the dialogue says why, and the words are still heard', async () => {
    const w = await poorest({ at });
    await answers(w, 'lin', '/request 生产部 500 件', 'skip', 'skip', 'skip', 'skip', 'skip', 'skip');
    await w.clicks('liu', 'requests.accept', '1001');
    await w.clicks('lin', 'requests.withdraw', '1001');
    await answers(w, 'lin', 'skip');
    const heard = await w.says('liu', '请帮我查一下库存还有多少');
    expect(whispered(heard)).toBe('要把这句话提成请求吗？');
    expect(w.sent()).toEqual(['liu: 它已于 5月6日(周三) 09:00 关闭，不需要再做什么。']);
  });

  test('words outside any form are offered as a request, and short ones answered with help', async () => {
    const w = await poorest({ at });
    const offered = await w.says('lin', '生产部明天送 500 件 A 料');
    expect(whispered(offered)).toBe('要把这句话提成请求吗？');
    await w.clicks(
      'lin',
      'requests.fileFrom',
      offered?.kind === 'whisper' ? (offered.card.buttons[0]?.value ?? '') : '',
    );
    expect(await last(w, 'lin')).toContain('跳过（保留“生产部”）');
    await answers(w, 'lin', '取消');
    expect(whispered(await w.says('lin', '你好'))).toContain('没有向任何人发送内容');
  });
});

describe('commands', () => {
  test('that do not exist: did you mean', async () => {
    const w = await poorest({ at });
    for (const [who, text, answer] of [
      ['lin', '/请球', '没有 /请球 这个命令。是不是想用 /请求？'],
      ['lin', '/requst', '没有 /requst 这个命令。是不是想用 /请求？'],
      ['james', '/requst', 'There is no command /requst. Did you mean /request?'],
      ['james', '/hepl', 'There is no command /hepl. Did you mean /help?'],
      ['lin', '/天气', '没有 /天气 这个命令。'],
      ['nobody', '/help', '我还不认识这个账号，请联系下游的管理员把它加入组织架构。'],
    ] as const)
      expect(whispered(await w.says(who, text))).toBe(answer);
  });

  test('a command may be written without a space, with a full-width slash, in capitals', async () => {
    const w = await poorest({ at });
    for (const text of [
      '/请求生产部 明早要500件A料',
      '／请求 生产部 明早要500件A料',
      '/REQUEST 生产部 明早要500件A料',
    ]) {
      await w.says('lin', text);
      expect(await last(w, 'lin')).toContain('跳过（保留“生产部”）');
      await answers(w, 'lin', '取消');
    }
  });
});
