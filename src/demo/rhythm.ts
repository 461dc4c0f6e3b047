import { weekOf } from '../digest/periods.ts';
import type { Form } from '../platform/form.ts';
import { both, later, newest, type Stage, type Step, until, type Words } from './stage.ts';

const zone = 'Asia/Shanghai';
/** Heads of departments: they sit in the meetings. */
const heads = ['lin', 'he', 'wang', 'huang', 'zheng', 'yang', 'chen'];
/** Who may be on duty at material control. */
const materials = ['luo', 'xie', 'tang', 'he'];
const ours = ['materials', 'sales'];
/** What can be pressed once a week has been planned: on the card of one meeting, and of several. */
const planned = ['meetings.life.accept', 'meetings.life.acceptAll'];

/** An order asked about: its request, and who takes it on. */
interface Asked {
  who: string;
  number: string;
  duty: string;
}

/** Someone of sales asks material control what can be shipped of an order, and soon has a promise. */
async function asks(stage: Stage, who: string, order: string): Promise<Asked> {
  const need = both(`${order} 能发多少`, `${order}: how much can be shipped`)[stage.locale];
  const blocks = both(`订单 ${order}`, `order ${order}`)[stage.locale];
  await stage.people.submit(who, 'requests.file', '{}', { to: 'materials', need, blocks, urgency: 'normal' });
  await stage.settle();
  const number = (await newest(stage, who, 'requests.change')) ?? '';
  const duty = (await dutyOf(stage, number)) ?? 'tang';
  await stage.wait(9);
  await stage.people.submit(duty, 'requests.accept', number, { at: later(stage, 120) });
  await stage.settle();
  return { who, number, duty };
}

/** Whoever of material control has that request to accept. */
async function dutyOf({ buttons }: Stage, number: string): Promise<string | undefined> {
  for (const who of materials) {
    const found = (await buttons(who)).some(({ action, value }) => action === 'requests.accept' && value === number);
    if (found) return who;
  }
  return undefined;
}

async function delivers(stage: Stage, who: string, number: string, note: Words): Promise<void> {
  await stage.people.submit(who, 'requests.deliver', number, { text: note[stage.locale] });
  await stage.settle();
}

async function confirms(stage: Stage, who: string, number: string, rating: string, remark?: Words): Promise<void> {
  await stage.people.submit(who, 'requests.confirm', number, { rating, text: remark?.[stage.locale] ?? '' });
  await stage.settle();
}

/** Two orders are asked about in the morning and answered before noon. */
async function ordinaryMorning(stage: Stage, day: number): Promise<void> {
  const first = 2053 + 2 * day;
  const asked = [await asks(stage, 'xu', `SO-${first}`), await asks(stage, 'zhou', `SO-${first + 1}`)];
  for (const [index, one] of asked.entries()) {
    await stage.wait(30 + 5 * day);
    await delivers(stage, one.duty, one.number, both('都能按期发', 'all of it, on time'));
    await confirms(stage, one.who, one.number, index === 0 ? '5' : '4');
  }
}

/**
 * Departments with nothing to talk about say so the day before; of sales and material control, who have something, the meeting's
 * id as soon as both have been asked.
 */
async function saysNothing(stage: Stage): Promise<string | null> {
  const asked = new Map<string, { who: string; department: string }[]>();
  for (const who of heads)
    for (const { action, value } of await stage.buttons(who)) {
      const [id = '', department = ''] = action === 'meetings.agenda.nothing' ? value.split('|') : [];
      if (id) asked.set(id, [...(asked.get(id) ?? []), { who, department }]);
    }
  const isOurs = (sides: { department: string }[]) => sides.every(({ department }) => ours.includes(department));
  for (const [id, sides] of asked) {
    if (isOurs(sides)) continue;
    for (const { who, department } of sides)
      await stage.people.click(who, 'meetings.agenda.nothing', `${id}|${department}`);
    await stage.settle();
  }
  return [...asked].find(([, sides]) => sides.length === ours.length && isOurs(sides))?.[0] ?? null;
}

/** The form behind a button, as it opens for someone; null where none does. */
async function formOf({ people }: Stage, who: string, action: string, value: string): Promise<Form | null> {
  const reply = await people.click(who, action, value);
  return reply?.kind === 'form' ? reply.form : null;
}

/** Fills in a form that opens, field by field; a field without an answer keeps what stands in it. */
async function fills(
  stage: Stage,
  who: string,
  [action, value]: [string, string],
  answer: (field: Form['fields'][number]) => string | undefined,
): Promise<void> {
  const form = await formOf(stage, who, action, value);
  if (!form) return;
  const given = form.fields.map((field) => [field.key, answer(field) ?? field.initial ?? '']);
  await stage.people.submit(who, form.action, form.context, Object.fromEntries(given));
  await stage.settle();
}

const allOf = (field: Form['fields'][number]): string | undefined =>
  'options' in field ? field.options.map(({ value }) => value).join(',') : undefined;

/** What the first two stories left behind: a promise kept late. From there the week runs by itself. One sentence a step. */
export const rhythmSteps: readonly Step[] = [
  {
    text: both(
      '第三个故事：SO-2052 能发多少，约定四小时内答复，物控部第二天早上才答。徐佳确认收到，打 2 分，写明原因。',
      'The third story: the answer about SO-2052, agreed for within four hours, comes the next morning. Xu confirms it, rates it 2 of 5 and says why.',
    ),
    watch: 'xu',
    async play(stage) {
      const number = (await newest(stage, 'xu', 'requests.change')) ?? '';
      const duty = (await dutyOf(stage, number)) ?? 'tang';
      await stage.people.submit(duty, 'requests.accept', number, { at: later(stage, 180) });
      await stage.morning();
      await stage.wait(20);
      const answer = both('缺铜箔，先发 12 万件', 'foil is short: 120,000 for now');
      await delivers(stage, duty, number, answer);
      // Office hours begin at nine, and the answer comes with them.
      await stage.wait(45);
      const remark = both(
        '缺铜箔昨天就知道，当天说一声就好',
        'The foil was known to be short. A word the same day would have done',
      );
      await confirms(stage, 'xu', number, '2', remark);
      return {};
    },
  },
  {
    text: both(
      '上午十点，下一周的例会自动排好：物控部和销售部半小时，时间谁也不用约，两位负责人都参加。',
      'At ten the meetings of the next week are planned by themselves: half an hour for material control and sales. Nobody had to negotiate it, and both heads will come.',
    ),
    watch: 'lin',
    async play(stage) {
      await until(stage, planned, ['lin', 'he']);
      for (const who of ['lin', 'he'])
        for (const action of ['meetings.planning.anytime', ...planned]) {
          const value = await newest(stage, who, action);
          if (value !== null) await stage.people.click(who, action, value);
        }
      return {};
    },
  },
  {
    text: both(
      '几天过去，物控部每次都在四小时内答复。没有事要谈的部门点一下“这次没有”：例会取消，半小时还给大家。',
      'Days go by, and material control answers within four hours each time. Departments with nothing to talk about say so with one tap: their meetings are off, and the half hours are given back.',
    ),
    watch: 'zheng',
    async play(stage) {
      for (let day = 0; day < 10; day++) {
        await ordinaryMorning(stage, day);
        const meeting = await saysNothing(stage);
        if (meeting) return { meeting };
        await stage.morning();
        await stage.wait(70);
      }
      return {};
    },
  },
  {
    text: both(
      '例会前一天，林晓燕说出销售部最看重什么：四小时内答复，最重要，眼下只有 2 分。她再加一条议题。',
      'The day before, Lin says what matters to sales: the answer within four hours matters most, and the service was 2 of 5. She adds a point of her own.',
    ),
    watch: 'lin',
    async play(stage) {
      const words = both('缺料要当天说', 'shortages have to be told the same day')[stage.locale];
      await fills(stage, 'lin', ['meetings.agenda.answer', `${stage.numbers.meeting}|sales`], (field) =>
        field.kind === 'scale' ? (field.max === 3 ? '3' : '2') : words,
      );
      const point = both('六月出口订单怎么备料', 'how to stock up for the export orders of June')[stage.locale];
      await stage.people.submit('lin', 'meetings.agenda.add', 'materials|', { words: point });
      return {};
    },
  },
  {
    text: both(
      '没有人写议题，议题已经在那里：徐佳的评分和原话、销售部看重的事、林晓燕加的一条，各有出处。',
      'Nobody wrote the agenda, and there it is: what Xu said of R-1006, what matters to sales, the point Lin added. Each line names its record.',
    ),
    watch: 'he',
    async play(stage) {
      await stage.people.click('he', 'meetings.life.open', stage.numbers.meeting ?? '');
      return {};
    },
  },
  {
    text: both(
      '例会开始，卡片就是会议桌：谈完一条勾一条，记下决定，商定一项改进，由唐丽负责，一周内做到。',
      'The meeting begins, and the card is the table: points are ticked, a decision is noted, and an improvement agreed on. Tang owns it, within a week.',
    ),
    watch: 'he',
    async play(stage) {
      const meeting = stage.numbers.meeting ?? '';
      await until(stage, ['meetings.life.finish'], ['he', 'lin']);
      await stage.wait(12);
      await fills(stage, 'he', ['meetings.life.tick', meeting], allOf);
      const decision = both(
        '缺料当天告诉销售部，不等时限',
        'Sales hears of a shortage the same day, whatever the deadline',
      );
      await stage.people.submit('lin', 'meetings.life.decide', meeting, { text: decision[stage.locale] });
      await stage.settle();
      await stage.people.submit('he', 'meetings.actions.add', `${meeting}|`, {
        text: both('每天 16:00 更新可发数量表', 'A list of what can be shipped, every day at 16:00')[stage.locale],
        owner: 'tang',
        due: later(stage, 7 * 24 * 60),
        sign: both('一周里每次都在四小时内答复', 'For a week every answer comes within four hours')[stage.locale],
        cause: 'materials/~none/late',
      });
      return {};
    },
  },
  {
    text: both(
      '何建国结束例会，纪要自动写好，林晓燕代表销售部确认。双方看到的是同一份。',
      'He closes the meeting and the minutes are written by themselves. Lin confirms them for sales, and both sides read the same.',
    ),
    watch: 'lin',
    async play(stage) {
      const meeting = stage.numbers.meeting ?? '';
      const words = both('下周例会先看这一条', 'Next week this comes first')[stage.locale];
      await fills(stage, 'he', ['meetings.life.finish', meeting], ({ key }) => (key === 'words' ? words : undefined));
      await stage.people.click('lin', 'meetings.life.confirm', meeting);
      return {};
    },
  },
  {
    text: both(
      '周一早上九点，每位负责人收到一条周报：上周做得怎么样，什么等他处理，最近 12 周的按时率。（故事开始之前的各周是虚构的。）',
      'On Monday from nine every head reads one message: last week, what needs them, and twelve weeks of deliveries on time. (Those before the story are invented.)',
    ),
    watch: 'he',
    async play(stage) {
      const week = weekOf(zone, stage.now());
      while (weekOf(zone, stage.now()) === week) {
        await stage.morning();
        await saysNothing(stage);
      }
      await stage.wait(90);
      return {};
    },
  },
  {
    text: both(
      '唐丽报告改进完成。第二天又有一次答复超过四小时：A-1 自动重新启动，两边都收到消息，下次例会接着谈。',
      'Tang reports it done. The next day an answer is late again: A-1 opens again by itself, both sides are told, and it is on their next agenda.',
    ),
    watch: 'lin',
    async play(stage) {
      const action = (await newest(stage, 'tang', 'meetings.actions.done')) ?? '';
      const seen = both('上周每次都在四小时内答复', 'All answers of last week came within four hours')[stage.locale];
      await stage.people.submit('tang', 'meetings.actions.done', action, { words: seen });
      await stage.settle();
      await stage.morning();
      await saysNothing(stage);
      await stage.wait(70);
      await asks(stage, 'xu', 'SO-2088');
      await until(stage, ['meetings.actions.done'], ['tang']);
      return {};
    },
  },
];
