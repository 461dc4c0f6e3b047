import type { Card } from '../../../src/platform/card.ts';
import { does, files } from '../../requests/story.ts';
import { read, type World } from '../../world.ts';

const isDigest = ({ title }: Card) => /周报|日报|digest|没有请求往来|nothing was asked/u.test(title);

/** The digests that left since the last look, each with whom it went to and when. */
export class Digests {
  private readonly w: World;
  private read = 0;

  constructor(w: World) {
    this.w = w;
  }

  /** `person: title`, sorted; everything else that was sent is not what these tests are about. */
  fresh(): string[] {
    this.w.sent();
    const left = this.w.transcript.slice(this.read);
    this.read = this.w.transcript.length;
    return left
      .filter(({ card }) => isDigest(card))
      .map(({ account, card }) => `${account}: ${card.title}`)
      .sort();
  }

  /** Who got one. */
  readers(): string[] {
    return this.fresh().map((line) => line.split(':')[0] ?? '');
  }
}

/** The newest digest of someone, as they read it. */
export async function newestDigest(w: World, person: string): Promise<string> {
  const card = (await w.messages(person)).map((seen) => seen.card).findLast(isDigest);
  if (!card) throw new Error(`${person} has no digest`);
  return read(card);
}

/** A week of sales and production: four deliveries, one of them late, each rated, and one that stays open. */
export async function aWeekOfWork(w: World, until: (text: string) => Promise<void>): Promise<void> {
  const numbers: number[] = [];
  for (const need of ['100 件', '200 件', '300 件', '400 件', '500 件'])
    numbers.push(await files(w, 'lin', 'production', need, { urgency: 'normal' }));
  for (const number of numbers) await does(w, 'wang', 'accept', number, {});
  for (const number of numbers.slice(0, 3)) await handOver(w, number, '5');
  await until('2026-11-20T10:00');
  await handOver(w, numbers[3] ?? 0, '3');
}

async function handOver(w: World, number: number, rating: string): Promise<void> {
  await does(w, 'wang', 'deliver', number, { text: '已入库' });
  await does(w, 'lin', 'confirm', number, { rating });
}
