import { expect, test } from 'vitest';
import { type Form, type RawAnswers, shownFields } from '../../../src/platform/form.ts';
import { formOf } from '../../world.ts';
import { answering, pageIn, round, start } from './story.ts';

/**
 * Seconds of each act, after the keystroke-level model (Card, Moran, Newell: The Keystroke-Level Model for User Performance
 * Time with Interactive Systems, Communications of the ACM 23, 1980): making up one's mind 1.35, reaching a place on the
 * screen 1.1, a press 0.1. Typing on a telephone: 36.2 words of five letters a minute (Palin, Feit, Kim, Kristensson,
 * Oulasvirta: How do People Type on Mobile Devices?, MobileHCI 2019). A Han character is taken for four presses, three
 * letters of its Pinyin and the choice among characters, which is slower than the 43 words a minute measured for Mandarin
 * (Ruan, Wobbrock, Liou, Ng, Landay: Comparing Speech and Keyboard Text Entry, IMWUT 2017).
 */
const seconds = { think: 1.35, tap: 1.2, key: 60 / (36.2 * 5) } as const;
const keysOf = (text: string): number =>
  [...text].reduce((sum, letter) => sum + (/\p{Script=Han}/u.test(letter) ? 4 : 1), 0);

interface Cost {
  taps: number;
  keys: number;
  thoughts: number;
}

/** What it takes to fill a page in: every field is thought about, also one that is left as it is. */
function costOf(form: Form, answers: RawAnswers): Cost {
  const cost: Cost = { taps: 1, keys: 0, thoughts: 1 };
  for (const field of shownFields(form, answers)) {
    const given = answers[field.key] ?? field.initial ?? '';
    cost.thoughts += 1;
    if (given === (field.initial ?? '')) continue;
    // A list is opened, and each of several is picked.
    if (field.kind === 'choices') cost.taps += 1 + given.split(',').length;
    else if (field.kind === 'choice') cost.taps += 2;
    else cost.taps += 1;
    if (field.kind === 'choices') cost.thoughts += given.split(',').length - 1;
    if (field.kind === 'text') cost.keys += keysOf(given);
  }
  return cost;
}

const time = ({ taps, keys, thoughts }: Cost): number =>
  taps * seconds.tap + keys * seconds.key + thoughts * seconds.think;

const supplier = {
  handsOn: '齐套的物料',
  requireKind: 'onTime',
  requireMeasure: '2小时',
  troubleAbout: 'complete',
  troubleWords: '常缺一两种料',
};
const customer = { handsOn: '贴好的板', requireKind: 'correct', requireMeasure: '98%' };

test('the first pass takes at most three minutes on a phone', async () => {
  const w = await answering();
  const id = await round(w, ['zhao']);
  let reply = await start(w, 'zhao', id);
  const total: Cost = { taps: 0, keys: 0, thoughts: 0 };
  const pages: string[] = [];
  while (reply?.kind === 'form') {
    const page = pageIn(reply);
    const typical: RawAnswers =
      page === 'first'
        ? {
            mainWork: '贴片机编程和首件检验',
            suppliers: 'purchasing,quality,materials',
            customers: 'production/assembly,quality',
          }
        : page === 'which'
          ? { suppliers: 'purchasing,materials' }
          : page.startsWith('s:')
            ? supplier
            : customer;
    const open = formOf(reply).fields.some(({ key, initial }) => key === 'kind' && initial === undefined);
    const answers = open ? { ...typical, kind: 'process' } : typical;
    const cost = costOf(formOf(reply), answers);
    pages.push(`${page}: ${cost.taps} taps, ${cost.keys} keys, ${cost.thoughts} thoughts, ${time(cost).toFixed(0)} s`);
    for (const part of ['taps', 'keys', 'thoughts'] as const) total[part] += cost[part];
    reply = await w.fills('zhao', reply, answers);
  }
  process.stdout.write(
    `${[...pages, `first pass: ${total.taps} taps, ${total.keys} keys, ${total.thoughts} thoughts, ${time(total).toFixed(0)} s`].join('\n')}\n`,
  );
  expect(pages).toHaveLength(6);
  expect(time(total)).toBeGreaterThan(60);
  expect(time(total)).toBeLessThanOrEqual(180);
});
