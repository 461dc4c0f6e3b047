import { expect, test } from 'vitest';
import { compileCalendar, expandCalendar } from '../../src/worktime/index.ts';
import { cpuMs } from '../cpu.ts';

test('deadlines of ten working days are counted fast enough to rebuild all of them at once', () => {
  const form = { hours: { 'mon-fri': ['08:00-12:00', '13:00-17:00'] }, holidays: 'cn' };
  const calendar = compileCalendar(expandCalendar(form, 'Asia/Shanghai'));
  const first = Date.UTC(2026, 0, 1);
  const starts = Array.from({ length: 100_000 }, (_, i) => new Date(first + ((i * 482_971_019) % (300 * 86_400_000))));
  const perSecond = () => {
    const begun = cpuMs();
    for (const start of starts) calendar.add(start, 10 * calendar.dayMs);
    return (starts.length / (cpuMs() - begun)) * 1000;
  };
  const best = Math.max(...Array.from({ length: 5 }, perSecond));
  console.info(`${Math.round(best).toLocaleString('en')} adds/s`);
  expect(best).toBeGreaterThan(300_000);
});
