import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { halvesIn, merged, readStretches, stretchOfHalf } from '../../../src/meetings/planning/times-rules.ts';

const read = (words: string): string => {
  const found = readStretches(words);
  if ('problem' in found) return `${found.problem}: ${found.words}`;
  return found.stretches.map(({ day, from, to }) => `${day} ${from}-${to}`).join(', ');
};
const workdays = (time: string) => [1, 2, 3, 4, 5].map((day) => `${day} ${time}`).join(', ');

describe('when someone cannot is read', () => {
  test.each([
    ['', ''],
    ['周三 14:00-16:00, Fri 09:00-10:00', '3 14:00-16:00, 5 09:00-10:00'],
    ['周三14：00～16：00；周五上午9点到10点半', '3 14:00-16:00, 5 09:00-10:30'],
    ['星期二下午两点到四点半', '2 14:00-16:30'],
    ['礼拜天 9-11', '7 09:00-11:00'],
    ['周三九点到十一点', '3 09:00-11:00'],
    ['十二点到一点 周三', '3 12:00-13:00'],
    ['周三中午12点到1点', '3 12:00-13:00'],
    ['周三晚上7点到9点', '3 19:00-21:00'],
    ['我周三下午没空', '3 12:00-24:00'],
    ['周五全天', '5 00:00-24:00'],
    ['周五', '5 00:00-24:00'],
    ['周六周日', '6 00:00-24:00, 7 00:00-24:00'],
    ['周五 16点以后', '5 16:00-24:00'],
    ['周一到周五 12点到13点', workdays('12:00-13:00')],
    ['工作日 12:00-13:00', workdays('12:00-13:00')],
    ['周一、周三 14:00-16:00', '1 14:00-16:00, 3 14:00-16:00'],
    ['Tue afternoon', '2 12:00-24:00'],
    ['Mon, Wed after 4pm', '1 16:00-24:00, 3 16:00-24:00'],
    ['Mon/Wed 9-10', '1 09:00-10:00, 3 09:00-10:00'],
    ['Mon-Fri 9-10', workdays('09:00-10:00')],
    ['weekdays 2-4pm', workdays('14:00-16:00')],
    ['thursday 1400-1600', '4 14:00-16:00'],
    ['Mon 9-10, 14-15', '1 09:00-10:00, 1 14:00-15:00'],
    ['Wed 10-2pm', '3 10:00-14:00'],
    ['Wed 9-5', '3 09:00-17:00'],
    ['Fri before 10:00', '5 00:00-10:00'],
    ['every Monday 9:00 to 11:00', '1 09:00-11:00'],
    ['Wed 9:00-10:00 and Thu 10-11', '3 09:00-10:00, 4 10:00-11:00'],
    ['I am busy on Wednesdays 9:00-10:00', '3 09:00-10:00'],
    ['Wed 22:00-24:00', '3 22:00-24:00'],
    ['Wed 9-11, Wed 10-12, Wed 12-13', '3 09:00-13:00'],
    ['Sat-Mon 9-10', '1 09:00-10:00, 6 09:00-10:00, 7 09:00-10:00'],
  ])('%s', (words, expected) => {
    expect(read(words)).toBe(expected);
  });
});

describe('what cannot be read is named, in the person’s own words', () => {
  test.each([
    ['banana', 'words: banana'],
    ['周三 14:00-16:00, 看情况', 'words: 看情况'],
    ['Wed 14', 'words: Wed 14'],
    ['Wed 14:00-16:00-18:00', 'words: Wed 14:00-16:00-18:00'],
    ['14-16', 'noDay: 14-16'],
    ['下午', 'noDay: 下午'],
    ['周三 16:00-14:00', 'backwards: 周三 16:00-14:00'],
    ['Wed 22:00-06:00', 'backwards: Wed 22:00-06:00'],
    ['Wed 14:00-14:00', 'backwards: Wed 14:00-14:00'],
    ['周三 25:00-26:00', 'noTime: 周三 25:00-26:00'],
    ['Wed 9:75-10:00', 'noTime: Wed 9:75-10:00'],
    ['Wed 14pm-16pm', 'noTime: Wed 14pm-16pm'],
    ['<b>Wed</b>', 'words: <b>wed</b>'.replace('wed', 'Wed')],
  ])('%s', (words, expected) => {
    expect(read(words)).toBe(expected);
  });

  test('whatever anyone writes, it is read or named', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (words) => {
        const found = readStretches(words);
        if ('problem' in found) expect(found.words.length).toBeGreaterThan(0);
        else for (const { day, from, to } of found.stretches) expect(day >= 1 && day <= 7 && from < to).toBe(true);
      }),
    );
  });
});

describe('half days', () => {
  test('are told apart from what is written, and come together again', () => {
    const both = [
      { day: 1, from: '00:00', to: '24:00' },
      { day: 2, from: '00:00', to: '14:00' },
      { day: 3, from: '09:00', to: '10:00' },
      { day: 4, from: '11:00', to: '24:00' },
    ];
    const { halves, rest } = halvesIn(both);
    expect(halves).toEqual(['1am', '1pm', '2am', '4pm']);
    expect(rest).toEqual([
      { day: 2, from: '12:00', to: '14:00' },
      { day: 3, from: '09:00', to: '10:00' },
      { day: 4, from: '11:00', to: '12:00' },
    ]);
    expect(merged([...halves.map(stretchOfHalf), ...rest])).toEqual(both);
  });
});
