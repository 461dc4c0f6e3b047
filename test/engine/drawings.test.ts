import { setTimeout as pause } from 'node:timers/promises';
import pino from 'pino';
import { describe, expect, test } from 'vitest';
import { createIllustrator } from '../../src/engine/drawings.ts';
import type { Pictures } from '../../src/pictures/index.ts';
import { type Delivery, DeliveryError } from '../../src/platform/adapter.ts';
import { type Card, type Drawing, type Element, sentence } from '../../src/platform/card.ts';
import { loadFile } from '../../src/platform/files.ts';
import { files } from '../../src/platform/tables.ts';
import { post, type Rig, rig, start } from './rig.ts';

const png = Buffer.from('\x89PNG\r\n\x1a\n1234', 'latin1');

/** Pictures that are counted; a test says what drawing one takes. */
function counted(work: () => Promise<void> = async () => {}) {
  const drawn: Drawing[] = [];
  const pictures: Pictures = {
    async png(drawing) {
      drawn.push(drawing);
      await work();
      return png;
    },
    stop: async () => {},
  };
  return { drawn, pictures };
}

const drawing = (width: number): Element => ({
  kind: 'drawing',
  drawing: { width, height: 100, option: { series: [] } },
  alt: `Purchasing hands on ${width} things`,
});
const card = (title: string, ...elements: Element[]): Card => ({ ...sentence(title), elements });
const map = (title: string, width = 100) => post(title, { card: card(title, drawing(width)) });

/** What was sent, by its title. */
function watch(r: Rig) {
  const sent: Record<string, Card[]> = {};
  r.messenger.plan = ({ card: one }: Delivery) => {
    sent[one.title] = [...(sent[one.title] ?? []), one];
  };
  return sent;
}

const inWords = { kind: 'text', text: 'Purchasing hands on 100 things' };

describe('a drawing', () => {
  test('is a stored picture when the card leaves, drawn once for all who get it and for every try', async () => {
    const { drawn, pictures } = counted();
    const r = await rig({ pictures });
    const sent: Card[] = [];
    let failures = 3;
    r.messenger.plan = (delivery) => {
      sent.push(delivery.card);
      if (failures-- > 0) throw new DeliveryError('away', { retry: 'later' });
    };
    const people = ['p-sales-0', 'p-sales-1', 'p-materials-0', 'p-production-0'];
    await r.promise(...people.map((to) => ({ ...map('the map'), to })));
    await r.engine.flush();
    for (let minute = 0; minute < 3; minute++) {
      r.later(60_000);
      await r.engine.flush();
    }
    expect(await r.statuses()).toEqual(people.map(() => 'the map: sent'));
    expect(drawn).toHaveLength(1);
    expect(new Set(sent.map((one) => JSON.stringify(one.elements))).size).toBe(1);
    const [element] = sent[0]?.elements ?? [];
    if (element?.kind !== 'image') throw new Error('no picture');
    expect(element.alt).toBe('Purchasing hands on 100 things');
    expect(await loadFile(r.db.reader, element.file)).toMatchObject({ type: 'image/png', owner: '' });
    expect(await r.db.reader.select({ id: files.id }).from(files)).toHaveLength(1);
  });

  test('that cannot be drawn is told in words, and holds nothing back', async () => {
    const { drawn, pictures } = counted(async () => {
      throw new Error('the thread ended');
    });
    const r = await rig({ pictures });
    const sent = watch(r);
    await r.promise(map('one'), map('two'), post('three'));
    await r.engine.flush();
    expect(r.messenger.log).toEqual(['post sales-0: one', 'post sales-0: two', 'post sales-0: three']);
    expect(sent.one?.[0]?.elements).toEqual([inWords]);
    expect(sent.two?.[0]?.elements).toEqual([inWords]);
    expect(drawn).toHaveLength(1);
  });

  test('is told in words where pictures cannot be shown, and where nobody draws', async () => {
    const { drawn, pictures } = counted();
    const poor = await rig({ pictures, can: { images: false } });
    const sent = watch(poor);
    await poor.promise(map('poor'));
    await poor.engine.flush();
    expect(sent.poor?.[0]?.elements).toEqual([inWords]);
    expect(drawn).toEqual([]);
    const without = await rig();
    const told = watch(without);
    await without.promise(map('without'));
    await without.engine.flush();
    expect(told.without?.[0]?.elements).toEqual([inWords]);
  });

  test('that takes longer than one claim delays its own conversation only, and the message is sent once, with the picture', async () => {
    const { drawn, pictures } = counted(() => pause(1_500));
    const r = await rig({ pictures });
    const sent = watch(r);
    await r.promise(map('slow'), post('after it'), { ...post('elsewhere'), to: 'p-production-0' });
    await r.engine.flush();
    expect(r.messenger.log).toEqual(['post production-0: elsewhere', 'post sales-0: slow', 'post sales-0: after it']);
    expect(sent.slow?.map(({ elements }) => elements[0]?.kind)).toEqual(['image']);
    expect(drawn).toHaveLength(1);
  });

  test('is waited for only so long', async () => {
    const { pictures } = counted(() => pause(5_000, undefined, { ref: false }));
    const { db } = await rig();
    const log = pino({ level: 'silent' });
    const illustrate = createIllustrator({ db, now: () => start, pictures, log, patienceMs: 300 });
    const can = (await rig()).messenger.can;
    const asked = card('slow', drawing(100));
    expect(await illustrate(asked, can, performance.now() + 50)).toBeNull();
    expect((await illustrate(asked, can, performance.now() + 1_000))?.elements).toEqual([inWords]);
    expect((await illustrate(asked, can, performance.now() + 1_000))?.elements).toEqual([inWords]);
  });
});
