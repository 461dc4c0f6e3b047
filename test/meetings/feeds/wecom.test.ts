import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type World, type WorldOptions, wecomWorld } from '../../wecom/world.ts';
import { diary, halfHour, promised, remembered, slot } from './events.ts';

let w: World;
let heard: string[];

async function begin(options: WorldOptions = {}): Promise<void> {
  const own = diary();
  heard = own.heard;
  w = await wecomWorld({ ...options, engine: { features: [own.feature], ...options.engine } });
}

beforeEach(() => begin());
afterEach(async () => {
  expect(w.wecom.offences).toEqual([]);
  await w.close();
});

/** How often WeCom carried out a call. */
const asked = (path: string) =>
  w.wecom.calls.filter((call) => call.path === `/cgi-bin/oa/${path}` && [null, 'answerLost'].includes(call.error))
    .length;
const seen = (account = 'Sales-0') => w.wecom.calendar(account);

async function makes(...effects: Parameters<World['promise']>): Promise<void> {
  await w.promise(...effects);
  await w.engine.flush();
}

/** Tries again until nothing is left to try. */
async function passes(times = 6): Promise<void> {
  for (let time = 0; time < times; time++) await w.later(90_000);
}

describe('a meeting in the calendars of WeCom', () => {
  test('stands in those of all who come, with time, words and a reminder', async () => {
    await makes(halfHour());
    expect(seen()).toMatchObject([
      {
        title: '例会：销售部与物控部',
        description: expect.stringContaining('发送 /例会 查看'),
        from: new Date('2026-05-12T01:00:00Z'),
        to: new Date('2026-05-12T01:30:00Z'),
        with: ['Sales-0', 'Materials-0'],
      },
    ]);
    expect(seen('Materials-0')).toHaveLength(1);
    expect(seen('Finance-0')).toEqual([]);
    expect(await promised(w.db)).toEqual(['in sent']);
  });

  test('moves, changes who comes, and is taken out again, all in place', async () => {
    await makes(halfHour());
    const [before] = seen();
    await makes(halfHour({ from: new Date('2026-05-13T06:00:00Z'), sequence: 1 }));
    expect(seen()).toMatchObject([{ id: before?.id, from: new Date('2026-05-13T06:00:00Z') }]);
    await makes(halfHour({ sequence: 2, people: ['p-sales-1', 'p-materials-0'] }));
    expect([seen().length, seen('Sales-1').length]).toEqual([0, 1]);
    await makes(halfHour({ off: true }));
    expect([seen('Sales-1').length, seen('Materials-0').length]).toEqual([0, 0]);
    expect([asked('schedule/add'), asked('schedule/del'), asked('calendar/add')]).toEqual([1, 1, 1]);
    await makes(halfHour({ off: true }));
    expect(asked('schedule/del')).toBe(1);
  });

  test('made again after it was taken out is another one', async () => {
    await makes(halfHour());
    await makes(halfHour({ off: true }));
    await makes(halfHour({ sequence: 1 }));
    expect(seen()).toHaveLength(1);
    expect(asked('schedule/add')).toBe(2);
  });

  test('changed three times before anything left is made once, as it is in the end', async () => {
    await w.promise(halfHour());
    await w.promise(halfHour({ sequence: 1, title: '改过' }));
    await makes(halfHour({ sequence: 2, from: new Date('2026-05-14T01:00:00Z') }));
    expect(seen()).toMatchObject([{ from: new Date('2026-05-14T01:00:00Z') }]);
    expect([asked('schedule/add'), asked('schedule/update')]).toEqual([1, 0]);
    expect(await promised(w.db)).toEqual(['in superseded', 'in superseded', 'in sent']);
  });

  test('that somebody deleted is made anew when it changes, and one that is gone needs no taking out', async () => {
    await makes(halfHour(), halfHour({ slot: 'meeting/13', title: '另一场' }));
    const [first, second] = seen();
    for (const one of [first, second]) await w.messenger.adapter.calendars?.cancel(one?.id ?? '');
    await makes(halfHour({ sequence: 1 }), halfHour({ slot: 'meeting/13', off: true }));
    expect(seen()).toHaveLength(1);
    expect(await promised(w.db)).toEqual(['in sent', 'in sent', 'in sent', 'out sent']);
  });

  test('of people without an account there is none, and of the past there is none either', async () => {
    await makes(halfHour({ people: ['nobody'] }));
    await makes(halfHour({ slot: 'meeting/1', from: new Date('2026-04-20T01:00:00Z') }));
    expect(asked('schedule/add')).toBe(0);
    expect(await promised(w.db)).toEqual(['in dropped']);
  });
});

describe('what goes wrong', () => {
  test.each([
    ['too many calls', { kind: 'throttled' }],
    ['a gateway that fails', { kind: 'serverError' }],
    ['a page in place of an answer', { kind: 'garbage' }],
    ['a token that is over', { kind: 'tokenExpired' }],
    ['a system that is busy', { kind: 'refused', error: '-1' }],
  ] as const)('%s is waited out, and there is one schedule in the end', async (_, fault) => {
    w.wecom.faults.next('oa/schedule/add', fault, 2);
    await makes(halfHour());
    await passes();
    expect(seen()).toHaveLength(1);
    expect(await promised(w.db)).toEqual(['in sent']);
  });

  test('an answer that is lost after WeCom accepted leaves one schedule, and the next change finds it', async () => {
    w.wecom.faults.next('oa/schedule/add', { kind: 'answerLost' });
    await makes(halfHour());
    await passes();
    expect(seen()).toHaveLength(1);
    expect([asked('schedule/add'), asked('schedule/get_by_calendar')]).toEqual([1, 1]);
    await makes(halfHour({ sequence: 1, from: new Date('2026-05-13T01:00:00Z') }));
    expect(seen()).toMatchObject([{ from: new Date('2026-05-13T01:00:00Z') }]);
  });

  test('the answer is lost, and it is called off before the next try: it is found and taken out', async () => {
    w.wecom.faults.next('oa/schedule/add', { kind: 'answerLost' });
    await makes(halfHour());
    expect(seen()).toHaveLength(1);
    await makes(halfHour({ off: true }));
    await passes();
    expect(seen()).toEqual([]);
    expect(await promised(w.db)).toEqual(['in superseded', 'out sent']);
  });

  test('a process that dies between the call and its mark makes no second schedule', async () => {
    let dies = true;
    await w.close();
    await begin({
      engine: {
        failpoint: async (name) => {
          if (name === 'sent-before-mark' && dies) throw new Error('killed');
        },
      },
    });
    await w.promise(halfHour());
    await expect(w.engine.flush()).rejects.toThrow('killed');
    expect([seen().length, (await promised(w.db))[0]]).toEqual([1, 'in waiting']);
    dies = false;
    await w.db.transaction((tx) => tx.execute('update outbox set lease_id = null, lease_until = null'));
    await passes(1);
    expect([seen().length, asked('schedule/add')]).toEqual([1, 1]);
    expect(await promised(w.db)).toEqual(['in sent']);
  });

  test('a key from last month is found on the first of this one', async () => {
    w.clock.set(new Date('2026-05-31T15:59:00Z'));
    w.wecom.faults.next('oa/schedule/add', { kind: 'answerLost' });
    await makes(halfHour({ from: new Date('2026-06-02T01:00:00Z') }));
    await w.later(24 * 3_600_000 - 60_000);
    expect([seen().length, asked('schedule/add'), asked('calendar/add')]).toEqual([1, 1, 2]);
  });

  test('an app that may not is told of once, rests, and people hear nothing; once it may, the next change arrives', async () => {
    w.wecom.calendars = false;
    await makes(halfHour(), halfHour({ slot: 'meeting/13' }));
    await makes(halfHour({ slot: 'meeting/14' }));
    expect(await promised(w.db)).toEqual(['in dropped', 'in dropped', 'in dropped']);
    expect(w.wecom.shown('Sales-0')).toEqual([]);
    const told = w.logged.filter(({ level }) => Number(level) >= 40);
    expect(told).toHaveLength(1);
    expect(JSON.stringify(told)).toContain('可调用接口的应用');
    const findings = await w.messenger.check();
    expect(findings.find(({ text }) => text.includes('日程'))).toMatchObject({ level: 'warning' });
    w.wecom.calendars = true;
    await w.later(3_700_000);
    await makes(halfHour({ sequence: 1 }));
    expect(seen()).toHaveLength(1);
  });

  test('one whose attendee WeCom does not know is left out, told once, and keeps no other waiting', async () => {
    await w.wecom.dismiss('Sales-0');
    w.heard.length = 0;
    await makes(halfHour(), halfHour({ slot: 'meeting/13', people: ['p-materials-0'] }));
    expect(await promised(w.db)).toEqual(['in dropped', 'in sent']);
    expect(seen('Materials-0')).toHaveLength(1);
  });
});

describe('what people answer in their calendar', () => {
  test('is read back and handed to whose event it is, once for each answer', async () => {
    await makes(halfHour());
    await w.wecom.responds('Sales-0', '例会', 'accepts');
    await w.wecom.responds('Materials-0', '例会', 'declines');
    w.clock.set(new Date(w.clock.now().getTime() + 60_000));
    await w.wecom.responds('Materials-0', '例会', 'maybe');
    expect(heard).toEqual([
      `sales-0 accepted ${slot}`,
      `materials-0 declined ${slot}`,
      `materials-0 tentative ${slot}`,
    ]);
  });

  test('delivered three times, or to a new time again, is one answer each', async () => {
    await makes(halfHour());
    w.wecom.faults.duplicate(3, true);
    await w.wecom.responds('Sales-0', '例会', 'accepts');
    w.wecom.faults.clear();
    w.clock.set(new Date(w.clock.now().getTime() + 60_000));
    await w.wecom.responds('Sales-0', '例会', 'accepts');
    expect(heard).toEqual([`sales-0 accepted ${slot}`]);
    await makes(halfHour({ sequence: 1, from: new Date('2026-05-13T01:00:00Z') }));
    w.clock.set(new Date(w.clock.now().getTime() + 60_000));
    await w.wecom.responds('Sales-0', '例会', 'accepts');
    expect(heard).toHaveLength(2);
  });

  test('that WeCom cannot be asked about comes again, and is not lost', async () => {
    await makes(halfHour());
    w.wecom.faults.next('oa/schedule/get', { kind: 'serverError' });
    await w.wecom.responds('Sales-0', '例会', 'accepts');
    expect(heard).toEqual([`sales-0 accepted ${slot}`]);
  });

  test('for a schedule that is not ours, by someone it is not for, or without any answer, changes nothing', async () => {
    await makes(halfHour());
    const [one] = seen();
    await w.wecom.happens('Sales-0', 'respond_schedule', [['ScheduleId', 'somebody-elses']]);
    await w.wecom.happens('Finance-0', 'respond_schedule', [['ScheduleId', one?.id ?? '']]);
    await w.wecom.happens('Sales-0', 'respond_schedule', [['ScheduleId', one?.id ?? '']]);
    expect(heard).toEqual([]);
    expect((await remembered(w.db)).map(({ answers }) => answers)).toEqual([{}]);
  });
});
