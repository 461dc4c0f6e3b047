import { type Delivery, DeliveryError } from '../../src/platform/adapter.ts';
import { alertOf, type CardData, cardData, noForm, sharedData } from './draw.ts';
import { DingtalkError, isQuotaUsedUp, isThrottled, isTokenError, isUncertain } from './errors.ts';
import { chunks, gather, type Outcome, turnOf } from './gather.ts';
import { isJson, type Json, listAt, objectAt, textAt } from './json.ts';
import { limits } from './limits.ts';
import type { Ports } from './ports.ts';
import { cardsArrived, cardsOf, forgetCards, freeName, planCards } from './store.ts';

/** Both flags: without them an update replaces all data there is. */
export const byKey = { updateCardDataByKey: true, updatePrivateDataByKey: true };

const instances = '/v1.0/card/instances';

/** A delivery with its card as data of the template. */
interface Drawn {
  delivery: Delivery;
  data: CardData;
}

type Results = Outcome<string>[];

export interface Cards {
  /** A new card; those about the same at the same time become one instance. */
  post(delivery: Delivery): Promise<string>;
  /** Changes a card in place; those of one instance at the same time are one call. */
  change(delivery: Delivery): Promise<string>;
  /** A card for one person that nobody keeps track of. Of the same `name` there is only one. */
  show(name: string, account: string, data: CardData): Promise<void>;
  /** What one person sees of a card. */
  overlay(outTrackId: string, account: string, data: CardData): Promise<void>;
}

export function createCards(ports: Ports): Cards {
  const post = gather<Delivery, string>((items) => postAll(ports, items));
  const change = gather<Delivery, string>((items) => changeAll(ports, items));
  return {
    post: (delivery) =>
      delivery.about === undefined
        ? post(`=${JSON.stringify(delivery.card)}`, delivery, 4)
        : post(delivery.about, delivery, 15),
    change(delivery) {
      const at = placeOf(delivery);
      if (at) return change(at.outTrackId, delivery, 15);
      const text = 'this message was sent without a card and cannot be changed';
      return Promise.reject(new DeliveryError(text, { retry: 'unchangeable' }));
    },
    async show(name, account, data) {
      const outTrackId = `${await ports.series()}-${name}`.slice(0, limits.outTrackId);
      try {
        await create(ports, outTrackId, new Map([[account, data]]));
      } catch (error) {
        if (!(error instanceof DingtalkError) || error.code !== 'param.cardAlreadyExist') throw error;
      }
    },
    overlay: (outTrackId, account, data) => put(ports, outTrackId, new Map([[account, data]])),
  };
}

/** A message's id: the instance, and whose view of it. */
const idOf = (outTrackId: string, account: string) => `${outTrackId}#${account}`;

function placeOf({ replaces = '', account }: Delivery): { outTrackId: string } | null {
  const at = replaces.lastIndexOf(`#${account}`);
  return at > 0 ? { outTrackId: replaces.slice(0, at) } : null;
}

async function draw(ports: Ports, delivery: Delivery, changed: boolean): Promise<Drawn> {
  const { say, hour } = await ports.reader(delivery.account);
  const data = cardData(delivery.card, say, changed ? say('updated', { time: hour }) : '');
  if (!changed) return { delivery, data: { ...data, ...noForm } };
  // Where there is nothing to do any more, there is nothing to fill in either.
  return { delivery, data: delivery.card.buttons.length === 0 ? { ...data, ...noForm } : data };
}

const bytes = ({ data }: Drawn) => Buffer.byteLength(JSON.stringify(data));

/** One instance for all of them, after those that may have arrived before have been looked after. */
async function postAll(ports: Ports, items: Delivery[]): Promise<Results> {
  const results = new Map<Delivery, Outcome<string>>();
  const fresh = await settleEarlier(ports, items, results);
  const drawn = await Promise.all(fresh.map((delivery) => draw(ports, delivery, false)));
  for (const round of rounds(drawn)) {
    for (const chunk of chunks(round, limits.spaces, limits.cardBytes, bytes)) await postChunk(ports, chunk, results);
  }
  return items.map((item) => results.get(item) ?? { failed: new Error('not sent') });
}

/** Two messages to the same person are two cards. */
function rounds(drawn: readonly Drawn[]): Drawn[][] {
  const all: Drawn[][] = [];
  for (const one of drawn) {
    const free = all.find((round) => round.every(({ delivery }) => delivery.account !== one.delivery.account));
    if (free) free.push(one);
    else all.push([one]);
  }
  return all;
}

/** Deliveries that were tried before: what arrived is done, what may have arrived is looked for. Returns the others. */
async function settleEarlier(
  ports: Ports,
  items: Delivery[],
  results: Map<Delivery, Outcome<string>>,
): Promise<Delivery[]> {
  // A delivery tried for the first time has left no trace.
  const again = items.filter((item) => item.again).map(({ id }) => id);
  const known = await cardsOf(ports.db, again);
  const fresh = items.filter(({ id }) => !known.has(id));
  const unsure = new Map<string, Delivery[]>();
  for (const item of items) {
    const row = known.get(item.id);
    if (row?.arrived) results.set(item, { done: idOf(row.outTrackId, item.account) });
    else if (row) unsure.set(row.outTrackId, [...(unsure.get(row.outTrackId) ?? []), item]);
  }
  for (const [outTrackId, those] of unsure) {
    const found = await look(ports, outTrackId, those);
    if (found === 'absent') fresh.push(...those);
    else
      for (const item of those) results.set(item, found === 'there' ? { done: idOf(outTrackId, item.account) } : found);
  }
  return fresh;
}

/**
 * Whether an instance is there, by changing it to what it should be. When it is not, nobody has it: every row of it goes, so
 * that none of them passes for delivered once another one makes it anew.
 */
async function look(
  ports: Ports,
  outTrackId: string,
  items: Delivery[],
): Promise<'there' | 'absent' | { failed: unknown }> {
  const drawn = await Promise.all(items.map((item) => draw(ports, item, false)));
  try {
    await put(ports, outTrackId, viewsOf(drawn));
    await cardsArrived(ports.db, outTrackId);
    return 'there';
  } catch (error) {
    if (!(error instanceof DingtalkError) || error.code !== 'param.cardNotExist') return { failed: error };
    await forgetCards(ports.db, outTrackId);
    return 'absent';
  }
}

const deliveriesOf = (drawn: readonly Drawn[]) => drawn.map(({ delivery }) => delivery);

const viewsOf = (drawn: readonly Drawn[]) => new Map(drawn.map(({ delivery, data }) => [delivery.account, data]));

async function postChunk(ports: Ports, drawn: Drawn[], results: Map<Delivery, Outcome<string>>): Promise<void> {
  const [first] = drawn;
  if (!first) return;
  const name = `${await ports.series()}-${first.delivery.id}`;
  const outTrackId = first.delivery.again ? await freeName(ports.db, name) : name;
  const rows = drawn.map(({ delivery: { id, account, about = null } }) => ({
    outTrackId,
    account,
    about,
    delivery: id,
  }));
  const createdAt = ports.clock.now();
  await planCards(
    ports.db,
    rows.map((row) => ({ ...row, arrived: false, createdAt })),
  );
  try {
    await turnOf(ports, deliveriesOf(drawn));
    const failed = await create(ports, outTrackId, viewsOf(drawn));
    await cardsArrived(
      ports.db,
      outTrackId,
      rows.map(({ account }) => account).filter((one) => !failed.has(one)),
    );
    await forgetCards(ports.db, outTrackId, [...failed.keys()]);
    for (const { delivery } of drawn) {
      const error = failed.get(delivery.account);
      results.set(
        delivery,
        error ? { failed: undelivered(delivery, error) } : { done: idOf(outTrackId, delivery.account) },
      );
    }
  } catch (error) {
    await failedChunk(ports, outTrackId, drawn, error, results);
  }
}

async function failedChunk(
  ports: Ports,
  outTrackId: string,
  drawn: Drawn[],
  error: unknown,
  results: Map<Delivery, Outcome<string>>,
) {
  if (error instanceof DingtalkError && error.code === 'param.cardAlreadyExist') {
    const found = await look(ports, outTrackId, deliveriesOf(drawn));
    const failed = found === 'absent' ? { failed: error } : found;
    for (const { delivery } of drawn) {
      results.set(delivery, failed === 'there' ? { done: idOf(outTrackId, delivery.account) } : failed);
    }
    return;
  }
  if (!(error instanceof DingtalkError) || !isUncertain(error)) await forgetCards(ports.db, outTrackId);
  // One of them is refused: the others shall not wait for that.
  if (drawn.length > 1 && isRefusal(error)) {
    for (const one of drawn) await postChunk(ports, [one], results);
    return;
  }
  for (const { delivery } of drawn) results.set(delivery, { failed: error });
}

/** Refused for what it says, and not for how often or with what right. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof DingtalkError) || error.status !== 400 || error.code.startsWith('param.template'))
    return false;
  return !isThrottled(error) && !isQuotaUsedUp(error) && !isTokenError(error) && error.code !== 'param.cardNotExist';
}

/** The card was made and did not reach this person. A second failure is not likely to be the last: it waits longer. */
function undelivered({ again }: Delivery, reason: string): DeliveryError {
  const gone = /not.?exist|not.?allow|invalid|forbid/i.test(reason);
  return new DeliveryError('dingtalk made the card but did not deliver it to this person', {
    retry: gone ? 'never' : 'later',
    ...(gone ? {} : { afterMs: again ? 600_000 : 5_000 }),
  });
}

/** Makes an instance and delivers it to everyone who has a view. Resolves to those it did not reach, with the reason. */
async function create(
  ports: Ports,
  outTrackId: string,
  views: ReadonlyMap<string, CardData>,
): Promise<Map<string, string>> {
  const { settings, api } = ports;
  const { say } = await ports.reader([...views.keys()][0] ?? '');
  const alert = alertOf(
    [...views.values()].map(({ title, formTitle }) => title || formTitle || ''),
    say,
  );
  const answer = await api.call('POST', `${instances}/createAndDeliver`, {
    cardTemplateId: settings.cardTemplateId ?? '',
    outTrackId,
    callbackType: 'STREAM',
    cardData: { cardParamMap: sharedData([...views.values()]) },
    ...privateOf(views),
    userIdType: 1,
    openSpaceId: `dtv1.card//${[...views.keys()].map((account) => `IM_ROBOT.${account}`).join(';')}`,
    imRobotOpenSpaceModel: {
      supportForward: false,
      lastMessageI18n: { ZH_CN: alert, EN_US: alert },
      notification: { alertContent: alert, notificationOff: false },
    },
    imRobotOpenDeliverModel: { spaceType: 'IM_ROBOT', robotCode: settings.robotCode },
  });
  const results = listAt(objectAt(answer, 'result'), 'deliverResults').filter(isJson);
  // Delivery can fail for one person inside a success for all.
  const failed = results.filter((one) => one.success === false || one.success === 'false');
  return new Map(failed.map((one) => [textAt(one, 'spaceId'), textAt(one, 'errorMsg') || 'unknown']));
}

function privateOf(own: ReadonlyMap<string, CardData>): { privateData?: Json } {
  const entries = [...own].filter(([, data]) => Object.keys(data).length > 0);
  if (entries.length === 0) return {};
  return { privateData: Object.fromEntries(entries.map(([account, data]) => [account, { cardParamMap: data }])) };
}

async function put(ports: Ports, outTrackId: string, views: ReadonlyMap<string, CardData>): Promise<void> {
  await ports.api.call('PUT', instances, { outTrackId, ...privateOf(views), cardUpdateOptions: byKey, userIdType: 1 });
}

async function changeAll(ports: Ports, items: Delivery[]): Promise<Results> {
  const results = new Map<Delivery, Outcome<string>>();
  const drawn = await Promise.all(items.map((delivery) => draw(ports, delivery, true)));
  for (const chunk of chunks(drawn, limits.spaces, limits.cardBytes, bytes)) {
    const outTrackId = placeOf(chunk[0]?.delivery ?? ({} as Delivery))?.outTrackId ?? '';
    await changeChunk(ports, outTrackId, chunk, results);
  }
  return items.map((item) => results.get(item) ?? { failed: new Error('not changed') });
}

async function changeChunk(
  ports: Ports,
  outTrackId: string,
  drawn: Drawn[],
  results: Map<Delivery, Outcome<string>>,
): Promise<void> {
  try {
    await turnOf(ports, deliveriesOf(drawn));
    await put(ports, outTrackId, viewsOf(drawn));
    for (const { delivery } of drawn) results.set(delivery, { done: idOf(outTrackId, delivery.account) });
  } catch (error) {
    if (drawn.length > 1 && isRefusal(error)) {
      for (const one of drawn) await changeChunk(ports, outTrackId, [one], results);
      return;
    }
    for (const { delivery } of drawn) results.set(delivery, { failed: error });
  }
}
