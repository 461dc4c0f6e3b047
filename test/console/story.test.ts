import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { conversation } from '../../adapters/console/store.ts';
import { rows } from '../../src/db/database.ts';
import { demoCompanyIn } from '../../src/demo/company-en.ts';
import { createDemo, demoStart } from '../../src/demo/controls.ts';
import { mapState } from '../../src/map/state.ts';
import type { Locale } from '../../src/org/organisation.ts';
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
  'both stories of the demo are played to their end, and begun anew: %s',
  async (locale: Locale) => {
    const w = await world({ at: demoStart, company: demoCompanyIn(locale) });
    const { story } = player(w);
    for (const _ of story.steps) await story.next();
    expect(await story.position()).toBe(story.steps.length);
    const said = everything(w);
    for (const words of locale === 'en'
      ? [
          'Sales depends on Material Control, and Material Control does not name it',
          'have agreed, version 1',
          'as both departments agreed',
        ]
      : ['销售部依靠物控部，而物控部没有把它列为客户', '已达成约定，第 1 版', '双方约定，第 1 版'])
      expect(said).toContain(words);
    const org = await w.organisation();
    expect((await mapState(w.db.reader, org)).gaps).toEqual([]);
    expect(org.agreements).toHaveLength(1);
    expect(w.sent().length).toBeGreaterThan(30);

    await story.reset();
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
  240_000,
);
