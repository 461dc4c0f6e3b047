import { expect, test } from 'vitest';
import { sentence } from '../../src/platform/card.ts';
import type { Emulator, Fault } from '../platforms/hands.ts';
import type { Bench } from './bench.ts';
import { type Api, buttonCard, deliveryOf } from './subject.ts';

/** What follows from each way a platform can fail. */
export function goesWrong(bench: Bench, api: Api): void {
  const { send, shown, failure } = bench;
  const fails = (fault: Fault) => platformOf(bench).faults.next(api.sends, fault);

  test('going too fast is told as such, with the platform’s own delay', async () => {
    fails({ kind: 'throttled', afterMs: 7_000 });
    const error = await failure(sentence('too fast'));
    expect(error.retry).toBe('later');
    if (api.throttledMs !== null) expect(error.afterMs).toBeGreaterThanOrEqual(api.throttledMs);
  });

  test.each([['serverError'], ['garbage'], ['silent']] as const)(
    'a platform that answers %s is tried again later',
    async (kind) => {
      fails({ kind });
      expect((await failure(sentence(`tried again after ${kind}`))).retry).toBe('later');
    },
  );

  test('an error inside a good answer is an error', async () => {
    if (!api.refusal) return;
    fails(api.refusal);
    await failure(sentence('refused inside 200'));
    expect((await shown()).some(({ text }) => text.includes('refused inside 200'))).toBe(false);
  });

  test('an expired token is renewed, and the message arrives once', async () => {
    fails({ kind: 'tokenExpired' });
    await send(sentence('with a new token')).catch((error: unknown) => {
      // A token that never expires was revoked: nothing can be renewed, so it waits for the operator.
      expect(error).toMatchObject({ retry: 'later' });
      return send(sentence('with a new token'));
    });
    expect((await shown()).filter(({ text }) => text.includes('with a new token'))).toHaveLength(1);
  });

  test('a message whose answer was lost is not shown twice where the platform helps', async () => {
    const delivery = deliveryOf(bench.rig, buttonCard('shown once'));
    fails({ kind: 'answerLost' });
    await bench.rig.adapter.send(delivery).catch(() => {});
    await bench.rig.adapter.send({ ...delivery, again: true });
    const times = (await shown()).filter(({ text }) => text.includes('shown once')).length;
    if (bench.subject.idempotent) expect(times).toBe(1);
    else expect(times).toBeLessThanOrEqual(2);
  });

  test('to somebody who has left is given up at once', async () => {
    await platformOf(bench).dismiss(bench.rig.colleague);
    expect((await failure(sentence('to nobody'), { account: bench.rig.colleague })).retry).toBe('never');
    expect(bench.inlet.received.map(({ kind }) => kind)).toContain('left');
  });
}

function platformOf({ rig, subject }: Bench): Emulator {
  if (!rig.platform) throw new Error(`${subject.name} has an API and no platform`);
  return rig.platform;
}
