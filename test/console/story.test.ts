import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { conversation } from '../../adapters/console/store.ts';
import { rows } from '../../src/db/database.ts';
import { demoCompany } from '../../src/demo/company.ts';
import { demoCompanyIn } from '../../src/demo/company-en.ts';
import { createDemo, demoStart, forgotten } from '../../src/demo/controls.ts';
import { inventedHistory } from '../../src/demo/history.ts';
import { mapState } from '../../src/map/state.ts';
import { organisationOf } from '../../src/org/build.ts';
import type { Locale } from '../../src/org/organisation.ts';
import { requestFacts } from '../../src/requests/tables.ts';
import { fileOf } from '../org/yaml.ts';
import { read, type World, world } from '../world.ts';

function player(w: World) {
  const clock = { ...w.clock, shiftMs: () => 0 };
  return createDemo({
    db: w.db,
    clock,
    organisation: w.organisation,
    engine: w.engine,
    people: {
      say: (account, text) => w.acts.say(account, text, []),
      click: (account, action, value) => w.acts.click(account, action, value),
      submit: (account, action, context, answers) => w.acts.submit(account, action, context, answers),
    },
    buttons: async (account) =>
      (await conversation(w.db.reader, account, 50)).reverse().flatMap(({ card }) => card.buttons),
    messengerTables: ['console_messages', 'console_reads'],
  });
}

/** All that was ever said, though cards read otherwise by now. */
const everything = (w: World): string => w.transcript.map(({ card }) => read(card)).join('\n');

test.each(['zh-CN', 'en'] as const)(
  'the three stories of the demo are played to their end, and begun anew: %s',
  async (locale: Locale) => {
    const w = await world({ at: demoStart, company: demoCompanyIn(locale), rhythm: true });
    const { story } = player(w);
    await story.reset();
    for (const _ of story.steps) await story.next();
    expect(await story.position()).toBe(story.steps.length);
    const said = everything(w);
    const digests = w.transcript.filter(({ account, card }) => account === 'he' && twelveWeeks.test(read(card)));
    expect(digests.map(({ card }) => card.title)).toHaveLength(3);
    // The invented weeks are figures and nothing else: no line names one of their requests.
    expect(numbersIn(w).filter((number) => number < 1001)).toEqual([]);
    for (const words of locale === 'en'
      ? [
          'Sales depends on Material Control, and Material Control does not name it',
          'have agreed, version 1',
          'as both departments agreed',
          'Sales gave R-1006 of Material Control 2 of 5',
          ...['A-1', 'opens again'],
        ]
      : [
          ...['销售部依靠物控部，而物控部没有把它列为客户', '已达成约定，第 1 版', '双方约定，第 1 版'],
          '销售部给物控部完成的 R-1006 打了 2 分（满分 5 分）：“缺铜箔昨天就知道，当天说一声就好”',
          '的例会取消：财务部与',
          '与物控部的例会，销售部看重的事',
          '纪要双方已确认：物控部与销售部',
          '已完成：A-1 每天 16:00 更新可发数量表',
          '问题又出现了，A-1',
        ])
      expect(said).toContain(words);
    const org = await w.organisation();
    expect((await mapState(w.db.reader, org)).gaps).toEqual([]);
    expect(org.agreements).toHaveLength(1);
    expect(w.sent().length).toBeGreaterThan(30);

    await story.reset();
    expect(await factsOf(w)).toEqual(invented);
    expect((await w.organisation()).agreements).toEqual([]);
    const left = await rows<{ count: number }>(
      w.db.reader,
      sql`select (select count(*) from questionnaire_rounds) + (select count(*) from questionnaire_sheets)
               + (select count(*) from map_proposals) as count`,
    );
    expect(Number(left[0]?.count)).toBe(0);
    await story.next();
    expect(await story.position()).toBe(1);
    w.sent();
  },
  480_000,
);

/** A head's digest with its picture, in words. */
const twelveWeeks = /(物控部周报[\s\S]*最近 12 周的按时率|Material Control[\s\S]*last 12 weeks)/;

/** Numbers of requests in all that was said. */
const numbersIn = (w: World): number[] => [...everything(w).matchAll(/R-(\d+)/g)].map(([, number]) => Number(number));

const factsOf = (w: World) => w.db.reader.select().from(requestFacts).orderBy(requestFacts.number);

/** As the first start writes them, with the company read from its file. */
const invented = inventedHistory(organisationOf(fileOf(demoCompany)), demoStart);

/** What is no doing of the demo's people: the organisation, keys and links, and what goes by itself. */
const stays = [
  ...['org_items', 'org_state', 'settings', 'directory_people', 'questionnaire_versions'],
  ...['files', 'pages_browsers', 'pages_contexts', 'pages_used', 'rate_limits', 'waker_slots'],
];

test('begun anew, the demo has forgotten meetings, improvements, settings and digests, counts from one, and has its invented weeks', async () => {
  const w = await world({ at: demoStart, company: demoCompanyIn('zh-CN') });
  const { story } = player(w);
  await w.acts.say('chen', '/例会 排', []);
  await w.acts.say('lin', '/周报 每日', []);
  await rows(w.db.reader, sql`select nextval('actions_id_seq')`);
  await story.reset();

  const all = await rows<{ name: string }>(
    w.db.reader,
    sql`select table_name as name from information_schema.tables where table_schema = 'public'`,
  );
  const ofMessengers = /^(console|slack|wecom|dingtalk)_/;
  const undecided = all
    .map(({ name }) => name)
    .filter((name) => !ofMessengers.test(name) && !stays.includes(name) && !forgotten.includes(name));
  expect(undecided).toEqual([]);
  for (const table of ['meetings', 'actions', 'meeting_weeks', 'digest_people'])
    expect([table, await rows(w.db.reader, sql`select * from ${sql.identifier(table)}`)]).toEqual([table, []]);
  expect(await factsOf(w)).toEqual(invented);
  const [next] = await rows<{ id: string }>(w.db.reader, sql`select nextval('actions_id_seq') as id`);
  expect(Number(next?.id)).toBe(1);
  w.sent();
});
