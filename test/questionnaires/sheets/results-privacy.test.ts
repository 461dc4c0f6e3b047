import { expect, test } from 'vitest';
import { shanghai, type World, world } from '../../world.ts';
import { end, imports, round } from '../answering/story.ts';
import { page } from './looking.ts';
import { given } from './story.ts';

const production = ['wang', 'liu', 'zhao', 'sun', 'ma'];
const sales = ['lin', 'zhou', 'xu'];

/** The manual's example, answered by some of these people. */
async function answeredBy(people: readonly string[], asked = people): Promise<{ w: World; id: number }> {
  const w = await world({ at: shanghai('2026-05-06T10:00') });
  const id = await round(w, asked, { questionnaire: 'morale', version: await imports(w), owner: 'gu' });
  for (const person of people) await given(w, id, person, { 1: { feeling: '2' }, 2: { remark: '说明' } });
  return { w, id };
}

const shows = async (w: World, id: number, area = '') =>
  page(w, 'gu', 'results', { round: String(id), ...(area ? { area } : {}) });

test('nothing with a name behind it is shown while answers come in: two looks would tell who said what', async () => {
  const { w, id } = await answeredBy(production.slice(0, 4), production);
  expect(await shows(w, id)).not.toContain('份回答');
  expect(await shows(w, id)).toContain('全部答完或者这一轮结束后');
  await end(w, id);
  expect(await shows(w, id)).toContain('4 份回答');
});

test('what one or two said cannot be reckoned from several areas', async () => {
  const { w, id } = await answeredBy([...production, ...sales, 'he', 'luo']);
  expect(await shows(w, id)).toContain('10 份回答');
  expect(await shows(w, id, 'production')).toContain('5 份回答');
  // With it, ten less five less three would be the two of materials.
  expect(await shows(w, id, 'sales')).not.toContain('份回答');
  expect(await shows(w, id, 'materials')).not.toContain('份回答');
});

test('departments of three stand apart where the others are three as well', async () => {
  const { w, id } = await answeredBy([...production, ...sales]);
  for (const [area, count] of [
    ['production', 5],
    ['sales', 3],
  ] as const)
    expect(await shows(w, id, area)).toContain(`${count} 份回答`);
});
