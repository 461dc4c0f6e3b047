import { expect, test } from 'vitest';
import { read, shanghai, type World, world } from '../../world.ts';
import {
  announce,
  announceOne,
  imports,
  meetingOf,
  monday,
  newest,
  now,
  presses,
  seat,
  told,
  tuesdayAtTen,
  withoutQuality,
} from './kit.ts';

/** Held on Tuesday, with minutes by sales. */
async function held(w: World) {
  const meeting = await announceOne(w);
  await w.until(tuesdayAtTen);
  await presses(w, 'lin', 'finish', meeting, { words: '周五先交一半' });
  told(w);
  return meeting;
}

test('a side that has not confirmed the minutes is reminded once, as the next working day begins', async () => {
  const w = await world({ at: monday, rhythm: false });
  const meeting = await held(w);
  await w.until(shanghai('2026-05-13T07:59'));
  expect(told(w)).toEqual([]);
  await w.until(shanghai('2026-05-13T08:01'));
  expect(told(w)).toEqual(['he: 这份纪要，请您看看对不对：物控部与销售部，5月12日(周二) 10:00']);
  expect(await newest(w, 'he')).toContain('“周五先交一半” 林晓燕');
  expect(await newest(w, 'he')).toContain('[没有问题] [有不同说法]');
  await w.until(shanghai('2026-05-18T18:00'));
  expect(told(w)).toEqual([]);
  await presses(w, 'he', 'confirm', meeting);
  expect(await newest(w, 'he')).toContain('纪要双方已确认');
});

test('who confirmed in time, or says that it was different, is not reminded', async () => {
  const w = await world({ at: monday, rhythm: false });
  const first = await held(w);
  await presses(w, 'he', 'confirm', first);
  await w.until(shanghai('2026-05-13T12:00'));
  expect(told(w)).toEqual([]);
  const [second] = await announce(
    w,
    meetingOf(shanghai('2026-05-14T10:00'), [seat('wang', 'production'), seat('yang', 'quality')]),
  );
  await w.until(shanghai('2026-05-14T10:00'));
  await presses(w, 'yang', 'finish', second ?? { id: 0 }, {});
  await presses(w, 'wang', 'object', second ?? { id: 0 }, { words: '说的是周六' });
  told(w);
  await w.until(shanghai('2026-05-15T18:00'));
  expect(told(w)).toEqual([]);
});

test('minutes that were put right are asked about again, once', async () => {
  const w = await world({ at: monday, rhythm: false });
  const meeting = await held(w);
  await presses(w, 'he', 'object', meeting, { words: '说的是三成' });
  await w.until(shanghai('2026-05-13T15:00'));
  await presses(w, 'lin', 'finish', meeting, { words: '周五先交三成' });
  told(w);
  await w.until(shanghai('2026-05-14T08:01'));
  expect(told(w)).toEqual(['he: 这份纪要，请您看看对不对：物控部与销售部，5月12日(周二) 10:00']);
  expect(await newest(w, 'he')).toContain('周五先交三成');
  await w.until(shanghai('2026-05-15T18:00'));
  expect(told(w)).toEqual([]);
});

test('minutes that closed by themselves are asked about on both sides, on Monday for a Friday, in each one’s language', async () => {
  const w = await world({ at: monday, rhythm: false });
  const [meeting] = await announce(
    w,
    meetingOf(shanghai('2026-05-15T16:00'), [seat('james', 'sales'), seat('zheng', 'finance')]),
  );
  await w.until(shanghai('2026-05-15T16:05'));
  await presses(w, 'zheng', 'decide', meeting ?? { id: 0 }, { text: '每周五对账' });
  await w.until(shanghai('2026-05-15T18:00'));
  told(w);
  await w.until(shanghai('2026-05-18T08:59'));
  expect(told(w)).toEqual([]);
  await w.until(shanghai('2026-05-18T09:01'));
  expect(told(w).sort()).toEqual([
    'james: Are these minutes right? 销售部 and 财务部, Fri 15 May 16:00',
    'zheng: 这份纪要，请您看看对不对：财务部与销售部，5月15日(周五) 16:00',
  ]);
  expect(read(await w.newest('james'))).toContain('[That is right] [I see it differently]');
});

test('who leads a side by now is reminded, and a department that is gone is not waited for', async () => {
  const w = await world({ at: monday, rhythm: false });
  const [meeting] = await announce(w, meetingOf(tuesdayAtTen, [seat('wang', 'production'), seat('yang', 'quality')]));
  await w.until(tuesdayAtTen);
  await presses(w, 'wang', 'finish', meeting ?? { id: 0 }, {});
  told(w);
  await imports(w, withoutQuality.replace(/.*key: yang,.*\n/, ''));
  await w.until(shanghai('2026-05-13T18:00'));
  expect(told(w)).toEqual([]);
});

test('long after, when nothing ran meanwhile, nobody is reminded of old minutes', async () => {
  const w = await world({ at: monday, rhythm: false });
  await held(w);
  w.clock.set(shanghai('2026-05-26T10:00'));
  await w.until(shanghai('2026-05-26T10:01'));
  expect(told(w)).toEqual([]);
});

test('asked in the evening whether it took place, they read it in the morning, and once', async () => {
  const w = await world({ at: monday, rhythm: false });
  const [meeting] = await announce(
    w,
    meetingOf(shanghai('2026-05-12T17:30'), [seat('zheng', 'finance'), seat('chen', 'office')]),
  );
  await w.until(shanghai('2026-05-12T17:59'));
  told(w);
  await w.until(shanghai('2026-05-13T09:30'));
  expect(told(w)).toEqual([
    'zheng: 这次例会开了吗？财务部与总经办，5月12日(周二) 17:30',
    'chen: 这次例会开了吗？总经办与财务部，5月12日(周二) 17:30',
  ]);
  await w.until(shanghai('2026-05-13T17:59'));
  expect((await now(w, meeting ?? { id: 0 })).status).toBe('running');
  await w.until(shanghai('2026-05-13T18:01'));
  expect((await now(w, meeting ?? { id: 0 })).why).toEqual({ kind: 'noAnswer' });
  expect(told(w)).toEqual([]);
});

test('who works in a shift at night is reminded, has the table and is asked there and then', async () => {
  const w = await world({ at: monday, rhythm: false });
  const [meeting] = await announce(
    w,
    meetingOf(shanghai('2026-05-12T21:30'), [seat('sun', 'production'), seat('anna', 'sales')]),
  );
  await w.until(shanghai('2026-05-12T20:29'));
  told(w);
  await w.until(shanghai('2026-05-12T20:31'));
  expect(told(w).sort()).toEqual(['anna: At 15:30: 销售部 and 生产部', 'sun: 21:30 开例会：生产部与销售部']);
  await w.until(shanghai('2026-05-12T21:31'));
  expect(told(w)).toEqual([]);
  expect(await newest(w, 'sun')).toContain('例会进行中');
  await w.until(shanghai('2026-05-12T22:31'));
  expect(told(w)).toHaveLength(2);
  expect(await newest(w, 'sun')).toContain('这次例会开了吗？');
  await presses(w, 'sun', 'finish', meeting ?? { id: 0 }, {});
  expect(told(w)).toEqual(['anna: Minutes: 销售部 and 生产部, Tue 12 May 15:30']);
});
