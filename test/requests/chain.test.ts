import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { downstream, type Link, type Ring, ringAmong, ringThrough, upstream } from '../../src/requests/chain.ts';

/** `1 A>B 2` is request 1 of A to B, blocked by request 2. */
function graph(...links: string[]): Map<number, Link> {
  return new Map(
    links.map((text) => {
      const [number = '', pair = '', by] = text.split(' ');
      const [customer = '', supplier = ''] = pair.split('>');
      return [Number(number), { number: Number(number), customer, supplier, blockedBy: by ? Number(by) : null }];
    }),
  );
}

const ringAt = (links: Map<number, Link>, from: number): string | null => {
  const ring = ringThrough(links, from);
  return ring && `${ring.links.join(' ')} ${ring.departments.join('>')}`;
};

describe('a ring', () => {
  test('is a chain that comes back to the department at its beginning', () => {
    expect(ringAt(graph('1 A>B 2', '2 B>C 3', '3 C>A'), 2)).toBe('1 2 3 B>C>A');
  });

  test('is a chain that comes back to a department waiting in the middle of it; those before only wait for it', () => {
    expect(ringAt(graph('1 A>B 2', '2 B>C 3', '3 C>D 4', '4 D>B'), 3)).toBe('2 3 4 C>D>B');
  });

  test('is a cycle of edges', () => {
    expect(ringAt(graph('1 A>B 2', '2 B>C 3', '3 C>A 1'), 3)).toBe('3 1 2 A>B>C');
  });

  test('is never two departments, and never unrelated requests between the same ones', () => {
    expect(ringAt(graph('1 A>B 2', '2 B>A'), 1)).toBeNull();
    expect(ringAt(graph('1 A>B', '2 B>A', '3 C>A 4', '4 A>B'), 3)).toBeNull();
    expect(ringAt(graph('1 A>B 2', '2 B>C', '3 C>A'), 1)).toBeNull();
  });

  test('inside a bigger tree is only the ring: requests that hang on it are no links of it', () => {
    const tree = graph('1 A>B 2', '2 B>C 3', '3 C>A', '7 X>B 2', '8 Y>X 7', '9 Z>C 3');
    expect(ringAt(tree, 2)).toBe('1 2 3 B>C>A');
    expect(ringAt(tree, 7)).toBeNull();
    expect(ringAt(tree, 9)).toBeNull();
  });

  test('inside a cycle of edges is the smaller one, whichever edge was drawn last', () => {
    const links = graph('1 B>E 3', '2 E>A 6', '3 E>F 4', '4 F>D 5', '5 D>E 2', '6 A>B 1');
    for (const from of [3, 4]) expect(ringThrough(links, from)?.departments).toEqual(['F', 'D', 'E']);
  });

  test('is the same whichever edge was drawn last', () => {
    const whole = graph('1 A>B 2', '2 B>C 3', '3 C>A 4', '4 A>D');
    expect(ringAt(whole, 1)).toBe('1 2 3 B>C>A');
    expect(ringAt(whole, 2)).toBe('1 2 3 B>C>A');
  });

  test('that a later request joins is one ring with more links', () => {
    const both = graph('1 A>B 2', '2 B>C 3', '3 C>A', '5 A>X 6', '6 X>C 3');
    expect(ringAmong(both, [1, 2, 3, 5, 6])).toEqual({ links: [1, 2, 3, 5, 6], departments: ['B', 'C', 'A', 'X'] });
    expect(ringAmong(graph('1 A>B 2', '2 B>C', '3 C>A'), [1, 2, 3])).toBeNull();
  });
});

/** Random forests and cycles: every request blocked by at most one other, whose customer is its supplier. */
const graphs = fc
  .array(fc.record({ customer: fc.nat({ max: 5 }), supplier: fc.nat({ max: 5 }), pick: fc.nat() }), {
    minLength: 2,
    maxLength: 9,
    size: 'max',
  })
  .map((raw) => {
    const named = raw.map(({ customer, supplier, pick }, index) => ({
      number: index + 1,
      customer: 'ABCDEF'[customer] ?? 'A',
      supplier: 'ABCDEF'[supplier === customer ? (supplier + 1) % 6 : supplier] ?? 'B',
      pick,
    }));
    return new Map(
      named.map(({ pick, ...link }): [number, Link] => {
        // Going back to one's own direct customer is refused before an edge is drawn.
        const fits = named.filter((one) => one.customer === link.supplier && one.supplier !== link.customer);
        const by = pick % 4 === 0 ? undefined : fits[pick % Math.max(1, fits.length)];
        return [link.number, { ...link, blockedBy: by?.number ?? null }];
      }),
    );
  });

/** Every path of edges, found by trying: independent of the code under test. */
function allPaths(links: Map<number, Link>): Link[][] {
  const paths: Link[][] = [];
  const grow = (path: Link[]) => {
    if (path.length > 1) paths.push(path);
    const next = links.get(path.at(-1)?.blockedBy ?? 0);
    if (next && !path.includes(next)) grow([...path, next]);
  };
  for (const link of links.values()) grow([link]);
  return paths;
}

/** The definition, word for word: a cycle of edges, or a chain that comes back to a department already waiting in it. */
function smallestByTrying(links: Map<number, Link>, from: number): Ring | null {
  const found = allPaths(links).flatMap((path): Link[][] => {
    const edge = path.findIndex((link) => link.number === from);
    if (edge < 0 || edge === path.length - 1) return [];
    const [first, last] = [path[0] as Link, path.at(-1) as Link];
    const cycle = last.blockedBy === first.number || first.customer === last.supplier;
    return cycle ? [path] : first.supplier === last.supplier ? [path.slice(1)] : [];
  });
  // A cycle of edges also contains the edge from its last link back to its first.
  const rings = found.filter((ring) => new Set(ring.map((link) => link.supplier)).size > 2);
  rings.sort((a, b) => a.length - b.length);
  const [ring] = rings;
  return ring ? { links: ring.map((link) => link.number), departments: ring.map((link) => link.supplier) } : null;
}

describe('compared with trying every path', () => {
  test('a ring is found exactly when there is one, and it is a smallest one', () => {
    let rings = 0;
    fc.assert(
      fc.property(graphs, (links) => {
        for (const from of links.keys()) {
          const [found, tried] = [ringThrough(links, from), smallestByTrying(links, from)];
          expect(found?.links.length ?? 0).toBe(tried?.links.length ?? 0);
          rings += found ? 1 : 0;
        }
      }),
      { numRuns: 1500, seed: 7 },
    );
    expect(rings).toBeGreaterThan(200);
  });

  test('upstream ends where the work stands, and downstream are those for whom it is upstream', () => {
    fc.assert(
      fc.property(graphs, (links) => {
        for (const from of links.keys()) {
          const up = upstream(links, from).map((link) => link.number);
          expect(new Set(up).size).toBe(up.length);
          const down = downstream(links, from).map((link) => link.number);
          const waiting = [...links.keys()].filter(
            (other) => other !== from && upstream(links, other).some((link) => link.number === from),
          );
          expect([...down].sort()).toEqual(waiting.sort());
        }
      }),
      { numRuns: 300 },
    );
  });
});
