/**
 * Decoders for columns of raw queries. The drivers disagree on raw rows:
 *
 * | column            | PGlite                       | postgres.js |
 * |-------------------|------------------------------|-------------|
 * | timestamptz       | text                         | text        |
 * | bigint, count()   | number, BigInt when unsafe   | text        |
 * | numeric           | text                         | text        |
 * | int, float8       | number                       | number      |
 * | json, jsonb       | parsed                       | parsed      |
 *
 * Timestamps are text on both because drizzle switches the drivers' own parsing off.
 */

const TIMESTAMP = /^(\d{4,6}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(\.\d+)?(?:Z|([+-]\d\d)(?::?(\d\d))?)$/;

/** A `timestamptz`, to the millisecond. Text without a zone (`timestamp`) is refused: nobody knows which instant it means. */
export function asDate(value: unknown): Date {
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value;
  const found = typeof value === 'string' ? TIMESTAMP.exec(value) : null;
  if (!found) throw new TypeError(`not a timestamp with time zone: ${show(value)}`);
  const [, day = '', time = '', fraction = '', hours = '+00', minutes = '00'] = found;
  const date = new Date(
    `${day.length > 10 ? `+${day.padStart(12, '0')}` : day}T${time}${fraction.slice(0, 4)}${hours}:${minutes}`,
  );
  if (Number.isNaN(date.getTime())) throw new TypeError(`not a timestamp with time zone: ${show(value)}`);
  return date;
}

/** Any number column, `count()` and `numeric` included; refuses what a JavaScript number cannot hold exactly as an integer. */
export function asNumber(value: unknown): number {
  const number =
    typeof value === 'string' && value.trim() !== ''
      ? Number(value)
      : typeof value === 'bigint'
        ? Number(value)
        : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) throw new TypeError(`not a number: ${show(value)}`);
  if (Number.isInteger(number) && !Number.isSafeInteger(number))
    throw new RangeError(`too large to be exact: ${show(value)}`);
  return number;
}

/** A `json` or `jsonb` column, believed only after `parse` (a zod schema's `parse`, say). */
export function asJson<T>(value: unknown, parse: (json: unknown) => T): T {
  if (value === undefined) throw new TypeError('not a json column: undefined');
  return parse(value);
}

/** A column that may be null: `nullable(asDate)`. */
export function nullable<T>(decode: (value: unknown) => T): (value: unknown) => T | null {
  return (value) => (value === null ? null : decode(value));
}

function show(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 40)) : String(value);
}
