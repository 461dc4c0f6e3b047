/**
 * Makes what cannot be seen visible: control characters as their pictures, and the marks that turn the direction of text
 * around as their names. Everything else stays as it was written.
 */
export function visible(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu, (char) => {
    if (char === '\n' || char === '\t') return char;
    const code = char.codePointAt(0) ?? 0;
    if (code < 32) return String.fromCodePoint(0x2400 + code);
    return code === 127 ? '\u2421' : `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`;
  });
}

/** A short text of a person inside a line, isolated so that its direction stays its own. */
export function Words({ text }: { text: string }) {
  return <bdi>{visible(text)}</bdi>;
}

/** Bytes as people say them. */
export function fileSize(bytes: number): string {
  return bytes >= 1024 * 1024
    ? `${+(bytes / 1024 / 1024).toFixed(1)} MB`
    : `${Math.max(1, Math.round(bytes / 1024))} KB`;
}

/** Bytes of a limit as people say them. */
export const limitWords = (bytes: number) => `${Math.floor(bytes / 1024 / 1024)} MB`;
