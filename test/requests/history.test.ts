import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { firstBroken, genesis, type HistoryRow, historyRow } from '../../src/requests/history.ts';
import type { Happening } from '../../src/requests/types.ts';
import { shanghai } from '../world.ts';
import { live, moves } from './random-life.ts';

/** A history of three happenings with texts and names in them. */
function written(number = 1001): { rows: HistoryRow[]; head: { length: number; hash: string } } {
  const happenings: Happening[] = [
    { kind: 'asked', by: 'luo', question: '哪个版本？' },
    { kind: 'answered', by: 'lin', text: 'B 版' },
    { kind: 'delivered', by: 'luo', note: '600 件' },
  ];
  return chainOf(number, happenings);
}

function chainOf(number: number, happenings: readonly Happening[]) {
  const rows: HistoryRow[] = [];
  let head = { length: 0, hash: genesis(number) };
  for (const happening of happenings) {
    const row = historyRow(number, head.length + 1, shanghai('2026-05-01T10:00'), happening, head.hash);
    rows.push(row);
    head = { length: row.seq, hash: row.hash };
  }
  return { rows, head };
}

const textsOf = (rows: readonly HistoryRow[]) =>
  new Map(rows.flatMap((row) => row.texts.map((text) => [`${row.seq} ${text.field}`, text] as const)));

describe('the history', () => {
  test('verifies as it was written, and names and texts are not in it', () => {
    const { rows, head } = written();
    expect(firstBroken(1001, rows, textsOf(rows), head)).toBeNull();
    const bodies = rows.map((row) => row.body).join();
    for (const secret of ['luo', 'lin', '版本', 'B 版', '件']) expect(bodies).not.toContain(secret);
  });

  test('still verifies after a person’s texts were erased, all of them or some', () => {
    const { rows, head } = written();
    expect(firstBroken(1001, rows, new Map(), head)).toBeNull();
    const texts = textsOf(rows);
    texts.delete('2 text');
    expect(firstBroken(1001, rows, texts, head)).toBeNull();
  });

  test('names the row whose body, hash, time or text was changed, and a row that is missing, doubled or moved', () => {
    const { rows, head } = written();
    const changed = (index: number, change: Partial<HistoryRow>) =>
      firstBroken(
        1001,
        rows.map((row, at) => (at === index ? { ...row, ...change } : row)),
        textsOf(rows),
        head,
      );
    const body = rows[1]?.body.replace('answered', 'asked') ?? '';
    expect(changed(1, { body })).toEqual({ seq: 2, why: 'hash' });
    expect(changed(0, { hash: '0'.repeat(64) })).toEqual({ seq: 1, why: 'hash' });
    expect(changed(2, { at: shanghai('2026-05-01T09:00') })).toEqual({ seq: 3, why: 'hash' });
    const texts = textsOf(rows).set('2 text', { field: 'text', salt: 'x', value: 'C 版' });
    expect(firstBroken(1001, rows, texts, head)).toEqual({ seq: 2, why: 'text' });
    expect(firstBroken(1001, rows.slice(1), textsOf(rows), head)).toEqual({ seq: 1, why: 'order' });
    expect(firstBroken(1001, [...rows.slice(0, 1), ...rows.slice(2)], textsOf(rows), head)).toEqual({
      seq: 2,
      why: 'order',
    });
    expect(firstBroken(1001, rows.slice(0, 2), textsOf(rows), head)).toEqual({ seq: 3, why: 'missing' });
  });

  test('written anew from some row on does not fit the head that the request holds, nor another request', () => {
    const { head } = written();
    const forged = chainOf(1001, [
      { kind: 'closedBySilence' },
      { kind: 'closedBySilence' },
      { kind: 'closedBySilence' },
    ]);
    expect(firstBroken(1001, forged.rows, new Map(), head)).toMatchObject({ why: 'missing' });
    const other = written(1002);
    expect(firstBroken(1001, other.rows, textsOf(other.rows), other.head)).toEqual({ seq: 1, why: 'hash' });
  });

  test('of any random life verifies, and after any one letter was changed it does not', () => {
    fc.assert(
      fc.property(moves, fc.nat(), (played, pick) => {
        const happened: Happening[] = [];
        live(played, ({ after, happenings }) => {
          if (after.number === 1) happened.push(...happenings);
        });
        if (happened.length === 0) return;
        const { rows, head } = chainOf(1, happened);
        expect(firstBroken(1, rows, textsOf(rows), head)).toBeNull();
        const index = pick % rows.length;
        const { body = '' } = rows[index] ?? {};
        const at = pick % body.length;
        const tampered = `${body.slice(0, at)}${body[at] === 'x' ? 'y' : 'x'}${body.slice(at + 1)}`;
        const changed = rows.map((row, one) => (one === index ? { ...row, body: tampered } : row));
        expect(firstBroken(1, changed, textsOf(rows), head)).toEqual({ seq: index + 1, why: 'hash' });
      }),
      { numRuns: 60 },
    );
  });
});
