import { expect } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { mapDiff, mapState } from '../../src/map/state.ts';
import type { Organisation } from '../../src/org/organisation.ts';
import { publishedStatements } from '../../src/questionnaires/sheets/store.ts';
import { shanghai } from '../world.ts';
import type { Answers, Pages } from './self-awareness-pages.ts';

/** What the story needs of a way into the product: people by key, buttons by label, pages by title. */
export interface Way {
  says(person: string, text: string): Promise<void>;
  presses(person: string, label: string): Promise<void>;
  fillsPages(person: string, pages: Pages): Promise<void>;
  /** Everything a person has in front of them, courtesies included. */
  reads(person: string): string | Promise<string>;
  /** New lasting messages since the last look, `person: first line`. */
  sent(): string[];
  until(at: Date): Promise<void>;
  now(): Date;
  readonly db: Database;
  organisation(): Promise<Organisation>;
}

/** The last working afternoon before the holiday of 1 to 5 May. */
export const start = shanghai('2026-04-30T16:00');

const asks = /请您用约 3 分钟作答|3 minutes of your time/;
const reminds = /还差您的回答|still missing/;
const unseen = 'unseenCustomer:materials>sales';

/** Who got a message since the last look; nobody but `acting` got any that is not like this. */
function told(way: Way, about: RegExp, ...acting: string[]): string[] {
  const sent = way.sent();
  const whose = (line: string) => line.split(':')[0] ?? '';
  expect(sent.filter((line) => !about.test(line) && !acting.includes(whose(line)))).toEqual([]);
  return sent
    .filter((line) => about.test(line))
    .map(whose)
    .sort();
}

/** Nobody hears of what these people do. */
const quietly = (way: Way, ...acting: string[]): void => expect(told(way, /^$/, ...acting)).toEqual([]);

const work = (mainWork: string, more: Answers = {}): Answers => ({ '您的主要工作是什么？': mainWork, ...more });
const suppliers = '谁把工作交给您？';
const customers = '谁接着用您的工作？';

const fromMaterials: Answers = {
  '你们之间是哪种合作？': '同一产品的下一道工序',
  '您从物控部得到什么？': '齐套的订单',
  最主要的要求是什么: '准时',
  '多少？请带上单位': '1 天',
  '目前最让您为难的是什么？': '没有',
};

/** From the start of the round to two published sheets. */
export async function firstRound(way: Way): Promise<void> {
  await way.says('chen', '/questionnaire');
  await way.presses('chen', '开始一轮');
  await way.fillsPages('chen', { 开始一轮问卷: { '问哪些人？': '全公司' } });
  quietly(way, 'chen');
  await way.until(shanghai('2026-05-06T08:29'));
  expect(told(way, asks, 'chen')).toEqual(['anna', 'ma', 'sun']);
  await way.until(shanghai('2026-05-06T09:30'));
  expect(told(way, asks)).toHaveLength(21);

  for (const person of ['he', 'tang', 'luo']) {
    await way.presses(person, '开始');
    await way.fillsPages(person, {
      您的工作: work('备料和发货', { [customers]: ['财务部'] }),
      交给财务部: {
        '你们之间是哪种合作？': '一项服务',
        '您具体交给财务部什么？': '发货单',
        最主要的要求是什么: '我不清楚',
      },
    });
  }
  await way.presses('zhou', '开始');
  await way.fillsPages('zhou', { 您的工作: work('跟单') });
  await way.presses('xu', '开始');
  await way.fillsPages('xu', { 您的工作: work('接单', { [suppliers]: ['物控部'] }) });
  quietly(way, 'he', 'tang', 'luo', 'zhou', 'xu');

  // A draft, finished the next day.
  await way.until(shanghai('2026-05-07T10:00'));
  quietly(way);
  await way.says('xu', '/mine');
  await way.presses('xu', '继续');
  await way.fillsPages('xu', { 来自物控部: fromMaterials });
  quietly(way, 'xu');

  // One reminder on the third working day, a Saturday worked in advance.
  await way.until(shanghai('2026-05-08T23:00'));
  expect(told(way, reminds)).toEqual(['anna', 'ma', 'sun']);
  await way.until(shanghai('2026-05-09T09:30'));
  const reminded = told(way, reminds);
  expect(reminded).toHaveLength(24 - 5 - 3);
  expect(reminded).toContain('lin');
  await way.presses('lin', '开始');
  await way.fillsPages('lin', {
    您的工作: work('带销售部', { [suppliers]: ['物控部'], [customers]: ['外部客户'] }),
    来自物控部: fromMaterials,
    交给外部客户: {
      '你们之间是哪种合作？': '同一产品的下一道工序',
      '您具体交给外部客户什么？': '按期的货',
      最主要的要求是什么: '准时',
    },
  });
  await way.until(shanghai('2026-05-09T10:00'));
  quietly(way, 'lin');
  await ends(way, shanghai('2026-05-09T10:05'));
  await publish(way);
}

/** The owner looks how far it is, and ends it. */
async function ends(way: Way, until: Date): Promise<void> {
  await way.says('chen', '/questionnaire');
  await way.presses('chen', '进度：自我认知');
  expect(await way.reads('chen')).toMatch(/已答 \d \/ \d/);
  await way.presses('chen', '结束本轮');
  await way.presses('chen', '现在结束');
  await way.until(until);
  const sent = way.sent().filter((line) => !/本轮已经结束|this round is over/.test(line) && !line.startsWith('chen'));
  expect(sent.map((line) => line.replace(/^(\w+): .*(请核定本部门的表)/, '$1 $2')).sort()).toEqual([
    'he 请核定本部门的表',
    'lin 请核定本部门的表',
  ]);
}

/** Both heads publish what their people said as it is. */
async function publish(way: Way): Promise<void> {
  for (const head of ['he', 'lin']) await way.presses(head, '按原样发布');
  quietly(way, 'he', 'lin');
  expect((await publishedStatements(way.db.reader)).map(({ unit }) => unit)).toEqual(['materials', 'sales']);
}

const gapKeys = async (way: Way) =>
  (await mapState(way.db.reader, await way.organisation())).gaps.map(({ key }) => key);

/** The gap is found, both sides agree on one wording, and a request takes its target from it. */
export async function agreement(way: Way): Promise<void> {
  await way.until(shanghai('2026-05-11T09:30'));
  expect(told(way, /有 1 处双方看法不同/)).toEqual(['he', 'lin']);
  expect(await gapKeys(way)).toEqual([unseen]);
  await way.presses('he', '查看第 1 条');
  await way.presses('he', '提出说法');
  await way.fillsPages('he', {
    销售部对物控部的要求: { 关于哪方面: '准时', 数字: '4', 单位: '小时', 用文字说明: '收到订单后四小时内答复' },
  });
  expect(told(way, /何建国为销售部对物控部的要求提出一个共同的说法/, 'he')).toEqual(['lin']);
  await way.presses('lin', '确认');
  expect(told(way, /销售部和物控部已达成约定，第 1 版/, 'lin')).toContain('he');
  expect(await gapKeys(way)).toEqual([]);

  await way.says('xu', '/request 物控部 查 A 料');
  await way.fillsPages('xu', { 新请求: { '有多急？': '普通' } });
  expect(await way.reads('luo')).toContain('双方约定');
  expect(told(way, /R-1001/, 'xu')).toEqual(['luo', 'xu']);
  await way.presses('luo', '交付');
  await way.fillsPages('luo', { 交付: { 说明: '齐了' } });
  await way.presses('xu', '确认');
  await way.fillsPages('xu', { 确认: { 这次服务怎么样: '5' } });
  told(way, /R-1001/, 'luo', 'xu');
}

/** A fortnight later both departments are asked again; most say the same, and what was found is gone. */
export async function secondRound(way: Way): Promise<void> {
  await way.until(shanghai('2026-05-19T10:00'));
  quietly(way);
  await way.says('chen', '/questionnaire');
  await way.presses('chen', '开始一轮');
  await way.fillsPages('chen', {
    开始一轮问卷: { '问哪些人？': '部门，连同下级部门', '哪些部门？': ['销售部', '物控部'] },
  });
  quietly(way, 'chen');
  await way.until(shanghai('2026-05-20T09:30'));
  expect(told(way, asks, 'chen')).toEqual(['anna', 'he', 'james', 'lin', 'luo', 'tang', 'xie', 'xu', 'zhou']);
  for (const person of ['lin', 'zhou', 'xu']) {
    await way.presses(person, '和上次一样');
    await way.presses(person, '仍然如此');
  }
  for (const person of ['tang', 'luo', 'he']) {
    await way.presses(person, '开始');
    await way.fillsPages(person, {
      您的工作: work('备料和发货', { [customers]: ['销售部'] }),
      交给销售部: {
        '你们之间是哪种合作？': '同一产品的下一道工序',
        '您具体交给销售部什么？': '齐套的订单',
        最主要的要求是什么: '准时',
        '多少？请带上单位': '4 小时',
      },
    });
  }
  quietly(way, 'lin', 'zhou', 'xu', 'tang', 'luo', 'he');
  await ends(way, shanghai('2026-05-20T10:05'));
  await publish(way);
  await way.until(shanghai('2026-05-22T12:00'));
  quietly(way);
  const { gaps } = await mapDiff(way.db.reader, await way.organisation(), shanghai('2026-05-10T12:00'));
  expect(gaps.went.map(({ key }) => key)).toEqual([unseen]);
  expect(gaps.came).toEqual([]);
  await way.says('lin', '/map');
  expect(await way.reads('lin')).toContain('没有未谈妥的差距');
  quietly(way, 'lin');
}
