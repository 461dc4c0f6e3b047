import { sql } from 'drizzle-orm';
import { settleActions } from '../../src/meetings/actions/standing.ts';
import type { Action } from '../../src/meetings/types.ts';
import { action } from '../meetings/agenda/kit.ts';
import { does as inOne } from '../meetings/life/kit.ts';
import { changePeople } from '../questionnaires/rounds/company.ts';
import { hours } from '../world.ts';
import type { Both, Play } from './play.ts';

const does = (play: Play, who: string, what: string, value: string, answers?: Record<string, string>) =>
  play.press(who, `meetings.actions.${what}`, value, answers);

const daily: Both = ['The stock list is renewed daily at 16:00', '库存表每天 16:00 前更新'];
const sign: Both = ['Nobody has to ask for three weeks', '连续三周不用催'];

/** Improvements, from agreeing on one to its problem staying away. */
export async function improvements(play: Play): Promise<void> {
  await agreeing(play);
  await changing(play);
  await closing(play);
  await lists(play);
  await gone(play);
}

async function agreeing(play: Play): Promise<void> {
  await play.chapter(['Improvements', '改进措施'], '2026-05-11T10:00');
  await play.says('he', ['/actions', '/改进']);
  await does(play, 'xu', 'add', '|');
  await does(play, 'he', 'show', '99');
  const opened = await does(play, 'he', 'add', '|');
  const good = {
    ...{ pair: 'materials>sales', text: play.pick(daily), owner: 'he', due: '2026-05-20', sign: play.pick(sign) },
    cause: 'materials/check-stock/late',
  };
  for (const due of [play.pick(['some day', '改天']), '2026-01-05', '2029-01-05'])
    await play.fill('he', opened, { ...good, due });
  await play.fill('he', opened, { ...good, owner: 'wang' });
  await play.fill('he', opened, good);
}

async function changing(play: Play): Promise<void> {
  play.scene(['A new date, another owner', '改期限、转交']);
  await does(play, 'he', 'move', '1', { due: '2026-05-22' });
  await does(play, 'he', 'move', '1', { due: '2026-05-22' });
  await does(play, 'he', 'hand', '1', { owner: 'luo' });
  const again = await does(play, 'he', 'hand', '1');
  await play.fill('he', again, { owner: 'luo' });
  await does(play, 'lin', 'done', '1');
  await does(play, 'yang', 'reopen', '1');
  await does(play, 'lin', 'reopen', '1');
  play.scene(['Before its date, and after', '到期前后']);
  await play.until('2026-05-21T09:00');
  await play.until('2026-05-25T09:00');
  await play.says('luo', ['/actions', '/改进']);
}

async function closing(play: Play): Promise<void> {
  play.scene(['Done, and back again', '完成，问题又出现']);
  await does(play, 'luo', 'done', '1', { words: play.pick(['Two weeks without a call', '两周没有人催']) });
  await does(play, 'luo', 'done', '1');
  await play.quietly(async () => {
    await play.advance(hours(1));
    const request = await play.says('lin', ['/request service:check-stock SO-2077', '/请求 查库存 SO-2077']);
    await play.fill('lin', request, { to: 'service:check-stock', urgency: 'normal' });
  });
  await play.until('2026-05-25T17:30');
  await play.quietly(() => play.until('2026-05-26T09:30'));
  await play.looks();
  await play.quietly(() => does(play, 'luo', 'done', '1', { words: play.pick(sign) }));
  await does(play, 'lin', 'reopen', '1', { words: play.pick(['Asked twice again', '又催了两次']) });
  await does(play, 'luo', 'drop', '1', { words: play.pick(['A system does it now', '改由系统自动更新']) });
  await does(play, 'lin', 'show', '1');
}

async function lists(play: Play): Promise<void> {
  play.scene(['A list', '列表']);
  const text = play.pick(daily);
  const made: Partial<Omit<Action, 'id'>>[] = [
    { owner: 'tang', text },
    { owner: 'wang', text, supplier: 'production', customer: 'materials' },
    { owner: 'luo', text, status: 'done', closedAt: play.world.clock.now() },
    ...Array.from({ length: 14 }, () => ({ owner: 'he', text, due: '2026-06-20' })),
  ];
  for (const one of made) await action(play.world, { sign: play.pick(sign), ...one });
  await play.says('he', ['/actions', '/改进']);
  await alone(play);
  const lonely = await action(play.world, {
    supplier: 'office',
    customer: 'finance',
    owner: 'chen',
    text,
    sign: play.pick(sign),
  });
  await does(play, 'chen', 'hand', String(lonely.id));
}

/** Agreed on with a department that is no more. */
async function gone(play: Play): Promise<void> {
  play.scene(['Its department is dissolved', '部门撤销']);
  const customer = play.pick(['Packing', '包装部']);
  await action(play.world, { customer, text: play.pick(daily), sign: play.pick(sign) });
  await inOne(play.world, settleActions);
  await play.looks();
}

/** Chen has nobody else in the office any more. */
async function alone({ world }: Play): Promise<void> {
  await world.db.transaction((tx) =>
    tx.execute(
      sql`update org_items set spec = spec || '{"deputy":"chen"}' where kind = 'department' and key = 'office'`,
    ),
  );
  await changePeople(world, ['gu'], { department: 'finance' });
}
