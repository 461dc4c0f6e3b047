import { describe, expect, test } from 'vitest';
import { accountKey } from '../../src/org/organisation.ts';
import { sentence } from '../../src/platform/card.ts';
import type { Bench } from './bench.ts';
import { buttonCard } from './subject.ts';

/** Events: what they become, who may send them, and when they are acknowledged. */
export function comesIn(bench: Bench): void {
  const { send, shown } = bench;

  describe('what comes in', () => {
    test('words, a press and a person become one event each', async () => {
      await bench.rig.hands.says(bench.rig.account, 'the line stands still');
      await send(buttonCard('press'));
      await bench.rig.hands.presses(bench.rig.account, 'Press me');
      expect(bench.inlet.received).toMatchObject([
        { kind: 'said', text: 'the line stands still', platform: bench.rig.adapter.platform },
        { kind: 'clicked', action: 'toy.press', value: 'x'.repeat(40) },
      ]);
      const who = bench.inlet.received.map(({ platform, account }) => accountKey(platform, account));
      expect(new Set(who)).toEqual(new Set([accountKey(bench.rig.adapter.platform, bench.rig.account)]));
    });

    test('a command arrives as a command, whatever the platform makes of it', async () => {
      await bench.rig.hands.says(bench.rig.account, '/request production 500 pcs');
      expect(bench.inlet.received).toMatchObject([{ kind: 'said', text: '/request production 500 pcs' }]);
    });

    test('the same event has the same id, delivered three times, at once or not', async () => {
      bench.rig.hands.faults.duplicate(3);
      await bench.rig.hands.says(bench.rig.account, 'three times');
      bench.rig.hands.faults.duplicate(2, true);
      await bench.rig.hands.says(bench.rig.account, 'twice at once');
      const ids = bench.inlet.received.map(({ id }) => id);
      expect(new Set(ids).size).toBe(2);
      expect(ids.every((id) => id.length > 0 && id.length < 300)).toBe(true);
    });

    test('two events have two ids, also within one second', async () => {
      await send(buttonCard('double'));
      const message = (await shown()).at(-1)?.id ?? '';
      await bench.rig.hands.says(bench.rig.account, 'one');
      await bench.rig.hands.says(bench.rig.account, 'one');
      await bench.rig.hands.pressesOn(bench.rig.account, message, 'Press me');
      expect(new Set(bench.inlet.received.map(({ id }) => id)).size).toBe(3);
    });

    test('what the bot itself writes is no event', async () => {
      await send(sentence('my own words'));
      expect(bench.inlet.received).toEqual([]);
    });

    test('what is out of order arrives all the same', async () => {
      bench.rig.hands.faults.hold();
      const said = [
        bench.rig.hands.says(bench.rig.account, 'first'),
        bench.rig.hands.says(bench.rig.account, 'second'),
      ];
      await bench.rig.hands.faults.release();
      await Promise.all(said);
      const texts = bench.inlet.received.map((incoming) => (incoming.kind === 'said' ? incoming.text : ''));
      expect(texts.sort()).toEqual(['first', 'second']);
    });
  });

  describe('what is not from the platform', () => {
    test('is refused before anybody hears of it', async () => {
      for (const [name, attack] of Object.entries(bench.rig.attacks)) {
        const status = await attack();
        expect({ name, refused: status >= 400 && status < 500 }).toEqual({ name, refused: true });
      }
      expect(bench.inlet.received).toEqual([]);
    });

    test('and a genuine event sent again is the same event, or none', async () => {
      if (!bench.rig.replay) return expect(bench.rig.attacks).toEqual({});
      await bench.rig.replay();
      expect(new Set(bench.inlet.received.map(({ id }) => id)).size).toBeLessThanOrEqual(1);
    });
  });

  describe('acknowledging', () => {
    test('waits for the commit', async () => {
      let commit = () => {};
      const committed = new Promise<void>((resolve) => {
        commit = resolve;
      });
      let acknowledged = false;
      bench.inlet.answer = async () => {
        await committed;
        return null;
      };
      const said = bench.rig.hands.says(bench.rig.account, 'not yet').then(() => {
        acknowledged = true;
      });
      await new Promise((resolve) => setTimeout(resolve, 120));
      expect(acknowledged).toBe(false);
      commit();
      await said;
      expect(bench.inlet.received).toHaveLength(1);
    });

    test('does not happen when the commit failed, so that the platform delivers again', async () => {
      let failures = 1;
      bench.inlet.answer = async () => {
        if (failures-- > 0) throw new Error('the database is away');
        return null;
      };
      await bench.rig.hands.says(bench.rig.account, 'again please').catch(() => {});
      await bench.rig.redeliver();
      expect(bench.inlet.received).toMatchObject([{ kind: 'said', text: 'again please' }]);
    });
  });
}
