import { expect, test } from 'vitest';
import { saveMeeting } from '../../../src/meetings/store.ts';
import { agendaItems } from '../../../src/meetings/tables.ts';
import { minutes, shanghai, type World, world } from '../../world.ts';
import { announce, meetingOf, monday, pair, presses as pressesLife } from '../life/kit.ts';
import { answer, keys, now, presses, setTimers } from './kit.ts';

const wednesday = shanghai('2026-05-13T10:00');

async function told(w: World) {
  const [meeting] = await announce(w, meetingOf(wednesday, pair));
  if (!meeting) throw new Error('the meeting was not written');
  w.sent();
  return meeting;
}

test('told of, asked about a day before, cancelled as empty: everyone reads it, and the hour is counted as given back', async () => {
  const w = await world({ at: monday, rhythm: false });
  const meeting = await told(w);
  await w.until(shanghai('2026-05-12T10:00'));
  expect(w.sent()).toEqual([
    'he: 5月13日(周三) 10:00 与销售部开例会：物控部有什么想谈的吗？',
    'lin: 5月13日(周三) 10:00 与物控部开例会：销售部最看重什么？',
  ]);
  await presses(w, 'he', 'nothing', `${meeting.id}|materials`);
  expect(w.sent()).toEqual([]);
  await presses(w, 'lin', 'nothing', `${meeting.id}|sales`);
  expect(w.sent()).toEqual([
    'he: 5月13日(周三) 10:00 的例会取消：物控部与销售部这次都没有要谈的，半小时还给各位。',
    'lin: 5月13日(周三) 10:00 的例会取消：销售部与物控部这次都没有要谈的，半小时还给各位。',
  ]);
  expect(await now(w, meeting)).toMatchObject({ status: 'cancelled', givenBackMs: 2 * minutes(30) });
  const asked = (await w.messages('he')).filter(({ card }) => card.title.includes('不开了'));
  expect(asked).toHaveLength(1);
  // What comes to mind afterwards is kept for the next one.
  expect(answer(await w.says('lin', '/议题 物控部 周五的到货'))).toContain('已留到下次与物控部的例会');
  await w.until(shanghai('2026-05-13T12:00'));
  expect(w.sent()).toEqual([]);
});

test('what is ticked at the table is done with the minutes, the rest comes up the next week', async () => {
  const w = await world({ at: monday, rhythm: false });
  const meeting = await told(w);
  await w.says('lin', '/议题 物控部 周五的到货');
  await w.says('xu', '/议题 物控部 缺料怎么提前说');
  await w.until(wednesday);
  w.sent();
  const asked = (await w.messages('lin')).map(({ card }) => card.title);
  expect(asked).toContain('5月13日(周三) 10:00 与物控部的例会已经开始或结束，不用再准备了');
  expect(answer(await presses(w, 'lin', 'nothing', `${meeting.id}|sales`))).toContain('已经开始或结束');
  expect(answer(await pressesLife(w, 'lin', 'agenda', meeting))).toContain('- todo');
  await pressesLife(w, 'lin', 'finish', meeting, { talked: '0' });
  const items = await w.db.reader.select().from(agendaItems).orderBy(agendaItems.id);
  expect(items.map(({ doneIn }) => doneIn)).toEqual([meeting.id, null]);
  const [next] = await announce(w, meetingOf(shanghai('2026-05-20T10:00'), pair, { week: '2026-05-18' }));
  if (!next) throw new Error('the meeting was not written');
  expect(await keys(w, next)).toEqual(['added/2']);
  w.sent();
});

test('moved after it was asked about, its card reads the new time, and whoever has spoken is not asked again', async () => {
  const w = await world({ at: monday, rhythm: false });
  const meeting = await told(w);
  await w.until(shanghai('2026-05-12T10:30'));
  await presses(w, 'lin', 'nothing', `${meeting.id}|sales`);
  w.sent();
  const from = shanghai('2026-05-15T10:00');
  const moved = { ...(await now(w, meeting)), from, to: new Date(from.getTime() + minutes(30)) };
  await w.db.transaction((tx) => saveMeeting(tx, moved));
  await setTimers(w, moved);
  await w.until(shanghai('2026-05-14T10:00'));
  expect(w.sent().filter((line) => line.includes('想谈'))).toEqual([
    'he: 5月15日(周五) 10:00 与销售部开例会：物控部有什么想谈的吗？',
  ]);
  const titles = (await w.messages('lin')).map(({ card }) => card.title);
  expect(titles).toContain('已记下：5月15日(周五) 10:00 与物控部的例会，销售部这次没有要谈的');
});
