import type { Effect } from './feature.ts';

export type Post = Extract<Effect, { kind: 'post' }>;
export type Update = Extract<Effect, { kind: 'update' }>;

/** One message per person and slot: the last update, and none beside a new message, which shows the same state. */
export function coalesced(effects: readonly Effect[]): (Post | Update)[] {
  const messages = effects.filter(
    (effect): effect is Post | Update => effect.kind === 'post' || effect.kind === 'update',
  );
  const cardOf = (message: Post | Update) => `${message.to} ${message.slot}`;
  const posted = new Set(
    messages.flatMap((message) => (message.kind === 'post' && message.slot ? [cardOf(message)] : [])),
  );
  const lastUpdate = new Map(
    messages.flatMap((message) => (message.kind === 'update' ? [[cardOf(message), message]] : [])),
  );
  return messages.filter(
    (message) =>
      message.kind === 'post' || (!posted.has(cardOf(message)) && lastUpdate.get(cardOf(message)) === message),
  );
}
