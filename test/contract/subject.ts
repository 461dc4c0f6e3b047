import type { Adapter, Delivery, Incoming, Inlet, Reply } from '../../src/platform/adapter.ts';
import { type Card, sentence } from '../../src/platform/card.ts';
import type { Form } from '../../src/platform/form.ts';
import { sheetOf, shrinkCard } from '../../src/platform/shrink.ts';
import type { Emulator, Fault, Faults, Shown } from '../platforms/hands.ts';

/** What people do in a messenger and see there. */
export interface Hands extends Pick<Emulator, 'says' | 'presses' | 'pressesOn' | 'sheet'> {
  shown(account: string): Shown[] | Promise<Shown[]>;
  readonly faults: Pick<Faults, 'duplicate' | 'hold' | 'release' | 'clear'>;
}

/** An adapter in its messenger, with two people hired: what the contract is held against. */
export interface Rig {
  adapter: Adapter;
  hands: Hands;
  /** The emulated platform, which can fail; null where there is none. */
  platform: Emulator | null;
  /** What was drawn for the person as the messenger would refuse it, or as is unsafe, so far. */
  offences(): readonly string[] | Promise<readonly string[]>;
  /** The person's account, and a colleague's. */
  account: string;
  colleague: string;
  /** Requests a stranger could send to our port, each by what is wrong with it; resolve to the status they get. */
  attacks: Record<string, () => Promise<number>>;
  /** A genuine event, sent again byte for byte; resolves to the status. Null where nothing is sent to us. */
  replay: (() => Promise<number>) | null;
  /** What the platform still has to deliver again is delivered now. */
  redeliver(): Promise<void>;
  end(): Promise<void>;
}

/** What differs between messengers in how the contract is tried. */
export interface Subject {
  name: string;
  start(inlet: Inlet, now: () => Date): Promise<Rig>;
  /** A delivery that is tried again is kept from being shown twice. */
  idempotent: boolean;
  /** The platform's API; null where messages leave through none, so that none can fail. */
  api: Api | null;
}

export interface Api {
  /** The call that sends a message, as faults name it. */
  sends: string;
  /** An error of the platform inside an answer with status 200, which must not be taken for success; null where there is none. */
  refusal: Fault | null;
  /** What a throttled call asks us to wait at least, in milliseconds; null: the platform does not say. */
  throttledMs: number | null;
}

/** An inlet the test holds in its hand. */
export interface HeldInlet extends Inlet {
  received: Incoming[];
  /** What the next events are answered with. */
  answer: (incoming: Incoming) => Promise<Reply | null>;
  forms: Map<string, Form>;
}

/** Takes everything, answers nothing, until told otherwise. */
export function heldInlet(): HeldInlet {
  const inlet: HeldInlet = {
    received: [],
    forms: new Map(),
    answer: async () => null,
    async receive(incoming) {
      const reply = await inlet.answer(incoming);
      inlet.received.push(incoming);
      return reply;
    },
    form: async (_account, action) => inlet.forms.get(action) ?? null,
  };
  return inlet;
}

let count = 0;

/** A delivery of `card`, cut to what the messenger can, as the engine hands it over. */
export function deliveryOf(rig: Rig, card: Card, more: Partial<Delivery> = {}): Delivery {
  count += 1;
  return {
    id: `m${count}`,
    account: rig.account,
    card: shrinkCard(card, rig.adapter.can, String(count), '…'),
    priority: 'reply',
    again: false,
    ...more,
  };
}

/** A card with one button, and a word nobody else says. */
export function buttonCard(title: string, label = 'Press me'): Card {
  const button = { action: 'toy.press', value: 'x'.repeat(40), label, style: 'primary' as const };
  return { ...sentence(title, 'act'), buttons: [button] };
}

/** The form as this messenger shows it, registered with the inlet; null when it asks it as a dialogue. */
export function sheetFor(rig: Rig, inlet: HeldInlet, form: Form): Form | null {
  const sheet = sheetOf(form, rig.adapter.can.sheets);
  if (sheet) inlet.forms.set(form.action, sheet);
  return sheet;
}
