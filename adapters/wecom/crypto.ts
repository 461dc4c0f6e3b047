import { createHash, timingSafeEqual } from 'node:crypto';
import { decrypt, encrypt, getSignature } from '@wecom/crypto';

/** What an operator typed into the page of the callback, and whom callbacks are encrypted for. */
export interface Secrets {
  token: string;
  encodingAesKey: string;
  /** The corporation's id, at the end of each plaintext. */
  receiveId: string;
}

/** The signed parts of a callback, as they came. */
export interface Sealed {
  signature: string;
  timestamp: string;
  nonce: string;
  encrypt: string;
}

const base64 = /^[A-Za-z0-9+/]+={0,2}$/;
/** Documented: blocks of 32 bytes, of which the cipher's are halves. */
const block = 32;

/**
 * The message inside a callback; null for anything that is not exactly what WeCom makes. The library checks nothing itself:
 * the signature is compared in constant time before anything is decrypted, and encrypting what came out with the same random
 * bytes must give the same text, which no wrong padding, length field, or broken UTF-8 survives.
 */
export function unseal(secrets: Secrets, sealed: Sealed): string | null {
  if (!wellShaped(sealed) || !signedByUs(secrets, sealed)) return null;
  try {
    const { message, id, random } = decrypt(secrets.encodingAesKey, sealed.encrypt);
    if (id !== secrets.receiveId || random.length !== 16) return null;
    return encrypt(secrets.encodingAesKey, message, id, random) === sealed.encrypt ? message : null;
  } catch {
    // Too short, or not in whole blocks.
    return null;
  }
}

/** Timestamp and nonce are joined without a mark between them before they are signed: only their shapes keep them apart. */
function wellShaped({ signature, timestamp, nonce, encrypt: text }: Sealed): boolean {
  return (
    /^[0-9a-f]{40}$/.test(signature) &&
    /^\d{10}$/.test(timestamp) &&
    /^[0-9A-Za-z]{1,32}$/.test(nonce) &&
    isBase64(text) &&
    Buffer.from(text, 'base64').length % block === 0
  );
}

/** Whether a text is base64 and nothing else. */
export const isBase64 = (text: string): boolean => text.length % 4 === 0 && base64.test(text);

function signedByUs({ token }: Secrets, { signature, timestamp, nonce, encrypt: text }: Sealed): boolean {
  const expected = Buffer.from(getSignature(token, timestamp, nonce, text), 'hex');
  const given = Buffer.from(signature, 'hex');
  return expected.length === given.length && timingSafeEqual(expected, given);
}

/** Seals a message as WeCom would, for asking our own callback whether it answers. */
export function seal(secrets: Secrets, message: string, timestamp: string, nonce: string): Sealed {
  const text = encrypt(secrets.encodingAesKey, message, secrets.receiveId);
  return { signature: getSignature(secrets.token, timestamp, nonce, text), timestamp, nonce, encrypt: text };
}

/** The same for the same callback, however often it comes. */
export const fingerprint = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
