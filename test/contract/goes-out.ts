import { describe, expect, test, vi } from 'vitest';
import { DeliveryError } from '../../src/platform/adapter.ts';
import { type Card, sentence } from '../../src/platform/card.ts';
import type { Form } from '../../src/platform/form.ts';
import { linkAddress } from '../../src/platform/link.ts';
import { everyElement, galleryPage, longWords, requestCard } from '../console/gallery-cards.ts';
import { everyField } from '../console/gallery-form.ts';
import type { Bench } from './bench.ts';
import { canaries, canaryCard } from './canaries.ts';
import { buttonCard, deliveryOf, sheetFor } from './subject.ts';

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

const fewFields: Form = {
  action: 'toy.few',
  context: 'R-7/“x”',
  title: 'Few fields',
  submit: 'Send',
  fields: [
    { key: 'what', kind: 'text', max: 200, label: 'What', required: true },
    {
      key: 'urgency',
      kind: 'choice',
      label: 'Urgency',
      required: true,
      options: [
        { value: 'normal', label: 'Normal' },
        { value: 'urgent', label: 'Urgent & now' },
      ],
    },
    { key: 'amount', kind: 'number', min: 0, max: 1e9, label: 'Amount', required: false },
  ],
};

/** Messages: drawn as the messenger takes them, changed, and with words of people in them. */
export function goesOut(bench: Bench): void {
  const { subject, send, shown, failure } = bench;

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
      expect(await bench.rig.offences()).toEqual([]);
    });

    test('a form opens as the messenger shows forms', async () => {
      for (const locale of ['en', 'zh-CN'] as const) {
        const sheet = sheetFor(bench.rig, bench.inlet, everyField(locale));
        if (!sheet) return expect(bench.rig.adapter.can.sheets).toBeNull();
        await send(buttonCard(`form ${locale}`, `Open ${locale}`));
        bench.inlet.answer = async ({ kind }) => (kind === 'clicked' ? { kind: 'form', form: sheet } : null);
        await bench.rig.hands.presses(bench.rig.account, `Open ${locale}`);
        expect(await bench.rig.offences()).toEqual([]);
      }
    });

    test('what is entered in a form comes back whole', async () => {
      const { rig, inlet } = bench;
      const form = sheetFor(rig, inlet, fewFields);
      // Pages behind links belong to no adapter: they have tests of their own.
      if (!form || rig.adapter.platform === 'wecom') return;
      await send(buttonCard('few fields', 'Open few fields'));
      inlet.answer = async ({ kind }) => (kind === 'clicked' ? { kind: 'form', form } : null);
      await rig.hands.presses(rig.account, 'Open few fields');
      const sheet = await vi.waitFor(() => {
        const open = rig.hands.sheet(rig.account);
        if (!open) throw new Error('no sheet is open');
        return open;
      }, 20_000);
      const words = "“500 件” <b>A 料</b> & *今天* 'x' _y_";
      await sheet.fill('What', words);
      await sheet.fill('Urgency', 'Urgent & now');
      await sheet.fill('Amount', '1200.5');
      expect(await sheet.submit()).toBeNull();
      expect(inlet.received.at(-1)).toMatchObject({
        kind: 'submitted',
        action: 'toy.few',
        context: 'R-7/“x”',
        answers: { what: words, urgency: 'urgent', amount: '1200.5' },
      });
    });

    test.each(linkCards)('a page of ours is a link, %s', async (_, card) => {
      const count = (await shown()).length;
      await send(card);
      const links = new Set((await shown()).slice(count).flatMap(({ links }) => links));
      expect([...links]).toContain(linkAddress(galleryPage));
      expect(await bench.rig.offences()).toEqual([]);
    });

    test.each(['javascript:alert(1)', 'data:text/html,x', 'slack://open', 'not an address', '//evil.example.com'])(
      '%s is no link, whoever says so',
      async (url) => {
        const count = (await shown()).length;
        await send({ ...sentence('no link'), elements: [{ kind: 'link', label: 'look', url }] });
        const sent = (await shown()).slice(count);
        expect(sent.map(({ text }) => text).join()).toContain('look');
        // Ours: the page of a card, and the whole of a long text.
        const page = /\/wecom\/card$|^\/console\//;
        expect(sent.flatMap(({ links }) => links).filter((link) => !page.test(link))).toEqual([]);
        expect(await bench.rig.offences()).toEqual([]);
      },
    );

    test('words on a link end no link and begin none', async () => {
      const label = '](https://evil.example.com) [x](https://evil.example.com) <a href="https://evil.example.com">';
      const count = (await shown()).length;
      await send({ ...sentence('label'), elements: [{ kind: 'link', label, url: galleryPage }] });
      const links = (await shown()).slice(count).flatMap(({ links }) => links);
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
      expect((await shown()).at(-1)?.text).toContain(alt);
    });

    test('a card is changed in place where the messenger can, and otherwise it says so', async () => {
      const id = await send(buttonCard('before the change'));
      const changed = await send(sentence('after the change', 'good'), { replaces: id }).catch(
        (error: unknown) => error,
      );
      if (changed instanceof DeliveryError) return expect(changed.retry).toBe('unchangeable');
      expect(changed).toBe(id);
      if (!bench.rig.adapter.can.edits) return;
      const texts = (await shown()).map(({ text }) => text).join('\n');
      expect(texts).toContain('after the change');
      expect(texts).not.toContain('before the change');
    });

    test('a card that is no longer there cannot be changed, and nothing else happens', async () => {
      const count = (await shown()).length;
      const gone = await failure(sentence('late', 'good'), { replaces: 'D0GONE000/1111111111.000001' });
      expect(['unchangeable', 'never']).toContain(gone.retry);
      expect(await shown()).toHaveLength(count);
    });

    test('a delivery that is tried again is shown once where the messenger can tell', async () => {
      const delivery = deliveryOf(bench.rig, buttonCard('tried again'));
      await bench.rig.adapter.send(delivery);
      await bench.rig.adapter.send({ ...delivery, again: true });
      const times = (await shown()).filter(({ text }) => text.includes('tried again')).length;
      expect(times).toBe(subject.idempotent ? 1 : 2);
    });
  });

  describe('what people write', () => {
    test.each(Object.keys(canaries))('cannot %s', async (name) => {
      const text = canaries[name] ?? '';
      const before = (await bench.rig.offences()).length;
      const id = await send(canaryCard(text));
      expect((await bench.rig.offences()).slice(before)).toEqual([]);
      await send({ ...canaryCard(text), tone: 'good', buttons: [] }, { replaces: id }).catch(() => {});
      expect((await bench.rig.offences()).slice(before)).toEqual([]);
    });
  });
}
