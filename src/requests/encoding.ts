/** Instants in stored JSON are `{"$date": ms}`: no text a person types can be taken for one. */
export function encode(value: unknown): unknown {
  if (value instanceof Date) return { $date: value.getTime() };
  if (Array.isArray(value)) return value.map(encode);
  if (value !== null && typeof value === 'object') {
    return each(value, encode);
  }
  return value;
}

/** The reverse of `encode`. */
export function decode(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decode);
  if (value === null || typeof value !== 'object') return value;
  if ('$date' in value && typeof value.$date === 'number') return new Date(value.$date);
  return each(value, decode);
}

/** A loop, because every request read or written passes through here, in batches of hundreds. */
function each(object: object, change: (value: unknown) => unknown): object {
  const changed: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(object)) changed[key] = change(value);
  return changed;
}
