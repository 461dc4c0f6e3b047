/** Kinds of files we keep. Nothing in this list is run by a browser that is told not to guess. */
export type FileType =
  | 'image/png'
  | 'image/jpeg'
  | 'image/gif'
  | 'image/webp'
  | 'application/pdf'
  | 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
  | 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
  | 'text/plain'
  | 'text/csv';

const signatures: [FileType, string][] = [
  ['image/png', '\x89PNG\r\n\x1a\n'],
  ['image/jpeg', '\xff\xd8\xff'],
  ['image/gif', 'GIF87a'],
  ['image/gif', 'GIF89a'],
  ['application/pdf', '%PDF-'],
];

/** What the bytes are, whatever their name says; null for a kind we do not take. */
export function sniff(bytes: Uint8Array, name: string): FileType | null {
  const head = latin(bytes.subarray(0, 16));
  for (const [type, signature] of signatures) if (head.startsWith(signature)) return type;
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return 'image/webp';
  if (head.startsWith('PK\x03\x04')) return officeType(bytes);
  return textType(bytes, name);
}

/** Office documents are zip archives; those with macros are refused. */
function officeType(bytes: Uint8Array): FileType | null {
  const archive = latin(bytes);
  if (archive.includes('vbaProject.bin')) return null;
  if (archive.includes('xl/workbook.xml')) return 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
  if (archive.includes('word/document.xml'))
    return 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
  return null;
}

/** Text has no signature, so its name has to say that it is text, and its bytes must not disagree. */
function textType(bytes: Uint8Array, name: string): FileType | null {
  const ending = /\.(txt|log|md|csv|tsv)$/i.exec(name)?.[1]?.toLowerCase();
  if (!ending || bytes.some((byte) => byte < 32 && byte !== 9 && byte !== 10 && byte !== 13)) return null;
  // Spreadsheet programs in China write CSV in GB 18030.
  if (!decodes(bytes, 'utf-8') && !decodes(bytes, 'gb18030')) return null;
  return ending === 'csv' || ending === 'tsv' ? 'text/csv' : 'text/plain';
}

function decodes(bytes: Uint8Array, encoding: string): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

const latin = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
