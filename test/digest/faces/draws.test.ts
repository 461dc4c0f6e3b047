import { describe, expect, test } from 'vitest';
import { digestCard, type Told } from '../../../src/digest/cards.ts';
import type { Card } from '../../../src/platform/card.ts';
import { drawsEvery } from '../../contract/draws.ts';
import { deliveryOf, heldInlet } from '../../contract/subject.ts';
import { drawing } from '../../contract/subjects.ts';
import { busy, company, figures, lookAs, needs, quiet, share } from './kit.ts';

const page = 'https://bot.example.com/views/link/abcdefghijklmnopqrstuvwxyz';
const told = (over: Partial<Told>): Told => ({
  ...{ cadence: 'weekly', company: null, departments: [], needs: [], page: () => page },
  ...over,
});

const calm = figures('materials', { now: { supplier: { filed: 9, onTime: share(9, 9), open: 1 } } });
const said: Partial<Told>[] = [
  { departments: [busy('sales')], needs: needs(5) },
  { departments: [busy('sales')], needs: null },
  { departments: [busy('sales')], cadence: 'daily' },
  { departments: [busy('production'), calm, quiet('quality')], needs: needs(1) },
  { company: company(), departments: [busy('office')], needs: needs(3) },
  { departments: [quiet('sales')] },
];
/** Every digest in both languages. */
const cards: Card[] = ['lin', 'james'].flatMap((person) => said.map((one) => digestCard(lookAs(person), told(one))));

describe('every digest is drawn within the limits of the messenger, and says its title', () => {
  test.each(drawing)('$name', (subject) => drawsEvery(subject, cards));
});

describe('what matters survives on each messenger', () => {
  const [card] = cards;
  test.each(drawing)('$name', async (subject) => {
    if (!card) throw new Error('no card');
    const rig = await subject.start(heldInlet(), () => new Date('2026-11-23T01:00:00Z'));
    try {
      await rig.adapter.send(deliveryOf(rig, card));
      const shown = await rig.hands.shown(rig.account);
      const text = shown.map((one) => one.text).join('\n');
      for (const part of ['17/20', '90 %', 'R-1001', 'R-1005', '9/11', '4.6 分', '11月16日 17/20', '查看各周全部数据'])
        expect(text).toContain(part);
      expect(shown.flatMap((one) => one.buttons)).toEqual(expect.arrayContaining(['① 承诺时间', '⑤ 承诺时间']));
    } finally {
      await rig.end();
    }
  });
});
