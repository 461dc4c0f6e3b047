/**
 * The characters a TrueType font has glyphs for, read from its `cmap` table
 * (https://learn.microsoft.com/en-us/typography/opentype/spec/cmap, formats 4 and 12).
 */
export function charactersOf(font: Uint8Array): Set<number> {
  const view = new DataView(font.buffer, font.byteOffset, font.byteLength);
  const found = new Set<number>();
  const cmap = tableAt(view, 'cmap');
  if (cmap === null) return found;
  for (let index = 0; index < view.getUint16(cmap + 2); index++) {
    const at = cmap + view.getUint32(cmap + 4 + index * 8 + 4);
    const format = view.getUint16(at);
    if (format === 4) readSegments(view, at, found);
    if (format === 12) readGroups(view, at, found);
  }
  return found;
}

function tableAt(view: DataView, name: string): number | null {
  for (let index = 0; index < view.getUint16(4); index++) {
    const record = 12 + index * 16;
    const tag = String.fromCharCode(...[0, 1, 2, 3].map((byte) => view.getUint8(record + byte)));
    if (tag === name) return view.getUint32(record + 8);
  }
  return null;
}

function readSegments(view: DataView, at: number, found: Set<number>): void {
  const bytes = view.getUint16(at + 6);
  const ends = at + 14;
  const starts = ends + bytes + 2;
  const deltas = starts + bytes;
  const offsets = deltas + bytes;
  for (let segment = 0; segment < bytes; segment += 2) {
    const start = view.getUint16(starts + segment);
    const offset = view.getUint16(offsets + segment);
    for (let code = start; code <= view.getUint16(ends + segment) && code !== 0xffff; code++) {
      const listed = offset === 0 ? code : view.getUint16(offsets + segment + offset + (code - start) * 2);
      const glyph = listed === 0 && offset !== 0 ? 0 : (listed + view.getUint16(deltas + segment)) & 0xffff;
      if (glyph !== 0) found.add(code);
    }
  }
}

function readGroups(view: DataView, at: number, found: Set<number>): void {
  for (let group = 0; group < view.getUint32(at + 12); group++) {
    const record = at + 16 + group * 12;
    for (let code = view.getUint32(record); code <= view.getUint32(record + 4); code++) found.add(code);
  }
}
