import type { UnreadFile } from '../../src/platform/adapter.ts';
import { maxFileBytes, storeFile } from '../../src/platform/files.ts';
import { textAt } from './json.ts';
import { limits } from './limits.ts';
import type { SentFile } from './parse.ts';
import type { Ports } from './ports.ts';

export interface Fetched {
  files: string[];
  unread: UnreadFile[];
}

/** Fetches and keeps what came with a message, all of it within the time there is to acknowledge. `owner` is a person's id. */
export async function fetchFiles(ports: Ports, owner: string, sent: readonly SentFile[]): Promise<Fetched> {
  const signal = AbortSignal.timeout(limits.httpTimeoutMs);
  const fetched = await Promise.all(sent.map((file) => fetchFile(ports, owner, file, signal)));
  return {
    files: fetched.flatMap((one) => ('id' in one ? [one.id] : [])),
    unread: fetched.flatMap((one) => ('why' in one ? [one] : [])),
  };
}

async function fetchFile(
  ports: Ports,
  owner: string,
  { name, downloadCode }: SentFile,
  signal: AbortSignal,
): Promise<{ id: string } | UnreadFile> {
  const { api, db, clock, log, settings } = ports;
  let bytes: Uint8Array | null;
  try {
    const body = { downloadCode, robotCode: settings.robotCode };
    const asked = api.call('POST', '/v1.0/robot/messageFiles/download', body);
    const answer = await Promise.race([asked, aborted(signal)]);
    bytes = await api.download(textAt(answer, 'downloadUrl'), maxFileBytes, signal);
  } catch (error) {
    log.warn({ err: error }, 'dingtalk file not fetched');
    return { name, why: 'unreachable' };
  }
  if (!bytes) return { name, why: 'tooLarge' };
  const kept = await storeFile(db.reader, { name, bytes, declaredType: '', owner, now: clock.now() });
  return 'file' in kept ? { id: kept.file.id } : { name, why: kept.refused };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const fail = () => reject(new Error('out of time'));
    if (signal.aborted) fail();
    else signal.addEventListener('abort', fail, { once: true });
  });
}
