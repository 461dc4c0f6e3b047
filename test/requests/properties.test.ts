import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chainBill, requestBill } from '../../src/requests/bill.ts';
import { blockerOf } from '../../src/requests/chain.ts';
import { decode, encode } from '../../src/requests/encoding.ts';
import { decide } from '../../src/requests/rules.ts';
import { nextWake } from '../../src/requests/settle.ts';
import type { Request } from '../../src/requests/types.ts';
import { live, type Move, moves, type Step } from './random-life.ts';
import { facts, org } from './rules-kit.ts';

const runs = { numRuns: 150 };
/** Where something is counted, the lives are always the same. */
const same = { ...runs, seed: 2026 };

/** Plays random lives and checks each decision; what was seen is counted, so that a check of nothing is noticed. */
function always(look: (step: Step) => void, settings: fc.Parameters<[Move[]]> = runs): Map<string, number> {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(moves, (played) => {
      live(played, (step) => {
        seen.set(step.command.kind, (seen.get(step.command.kind) ?? 0) + 1);
        look(step);
      });
    }),
    settings,
  );
  return seen;
}

const stageFields: Record<Request['stage'], string[]> = {
  open: [],
  accepted: ['handler', 'promise', 'lastDelivery'],
  delivered: ['handler', 'promise', 'delivery', 'silentAt'],
  declined: ['by', 'at', 'reason', 'silentAt'],
  closed: ['at', 'how', 'handler', 'promise', 'delivery', 'facts', 'verdict'],
};
const allStageFields = [...new Set(Object.values(stageFields).flat())];

describe('whatever people do, in whatever order and however late', () => {
  test('every kind of command is accepted at times, so the properties below are about something', () => {
    const seen = always(() => {}, same);
    expect([...seen.keys()].sort()).toEqual(
      'accept agreeDecline agreeLater answer ask attach block change confirm decline deliver dispute feedback handTo joinRing leaveRing notOurs object own recalculate resume return rule skip time unblock waitOutside warn withdraw'.split(
        ' ',
      ),
    );
  });

  test('a field exists only in the stages that have it', () => {
    always(({ after }) => {
      const present = allStageFields.filter((field) => field in after).sort();
      expect(present).toEqual([...stageFields[after.stage]].sort());
    });
  });

  test('closed stays closed, and only the word in return is added to it', () => {
    always(({ before, after, command }) => {
      if (before.stage !== 'closed') return;
      expect(after.stage).toBe('closed');
      if (command.kind !== 'feedback') expect(after).toEqual(before);
    });
  });

  test('turns go forward from the filing, and never past the closing', () => {
    always(({ after }) => {
      const instants = after.turns.map((turn) => turn.from.getTime());
      expect(instants[0]).toBe(after.filedAt.getTime());
      expect(instants).toEqual([...instants].sort((a, b) => a - b));
      if (after.stage === 'closed') expect(after.at.getTime()).toBeGreaterThanOrEqual(instants.at(-1) ?? 0);
    });
  });

  test('a pause is open exactly while a question is, and one edge exactly while it is blocked', () => {
    always(({ after }) => {
      const open = after.pauses.filter(([, to]) => to === null).length;
      expect(open).toBe(after.stage !== 'closed' && after.wait?.kind === 'customer' ? 1 : 0);
      expect(after.blocked.filter((wait) => wait.to === null).map((wait) => wait.by)).toEqual(
        blockerOf(after) === null ? [] : [blockerOf(after)],
      );
    });
  });

  test('time decides once: asked again at the same instant it has nothing to say, and wakes later or never', () => {
    always(({ after, now }) => {
      const once = decide(after, { kind: 'time' }, now, facts);
      if ('refusal' in once) throw new Error('time was refused');
      const again = decide(once.request, { kind: 'time' }, now, facts);
      expect(again).toEqual({ request: once.request, happenings: [] });
      const wake = nextWake(once.request, org);
      if (wake) expect(wake.getTime()).toBeGreaterThan(now.getTime());
    });
  });

  test('a ladder only goes up: no step of one wait is told twice', () => {
    const told = new Map<string, number>();
    always(({ before, after, command, happenings }) => {
      for (const one of happenings) {
        if (one.kind !== 'climbed') continue;
        expect(one.step).toBeGreaterThanOrEqual(command.kind === 'skip' ? 0 : before.climb.passed);
        expect(after.climb.passed).toBe(one.step + 1);
        told.set(one.track, (told.get(one.track) ?? 0) + 1);
      }
      if (before.climb.track === after.climb.track && command.kind === 'time')
        expect(after.climb.passed).toBeGreaterThanOrEqual(before.climb.passed);
    }, same);
    expect([...told.keys()].sort()).toEqual(['acknowledge', 'answer', 'confirm', 'deliver', 'referee']);
  });

  test('an open request never rests with nothing to wait for: some step, date or ring will come, or all were told', () => {
    always(({ after }) => {
      if (after.stage === 'closed' || after.ring !== null) return;
      const allTold = nextWake(after, org) === null;
      if (allTold) expect(after.climb.passed).toBeGreaterThan(0);
    });
  });

  test('the three facts of being on time are what the dates say, each on its own', () => {
    let closed = 0;
    always(({ before, after }) => {
      if (after.stage !== 'closed' || before.stage === 'closed' || !after.delivery) return;
      closed += 1;
      const { at } = after.delivery;
      const agreed = after.agreed?.due ?? after.deliver.due;
      expect(after.facts).toEqual({
        needBy: after.needBy && at <= after.needBy,
        target: at <= agreed,
        promise: after.promise && at <= after.promise.at,
        warnedInTime: after.warnings.length > 0,
      });
    }, same);
    expect(closed).toBeGreaterThan(50);
  });

  test('stored and read again it is the same', () => {
    always(({ after }) => {
      expect(decode(JSON.parse(JSON.stringify(encode(after))))).toEqual(after);
    });
  });
});

describe('where the time went', () => {
  test('the parts sum to the whole and none is negative, for a request and for its chain, open or closed', () => {
    let waited = 0;
    fc.assert(
      fc.property(moves, (played) => {
        const { requests, now } = live(played, () => {});
        const lookup = (number: number) => requests.find((one) => one.number === number);
        for (const request of requests) {
          const end = request.stage === 'closed' ? request.at : now;
          for (const bill of [requestBill(request, now, org), chainBill(request, lookup, now, org)]) {
            expect(bill.totalMs).toBe(end.getTime() - request.filedAt.getTime());
            expect(bill.lines.reduce((sum, line) => sum + line.ms, 0)).toBe(bill.totalMs);
            expect(bill.lines.every((line) => line.ms > 0)).toBe(true);
          }
          waited += request.blocked.length;
        }
      }),
      same,
    );
    expect(waited).toBeGreaterThan(100);
  });
});
