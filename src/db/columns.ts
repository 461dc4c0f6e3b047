import { customType, timestamp } from 'drizzle-orm/pg-core';

/** A column that holds an instant, to the millisecond, as a `Date`. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date', precision: 3 });

/**
 * A `jsonb` column for values of any shape. Both drivers have parsed what drizzle gets; its own `jsonb` parses text once more,
 * so that the string "12e3" would be read as a number.
 */
export const anyJson = customType<{ data: unknown; driverData: unknown }>({
  dataType: () => 'jsonb',
  toDriver: (value) => JSON.stringify(value),
  fromDriver: (value) => value,
});
