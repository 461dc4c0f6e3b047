import { both, later, type Stage, type Step, type Words } from './stage.ts';

/** Files upstream because of what one is blocked by; the new request's number is on the filer's newest card. */
async function blocked(
  stage: Stage,
  who: string,
  request: string,
  to: string,
  need: Words,
  name: string,
): Promise<Record<string, string>> {
  await stage.wait(6);
  await stage.people.submit(who, 'requests.block', stage.numbers[request] ?? '', {
    how: 'new',
    to,
    need: need[stage.locale],
  });
  return filed(stage, who, name);
}

async function filed(stage: Stage, who: string, name: string): Promise<Record<string, string>> {
  await stage.settle();
  const button = (await stage.buttons(who)).find((one) => one.action === 'requests.change');
  return button ? { [name]: button.value } : {};
}

async function delivers(
  stage: Stage,
  supplier: string,
  customer: string,
  request: string,
  note: Words,
): Promise<Record<string, string>> {
  const number = stage.numbers[request] ?? '';
  await stage.people.submit(supplier, 'requests.deliver', number, { text: note[stage.locale] });
  await stage.settle();
  await stage.people.submit(customer, 'requests.confirm', number, { rating: '5', text: '' });
  return {};
}

/** The rush order of the demo, one sentence a step. Nothing in it is more than what people could do themselves. */
export const storySteps: readonly Step[] = [
  {
    text: {
      'zh-CN': '五一假期。销售部林晓燕接到急单：一百万件，七天。她不打电话给老板，直接向物控部提出紧急请求。',
      en: 'A public holiday. Lin of sales takes a rush order: one million, seven days. She phones nobody; she files an urgent request with material control.',
    },
    watch: 'luo',
    async play(stage) {
      const need = both('SO-2051 出口订单一百万件，七天内要货', 'SO-2051 for export: one million, within seven days')[
        stage.locale
      ];
      await stage.people.say('lin', both(`/request 物控部 ${need}`, `/request material control ${need}`)[stage.locale]);
      await stage.people.submit('lin', 'requests.file', '{}', {
        to: 'materials',
        need,
        needBy: later(stage, 7 * 24 * 60),
        blocks: both('出口订单 SO-2051', 'export order SO-2051')[stage.locale],
        urgency: 'urgent',
      });
      return filed(stage, 'lin', 'sales');
    },
  },
  {
    text: {
      'zh-CN': '物控部值班的罗勇查到库存不够，说明被生产部卡住：新的请求送到生产部，整条链都能看到。',
      en: 'Luo, on duty at material control, is short of stock and says so: blocked by production. The new request goes there, and the whole chain shows it.',
    },
    watch: 'zhao',
    play: (stage) =>
      blocked(
        stage,
        'luo',
        'sales',
        'production',
        both('SO-2051 缺 60 万件成品', 'SO-2051: 600,000 finished pieces short'),
        'materials',
      ),
  },
  {
    text: {
      'zh-CN':
        '生产部值班的赵敏没有响应。15 分钟提醒，30 分钟到副职刘洋，45 分钟到负责人王强：在生产部内部升级，没有人找老板。',
      en: 'Zhao, on duty at production, does not answer. A reminder at 15 minutes, the deputy at 30, the head at 45: it climbs inside production, and nobody calls the boss.',
    },
    watch: 'wang',
    async play(stage) {
      await stage.wait(45);
      return {};
    },
  },
  {
    text: {
      'zh-CN': '生产部负责人王强缺铜箔，向采购部提出请求。',
      en: 'Wang, head of production, lacks copper foil and files with purchasing.',
    },
    watch: 'feng',
    play: (stage) =>
      blocked(
        stage,
        'wang',
        'materials',
        'purchasing',
        both('缺铜箔 2 吨，供应商放假', '2 t of copper foil short, the supplier is on holiday'),
        'production',
      ),
  },
  {
    text: {
      'zh-CN': '采购部冯涛：供应商要先收款才发货，向财务部提出请求。',
      en: 'Feng of purchasing: the supplier ships against payment. He files with finance.',
    },
    watch: 'song',
    play: (stage) =>
      blocked(
        stage,
        'feng',
        'production',
        'finance',
        both('供应商要先付 30 万元才发货', 'the supplier ships against 300,000 paid first'),
        'purchasing',
      ),
  },
  {
    text: {
      'zh-CN':
        '财务部宋佳：账上不够，要先收回客户货款。请求回到了销售部，环闭合了。相关部门的值班人和负责人同时收到一张卡片。',
      en: 'Song of finance: the account is short, a customer has to pay first. That comes back to sales: the ring is closed, and exactly its duty people and heads see it on one card.',
    },
    watch: 'song',
    play: (stage) =>
      blocked(
        stage,
        'song',
        'purchasing',
        'sales',
        both('先收回 SO-1988 货款 50 万元', 'collect the 500,000 for SO-1988 first'),
        'finance',
      ),
  },
  {
    text: {
      'zh-CN': '每个部门只回答一个问题：不用等就能先放出什么？财务部提议先付 10 万元定金。',
      en: 'Each answers one question: what could you release without waiting? Finance offers a part payment of 100,000.',
    },
    watch: 'wang',
    async play(stage) {
      const offer = (await stage.buttons('song')).find((button) => button.action === 'requests.offer');
      if (offer)
        await stage.people.submit('song', 'requests.offer', offer.value, {
          what: both('先付 10 万元定金', 'pay 100,000 of it now')[stage.locale],
          by: later(stage, 120),
        });
      return {};
    },
  },
  {
    text: {
      'zh-CN': '财务部付出定金，不再等待：环解开了。销售部承诺收款时间，采购部确认到款。',
      en: 'Finance pays the part and waits no longer: the ring opens. Sales promises when it will collect; purchasing confirms the payment.',
    },
    watch: 'feng',
    async play(stage) {
      await stage.people.click('song', 'requests.unblock', stage.numbers.purchasing ?? '');
      await stage.settle();
      await stage.people.submit('xu', 'requests.accept', stage.numbers.finance ?? '', { at: later(stage, 8 * 60) });
      return delivers(stage, 'song', 'feng', 'purchasing', both('定金 10 万元已付', '100,000 paid in advance'));
    },
  },
  {
    text: {
      'zh-CN': '一小时后铜箔到厂：采购部交付，生产部确认。',
      en: 'An hour later the foil arrives: purchasing delivers, production confirms.',
    },
    watch: 'wang',
    async play(stage) {
      await stage.wait(60);
      return delivers(stage, 'feng', 'wang', 'production', both('铜箔 2 吨已到厂', '2 t of foil have arrived'));
    },
  },
  {
    text: {
      'zh-CN': '两小时后第一批下线：生产部交付，物控部确认。',
      en: 'Two hours later the first lot is done: production delivers, material control confirms.',
    },
    watch: 'luo',
    async play(stage) {
      await stage.wait(120);
      return delivers(stage, 'wang', 'luo', 'materials', both('首批 60 万件已下线', 'the first 600,000 are done'));
    },
  },
  {
    text: {
      'zh-CN': '物控部可以发货，销售部确认并评分。所有人看到时间花在了哪里，而总经理没有接到一个电话。',
      en: 'Material control can ship; sales confirms and rates it. Everyone sees where the time went, and the general manager was phoned for nothing.',
    },
    watch: 'lin',
    async play(stage) {
      await stage.wait(30);
      return delivers(stage, 'luo', 'lin', 'sales', both('可以按期发货', 'it can ship on time'));
    },
  },
];
