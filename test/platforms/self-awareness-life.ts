import { sql } from 'drizzle-orm';
import { rows } from '../../src/db/database.ts';
import { sheets } from '../../src/questionnaires/tables.ts';
import { publish, statement, supplier, within } from '../map/kit.ts';
import { shanghai } from '../world.ts';
import { lasting } from './filling.ts';
import { fillsPages, pressesThen } from './self-awareness-pages.ts';
import type { PlatformWorld } from './world.ts';

/** What is stored in the end. */
export interface Facts {
  rounds: number;
  /** `person status`, sorted. */
  people: string[];
  /** `unit version` of what is published. */
  sheets: string[];
  /** `version status` of wordings. */
  proposals: string[];
  agreements: number;
}

const crew = ['he', 'luo', 'tang', 'xie'];
const unseen = 'unseenCustomer:materials>sales';

/** What comes of the whole life, once. */
export const whole: Facts = {
  rounds: 1,
  people: crew.map((person) => `${person} finished`),
  sheets: ['materials 1', 'sales 1'],
  proposals: ['1 agreed'],
  agreements: 1,
};

export async function facts(w: PlatformWorld): Promise<Facts> {
  const on = w.parts.db.reader;
  const lines = async (query: ReturnType<typeof sql>) =>
    (await rows<{ line: string }>(on, query)).map((row) => row.line);
  return {
    rounds: (await lines(sql`select id::text as line from questionnaire_rounds`)).length,
    people: await lines(sql`select person || ' ' || status as line from questionnaire_people order by 1`),
    sheets: await lines(sql`select unit || ' ' || version as line from ${sheets} where published order by 1`),
    proposals: await lines(sql`select version || ' ' || status as line from map_proposals order by 1`),
    agreements: (await w.parts.organisation()).agreements.length,
  };
}

interface Deed {
  does(w: PlatformWorld): Promise<void>;
  /** Whether it has been done already. */
  made(facts: Facts): boolean;
}

const until = (w: PlatformWorld, at: string) =>
  w.advance(Math.max(0, shanghai(at).getTime() - w.parts.clock.now().getTime()));

const answers = (person: string): Deed => ({
  async does(w) {
    await pressesThen(w, person, '开始').catch(() => pressesThen(w, person, '继续'));
    await fillsPages(w, person, { 您的工作: { '您的主要工作是什么？': '备料和发货' } });
  },
  made: ({ people }) => people.includes(`${person} finished`),
});

/** A round of one department from its start to an agreement, deed by deed. */
export const deeds: readonly Deed[] = [
  {
    async does(w) {
      await w.says('chen', '/questionnaire');
      await pressesThen(w, 'chen', '开始一轮');
      await fillsPages(w, 'chen', {
        开始一轮问卷: { '问哪些人？': '部门，连同下级部门', '哪些部门？': ['物控部'] },
      });
    },
    made: ({ rounds }) => rounds === 1,
  },
  { does: (w) => until(w, '2026-05-07T08:31'), made: () => false },
  ...crew.map(answers),
  { does: (w) => until(w, '2026-05-07T09:00'), made: () => false },
  {
    does: (w) => pressesThen(w, 'he', '按原样发布'),
    made: ({ sheets }) => sheets.includes('materials 1'),
  },
  {
    async does(w) {
      const said = { suppliers: [supplier('materials', [within(1, '天')])] };
      await publish(w.parts.db, [statement('sales', said, { publishedAt: w.parts.clock.now() })]);
    },
    made: ({ sheets }) => sheets.includes('sales 1'),
  },
  { does: (w) => until(w, '2026-05-08T09:01'), made: () => false },
  {
    async does(w) {
      await pressesThen(w, 'he', '查看第 1 条');
      await pressesThen(w, 'he', '提出说法');
      const wording = { 关于哪方面: '准时', 数字: '4', 单位: '小时', 用文字说明: '四小时内答复' };
      await fillsPages(w, 'he', { 销售部对物控部的要求: wording });
    },
    made: ({ proposals }) => proposals.length > 0,
  },
  { does: (w) => pressesThen(w, 'lin', '确认'), made: ({ proposals }) => proposals.includes('1 agreed') },
];

/** What somebody who has another's card could send with it. */
export const forgeable: readonly [action: string, value: string][] = [
  ['questionnaires.answer.start', '1'],
  ['questionnaires.answer.start', '1|luo'],
  ['questionnaires.round.endNow', '1'],
  ['questionnaires.sheet.publish', '1|materials'],
  ['questionnaires.sheet.restartNow', '1|materials'],
  ['map.confirm', '1'],
  ['map.propose', unseen],
];

/** Messages that bring something new, as they read now, for each person who has some. */
export function news(w: PlatformWorld): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const person of w.parts.homes.keys()) {
    const heads = lasting(w.emulator(person), w.account(person)).map(({ text }) => text.split('\n')[0] ?? '');
    const lines = heads.filter((line) =>
      /^\W*(自我认知 · (已答|请您|已收到)|物控部：|销售部：|销售部和|何建国)/u.test(line),
    );
    if (lines.length > 0) found[person] = lines;
  }
  return found;
}
