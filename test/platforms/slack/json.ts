/** An object of whatever a client sent. */
export type Obj = Record<string, unknown>;

export const isObj = (value: unknown): value is Obj =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const objOf = (value: unknown): Obj => (isObj(value) ? value : {});

export const objsOf = (value: unknown): Obj[] => (Array.isArray(value) ? value.filter(isObj) : []);

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Booleans as JSON, and as forms write them. */
export const yes = (value: unknown): boolean => value === true || value === 'true' || value === '1' || value === 1;

export const no = (value: unknown): boolean => value === false || value === 'false' || value === '0' || value === 0;

/** The value of a text of JSON; undefined when it is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Every object inside `value`, itself included, with its JSON pointer. */
export function* everyObject(value: unknown, at = ''): Generator<{ object: Obj; at: string }> {
  if (Array.isArray(value)) {
    for (const [index, one] of value.entries()) yield* everyObject(one, `${at}/${index}`);
  } else if (isObj(value)) {
    yield { object: value, at };
    for (const [key, one] of Object.entries(value)) yield* everyObject(one, `${at}/${key}`);
  }
}
