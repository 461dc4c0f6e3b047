import { createHash } from 'node:crypto';
import { personOfAccount } from '../../src/org/organisation.ts';
import type { Deed, DirectoryNews, Incoming, Inlet, Reply, UnreadFile } from '../../src/platform/adapter.ts';
import { maxFileBytes, storeFile } from '../../src/platform/files.ts';
import { createLimits } from '../../src/platform/limits.ts';
import { answersOf } from './calendars.ts';
import { type Desk, readerOf } from './desk.ts';
import { profileOf } from './directory.ts';
import { drawCard, drawForm, drawTexts } from './draw.ts';
import { isKept, pressed } from './keys.ts';
import { commandOf } from './menu.ts';
import type { Push, What } from './parse.ts';
import { frameOf, sendCard, sendText } from './post.ts';
import { memberPace } from './send.ts';
import { asCommand } from './words.ts';

/** Hands a push to the engine; resolves when the engine has it for good, to what there is to answer. */
export async function receive(desk: Desk, inlet: Inlet, push: Push): Promise<Reply | null> {
  const incoming = await incomingOf(desk, push, push.what);
  return incoming && inlet.receive(incoming);
}

async function incomingOf(desk: Desk, push: Push, what: What): Promise<Incoming | null> {
  const deed = { id: push.id, platform: 'wecom', account: push.from } as const;
  switch (what.kind) {
    case 'text':
      return { ...deed, kind: 'said', text: await commanded(desk, what.text) };
    case 'file':
      return fileSaid(desk, deed, what);
    case 'menu': {
      const command = commandOf(what.key);
      return command === null ? null : { ...deed, kind: 'said', text: command };
    }
    case 'press':
      return { ...deed, ...(await pressOf(desk, push.from, what)) };
    case 'directory':
    case 'unseen':
      return newsOf(desk, push.id, what);
    case 'responded':
      return respondedOf(desk, push, what.schedule);
    case 'alert':
      desk.log.error({ event: what.event }, 'wecom is about to restrict the app because nobody uses it: open it once');
      return null;
    case 'ignored':
      return null;
  }
}

async function commanded({ options }: Desk, text: string): Promise<string> {
  const { departments } = await options.organisation();
  return asCommand(
    text,
    options.commands,
    [...departments.values()].map(({ name }) => name),
  );
}

/** The event says that somebody answered; what counts is what the schedule says. Rejects when WeCom should come again. */
async function respondedOf(desk: Desk, { id, from }: Push, schedule: string): Promise<Deed | null> {
  const answers = await answersOf(desk, schedule);
  const own = answers.find(({ account }) => account.toLowerCase() === from);
  const deed = { id, platform: 'wecom', account: from } as const;
  return own ? { ...deed, kind: 'responded', remote: schedule, answer: own.answer } : null;
}

type About = Pick<Deed, 'id' | 'platform' | 'account'> & { platform: 'wecom' };

/** What was spoken counts when WeCom wrote it down; every other file is fetched and kept. */
async function fileSaid(desk: Desk, deed: About, what: What & { kind: 'file' }): Promise<Deed> {
  if (what.heard) return { ...deed, kind: 'said', text: await commanded(desk, what.heard) };
  const taken = await takeFile(desk, deed.account, what);
  if ('file' in taken) return { ...deed, kind: 'said', text: '', files: [taken.file] };
  return { ...deed, kind: 'said', text: '', unread: [{ name: what.name, why: taken.why }] };
}

async function takeFile(
  desk: Desk,
  account: string,
  { media, name }: { media: string; name: string },
): Promise<{ file: string } | { why: UnreadFile['why'] }> {
  const person = personOfAccount(await desk.options.organisation(), 'wecom', account);
  // A stranger's file is none of ours to keep.
  if (!person) return { why: 'unreachable' };
  let bytes: Uint8Array | null;
  try {
    bytes = await desk.api.download(media, maxFileBytes);
  } catch (error) {
    desk.log.warn({ reason: error instanceof Error ? error.message : 'unknown' }, 'wecom file not fetched');
    return { why: 'unreachable' };
  }
  if (!bytes) return { why: 'tooLarge' };
  const file = { name, bytes, declaredType: '', owner: person.id, now: desk.clock.now() };
  const stored = await storeFile(desk.options.db.reader, file);
  return 'file' in stored ? { file: stored.file.id } : { why: stored.refused };
}

/** The code a press brings is the only way to change the card later, so it is kept before anything is decided. */
async function pressOf(desk: Desk, account: string, { key, task, code, chosen }: What & { kind: 'press' }) {
  if (code !== '' && task !== '') {
    const messageId = task.split('@')[0] ?? task;
    const at = desk.clock.now();
    await desk.store.addCode({ code, messageId, taskId: task, account, origin: 'pressed', at });
  }
  const kept = await desk.store.words([key, ...chosen].filter(isKept));
  const spelt = (id: string) => kept.get(id) ?? id;
  return { kind: 'clicked' as const, ...pressed(spelt(key), chosen.map(spelt)) };
}

/** Callbacks tell ids and no more, so the entry is read; whoever is gone or disabled has left. */
async function newsOf(
  desk: Desk,
  id: string,
  what: What & { kind: 'directory' | 'unseen' },
): Promise<DirectoryNews | null> {
  const about = { id, platform: 'wecom', account: what.account } as const;
  if (what.kind === 'directory' && what.change === 'left') return { ...about, kind: 'left' };
  const profile = await profileOf(desk.api, what.account);
  if (profile === 'unseen') return null;
  if (profile === 'gone' || !profile.active) return { ...about, kind: 'left' };
  return what.kind === 'directory'
    ? { ...about, kind: what.change === 'joined' ? 'joined' : 'changed', profile }
    : null;
}

/** Answers whoever wrote or pressed: a courtesy, so nothing that goes wrong here is thrown. */
export async function answer(desk: Desk, push: Push, reply: Reply): Promise<void> {
  try {
    const mark = createHash('sha256').update(push.id, 'utf8').digest('hex').slice(0, 24);
    const taskId = `${await desk.store.install()}-r${mark}`;
    const frame = frameOf(desk, readerOf(await desk.options.organisation(), push.from), taskId);
    if (!(await hasTurn(desk, push.from))) return;
    if (reply.kind === 'form') {
      const url = desk.options.formLink(push.from, reply.form);
      if (url) await sendCard(desk, push.from, drawForm(reply.form, frame, url));
    } else if (
      reply.kind === 'whisper' &&
      desk.options.publicUrl &&
      (reply.card.buttons.length > 0 || reply.card.select)
    ) {
      const drawn = drawCard(reply.card, frame);
      for (const content of drawn.texts) await whisper(desk, push.from, content);
      await desk.store.keep(drawn.kept, frame.now);
      if (drawn.card) await sendCard(desk, push.from, drawn.card);
    } else if (reply.kind === 'whisper') {
      for (const content of drawTexts(reply.card, frame.reader, null)) await whisper(desk, push.from, content);
    }
  } catch (error) {
    desk.log.warn(
      { reason: error instanceof Error ? error.message : 'unknown', event: push.id },
      'wecom reply not sent',
    );
  }
}

/** The same answer to the same question is no duplicate, but for a double click. */
const doubleClickS = 5;
const whisper = (desk: Desk, account: string, content: string) => sendText(desk, account, content, doubleClickS);

/** What goes beyond a member's limit vanishes, and the next promise with it: then the courtesy is left out. */
async function hasTurn(desk: Desk, account: string): Promise<boolean> {
  const limits = createLimits(desk.options.db, desk.machineNow);
  const turn = await limits.take(memberPace(desk, account), 1000);
  if ('at' in turn) return true;
  desk.log.warn({}, 'wecom reply left out: this member has had too many messages');
  return false;
}
