import { afterEach, describe, expect, test } from 'vitest';
import { demoCompany } from '../../../src/demo/company.ts';
import { settingsOf, timesOf } from '../../../src/meetings/planning/store.ts';
import { everythingSeen, formOf, shanghai, type World, world } from '../../world.ts';
import { meetingsOf, problems, whisper } from './kit.ts';

afterEach(everythingSeen);

const at = shanghai('2026-05-11T09:00');
const field = (form: ReturnType<typeof formOf>, key: string) => {
  const found = form.fields.find((one) => one.key === key);
  if (!found) throw new Error(`no field ${key}`);
  return found;
};
const values = (one: ReturnType<typeof field>) => ('options' in one ? one.options.map(({ value }) => value) : []);

describe('what a department settles', () => {
  const opens = (w: World, person: string, department = '') =>
    w.clicks(person, 'meetings.planning.settings', department);

  test('is asked of head or deputy, counts from the next plan on, and saved twice it stays as it is', async () => {
    const w = await world({ at });
    const opened = await opens(w, 'liu');
    const form = formOf(opened);
    expect(form.title).toBe('生产部的例会设置');
    expect(field(form, 'budget').initial).toBe('2');
    expect(values(field(form, 'together'))).toEqual(['materials', 'purchasing', 'quality']);
    expect(values(field(form, 'people'))).not.toContain('wang');
    expect(values(field(form, 'people')).slice(0, 4)).toEqual(['liu', 'ma', 'sun', 'zhao']);

    const answers = { budget: '3', people: 'zhao,xu', together: 'quality,materials' };
    expect(whisper(await w.fills('liu', opened, answers))).toBe(
      [
        '生产部的设置已保存，从2026年5月18日这一周起生效。',
        '每周开几个半小时: 3',
        '除负责人或副职外，还有谁参加: 赵敏、徐佳',
        '想合开一场的部门: 品质部、物控部',
        '已排好的例会不变；要改时间，用那场例会上的按钮。',
      ].join('\n'),
    );
    expect(await settingsOf(w.db.reader, 'production')).toEqual({
      budget: 3,
      people: ['zhao', 'xu'],
      together: ['quality', 'materials'],
    });
    expect(whisper(await w.fills('wang', opened, answers))).toBe('现在就是这样，不用改。');
    const again = formOf(await opens(w, 'wang', 'production'));
    expect([field(again, 'budget').initial, field(again, 'people').initial, field(again, 'together').initial]).toEqual([
      '3',
      'zhao,xu',
      'quality,materials',
    ]);
    // Nobody comes beside the head any more, and each partner is met on its own.
    expect(whisper(await w.fills('wang', opened, { budget: '0', people: '', together: '' }))).toContain(
      '没有别人\n想合开一场的部门: 分别开',
    );
  });

  test('counts from the week after the one that is planned, whose meetings stay', async () => {
    const w = await world({ at });
    await w.until(shanghai('2026-05-14T10:01'));
    w.sent();
    const before = await meetingsOf(w, '2026-05-18');
    expect(whisper(await w.fills('wang', await opens(w, 'wang'), { budget: '1' }))).toContain(
      '从2026年5月25日这一周起生效',
    );
    expect(await meetingsOf(w, '2026-05-18')).toEqual(before);
  });

  test.each([
    [{ budget: '11' }, 'budget', null],
    [{ budget: '-1' }, 'budget', null],
    [{ budget: '' }, 'budget', null],
    [{ budget: 'two' }, 'budget', null],
    [{ budget: '1.5' }, 'budget', '请填整数。'],
    [{ together: 'quality' }, 'together', '请选两个以上的部门，或者一个也不选。'],
    [{ together: 'sales,quality' }, 'together', null],
    [{ together: 'production,quality' }, 'together', null],
    [{ people: 'wang' }, 'people', null],
    [{ people: 'nobody' }, 'people', null],
    [{ people: 'zhao,sun,ma,xu,song,anna,luo' }, 'people', null],
  ])('what cannot be is said at its field, and nothing is saved: %j', async (answers, key, words) => {
    const w = await world({ at });
    const opened = await opens(w, 'wang');
    const wrong = problems(await w.fills('wang', opened, answers as Record<string, string>));
    expect(Object.keys(wrong)).toEqual([key]);
    if (words) expect(wrong[key]).toBe(words);
    expect(await settingsOf(w.db.reader, 'production')).toEqual({ budget: 2, people: [], together: [] });
  });

  test('is up to head and deputy: others learn who, and nothing of theirs is saved', async () => {
    const w = await world({ at });
    expect(whisper(await opens(w, 'zhao', 'production'))).toBe('这项设置由生产部的负责人或副职决定：王强、刘洋。');
    expect(whisper(await opens(w, 'zhao'))).toBe('这项设置由部门负责人或副职决定。您何时方便开会可以自己填写。');
    expect(whisper(await opens(w, 'zhao', 'nowhere'))).toBe(
      '这项设置由部门负责人或副职决定。您何时方便开会可以自己填写。',
    );
    const form = await opens(w, 'wang');
    expect(whisper(await w.fills('zhao', form, { budget: '0' }))).toContain('王强、刘洋');
    expect(await settingsOf(w.db.reader, 'production')).toEqual({ budget: 2, people: [], together: [] });
  });

  test('whoever leads several is asked which', async () => {
    const company = demoCompany.replace('head: yang', 'head: wang');
    const w = await world({ at, company });
    expect(whisper(await opens(w, 'wang'))).toBe('哪个部门？\n[生产部] [品质部]');
    expect(formOf(await opens(w, 'wang', 'quality')).title).toBe('品质部的例会设置');
  });
});

describe('when someone cannot', () => {
  const opens = (w: World, person: string) => w.clicks(person, 'meetings.planning.times', '');

  test('is asked once, answered by a form, and changed at any time; the card that asked says it', async () => {
    const w = await world({ at });
    await w.until(shanghai('2026-05-14T10:01'));
    expect(w.sent().filter((line) => line === 'wang: 每周例会，您哪些时间不方便？')).toHaveLength(1);
    const opened = await opens(w, 'wang');
    expect(formOf(opened).fields.map(({ key, initial }) => [key, initial])).toEqual([
      ['halves', ''],
      ['words', ''],
      ['rather', 'either'],
    ]);
    const answers = { halves: '3am,6am,6pm', words: '周五 15点到16点半，每天 12:30-13:00', rather: 'mornings' };
    const saved = whisper(await w.fills('wang', opened, answers));
    expect(saved).toContain('已保存，从2026年5月25日这一周起生效。');
    expect(saved).toContain('时段偏好: 最好上午');
    expect((await timesOf(w.db.reader, ['wang'])).get('wang')).toEqual({
      busy: [
        { day: 1, from: '12:30', to: '13:00' },
        { day: 2, from: '12:30', to: '13:00' },
        { day: 3, from: '00:00', to: '13:00' },
        { day: 4, from: '12:30', to: '13:00' },
        { day: 5, from: '12:30', to: '13:00' },
        { day: 5, from: '15:00', to: '16:30' },
        { day: 6, from: '00:00', to: '24:00' },
        { day: 7, from: '12:30', to: '13:00' },
      ]
        .map((one) => (one.day === 3 ? { day: 3, from: '00:00', to: '12:00' } : one))
        .flatMap((one) => (one.day === 3 ? [one, { day: 3, from: '12:30', to: '13:00' }] : [one])),
      rather: 'mornings',
    });
    const again = formOf(await opens(w, 'wang'));
    expect(field(again, 'halves').initial).toBe('3am,6am,6pm');
    expect(field(again, 'words').initial).toContain('周五 15:00-16:30、');
    expect(field(again, 'rather').initial).toBe('mornings');
    expect(whisper(await w.fills('wang', await opens(w, 'wang'), {}))).toBe('现在就是这样，不用改。');
    const asked = (await w.messages('wang')).filter(({ card }) => card.title === '您方便的例会时间已记下');
    expect(asked).toHaveLength(1);
    await w.until(shanghai('2026-05-21T10:01'));
    const once = w.sent().filter((line) => line.includes('您哪些时间不方便'));
    expect(once.filter((line) => line.startsWith('wang:'))).toEqual([]);
  });

  test('any time is fine is one press, and a second one changes nothing', async () => {
    const w = await world({ at });
    await w.until(shanghai('2026-05-14T10:01'));
    w.sent();
    const press = () => w.clicks('zheng', 'meetings.planning.anytime', '');
    expect(whisper(await press())).toBe('您方便的例会时间已记下');
    expect(whisper(await press())).toBe('您方便的例会时间已记下');
    expect((await w.messages('zheng')).map(({ card }) => card.title)).toContain('您方便的例会时间已记下');
  });

  test('says which planned meetings are at such a time, and offers another for each', async () => {
    const w = await world({ at });
    await w.until(shanghai('2026-05-14T10:01'));
    w.sent();
    const mine = (await meetingsOf(w, '2026-05-18')).filter(({ departments }) => departments.includes('production'));
    const [first] = mine;
    const day = new Date((first?.from?.getTime() ?? 0) + 8 * 3_600_000).getUTCDay();
    const reply = await w.fills('wang', await opens(w, 'wang'), { halves: `${day}am,${day}pm` });
    if (reply?.kind !== 'whisper') throw new Error('no answer');
    expect(reply.card.buttons.map(({ action }) => action)).toContain('meetings.life.other');
    expect(reply.card.buttons.map(({ value }) => value)).toContain(String(first?.id));
    expect(whisper(reply)).toContain('大家商定别的时间之前，照原时间开。');
    expect(await meetingsOf(w, '2026-05-18').then((all) => all.find(({ id }) => id === first?.id))).toEqual(first);
  });

  test.each([
    ['看情况', '“看情况”没看懂。请这样写：周三 14:00-16:00。'],
    ['周三 14点-12点', '“周三 14点-12点”的结束时间早于开始时间。跨过半夜的请分成两段写。'],
    ['14:00-16:00', '“14:00-16:00”是周几？请这样写：周三 14:00-16:00。'],
    ['周三 26点到27点', '“周三 26点到27点”里的钟点不对。请这样写：周三 14:00-16:00。'],
    ['每天', '这样一来，您的上班时间就一个半小时也不剩了。请至少留出一个。'],
  ])('what cannot be read is named, and nothing is saved: %s', async (words, problem) => {
    const w = await world({ at });
    expect(problems(await w.fills('wang', await opens(w, 'wang'), { words }))).toEqual({ words: problem });
    expect((await timesOf(w.db.reader, ['wang'])).size).toBe(0);
    expect(problems(await w.fills('wang', await opens(w, 'wang'), { rather: 'nights' }))).toHaveProperty('rather');
    expect(problems(await w.fills('wang', await opens(w, 'wang'), { halves: '9am' }))).toHaveProperty('halves');
    expect(problems(await w.fills('wang', await opens(w, 'wang'), { words: '周三'.repeat(400) }))).toHaveProperty(
      'words',
    );
  });

  test('in English, by the clock of where someone is', async () => {
    const w = await world({ at });
    const form = formOf(await opens(w, 'anna'));
    expect('options' in field(form, 'halves') && field(form, 'halves')).toMatchObject({
      label: 'Half days when you cannot',
    });
    const saved = whisper(await w.fills('anna', await opens(w, 'anna'), { words: 'Wed 14:00-16:00, Fri 9-10:30' }));
    expect(saved).toBe(
      [
        'Saved. It counts from the week of 18 May 2026 on.',
        'Not free: Wed 14:00-16:00, Fri 09:00-10:30',
        'Rather: Either',
      ].join('\n'),
    );
    expect(problems(await w.fills('anna', await opens(w, 'anna'), { words: 'now and then' }))).toEqual({
      words: 'This could not be read: “now”. Write it like Wed 14:00-16:00.',
    });
  });
});
