import { describe, expect, test } from 'vitest';
import { insertAction, readActions } from '../../src/meetings/actions/store.ts';
import { readMeetings } from '../../src/meetings/store.ts';
import { agendaItems, meetingAnswers, meetingSettings } from '../../src/meetings/tables.ts';
import type { Action, Meeting } from '../../src/meetings/types.ts';
import type { Reply } from '../../src/platform/adapter.ts';
import { announce, meetingOf, monday, pair, told } from '../meetings/life/kit.ts';
import { read, shanghai, type World, world } from '../world.ts';

const garbage = [
  '',
  '|',
  '||||||||',
  '-1',
  'NaN',
  '1e309',
  '999999999999999',
  '9'.repeat(400),
  '2026-99-99',
  '0000-00-00',
  '1|NaN,-1,1.5,99',
  '1|x|y|z',
  '1|0|zz,zz',
  '1|__proto__',
  'sales|',
  'materials|x',
  'materials|\u0000\ud800',
  `materials|${'很'.repeat(10_000)}`,
  '__proto__|1',
  '|999999999',
  '１',
  "1' or 1=1 --",
];

const actions = [
  ...['accept', 'acceptAll', 'open', 'agenda', 'handBack', 'confirm', 'other', 'deputy', 'tick', 'decide', 'finish'],
  ...['notHeld', 'object', 'decline', '__proto__', 'constructor', ''],
].map((name) => `life.${name}`);
actions.push(
  ...['answer', 'add', 'nothing', 'show', 'addTo', 'takeBack', 'toString'].map((name) => `agenda.${name}`),
  ...['show', 'list', 'add', 'done', 'drop', 'reopen', 'move', 'hand', 'toString', '__proto__'].map(
    (n) => `actions.${n}`,
  ),
  ...['settings', 'times', 'plan', 'anytime', 'toString'].map((name) => `planning.${name}`),
  ...['show', 'rotate', 'sure', 'yes', 'ask', 'toString'].map((name) => `feeds.${name}`),
  ...['', '.', 'life', '__proto__.x', 'constructor.name', 'toString'],
);

const action: Omit<Action, 'id'> = {
  series: 'materials+sales',
  supplier: 'materials',
  customer: 'sales',
  text: '只给两边看的话',
  owner: 'luo',
  due: '2026-05-20',
  sign: '没有临时缺料',
  cause: null,
  meeting: null,
  line: null,
  status: 'open',
  createdAt: monday,
  createdBy: 'he',
  closedAt: null,
  closedBy: null,
  closedWords: '',
  moves: [],
  reopened: [],
};

interface Stage {
  w: World;
  meetings: Meeting[];
  actions: Action[];
}

/** Meetings of sales and material control in every state a forger could try, with an agenda and an action. */
async function stage(): Promise<Stage> {
  const w = await world({ at: monday, rhythm: false });
  await announce(w, meetingOf(shanghai('2026-05-12T10:00'), pair));
  await w.says('lin', '/议题 物控部：只给两边看的话');
  const about = { kind: 'added' as const, department: 'sales', text: '只给两边看的话', at: monday };
  const line = { key: 'added/1', source: { kind: 'added' as const, id: 1 }, supplier: 'materials', customer: 'sales' };
  const points = [{ key: 'added/1', line: { ...line, weight: 1, about }, ticked: null }];
  const minutes = { at: monday, by: 'lin', words: '只给两边看的话', confirmed: [], objections: [] };
  await announce(w, meetingOf(monday, pair, { week: '2026-05-04', status: 'running', startedAt: monday, points }));
  await announce(w, meetingOf(monday, pair, { week: '2026-04-27', status: 'held', points, minutes }));
  await announce(w, meetingOf(monday, pair, { week: '2026-04-20', status: 'notHeld', why: { kind: 'noAnswer' } }));
  await announce(w, meetingOf(monday, pair, { week: '2026-04-13', status: 'cancelled', why: { kind: 'empty' } }));
  await w.db.transaction((tx) => insertAction(tx, action));
  told(w);
  return { w, meetings: await readMeetings(w.db.reader, {}), actions: await readActions(w.db.reader, {}) };
}

/** What is not the forgers' own: they are of finance. */
const standing = async ({ db }: World) => ({
  meetings: await readMeetings(db.reader, {}),
  actions: await readActions(db.reader, {}),
  answers: await db.reader.select().from(meetingAnswers),
  settings: (await db.reader.select().from(meetingSettings)).filter(({ department }) => department !== 'finance'),
  items: (await db.reader.select().from(agendaItems)).filter(({ department }) => department !== 'finance'),
});

/** All a reply shows; a form's context and what it begins with are what was pressed. */
function shown(reply: Reply | null): string {
  if (reply?.kind !== 'form') return JSON.stringify(reply ?? '');
  const fields = reply.form.fields.map((field) => ({ ...field, initial: '' }));
  return JSON.stringify({ ...reply.form, context: '', fields });
}

const PRIVATE = /只给两边看的话|没有临时缺料/;

describe('a forged button of meetings', () => {
  test('whose value is garbage is answered, and nothing changes', async () => {
    const { w } = await stage();
    const before = await standing(w);
    for (const name of actions) {
      for (const value of garbage) {
        if (name.startsWith('agenda.add') && value.startsWith('materials|')) continue;
        const reply = await w.acts.click('zheng', `meetings.${name}`, value);
        expect(['whisper', 'form'], `${name} ${value}`).toContain(reply?.kind);
        expect(shown(reply), `${name} ${value}`).not.toMatch(/NaN|Infinity|Invalid Date/);
        expect(shown(reply), `${name} ${value}`).not.toMatch(PRIVATE);
      }
    }
    expect(await standing(w)).toEqual(before);
    expect(told(w)).toEqual([]);
  });

  test('pressed by someone who has a part, is answered as calmly', async () => {
    const { w } = await stage();
    for (const name of actions) {
      for (const value of garbage) {
        const reply = await w.acts.click('lin', `meetings.${name}`, value);
        expect([undefined, 'whisper', 'form'], `${name} ${value}`).toContain(reply?.kind);
        expect(shown(reply), `${name} ${value}`).not.toMatch(/NaN|Infinity|Invalid Date/);
      }
    }
    told(w);
  });

  test('of other people’s meetings and actions changes nothing and tells nothing, whatever state they are in', async () => {
    const { w, meetings } = await stage();
    const before = await standing(w);
    const values = meetings.flatMap(({ id }) => [`${id}`, `${id}|`, `${id}|materials`]);
    for (const who of ['zheng', 'anna'])
      for (const name of actions)
        for (const value of values) {
          if (who === 'anna' && /^(?:agenda\.show|life\.agenda|actions\.|agenda\.takeBack)/.test(name)) continue;
          const reply = await w.acts.click(who, `meetings.${name}`, value);
          expect(['whisper', 'form'], `${who} ${name} ${value}`).toContain(reply?.kind);
          expect(reply?.kind === 'whisper' ? read(reply.card) : shown(reply), `${who} ${name} ${value}`).not.toMatch(
            PRIVATE,
          );
        }
    expect(await standing(w)).toEqual(before);
    expect(told(w)).toEqual([]);
  });
});

describe('a forged form of meetings', () => {
  const forms = [
    ...['other', 'deputy', 'tick', 'decide', 'finish', 'notHeld', 'object'].map((name) => `life.${name}`),
    ...['answer', 'add'].map((name) => `agenda.${name}`),
    ...['add', 'done', 'drop', 'reopen', 'move', 'hand'].map((name) => `actions.${name}`),
    ...['settings', 'times'].map((name) => `planning.${name}`),
    ...['show', '__proto__', 'x'].map((name) => `feeds.${name}`),
    'x.y',
    'life.',
    '__proto__.x',
  ];
  const answers = {
    ...{ words: '伪造', text: '伪造', why: '伪造', slot: '2026-05-13T06:00:00.000Z', person: 'song', owner: 'song' },
    ...{ due: '2026-05-20T12:00:00.000Z', sign: '伪造', talked: '0', about: '0', reason: 'other', budget: '0' },
    ...{ cause: 'materials/~none/late', pair: 'materials>sales', to: 'nowhere', halves: '9xx,1am', rather: 'never' },
  };

  test('is decided again when it is sent', async () => {
    const { w, meetings } = await stage();
    const before = await standing(w);
    const slots = [shanghai('2026-05-13T14:00'), shanghai('2026-05-13T14:30')]
      .map((at) => (at.getTime() / 60_000).toString(36))
      .join(',');
    const contexts = meetings.flatMap(({ id }) => [`${id}`, `${id}|0|${slots}`, `${id}|sales`, `${id}|materials`]);
    for (const who of ['zheng', 'song'])
      for (const name of forms)
        for (const context of who === 'zheng' ? [...contexts, ...garbage] : contexts) {
          if (name === 'agenda.add' && context.startsWith('materials|')) continue;
          if (name === 'actions.add' && who === 'zheng') continue;
          const reply = await w.acts.submit(who, `meetings.${name}`, context, answers);
          expect(shown(reply), `${who} ${name} ${context}`).not.toMatch(/NaN|Infinity|Invalid Date/);
          expect(shown(reply), `${who} ${name} ${context}`).not.toMatch(PRIVATE);
        }
    expect(await standing(w)).toEqual(before);
    expect(told(w)).toEqual([]);
  });

  test('of someone who has a part is read as far as it asks: no time nobody offered, no stranger in a seat', async () => {
    const { w, meetings } = await stage();
    const ahead = meetings.find(({ status }) => status === 'announced');
    if (!ahead) throw new Error('no meeting ahead');
    const context = (from: Date, to: Date) =>
      `${ahead.id}|0|${[from, to].map((at) => (at.getTime() / 60_000).toString(36)).join(',')}`;
    const submit = (name: string, at: string, more: Record<string, string>) =>
      w.acts.submit('lin', `meetings.life.${name}`, at, more);
    const at = shanghai('2026-05-13T14:00');
    // For three weeks, at night, on a Sunday, in the past, in another week.
    for (const [from, to] of [
      [at, shanghai('2026-06-03T14:00')],
      [at, at],
      [at, shanghai('2026-05-12T14:00')],
      [shanghai('2026-05-13T02:00'), shanghai('2026-05-13T02:30')],
      [shanghai('2026-05-17T10:00'), shanghai('2026-05-17T10:30')],
      [shanghai('2026-05-08T10:00'), shanghai('2026-05-08T10:30')],
      [shanghai('2026-05-20T10:00'), shanghai('2026-05-20T10:30')],
    ] as const) {
      await submit('other', context(from, to), { slot: from.toISOString(), why: '' });
      const [after] = await readMeetings(w.db.reader, { ids: [ahead.id] });
      const { from: begins, to: ends } = after as Meeting;
      expect(Number(ends) - Number(begins), `${from.toISOString()} ${to.toISOString()}`).toBe(30 * 60_000);
      if (Number(from) !== Number(at)) expect(begins).not.toEqual(from);
    }
    for (const person of ['song', 'he', 'lin', 'nobody', '__proto__', '']) {
      await submit('deputy', String(ahead.id), { person });
      const [after] = await readMeetings(w.db.reader, { ids: [ahead.id] });
      expect(after?.attendees.map((one) => one.person)).toEqual(['he', 'lin']);
    }
    told(w);
  });
});

test('who typed what nobody understands about the digest is answered, and learns nothing', async () => {
  const w = await world({ at: monday });
  for (const text of [
    '\u0000',
    '__proto__',
    'constructor',
    '|||',
    '9'.repeat(4000),
    '不存在的部门；drop',
    '\u202e不存在',
    '*',
    '.*',
    '%',
  ])
    expect((await w.says('song', `/周报 ${text}`))?.kind, text).toBe('whisper');
  for (const name of ['', 'x', 'wish', '__proto__', 'off'])
    for (const value of ['', '1', 'sales|off', 'daily'])
      expect((await w.acts.click('song', `digest.${name}`, value))?.kind).toBe('whisper');
  told(w);
});
