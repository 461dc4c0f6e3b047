import { afterAll, beforeAll, beforeEach } from 'vitest';
import { type Delivery, DeliveryError } from '../../src/platform/adapter.ts';
import type { Card } from '../../src/platform/card.ts';
import type { Shown } from '../platforms/hands.ts';
import { deliveryOf, type HeldInlet, heldInlet, type Rig, type Subject } from './subject.ts';

/** Where one adapter is tried: the rig of its subject, and an inlet the test holds in its hand. */
export interface Bench {
  readonly subject: Subject;
  readonly rig: Rig;
  readonly inlet: HeldInlet;
  send(card: Card, more?: Partial<Delivery>): Promise<string>;
  /** Everything the person sees, oldest first. */
  shown(): Promise<Shown[]>;
  /** Why it could not be sent. Rejects when it was. */
  failure(card: Card, more?: Partial<Delivery>): Promise<DeliveryError>;
}

/** One rig for all tests of a `describe`, with nothing held, failing or received when each begins. */
export function benchOf(subject: Subject): Bench {
  let rig: Rig;
  const inlet = heldInlet();
  let now = new Date('2026-05-06T02:00:00Z');
  beforeAll(async () => {
    rig = await subject.start(inlet, () => now);
  });
  afterAll(() => rig.end());
  beforeEach(() => {
    rig.hands.faults.clear();
    inlet.answer = async () => null;
    inlet.received.length = 0;
    // Each test in a minute of its own, so that nothing is taken for a repetition of the one before.
    now = new Date(now.getTime() + 60_000);
  });
  const send: Bench['send'] = (card, more) => rig.adapter.send(deliveryOf(rig, card, more));
  return {
    subject,
    get rig() {
      return rig;
    },
    inlet,
    send,
    shown: async () => rig.hands.shown(rig.account),
    async failure(card, more) {
      const error = await send(card, more).catch((thrown: unknown) => thrown);
      if (!(error instanceof DeliveryError)) throw new Error(`sent, or failed otherwise: ${error}`);
      return error;
    },
  };
}
