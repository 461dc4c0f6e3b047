import type { Tokens } from './api.ts';
import type { Bench } from './methods/method.ts';
import type { HookAnswer } from './responses.ts';

/** Takes the bytes for an address `files.getUploadURLExternal` gave out: as many as were announced. */
export function takeUpload({ space }: Bench, ticket: string, bytes: Uint8Array): HookAnswer {
  const file = [...space.files.values()].find((one) => one.ticket === ticket);
  if (!file || file.bytes) return { status: 404, body: 'no such upload' };
  if (bytes.length !== file.length) return { status: 400, body: 'the length is not as announced' };
  file.bytes = bytes;
  return { status: 200, body: `OK - ${bytes.length}` };
}

/** A file's bytes; to whoever may not read it the page to sign in with, and status 200. */
export function giveFile({ space, scopes }: Bench, path: string, bearer: string | null, tokens: Tokens) {
  const id = /-(F\w+)\//.exec(path)?.[1] ?? '';
  const file = space.files.get(id);
  const allowed = bearer === tokens.bot && !tokens.revoked && scopes.has('files:read');
  if (!allowed || !file?.bytes)
    return { type: 'text/html; charset=utf-8', bytes: Buffer.from('<!DOCTYPE html><html><body>Sign in</body></html>') };
  return { type: file.type, bytes: file.bytes };
}
