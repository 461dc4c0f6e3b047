import { describe, expect, test } from 'vitest';
import { demoCompany } from '../../src/demo/company.ts';
import { decide } from '../../src/requests/rules.ts';
import { nextWake } from '../../src/requests/settle.ts';
import type { Request } from '../../src/requests/types.ts';
import { shanghai } from '../world.ts';
import {
  facts,
  factsWithout,
  filed,
  organisationFrom,
  passing,
  refused,
  requestOf,
  run,
  steps,
  type Told,
} from './rules-kit.ts';

const skips = (told: readonly Told[]) =>
  told.flatMap((one) => (one.kind === 'rungSkipped' ? [`${one.to} ${one.why}`] : []));

describe('the ladder', () => {
  test('tells duty at half the target, the deputy at it, the head at 150 % and the referee at 200 %, each once', () => {
    expect(steps(run(filed(), [['2026-05-07T09:00', passing]]).told)).toEqual([
      '05-06 09:15 duty tang',
      '05-06 09:30 deputy tang',
      '05-06 09:45 head he',
      '05-06 10:00 referee chen',
    ]);
  });

  test('is frozen when the request is filed: a new ladder in the organisation is for new requests', () => {
    const later = organisationFrom(demoCompany.replace('{ at: 50%, to: duty }, ', ''));
    const { told } = run(filed(), [['2026-05-06T09:20', passing]], { ...facts, org: later });
    expect(steps(told)).toEqual(['05-06 09:15 duty tang']);
    expect(filed().ladder).toHaveLength(4);
  });

  test('looks people up when a step fires: who is on duty at that instant, who is deputy by then', () => {
    const later = organisationFrom(
      demoCompany
        .replace('weekly: [luo, xie, tang]', 'weekly: [xie]')
        .replace('head: he\n    deputy: tang', 'head: he\n    deputy: xie'),
    );
    const { told } = run(filed(), [['2026-05-06T09:30', passing]], { ...facts, org: later });
    expect(steps(told)).toEqual(['05-06 09:15 duty xie', '05-06 09:30 deputy xie']);
    const night = filed({ supplier: 'production' }, shanghai('2026-05-06T19:50'));
    expect(steps(run(night, [['2026-05-06T20:06', passing]]).told)).toEqual(['05-06 20:05 duty sun']);
  });

  test('skips an empty rung, someone who left and someone who cannot be reached at once, and says so', () => {
    const noDeputy = organisationFrom(demoCompany.replace('head: he\n    deputy: tang', 'head: he'));
    const empty = run(filed(), [['2026-05-06T09:30', passing]], { ...facts, org: noDeputy });
    expect(steps(empty.told)).toEqual(['05-06 09:15 duty tang', '05-06 09:30 head he']);
    expect(skips(empty.told)).toEqual(['deputy empty']);
    const gone = run(filed(), [['2026-05-06T09:30', passing]], factsWithout('tang', 'he'));
    // Tang is on duty this week, too.
    expect(steps(gone.told)).toEqual(['05-06 09:15 referee chen']);
    expect(skips(gone.told)).toEqual(['duty unreachable', 'deputy unreachable', 'head unreachable']);
  });

  test('at the top goes to the first referee who can be reached', () => {
    const { told } = run(filed(), [['2026-05-06T10:00', passing]], factsWithout('chen'));
    expect(steps(told).at(-1)).toBe('05-06 10:00 referee gu');
  });

  test('hands over at once when the messenger refuses someone for good', () => {
    const told = run(filed(), [['2026-05-06T09:30', passing]]).request;
    const decision = decide(told, { kind: 'skip', track: 'acknowledge', step: 1 }, shanghai('2026-05-06T09:31'), facts);
    expect('happenings' in decision && decision.happenings.map((one) => one.kind)).toEqual(['rungSkipped', 'climbed']);
    expect(requestOf(decision).climb.passed).toBe(3);
    // A refusal that arrives late, when the next rung has heard already, is no news.
    const again = requestOf(decision);
    const late = decide(again, { kind: 'skip', track: 'acknowledge', step: 1 }, shanghai('2026-05-06T09:32'), facts);
    expect(late).toMatchObject({ happenings: [] });
  });

  test('after an outage only the highest overdue step speaks; the others are in the history as skipped', () => {
    const decision = decide(filed(), passing, shanghai('2026-05-06T09:50'), facts);
    if ('refusal' in decision) throw new Error('refused');
    const told = decision.happenings.map((one): Told => ({ at: '05-06 09:50', ...one }));
    expect(steps(told)).toEqual(['05-06 09:50 head he']);
    expect(skips(told)).toEqual(['duty outage', 'deputy outage']);
    expect(nextWake(decision.request, facts.org)).toEqual(shanghai('2026-05-06T10:00'));
  });

  test('stops for acknowledging with the first answer, whatever it is', () => {
    const answers = [
      { kind: 'accept', by: 'luo', promise: null },
      { kind: 'ask', by: 'luo', question: '?' },
      { kind: 'waitOutside', by: 'luo', who: 'x', checkAt: shanghai('2026-05-08T09:00') },
      { kind: 'block', by: 'luo', blocker: 2 },
      { kind: 'decline', by: 'luo', reason: 'x' },
    ] as const;
    for (const answer of answers) {
      const { request } = run(filed(), [['2026-05-06T09:10', answer]]);
      expect(request.acknowledgedAt).toEqual(shanghai('2026-05-06T09:10'));
      expect(request.climb.track).not.toBe('acknowledge');
    }
    expect(run(filed(), [['2026-05-06T09:10', { kind: 'handTo', by: 'luo', person: 'xie' }]]).request.climb.track).toBe(
      'acknowledge',
    );
  });

  test('goes on where it was when a wait is over', () => {
    const { told } = run(filed(), [
      ['2026-05-06T09:10', { kind: 'accept', by: 'luo', promise: null }],
      ['2026-05-06T14:00', { kind: 'waitOutside', by: 'luo', who: 'x', checkAt: shanghai('2026-05-08T09:00') }],
      ['2026-05-06T15:00', { kind: 'resume', by: 'luo' }],
      ['2026-05-06T18:00', passing],
    ]);
    expect(steps(told)).toEqual(['05-06 13:00 duty tang', '05-06 17:00 deputy tang']);
  });
});

describe('a normal request', () => {
  const normal = (at: string, more = {}) => filed({ urgency: 'normal', ...more }, shanghai(at));

  test('filed on a holiday climbs from the first working hours after it, on 2026-05-06', () => {
    const { told } = run(normal('2026-05-01T10:00'), [['2026-05-06T12:00', passing]]);
    expect(steps(told)).toEqual([
      '05-06 09:00 duty tang',
      '05-06 10:00 deputy tang',
      '05-06 11:00 head he',
      '05-06 12:00 referee chen',
    ]);
  });

  test('counts Saturday 2026-05-09, a make-up workday', () => {
    const friday = normal('2026-05-08T16:00');
    // The factory works eight hours on a working day, and on the Saturday as on the weekday it replaces.
    expect(friday.acknowledge.due).toEqual(shanghai('2026-05-09T09:00'));
    const next = normal('2026-05-15T16:00');
    expect(next.acknowledge.due).toEqual(shanghai('2026-05-16T09:00'));
    expect(friday.deliver.due).toEqual(shanghai('2026-05-11T16:00'));
  });
});

describe('what follows an agreement', () => {
  const agreed = (more: Parameters<typeof run>[1] = []) =>
    run(filed(), [
      ['2026-05-06T09:10', { kind: 'accept', by: 'luo', promise: shanghai('2026-05-06T22:00') }],
      ['2026-05-06T09:20', { kind: 'agreeLater', by: 'lin', agree: true }],
      ...more,
    ]);

  test('a second delay that is refused falls back to the agreed date, not to the first target', () => {
    const { request } = agreed([
      ['2026-05-06T21:00', { kind: 'warn', by: 'luo', promise: shanghai('2026-05-07T09:00'), reason: '又晚了' }],
      ['2026-05-06T21:30', { kind: 'agreeLater', by: 'lin', agree: false }],
    ]);
    expect(request.follow).toMatchObject({ why: 'agreed', due: shanghai('2026-05-06T22:00') });
  });

  test('a refused warning does not cost the agreement in the rates', () => {
    const { request } = agreed([
      ['2026-05-06T20:00', { kind: 'warn', by: 'luo', promise: shanghai('2026-05-07T09:00'), reason: '?' }],
      ['2026-05-06T21:55', { kind: 'deliver', by: 'luo', note: '', files: [] }],
      ['2026-05-06T22:30', { kind: 'confirm', by: 'lin', rating: 5, remark: '' }],
    ]);
    expect((request as Extract<Request, { stage: 'closed' }>).facts).toEqual({
      needBy: null,
      target: true,
      promise: true,
      warnedInTime: true,
    });
  });

  test('a question asked after it moves the agreed date, too: the clock stands still', () => {
    const { request } = agreed([
      ['2026-05-06T10:00', { kind: 'ask', by: 'luo', question: '?' }],
      ['2026-05-06T12:30', { kind: 'answer', by: 'lin', text: '!' }],
    ]);
    expect(request.follow).toMatchObject({ why: 'agreed', due: shanghai('2026-05-07T00:30') });
  });

  test('agreeing to a promise within the target, though after the need-by, does not tighten what is owed', () => {
    const { request } = run(filed({ needBy: shanghai('2026-05-06T12:00') }), [
      ['2026-05-06T09:10', { kind: 'accept', by: 'luo', promise: shanghai('2026-05-06T14:00') }],
      ['2026-05-06T09:20', { kind: 'agreeLater', by: 'lin', agree: true }],
    ]);
    expect(request.follow).toEqual({ why: 'target', due: shanghai('2026-05-06T17:00') });
    expect(request.agreed).toBeNull();
  });

  test('a warning whose new promise still keeps the target moves no ladder', () => {
    const { request } = run(filed(), [
      ['2026-05-06T09:10', { kind: 'accept', by: 'luo', promise: shanghai('2026-05-06T12:00') }],
      ['2026-05-06T11:00', { kind: 'warn', by: 'luo', promise: shanghai('2026-05-06T15:00'), reason: '?' }],
    ]);
    expect(request).toMatchObject({ follow: { why: 'target' }, promise: { undecided: false } });
  });

  test('while a question is open a warning is judged by a clock that stands still', () => {
    const { request } = run(filed(), [
      ['2026-05-06T09:10', { kind: 'accept', by: 'luo', promise: null }],
      ['2026-05-06T16:00', { kind: 'ask', by: 'luo', question: '?' }],
    ]);
    const warn = { kind: 'warn' as const, by: 'luo', promise: shanghai('2026-05-07T12:00'), reason: '?' };
    expect(refused(request, warn, '2026-05-06T18:00')).toBe('accepted');
  });
});
