import type { WebClient } from '@slack/web-api';
import { personOfAccount } from '../../src/org/organisation.ts';
import type { UnreadFile } from '../../src/platform/adapter.ts';
import { type FileRefusal, maxFileBytes, storeFile } from '../../src/platform/files.ts';
import type { Desk } from './desk.ts';
import type { SlackFile } from './parse-kit.ts';
import { within } from './text.ts';

/** All files of one event together: Slack waits three seconds for our answer. */
const downloadMs = 2000;

export interface Collected {
  /** Ids of stored files. */
  files: string[];
  unread: UnreadFile[];
}

/** Downloads files and keeps them as the person's own. What cannot be had within two seconds is unread. */
export async function collectFiles(desk: Desk, account: string, files: readonly SlackFile[]): Promise<Collected> {
  if (files.length === 0) return { files: [], unread: [] };
  const person = personOfAccount(await desk.options.organisation(), 'slack', account);
  if (!person) return { files: [], unread: [] };
  const signal = AbortSignal.timeout(downloadMs);
  const kept = await Promise.all(files.slice(0, 10).map((file) => collect(desk, person.id, file, signal)));
  return {
    files: kept.flatMap((one) => ('id' in one ? [one.id] : [])),
    unread: kept.flatMap((one) => ('why' in one ? [one] : [])),
  };
}

async function collect(
  desk: Desk,
  owner: string,
  file: SlackFile,
  signal: AbortSignal,
): Promise<{ id: string } | UnreadFile> {
  const unread = (why: FileRefusal | 'unreachable'): UnreadFile => ({ name: file.name, why });
  if (file.size > maxFileBytes) return unread('tooLarge');
  try {
    const bytes = await download(desk, file, signal);
    if (bytes === null) return unread('unreachable');
    const { reader } = desk.options.db;
    const now = desk.options.clock.now();
    const stored = await storeFile(reader, { name: file.name, bytes, declaredType: file.type, owner, now });
    return 'file' in stored ? { id: stored.file.id } : unread(stored.refused);
  } catch (error) {
    desk.log.warn({ name: error instanceof Error ? error.name : 'unknown' }, 'slack file not downloaded');
    return unread('unreachable');
  }
}

/** The bytes, at most one more than we take; null when they are not to be had. */
async function download(desk: Desk, file: SlackFile, signal: AbortSignal): Promise<Uint8Array | null> {
  const url = file.url ?? (await addressOf(desk.client, file.id));
  // The token goes to Slack's own hosts and to no other, whatever an event says.
  if (!url || !isSlacks(url, desk.settings.apiUrl)) return null;
  const response = await desk.ways.fetch(url, {
    headers: { authorization: `Bearer ${desk.settings.botToken}` },
    redirect: 'manual',
    signal,
  });
  // Without the scope files:read Slack answers with its sign-in page instead of the file.
  const page = /^text\/html\b/.test(response.headers.get('content-type') ?? '') && !/html/.test(file.type);
  if (response.status !== 200 || page || !response.body) return null;
  return readAtMost(response.body, maxFileBytes + 1);
}

/** Files of shared channels come without an address, which has to be asked for (docs.slack.dev, file object). */
async function addressOf(client: WebClient, id: string): Promise<string | null> {
  const { file } = await client.files.info({ file: id });
  return file?.url_private_download ?? file?.url_private ?? null;
}

async function readAtMost(body: ReadableStream<Uint8Array>, limit: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body) {
    parts.push(part);
    size += part.byteLength;
    if (size >= limit) break;
  }
  return new Uint8Array(Buffer.concat(parts).subarray(0, limit));
}

/** Whether an address is of the API's host or below its domain (`files.slack.com` for `slack.com`), by the same protocol. */
export function isSlacks(address: string, apiUrl: string): boolean {
  if (!URL.canParse(address)) return false;
  const [url, api] = [new URL(address), new URL(apiUrl)];
  if (url.protocol !== api.protocol || url.port !== api.port || url.username || url.password) return false;
  const domain = api.hostname.replace(/^www\./, '');
  const named = !/^[\d.]+$|^\[|^localhost$/.test(domain);
  return url.hostname === api.hostname || (named && (url.hostname === domain || url.hostname.endsWith(`.${domain}`)));
}

export interface Upload {
  name: string;
  bytes: Uint8Array;
  /** Of a picture what it shows; of other files null, because a text for them makes Slack drop the share. */
  alt: string | null;
  /** Where it is shown as a message of its own; absent for pictures that a message refers to. */
  share?: { channel: string; thread: string };
}

/** Uploads a file in the three steps of files.completeUploadExternal, and resolves to Slack's id of it. */
export async function uploadFile({ client, ways }: Desk, file: Upload): Promise<string> {
  const begun = await client.apiCall('files.getUploadURLExternal', {
    filename: file.name,
    length: file.bytes.byteLength,
    ...(file.alt === null ? {} : { alt_txt: within(file.alt, 1000) }),
  });
  const { upload_url, file_id } = begun as { upload_url?: string; file_id?: string };
  if (!upload_url || !file_id) throw new Error('slack named no place to upload to');
  const response = await ways.fetch(upload_url, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: Buffer.from(file.bytes),
    redirect: 'error',
    signal: AbortSignal.timeout(downloadMs),
  });
  if (!response.ok) throw new Error(`slack did not take the file: ${response.status}`);
  const place = file.share ? { channel_id: file.share.channel, thread_ts: file.share.thread } : {};
  await client.apiCall('files.completeUploadExternal', { files: [{ id: file_id, title: file.name }], ...place });
  return file_id;
}
