import { isJson, type Json, objectAt, parseObject, textAt } from './json.ts';

/** A frame of the stream, as documented: `data` is JSON in a text. */
export interface Frame {
  type: 'SYSTEM' | 'EVENT' | 'CALLBACK' | 'other';
  topic: string;
  /** Empty when the frame has none; then it cannot be acknowledged. */
  messageId: string;
  headers: Json;
  data: string;
}

/** What a frame is answered with. `data` is sent as JSON in a text. */
export interface Ack {
  code: 200 | 404 | 500;
  data: Json | null;
}

export const topics = {
  robot: '/v1.0/im/bot/messages/get',
  card: '/v1.0/card/instances/callback',
} as const;

export const subscriptions = [
  { type: 'EVENT', topic: '*' },
  { type: 'CALLBACK', topic: topics.robot },
  { type: 'CALLBACK', topic: topics.card },
] as const;

/** Reads a frame; null when it is none. */
export function parseFrame(text: string): Frame | null {
  const frame = parseObject(text);
  if (!frame) return null;
  const headers = objectAt(frame, 'headers');
  const type = textAt(frame, 'type');
  const { data } = frame;
  return {
    type: type === 'SYSTEM' || type === 'EVENT' || type === 'CALLBACK' ? type : 'other',
    topic: textAt(headers, 'topic'),
    messageId: textAt(headers, 'messageId'),
    headers,
    data: typeof data === 'string' ? data : isJson(data) ? JSON.stringify(data) : '',
  };
}

const messages = { 200: 'OK', 404: 'no handler for this topic', 500: 'not handled' } as const;

/** The frame that acknowledges `frame`. */
export function ackFrame(frame: Frame, ack: Ack): string {
  return JSON.stringify({
    code: ack.code,
    message: messages[ack.code],
    headers: { messageId: frame.messageId, contentType: 'application/json' },
    data: ack.data === null ? '' : JSON.stringify(ack.data),
  });
}

/** The answer to a ping, which wants its own data back. */
export function pongFrame(frame: Frame): string {
  return JSON.stringify({
    code: 200,
    message: messages[200],
    headers: { ...frame.headers, messageId: frame.messageId, contentType: 'application/json' },
    data: frame.data,
  });
}
