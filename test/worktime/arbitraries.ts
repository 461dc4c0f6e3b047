import fc from 'fast-check';

const DAY = 86_400_000;

/** Days on which the clock does something, and days on which it does not. */
export const MOMENTS: readonly [zone: string, around: string][] = [
  ['Asia/Shanghai', '2026-05-01'],
  ['Europe/Berlin', '2026-03-29'],
  ['Europe/Berlin', '2026-10-25'],
  ['America/New_York', '2026-03-08'],
  ['America/New_York', '2026-11-01'],
  ['Australia/Lord_Howe', '2026-04-05'],
  ['Australia/Lord_Howe', '2026-10-04'],
  ['Asia/Kathmandu', '2025-12-31'],
  ['America/Sao_Paulo', '2018-02-18'],
  ['America/Sao_Paulo', '2018-11-04'],
  ['Pacific/Apia', '2011-12-30'],
  ['Africa/Casablanca', '2026-02-15'],
];

const clock = (quarters: number) =>
  `${String(Math.floor(quarters / 4)).padStart(2, '0')}:${String((quarters % 4) * 15).padStart(2, '0')}`;

const range = fc
  .tuple(fc.integer({ min: 0, max: 95 }), fc.integer({ min: 0, max: 96 }))
  .filter(([from, to]) => from !== to)
  .map(([from, to]): [string, string] => [clock(from), clock(to)]);

const common: [string, string][][] = [
  [],
  [
    ['08:00', '12:00'],
    ['13:00', '17:00'],
  ],
  [['22:00', '06:00']],
  [['00:00', '24:00']],
  [['20:00', '24:00']],
  [['00:00', '08:00']],
  [['01:30', '02:30']],
];

const ranges = fc.oneof(fc.constantFrom(...common), fc.array(range, { maxLength: 3 }));

const week = fc
  .record({ mon: ranges, tue: ranges, wed: ranges, thu: ranges, fri: ranges, sat: ranges, sun: ranges })
  .filter((hours) => Object.values(hours).some((day) => day.length > 0));

const isoNear = (around: string, days: number) => new Date(Date.parse(around) + days * DAY).toISOString().slice(0, 10);

/** A calendar in a zone around a moment, a start within three days of it (multiples of `step` ms), and pauses. */
export const situation = (step = 60_000) =>
  fc.constantFrom(...MOMENTS).chain(([zone, around]) => {
    const date = fc.integer({ min: -4, max: 4 }).map((days) => isoNear(around, days));
    const instant = fc
      .integer({ min: Math.floor((-3 * DAY) / step), max: Math.floor((3 * DAY) / step) })
      .map((steps) => new Date(Date.parse(around) + steps * step));
    return fc.record({
      spec: fc.record({
        zone: fc.constant(zone),
        hours: week,
        holidays: fc.uniqueArray(date, { maxLength: 3 }),
        overrides: fc.dictionary(date, ranges, { maxKeys: 3 }),
      }),
      start: instant,
      end: instant,
      pauses: fc.array(fc.tuple(instant, instant), { maxLength: 4 }),
    });
  });
