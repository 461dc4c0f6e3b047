import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DurationError, formatDuration, parseDuration } from '../../src/worktime/index.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const day = 8 * HOUR;

test.each([
  ['30m', 30 * MINUTE],
  ['4h', 4 * HOUR],
  ['2d', 16 * HOUR],
  ['1d4h', 12 * HOUR],
  ['1d 4h 30m', 12.5 * HOUR],
  ['1.5h', 1.5 * HOUR],
  ['90s', 1.5 * MINUTE],
  ['2H', 2 * HOUR],
  ['0m', 0],
  ['PT30M', 30 * MINUTE],
  ['P2D', 16 * HOUR],
  ['P1DT4H', 12 * HOUR],
  ['PT1H30M15S', 1.5 * HOUR + 15_000],
])('%s is %d ms of open time', (text, ms) => {
  expect(parseDuration(text, day)).toBe(ms);
});

test.each([
  ['', 'a duration is missing'],
  ['30', '"30" has no unit: write it like 30m'],
  ['-2h', 'is negative'],
  ['4h2d', 'is not a duration'],
  ['soon', 'is not a duration'],
  ['PT', 'is not a duration'],
  ['P', 'is not a duration'],
  ['P1DT', 'is not a duration'],
  ['P1M', 'counts weeks, months or years'],
  ['P1W', 'counts weeks, months or years'],
  ['1w', 'counts weeks, months or years'],
  ['99999999999999d', 'is too long'],
])('"%s" is refused with words: %s', (text, message) => {
  expect(() => parseDuration(text, day)).toThrow(DurationError);
  expect(() => parseDuration(text, day)).toThrow(message);
});

test('days need the length of a day', () => {
  expect(() => parseDuration('2d')).toThrow('write it in hours');
  expect(parseDuration('2h')).toBe(2 * HOUR);
});

test.each([
  [2.5 * HOUR, undefined, '2 h 30 min', '2小时30分钟'],
  [45 * MINUTE, undefined, '45 min', '45分钟'],
  [4 * HOUR, undefined, '4 h', '4小时'],
  [50 * HOUR, undefined, '50 h', '50小时'],
  [20 * HOUR, day, '2 d 4 h', '2天4小时'],
  [16 * HOUR, day, '2 d', '2天'],
  [59.6 * MINUTE, undefined, '1 h', '1小时'],
  [8 * HOUR - 1, day, '1 d', '1天'],
  [10_000, undefined, '< 1 min', '不到1分钟'],
  [0, undefined, '0 min', '0分钟'],
  [-90 * MINUTE, undefined, '−1 h 30 min', '−1小时30分钟'],
])('%d ms in days of %s reads %s or %s', (ms, dayMs, en, zh) => {
  expect(formatDuration(ms, 'en', dayMs)).toBe(en);
  expect(formatDuration(ms, 'zh-CN', dayMs)).toBe(zh);
});

test('what is shown can be read back, to the minute', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100_000 }), (minutes) => {
      const shown = formatDuration(minutes * MINUTE, 'en', day)
        .replaceAll(' ', '')
        .replace('min', 'm');
      expect(parseDuration(shown, day)).toBe(minutes * MINUTE);
    }),
  );
});
