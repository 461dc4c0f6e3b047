/** Reading what nobody has checked yet. */
export type Json = Record<string, unknown>;

export const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object at `key`; an empty one when there is none. */
export function objectAt(from: Json, key: string): Json {
  const value = from[key];
  return isJson(value) ? value : {};
}

/** The text at `key`, numbers in words; empty when there is neither. */
export function textAt(from: Json, key: string): string {
  const value = from[key];
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

/** The number at `key`, which DingTalk sometimes sends as a text; null when there is none. */
export function numberAt(from: Json, key: string): number | null {
  const text = textAt(from, key);
  const value = text === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : null;
}

export function listAt(from: Json, key: string): unknown[] {
  const value = from[key];
  return Array.isArray(value) ? value : [];
}

/** The texts (and numbers in words) among a list. */
export const textsAt = (from: Json, key: string): string[] =>
  listAt(from, key).flatMap((one) => (typeof one === 'string' ? [one] : typeof one === 'number' ? [String(one)] : []));

/** The object a text holds; null when it holds none. */
export function parseObject(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text);
    return isJson(value) ? value : null;
  } catch {
    return null;
  }
}
