import { setTimeout as pause } from 'node:timers/promises';
import { DeliveryError } from '../../src/platform/adapter.ts';
import type { Card, Element } from '../../src/platform/card.ts';
import { loadFile } from '../../src/platform/files.ts';
import type { Desk } from './desk.ts';
import type { Drawing } from './draw.ts';
import { codeOf } from './failures.ts';
import { uploadFile } from './files.ts';
import { keepPicture, uploadedPictures } from './store.ts';

/** The files of a card as Slack has them. */
export interface Pictures {
  drawn: Drawing['pictures'];
  /** Files that are no pictures, to be shared beside the message. */
  attached: { file: string; alt: string }[];
  /** One of them was uploaded so shortly before that Slack may still refuse it. */
  fresh: boolean;
}

/** Slack shows these inside a message (docs.slack.dev, image block). */
const shownTypes = ['image/png', 'image/jpeg', 'image/gif'];

/** An upload is waited for this long; then the message is tried again when it is done. */
const uploadMs = 1000;
const freshMs = 30_000;

/** Sees that Slack has the pictures of a card. On a second try what Slack does not have is left in words. */
export async function picturesOf(desk: Desk, card: Card, again: boolean): Promise<Pictures> {
  const images = card.elements.filter((element): element is Element & { kind: 'image' } => element.kind === 'image');
  const { db, clock } = desk.options;
  const known = await uploadedPictures(
    db,
    images.map(({ file }) => file),
  );
  const drawn = new Map<string, { slack: string } | { name: string }>();
  const attached: Pictures['attached'] = [];
  const missing: { file: string; alt: string; name: string; bytes: Uint8Array }[] = [];
  for (const { file, alt } of images) {
    const there = known.get(file);
    const stored = there ? null : await loadFile(db.reader, file);
    if (there) drawn.set(file, { slack: there.slack });
    else if (!stored) continue;
    else if (shownTypes.includes(stored.type)) missing.push({ file, alt, name: stored.name, bytes: stored.bytes });
    else {
      drawn.set(file, { name: stored.name });
      attached.push({ file, alt });
    }
  }
  const uploaded = await uploadAll(desk, missing, again);
  for (const [file, slack] of uploaded) drawn.set(file, { slack });
  const recent = [...known.values()].filter(({ uploadedAt }) => clock.now().getTime() - uploadedAt.getTime() < freshMs);
  const fresh = [...uploaded.values(), ...recent.map(({ slack }) => slack)];
  for (const slack of fresh) await awaitReady(desk, slack);
  return { drawn, attached, fresh: fresh.length > 0 };
}

/** Until Slack has worked a picture through it has no type, and a message with it is refused (docs.slack.dev, image block). */
async function awaitReady({ client, log }: Desk, slack: string): Promise<void> {
  try {
    const { file } = await client.files.info({ file: slack });
    if (file?.mimetype) return;
  } catch (error) {
    // Without the right to ask, the message itself will show.
    log.debug({ code: codeOf(error) }, 'slack picture not asked for');
    return;
  }
  throw new DeliveryError('slack: a picture is not ready yet', { retry: 'later', afterMs: 1500 });
}

async function uploadAll(
  desk: Desk,
  missing: readonly { file: string; alt: string; name: string; bytes: Uint8Array }[],
  again: boolean,
): Promise<Map<string, string>> {
  if (missing.length === 0) return new Map();
  const { db, clock } = desk.options;
  const done = new Map<string, string>();
  const work = Promise.all(
    missing.map(async ({ file, alt, name, bytes }) => {
      const slack = await uploadFile(desk, { name, bytes, alt });
      await keepPicture(db, file, { slack, uploadedAt: clock.now() });
      done.set(file, slack);
    }),
  );
  const outcome = await Promise.race([
    work.then(
      () => 'done' as const,
      (error: unknown) => codeOf(error),
    ),
    pause(uploadMs, 'slow' as const, { ref: false }),
  ]);
  if (outcome === 'done') return done;
  desk.log.warn({ code: outcome }, 'slack picture not uploaded');
  if (outcome === 'slow') desk.later(work);
  if (!again) throw new DeliveryError(`slack: a picture is not uploaded: ${outcome}`, { retry: 'later' });
  return done;
}

/** Shares a card's other files below its message: a courtesy, the message says that they are there. */
export function shareAttachments(desk: Desk, { attached }: Pictures, place: { channel: string; thread: string }): void {
  for (const { file } of attached) {
    desk.later(
      (async () => {
        const stored = await loadFile(desk.options.db.reader, file);
        if (stored) await uploadFile(desk, { name: stored.name, bytes: stored.bytes, alt: null, share: place });
      })(),
    );
  }
}
