import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { rows } from '../../../src/db/database.ts';
import { saveMeeting } from '../../../src/meetings/store.ts';
import { personErase } from '../../../src/operator/person-erase.ts';
import { run } from '../../operator/run.ts';
import { does, files } from '../../requests/story.ts';
import { shanghai, type World, world } from '../../world.ts';
import { action, agenda, answer, fields, meets, now, presses } from './kit.ts';

const tables = ['meetings', 'agenda_items', 'meeting_answers'];

/** Where certain words stand. */
async function tablesWith(w: World, words: string): Promise<string[]> {
  const found: string[] = [];
  for (const table of tables) {
    const text = await rows<{ row: string }>(w.db.reader, sql`select t::text as row from ${sql.identifier(table)} t`);
    if (text.some(({ row }) => row.includes(words))) found.push(table);
  }
  return found;
}

test('of someone who is erased no word is left on an agenda, nor in those of past meetings; what others said stays', async () => {
  const w = await world({ at: shanghai('2026-05-11T09:00'), rhythm: false });
  const meeting = await meets(w, shanghai('2026-05-14T10:00'));
  const secret = '客户那边的事以后再说';
  const number = await files(w, 'xu', 'materials', `${secret}一`, { blocks: `${secret}二`, urgency: 'normal' });
  await does(w, 'luo', 'accept', number, {});
  await does(w, 'luo', 'deliver', number, { text: '好了' });
  await does(w, 'xu', 'return', number, { text: `${secret}三` });
  await files(w, 'zhou', 'materials', '查周五的到货', { urgency: 'normal' });
  await action(w, { createdBy: 'xu', text: `${secret}四`, sign: `${secret}五`, due: '2026-05-12' });
  await w.says('xu', `/议题 物控部 ${secret}六`);
  await w.says('zhou', '/议题 物控部 周五的到货');
  const sits = { person: 'xu', department: 'sales', for: null, answer: 'none' as const };
  await w.db.transaction((tx) => saveMeeting(tx, { ...meeting, attendees: [...meeting.attendees, sits] }));
  const opened = await presses(w, 'xu', 'answer', `${meeting.id}|sales`);
  const [i = '', s = '', words = ''] = fields(opened);
  await w.fills('xu', opened, { [i]: '3', [s]: '2', [words]: `${secret}七` });
  await w.until(shanghai('2026-05-13T18:00'));
  const points = (await agenda(w, meeting)).map((line) => ({ key: line.key, line, ticked: null }));
  expect(points).toHaveLength(6);
  const begun = { ...(await now(w, meeting)), status: 'running' as const, points };
  await w.db.transaction((tx) => saveMeeting(tx, begun));
  await does(w, 'luo', 'deliver', number, { text: '补齐' });
  await does(w, 'xu', 'confirm', number, { rating: '4' });
  w.sent();
  expect(await tablesWith(w, secret)).toEqual(tables);

  await run(w, personErase, 'xu');
  expect(await tablesWith(w, secret)).toEqual([]);
  const after = await now(w, meeting);
  expect(after.points.map(({ key }) => key)).toEqual(points.map(({ key }) => key));
  expect(answer(await presses(w, 'lin', 'show', String(meeting.id)))).toMatch(/（已删除）[\s\S]*周五的到货/);
  expect(await tablesWith(w, '周五的到货')).toEqual(['meetings', 'agenda_items']);
});
