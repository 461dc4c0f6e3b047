import { isObj, type Obj } from '../json.ts';

/** One thing wrong with a payload, at a JSON pointer into it. */
export interface Problem {
  at: string;
  message: string;
  code: string;
}

export type Rule = (value: unknown, at: string) => Problem[];

/** What the checks need to know about the workspace. */
export interface Context {
  surface: Surface;
  /** Whether a file with this id can be shown now. */
  fileReady(id: string): boolean;
}

export type Surface = 'message' | 'modal' | 'home';

export const problem = (at: string, message: string, code = 'invalid_value'): Problem => ({ at, message, code });

export const mismatch = (at: string): Problem =>
  problem(at, 'failed to match all allowed schemas', 'failed_schema_match');

/** `[json-pointer:…]` as Slack writes it. */
export const sentence = ({ at, message }: Problem): string => `${message} [json-pointer:${at || '/'}]`;

export const anything: Rule = () => [];

export const boolean: Rule = (value, at) =>
  typeof value === 'boolean' ? [] : [problem(at, 'must be a boolean', 'invalid_type')];

/** A text of `min` to `max` UTF-16 units. */
export function text(max: number, min = 1): Rule {
  return (value, at) => {
    if (typeof value !== 'string') return [problem(at, 'must be a string', 'invalid_type')];
    if (value.length < min) return [problem(at, `must be more than ${min - 1} characters`, 'too_short')];
    return value.length > max ? [problem(at, `must be less than ${max + 1} characters`, 'too_long')] : [];
  };
}

export function matching(pattern: RegExp): Rule {
  return (value, at) =>
    typeof value === 'string' && pattern.test(value)
      ? []
      : [problem(at, `input must match regex pattern: ${pattern.source}`, 'regex_mismatch')];
}

export function url(max: number): Rule {
  return (value, at) => {
    const wrong = text(max)(value, at);
    if (wrong.length > 0) return wrong;
    return /^(https?|mailto|slack|tel):\S+$/i.test(String(value)) ? [] : [problem(at, 'must be a valid url')];
  };
}

export function whole(min: number, max = Number.MAX_SAFE_INTEGER): Rule {
  return (value, at) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) return [problem(at, 'must be an integer')];
    return value < min || value > max ? [problem(at, `must be between ${min} and ${max}`)] : [];
  };
}

export function oneOf(...values: readonly string[]): Rule {
  return (value, at) =>
    values.includes(String(value)) ? [] : [problem(at, `must be one of: ${values.join(', ')}`, 'invalid_enum')];
}

export function list(each: Rule, max: number, min = 1): Rule {
  return (value, at) => {
    if (!Array.isArray(value)) return [problem(at, 'must be an array', 'invalid_type')];
    if (value.length > max) return [problem(at, `no more than ${max} items allowed`, 'too_many_items')];
    if (value.length < min) return [problem(at, `no fewer than ${min} items allowed`, 'too_few_items')];
    return value.flatMap((one, index) => each(one, `${at}/${index}`));
  };
}

/** An object with these keys and no others. */
export function object(
  required: Record<string, Rule>,
  optional: Record<string, Rule> = {},
  also: (object: Obj, at: string) => Problem[] = () => [],
): Rule {
  return (value, at) => {
    if (!isObj(value)) return [problem(at, 'must be an object', 'invalid_type')];
    const missing = Object.keys(required).filter((key) => value[key] === undefined || value[key] === null);
    const wrong = missing.map((key) => problem(at, `missing required field: ${key}`, 'missing_field'));
    for (const [key, one] of Object.entries(value)) {
      const rule = Object.hasOwn(required, key) ? required[key] : Object.hasOwn(optional, key) ? optional[key] : null;
      if (rule === null || rule === undefined)
        wrong.push(problem(at, `invalid additional property: ${key}`, 'unknown_property'));
      else if (!missing.includes(key)) wrong.push(...rule(one, `${at}/${key}`));
    }
    return [...wrong, ...also(value, at)];
  };
}

/** The rule for the object's `type`. */
export function byType(kinds: Record<string, Rule>): Rule {
  return (value, at) => {
    if (!isObj(value)) return [problem(at, 'must be an object', 'invalid_type')];
    const kind = String(value.type);
    const rule = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
    return rule ? rule(value, at) : [problem(`${at}/type`, `unsupported type: ${kind}`, 'unsupported_type')];
  };
}
