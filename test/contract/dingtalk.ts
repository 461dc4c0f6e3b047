import { startDingtalk } from '../platforms/dingtalk/index.ts';
import { staged } from './stage.ts';
import type { Subject } from './subject.ts';

/** With the card template, or without one. */
export const dingtalk = (cards: boolean): Subject => ({
  name: cards ? 'DingTalk with cards' : 'DingTalk without a card template',
  idempotent: cards,
  api: {
    sends: cards ? '/v1.0/card/instances/createAndDeliver' : '/v1.0/robot/oToMessages/batchSend',
    refusal: null,
    throttledMs: 1_000,
  },
  async start(inlet, now) {
    const emulator = await startDingtalk({ now, cards });
    const stage = await staged('dingtalk', emulator, inlet, now);
    return {
      ...stage,
      // Nothing is sent to our port: we open the connection, with our own secret.
      attacks: {},
      replay: null,
      redeliver: async () => {
        await emulator.redeliverNow();
      },
    };
  },
});
