import { type Obj, objsOf, textOf } from '../json.ts';
import { limits } from '../limits.ts';
import { fileOut, messageOut } from '../wire.ts';
import { nextId, type StoredFile, secret, type Workspace } from '../workspace.ts';
import { echo, newMessage, postable, withIds } from './chat.ts';
import { contentOf } from './content.ts';
import { type Bench, type Method, Refused } from './method.ts';

const types: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  pdf: 'application/pdf',
  csv: 'text/csv',
  txt: 'text/plain',
};

export function storeFile(space: Workspace, what: Partial<StoredFile> & { name: string; length: number }): StoredFile {
  const ending = what.name.split('.').pop()?.toLowerCase() ?? '';
  const file: StoredFile = {
    id: nextId(space, 'F'),
    title: what.name,
    type: types[ending] ?? 'application/octet-stream',
    alt: '',
    bytes: null,
    ticket: secret(),
    completed: false,
    readyAt: 0,
    channels: [],
    ...what,
  };
  space.files.set(file.id, file);
  return file;
}

function begin(args: Obj, { space, base }: Bench): Obj {
  const length = Number(args.length);
  if (!Number.isInteger(length) || length <= 0) throw new Refused('missing_argument');
  const alt = textOf(args.alt_txt);
  if (alt.length > limits.altTxt) throw new Refused('alt_txt_too_large');
  const file = storeFile(space, { name: textOf(args.filename), length, alt });
  return { upload_url: `${base}/upload/v1/${file.ticket}`, file_id: file.id };
}

function complete(args: Obj, bench: Bench): Obj {
  const files = objsOf(args.files).map((one) => {
    const file = bench.space.files.get(textOf(one.id));
    if (!file?.bytes || file.completed) throw new Refused('file_not_found');
    return { file, title: textOf(one.title) };
  });
  if (files.length === 0) throw new Refused('invalid_arguments');
  const to = textOf(args.channel_id) || textOf(args.channels);
  const channel = to ? postable(bench, to) : null;
  for (const { file, title } of files) {
    file.completed = true;
    file.title = title || file.title;
    file.readyAt = performance.now() + bench.processingMs;
    if (channel) file.channels.push(channel.id);
  }
  // A description of what is no picture makes the sharing fail without a word.
  const shared = files
    .filter(({ file }) => file.alt === '' || file.type.startsWith('image/'))
    .map(({ file }) => file.id);
  if (channel && shared.length > 0) share(args, bench, channel, shared);
  return { files: files.map(({ file }) => fileOut(bench.space, file, bench.base)) };
}

function share(args: Obj, bench: Bench, channel: ReturnType<typeof postable>, files: string[]): void {
  const comment = textOf(args.initial_comment);
  const { blocks } = comment ? { blocks: [] } : contentOf(args, bench.space, limits.postText);
  const message = newMessage(bench.space, channel.id, { text: comment, blocks: withIds(blocks ?? []), files });
  if (args.thread_ts) message.threadTs = textOf(args.thread_ts);
  echo(bench, channel, {
    ...messageOut(bench.space, message, bench.base),
    subtype: 'file_share',
    event_ts: message.ts,
  });
}

function info(args: Obj, { space, base }: Bench): Obj {
  const file = space.files.get(textOf(args.file));
  if (!file?.completed) throw new Refused('file_not_found');
  return { file: fileOut(space, file, base) };
}

const upload = { scopes: ['files:write'], tier: 4, token: 'bot' } as const;
export const fileMethods: Record<string, Method> = {
  'files.getUploadURLExternal': {
    ...upload,
    required: ['filename', 'length'],
    // The SDK says `alt_text`, the documentation `alt_txt`: the former is taken and not used.
    optional: ['alt_txt', 'alt_text', 'snippet_type'],
    run: begin,
  },
  'files.completeUploadExternal': {
    ...upload,
    required: ['files'],
    optional: ['channel_id', 'channels', 'thread_ts', 'initial_comment', 'blocks'],
    run: complete,
  },
  'files.info': {
    scopes: ['files:read'],
    tier: 4,
    token: 'bot',
    required: ['file'],
    optional: ['cursor', 'limit', 'page', 'count'],
    run: info,
  },
};
