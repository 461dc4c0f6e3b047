import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import type { Database } from '../db/database.ts';
import type { Pictures } from '../pictures/index.ts';
import type { Capabilities } from '../platform/adapter.ts';
import type { Card, Drawing, Element } from '../platform/card.ts';
import { describeFiles, storeFile } from '../platform/files.ts';

export interface DrawingPorts {
  db: Database;
  now: () => Date;
  pictures: Pictures;
  log: Logger;
  /** How long a message waits for its pictures, in milliseconds: 10,000. */
  patienceMs?: number;
}

/**
 * The card with its drawings as stored pictures, or in words where there are none; null: they are being drawn, and `until`, an
 * instant of `performance.now()`, has come.
 */
export type Illustrate = (card: Card, can: Capabilities, until: number) => Promise<Card | null>;

/** A drawing under way, or one that failed a moment ago. Null: there is no picture of it. */
interface Sketch {
  since: number;
  file: Promise<string | null>;
}

type Drawn = Element & { kind: 'drawing' };

/** How long a drawing that failed is not tried again, and one that hangs is waited for by nobody. */
const restMs = 60_000;

/** Draws each drawing once, however many messages show it, and however often they are tried. No picture holds a message back. */
export function createIllustrator(ports: DrawingPorts): Illustrate {
  const sketches = new Map<string, Sketch>();

  function sketchOf(drawing: Drawing): Sketch {
    const now = performance.now();
    for (const [id, { since }] of sketches) if (now - since > restMs) sketches.delete(id);
    const id = nameOf(drawing);
    const known = sketches.get(id);
    if (known) return known;
    const file = stored(ports, id, drawing).catch((error: unknown) => {
      ports.log.warn({ err: error, drawing: id }, 'picture not drawn');
      return null;
    });
    const sketch = { since: now, file };
    sketches.set(id, sketch);
    // What is in the store is found there.
    void file.then((drawn) => drawn !== null && sketches.delete(id));
    return sketch;
  }

  async function shownAs(element: Drawn, until: number): Promise<Element | null> {
    const { since, file } = sketchOf(element.drawing);
    const patience = since + (ports.patienceMs ?? 10_000);
    const drawn = await inTime(file, Math.min(until, patience));
    if (drawn === undefined && until < patience) return null;
    return drawn ? { kind: 'image', file: drawn, alt: element.alt } : inWords(element);
  }

  return async (card, can, until) => {
    const shown = await Promise.all(
      card.elements.map((element) => {
        if (element.kind !== 'drawing') return element;
        return can.images ? shownAs(element, until) : inWords(element);
      }),
    );
    const elements = shown.filter((element) => element !== null);
    return elements.length === shown.length ? { ...card, elements } : null;
  };
}

/** A card whose drawings nobody draws. */
export const unillustrated: Illustrate = async (card) => ({
  ...card,
  elements: card.elements.map((element) => (element.kind === 'drawing' ? inWords(element) : element)),
});

const inWords = ({ alt }: Drawn): Element => ({ kind: 'text', text: alt });

/** The file of a drawing, drawn now if it is not there. */
async function stored({ db, now, pictures }: DrawingPorts, id: string, drawing: Drawing): Promise<string> {
  const known = await describeFiles(db.reader, [id]);
  if (known.has(id)) return id;
  const bytes = await pictures.png(drawing);
  const about = { id, name: 'picture.png', declaredType: 'image/png', owner: nobody, now: now() };
  const kept = await storeFile(db.reader, { ...about, bytes });
  if ('refused' in kept) throw new Error(`the picture was not stored: ${kept.refused}`);
  return id;
}

/** No person sent it, and none can put it into a form. */
const nobody = '';

/** The same drawing has the same file, whoever draws it. */
const nameOf = (drawing: Drawing) =>
  `drawing-${createHash('sha256').update(JSON.stringify(drawing)).digest('hex').slice(0, 40)}`;

/** What it resolves to, or undefined when `until` comes first. */
async function inTime<T>(work: Promise<T>, until: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), Math.max(0, until - performance.now()));
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}
