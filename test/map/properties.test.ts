import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diffOf } from '../../src/map/diff.ts';
import { mapOf } from '../../src/map/state.ts';
import type { Gap } from '../../src/map/types.ts';
import type { Agreement, Requirement } from '../../src/org/organisation.ts';
import type { Statement } from '../../src/questionnaires/types.ts';
import { company, customer, statement, supplier, trouble } from './kit.ts';

const keys = ['a', 'b', 'c', 'd'] as const;
const org = company(keys);
const kinds = ['onTime', 'complete', 'other'] as const;

const measures: fc.Arbitrary<Requirement> = fc.record({
  kind: fc.constantFrom(...kinds),
  amount: fc.constantFrom(null, 1, 2, 24),
  unit: fc.constantFrom('d', 'h', '%'),
  words: fc.constantFrom('', 'x'),
});

interface Drawn {
  from: string;
  to: string;
  /** Said by the supplier, by the customer. */
  side: 'supplier' | 'customer';
  requirements: Requirement[];
  troubles: (typeof kinds)[number][];
}

const saying: fc.Arbitrary<Drawn> = fc.record({
  from: fc.constantFrom(...keys),
  to: fc.constantFrom(...keys, '~external'),
  side: fc.constantFrom('supplier', 'customer'),
  requirements: fc.array(measures, { maxLength: 3 }),
  troubles: fc.array(fc.constantFrom(...kinds), { maxLength: 2 }),
});

const world = fc.record({
  said: fc.array(saying, { maxLength: 14 }),
  published: fc.subarray([...keys]),
});

function statementsOf({ said, published }: { said: Drawn[]; published: string[] }, withTroubles = true): Statement[] {
  return published.map((key) =>
    statement(key, {
      customers: said
        .filter((one) => one.side === 'supplier' && one.from === key)
        .map((one) => customer(one.to, one.requirements)),
      suppliers: said
        .filter((one) => one.side === 'customer' && one.to === key)
        .map((one) =>
          supplier(
            one.from,
            one.requirements,
            withTroubles ? { troubles: one.troubles.map((kind) => trouble(kind)) } : {},
          ),
        ),
    }),
  );
}

const gapsIn = (statements: Statement[], agreements: Agreement[] = []): readonly Gap[] =>
  mapOf(statements, org, [], agreements).gaps;

const agreementOn = ({ supplier: from, customer: to }: Gap, requirement: Requirement): Agreement => ({
  key: `${from}>${to}:${requirement.kind}`,
  version: 1,
  supplier: from,
  customer: to,
  requirement,
  service: null,
  deliver: null,
  since: '2026-05-06T02:00:00.000Z',
});

const kindOf = (gap: Gap): Requirement['kind'] | null =>
  'requires' in gap
    ? gap.requires.kind
    : 'believes' in gap
      ? gap.believes.kind
      : 'trouble' in gap
        ? gap.trouble.about
        : null;

describe('whatever departments publish', () => {
  test('no gap has a side that has not published, and none lies between a side and itself', () => {
    let seen = 0;
    fc.assert(
      fc.property(world, (drawn) => {
        for (const gap of gapsIn(statementsOf(drawn))) {
          seen += 1;
          expect(drawn.published).toContain(gap.supplier);
          expect(drawn.published).toContain(gap.customer);
          expect(gap.supplier).not.toBe(gap.customer);
        }
      }),
      { seed: 2026 },
    );
    expect(seen).toBeGreaterThan(50);
  });

  test('the gaps are the same from the other side: unseen is imagined, unknown is imagined, a measure stays one', () => {
    const mirror: Partial<Record<Gap['kind'], Gap['kind']>> = {
      unseenCustomer: 'imaginedCustomer',
      imaginedCustomer: 'unseenCustomer',
      unknownRequirement: 'imaginedRequirement',
      imaginedRequirement: 'unknownRequirement',
      differentMeasure: 'differentMeasure',
    };
    const inside = world.map((drawn) => ({ ...drawn, said: drawn.said.filter(({ to }) => to !== '~external') }));
    fc.assert(
      fc.property(inside, (drawn) => {
        const turned = drawn.said.map(
          (one): Drawn => ({
            ...one,
            from: one.to,
            to: one.from,
            side: one.side === 'supplier' ? 'customer' : 'supplier',
          }),
        );
        const name = (kind: string | undefined, from: string, to: string, gap: Gap) =>
          `${kind} ${from} ${to} ${kindOf(gap)}`;
        const here = gapsIn(statementsOf(drawn, false)).map((gap) => name(gap.kind, gap.supplier, gap.customer, gap));
        const there = gapsIn(statementsOf({ ...drawn, said: turned }, false)).map((gap) =>
          name(mirror[gap.kind], gap.customer, gap.supplier, gap),
        );
        expect(there.sort()).toEqual(here.sort());
      }),
    );
  });

  test('an agreement closes the gaps of its pair and kind, and opens none', () => {
    fc.assert(
      fc.property(world, fc.nat(), (drawn, pick) => {
        const statements = statementsOf(drawn);
        const before = gapsIn(statements);
        const gap = before[pick % Math.max(1, before.length)];
        if (!gap) return;
        const kind = kindOf(gap) ?? 'onTime';
        const after = gapsIn(statements, [agreementOn(gap, { kind, amount: null, unit: null, words: 'agreed' })]);
        expect(after.map(({ key }) => key)).not.toContain(gap.key);
        expect(before.map(({ key }) => key)).toEqual(expect.arrayContaining(after.map(({ key }) => key)));
        const ofPair = after.filter((one) => one.supplier === gap.supplier && one.customer === gap.customer);
        expect(ofPair.filter((one) => kindOf(one) === kind || kindOf(one) === null)).toEqual([]);
      }),
    );
  });

  test('the order in which they do makes no difference', () => {
    const shuffled = world.chain((drawn) => {
      const statements = statementsOf(drawn);
      const within = statements.map((one) =>
        fc
          .tuple(
            fc.shuffledSubarray(one.suppliers, { minLength: one.suppliers.length }),
            fc.shuffledSubarray(one.customers, { minLength: one.customers.length }),
          )
          .map(([suppliers, customers]): Statement => ({ ...one, suppliers, customers })),
      );
      return fc
        .tuple(...within)
        .chain((mixed) => fc.shuffledSubarray(mixed, { minLength: mixed.length }))
        .map((mixed) => ({ statements, mixed }));
    });
    fc.assert(
      fc.property(shuffled, ({ statements, mixed }) => {
        const [straight, crossed] = [mapOf(statements, org, [], []), mapOf(mixed, org, [], [])];
        expect(crossed.gaps).toEqual(straight.gaps);
        expect(crossed.edges).toEqual(straight.edges);
        expect([...crossed.nodes]).toEqual([...straight.nodes]);
      }),
    );
  });

  test('every gap has a key of its own, and keeps it in the next round', () => {
    fc.assert(
      fc.property(world, (drawn) => {
        const statements = statementsOf(drawn);
        const gaps = gapsIn(statements);
        expect(new Set(gaps.map(({ key }) => key)).size).toBe(gaps.length);
        const later = statements.map((one) => ({ ...one, round: 2, version: 2 }));
        expect(gapsIn(later)).toEqual(gaps);
      }),
    );
  });

  test('a diff says what turns one state into the other, and back', () => {
    fc.assert(
      fc.property(world, world, (first, second) => {
        const [before, after] = [first, second].map((drawn) => mapOf(statementsOf(drawn), org, [], []));
        if (!before || !after) throw new Error('two states');
        const there = diffOf(before, after);
        const back = diffOf(after, before);
        for (const what of ['edges', 'requirements', 'gaps'] as const) {
          expect(there[what].came).toEqual(back[what].went);
          expect(diffOf(after, after)[what]).toEqual({ came: [], went: [] });
        }
        const keysOf = (gaps: readonly Gap[]) => gaps.map(({ key }) => key).sort();
        const kept = before.gaps.filter(({ key }) => !there.gaps.went.some((gap) => gap.key === key));
        expect(keysOf([...kept, ...there.gaps.came])).toEqual(keysOf(after.gaps));
      }),
    );
  });
});
