import { lookAs } from '../../src/meetings/look.ts';
import { unplacedCard } from '../../src/meetings/planning/views.ts';
import { readMeetings } from '../../src/meetings/store.ts';
import type { LeftOut, Meeting, Why } from '../../src/meetings/types.ts';
import { meetingOf, seat } from '../meetings/life/kit.ts';
import { changePeople } from '../questionnaires/rounds/company.ts';
import { shanghai } from '../world.ts';
import { agendas } from './gallery-agenda.ts';
import { improvements } from './gallery-improvements.ts';
import { weeks } from './gallery-life.ts';
import type { Both, Play } from './play.ts';

/** The weekly half hours: planned, prepared, talked over, written down, followed up. */
export async function meetings(play: Play): Promise<void> {
  await planning(play);
  await settings(play);
  await leftOut(play);
  await beginnings(play);
  await weeks(play);
  await agendas(play);
  await improvements(play);
}

const times = 'meetings.planning.times';
const allHalves = [1, 2, 3, 4, 5, 6].flatMap((day) => [`${day}am`, `${day}pm`]);

async function planning(play: Play): Promise<void> {
  await play.chapter(['Meetings: a week is planned', '例会：排一周']);
  await play.says('lin', ['/meetings', '/例会']);
  await play.quietly(async () => {
    const rare = { halves: allHalves.filter((half) => half !== '5pm').join(), words: play.pick(friday) };
    await play.press('zheng', times, '', rare);
  });
  await play.press('lin', 'meetings.planning.plan', '');
  await play.says('chen', ['/meetings plan', '/例会 安排']);
  await play.says('chen', ['/meetings plan', '/例会 安排']);
  await play.says('lin', ['/meetings', '/例会']);
  await play.says('chen', ['/meetings', '/例会']);
  play.scene(['When someone cannot', '哪些时间不方便']);
  await play.pressNewest('he', 'meetings.planning.anytime');
  const [first] = await readMeetings(play.world.db.reader, { people: ['lin'], statuses: ['announced'] });
  const opened = await play.press('lin', times, '');
  for (const words of unread) await play.fill('lin', opened, { words: play.pick(words) });
  await play.fill('lin', opened, { halves: allHalves.join(), words: play.pick(['Sunday', '周日']) });
  await play.fill('lin', opened, { halves: halfOf(first), words: play.pick(friday), rather: 'mornings' });
  await play.fill('lin', opened, { halves: halfOf(first), words: play.pick(friday), rather: 'mornings' });
}

const friday: Both = ['Fri 13:30-18:00', '周五 13:30-18:00'];

const unread: Both[] = [
  ['whenever', '随便'],
  ['14:00-16:00', '14:00-16:00'],
  ['Wed 25:00-26:00', '周三 25:00-26:00'],
  ['Wed 16:00-14:00', '周三 16:00-14:00'],
];

/** The half day a meeting is in, as the form has it. */
function halfOf(meeting: Meeting | undefined): string {
  if (!meeting?.from) throw new Error('no meeting was planned');
  const local = new Date(meeting.from.getTime() + 8 * 3_600_000);
  return `${local.getUTCDay()}${local.getUTCHours() < 12 ? 'am' : 'pm'}`;
}

async function settings(play: Play): Promise<void> {
  const action = 'meetings.planning.settings';
  play.scene(['What a department settles', '部门自己定的']);
  const opened = await play.press('lin', action, '');
  await play.fill('lin', opened, { budget: '1.5', together: 'finance' });
  await play.fill('lin', opened, { budget: '3' });
  await play.fill('lin', opened, { budget: '3', people: 'xu', together: 'finance,materials' });
  await play.press('xu', action, 'sales');
  await play.press('xu', action, '');
}

/** Every reason for which a meeting has no time. */
async function leftOut(play: Play): Promise<void> {
  play.scene(['Without a time, and why', '没排上，以及原因']);
  const org = await play.world.organisation();
  const look = lookAs(org, 'lin');
  if (!look) throw new Error('nobody reads it');
  const at = shanghai('2026-05-12T10:00');
  const without = (why: Why, other = 'materials', over: Partial<Meeting> = {}): Meeting => ({
    ...meetingOf(at, [seat('he', other), seat('lin', 'sales')]),
    ...{ id: 1, from: null, to: null, status: why.kind === 'holiday' ? 'skipped' : 'leftOut', why, ...over },
  });
  const none = (left: LeftOut) => without({ kind: 'noSlot', left });
  const series = ['materials+sales', 'finance+sales', 'production+sales'];
  const many = [...org.departments.keys()]
    .filter((key) => key !== 'sales')
    .flatMap((key) => [`${key}+sales`, `${key}+office`]);
  const week = '2026-05-11';
  await play.draws('lin', unplacedCard(look, week, [without({ kind: 'holiday' })]));
  const reasons: LeftOut[] = [
    { why: 'noCommonTime', people: ['lin', 'he'] },
    { why: 'noCommonTime', people: ['he'] },
    { why: 'tooFewSlots', person: 'lin', slots: 2, series },
    { why: 'tooFewSlots', person: 'he', slots: 1, series, threeInARow: true },
    { why: 'exclude', series: series.slice(0, 2) },
    { why: 'exclude', series: many, threeInARow: true },
  ];
  await play.draws('lin', unplacedCard(look, week, reasons.map(none)));
  await play.draws('lin', unplacedCard(look, week, [...reasons, ...reasons].map(none)));
}

/** Companies in which nothing can be planned yet. */
async function beginnings(play: Play): Promise<void> {
  const bare = (file: string) => file.replace(/\nlinks:[\s\S]*?\n\n/, '\n\n').replace('deputy: tang', 'deputy: lin');
  await play.chapter(['Meetings: before there is anything to plan', '例会：还没有可安排的'], '2026-05-06T09:00', {
    change: bare,
  });
  await play.says('chen', ['/meetings plan', '/例会 安排']);
  await play.press('lin', 'meetings.planning.settings', '');
  await play.chapter(['Meetings: nobody can be reached', '例会：负责人都联系不上']);
  const leading = ['lin', 'zhou', 'he', 'tang', 'wang', 'liu', 'huang', 'deng', 'zheng', 'liang', 'yang', 'guo'];
  await changePeople(play.world, leading, { accounts: {} });
  await play.says('chen', ['/meetings plan', '/例会 安排']);
}
