/** Reading what nobody has checked yet. */
export type Json = Record<string, unknown>;

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object at `key`, or null. */
export function objectAt(from: Json, key: string): Json | null {
  const value = from[key];
  return isJson(value) ? value : null;
}

/** The text at `key`; empty when there is none. */
export function textAt(from: Json, key: string): string {
  const value = from[key];
  return typeof value === 'string' ? value : '';
}

/** The texts at `key`, or null when it is anything else. */
export function textsAt(from: Json, key: string): string[] | null {
  const value = from[key];
  return Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : null;
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const bytesOf = (text: string): number => Buffer.byteLength(text);
