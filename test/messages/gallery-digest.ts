import { digestCard, type Told } from '../../src/digest/cards.ts';
import { lookOf } from '../../src/digest/look.ts';
import type { Does, RequestNeed } from '../../src/digest/needs/requests.ts';
import {
  actionFound,
  gapFound,
  minutesFound,
  proposalFound,
  requestFound,
  ringFound,
  sheetFound,
  worded,
} from '../../src/digest/needs/words.ts';
import { departmentName } from '../../src/org/organisation.ts';
import { busy, company, figures, quiet, share } from '../digest/faces/kit.ts';
import { within } from '../map/kit.ts';
import { days, shanghai } from '../world.ts';
import type { Play } from './play.ts';

/** What managers read on Monday, and what they get when they ask. */
export async function digest(play: Play): Promise<void> {
  await play.chapter(['The digest', '周报'], '2026-05-08T09:30');
  await play.says('lin', ['/digest weekly', '/周报 每周']);
  await play.says('lin', ['/digest', '/周报']);
  await play.quietly(() => aWeek(play));
  play.scene(['On Monday, from nine on', '周一九点起']);
  await play.until('2026-05-18T09:20');
  play.scene(['Whenever somebody asks', '随时查看']);
  await play.says('wang', ['/digest', '/周报']);
  await play.says('wang', ['/digest sales', '/周报 销售部']);
  await play.says('xu', ['/digest', '/周报']);
  await play.says('chen', ['/digest', '/周报']);
  play.scene(['When it comes', '什么时候发']);
  for (const when of [
    ['daily', '每日'],
    ['off', '停'],
  ] as const)
    await play.says('lin', [`/digest ${when[0]}`, `/周报 ${when[1]}`]);
  await play.says('zhou', ['/digest weekly', '/周报 每周']);
  await play.says('xu', ['/digest daily', '/周报 每日']);
  await play.says('he', ['/digest daily', '/周报 每日']);
  await play.until('2026-05-19T09:20');
  play.scene(['A word it does not know', '不认识的说法']);
  await play.says('lin', ['/digest monthly', '/周报 每月']);
  await play.says('lin', ['/digest prodution', '/周报 生产不']);
  await play.press('lin', 'digest.gone', '');
  await play.opens('wang');
  await fullWeeks(play);
  await everyNeed(play);
}

/** Everything that can need a manager, a few of it in each digest. */
async function everyNeed(play: Play): Promise<void> {
  play.scene(['Everything that can need you', '各种需要处理的事']);
  const org = await play.world.organisation();
  const viewer = org.people.get('lin');
  if (!viewer) throw new Error('nobody reads it');
  const words = play.pick(['500 pcs of part A', '500 件 A 料']);
  const due = shanghai('2026-05-14T17:00');
  const about = { department: 'sales', customer: 'sales', supplier: 'materials', urgent: false, due, between: null };
  const request = (does: Does, number: number, over: Partial<RequestNeed> = {}) =>
    requestFound({ ...about, does, number, need: words, ...over });
  const pair = { key: 'k', supplier: 'materials', customer: 'sales' };
  const gap = { ...pair, kind: 'unknownRequirement' as const, requires: within(1, play.pick(['d', '天'])) };
  const found = [
    ...(['rule', 'own', 'accept', 'chain', 'agreeLater', 'answer', 'agreeDecline', 'confirm'] as const).map(
      (does, at) => request(does, 1050 + at),
    ),
    request('own', 1060, { between: ['materials', 'production'] }),
    ringFound({ id: 1, department: 'sales', departments: ['sales', 'materials', 'production'] }),
    actionFound({ supplier: 'sales', owner: 'lin', id: 7, due: '2026-05-15', words }),
    minutesFound({ id: 1, department: 'sales', departments: ['sales', 'materials'], from: due }),
    proposalFound({ id: 1, department: 'sales', other: 'materials', requirement: gap.requires }),
    sheetFound({ department: 'sales', round: 1, person: 'lin' }),
    gapFound(gap, 0),
    gapFound(gap, 2),
  ];
  const all = found.map((one) => worded(org, viewer, one));
  for (let from = 0; from < all.length; from += 5) {
    const needs = all.slice(from, from + 5);
    const told: Told = { cadence: 'weekly', company: null, departments: [busy('sales')], needs, page: () => null };
    await play.draws('lin', digestCard(lookOf(org, viewer), told));
  }
}

/** Digests of weeks in which much happened, and of one in which nothing did. */
async function fullWeeks(play: Play): Promise<void> {
  play.scene(['After weeks in which much happened', '往来多的几周之后']);
  const org = await play.world.organisation();
  const draws = async (who: string, over: Partial<Told>) => {
    const viewer = org.people.get(who);
    if (!viewer) throw new Error(`${who} is not there`);
    const told: Told = { cadence: 'weekly', company: null, departments: [], needs: [], page: () => null, ...over };
    await play.draws(who, digestCard(lookOf(org, viewer), told));
  };
  const calm = figures('materials', { now: { supplier: { filed: 9, onTime: share(9, 9), open: 1 } } });
  const late = figures('quality', { now: { supplier: { filed: 1, open: 2, overdue: 1 } } });
  const need = (number: number) => ({
    ...{ weight: 1, kind: 'request' as const, action: 'requests.accept', value: String(number) },
    text: play.pick([
      `R-${number}: ${departmentName(org, 'materials')} has no answer yet.`,
      `R-${number}：${departmentName(org, 'materials')}还没有收到答复。`,
    ]),
    label: play.pick(['Promise a time', '承诺时间']),
  });
  await draws('wang', { departments: [late, busy('production'), calm], needs: [need(1042), need(1043)] });
  await draws('lin', { departments: [busy('sales')], cadence: 'daily' });
  await draws('lin', { departments: [calm], needs: null });
  const many = [...org.departments.keys(), ...org.departments.keys()].map((key) => ({ ...calm, department: key }));
  await draws('lin', { departments: [busy('sales'), ...many] });
  await draws('chen', { company: company(), departments: [busy('office')] });
  await draws('chen', { company: company(), cadence: 'daily' });
  await draws('lin', { departments: [quiet('sales')] });
  await draws('xu', { departments: [quiet('sales')], needs: null });
}

/** Four deliveries, one of them late, and one request that stays open. */
async function aWeek(play: Play): Promise<void> {
  await play.until('2026-05-11T09:30');
  for (let count = 0; count < 5; count++) {
    const opened = await play.says('lin', ['/request production 500 pcs of part A', '/请求 生产部 500 件 A 料']);
    await play.fill('lin', opened, { urgency: count === 0 ? 'urgent' : 'normal' });
  }
  for (const number of [1001, 1002, 1003, 1004]) {
    await play.press('sun', 'accept', number, {});
    if (number === 1004) await play.advance(days(4));
    await play.press('sun', 'deliver', number, {});
    await play.press('lin', 'confirm', number, { rating: number === 1004 ? '3' : '5' });
  }
}
