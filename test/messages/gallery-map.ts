import { mapState } from '../../src/map/state.ts';
import { customer, publish, requirement, statement, supplier, trouble, within } from '../map/kit.ts';
import { shanghai } from '../world.ts';
import type { Play } from './play.ts';

const unseen = 'unseenCustomer:materials>sales';

/** Where two sides see it differently, and how they come to one wording. */
export async function map(play: Play): Promise<void> {
  await everyGap(play);
  await agreeing(play);
  await names(play);
}

async function everyGap(play: Play): Promise<void> {
  await play.chapter(['The map: every kind of gap', '地图：各种差异'], '2026-05-06T10:00');
  const days = play.pick(['d', '天']);
  const onTime = within(1, days, play.pick(['complete', '订单齐套']));
  const publishedAt = shanghai('2026-05-06T10:00');
  await play.says('lin', ['/map', '/地图']);
  await publish(play.world.db, [
    statement(
      'sales',
      {
        suppliers: [
          supplier('materials', [onTime]),
          supplier('production', [within(4, 'h'), requirement('complete')], { troubles: [trouble('reachable', '')] }),
          supplier('quality', [requirement('correct', { amount: 98, unit: '%' })]),
        ],
        customers: [customer('finance')],
      },
      { publishedAt },
    ),
    statement('materials', { customers: [customer('finance')] }, { publishedAt }),
    statement(
      'production',
      { customers: [customer('sales', [within(1, days), requirement('informed')]), customer('~external')] },
      { publishedAt },
    ),
    statement(
      'quality',
      { customers: [customer('sales', [requirement('correct', { amount: 95, unit: '%' })])] },
      { publishedAt },
    ),
    statement('finance', { suppliers: [supplier('materials')] }, { publishedAt }),
    statement('office', {}, { publishedAt }),
  ]);
  await play.until('2026-05-07T09:30');
  await play.says('lin', ['/map', '/地图']);
  await play.says('lin', ['/map production', '/地图 生产部']);
  await play.says('lin', ['/map prodution', '/地图 生产不']);
  await play.says('lin', ['/map moon', '/地图 月亮']);
  await play.press('lin', 'map.gaps', 'sales');
  const { gaps } = await mapState(play.world.db.reader, await play.world.organisation());
  for (const { key } of gaps.filter((gap) => gap.customer === 'sales' || gap.supplier === 'sales'))
    await play.press('lin', 'map.gap', key);
  await play.press('xu', 'map.gap', unseen);
  await play.press('lin', 'map.gap', 'unseenCustomer:sales>sales');
  await play.press('lin', 'map.gone', '');
  play.scene(['A wording about one service, without a time', '针对一项服务、不计时间的说法']);
  const complete = gaps.find(({ kind }) => kind === 'unknownRequirement')?.key ?? '';
  const words = play.pick(['complete, with its papers', '齐套，附单据']);
  await play.press('wang', 'map.propose', complete, { kind: 'complete', service: 'deliver-batch', words });
  await play.pressNewest('lin', 'map.confirm');
  play.scene(['The answers and the org file', '答案与组织文件']);
  const file = await play.press('lin', 'map.file', 'sales');
  const take = file?.kind === 'whisper' ? file.card.buttons[0] : undefined;
  await play.press('xu', 'map.takeLink', take?.value ?? '');
  await play.press('lin', 'map.takeLink', take?.value ?? '');
  await play.press('lin', 'map.takeLink', take?.value ?? '');
}

async function agreeing(play: Play): Promise<void> {
  await play.chapter(['One wording that both sides confirm', '双方确认的一个说法'], '2026-05-06T10:00');
  const publishedAt = shanghai('2026-05-06T10:00');
  await publish(play.world.db, [
    statement('sales', { suppliers: [supplier('materials', [within(1, play.pick(['d', '天']))])] }, { publishedAt }),
    statement('materials', { customers: [customer('finance')] }, { publishedAt }),
  ]);
  await play.until('2026-05-07T09:30');
  const wording = {
    kind: 'onTime',
    amount: '4',
    unit: play.pick(['h', '小时']),
    words: play.pick(['answered within four hours', '四小时内答复']),
  };
  await play.press('he', 'map.propose', unseen, { ...wording, unit: play.pick(['weeks', '周']) });
  await play.press('he', 'map.propose', unseen, wording);
  await play.pressNewest('lin', 'map.refuse', null, { reason: play.pick(['Half a day is better', '半天更好']) });
  await play.press('he', 'map.propose', unseen, { ...wording, amount: '6' });
  await play.pressNewest('lin', 'map.reword', null, { amount: '5' });
  await play.press('lin', 'map.confirm', '1');
  await play.press('lin', 'map.confirm', '2');
  await play.press('lin', 'map.confirm', '3');
  await play.pressNewest('he', 'map.confirm');
  await play.press('he', 'map.confirm', '3');
  await play.press('he', 'map.gaps', 'materials');
  await play.press('he', 'map.renew', 'materials>sales:onTime');
  await play.press('he', 'map.show', 'materials');
  await play.press('he', 'map.file', 'materials');
  const opened = await play.says('xu', ['/request materials Check part A', '/请求 物控部 查 A 料']);
  await play.fill('xu', opened, { urgency: 'normal' });
}

async function names(play: Play): Promise<void> {
  await play.chapter(
    ['Names nobody knows, and work nobody names', '对不上的名称，没有人提到的工作'],
    '2026-05-06T10:00',
  );
  const publishedAt = shanghai('2026-05-06T10:00');
  const words = ['the plating shop', '电镀厂'] as const;
  await publish(play.world.db, [
    statement(
      'sales',
      { suppliers: [supplier(`?${play.pick(words)}`), supplier(`?${play.pick(['the forwarder', '货代'])}`)] },
      { publishedAt },
    ),
    statement('finance', { suppliers: [supplier('sales')] }, { publishedAt, answered: 9, namedCustomer: 2 }),
  ]);
  await play.until('2026-05-07T09:30');
  await play.says('yang', ['/map', '/地图']);
  await play.says('zheng', ['/map', '/地图']);
  const opened = await play.pressNewest('lin', 'map.names');
  const fields = opened?.kind === 'form' ? opened.form.fields : [];
  await play.fill('lin', opened, { [fields[0]?.key ?? '']: '~create', [fields[1]?.key ?? '']: '~ignore' });
  await play.press('xu', 'map.names', 'sales');
}
