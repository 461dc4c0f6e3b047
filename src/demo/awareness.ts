import { both, newest, type Stage, type Step, until } from './stage.ts';

type Pages = Record<string, Record<string, string>>;

/** Someone answers page after page of the questionnaire. */
async function answers(stage: Stage, who: string, pages: Pages): Promise<void> {
  const round = (await newest(stage, who, 'questionnaires.answer.start')) ?? '';
  for (const [page, given] of Object.entries(pages))
    await stage.people.submit(who, 'questionnaires.answer.page', `${round}||${page}`, given);
  await stage.settle();
}

const first = (mainWork: string, suppliers: string, customers: string) => ({
  mainWork,
  suppliers,
  customers,
  suppliersElse: '',
  customersElse: '',
});

const requires = (handsOn: string, requireMeasure: string) => ({
  kind: 'process',
  handsOn,
  requireKind: 'onTime',
  requireMeasure,
  requireWords: '',
});

const sales = ['lin', 'zhou', 'xu'];
const materials = ['he', 'tang', 'luo'];

/** What the rush order left behind: two departments say whom they depend on, and agree. One sentence a step. */
export const awarenessSteps: readonly Step[] = [
  {
    text: both(
      '第二个故事：货款也收回了，总经理陈志远想弄清谁依靠谁，向销售部和物控部发起自我认知问卷；假期里不打扰任何人。',
      'The second story: the money is in as well, and Chen wants to know who depends on whom. He asks sales and material control, and nobody is disturbed on the holiday.',
    ),
    watch: 'chen',
    async play({ people, settle, numbers, locale }) {
      // What is left of the first story comes to its end.
      const paid = both('SO-1988 的货款已收回', 'the money for SO-1988 is in')[locale];
      await people.submit('xu', 'requests.deliver', numbers.finance ?? '', { text: paid });
      await settle();
      await people.submit('song', 'requests.confirm', numbers.finance ?? '', { rating: '5', text: '' });
      const answers = { whom: 'departments', departments: 'sales,materials' };
      await people.submit('chen', 'questionnaires.round.start', '', answers);
      await settle();
      return {};
    },
  },
  {
    text: both(
      '假期结束后的第一个班次，开始半小时后，每人收到一张卡片，只问一次。',
      'Half an hour into the first shift after the holiday everyone has one card, and is asked once.',
    ),
    watch: 'xu',
    async play(stage) {
      await until(stage, ['questionnaires.answer.start'], [...sales, ...materials]);
      return {};
    },
  },
  {
    text: both(
      '销售部三人都说：没有物控部的答复就接不了单，一天内要齐套。',
      'Three of sales say the same: without material control they can confirm no order, and they need it within a day.',
    ),
    watch: 'lin',
    async play(stage) {
      const work = both('接单和交货承诺', 'orders, and promises of delivery')[stage.locale];
      const page = requires(both('可发货数量', 'what can be shipped')[stage.locale], both('1 天', '1 d')[stage.locale]);
      for (const who of sales)
        await answers(stage, who, {
          first: first(work, 'materials', ''),
          's:materials': { ...page, troubleAbout: 'none' },
        });
      return {};
    },
  },
  {
    text: both(
      '物控部三人写下自己的客户：生产部。没有人想到销售部。',
      'Three of material control name their customer: production. Nobody thinks of sales.',
    ),
    watch: 'he',
    async play(stage) {
      const work = both('备料和发货', 'picking and shipping')[stage.locale];
      const page = requires(both('齐套的物料', 'complete kits')[stage.locale], both('2 小时', '2 h')[stage.locale]);
      for (const who of materials)
        await answers(stage, who, { first: first(work, '', 'production'), 'c:production': page });
      return {};
    },
  },
  {
    text: both(
      '陈志远结束这一轮。两位负责人看到本部门的汇总，只有人数，没有名字，按原样发布。',
      'Chen ends the round. Both heads read what their people said, with counts and without names, and publish it as it is.',
    ),
    watch: 'lin',
    async play(stage) {
      const round = await newest(stage, 'chen', 'questionnaires.round.end');
      if (round) await stage.people.click('chen', 'questionnaires.round.endNow', round);
      await stage.settle();
      await until(stage, ['questionnaires.sheet.publish'], ['lin', 'he']);
      for (const head of ['lin', 'he']) {
        const value = await newest(stage, head, 'questionnaires.sheet.publish');
        if (value) await stage.people.click(head, 'questionnaires.sheet.publish', value);
        await stage.settle();
      }
      return {};
    },
  },
  {
    text: both(
      '第二天早上，两位负责人各收到一张卡片：销售部依靠物控部，而物控部没有把它列为客户。',
      'The next morning both heads have a card: sales depends on material control, which does not name it as a customer.',
    ),
    watch: 'he',
    async play(stage) {
      await until(stage, ['map.gap'], ['he', 'lin']);
      return {};
    },
  },
  {
    text: both(
      '何建国提出一个说法：四小时内答复。林晓燕确认，约定成立，两边的差距消除。',
      'He of material control proposes one wording: an answer within four hours. Lin confirms it: they have agreed, and the gap is closed.',
    ),
    watch: 'lin',
    async play(stage) {
      const gap = (await newest(stage, 'he', 'map.gap')) ?? '';
      const words = both('收到订单后四小时内答复', 'answered within four hours of the order')[stage.locale];
      const wording = { kind: 'onTime', service: '~any', amount: '4', unit: both('小时', 'h')[stage.locale], words };
      await stage.people.submit('he', 'map.propose', gap, wording);
      await stage.settle();
      const proposal = await newest(stage, 'lin', 'map.confirm');
      if (proposal) await stage.people.click('lin', 'map.confirm', proposal);
      await stage.settle();
      return {};
    },
  },
  {
    text: both(
      '徐佳再向物控部提出请求：时限不再是默认的两天，而是双方约定的四小时。发送 /地图 可以看到整张图。',
      'Xu asks material control once more: the target is no longer the usual two days, but the four hours both have agreed on. /map shows the picture.',
    ),
    watch: 'xu',
    async play(stage) {
      const need = both('SO-2052 能发多少', 'SO-2052: how much can be shipped')[stage.locale];
      const blocks = both('新订单 SO-2052', 'the new order SO-2052')[stage.locale];
      await stage.people.submit('xu', 'requests.file', '{}', { to: 'materials', need, blocks, urgency: 'normal' });
      await stage.settle();
      await stage.people.say('xu', both('/地图', '/map')[stage.locale]);
      return {};
    },
  },
];
