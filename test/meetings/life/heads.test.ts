import { expect, test } from 'vitest';
import { demoCompany } from '../../../src/demo/company.ts';
import { minutesNeeds } from '../../../src/digest/needs/others.ts';
import { heirsOf } from '../../../src/meetings/life/rules-heirs.ts';
import type { Meeting } from '../../../src/meetings/types.ts';
import { formOf, read, shanghai, type World, whispered, world } from '../../world.ts';
import {
  announce,
  imports,
  meetingOf,
  monday,
  newest,
  now,
  pair,
  presses,
  seat,
  told,
  tuesdayAtTen,
  withoutQuality,
} from './kit.ts';

const replaced = (company: string, ...changes: [from: string, to: string][]): string =>
  changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the company does not say ${from}`);
    return text.replace(from, to);
  }, company);

/** Material control's head leads production as well. */
const heLeadsBoth = replaced(demoCompany, ['head: wang\n    deputy: liu', 'head: he']);

/** Production, material control and sales at one table; production is led by the head of material control. */
async function threeMeet(w: World, over: Partial<Meeting> = {}): Promise<Meeting> {
  await imports(w, heLeadsBoth);
  const halves = [
    { supplier: 'production', customer: 'materials' },
    { supplier: 'materials', customer: 'sales' },
  ];
  const departments = ['materials', 'production', 'sales'];
  const three = { departments, series: departments.join('+'), halves, ...over };
  const [meeting] = await announce(w, meetingOf(tuesdayAtTen, pair, three));
  if (!meeting) throw new Error('not written');
  return meeting;
}

test('whoever leads two of the departments that meet has the card of the day before of each, and answers for each', async () => {
  const w = await world({ at: monday, rhythm: false });
  const meeting = await threeMeet(w, { from: shanghai('2026-05-13T10:00'), to: shanghai('2026-05-13T10:30') });
  await w.until(shanghai('2026-05-12T10:30'));
  w.sent();
  await w.clicks('he', 'meetings.agenda.nothing', `${meeting.id}|production`);
  const cards = (await w.messages('he')).map(({ card }) => read(card));
  expect(cards.filter((card) => card.includes('物控部最看重什么？'))).toHaveLength(1);
  expect(cards.filter((card) => card.includes('生产部这次没有要谈的'))).toHaveLength(1);
});

test('what a deputy answers for one department changes nothing on the card of whoever leads the other', async () => {
  const w = await world({ at: monday, rhythm: false });
  await imports(w, replaced(demoCompany, ['head: wang\n    deputy: liu', 'head: he\n    deputy: liu']));
  const [meeting] = await announce(
    w,
    meetingOf(shanghai('2026-05-13T10:00'), [seat('he', 'materials'), seat('liu', 'production')]),
  );
  await w.until(shanghai('2026-05-12T10:30'));
  w.sent();
  await w.clicks('liu', 'meetings.agenda.nothing', `${meeting?.id}|production`);
  const cards = (await w.messages('he')).map(({ card }) => read(card));
  expect(cards.at(-1)).toContain('物控部有什么想谈的吗？');
});

test('whoever leads two departments confirms for both, and nothing waits for a side that nobody else could confirm for', async () => {
  const w = await world({ at: monday, rhythm: false });
  const meeting = await threeMeet(w);
  await w.until(tuesdayAtTen);
  await presses(w, 'he', 'decide', meeting, { text: '缺料当天上午说' });
  await presses(w, 'lin', 'finish', meeting, {});
  expect(formOf(await presses(w, 'he', 'object', meeting)).fields).toHaveLength(1);
  await presses(w, 'he', 'confirm', meeting);
  expect(await newest(w, 'he')).toContain('纪要双方已确认');
  const sides = ['materials', 'production', 'sales'];
  expect(await minutesNeeds(w.db.reader, sides, w.clock.now())).toEqual([]);
  expect(whispered(await presses(w, 'he', 'confirm', meeting))).toBe('何建国已经代表您这一方确认过了。');
  told(w);
});

test('whoever leads two writes the minutes for both', async () => {
  const w = await world({ at: monday, rhythm: false });
  const meeting = await threeMeet(w);
  await w.until(tuesdayAtTen);
  await presses(w, 'he', 'finish', meeting, {});
  const { minutes } = await now(w, meeting);
  expect(minutes?.confirmed.map(({ department }) => department)).toEqual(['materials', 'production']);
  told(w);
});

test('a colleague who leaves is no reason to call off a meeting one of whose departments is led from another seat', async () => {
  const w = await world({ at: monday, rhythm: false });
  await imports(w, heLeadsBoth);
  const departments = ['materials', 'production', 'sales'];
  const seats = [...pair, seat('xu', 'sales')];
  const [meeting] = await announce(w, meetingOf(tuesdayAtTen, seats, { departments, series: departments.join('+') }));
  await w.engine.receive({ kind: 'left', id: 'gone-xu', platform: 'console', account: 'xu' });
  await w.engine.tick();
  await w.engine.flush();
  expect((await now(w, meeting ?? { id: 0 })).status).toBe('announced');
  told(w);
});

test('a department led from another seat that gets a head of its own has them at the table', async () => {
  const w = await world({ at: monday, rhythm: false });
  const meeting = await threeMeet(w);
  told(w);
  await imports(w, demoCompany);
  expect(told(w)).toEqual(['wang: 这次例会请您参加：5月12日(周二) 10:00，生产部与物控部与销售部']);
  expect((await now(w, meeting)).attendees).toEqual([...pair, seat('wang', 'production')]);
});

const swapped = replaced(
  demoCompany,
  ['head: he\n', 'head: someone\n'],
  ['head: lin\n', 'head: he\n'],
  ['head: someone\n', 'head: lin\n'],
  ['name: 林晓燕, department: sales', 'name: 林晓燕, department: materials'],
  ['name: 何建国, department: materials', 'name: 何建国, department: sales'],
);

test('two heads who change places both come, each for the department they lead now, and no message is needed', async () => {
  const w = await world({ at: monday, rhythm: false });
  const [meeting] = await announce(w, meetingOf(tuesdayAtTen, pair));
  await presses(w, 'he', 'accept', meeting ?? { id: 0 });
  told(w);
  await imports(w, swapped);
  expect(told(w)).toEqual([]);
  const { attendees } = await now(w, meeting ?? { id: 0 });
  expect(attendees).toEqual([seat('lin', 'materials'), { ...seat('he', 'sales'), answer: 'accepted' }]);
  await imports(w, swapped.replace('苏州某某电子', '苏州某某电气'));
  expect(told(w)).toEqual([]);
});

test('a head who goes over to the other side makes room for who leads theirs now, and whose place they take need not come', async () => {
  const w = await world({ at: monday, rhythm: false });
  const [meeting] = await announce(w, meetingOf(tuesdayAtTen, pair));
  told(w);
  await imports(
    w,
    replaced(
      demoCompany,
      ['head: he\n', 'head: tang\n'],
      ['deputy: tang', 'deputy: luo'],
      ['head: lin\n', 'head: he\n'],
      ['name: 何建国, department: materials', 'name: 何建国, department: sales'],
    ),
  );
  expect(told(w)).toEqual(['tang: 这次例会请您参加：5月12日(周二) 10:00，物控部与销售部']);
  expect((await now(w, meeting ?? { id: 0 })).attendees).toEqual([seat('tang', 'materials'), seat('he', 'sales')]);
  expect(await newest(w, 'lin')).toContain('您不用参加了');
  expect(await newest(w, 'lin')).toContain('由何建国参加');
});

test('a dissolved department whose head has left as well leaves the two others their meeting', async () => {
  const w = await world({ at: monday, rhythm: false });
  const seats = [seat('he', 'materials'), seat('wang', 'production'), seat('yang', 'quality')];
  const [meeting] = await announce(w, meetingOf(tuesdayAtTen, seats));
  told(w);
  await imports(w, withoutQuality.replace(/.*key: yang,.*\n/, ''));
  expect(await now(w, meeting ?? { id: 0 })).toMatchObject({
    status: 'announced',
    departments: ['materials', 'production'],
  });
  told(w);
});

test('who takes whose place is the same however seats lie, and nobody sits twice', () => {
  const meeting = { ...meetingOf(tuesdayAtTen, [...pair, seat('wang', 'production')]), id: 1 };
  const leads = (leaders: Record<string, string[]>) => ({
    leadersOf: (key: string) => leaders[key] ?? [],
    reachable: () => true,
    namedBy: () => [],
  });
  // All three go one seat further.
  expect(heirsOf(meeting, leads({ materials: ['wang'], production: ['lin'], sales: ['he'] }))).toEqual([
    { department: 'materials', person: 'he', heir: 'wang' },
    { department: 'production', person: 'wang', heir: 'lin' },
    { department: 'sales', person: 'lin', heir: 'he' },
  ]);
  // Nobody is there for material control: its head does not leave it empty.
  expect(heirsOf(meeting, leads({ materials: [], production: ['wang'], sales: ['he', 'zhou'] }))).toEqual([
    { department: 'sales', person: 'lin', heir: 'zhou' },
  ]);
  // One person leads both by now, and sits for one of them.
  expect(heirsOf(meeting, leads({ materials: ['xu'], production: ['wang'], sales: ['xu'] }))).toEqual([
    { department: 'materials', person: 'he', heir: 'xu' },
  ]);
});
