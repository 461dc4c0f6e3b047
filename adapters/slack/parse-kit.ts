import { createHash } from 'node:crypto';
import { z } from 'zod';

/** The app as Slack knows it, from auth.test. */
export interface Me {
  team: string;
  enterprise: string | null;
  botUser: string;
  bot: string;
  /** The workspace's address, with a slash at the end. */
  url: string;
  teamName: string;
  botName: string;
}

/** A name for what has none: the same for the same text. */
export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

/** A file that came with a message. */
export interface SlackFile {
  id: string;
  name: string;
  type: string;
  /** Bytes; 0 where Slack does not say. */
  size: number;
  /** Where it can be downloaded with the token; null: nowhere. */
  url: string | null;
}

/** Where a person was when they did something: how to answer them. */
export interface Origin {
  kind: 'message' | 'command' | 'shortcut' | 'card' | 'home' | 'sheet';
  account: string;
  /** The conversation, and the thread in it. */
  channel: string | null;
  thread: string | null;
  /** Opens a modal, once, within three seconds. */
  trigger: string | null;
  /** Takes up to five answers within half an hour. */
  respond: string | null;
}

const fileSchema = z.looseObject({
  id: z.string(),
  name: z.string().nullish(),
  title: z.string().nullish(),
  mimetype: z.string().nullish(),
  size: z.number().nullish(),
  url_private: z.string().nullish(),
  url_private_download: z.string().nullish(),
});

/** A file as Slack describes it, or nothing when it was deleted or is kept from us. */
export function fileOf(raw: unknown): SlackFile[] {
  const parsed = fileSchema.safeParse(raw);
  if (!parsed.success) return [];
  const { id, name, title, mimetype, size, url_private, url_private_download } = parsed.data;
  const url = url_private_download ?? url_private ?? null;
  return [{ id, name: name ?? title ?? id, type: mimetype ?? '', size: size ?? 0, url }];
}
