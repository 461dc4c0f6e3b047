import type { Turn } from '../engine/feature.ts';
import { canActFor } from '../org/duty.ts';
import type { RawAnswers } from '../platform/form.ts';
import { type Acted, act } from './act.ts';
import { readField } from './chips.ts';
import { badly } from './commanding.ts';
import { fileRequest } from './file-request.ts';
import { destinationOf } from './form-file.ts';
import { badTime } from './rules-supplier.ts';
import { load, lockGraph } from './store.ts';

type Blocked = Acted | { problems: Record<string, string> };

/**
 * "Blocked by": files the request upstream, or takes one that exists, and draws the edge, in one transaction. Going back to
 * one's own direct customer is asking the customer, not waiting for it.
 */
export async function fileBlocker(turn: Turn, number: number, answers: RawAnswers): Promise<Blocked> {
  // Before any row: whoever draws an edge sees every other edge.
  await lockGraph(turn.tx);
  const loaded = await load(turn.tx, number);
  if (!loaded) return { missing: true };
  const { request } = loaded;
  if (!canActFor(turn.org, turn.person.id, request.supplier))
    return { refusal: { why: 'notSupplier', department: request.supplier } };
  if (request.stage !== 'open' && request.stage !== 'accepted') {
    return act(turn, number, { kind: 'block', by: turn.person.id, blocker: 0 }, turn.person.id);
  }
  if (answers.how === 'existing') return existing(turn, number, Number(answers.existing), request.customer);
  const { supplier, service } = destinationOf(turn.org, answers.to ?? '');
  if (supplier === request.customer) return { refusal: { why: 'askTheCustomer', department: supplier } };
  const { at, words: needByWords } = readField(answers.needBy ?? '', turn.now, turn.person.zone);
  if (at && badTime(at, turn.now)) return badly(turn, 'needBy', at, turn.now);
  const filed = await fileRequest(turn, {
    asker: turn.person.id,
    customer: request.supplier,
    supplier,
    service,
    need: answers.need ?? '',
    needBy: at,
    needByWords,
    // What stands still further down is what this one blocks, too.
    blocks: request.blocks,
    urgency: request.urgency,
    files: [],
  });
  if ('refusal' in filed) return filed;
  const acted = await act(
    turn,
    number,
    { kind: 'block', by: turn.person.id, blocker: filed.request.number },
    turn.person.id,
  );
  return 'effects' in acted ? { ...acted, effects: [...filed.effects, ...acted.effects] } : acted;
}

async function existing(turn: Turn, number: number, blocker: number, customer: string): Promise<Blocked> {
  const loaded = await load(turn.tx, blocker);
  if (!loaded || loaded.request.stage === 'closed') return { refusal: { why: 'blockerClosed', number: blocker } };
  if (loaded.request.supplier === customer) return { refusal: { why: 'askTheCustomer', department: customer } };
  return act(turn, number, { kind: 'block', by: turn.person.id, blocker }, turn.person.id);
}
