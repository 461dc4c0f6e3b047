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

/** Pages have a gallery of their own; the texts of the duty roster are read in their own tests. */
const elsewhere = /^(adapters|src\/(http|duty|(map|digest)\/page|service|operator|demo|pages|look))\//;
/**
 * Said only after a race or to many at once, of a changed calendar or organisation, or by kinds of questions no form asks yet;
 * read in the tests of their own parts.
 */
const rare: Record<string, readonly string[]> = {
  'src/engine/messages.ts#words': [
    'answeredApart',
    'buttonDone',
    'choose',
    'chooseOrWords',
    'chosenApart',
    'chosenSoFar',
    'fileNotAsked',
    'keep',
    'moreNames',
    'moreOptions_one',
    'moreOptions_other',
    'noneOfTheOptions',
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
  'src/map/messages.ts#words': [
    'file.file',
    'file.rest',
    'file.same',
    'map.nameOne',
    'map.nothing',
    'names.rest',
    'no.gone',
    'no.nobodyThere',
    'refused.gone',
  ],
  'src/meetings/messages.ts#words': ['life.no.sitsAlready', 'no.alreadyOwner'],
  'src/digest/messages.ts#words': ['fact.given', 'no.department', 'nobody', 'page'],
  'src/questionnaires/messages.ts#words': [
    'answer.fact.files',
    'answer.fact.rest',
    'answer.fact.restCount',
    'answer.last',
    'answer.no.questionnaire',
    'answer.no.theirs',
    'answer.someoneGone',
    'results.files',
    'results.hidden',
    'results.notYet',
    'results.yes',
    'round.addedPaper',
    'round.andMore',
    'round.ask.own',
    'round.no.noDepartments',
    'round.no.noPosts',
    'round.no.noQuestionnaire',
    'round.no.nobodyThere',
    'round.no.notYours',
    'round.no.onlyReferees',
    'round.progress.rest',
    'round.startedPaper',
    'sheet.again',
    'sheet.form.ownOption',
    'sheet.form.requires.customers',
    'sheet.handedOver',
    'sheet.news',
    'sheet.news.came',
    'sheet.news.changed',
    'sheet.news.unseen',
    'sheet.news.went',
    'sheet.next.again',
    'sheet.ofUnit',
    'sheet.rule.out',
    'sheet.rule.some',
    'sheet.someone',
    'sheet.superseded',
    'sheet.which.title',
  ],
};

/** On pages, pictures and paper, in files and calendars: the console of the gallery has no address for them. */
const onPages =
  /^(sheet\.(column|page|says|open|namedCustomer)|results\.(column|areas|everything|open|answered)|round\.(codes|no\.codeSheet)|picture\.|map\.page|feeds\.(title|description|calendar|subscribe|how)$)/;

/** Of what is counted one number is enough. */
const stemOf = (key: string): string => key.replace(/_(one|other)$/, '');

describe('the gallery', () => {
  test.each(['en', 'zh-CN'] as const)('shows every text of cards and forms: %s', async (locale) => {
    const missing: string[] = [];
    for (const { name, texts } of await catalogues()) {
      if (elsewhere.test(name)) continue;
      const shown = new Set<string>();
      for (const [key, text] of Object.entries(texts[locale])) {
        const pattern = text
          .split(/\{\{[^}]*\}\}/)
          .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
          .join('[^\\n]{0,120}?');
        if (new RegExp(pattern).test(drawn[locale])) shown.add(stemOf(key));
      }
      const unseen = new Set(
        Object.keys(texts[locale])
          .map(stemOf)
          .filter((key) => !shown.has(key)),
      );
      for (const key of unseen)
        if (!rare[name]?.map(stemOf).includes(key) && !onPages.test(key)) missing.push(`${name}: ${key}`);
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
