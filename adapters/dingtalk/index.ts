import type { Adapter, Capabilities, Inlet } from '../../src/platform/adapter.ts';
import type { Messenger, MessengerOptions } from '../../src/platform/messenger.ts';
import type { DingtalkSettings } from '../../src/platform/settings.ts';
import { createApi } from './api.ts';
import { type StreamTiming, streamTiming } from './backoff.ts';
import { createCalendars } from './calendars.ts';
import { createCards } from './cards.ts';
import { check } from './check.ts';
import { createDirectory } from './directory.ts';
import { subscriptions } from './frames.ts';
import { limits } from './limits.ts';
import { createPorts } from './ports.ts';
import { createQuota } from './quota.ts';
import { receiveFrame } from './receive.ts';
import { createReplies } from './reply.ts';
import { sender } from './send.ts';
import { tidy } from './store.ts';
import { createStream, type Stream } from './stream.ts';
import { createTexts } from './texts.ts';

/** With a published card template. */
const withCards: Capabilities = {
  sheets: {
    from: 1,
    kinds: ['text', 'number', 'choice', 'choices', 'scale', 'time'],
    context: limits.contextBytes,
    options: limits.formOptions,
  },
  edits: true,
  groups: false,
  rooms: false,
  buttons: limits.cardButtons,
  selects: 0,
  text: 1_000,
  title: 120,
  elements: 20,
  images: false,
};

/** Without one: plain messages, and buttons that post a code. */
const withoutCards: Capabilities = {
  ...withCards,
  sheets: null,
  edits: false,
  buttons: limits.messageButtons,
};

/** Two, so that one can be lost without anybody noticing. */
const connections = 2;

/** DingTalk (钉钉): robot messages and cards over a stream we open, so nothing has to be reachable from outside. */
export function createDingtalk(
  settings: DingtalkSettings,
  options: MessengerOptions,
  timing: StreamTiming = streamTiming,
): Messenger {
  const { db, clock, log } = options;
  const quota = createQuota({ db, clock, log, edition: settings.edition });
  const ports = createPorts(settings, options, createApi({ settings, clock, log, quota }), quota);
  const cards = settings.cardTemplateId === null ? null : createCards(ports);
  const texts = createTexts(ports);
  let running: { stream: Stream; settled: () => Promise<void> } | null = null;
  const start = async (inlet: Inlet) => {
    await quota.load();
    const replies = createReplies({ ...ports, cards, texts, inlet });
    const receiving = { ...ports, inlet, replies, cards };
    const stream = createStream({
      log,
      timing,
      connections,
      gateway: () => ports.api.gateway(subscriptions),
      handle: (frame) => receiveFrame(receiving, frame),
    });
    running = { stream, settled: () => replies.settled() };
    await stream.start();
  };
  const adapter: Adapter = {
    platform: 'dingtalk',
    can: cards ? withCards : withoutCards,
    start,
    async stop() {
      await running?.stream.stop();
      await running?.settled();
      await ports.api.close();
    },
    ...sender(ports, cards, texts),
    ...(settings.calendar ? { calendars: createCalendars(ports) } : {}),
  };
  return {
    adapter,
    routes: null,
    identity: null,
    directory: createDirectory(ports),
    check: () => check(ports, running?.stream ?? null),
    tidy: (now) => tidy(db, now),
  };
}
