import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import subsetFont from 'subset-font';
import { charactersOf } from './cmap.ts';

/** A part of the font as it is shipped: a file, and the characters that may be in it. */
interface Part {
  file: string;
  ranges: [number, number][];
}

/** A part as it is drawn with. */
interface Face {
  bytes: Uint8Array;
  characters: ReadonlySet<number>;
}

/** Stands for a character the font does not have: the geta mark, which printers have always used for that. */
const substitute = '〓';

/** What a reader is not meant to see: it joins, varies or turns the text around it. */
const unseen = /[\p{Cc}\p{Default_Ignorable_Code_Point}\u202A-\u202E\u2066-\u2069\uFEFF\uFFFE\uFFFF]/u;

/**
 * The font of pictures, Noto Sans SC. It comes as a hundred files of some characters each, of every weight there is, and the
 * renderer draws those in the thinnest. Each is cut to the regular weight the first time it is needed.
 */
export function createFont() {
  const require = createRequire(import.meta.url);
  const parts = partsOf(dirname(require.resolve('@fontsource-variable/noto-sans-sc/package.json')));
  const faces = new Map<Part, Promise<Face>>();
  const faceOf = (part: Part): Promise<Face> => {
    const known = faces.get(part) ?? regular(part);
    faces.set(part, known);
    return known;
  };

  async function faceWith(code: number): Promise<Face | null> {
    for (const part of parts.filter(({ ranges }) => ranges.some(([first, last]) => first <= code && code <= last))) {
      // What a file is said to have is not always in it.
      const face = await faceOf(part);
      if (face.characters.has(code)) return face;
    }
    return null;
  }

  return {
    /** The text with substitutes for what the font does not have, and the files that have the rest. */
    async fit(text: string): Promise<{ text: string; files: Uint8Array[] }> {
      const files = new Set<Uint8Array>();
      const drawn = new Map<string, string>();
      for (const char of new Set(text.toWellFormed() + substitute)) {
        if (unseen.test(char) && char !== '\n' && char !== '\t') {
          drawn.set(char, '');
          continue;
        }
        const face = await faceWith(char.codePointAt(0) ?? 0);
        if (face) files.add(face.bytes);
        drawn.set(char, face || /\s/u.test(char) ? char : substitute);
      }
      return { text: [...text.toWellFormed()].map((char) => drawn.get(char) ?? char).join(''), files: [...files] };
    },
  };
}

function partsOf(folder: string): Part[] {
  const listed = JSON.parse(readFileSync(join(folder, 'unicode.json'), 'utf8')) as Record<string, string>;
  return Object.entries(listed).map(([name, ranges]) => ({
    file: join(folder, 'files', `noto-sans-sc-${name.replace(/[[\]]/g, '')}-wght-normal.woff2`),
    ranges: ranges.split(',').map(rangeOf),
  }));
}

/** `U+4e00-4e0f`, or a single one. */
function rangeOf(range: string): [number, number] {
  const [first = '', last = first] = range.trim().replace(/^U\+/i, '').split('-');
  return [Number.parseInt(first, 16), Number.parseInt(last, 16)];
}

async function regular({ file, ranges }: Part): Promise<Face> {
  const all = ranges.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, index) => String.fromCodePoint(first + index)),
  );
  const asked = { targetFormat: 'truetype', variationAxes: { wght: 400 } } as const;
  const bytes = new Uint8Array(await subsetFont(readFileSync(file), all.join(''), asked));
  return { bytes, characters: charactersOf(bytes) };
}
