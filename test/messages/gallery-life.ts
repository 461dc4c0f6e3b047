import type { TimeTurn, Turn } from '../../src/engine/feature.ts';
import { meetings as feature } from '../../src/meetings/index.ts';
import { meetingCard, notComingCard } from '../../src/meetings/life/cards.ts';
import { cancelMeeting } from '../../src/meetings/life/index.ts';
import { lookAs } from '../../src/meetings/look.ts';
import { insertMeetings, readMeetings } from '../../src/meetings/store.ts';
import type { Attendee, Meeting } from '../../src/meetings/types.ts';
import type { Reply } from '../../src/platform/adapter.ts';
import { announce, does, meetingOf, now, pair, seat } from '../meetings/life/kit.ts';
import { changePeople } from '../questionnaires/rounds/company.ts';
import { hours, minutes, shanghai } from '../world.ts';
import type { Both, Play } from './play.ts';

const life = (play: Play, who: string, action: string, { id }: Meeting, answers?: Record<string, string>) =>
  play.press(who, `meetings.life.${action}`, id, answers);

/** Tells of a meeting that was given a time. */
export async function meets(
  play: Play,
  at: string,
  attendees: readonly Attendee[] = pair,
  over: Partial<Meeting> = {},
): Promise<Meeting> {
  const [meeting] = await announce(play.world, meetingOf(shanghai(at), attendees, over));
  if (!meeting) throw new Error('the meeting was not written');
  await play.looks();
  return meeting;
}

/** What stands to choose from in a form. */
function optionsOf(opened: Reply | null, key: string): string[] {
  const field = opened?.kind === 'form' ? opened.form.fields.find((one) => one.key === key) : undefined;
  if (!field || !('options' in field)) throw new Error(`no ${key} to choose`);
  return field.options.map(({ value }) => value);
}

/** The turn of one person, for what no button does. */
function turnOf(turn: TimeTurn, who: string): Turn {
  const person = turn.org.people.get(who);
  if (!person) throw new Error(`nobody called ${who}`);
  return { ...turn, person, files: [] };
}

/** What becomes of meetings that have a time. */
export async function weeks(play: Play): Promise<void> {
  await ahead(play);
  await others(play);
  await table(play);
  await differently(play);
  await notHeld(play);
  await cancelled(play);
  await calendars(play);
}

const point: Both = ['The label of part A is hard to read', 'A 料的标签看不清'];

async function ahead(play: Play): Promise<void> {
  await play.chapter(['A meeting, from its announcement to its minutes', '一场例会：从通知到纪要'], '2026-05-11T09:00');
  const w = play.world;
  await w.db.transaction((tx) =>
    insertMeetings(
      tx,
      [20, 27].map((day) => ({
        ...meetingOf(shanghai(`2026-04-${day}T10:00`), pair),
        ...{ week: `2026-04-${day}`, status: 'notHeld', why: { kind: 'noAnswer' } },
      })),
    ),
  );
  await w.db.transaction((tx) =>
    insertMeetings(tx, [
      {
        ...meetingOf(shanghai('2026-05-06T10:00'), pair),
        week: '2026-05-04',
        status: 'notHeld',
        why: { kind: 'noAnswer' },
      },
    ]),
  );
  await play.quietly(async () => {
    for (let count = 1; count <= 4; count++)
      await play.says('lin', [`/agenda materials: ${point[0]} ${count}`, `/议题 物控部：${point[1]} ${count}`]);
  });
  const meeting = await meets(play, '2026-05-12T10:00');
  await life(play, 'he', 'accept', meeting);
  await life(play, 'he', 'accept', meeting);
  await life(play, 'xu', 'accept', meeting);
  await life(play, 'he', 'tick', meeting);
  await life(play, 'he', 'confirm', meeting);
  await life(play, 'he', 'accept', { ...meeting, id: 999 });
  await play.press('he', 'meetings.gone', '');
  await play.says('lin', ['/meetings', '/例会']);
  await anotherTime(play, meeting);
  await colleague(play, meeting);
}

async function anotherTime(play: Play, meeting: Meeting): Promise<void> {
  play.scene(['Another time', '换个时间']);
  const lin = await life(play, 'lin', 'other', meeting);
  const he = await play.quietly(() => life(play, 'he', 'other', meeting));
  const [first = '', second = '', third = ''] = optionsOf(lin, 'slot').filter((at) => at > '2026-05-12T08');
  await play.fill('lin', lin, { slot: first, why: play.pick(['A customer visits', '有客户来访']) });
  const again = await play.fill('he', he, { slot: second });
  await play.quietly(() =>
    announce(play.world, meetingOf(new Date(third), [seat('lin', 'sales'), seat('zheng', 'finance')])),
  );
  await play.fill('he', again, { slot: third });
  await life(play, 'lin', 'accept', meeting);
}

async function colleague(play: Play, meeting: Meeting): Promise<void> {
  play.scene(['Somebody else comes', '请同事代替']);
  await life(play, 'lin', 'deputy', meeting, { person: 'zhou' });
  await life(play, 'lin', 'accept', meeting);
  await life(play, 'lin', 'open', meeting);
  await life(play, 'zhou', 'deputy', meeting);
  await life(play, 'zhou', 'handBack', meeting);
  await play.quietly(() => life(play, 'lin', 'deputy', meeting, { person: 'xu' }));
  await life(play, 'lin', 'handBack', meeting);
  await does(
    play.world,
    async (turn) => (await feature.responded?.(turnOf(turn, 'lin'), `meeting/${meeting.id}`, 'declined')) ?? [],
  );
  await play.looks();
  const look = lookAs(await play.world.organisation(), 'xu');
  if (look) await play.draws('xu', notComingCard(look, meeting, null));
}

/** Several at once, and where there is no other time and nobody else. */
async function others(play: Play): Promise<void> {
  play.scene(['Several in one week', '一周有几场']);
  const both = [seat('wang', 'production'), seat('liu', 'production'), seat('yang', 'quality')];
  const week = { week: '2026-05-18' };
  await announce(
    play.world,
    meetingOf(shanghai('2026-05-19T09:00'), both, week),
    meetingOf(shanghai('2026-05-20T09:00'), [seat('wang', 'production'), seat('huang', 'purchasing')], week),
  );
  await play.looks();
  await play.pressNewest('wang', 'meetings.life.acceptAll');
  await play.pressNewest('wang', 'meetings.life.open');
  const [off] = await readMeetings(play.world.db.reader, { week: '2026-05-18' });
  if (off) await does(play.world, (turn) => cancelMeeting(turn, off, { kind: 'departmentGone' }));
  await play.looks();
  await play.press('wang', 'meetings.life.acceptAll', '2026-06-01');
  play.scene(['Nobody else can come', '没有别的同事有空']);
  await changePeople(play.world, ['liang', 'song'], { accounts: {} });
  const alone = await play.quietly(() =>
    meets(play, '2026-05-15T17:00', [seat('zheng', 'finance'), seat('chen', 'office')]),
  );
  await life(play, 'zheng', 'deputy', alone);
}

/** The reminder, the table, the minutes, and both sides' word on them. */
async function table(play: Play): Promise<void> {
  play.scene(['An hour before, and at the table', '提前一小时，以及会上']);
  const meeting = await play.quietly(() =>
    meets(play, '2026-05-13T10:00', [seat('he', 'materials'), seat('wang', 'production')]),
  );
  await play.quietly(async () => {
    for (const n of [1, 2])
      await play.says('wang', [`/agenda materials: ${point[0]} ${n}`, `/议题 物控部：${point[1]} ${n}`]);
    await play.until('2026-05-13T08:59');
  });
  await play.until('2026-05-13T10:01');
  await life(play, 'wang', 'other', meeting);
  await life(play, 'wang', 'tick', meeting, { talked: '0' });
  await life(play, 'he', 'decide', meeting, {
    text: play.pick(['Labels are printed larger', '标签改用大号字']),
    about: '0',
  });
  await play.press('he', 'meetings.actions.add', `${meeting.id}|`, {
    text: play.pick(['Order larger labels', '订大号标签']),
    owner: 'wang',
    due: '2026-05-20',
    sign: play.pick(['Nobody asks which part it is', '不再有人问是什么料']),
  });
  await life(play, 'he', 'finish', meeting, { words: play.pick(['Back in two weeks', '两周后再看']) });
  await life(play, 'he', 'tick', meeting);
  await life(play, 'wang', 'confirm', meeting);
  await life(play, 'wang', 'confirm', meeting);
  play.scene(['Without an agenda', '没有议题']);
  const free = await play.quietly(() =>
    meets(play, '2026-05-13T14:00', [seat('yang', 'quality'), seat('huang', 'purchasing')]),
  );
  await play.quietly(() => play.until('2026-05-13T12:59'));
  await play.until('2026-05-13T14:01');
  await life(play, 'yang', 'tick', free);
  await life(play, 'yang', 'decide', free, { text: play.pick(['Samples come with papers', '样品随单据一起送']) });
  await play.until('2026-05-13T18:00');
  play.scene(['Nobody has confirmed yet', '还没有人确认纪要']);
  await play.until('2026-05-14T09:01');
}

async function differently(play: Play): Promise<void> {
  play.scene(['One side sees the minutes differently', '一方对纪要有不同说法']);
  const meeting = await play.quietly(() =>
    meets(play, '2026-05-14T10:00', [seat('huang', 'purchasing'), seat('zheng', 'finance')]),
  );
  await play.quietly(async () => {
    await play.until('2026-05-14T10:01');
    await life(play, 'huang', 'finish', meeting, { words: play.pick(['Payment on Friday', '周五付款']) });
  });
  await life(play, 'zheng', 'object', meeting, { words: play.pick(['Friday was a wish', '周五只是希望']) });
  await life(play, 'huang', 'finish', meeting, { words: play.pick(['Payment by Monday', '周一前付款']) });
  await life(play, 'zheng', 'confirm', meeting);
}

async function notHeld(play: Play): Promise<void> {
  play.scene(['Did it take place?', '这次例会开了吗']);
  const meeting = await play.quietly(() =>
    meets(play, '2026-05-14T14:00', [seat('he', 'materials'), seat('yang', 'quality')]),
  );
  const silent = await play.quietly(() =>
    meets(play, '2026-05-14T15:00', [seat('huang', 'purchasing'), seat('lin', 'sales')]),
  );
  await play.quietly(() => play.until('2026-05-14T14:59'));
  await play.until('2026-05-14T15:00');
  const why = { reason: 'busy', words: play.pick(['The line stood still', '产线停了']) };
  await life(play, 'yang', 'notHeld', meeting, why);
  await life(play, 'yang', 'tick', meeting);
  await play.quietly(() => play.until('2026-05-15T17:05'));
  play.scene(['No other time this week', '这周没有别的时间']);
  const late = await play.quietly(() =>
    meets(play, '2026-05-15T17:30', [seat('lin', 'sales'), seat('chen', 'office')]),
  );
  await life(play, 'lin', 'other', late);
  play.scene(['Nobody said whether it took place', '没有人说明是否开过']);
  await play.advance(minutes(65));
  await life(play, 'lin', 'open', silent);
}

/** Called off, and what `/meetings` shows of it all. */
async function cancelled(play: Play): Promise<void> {
  play.scene(['Cancelled', '取消']);
  await play.quietly(() => play.until('2026-05-18T09:00'));
  const made: Meeting[] = [];
  for (const [at, who, department] of [
    ['2026-05-19T10:30', 'he', 'materials'],
    ['2026-05-19T11:00', 'zheng', 'finance'],
    ['2026-05-19T14:00', 'yang', 'quality'],
  ] as const)
    made.push(
      await play.quietly(() => meets(play, at, [seat(who, department), seat('lin', 'sales')], { week: '2026-05-18' })),
    );
  const [empty, gone, holiday] = made;
  if (empty) await does(play.world, (turn) => cancelMeeting(turn, empty, { kind: 'empty' }));
  if (gone) await does(play.world, (turn) => cancelMeeting(turn, gone, { kind: 'departmentGone' }));
  await play.looks();
  const look = lookAs(await play.world.organisation(), 'lin');
  const closed = holiday && { ...holiday, status: 'cancelled' as const, why: { kind: 'holiday' as const } };
  if (look && closed) await play.draws('lin', meetingCard(look, closed, { lines: [], actions: [], missed: null }));
  if (empty) await life(play, 'lin', 'accept', await now(play.world, empty));
  await stands(play, 'skipped', '2026-05-25');
  await stands(play, 'leftOut', '2026-06-01');
  const soon = await play.quietly(() =>
    meets(play, '2026-05-20T10:00', [seat('lin', 'sales'), seat('huang', 'purchasing')], { week: '2026-05-18' }),
  );
  await play.quietly(() => play.until('2026-05-20T10:01'));
  await life(play, 'lin', 'accept', soon);
  await play.says('lin', ['/meetings', '/例会']);
}

/** Someone presses on a card of a meeting that has no time. */
async function stands(play: Play, status: 'skipped' | 'leftOut', week: string): Promise<void> {
  const made = { ...meetingOf(shanghai('2026-05-26T10:00'), pair), from: null, to: null, status, week };
  const [meeting] = await play.world.db.transaction((tx) => insertMeetings(tx, [made]));
  if (meeting) await life(play, 'lin', 'open', meeting);
}

async function calendars(play: Play): Promise<void> {
  play.scene(['In one’s own calendar', '放进自己的日历']);
  await play.press('lin', 'meetings.feeds.show', '');
  await play.press('xu', 'meetings.feeds.rotate', 'materials|0');
  const shown = async (action: string, value: string) => {
    let reply: Reply | null = null;
    await does(play.world, async (turn) => {
      const open = { ...turnOf(turn, 'lin'), link: () => 'https://x', address: () => 'https://x' };
      reply = (await feature.clicked?.(open, `feeds.${action}`, value))?.reply ?? null;
      return [];
    });
    const told = reply as Reply | null;
    if (told?.kind === 'whisper') await play.draws('lin', told.card);
  };
  await shown('show', '');
  await shown('rotate', '|0');
  await shown('renew', '|0');
  await play.advance(hours(1));
}
