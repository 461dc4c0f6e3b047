import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Delivery } from '../../src/platform/adapter.ts';
import { DeliveryError } from '../../src/platform/adapter.ts';
import type { Card, Tone } from '../../src/platform/card.ts';
import { type World, wecomWorld } from './world.ts';

let w: World;
let message: string;
beforeEach(async () => {
  w = await wecomWorld();
  message = await w.messenger.adapter.send(delivery('等您处理', 'act'));
});
afterEach(async () => {
  expect(w.wecom.offences).toEqual([]);
  await w.close();
});

const liu = 'Materials-1';
const hour = 3600_000;
const button = { action: 'toy.accept', value: '1', label: '接单', style: 'primary' as const };
const card = (title: string, tone: Tone): Card => ({
  title,
  tone,
  elements: [],
  buttons: tone === 'act' ? [button] : [],
});
const delivery = (title: string, tone: Tone, more: Partial<Delivery> = {}): Delivery => ({
  id: `m${Buffer.from(title).toString('hex')}`,
  account: liu,
  card: card(title, tone),
  priority: 'update',
  again: false,
  ...more,
});
const change = async (title: string, tone: Tone, more: Partial<Delivery> = {}) =>
  w.messenger.adapter.send(delivery(title, tone, { replaces: message, ...more })).catch((error: unknown) => {
    if (error instanceof DeliveryError) return error.retry;
    throw error;
  });
const shown = () => w.wecom.shown(liu).filter(({ text }) => !/\naccept 1$/.test(text));
const updates = () => w.wecom.calls.filter(({ path }) => path.endsWith('update_template_card')).length;
const wait = (ms: number) => w.clock.set(new Date(w.clock.now().getTime() + ms));

describe('a card is changed with what there is', () => {
  test('while it is still their turn it says as of when, and nothing is used up', async () => {
    // What is news then comes as a message of its own.
    expect(await change('还是您', 'act')).toBe('unchangeable');
    expect(updates()).toBe(0);
    expect(shown()).toMatchObject([{ edited: false, text: expect.stringContaining('截至 10:00') }]);
  });

  test('when their turn is over the card says so, and has no buttons any more', async () => {
    wait(2 * hour);
    expect(await change('已由别人接单', 'good')).toBe(message);
    expect(shown()).toMatchObject([{ edited: true, buttons: [], text: expect.stringContaining('已由别人接单') }]);
    expect(shown()[0]?.text).toContain('截至 12:00');
  });

  test('each press gives one more change, also while it is still their turn', async () => {
    await w.wecom.presses(liu, '接单');
    expect(await change('仍是您，数量已改', 'act')).toBe(message);
    expect(shown()).toMatchObject([{ edited: true, buttons: ['接单'] }]);
    // The changed card is pressed, and is still the same message to us.
    await w.wecom.presses(liu, '接单');
    expect(await change('完成', 'good')).toBe(message);
    expect(await change('评分 5', 'good')).toBe(message);
    expect(shown()).toMatchObject([{ text: expect.stringContaining('评分 5') }]);
    expect(await change('再改一次', 'good')).toBe('unchangeable');
  });

  test('what does not fit is not squeezed in while they have to act on it', async () => {
    await w.wecom.presses(liu, '接单');
    const more = { card: { ...card('仍是您', 'act'), elements: [{ kind: 'text' as const, text: '长'.repeat(200) }] } };
    expect(await change('仍是您', 'act', more)).toBe('unchangeable');
    expect(await change('完成', 'good', { card: { ...more.card, tone: 'good' } })).toBe(message);
  });

  test('after three days nothing can be changed', async () => {
    wait(72 * hour);
    expect(await change('已完成', 'good')).toBe('unchangeable');
    expect(updates()).toBe(0);
  });

  test('a message nobody knows cannot be changed', async () => {
    expect(await change('已完成', 'good', { replaces: 'nothing' })).toBe('unchangeable');
  });

  test('a press of somebody else on a copy changes nothing of this person', async () => {
    await change('已完成', 'good');
    await w.wecom.happens('Sales-0', 'template_card_event', [
      ['EventKey', 'b0|toy.accept|1'],
      ['TaskId', message],
      ['ResponseCode', 'forged'],
    ]);
    expect(await change('再改', 'good')).toBe('unchangeable');
  });
});

describe('a change that goes wrong', () => {
  test('a code that is refused is not used again, and the next one is', async () => {
    await w.wecom.presses(liu, '接单');
    w.wecom.faults.next('update_template_card', { kind: 'refused', error: '40058' });
    expect(await change('完成', 'good')).toBe(message);
    expect(updates()).toBe(2);
    expect(await change('再改', 'good')).toBe('unchangeable');
  });

  test('what says nothing about the code leaves it as it is', async () => {
    for (const fault of [{ kind: 'serverError' } as const, { kind: 'refused', error: '-1' } as const]) {
      w.wecom.faults.next('update_template_card', fault);
      expect(await change('完成', 'good')).toBe('later');
    }
    expect(await change('完成', 'good', { again: true })).toBe(message);
  });

  test('an answer that is lost: the second try knows that the first arrived', async () => {
    w.wecom.faults.next('update_template_card', { kind: 'answerLost' });
    expect(await change('完成', 'good')).toBe('later');
    expect(await change('完成', 'good', { again: true })).toBe(message);
    expect(shown()).toMatchObject([{ edited: true, text: expect.stringContaining('完成') }]);
  }, 15_000);
});

test('a press on a card that was changed long ago still reaches the engine', async () => {
  wait(100 * hour);
  await w.wecom.presses(liu, '接单');
  expect(w.heard).toMatchObject([{ kind: 'clicked', action: 'toy.accept', value: '1' }]);
});

test('a double press is two presses of one person, and two codes', async () => {
  const [one] = w.wecom.shown(liu);
  await Promise.all([w.wecom.pressesOn(liu, one?.id ?? '', '接单'), w.wecom.pressesOn(liu, one?.id ?? '', '接单')]);
  expect(w.heard).toHaveLength(2);
});
