import { agendaCard } from '../../src/meetings/agenda/views.ts';
import { lookAs } from '../../src/meetings/look.ts';
import type { AgendaFacts, AgendaLine, Meeting } from '../../src/meetings/types.ts';
import type { Reply } from '../../src/platform/adapter.ts';
import { requirement, within } from '../map/kit.ts';
import { now, seat } from '../meetings/life/kit.ts';
import { shanghai } from '../world.ts';
import { meets } from './gallery-life.ts';
import type { Both, Play } from './play.ts';

const does = (play: Play, who: string, action: string, value: string, answers?: Record<string, string>) =>
  play.press(who, `meetings.agenda.${action}`, value, answers);

const point: Both = ['the order of Friday', '周五那张单'];

/** What a meeting is about: asked for the day before, drawn from records, added by people. */
export async function agendas(play: Play): Promise<void> {
  await dayBefore(play);
  await adding(play);
  await lines(play);
}

async function dayBefore(play: Play): Promise<void> {
  await play.chapter(['The agenda: the day before', '议题：例会前一天'], '2026-05-11T08:30');
  const meeting = await play.quietly(() => meets(play, '2026-05-12T10:00'));
  await play.until('2026-05-11T10:05');
  const sales = `${meeting.id}|sales`;
  const opened = await does(play, 'lin', 'answer', sales);
  const [importance = '', service = '', words = ''] = fieldsOf(opened);
  await play.fill('lin', opened, {});
  await play.fill('lin', opened, {
    [importance]: '3',
    [service]: '2',
    [words]: play.pick(['Too often late', '常常晚']),
  });
  await does(play, 'xu', 'show', String(meeting.id));
  const again = await does(play, 'lin', 'answer', sales);
  await play.fill('lin', again, { [importance]: '', [service]: '', [words]: '' });
  await does(play, 'xu', 'nothing', sales);
  await does(play, 'zheng', 'show', String(meeting.id));
  await does(play, 'lin', 'nothing', sales);
  await play.says('xu', [`/agenda materials: ${point[0]}`, `/议题 物控部：${point[1]}`]);
  await does(play, 'lin', 'nothing', sales);
  await does(play, 'lin', 'show', String(meeting.id));
  await does(play, 'he', 'nothing', `${meeting.id}|materials`);
  await play.pressNewest(
    'xu',
    'meetings.agenda.takeBack',
    await play.quietly(() => does(play, 'xu', 'show', String(meeting.id))),
  );
  await does(play, 'xu', 'takeBack', '1');
  await does(play, 'lin', 'nothing', sales);
  await does(play, 'lin', 'answer', sales);
  await several(play);
}

const fieldsOf = (opened: Reply | null): string[] =>
  opened?.kind === 'form' ? opened.form.fields.map(({ key }) => key) : [];

async function several(play: Play): Promise<void> {
  play.scene(['Several suppliers at one table', '几个供方一起']);
  const people = [seat('he', 'materials'), seat('wang', 'production'), seat('yang', 'quality')];
  const halves = ['materials', 'quality'].map((supplier) => ({ supplier, customer: 'production' }));
  const meeting = await play.quietly(() => meets(play, '2026-05-13T10:00', people, { halves }));
  await play.until('2026-05-12T10:05');
  await play.quietly(() => play.until('2026-05-13T10:01'));
  await does(play, 'wang', 'answer', `${meeting.id}|production`);
}

async function adding(play: Play): Promise<void> {
  play.scene(['Adding to it', '加一条']);
  const says = (en: string, zh: string) => play.says('lin', [`/agenda${en}`, `/议题${zh}`]);
  await says('', '');
  await says(` materials: ${point[0]}`, ` 物控部：${point[1]}`);
  await says(` materials: ${point[0]}`, ` 物控部：${point[1]}`);
  await play.quietly(() =>
    meets(play, '2026-05-15T10:00', undefined, { series: 'materials+sales', week: '2026-05-18' }),
  );
  await play.quietly(() => meets(play, '2026-05-15T11:00', [seat('zheng', 'finance'), seat('lin', 'sales')]));
  await says(' materials: the label of part A', ' 物控部：A 料的标签');
  await says(' materials: the label of part A', ' 物控部：A 料的标签');
  await says('', '');
  await says(' materials', ' 物控部');
  await says(' prodution the label', ' 生产不 标签');
  await says(' labels on Friday', ' 周五的事');
  await does(play, 'lin', 'add', '|');
  await says(' sales: the label', ' 销售部：标签');
  await says(' materials …', ' 物控部 …');
  const mistaken = await says(' materials: the box', ' 物控部：纸箱');
  await play.pressNewest('lin', 'meetings.agenda.takeBack', mistaken);
  await says(` materials ${'long '.repeat(70)}`, ` 物控部 ${'长'.repeat(310)}`);
}

/** Every kind of line, which would take weeks to come about. */
async function lines(play: Play): Promise<void> {
  play.scene(['Every kind of line', '议题的各种来源']);
  const look = lookAs(await play.world.organisation(), 'lin');
  const meeting = await play.quietly(() =>
    meets(play, '2026-05-14T15:00', [seat('huang', 'purchasing'), seat('lin', 'sales')]),
  );
  if (!look) throw new Error('nobody reads it');
  const at = shanghai('2026-05-11T10:00');
  const draws = (over: Partial<Meeting>, shown: readonly AgendaLine[]) =>
    play.draws(
      'lin',
      agendaCard(look, { meeting: { ...meeting, ...over }, lines: shown, own: [], speaksFor: null, now: at }),
    );
  const all = facts(play, at).map((about, id) => lineOf(about, id));
  await draws({}, all);
  await draws({}, [...all, ...all]);
  const stood = await now(play.world, meeting);
  await draws({ ...stood, points: all.slice(0, 2).map((line) => ({ key: line.key, line, ticked: null })) }, []);
}

function lineOf(about: AgendaFacts, id: number): AgendaLine {
  const request = about.kind === 'overdue' || about.kind === 'returned' || about.kind === 'lowRating';
  const source = request
    ? ({ kind: 'request', number: 1042 + id, what: about.kind } as const)
    : about.kind === 'action'
      ? ({ kind: 'action', id } as const)
      : ({ kind: 'added', id } as const);
  return { key: `${about.kind}/${id}`, source, supplier: 'materials', customer: 'sales', weight: 1, about };
}

function facts(play: Play, at: Date): AgendaFacts[] {
  const need = play.pick(['500 pcs of part A', '500 件 A 料']);
  const words = play.pick(['the bags were open', '包装袋是开的']);
  const due = { kind: 'overdue', need, service: null, urgent: false, due: at, blockedBy: null, returned: 0 } as const;
  const time = within(1, play.pick(['d', '天']));
  const action = {
    kind: 'action',
    text: play.pick(['Larger labels', '标签改大']),
    sign: words,
    due: '2026-05-20',
    reopened: false,
  } as const;
  const pair = { key: 'k', supplier: 'materials', customer: 'sales' };
  return [
    { ...due, blocks: play.pick(['order SO-2051', '订单 SO-2051']), waiting: [], acknowledged: true },
    { ...due, blocks: '', waiting: [1050, 1051], acknowledged: true, returned: 2 },
    { ...due, blocks: '', waiting: [], acknowledged: false, blockedBy: 1049 },
    { kind: 'returned', need, service: null, times: 2, what: words, at, open: true },
    { kind: 'returned', need, service: null, times: 1, what: words, at, open: false },
    { kind: 'lowRating', need, service: null, rating: 2, remark: words, at },
    { kind: 'ring', departments: ['sales', 'materials', 'production'], links: [1042, 1043], urgent: false, since: at },
    { kind: 'answer', requirement: time, importance: 3, service: 2, words },
    { kind: 'answer', requirement: null, importance: null, service: null, words },
    { kind: 'gap', gap: { ...pair, kind: 'unknownRequirement', requires: time } },
    { kind: 'trouble', about: 'complete', words },
    { kind: 'agreement', requirement: requirement('informed'), version: 2, service: null, since: at },
    { ...action, overdue: false },
    { ...action, overdue: true },
    { kind: 'added', department: 'sales', text: words, at },
  ];
}
