import { readFile } from 'node:fs/promises';
import { sql } from 'drizzle-orm';
import { bumpVersion } from '../../src/org/store.ts';
import type { Reply } from '../../src/platform/adapter.ts';
import type { RawAnswers } from '../../src/platform/form.ts';
import { parseQuestionnaire } from '../../src/questionnaires/answering/file.ts';
import { importQuestionnaire } from '../../src/questionnaires/answering/questionnaires.ts';
import { changes } from '../questionnaires/answering/story.ts';
import { changePeople, hire } from '../questionnaires/rounds/company.ts';
import { aboutSupplier, first, given } from '../questionnaires/sheets/story.ts';
import { minutes } from '../world.ts';
import type { Play } from './play.ts';

const start = 'questionnaires.round.start';
const answer = 'questionnaires.answer.start';

/** Asking, answering, looking it over: every card and page of the questionnaires. */
export async function questionnaires(play: Play): Promise<void> {
  await rounds(play);
  await answers(play);
  await sheets(play);
  await owned(play);
}

/** Someone fills in page after page, beginning with the one that is open. */
async function pages(play: Play, who: string, opened: Reply | null, all: readonly RawAnswers[]): Promise<Reply | null> {
  let shown = opened;
  for (const one of all) shown = await play.fill(who, shown, one);
  return shown;
}

const supplierPage = (play: Play): RawAnswers => ({
  kind: 'process',
  handsOn: play.pick(['complete kits', '齐套的物料']),
  requireKind: 'onTime',
  requireMeasure: play.pick(['2 h', '2 小时']),
  requireWords: play.pick(['before the line starts', '上线前到位']),
  troubleAbout: 'complete',
  troubleWords: play.pick(['one or two parts are often missing', '常缺一两种']),
});

const customerPage = (play: Play): RawAnswers => ({
  kind: 'process',
  handsOn: play.pick(['boards', '贴好的板']),
  requireKind: 'correct',
  requireMeasure: '98 %',
});

async function rounds(play: Play): Promise<void> {
  await play.chapter(
    ['A round: who is asked, when, and how far it is', '一轮问卷：问谁，什么时候问，进度如何'],
    '2026-04-30T10:00',
  );
  const w = play.world;
  await changePeople(w, ['sun'], { accounts: {} });
  await changePeople(w, ['luo', 'xie'], { post: play.pick(['storekeeper', '仓管员']) });
  await play.says('xu', ['/mine', '/我的']);
  await play.press('xu', start, '');
  await play.says('chen', ['/questionnaire', '/问卷']);
  await play.press('chen', start, '', { whom: 'company' });
  await play.press('chen', start, '', { whom: 'company' });
  await play.until('2026-05-06T09:30');
  await play.says('xu', ['/mine', '/我的']);
  await play.pressNewest('xu', 'questionnaires.round.later');
  play.scene(['Reminders', '提醒']);
  const begun = await play.pressNewest('luo', answer);
  await play.fill('luo', begun, { mainWork: play.pick(['picking', '备料']), suppliers: 'purchasing' });
  await play.says('luo', ['/mine', '/我的']);
  await play.until('2026-05-09T12:00');
  await play.press('xu', 'questionnaires.round.later', '1');
  await play.until('2026-05-15T09:30');
  await play.pressNewest('xu', 'questionnaires.round.later');
  play.scene(['Progress', '进度']);
  for (const who of ['lin', 'zhou', 'xu']) await finish(play, who);
  await play.press('lin', 'questionnaires.round.later', '1');
  for (const who of ['yang', 'guo', 'priya']) await finish(play, who);
  await play.until('2026-05-15T10:00');
  const progress = await play.pressNewest(
    'chen',
    'questionnaires.round.progress',
    await play.says('chen', ['/questionnaire', '/问卷']),
  );
  await play.pressNewest('chen', 'questionnaires.round.department', progress, { department: 'production' });
  await play.press('wang', 'questionnaires.round.progress', '1|production');
  await play.press('xu', 'questionnaires.round.progress', '1');
  await play.pressNewest('chen', 'questionnaires.round.add', progress);
  await hire(w, 'xu', 'fan', play.pick(['Fan Wei', '范伟']));
  await play.pressNewest('chen', 'questionnaires.round.add', progress, { people: 'fan' });
  play.scene(['Without an account', '没有账号的人']);
  await play.pressNewest('wang', 'questionnaires.round.codes');
  const entered = await play.pressNewest('wang', 'questionnaires.round.enter', null, { person: 'sun' });
  await pages(play, 'wang', entered, [{ mainWork: play.pick(['night shift', '夜班']) }]);
  await play.advance(minutes(2));
  await play.press('wang', 'questionnaires.round.enter', '1|production');
  await play.press('xu', answer, '1|sun');
  await play.press('wang', answer, '1|ma');
  play.scene(['The end', '结束']);
  await play.press('xu', 'questionnaires.round.end', 1);
  await play.pressNewest('chen', 'questionnaires.round.end', progress);
  await play.press('chen', 'questionnaires.round.endNow', 1);
  await play.until('2026-05-15T18:00');
  await play.press('chen', 'questionnaires.round.end', 1);
  await play.press('xu', answer, 1);
  await play.press('xu', 'questionnaires.round.progress', 77);
  await play.press('anna', 'questionnaires.round.later', 1);
}

/** Someone answers with hardly a word. */
async function finish(play: Play, who: string): Promise<void> {
  await given(play.world, 1, who, { first: first('', '', { mainWork: '…' }) });
}

async function answers(play: Play): Promise<void> {
  await play.chapter(['Answering: page after page', '作答：一页一页']);
  const w = play.world;
  await changePeople(w, ['zhao'], { step: 'smt' });
  await play.press('chen', start, '', { whom: 'departments', departments: 'production' });
  await play.until('2026-05-07T09:30');
  const opened = await play.pressNewest('zhao', answer);
  await play.fill('zhao', opened, { mainWork: 'SMT', suppliersElse: play.pick(['Zhao Min', '赵敏']) });
  await play.fill('zhao', opened, { mainWork: 'SMT', suppliersElse: '长'.repeat(200) });
  await play.fill('zhao', opened, {
    mainWork: 'SMT',
    suppliersElse: Array.from({ length: 60 }, (_, n) => `a${n}`).join(','),
  });
  const which = await play.fill('zhao', opened, {
    mainWork: play.pick(['mounting parts', '贴片']),
    suppliers: 'purchasing,materials,quality',
    suppliersElse: play.pick(['the plating shop', '电镀厂']),
    customers: 'production/assembly,~external,quality',
  });
  const done = await pages(play, 'zhao', which, [
    { suppliers: 'purchasing,quality', customers: 'production/assembly,~external' },
    supplierPage(play),
    { ...supplierPage(play), requireKind: 'none', troubleAbout: 'none' },
    customerPage(play),
    customerPage(play),
  ]);
  const more = await play.pressNewest('zhao', 'questionnaires.answer.more', done);
  await pages(play, 'zhao', more, [{ page: 's:materials' }, supplierPage(play)]);
  await play.pressNewest('zhao', 'questionnaires.answer.change', done);
  await play.press('zhao', 'questionnaires.answer.page', '1||c:');
  await pages(play, 'ma', await play.pressNewest('ma', answer), [{ mainWork: play.pick(['nights', '夜班']) }]);
  await play.press('xu', answer, 1);
  await play.press('xu', 'questionnaires.round.later', 1);
  await play.says('ma', ['/mine', '/我的']);
  await play.press('ma', 'questionnaires.gone', 1);
  await play.press('ma', 'questionnaires.answer.same', 1);
  await play.press('ma', 'questionnaires.answer.gone', 1);
  await play.press('chen', 'questionnaires.round.endNow', 1);
  await play.press('wang', 'questionnaires.sheet.look', '1|production');
  play.scene(['The same as last time', '和上次一样']);
  await play.until('2026-05-18T09:00');
  await play.press('chen', start, '', { whom: 'departments', departments: 'production' });
  await play.until('2026-05-20T09:30');
  const same = await play.pressNewest('zhao', 'questionnaires.answer.same');
  await play.pressNewest('zhao', 'questionnaires.answer.adopt', same);
}

async function sheets(play: Play): Promise<void> {
  await play.chapter(['What a department states', '部门表']);
  const w = play.world;
  await play.press('chen', start, '', { whom: 'departments', departments: 'production' });
  await play.until('2026-05-07T09:30');
  const about = (more: RawAnswers = {}) =>
    aboutSupplier(play.pick(['complete kits', '齐套的物料']), {
      requireMeasure: play.pick(['2 h', '2 小时']),
      ...more,
    });
  const trouble = { troubleAbout: 'complete', troubleWords: play.pick(['parts are missing', '常缺料']) };
  const work = { mainWork: play.pick(['assembly', '组装']) };
  await play.says('wang', ['/questionnaire sheet', '/问卷 部门表']);
  await given(w, 1, 'wang', { first: first('materials,quality', 'sales', work), 's:materials': about(trouble) });
  await play.says('wang', ['/questionnaire sheet', '/问卷 部门表']);
  for (const who of ['liu', 'zhao', 'sun'])
    await given(w, 1, who, { first: first('materials,quality', 'sales', work), 's:materials': about(trouble) });
  await play.press('wang', 'questionnaires.sheet.look', '1|production');
  await given(w, 1, 'ma', {
    first: first('materials,office', '~external', work),
    's:materials': about({ requireMeasure: '1 h' }),
  });
  await play.advance(minutes(2));
  await play.press('wang', 'questionnaires.sheet.look', '1|production');
  const who = await play.pressNewest('wang', 'questionnaires.sheet.settle');
  const next = await play.fill('wang', who, {});
  await play.fill('wang', who, {});
  await play.fill('liu', who, {});
  await play.press('liu', 'questionnaires.sheet.look', '1|production');
  await pages(play, 'wang', next, [{ handsOnOwn: play.pick(['kits', '成套物料']) }]);
  await play.pressNewest('wang', 'questionnaires.sheet.change');
  await play.pressNewest('wang', 'questionnaires.sheet.restart');
  await play.pressNewest('wang', 'questionnaires.sheet.publish');
  await play.press('wang', 'questionnaires.sheet.publish', '1|production|old');
  await play.says('zhao', ['/questionnaire sheet', '/问卷 部门表']);
  await play.says('xu', ['/questionnaire sheet production', '/问卷 部门表 生产部']);
  await play.says('xu', ['/questionnaire sheet sales', '/问卷 部门表 销售部']);
  await play.says('xu', ['/questionnaire sheet moon', '/问卷 部门表 月亮']);
  await play.press('xu', 'questionnaires.sheet.settle', '1|production');
  await play.press('xu', 'questionnaires.sheet.settle', '1|moon');
  play.scene(['An answer changed afterwards, and the end', '发布以后又改的回答，结束']);
  await given(w, 1, 'ma', { first: first('materials', 'sales', work), 's:materials': about(trouble) });
  await play.press('wang', 'questionnaires.sheet.look', '1|production');
  await play.press('chen', 'questionnaires.round.endNow', 1);
  await play.press('wang', 'questionnaires.sheet.look', '1|production');
  await play.press('chen', start, '', { whom: 'departments', departments: 'office' });
  await play.press('chen', 'questionnaires.round.endNow', 2);
  await play.press('chen', 'questionnaires.sheet.look', '2|office');
  play.scene(['A department of three, of whom one has left', '三个人的部门走了一位']);
  await play.press('chen', start, '', { whom: 'departments', departments: 'quality' });
  await play.until('2026-05-20T09:30');
  await changes(w, 'priya', 'leaves');
  for (const who of ['yang', 'guo']) await given(w, 3, who, { first: first('materials', 'sales', work) });
  await play.press('chen', 'questionnaires.round.endNow', 3);
  await play.press('yang', 'questionnaires.sheet.look', '3|quality');
  play.scene(['A small department for which nobody is free to answer', '没有人可以代表作答的小部门']);
  await withoutHead(play, 'office');
  await play.press('chen', start, '', { whom: 'departments', departments: 'office,finance' });
}

/** As an import of the org file would leave it. */
async function withoutHead({ world: { db, clock } }: Play, key: string): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.execute(
      sql`update org_items set spec = spec || '{"head":null,"deputy":null}' where kind = 'department' and key = ${key}`,
    );
    await bumpVersion(tx, clock.now());
  });
}

async function owned(play: Play): Promise<void> {
  await play.chapter(['A questionnaire of the company’s own, and its results', '公司自己的问卷和结果']);
  const w = play.world;
  const manual = await readFile(`${import.meta.dirname}/../../docs/questionnaires.md`, 'utf8');
  const parsed = parseQuestionnaire(/```yaml\n([\s\S]*?)```/.exec(manual)?.[1] ?? '');
  if (!('spec' in parsed)) throw new Error('the example of the manual is no questionnaire');
  const { spec } = parsed;
  const said = { feeling: '4', tools: 'feeder', helped: 'sales', anything: play.pick(['No', '没有']) };
  await w.db.transaction((tx) => importQuestionnaire(tx, spec, w.clock.now(), false));
  await play.says('chen', ['/questionnaire preview', '/问卷 预览']);
  const preview = await play.says('chen', ['/questionnaire preview morale', '/问卷 预览 morale']);
  let looked = preview;
  for (let page = 0; page < 5 && looked?.kind === 'form'; page++) looked = await play.fill('chen', looked, said);
  await play.press('chen', start, '', { questionnaire: 'morale', whom: 'departments', departments: 'production' });
  await play.until('2026-05-07T09:30');
  for (const who of ['wang', 'liu', 'zhao', 'sun']) await owns(play, who, said);
  await play.press('zhao', 'questionnaires.answer.page', '1||anonymous');
  const results = await play.says('chen', ['/questionnaire results', '/问卷 结果']);
  await play.says('xu', ['/questionnaire results', '/问卷 结果']);
  await owns(play, 'ma', { ...said, feeling: '2', obstacle: 'rework', hours: '4', since: play.pick(['May', '五月']) });
  await play.press('chen', 'questionnaires.round.end', 1);
  await play.press('chen', 'questionnaires.round.endNow', 1);
  await play.says('chen', ['/questionnaire results', '/问卷 结果']);
  await play.pressNewest('chen', 'questionnaires.sheet.resultsOf', results, { department: 'production' });
  await play.press('chen', start, '', { questionnaire: 'morale', whom: 'departments', departments: 'sales' });
  await play.says('chen', ['/questionnaire results', '/问卷 结果']);
}

/** Someone answers every page of it the same way. */
async function owns(play: Play, who: string, said: RawAnswers): Promise<void> {
  let shown = await play.pressNewest(who, answer);
  for (let page = 0; page < 6 && shown?.kind === 'form'; page++) shown = await play.fill(who, shown, said);
}
