import { expect, test } from 'vitest';
import { erasePlanning } from '../../../src/meetings/planning/erase.ts';
import { saveSettings, saveTimes, settingsOf, timesOf } from '../../../src/meetings/planning/store.ts';
import { shanghai, world } from '../../world.ts';

test('who is erased leaves what they said of their week, and whom departments send', async () => {
  const w = await world({ at: shanghai('2026-05-11T09:00'), rhythm: false });
  const now = w.clock.now();
  const busy = [{ day: 3, from: '14:00', to: '16:00' }];
  await w.db.transaction(async (tx) => {
    for (const person of ['zhao', 'sun']) await saveTimes(tx, person, { busy, rather: 'either' }, now);
    await saveSettings(tx, 'production', { budget: 1, people: ['sun', 'zhao'], together: ['sales'] }, 'wang', now);
    await saveSettings(tx, 'sales', { budget: 4, people: ['xu'], together: [] }, 'lin', now);
    await erasePlanning(tx, 'zhao');
  });
  expect([...(await timesOf(w.db.reader, ['zhao', 'sun'])).keys()]).toEqual(['sun']);
  expect(await settingsOf(w.db.reader, 'production')).toEqual({ budget: 1, people: ['sun'], together: ['sales'] });
  expect(await settingsOf(w.db.reader, 'sales')).toEqual({ budget: 4, people: ['xu'], together: [] });
});
