import { showTime } from '../messages/time.ts';
import { canActFor } from '../org/duty.ts';
import type { Organisation, Person } from '../org/organisation.ts';
import type { Card, Element } from '../platform/card.ts';
import { words } from './messages.ts';
import { type RingState, refereeAt } from './ring-rules.ts';
import type { LoadedRing } from './ring-store.ts';
import { departmentName, everyone, unended } from './scene.ts';
import type { Request, RequestNumber } from './types.ts';

type Graph = ReadonlyMap<RequestNumber, Request>;

/** Whom a person stands for in a ring: the first of its departments they belong to. */
export const departmentIn = (org: Organisation, ring: RingState, person: string): string | null =>
  ring.departments.find((department) => canActFor(org, person, department)) ?? null;

/** What a person reads of a ring, and can do about it. */
export function ringCard(org: Organisation, requests: Graph, { id, state }: LoadedRing, person: Person): Card {
  const say = words(person.locale, person.zone);
  const departments = state.departments.map((key) => departmentName(org, key)).join(' → ');
  const offers = state.offers.map((offer) => {
    const about = { department: departmentName(org, offer.department), what: unended(offer.what) };
    const text = offer.at
      ? say('ring.offer', { ...about, at: offer.at })
      : say('ring.offerWords', { ...about, words: unended(offer.words) });
    return { text, mark: 'todo' as const };
  });
  if (state.closedAt) {
    const done = offers.map((offer) => ({ ...offer, mark: 'done' as const }));
    return {
      title: say('ring.closedTitle', { departments }),
      tone: 'good',
      elements: [{ kind: 'text', text: say('ring.solved') }, ...list(done)],
      buttons: [],
    };
  }
  const mine = departmentIn(org, state, person.id);
  const referee = org.company.referees.includes(person.id) && !mine;
  const elements: Element[] = [
    { kind: 'text', text: say('ring.fact') },
    ...blocksText(requests, state, say),
    ...links(org, requests, state, say),
    { kind: 'text', text: offers.length > 0 ? say('ring.offers') : say('ring.noOffers') },
    ...list(offers),
    { kind: 'text', text: nextText(org, mine, referee, say) },
    ...refereeText(org, state, person, say),
  ];
  const title = say(referee ? 'ring.refereeTitle' : 'ring.title', { departments });
  const offer = { action: 'requests.offer', value: String(id), label: say('do.offer'), style: 'primary' as const };
  const call = {
    action: 'requests.callReferee',
    value: String(id),
    label: say('do.callReferee'),
    style: 'plain' as const,
  };
  const buttons = mine ? [offer, ...(state.refereeTold ? [] : [call])] : [];
  return { title, tone: 'act', elements, buttons };
}

type Say = ReturnType<typeof words>;

const list = (items: Extract<Element, { kind: 'list' }>['items']): Element[] =>
  items.length > 0 ? [{ kind: 'list', items }] : [];

function blocksText(requests: Graph, ring: RingState, say: Say): Element[] {
  const what = [...new Set(ring.links.flatMap((number) => requests.get(number)?.blocks || []))].join(' · ');
  return what ? [{ kind: 'text', text: say('ring.blocks', { what: unended(what) }) }] : [];
}

function links(org: Organisation, requests: Graph, ring: RingState, say: Say): Element[] {
  const items = ring.links.flatMap((number) => {
    const link = requests.get(number);
    if (!link) return [];
    const names = {
      supplier: departmentName(org, link.supplier),
      customer: departmentName(org, link.customer),
      id: `R-${number}`,
    };
    return [{ text: say('chain.link', names), note: link.need, mark: 'now' as const }];
  });
  return list(items);
}

function nextText(org: Organisation, mine: string | null, referee: boolean, say: Say): string {
  if (mine) return say('ring.question', { department: departmentName(org, mine) });
  return say(referee ? 'ring.refereeNext' : 'ring.next');
}

function refereeText(org: Organisation, ring: RingState, person: Person, say: Say): Element[] {
  const at = refereeAt(ring, org);
  return at ? [{ kind: 'text', text: say('ring.referee', { at: showTime(at, person.locale, person.zone) }) }] : [];
}

/** What the group of a ring's people begins with: the same for all of them, in the company's language, nothing to press. */
export function groupCard(org: Organisation, requests: Graph, ring: LoadedRing): { name: string; card: Card } {
  const { locale, zone } = org.company;
  const card = ringCard(org, requests, ring, everyone(org));
  const departments = ring.state.departments.map((key) => departmentName(org, key)).join(' → ');
  return { name: words(locale, zone)('ring.group', { departments }), card };
}
