import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../../src/db/database.ts';
import { outbox } from '../../../src/engine/tables.ts';
import type { Reply } from '../../../src/platform/adapter.ts';
import { selfAwareness } from '../../../src/questionnaires/builtin.ts';
import { codeAddress } from '../../../src/questionnaires/rounds/codes.ts';
import { departed } from '../../../src/questionnaires/rounds/departed.ts';
import { answers, roundCodes, roundPeople } from '../../../src/questionnaires/tables.ts';
import { testDatabase } from '../../db/pool.ts';
import { sheetOn } from '../../platforms/page-sheet.ts';
import { formOf, read, shanghai, whispered } from '../../world.ts';
import { changePeople, paperWorld } from './company.ts';
import { type PaperWorld, paperPages } from './paper-world.ts';
import { asked, follows, heard, peopleIn, presses, starts } from './story.ts';

const morning = shanghai('2026-05-06T08:00');
const title = selfAwareness.title['zh-CN'];

describe('people without any account', () => {
  test('are not asked; their head learns who they are, in working time', async () => {
    const w = await paperWorld(morning);
    expect(whispered(await starts(w, 'boss', { whom: 'company' }))).toContain('问 8 人');
    w.sent();
    await w.until(shanghai('2026-05-06T08:59'));
    expect(w.sent()).toEqual([]);
    await w.until(shanghai('2026-05-06T09:00'));
    expect(w.sent()).toEqual([`wang: ${title} · 车间有 2 人没有账号`]);
    expect(read(await w.newest('wang'))).toBe(
      `${title} · 车间有 2 人没有账号\n无法发消息询问：老李、小英。\n没有他们的回答，车间的部门表就不完整。\n下一步：为每人打印一张二维码，或者当面问清后由您录入；录入的会注明。\n[打印二维码] [代为录入]`,
    );
    await w.until(shanghai('2026-05-06T23:00'));
    expect(asked(w)).toEqual(['ada', 'ben', 'boss', 'cai', 'lin', 'wang', 'xu', 'zhou']);
    const rows = await peopleIn(w);
    expect(rows.filter(({ status }) => status === 'noAccount').map(({ person }) => person)).toEqual(['li', 'ying']);
    expect(read((await w.messages('boss'))[0]?.card ?? (await w.newest('boss')))).toContain('没有账号: 2');
  });

  test('whose account goes before they are asked are not asked either, and counted so', async () => {
    const w = await paperWorld(morning);
    await starts(w, 'boss', { whom: 'departments', departments: 'sales' });
    w.sent();
    await changePeople(w, ['xu'], { accounts: {} });
    await w.until(shanghai('2026-05-06T10:00'));
    expect(asked(w)).toEqual(['cai', 'lin', 'zhou']);
    expect((await peopleIn(w)).find(({ person }) => person === 'xu')).toMatchObject({
      status: 'noAccount',
      dueAt: null,
    });
  });

  test('are entered by their head, who sees it on the card; nobody else may', async () => {
    const w = await paperWorld(morning);
    await starts(w, 'boss', { whom: 'company' });
    await w.until(shanghai('2026-05-06T09:00'));
    w.sent();
    const chosen = await presses(w, 'wang', 'round.enter', { person: 'li' });
    expect(formOf(chosen).intro).toContain('老李');
    const done = await w.fills('wang', chosen, { mainWork: '开机', suppliers: '', customers: '' });
    expect(heard(done)).toContain('开机');
    expect((await peopleIn(w)).find(({ person }) => person === 'li')).toMatchObject({
      status: 'finished',
      askedAt: null,
    });
    await w.until(shanghai('2026-05-06T09:02'));
    expect((await w.newest('wang')).title).toBe(`${title} · 车间有 1 人没有账号`);
    w.sent();
    const [{ round = 0 } = {}] = await peopleIn(w);
    expect(whispered(await w.clicks('lin', 'questionnaires.round.enter', `${round}|floor`))).toBe(
      '没有账号的人都已作答。',
    );
    expect(await w.clicks('boss', 'questionnaires.answer.start', `${round}|ying`)).toMatchObject({ kind: 'whisper' });
  });

  test('are on a card that is drawn anew when one of them answers or leaves, and left alone when others answer', async () => {
    const w = await paperWorld(morning);
    await starts(w, 'boss', { whom: 'company' });
    await w.until(shanghai('2026-05-06T10:00'));
    w.sent();
    const [{ round = 0 } = {}] = await peopleIn(w);
    const drawn = async () =>
      (await w.db.reader.select().from(outbox)).filter(({ slot }) => slot === `paper/${round}/floor`);
    const before = await drawn();
    const cai = await w.clicks('cai', 'questionnaires.answer.start', String(round));
    await w.fills('cai', cai, { mainWork: '报价', suppliers: '', customers: '' });
    await w.until(shanghai('2026-05-06T10:05'));
    expect((await peopleIn(w)).find(({ person }) => person === 'cai')?.status).toBe('finished');
    expect(await drawn()).toEqual(before);
    await w.engine.turn('questionnaires', (turn) => departed(turn, ['li']));
    await w.until(shanghai('2026-05-06T10:10'));
    const titles = (await w.messages('wang')).map(({ card }) => card.title);
    expect(titles).toContain(`${title} · 车间有 1 人没有账号`);
  });

  test('on the console alone codes have no address: the head is led to entering', async () => {
    const w = await paperWorld(morning);
    await starts(w, 'boss', { whom: 'company' });
    await w.until(shanghai('2026-05-06T09:00'));
    w.sent();
    const no = await presses(w, 'wang', 'round.codes');
    expect(heard(no)).toBe('打印二维码需要外部可以访问的地址，目前没有设置。请当面问清，由您录入。\n[代为录入]');
    expect(await follows(w, 'wang', no, 'round.enter')).toMatchObject({ kind: 'form' });
  });
});

describe('printed codes', () => {
  let db: Database;
  let w: PaperWorld;
  beforeAll(async () => {
    db = await testDatabase();
  });
  afterEach(() => w.stop());
  afterAll(() => db.close());

  async function printed(): Promise<{ round: number; codes: string[]; sheet: string; page: string }> {
    w = await paperPages(db, morning);
    await w.submits('boss', 'questionnaires.round.start', '', { questionnaire: 'self-awareness', whom: 'company' });
    const [{ round = 0 } = {}] = await db.reader.select().from(roundPeople);
    return { round, ...(await print(round)) };
  }

  async function print(round: number) {
    const made = await w.clicks('wang', 'questionnaires.round.codes', `${round}|floor`);
    const browser = w.browser();
    await browser.get(linkIn(made));
    const { text, url } = await browser.post(linkIn(made), {});
    const codes = [...text.matchAll(/http:[^<\s]*\/forms\/code\/[\w-]{22}/g)].map(([code]) => code);
    return { codes, sheet: url, page: text };
  }

  const linkIn = (reply: Reply | null): string => {
    const elements = reply?.kind === 'whisper' ? reply.card.elements : [];
    const link = elements.find((element) => element.kind === 'link');
    if (link?.kind !== 'link') throw new Error(`no link in ${JSON.stringify(reply)}`);
    return link.url;
  };
  const standing = async (person: string) =>
    (await db.reader.select().from(roundPeople).where(eq(roundPeople.person, person)))[0];

  test('are printed with a picture each; the database holds only their hashes', async () => {
    const { codes, page } = await printed();
    expect(codes).toHaveLength(2);
    expect(page.match(/<svg/g)?.length).toBeGreaterThanOrEqual(2);
    expect(page).toContain('老李');
    const kept = JSON.stringify(await db.reader.select().from(roundCodes));
    for (const code of codes) expect(kept).not.toContain(code.slice(-22));
    expect((await db.reader.select().from(roundCodes))[0]?.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  test('of hundreds of people are drawn in parts, so that nobody waits for them', async () => {
    const { round } = await printed();
    const crowd = Array.from({ length: 250 }, (_, index) => `p${index}`);
    await db.reader
      .insert(roundPeople)
      .values(crowd.map((person) => ({ round, person, department: 'floor', status: 'noAccount' as const })));
    const made = await w.clicks('wang', 'questionnaires.round.codes', `${round}|floor`);
    const browser = w.browser();
    await browser.get(linkIn(made));
    const first = await browser.post(linkIn(made), {});
    expect(first.text.match(/class="code"/g)).toHaveLength(200);
    const [, more = ''] = /href="(codes\?[^"]*from=200)"/.exec(first.text) ?? [];
    const rest = await browser.get(new URL(more.replaceAll('&amp;', '&'), first.url).href);
    expect(rest.text.match(/class="code"/g)).toHaveLength(52);
    for (const from of ['9999', '-1', 'x', '1e99'])
      expect((await browser.get(`${first.url}&from=${from}`)).text).toContain('class="code"');
  });

  test('open their person’s questionnaire in a browser, and are used up when the answers are in', async () => {
    const { codes, sheet } = await printed();
    const [code = ''] = codes;
    const browser = w.browser();
    const first = await browser.get(code);
    expect([first.status, first.text.includes('我是老李')]).toEqual([200, true]);
    // However often robots look, nothing is bound.
    await w.browser().get(code);
    expect((await db.reader.select().from(roundCodes)).every(({ browser: bound }) => bound === null)).toBe(true);
    const form = sheetOn(browser, await browser.post(code, {}));
    if (!form) throw new Error('no form opened');
    await form.fill(form.labels().find((label) => label.includes('主要')) ?? '', '开机、换模');
    expect(await form.submit()).toBeNull();
    expect(form.page.text).toContain('开机、换模');
    expect(await standing('li')).toMatchObject({ status: 'finished', askedAt: null });
    expect((await browser.get(code)).status).toBe(410);
    expect((await browser.post(code, {})).text).toContain('这个二维码已经打不开');
    expect(await db.reader.select().from(roundCodes)).toHaveLength(1);
    // The sheet shows only what still opens something, and to nobody but the head.
    expect(sheet).toContain('/views/questionnaires/codes');
    expect((await w.browser().get(sheet)).status).toBe(403);
  });

  test('are kept to the browser that opened them first, until newer ones are printed', async () => {
    const { codes, round } = await printed();
    const [code = ''] = codes;
    const mine = w.browser();
    expect(sheetOn(mine, await mine.post(code, {}))).not.toBeNull();
    const theirs = w.browser();
    expect([(await theirs.get(code)).status, (await theirs.post(code, {})).status]).toEqual([403, 403]);
    expect(sheetOn(mine, await mine.post(code, {}))).not.toBeNull();
    const fresh = await print(round);
    expect(fresh.codes).not.toContain(code);
    expect((await mine.get(code)).status).toBe(410);
    expect((await theirs.get(fresh.codes[0] ?? '')).status).toBe(200);
  });

  test('printed anew end what was opened with the earlier ones at once', async () => {
    const { codes, round } = await printed();
    const mine = w.browser();
    const opened = await mine.post(codes[0] ?? '', {});
    const open = sheetOn(mine, opened);
    const labels = open?.labels() ?? [];
    await open?.fill(labels.find((label) => label.includes('主要')) ?? '', '私下的话');
    await open?.fill(labels.find((label) => label.includes('没有的')) ?? '', '仓库老王');
    const other = w.browser();
    const untouched = await other.post(codes[1] ?? '', {});
    const fresh = await print(round);
    const late = await mine.get(opened.url);
    expect([late.status, late.text.includes('请再扫一次二维码')]).toEqual([403, true]);
    await expect(open?.submit()).rejects.toThrow();
    expect((await other.get(untouched.url)).status).toBe(403);
    expect(await db.reader.select().from(answers)).toEqual([]);
    const theirs = w.browser();
    expect(sheetOn(theirs, await theirs.post(fresh.codes[0] ?? '', {}))).not.toBeNull();
  });

  test('of somebody who has begun do not show it to whoever prints and opens another one', async () => {
    const { codes, round } = await printed();
    const mine = w.browser();
    const open = sheetOn(mine, await mine.post(codes[0] ?? '', {}));
    const labels = open?.labels() ?? [];
    await open?.fill(labels.find((label) => label.includes('主要')) ?? '', '私下的话');
    await open?.fill(labels.find((label) => label.includes('没有的')) ?? '', '仓库老王');
    expect(await open?.submit()).toBeNull();
    expect(await standing('li')).toMatchObject({ status: 'draft' });
    const fresh = await print(round);
    expect(await standing('li')).toMatchObject({ status: 'noAccount' });
    expect(await db.reader.select().from(answers)).toEqual([]);
    // The page that was open is sent all the same, between printing and opening.
    await db.reader.insert(answers).values({
      ...{ round, person: 'li', page: 'first', answers: { mainWork: '私下的话' }, version: 1 },
      updatedAt: w.clock.now(),
    });
    const theirs = w.browser();
    const opened = await theirs.post(fresh.codes[0] ?? '', {});
    expect(sheetOn(theirs, opened)).not.toBeNull();
    expect(opened.text).not.toContain('私下的话');
  });

  test('open nothing from another site, with another code, or after the round', async () => {
    const { codes, round } = await printed();
    const [code = ''] = codes;
    const browser = w.browser();
    const foreign = await browser.only('POST', code, { origin: 'https://example.com' });
    expect(foreign.status).toBe(410);
    const wrong = code.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
    for (const guess of [wrong, code.slice(0, -1), `${code}x`, `${w.url}forms/code/`])
      expect((await browser.get(guess)).status).toBeGreaterThanOrEqual(404);
    await w.clicks('boss', 'questionnaires.round.endNow', String(round));
    expect((await browser.get(code)).status).toBe(410);
    expect(await db.reader.select().from(roundCodes)).toEqual([]);
    expect(whispered(await w.clicks('wang', 'questionnaires.round.codes', `${round}|floor`))).toContain('已于');
  });

  test('a page left open too long asks for the code again; what was answered is kept', async () => {
    const { codes } = await printed();
    const browser = w.browser();
    const opened = await browser.post(codes[0] ?? '', {});
    w.clock.set(new Date(w.clock.now().getTime() + 61 * 60_000));
    const late = await browser.get(opened.url);
    expect([late.status, late.text.includes('请再扫一次二维码')]).toEqual([403, true]);
    expect((await w.browser().get(opened.url)).status).toBe(403);
    expect(sheetOn(browser, await browser.post(codes[0] ?? '', {}))).not.toBeNull();
  });

  test('who prints them leads the department; nothing is ever sent to people on paper', async () => {
    const { round } = await printed();
    expect(whispered(await w.clicks('lin', 'questionnaires.round.codes', `${round}|floor`))).toBe(
      '没有账号的人都已作答。',
    );
    expect(whispered(await w.clicks('wang', 'questionnaires.round.codes', '99|floor'))).toBe('这一轮问卷已经不在了。');
    await w.engine.tick();
    await w.engine.flush();
    const sent = await db.reader.select({ person: outbox.person, platform: outbox.platform }).from(outbox);
    expect(sent.filter(({ person, platform }) => ['li', 'ying'].includes(person) || platform === 'paper')).toEqual([]);
  });
});

test('the address of codes is read off a link to our pages', () => {
  expect(codeAddress('https://x.example/bot/views/link/abc.def')).toBe('https://x.example/bot/forms/code/');
  expect(codeAddress('/views/link/abc.def')).toBeNull();
  expect(codeAddress(null)).toBeNull();
});
