import { type Asked, type Endpoints, get, post } from './endpoint.ts';
import { decline, refuse } from './errors.ts';
import { limits } from './limits.ts';
import { type Media, opaque, type State } from './state.ts';

const { media: most } = limits;

export const mediaEndpoints: Endpoints = {
  'media/upload': post((asked) => {
    const type = asked.query.get('type') ?? '';
    if (type !== 'image' && type !== 'voice' && type !== 'video' && type !== 'file') refuse(40005, 'invalid type');
    const part = uploaded(asked);
    if (part.bytes.byteLength <= most.least) refuse(40006, 'the file is too small');
    if (part.bytes.byteLength > most[type]) refuse(45001, `the file is larger than ${most[type]} bytes`);
    if (!looksLike[type](part.bytes)) refuse(40004, `the file is no ${type}`);
    const id = keep(asked.state, part);
    const created = String(Math.floor(asked.state.now() / 1000));
    return { errmsg: '', type, media_id: id, created_at: created };
  }),
  'media/uploadimg': post((asked) => {
    const part = uploaded(asked);
    if (part.bytes.byteLength <= most.least) refuse(40006, 'the file is too small');
    if (part.bytes.byteLength > most.uploadimg) refuse(40009, `the picture is larger than ${most.uploadimg} bytes`);
    if (!looksLike.image(part.bytes)) refuse(40004, 'the file is no picture');
    const id = keep(asked.state, part, null);
    return { errmsg: '', url: `${asked.state.url}/pic/${id}` };
  }),
  'media/get': get(({ state, query }) => {
    const media = state.media.get(query.get('media_id') ?? '');
    const old = media?.at != null && state.now() - media.at >= most.seconds * 1000;
    if (!media || media.at === null || old) decline(40007, 'invalid media_id');
    return { bytes: media.bytes, type: media.type, name: media.name };
  }),
};

const starts = (bytes: Uint8Array, signs: readonly number[]) => signs.every((sign, index) => bytes[index] === sign);

const looksLike = {
  image: (bytes: Uint8Array) => starts(bytes, [0xff, 0xd8, 0xff]) || starts(bytes, [0x89, 0x50, 0x4e, 0x47]),
  voice: (bytes: Uint8Array) => starts(bytes, [...Buffer.from('#!AMR')]),
  video: (bytes: Uint8Array) => Buffer.from(bytes.subarray(4, 8)).toString() === 'ftyp',
  file: () => true,
};

/** Keeps a file for three days, or for good; resolves to its media_id. */
export function keep(state: State, file: Omit<Media, 'at'>, at: number | null = state.now()): string {
  const id = opaque(60);
  state.media.set(id, { ...file, at });
  return id;
}

/** The part called `media`, which needs a file name. */
function uploaded({ raw, headers }: Asked): Omit<Media, 'at'> {
  const boundary = /^multipart\/form-data;.*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(headers['content-type'] ?? '');
  if (!boundary) refuse(44001, 'the body is no multipart/form-data');
  const parts = partsOf(raw, boundary[1] ?? boundary[2] ?? '');
  const part = parts.find(({ name }) => name === 'media');
  if (!part) refuse(44001, 'no part is called media');
  if (!part.filename) refuse(44001, 'the part has no filename');
  if (!/^[\x20-\x7e]+$/.test(part.filename)) refuse(40058, 'the filename is not ASCII');
  if (part.filelength !== null && part.filelength !== part.bytes.byteLength) refuse(40006, 'filelength is wrong');
  return { name: part.filename, type: part.type, bytes: part.bytes };
}

function partsOf(raw: Buffer, boundary: string) {
  const mark = Buffer.from(`--${boundary}`);
  const parts: { name: string; filename: string; filelength: number | null; type: string; bytes: Uint8Array }[] = [];
  let from = raw.indexOf(mark);
  while (from >= 0) {
    const to = raw.indexOf(mark, from + mark.length);
    if (to < 0) break;
    const part = raw.subarray(from + mark.length + 2, to - 2);
    const end = part.indexOf('\r\n\r\n');
    const head = part.subarray(0, Math.max(0, end)).toString();
    const length = /filelength="?(\d+)"?/.exec(head)?.[1];
    parts.push({
      name: /[;\s]name="([^"]*)"/.exec(head)?.[1] ?? '',
      filename: /filename="([^"]*)"/.exec(head)?.[1] ?? '',
      filelength: length === undefined ? null : Number(length),
      type: /content-type:\s*([^\r\n]+)/i.exec(head)?.[1] ?? 'application/octet-stream',
      bytes: new Uint8Array(part.subarray(end + 4)),
    });
    from = to;
  }
  return parts;
}
