import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Locale } from '../../src/org/organisation.ts';
import { catalogues } from './catalogues.ts';

/** What the gallery draws, as committed: another test keeps it true. */
const drawn: Record<Locale, string> = { en: '', 'zh-CN': '' };
beforeAll(async () => {
  for (const locale of ['en', 'zh-CN'] as const)
    drawn[locale] = await readFile(`${import.meta.dirname}/../../docs/gallery.${locale}.md`, 'utf8');
});

const cardsOf = (locale: Locale) =>
  [...drawn[locale].matchAll(/```text\n([\s\S]*?)\n```/g)].map((match) => match[1] ?? '');

/** Pages have a gallery of their own; the texts of the duty roster, the questionnaires and the map are read in their own tests. */
const elsewhere = /^(adapters|src\/(http|duty|map|questionnaires|service|operator|demo|pages|look))\//;
/** Said only after a race, a changed calendar, or by kinds of questions no form asks yet. */
const rare: Record<string, readonly string[]> = {
  'src/engine/messages.ts#words': [
    'buttonDone',
    'choose',
    'chooseOrWords',
    'chosenSoFar',
    'fileNotAsked',
    'keep',
    'moreNames',
    'moreOptions_one',
    'moreOptions_other',
    'noted',
    'numberIn',
    'numberOnly',
    'numbersOrWords',
    'problemNotANumber',
    'problemNotAnOption',
    'problemTooMany',
    'problemTooManyFiles',
    'problemTooSmall',
    'problemWrongFile',
    'takeOut',
    'timeInWords',
    'wordClear',
  ],
  'src/requests/messages.ts#words': [
    'bill.rest',
    'files.most',
    'head.recalculated',
    'label.agreement',
    'label.agreementVersion',
    'list.more',
    'list.over',
    'no.blockedBySelf',
    'no.blockerClosed',
    'no.notInDepartment',
    'no.sameDepartment',
    'receipt.provisional',
    'ring.group',
    'ring.next',
    'room.onDuty',
    'room.ring',
    'room.ringOpen',
    'turn.waitingUpstream',
  ],
};

describe('the gallery', () => {
  test.each(['en', 'zh-CN'] as const)('shows every text of cards and forms: %s', async (locale) => {
    const missing: string[] = [];
    for (const { name, texts } of await catalogues()) {
      if (elsewhere.test(name)) continue;
      for (const [key, text] of Object.entries(texts[locale])) {
        const pattern = text
          .split(/\{\{[^}]*\}\}/)
          .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
          .join('[^\\n]{0,120}?');
        if (!rare[name]?.includes(key) && !new RegExp(pattern).test(drawn[locale])) missing.push(`${name}: ${key}`);
      }
    }
    expect(missing).toEqual([]);
  });

  test.each(['en', 'zh-CN'] as const)('shows no leftovers: %s', (locale) => {
    const faults: [string, RegExp][] = [
      ['a placeholder', /\{\{|\}\}/],
      ['nothing', /undefined|null|NaN|\[object/],
      ['an instant for machines', /\d{4}-\d{2}-\d{2}T/],
      ['a dash that stands for nobody', /(?:^|[\s:：（(·])—(?:$|[\s.。）)·，,])/m],
      ['doubled punctuation', /。。|，，|：：|\.\.(?!\.)|,,|。”。|。\.|[.。]”[.。]/m],
      ['a double space', /\S {2,}\S/],
    ];
    for (const card of cardsOf(locale).filter((text) => !text.includes('请回复') && !text.startsWith('· ')))
      for (const [what, fault] of faults)
        expect(fault.test(card.replace(/^ +|- {2}/gm, '')), `${what} in:\n${card}`).toBe(false);
  });

  test('is in one language each', () => {
    expect(cardsOf('en').filter((card) => /\p{Script=Han}/u.test(card))).toEqual([]);
    const latin = cardsOf('zh-CN').filter((card) => /[a-z]+ [a-z]+ [a-z]+/.test(card));
    expect(latin).toEqual([]);
    const halfWidth = cardsOf('zh-CN').filter((card) =>
      /\p{Script=Han} ?\((?!周)|(?<!周.)\)\p{Script=Han}|\p{Script=Han},|\p{Script=Han}\?/u.test(card),
    );
    expect(halfWidth).toEqual([]);
  });
});
