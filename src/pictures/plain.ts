import type { Drawing } from '../platform/card.ts';

/** A picture could not be drawn. `refused`: never; `busy` and `failed`: another time it may. */
export class PictureError extends Error {
  readonly why: 'refused' | 'busy' | 'failed';

  constructor(why: PictureError['why'], message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'PictureError';
    this.why = why;
  }
}

/** CSS pixels of a side. */
const sides = { least: 16, most: 2000 } as const;
/** Deeper than any chart's option. */
const mostDepth = 40;

/** Throws PictureError for a drawing that is not plain data of a size we draw. */
export function checkDrawing({ width, height, option }: Drawing): void {
  for (const side of [width, height]) {
    if (Number.isInteger(side) && side >= sides.least && side <= sides.most) continue;
    throw new PictureError('refused', `a drawing has sides of ${sides.least} to ${sides.most} pixels, not ${side}`);
  }
  checkPlain(option, 'option', 0);
}

/** Only what JSON can hold: the same option goes through a table, to a page, and to another thread. */
function checkPlain(value: unknown, path: string, depth: number): void {
  if (depth > mostDepth) throw new PictureError('refused', `${path} is nested too deeply`);
  if (Array.isArray(value)) {
    for (const [index, one] of value.entries()) checkPlain(one, `${path}[${index}]`, depth + 1);
  } else if (value !== null && typeof value === 'object') {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null)
      throw new PictureError('refused', `${path} is not plain data`);
    for (const [key, one] of Object.entries(value)) checkPlain(one, `${path}.${key}`, depth + 1);
  } else if (['function', 'symbol', 'bigint'].includes(typeof value)) {
    throw new PictureError('refused', `${path} is a ${typeof value}; a drawing is data`);
  }
}
