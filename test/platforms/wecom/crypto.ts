import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** A callback's body cannot be decrypted, or not by this key for this receiver. */
export class CipherError extends Error {
  override name = 'CipherError';
}

/** SHA-1 over the four parts, sorted by their bytes and joined without anything between: the official samples. */
export function signature(token: string, timestamp: string, nonce: string, encrypted: string): string {
  const parts = [token, timestamp, nonce, encrypted].map((part) => Buffer.from(part)).sort(Buffer.compare);
  return createHash('sha1').update(Buffer.concat(parts)).digest('hex');
}

const block = 32;

function keyOf(aesKey: string): Buffer {
  if (!/^[0-9A-Za-z]{43}$/.test(aesKey)) throw new CipherError('the key has to be 43 letters and digits');
  return Buffer.from(`${aesKey}=`, 'base64');
}

/** AES-256-CBC over: 16 random bytes, the message's length in bytes, the message, the receiver's id; padded to 32 bytes. */
export function encrypt(aesKey: string, message: string, receiver: string, random: Buffer = randomBytes(16)): string {
  const words = Buffer.from(message);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(words.length);
  const plain = Buffer.concat([random, length, words, Buffer.from(receiver)]);
  const pad = block - (plain.length % block);
  return seal(aesKey, Buffer.concat([plain, Buffer.alloc(pad, pad)]));
}

/** Encrypts bytes as they are, padding included: for bodies nobody should accept. */
export function seal(aesKey: string, padded: Buffer): string {
  const key = keyOf(aesKey);
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([cipher.update(padded), cipher.final()]).toString('base64');
}

/** The reverse of `encrypt`, which checks everything there is to check. Throws CipherError. */
export function decrypt(aesKey: string, encrypted: string): { message: string; receiver: string; random: Buffer } {
  const bytes = Buffer.from(encrypted, 'base64');
  if (bytes.toString('base64') !== encrypted) throw new CipherError('not base64');
  if (bytes.length === 0 || bytes.length % block !== 0) throw new CipherError('not whole blocks');
  const key = keyOf(aesKey);
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(bytes), decipher.final()]);
  const pad = padded.at(-1) ?? 0;
  const tail = padded.subarray(-pad);
  if (pad < 1 || pad > block || tail.some((byte) => byte !== pad)) throw new CipherError('wrong padding');
  const plain = padded.subarray(0, padded.length - pad);
  if (plain.length < 20) throw new CipherError('too short');
  const end = 20 + plain.readUInt32BE(16);
  if (end > plain.length) throw new CipherError('the length is beyond the end');
  return {
    random: plain.subarray(0, 16),
    message: plain.subarray(20, end).toString(),
    receiver: plain.subarray(end).toString(),
  };
}
