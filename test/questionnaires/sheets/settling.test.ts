import { expect, test } from 'vitest';
import type { Merged } from '../../../src/questionnaires/sheets/merge.ts';
import { MAIN_WORK, mainWorkShown, settleWho } from '../../../src/questionnaires/sheets/settling.ts';

const merged = (mainWork: string[]): Merged => ({
  ...{ unit: 'production', department: 'production', answered: 5, namedCustomer: 5, mainWork },
  ...{ suppliers: [], customers: [] },
});

test('main work that does not fit the field is neither cut in the middle nor lost when the page is sent', () => {
  const said = ['组', '测', '包', '😀', '修'].map((sign) => sign.repeat(500));
  const shown = mainWorkShown(said);
  expect(shown).toEqual(said.slice(0, 3));
  expect([...shown.join('\n')].length).toBeLessThanOrEqual(MAIN_WORK);
  const sent = settleWho(merged(said), merged(said), { mainWork: ['组装', ...shown.slice(1)].join('\n') });
  expect(sent.mainWork).toEqual(['组装', ...said.slice(1)]);
  expect(mainWorkShown(['组装', '测试'])).toEqual(['组装', '测试']);
});
