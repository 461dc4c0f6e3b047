import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { trendPicture } from '../../../src/digest/picture.ts';
import { createPictures, type Pictures } from '../../../src/pictures/index.ts';
import { checkDrawing } from '../../../src/pictures/plain.ts';
import { decode } from '../../pictures/png.ts';
import { lookAs, trend } from './kit.ts';

type Points = [number, number][];
const many = (met: number, of: number): Points => Array.from({ length: 12 }, () => [met, of]);
const mixed: Points = [
  ...([
    [8, 10],
    [14, 20],
    [9, 12],
    [18, 20],
    [0, 0],
    [2, 3],
  ] satisfies Points),
  ...([
    [7, 11],
    [20, 22],
    [15, 18],
    [88, 104],
    [17, 20],
    [18, 20],
  ] satisfies Points),
];

interface Point {
  value: number | null;
  symbolSize?: number;
  label?: { formatter: string; position: string; offset: [number, number] };
}

function pictured(points: Points, person = 'lin', name = '销售部') {
  const picture = trendPicture(lookAs(person), name, trend(...points));
  if (!picture) throw new Error('there is no picture');
  const { series, xAxis } = picture.drawing.option as { series: { data: Point[] }[]; xAxis: { data: string[] } };
  return { ...picture, points: series[0]?.data ?? [], weeks: xAxis.data };
}

describe('the picture of twelve weeks', () => {
  test('has each week’s rate with its n; a week without deliveries is a gap and no zero', () => {
    const { points, weeks } = pictured(mixed);
    expect(points.map(({ value }) => value)).toEqual([80, 70, 75, 90, null, 66, 63, 90, 83, 84, 85, 90]);
    expect(weeks.map((label) => /\{n\|([^}]*)\}/.exec(label)?.[1])).toEqual(
      mixed.map(([, of]) => (of === 0 ? '–' : String(of))),
    );
    expect(weeks.at(-1)).toContain('11月16日');
    expect(pictured(mixed, 'james').weeks.at(-1)).toContain('16 Nov');
  });

  test('has room for each n, however many deliveries there were', () => {
    const numbersIn = (points: Points) =>
      pictured(points).weeks.map((label) => [...label.matchAll(/\{n\|([^}]*)\}/g)].map(([, text]) => text));
    expect(numbersIn(many(999, 999))[0]).toEqual(['999']);
    // In turn in the upper and in the lower of two rows: none stands beside its neighbour.
    expect(numbersIn([...many(0, 3).slice(0, 11), [18_507, 20_471]]).slice(-2)).toEqual([
      ['3', ' '],
      [' ', '20471'],
    ]);
    expect(pictured(many(1000, 1000)).drawing.height).toBeGreaterThan(pictured(many(999, 999)).drawing.height);
  });

  test('says what it shows however long the name is', () => {
    const titles = (person: string, name: string) =>
      (pictured(mixed, person, name).drawing.option as { title: { text: string }[] }).title.map(({ text }) => text);
    expect(titles('lin', '电子'.repeat(15)).slice(0, 2)).toEqual(['电子'.repeat(15), '近 12 周按时率（%）']);
    expect(titles('james', 'Purchasing and Supplier Quality').slice(0, 2)).toEqual([
      'Purchasing and Supplier Quality',
      'On time over 12 weeks, %',
    ]);
  });

  test('shows a rate of few deliveries smaller, and writes the newest one at its point', () => {
    const { points } = pictured(mixed);
    expect(points.flatMap(({ symbolSize }, index) => (symbolSize === undefined ? [] : [index]))).toEqual([5]);
    expect(points.flatMap(({ label }) => label?.formatter ?? [])).toEqual(['90 %']);
    // Neither across the line at 90, nor on the way of its own line, which comes from the week before.
    for (const [before, met, position, right] of [
      [90, 100, 'top', 9],
      [100, 90, 'top', 12],
      [58, 75, 'bottom', 12],
      [100, 40, 'bottom', 12],
      [10, 40, 'top', 12],
      [40, 0, 'top', 12],
    ] as const) {
      const { label } =
        pictured([
          [before, 100],
          [met, 100],
        ]).points.at(-1) ?? {};
      expect(label).toMatchObject({ position, offset: [right, 0] });
    }
    // A newest week without deliveries leaves it at the one before.
    const before = pictured([...mixed.slice(0, 11), [0, 0]]).points;
    expect(before.findIndex(({ label }) => label !== undefined)).toBe(10);
  });

  test('is none where nothing was delivered in any week', () => {
    expect(trendPicture(lookAs('lin'), '销售部', trend())).toBeNull();
  });

  test('never says that 90 % was reached when it was not', () => {
    expect(pictured([[899, 1000]]).points.at(-1)?.value).toBe(89);
    expect(pictured([[999, 1000]]).alt).toContain('999/1000 = 99 %');
  });

  test('says the same in words, from the first week with deliveries on', () => {
    expect(
      pictured([
        [2, 3],
        [0, 0],
        [17, 20],
      ]).alt,
    ).toBe('销售部最近 12 周的按时率，对照 90 %：11月2日 2/3 = 66 %、11月9日 无、11月16日 17/20 = 85 %。');
    expect(
      pictured(
        [
          [2, 3],
          [0, 0],
          [17, 20],
        ],
        'james',
        'Sales',
      ).alt,
    ).toBe(
      'Sales, deliveries on time in the last 12 weeks, against 90 %: 2 Nov 2/3 = 66 %, 9 Nov none, 16 Nov 17/20 = 85 %.',
    );
  });

  test('is plain data, whatever the department is called', () => {
    const { drawing } = pictured(mixed, 'lin', '{a|销售}部');
    expect(() => checkDrawing(drawing)).not.toThrow();
    expect(JSON.parse(JSON.stringify(drawing))).toEqual(drawing);
    expect(JSON.stringify(drawing)).toContain('（a|销售）部');
  });
});

describe('drawn', () => {
  let pictures: Pictures;
  beforeAll(() => {
    pictures = createPictures();
  });
  afterAll(() => pictures.stop());

  test.each([
    ['twelve', mixed, 'lin'],
    ['twelve-en', mixed, 'james'],
    ['one', [[17, 20]], 'lin'],
    ['hundred', many(12, 12), 'james'],
    ['thirty-five', many(7, 20), 'lin'],
    ['thousands', many(18_507, 20_471), 'james'],
  ] satisfies [string, Points, string][])(
    '%s: it is twice the width of a telephone',
    async (name, points, person) => {
      const { drawing } = pictured(points, person);
      const bytes = await pictures.png(drawing);
      // Kept to be looked at when SCREENSHOTS names a folder.
      const folder = process.env.SCREENSHOTS;
      if (folder) await writeFile(join(folder, `digest-${name}.png`), bytes);
      const { width, height } = decode(bytes);
      expect([width, height]).toEqual([720, drawing.height * 2]);
    },
    120_000,
  );
});
