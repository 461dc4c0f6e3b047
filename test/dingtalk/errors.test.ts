import { describe, expect, test } from 'vitest';
import { restMs, streamTiming, Turnstile } from '../../adapters/dingtalk/backoff.ts';
import { DingtalkError, deliveryError, errorIn, isTokenError } from '../../adapters/dingtalk/errors.ts';
import { chunks, gather } from '../../adapters/dingtalk/gather.ts';
import { Room } from '../../adapters/dingtalk/room.ts';

const error = (code: string, status = 400) => new DingtalkError('/v1.0/x', { code, status });
const follows = (code: string, status = 400) => {
  const { retry, afterMs } = deliveryError(error(code, status), 5_000_000);
  return { retry, afterMs };
};

describe('what follows from an error', () => {
  test.each([
    ['Forbidden.AccessDenied.QpsLimitForAppkeyAndApi', 403, 'later', 1_000],
    ['Forbidden.AccessDenied.QpmLimitForAppkeyAndApi', 403, 'later', 1_000],
    ['system.busy', 429, 'later', 1_000],
    ['send.too.fast', 400, 'later', 1_000],
    ['Forbidden.AccessDenied.ApiCountLimitForOrg', 403, 'held', 5_000_000],
    ['90020', 200, 'held', 5_000_000],
    ['InvalidAuthentication', 400, 'later', 30_000],
    ['Forbidden.AccessDenied.AccessTokenPermissionDenied', 403, 'later', 60_000],
    ['param.templateUnpublished', 400, 'later', 60_000],
    ['system.busy', 500, 'later', undefined],
    ['timeout', 0, 'later', undefined],
    ['notJson', 200, 'later', undefined],
    ['param.cardNotExist', 400, 'unchangeable', undefined],
    ['staffId.notExisted', 400, 'never', undefined],
    ['chatbotId.notAllow.sendOTO', 400, 'never', undefined],
    ['param.contentUnsafe', 400, 'never', undefined],
  ])('%s (%i) is %s', (code, status, retry, afterMs) => {
    expect(follows(code, status)).toEqual({ retry, afterMs });
  });

  test('an error is found wherever it stands', () => {
    expect(errorIn('x', 200, { errcode: 0, errmsg: 'ok' })).toBeNull();
    expect(errorIn('x', 200, { success: true, result: true })).toBeNull();
    expect(errorIn('x', 200, { errcode: 40014 })?.code).toBe('40014');
    expect(errorIn('x', 200, { errcode: 88, sub_code: '40014' })?.code).toBe('40014');
    expect(errorIn('x', 200, { success: false })?.code).toBe('failed');
    expect(errorIn('x', 200, null)?.code).toBe('notJson');
    expect(errorIn('x', 200, { status: 1111, wait: 5, punish: 'deny' })?.code).toBe('banned');
    const denied = { code: 'Forbidden.x', accessdenieddetail: { requiredScopes: ['Contact.User.Read'] } };
    expect(errorIn('x', 403, denied)?.scopes).toEqual(['Contact.User.Read']);
  });

  test('a token that is no good is told apart, also inside a 400', () => {
    expect([error('InvalidAuthentication'), error('40014', 200), error('x', 401)].every(isTokenError)).toBe(true);
    expect(isTokenError(error('param.empty'))).toBe(false);
  });
});

describe('rests between connections', () => {
  test('double up to a minute, and differ', () => {
    const at = (failures: number) => restMs(failures, streamTiming, 1);
    expect([1, 2, 3, 7, 50].map(at)).toEqual([1_000, 2_000, 4_000, 60_000, 60_000]);
    expect(restMs(4, streamTiming, 0)).toBe(4_000);
    expect(restMs(0, streamTiming, 1)).toBe(200);
  });

  test('whatever goes wrong, no more than eight a minute go through', () => {
    const turnstile = new Turnstile(8);
    const passed = Array.from({ length: 600 }, (_, tenth) => turnstile.pass(tenth * 100)).filter((wait) => wait === 0);
    expect(passed).toHaveLength(8);
    expect(turnstile.pass(60_001)).toBe(0);
  });
});

describe('things done together', () => {
  test('come apart again, each with its own result', async () => {
    const seen: number[][] = [];
    const double = gather<number, number>(async (items) => {
      seen.push(items);
      return items.map((item) => (item === 3 ? { failed: new Error('three') } : { done: item * 2 }));
    });
    const results = await Promise.allSettled([1, 2, 3].map((item) => double('key', item, 5)));
    expect(seen).toEqual([[1, 2, 3]]);
    expect(results.map((one) => (one.status === 'fulfilled' ? one.value : 'no'))).toEqual([2, 4, 'no']);
    expect(await Promise.all([double('a', 4, 5), double('b', 5, 5)])).toEqual([8, 10]);
    expect(seen).toHaveLength(3);
  });

  test('are cut by number and by size', () => {
    expect(chunks([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
    expect(chunks([5, 5, 5, 20, 1], 9, 10, (size) => size)).toEqual([[5, 5], [5], [20], [1]]);
  });

  test('a room holds so many, and lets the next in when one leaves', async () => {
    const room = new Room(2);
    let inside = 0;
    let most = 0;
    const visit = async () => {
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setTimeout(resolve, 1));
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 9 }, () => room.with(visit)));
    expect({ most, inside }).toEqual({ most: 2, inside: 0 });
  });
});
