import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { accountKey } from '../../src/org/organisation.ts';
import { type Delivery, DeliveryError } from '../../src/platform/adapter.ts';
import { type Card, sentence } from '../../src/platform/card.ts';
import { linkAddress } from '../../src/platform/link.ts';
import { everyElement, galleryPage, longWords, requestCard } from '../console/gallery-cards.ts';
import { everyField } from '../console/gallery-form.ts';
import { canaries, canaryCard } from './canaries.ts';
import { buttonCard, deliveryOf, type HeldInlet, heldInlet, type Rig, type Subject, sheetFor } from './subject.ts';

const link = { kind: 'link' as const, label: '打开全图 · Open the whole map', url: galleryPage };
const long = { kind: 'text' as const, text: '很长的话'.repeat(1_500) };
const linkCards: [string, Card][] = [
  ['alone', { ...sentence('alone'), elements: [link] }],
  ['beside buttons', { ...buttonCard('beside buttons'), elements: [{ kind: 'text', text: 'words' }, link] }],
  ['after a long text', { ...sentence('after a long text'), elements: [long, link] }],
  ['between long texts and buttons', { ...buttonCard('between'), elements: [long, long, link, long] }],
  [
    'when there is far too much',
    { ...sentence('far too much'), elements: [...Array.from({ length: 60 }, () => long), link, long] },
  ],
];

/** What every adapter owes the product, tried on an emulated platform. */
export function contract(subject: Subject): void {
  let rig: Rig;
  let inlet: HeldInlet;
  let now = new Date('2026-05-06T02:00:00Z');

  beforeAll(async () => {
    inlet = heldInlet();
    rig = await subject.start(inlet, () => now);
  });
  afterAll(() => rig.end());
  beforeEach(() => {
    rig.emulator.faults.clear();
    inlet.answer = async () => null;
    inlet.received.length = 0;
    // Each test in a minute of its own, so that nothing is taken for a repetition of the one before.
    now = new Date(now.getTime() + 60_000);
  });

  const send = (card: Card, more: Partial<Delivery> = {}) => rig.adapter.send(deliveryOf(rig, card, more));
  const shown = (account = rig.account) => rig.emulator.shown(account);
  const failure = async (card: Card, more: Partial<Delivery> = {}): Promise<DeliveryError> => {
    const error = await send(card, more).catch((thrown: unknown) => thrown);
    if (!(error instanceof DeliveryError)) throw new Error(`sent, or failed otherwise: ${error}`);
    return error;
  };

  describe('what comes in', () => {
    test('words, a press and a person become one event each', async () => {
      await rig.emulator.says(rig.account, 'the line stands still');
      await send(buttonCard('press'));
      await rig.emulator.presses(rig.account, 'Press me');
      expect(inlet.received).toMatchObject([
        { kind: 'said', text: 'the line stands still', platform: rig.adapter.platform },
        { kind: 'clicked', action: 'toy.press', value: 'x'.repeat(40) },
      ]);
      const who = inlet.received.map(({ platform, account }) => accountKey(platform, account));
      expect(new Set(who)).toEqual(new Set([accountKey(rig.adapter.platform, rig.account)]));
    });

    test('a command arrives as a command, whatever the platform makes of it', async () => {
      await rig.emulator.says(rig.account, '/request production 500 pcs');
      expect(inlet.received).toMatchObject([{ kind: 'said', text: '/request production 500 pcs' }]);
    });

    test('the same event has the same id, delivered three times, at once or not', async () => {
      rig.emulator.faults.duplicate(3);
      await rig.emulator.says(rig.account, 'three times');
      rig.emulator.faults.duplicate(2, true);
      await rig.emulator.says(rig.account, 'twice at once');
      const ids = inlet.received.map(({ id }) => id);
      expect(new Set(ids).size).toBe(2);
      expect(ids.every((id) => id.length > 0 && id.length < 300)).toBe(true);
    });

    test('two events have two ids, also within one second', async () => {
      await send(buttonCard('double'));
      const message = shown().at(-1)?.id ?? '';
      await rig.emulator.says(rig.account, 'one');
      await rig.emulator.says(rig.account, 'one');
      await rig.emulator.pressesOn(rig.account, message, 'Press me');
      expect(new Set(inlet.received.map(({ id }) => id)).size).toBe(3);
    });

    test('what the bot itself writes is no event', async () => {
      await send(sentence('my own words'));
      expect(inlet.received).toEqual([]);
    });

    test('what is out of order arrives all the same', async () => {
      rig.emulator.faults.hold();
      const said = [rig.emulator.says(rig.account, 'first'), rig.emulator.says(rig.account, 'second')];
      await rig.emulator.faults.release();
      await Promise.all(said);
      const texts = inlet.received.map((incoming) => (incoming.kind === 'said' ? incoming.text : ''));
      expect(texts.sort()).toEqual(['first', 'second']);
    });
  });

  describe('what is not from the platform', () => {
    test('is refused before anybody hears of it', async () => {
      for (const [name, attack] of Object.entries(rig.attacks)) {
        const status = await attack();
        expect({ name, refused: status >= 400 && status < 500 }).toEqual({ name, refused: true });
      }
      expect(inlet.received).toEqual([]);
    });

    test('and a genuine event sent again is the same event, or none', async () => {
      if (!rig.replay) return expect(rig.attacks).toEqual({});
      await rig.replay();
      expect(new Set(inlet.received.map(({ id }) => id)).size).toBeLessThanOrEqual(1);
    });
  });

  describe('acknowledging', () => {
    test('waits for the commit', async () => {
      let commit = () => {};
      const committed = new Promise<void>((resolve) => {
        commit = resolve;
      });
      let acknowledged = false;
      inlet.answer = async () => {
        await committed;
        return null;
      };
      const said = rig.emulator.says(rig.account, 'not yet').then(() => {
        acknowledged = true;
      });
      await new Promise((resolve) => setTimeout(resolve, 120));
      expect(acknowledged).toBe(false);
      commit();
      await said;
      expect(inlet.received).toHaveLength(1);
    });

    test('does not happen when the commit failed, so that the platform delivers again', async () => {
      let failures = 1;
      inlet.answer = async () => {
        if (failures-- > 0) throw new Error('the database is away');
        return null;
      };
      await rig.emulator.says(rig.account, 'again please').catch(() => {});
      await rig.redeliver();
      expect(inlet.received).toMatchObject([{ kind: 'said', text: 'again please' }]);
    });
  });

  describe('what goes out', () => {
    const gallery = () =>
      (['en', 'zh-CN'] as const).flatMap((locale) => [
        ...everyElement(locale, 'missing'),
        requestCard(locale, 'act'),
        requestCard(locale, 'good'),
        longWords('很长的话'.repeat(2_000)),
      ]);

    test('every card of the gallery is drawn within the platform’s limits', async () => {
      for (const card of gallery()) await send(card);
      expect(rig.emulator.offences).toEqual([]);
    });

    test('a form opens as the messenger shows forms, and comes back whole', async () => {
      for (const locale of ['en', 'zh-CN'] as const) {
        const form = everyField(locale);
        const sheet = sheetFor(rig, inlet, form);
        if (!sheet) return expect(rig.adapter.can.sheets).toBeNull();
        await send(buttonCard(`form ${locale}`, `Open ${locale}`));
        inlet.answer = async (incoming) => (incoming.kind === 'clicked' ? { kind: 'form', form: sheet } : null);
        await rig.emulator.presses(rig.account, `Open ${locale}`);
        expect(rig.emulator.offences).toEqual([]);
      }
    });

    test.each(linkCards)('a page of ours is a link, %s', async (_, card) => {
      const count = shown().length;
      await send(card);
      const links = new Set(
        shown()
          .slice(count)
          .flatMap(({ links }) => links),
      );
      expect([...links]).toContain(linkAddress(galleryPage));
      expect(rig.emulator.offences).toEqual([]);
    });

    test.each(['javascript:alert(1)', 'data:text/html,x', 'slack://open', 'not an address', '//evil.example.com'])(
      '%s is no link, whoever says so',
      async (url) => {
        const count = shown().length;
        await send({ ...sentence('no link'), elements: [{ kind: 'link', label: 'look', url }] });
        const sent = shown().slice(count);
        expect(sent.map(({ text }) => text).join()).toContain('look');
        const page = /\/wecom\/card$/;
        expect(sent.flatMap(({ links }) => links).filter((link) => !page.test(link))).toEqual([]);
        expect(rig.emulator.offences).toEqual([]);
      },
    );

    test('words on a link end no link and begin none', async () => {
      const label = '](https://evil.example.com) [x](https://evil.example.com) <a href="https://evil.example.com">';
      const count = shown().length;
      await send({ ...sentence('label'), elements: [{ kind: 'link', label, url: galleryPage }] });
      const links = shown()
        .slice(count)
        .flatMap(({ links }) => links);
      expect(links.length).toBeGreaterThan(0);
      expect(new Set(links)).toEqual(new Set([linkAddress(galleryPage)]));
    });

    test('a drawing that nobody has drawn is told in words', async () => {
      const option = { series: [] };
      const alt = 'Purchasing → Material control';
      await send({
        ...sentence('in words'),
        elements: [{ kind: 'drawing', drawing: { width: 9, height: 9, option }, alt }],
      });
      expect(shown().at(-1)?.text).toContain(alt);
    });

    test('a card is changed in place where the messenger can, and otherwise it says so', async () => {
      const id = await send(buttonCard('before the change'));
      const changed = await send(sentence('after the change', 'good'), { replaces: id }).catch(
        (error: unknown) => error,
      );
      if (changed instanceof DeliveryError) return expect(changed.retry).toBe('unchangeable');
      expect(changed).toBe(id);
      if (!rig.adapter.can.edits) return;
      const texts = shown()
        .map(({ text }) => text)
        .join('\n');
      expect(texts).toContain('after the change');
      expect(texts).not.toContain('before the change');
    });

    test('a card that is no longer there cannot be changed, and nothing else happens', async () => {
      const count = shown().length;
      const gone = await failure(sentence('late', 'good'), { replaces: 'D0GONE000/1111111111.000001' });
      expect(['unchangeable', 'never']).toContain(gone.retry);
      expect(shown()).toHaveLength(count);
    });

    test('going too fast is told as such, with the platform’s own delay', async () => {
      rig.emulator.faults.next(subject.sends, { kind: 'throttled', afterMs: 7_000 });
      const error = await failure(sentence('too fast'));
      expect(error.retry).toBe('later');
      if (subject.throttledMs !== null) expect(error.afterMs).toBeGreaterThanOrEqual(subject.throttledMs);
    });

    test.each([['serverError'], ['garbage'], ['silent']] as const)(
      'a platform that answers %s is tried again later',
      async (kind) => {
        rig.emulator.faults.next(subject.sends, { kind });
        expect((await failure(sentence(`tried again after ${kind}`))).retry).toBe('later');
      },
    );

    test('an error inside a good answer is an error', async () => {
      if (!subject.refusal) return;
      rig.emulator.faults.next(subject.sends, subject.refusal);
      await failure(sentence('refused inside 200'));
      expect(shown().some(({ text }) => text.includes('refused inside 200'))).toBe(false);
    });

    test('an expired token is renewed, and the message arrives once', async () => {
      rig.emulator.faults.next(subject.sends, { kind: 'tokenExpired' });
      await send(sentence('with a new token')).catch((error: unknown) => {
        // A token that never expires was revoked: nothing can be renewed, so it waits for the operator.
        expect(error).toMatchObject({ retry: 'later' });
        return send(sentence('with a new token'));
      });
      expect(shown().filter(({ text }) => text.includes('with a new token'))).toHaveLength(1);
    });

    test('a message whose answer was lost is not shown twice where the platform helps', async () => {
      const delivery = deliveryOf(rig, buttonCard('shown once'));
      rig.emulator.faults.next(subject.sends, { kind: 'answerLost' });
      await rig.adapter.send(delivery).catch(() => {});
      await rig.adapter.send({ ...delivery, again: true });
      const times = shown().filter(({ text }) => text.includes('shown once')).length;
      if (subject.idempotent) expect(times).toBe(1);
      else expect(times).toBeLessThanOrEqual(2);
    });

    test('to somebody who has left is given up at once', async () => {
      await rig.emulator.dismiss(rig.colleague);
      expect((await failure(sentence('to nobody'), { account: rig.colleague })).retry).toBe('never');
      expect(inlet.received.map(({ kind }) => kind)).toContain('left');
    });
  });

  describe('what people write', () => {
    test.each(Object.keys(canaries))('cannot %s', async (name) => {
      const text = canaries[name] ?? '';
      const before = rig.emulator.offences.length;
      const id = await send(canaryCard(text));
      expect(rig.emulator.offences.slice(before)).toEqual([]);
      await send({ ...canaryCard(text), tone: 'good', buttons: [] }, { replaces: id }).catch(() => {});
      expect(rig.emulator.offences.slice(before)).toEqual([]);
    });
  });
}
