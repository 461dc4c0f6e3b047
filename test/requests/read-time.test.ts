import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readTime } from '../../src/messages/read-time.ts';
import { cpuMs } from '../cpu.ts';
import { shanghai } from '../world.ts';

/** Friday 2026-05-01, ten in the morning. */
const now = shanghai('2026-05-01T10:00');
const reading = (text: string) => {
  const found = readTime(text, now, 'Asia/Shanghai');
  return found && new Date(found.at.getTime() + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
};

const understood: Record<string, string> = {
  明早: '2026-05-02 09:00',
  明早要500件A料: '2026-05-02 09:00',
  明天下午3点半: '2026-05-02 15:30',
  下午三点: '2026-05-01 15:00',
  明天上午十一点半: '2026-05-02 11:30',
  今晚12点前: '2026-05-02 00:00',
  中午12点: '2026-05-01 12:00',
  凌晨2点: '2026-05-02 02:00',
  下班前: '2026-05-01 17:00',
  后天: '2026-05-03 17:00',
  大后天: '2026-05-04 17:00',
  周日: '2026-05-03 17:00',
  '周五17:00': '2026-05-01 17:00',
  下周五: '2026-05-08 17:00',
  下个星期一: '2026-05-04 17:00',
  '5月8日': '2026-05-08 17:00',
  '2026年5月8号下午2点': '2026-05-08 14:00',
  '2026-05-08 17:30': '2026-05-08 17:30',
  '5/8': '2026-05-08 17:00',
  '4月30日': '2027-04-30 17:00',
  '9:30': '2026-05-02 09:30',
  '９：３０': '2026-05-02 09:30',
  '7天内要货': '2026-05-08 10:00',
  三天内: '2026-05-04 10:00',
  两小时内: '2026-05-01 12:00',
  半小时后: '2026-05-01 10:30',
  十二天后: '2026-05-13 10:00',
  '30分钟': '2026-05-01 10:30',
  tomorrow: '2026-05-02 17:00',
  'tomorrow 10:00': '2026-05-02 10:00',
  'tomorrow afternoon': '2026-05-02 15:00',
  'by noon': '2026-05-01 12:00',
  '3 pm': '2026-05-01 15:00',
  '12 am': '2026-05-02 00:00',
  '12 pm': '2026-05-01 12:00',
  tonight: '2026-05-01 20:00',
  'end of day': '2026-05-01 17:00',
  'next friday': '2026-05-08 17:00',
  'in 3 days': '2026-05-04 10:00',
  'within 2 hours': '2026-05-01 12:00',
  '2099-01-01': '2099-01-01 17:00',
};

const noTimes = [
  '',
  'SO-2051',
  '500件A料',
  '10.5吨',
  '13/45',
  '2026-02-30',
  '25:61',
  '99点',
  '2天前下的单',
  '有一点问题',
  '2 pallets with 5 holes',
  '500 hectares',
  '99999999999天',
  '1,000,000',
  'R-1042',
  '128.0.0.1',
  "'; drop table requests; --",
  '\u202e明\u202c',
];

describe('a time in what someone wrote', () => {
  test.each(Object.entries(understood))('%s is %s', (text, expected) => {
    expect(reading(text)).toBe(expected);
  });

  test.each(noTimes)('none in “%s”', (text) => {
    expect(reading(text)).toBeNull();
  });

  test('keeps the words it was read from', () => {
    expect(readTime('明早要500件A料', now, 'Asia/Shanghai')?.words).toBe('明早');
    expect(readTime('请在周五 17:00 前送到', now, 'Asia/Shanghai')?.words).toBe('周五 17:00');
  });

  test('is the wall time of the reader’s zone, also across a change of the clocks', () => {
    const berlin = (text: string, from: string) => readTime(text, new Date(from), 'Europe/Berlin')?.at.toISOString();
    expect(berlin('tomorrow 10:00', '2026-10-24T10:00:00+02:00')).toBe('2026-10-25T09:00:00.000Z');
    expect(berlin('周一 10:00', '2026-10-24T10:00:00+02:00')).toBe('2026-10-26T09:00:00.000Z');
    expect(berlin('tomorrow 10:00', '2026-03-28T10:00:00+01:00')).toBe('2026-03-29T08:00:00.000Z');
    // 02:30 does not exist on that night: the first instant after it.
    expect(berlin('tomorrow 02:30', '2026-03-28T10:00:00+01:00')).toBe('2026-03-29T01:00:00.000Z');
    expect(berlin('2026-04-02 17:00', '2026-03-28T10:00:00+01:00')).toBe('2026-04-02T15:00:00.000Z');
  });

  test('is found or not, but never at the price of an error or of time, whatever is written', () => {
    const parts = fc.constantFrom(
      ...Object.keys(understood),
      ...noTimes,
      '天',
      '点',
      '半',
      '99',
      '-',
      '/',
      ':',
      '\u0000',
    );
    const texts = fc.oneof(
      fc.array(parts, { maxLength: 8 }).map((some) => some.join('')),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(texts, fc.constantFrom('Asia/Shanghai', 'Europe/Berlin', 'America/St_Johns'), (text, zone) => {
        const found = readTime(text, now, zone);
        if (found) expect(Number.isFinite(found.at.getTime())).toBe(true);
      }),
      { numRuns: 1500 },
    );
    const started = cpuMs();
    for (const piece of ['1', '1/', '12:', '一', 'tomorrow ', '2026-', ' ', '午十'])
      readTime(piece.repeat(200_000), now, 'Asia/Shanghai');
    expect(cpuMs() - started).toBeLessThan(5_000);
  });
});
