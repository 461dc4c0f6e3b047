import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Delivery, DeliveryError } from '../../src/platform/adapter.ts';
import { cut } from '../../src/platform/shrink.ts';
import type { Desk } from './desk.ts';
import { drawTexts } from './draw.ts';
import { WecomError } from './errors.ts';
import { counts } from './limits.ts';
import { line } from './text.ts';

const anything = z.looseObject({});

/**
 * A group of the app's own, and the message in it as text: groups take no cards (page 90248). Its id follows from the delivery,
 * so a second try finds the group of the first.
 */
export async function sendToGroup(
  desk: Desk,
  delivery: Delivery,
  group: NonNullable<Delivery['group']>,
): Promise<string> {
  const members = [...new Set(group.members.map((account) => account.toLowerCase()))].slice(0, counts.groupMembers);
  const chatid = chatIdOf(await desk.store.install(), delivery.id);
  try {
    const made = delivery.again && (await exists(desk, chatid));
    if (!made) await make(desk, chatid, line(group.name), members);
    const { company } = await desk.options.organisation();
    for (const content of drawTexts(delivery.card, company, delivery.id))
      await desk.api.call('appchat/send', anything, { body: { chatid, msgtype: 'text', text: { content }, safe: 0 } });
  } catch (error) {
    // The company's root has to be visible to the app. Everyone has a card of their own, so nobody waits for this one.
    if (error instanceof WecomError && [60011, 50002, 48002].includes(error.code)) {
      desk.log.warn({ errcode: error.code }, 'wecom groups need the app to be visible to the whole company');
      throw new DeliveryError('the app may not make groups', { retry: 'never', cause: error });
    }
    throw error;
  }
  return chatid;
}

async function make(desk: Desk, chatid: string, name: string, userlist: string[]): Promise<void> {
  try {
    await desk.api.call('appchat/create', anything, {
      body: { name: cut(name || '·', counts.groupName), userlist, chatid },
    });
  } catch (error) {
    const groups = error instanceof WecomError && (error.code === 40050 || Math.floor(error.code / 1000) === 86);
    if (!groups || !(await exists(desk, chatid))) throw error;
  }
}

async function exists(desk: Desk, chatid: string): Promise<boolean> {
  try {
    await desk.api.call('appchat/get', anything, { query: { chatid } });
    return true;
  } catch (error) {
    if (error instanceof WecomError) return false;
    throw error;
  }
}

/** Documented: at most 32 letters and digits. */
const chatIdOf = (install: string, delivery: string) =>
  createHash('sha256').update(`${install}/${delivery}`, 'utf8').digest('hex').slice(0, 32);
