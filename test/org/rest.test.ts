import { describe, expect, test } from 'vitest';
import { demoCompany } from '../../src/demo/company.ts';
import { preparation, restAfter } from '../../src/org/rest.ts';
import { company, orgOf } from './yaml.ts';

const org = orgOf(demoCompany);
const office = org.departments.get('sales')?.calendar ?? expect.fail();

describe('the last workday before a rest', () => {
  test('is the eve of the May holiday, with the days that are closed and the day back', () => {
    expect(restAfter(office, '2026-04-30', 3)).toEqual({
      first: '2026-05-01',
      last: '2026-05-05',
      days: 5,
      back: '2026-05-06',
    });
  });

  test('is not the day before it, nor a day of the rest', () => {
    expect(restAfter(office, '2026-04-29', 3)).toBeNull();
    expect(restAfter(office, '2026-05-02', 3)).toBeNull();
  });

  test('is no plain Friday, unless the company wants weekends too', () => {
    expect(restAfter(office, '2026-05-15', 3)).toBeNull();
    expect(restAfter(office, '2026-05-15', 2)).toMatchObject({ days: 2, back: '2026-05-18' });
  });

  test('a make-up workday on a Saturday shortens the rest', () => {
    expect(restAfter(office, '2026-05-08', 1)).toBeNull();
    expect(restAfter(office, '2026-05-09', 1)).toMatchObject({ first: '2026-05-10', days: 1 });
  });

  test('a calendar that does not open again has no rest to come back from', () => {
    const lonely = orgOf(
      company(
        'calendars: { once: { hours: {}, overrides: { 2026-05-06: ["09:00-17:00"] } } }',
        '  - { key: production, name: 生产部, head: wang, calendar: once }',
      ),
    );
    expect(preparation(lonely, 'production', '2026-05-06')).toBeNull();
  });
});

describe('what a department prepares', () => {
  test('who is on duty on each closed date, and who should confirm', () => {
    const ready = preparation(org, 'finance', '2026-04-30');
    expect(ready?.duty.map(({ people }) => people)).toEqual([['song'], ['song'], ['song'], ['liang'], ['liang']]);
    expect(ready?.people).toEqual(['song', 'liang']);
  });

  test('nothing on any other day, nor for an unknown department', () => {
    expect(preparation(org, 'finance', '2026-04-28')).toBeNull();
    expect(preparation(org, 'unknown', '2026-04-30')).toBeNull();
  });

  test('the company says how long a rest has to be', () => {
    const keen = orgOf(demoCompany.replace('readiness: { from: 3 }', 'readiness: { from: 1 }'));
    expect(preparation(keen, 'production', '2026-05-16')).toMatchObject({ first: '2026-05-17', days: 1 });
  });
});
