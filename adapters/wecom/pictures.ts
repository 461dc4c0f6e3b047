import { z } from 'zod';
import type { Delivery } from '../../src/platform/adapter.ts';
import { loadFile } from '../../src/platform/files.ts';
import type { Desk } from './desk.ts';
import { toMember } from './post.ts';

/** Long enough for a second try, and short enough for a picture that is asked for again. */
const resentWithinS = 600;

const uploadedShape = z.looseObject({ media_id: z.string().min(1) });

/** Sends the pictures and files of a card as messages before it; what is no longer there is left out. */
export async function sendPictures(desk: Desk, { account, card }: Delivery): Promise<void> {
  for (const element of card.elements) {
    if (element.kind !== 'image') continue;
    const found = await uploaded(desk, element.file);
    if (!found) continue;
    const { type, media } = found;
    const once = { enable_duplicate_check: 1, duplicate_check_interval: resentWithinS };
    await toMember(desk, account, { msgtype: type, [type]: { media_id: media }, ...once });
  }
}

/** Each file is uploaded once in three days: with the same id a second sending is known as equal. */
async function uploaded(desk: Desk, file: string): Promise<{ type: 'image' | 'file'; media: string } | null> {
  const stored = await loadFile(desk.options.db.reader, file);
  if (!stored || stored.size <= 5) return null;
  // Documented: pictures are PNG and JPEG; everything else is a file to open.
  const type = /^image\/(png|jpeg)$/.test(stored.type) ? 'image' : 'file';
  const now = desk.clock.now();
  const kept = await desk.store.media(file, now);
  if (kept) return { type, media: kept };
  // Names in other scripts arrive broken.
  const name = stored.name.normalize('NFKD').replace(/[^\w.-]+/g, '_');
  const upload = { name, type: stored.type, bytes: stored.bytes };
  const { media_id } = await desk.api.call('media/upload', uploadedShape, { query: { type }, file: upload });
  await desk.store.addMedia(file, media_id, now);
  return { type, media: media_id };
}
