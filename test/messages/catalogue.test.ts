import { beforeAll, describe, expect, test } from 'vitest';
import { features } from '../../src/features.ts';
import { catalogue } from '../../src/messages/catalogue.ts';
import { showDay, showTime } from '../../src/messages/time.ts';
import { bare, catalogues, type Found, named, placeholders } from './catalogues.ts';

let all: Found[] = [];
beforeAll(async () => {
  all = await catalogues();
});

/** Every text of a language with what is wrong with it, as `catalogue: key: text`. */
function wrong(locale: 'en' | 'zh-CN', fault: (text: string, key: string) => boolean): string[] {
  return all.flatMap((one) =>
    Object.entries(one.texts[locale])
      .filter(([key, text]) => fault(text, key))
      .map(([key, text]) => `${one.name}: ${key}: ${text}`),
  );
}

const stemOf = (key: string): string => key.replace(/_(one|other)$/, '');

const han = /\p{Script=Han}/u;

describe('every catalogue', () => {
  test('is found', () => {
    expect(all.length).toBeGreaterThan(3);
  });

  test('has the same keys and placeholders in both languages, and no empty text', () => {
    for (const { name, texts } of all) {
      // Chinese has no plural: it may say once what English says in two ways.
      const stems = (keys: string[]) => [...new Set(keys.map(stemOf))].sort();
      expect(stems(Object.keys(texts['zh-CN'])), name).toEqual(stems(Object.keys(texts.en)));
      for (const [key, text] of Object.entries(texts.en)) {
        const zh = texts['zh-CN'][key] ?? texts['zh-CN'][stemOf(key)] ?? '';
        // “One person” needs no number.
        const counted = key.endsWith('_one') ? ['{{count}}'] : [];
        const said = [...placeholders(text), ...counted].sort();
        expect([...new Set([...placeholders(zh), ...counted])].sort(), `${name}: ${key}`).toEqual([...new Set(said)]);
        expect(text.trim() && zh.trim(), `${name}: ${key}`).toBeTruthy();
      }
    }
  });

  test('has English that counts in one and in several', () => {
    for (const { name, texts } of all) {
      const counted = Object.keys(texts.en).filter((key) => /_(one|other)$/.test(key));
      for (const key of counted)
        expect(Object.keys(texts.en), name).toContain(
          key.replace(/_(one|other)$/, key.endsWith('e') ? '_other' : '_one'),
        );
    }
    // Written with the plural only where it is never one.
    const plurals = wrong('en', (text, key) => !/_(one|other)$/.test(key) && /\{\{(count|n)\}\} [a-z]+s\b/.test(text));
    expect(plurals.filter((line) => !line.includes('chip.inDays'))).toEqual([]);
  });

  test('has no Han in English', () => {
    expect(wrong('en', (text) => han.test(text.replace(/“[^”]*”/g, '')))).toEqual([]);
  });

  test('has no English sentence in Chinese', () => {
    expect(wrong('zh-CN', (text) => /[A-Za-z][a-z]+(?:[ ,]+[A-Za-z][a-z]+){2,}/.test(bare(text)))).toEqual([]);
    expect(wrong('zh-CN', (text) => /[A-Za-z]{3,}/.test(bare(text)) && !han.test(text))).toEqual([]);
  });

  test('has full-width punctuation beside Han', () => {
    // Times keep the half-width parentheses of `5月1日(周五)`; they are not in the catalogues.
    expect(wrong('zh-CN', (text) => /\p{Script=Han}[,:;?!()]|[,:;?!()]\p{Script=Han}/u.test(text))).toEqual([]);
    expect(wrong('zh-CN', (text) => /[（(]\{\{|\}\}[)）]/u.test(text) && /\(\{\{|\}\}\)/.test(text))).toEqual([]);
    expect(wrong('zh-CN', (text) => /"|'|\.\.\.|。。|，，|。，|\.$/.test(text.replace(/”/g, '')))).toEqual([]);
  });

  test('has no doubled or dangling punctuation, and no dash that stands for nothing', () => {
    for (const locale of ['en', 'zh-CN'] as const)
      expect(wrong(locale, (text) => /\s{2}|\s[,.;:?!](?!\S)|[,;]{2}|—\s*$|^—/.test(text))).toEqual([]);
    expect(wrong('en', (text) => /"|'/.test(text))).toEqual([]);
  });

  test('names commands so that each messenger can name them as its people type them, and only those there are', () => {
    const commands = features.flatMap((feature) => feature.commands);
    const names = commands.flatMap(({ name, aliases }) => [name, ...aliases]).join('|');
    const bare = (text: string) => text.replace(/\{\{\/[^}]*\}\}/g, '');
    const named = new RegExp(`(?<![\\p{L}\\p{N}.:/])/(${names})(?![\\p{L}\\p{N}])`, 'u');
    for (const locale of ['en', 'zh-CN'] as const) {
      expect(wrong(locale, (text) => named.test(bare(text)))).toEqual([]);
      expect(commands.filter(({ help }) => named.test(bare(help[locale])))).toEqual([]);
      const own = new Map(commands.map(({ name, aliases: [alias] }) => [name, locale === 'en' ? undefined : alias]));
      const astray = (text: string) =>
        [...text.matchAll(/\{\{\/([^|}]*)(?:\|([^}]*))?\}\}/g)].some(
          ([, name = '', alias]) => !own.has(name) || own.get(name) !== alias,
        );
      expect(wrong(locale, astray)).toEqual([]);
      expect(commands.filter(({ help }) => astray(help[locale]))).toEqual([]);
    }
  });

  test('has no text that nobody says', () => {
    const dead = all.flatMap(({ name, texts, source }) =>
      Object.keys(texts.en)
        .filter((key) => !named(source, key))
        .map((key) => `${name}: ${key}`),
    );
    expect(dead).toEqual([]);
  });

  test('accuses nobody', () => {
    const accusing = {
      'zh-CN':
        /失职|追责|问责|怎么还|为什么(?:不|没|还)|你们的错|您的错|的责任|拖延|推诿|扯皮|不负责|警告|批评|处罚|务必|必须|严重|立刻|马上|不得|逾期|失败/,
      en: /your fault|to blame|blam|failed to|failure|you must|you should have|why haven|why have(?:n’t| not)|negligen|careless|excuse|warning:|immediately|overdue|unacceptable|violat|penalt|late again|still not/i,
    };
    for (const locale of ['en', 'zh-CN'] as const)
      expect(wrong(locale, (text) => accusing[locale].test(text))).toEqual([]);
  });
});

describe('saying something', () => {
  const words = catalogue(
    { both: '{{need}} by {{who}}', days_one: '{{count}} day', days_other: '{{count}} days', at: 'at {{at}}' },
    { both: '{{need}}，{{who}}', days_one: '{{count}} 天', days_other: '{{count}} 天', at: '{{at}}' },
  );
  const say = words('en', 'Asia/Shanghai');

  test.each([
    '{{who}}',
    '$t(both)',
    '{{- who}}',
    '$&$1$$',
    '<b>&amp;</b>',
    '{{',
    '__proto__',
    '%s',
    '{{need}}{{need}}',
  ])('words of a person come out as they were written: %s', (need) => {
    expect(say('both', { need, who: '$t(days)' })).toBe(`${need} by $t(days)`);
    expect(words('zh-CN', 'UTC')('both', { need, who: need })).toBe(`${need}，${need}`);
  });

  test('counts, and shows times in the reader’s zone', () => {
    expect([0, 1, 2].map((count) => say('days', { count }))).toEqual(['0 days', '1 day', '2 days']);
    expect(words('zh-CN', 'UTC')('days', { count: 1 })).toBe('1 天');
    const at = new Date('2026-05-01T02:30:59Z');
    expect(say('at', { at })).toBe('at Fri 1 May 10:30');
    expect(showTime(at, 'zh-CN', 'Asia/Shanghai')).toBe('5月1日(周五) 10:30');
    expect(showTime(at, 'en', 'America/New_York')).toBe('Thu 30 Apr 22:30');
    expect(showDay(at, { locale: 'en', zone: 'UTC' })).toBe('1 May 2026');
    expect(showDay(at, { locale: 'zh-CN', zone: 'UTC' })).toBe('2026年5月1日');
  });
});
