import type { Agreement } from '../org/organisation.ts';
import { type Button, type Card, type Element, sentence } from '../platform/card.ts';
import type { Field, Form } from '../platform/form.ts';
import { button, kindName, requirementLine, sidesOf, text } from './gap-views.ts';
import { type Look, leaderNames, personName, sidesLed, unitName } from './look.ts';
import { deliverOf } from './measures.ts';
import type { Proposal, Refusal, Side, Terms } from './proposal-rules.ts';
import { departmentOf } from './units.ts';

/** What the service of an agreement is called; null where it is about whatever is asked. */
function serviceName(look: Look, key: string | null): string | null {
  return key === null ? null : (look.org.services.get(key)?.name ?? key);
}

const confirmedBy = ({ supplierBy, customerBy }: Proposal, side: Side): string | null =>
  side === 'supplier' ? supplierBy : customerBy;

/** Sides that have not confirmed a wording yet. */
export const openSides = (proposal: Proposal): Side[] =>
  (['supplier', 'customer'] as const).filter((side) => confirmedBy(proposal, side) === null);

/** A wording as it stands for one reader: to be confirmed by them, waiting for the other side, agreed, or refused. */
export function proposalCard(look: Look, proposal: Proposal): Card {
  switch (proposal.status) {
    case 'agreed':
      return agreedCard(look, proposal);
    case 'refused':
      return refusedCard(look, proposal);
    default:
      return openCard(look, proposal);
  }
}

function openCard(look: Look, proposal: Proposal): Card {
  const { say, org, viewer } = look;
  const mine = sidesLed(org, viewer.id, proposal);
  const waiting = openSides(proposal);
  const asked = waiting.some((side) => mine.includes(side));
  const names = { ...sidesOf(look, proposal), who: personName(look, proposal.proposedBy) };
  const others = leaderNames(
    look,
    waiting.map((side) => departmentOf(proposal[side])),
  );
  const value = String(proposal.id);
  const buttons: Button[] = asked
    ? [button(look, 'confirm', value, 'primary'), button(look, 'reword', value), button(look, 'refuse', value)]
    : [button(look, 'reword', value), button(look, 'refuse', value)];
  return {
    title: say(asked ? 'proposal.title' : 'proposal.waiting', names),
    tone: asked ? 'act' : 'plain',
    elements: [
      ...wording(look, proposal),
      text(say('proposal.becomes'), asked ? say('proposal.next') : say('proposal.others', { others })),
    ],
    buttons: mine.length > 0 ? buttons : [],
  };
}

function wording(look: Look, proposal: Proposal): Element[] {
  const { say } = look;
  const { supplier, customer } = sidesOf(look, proposal);
  const service = serviceName(look, proposal.service);
  return [
    { kind: 'quote', text: requirementLine(look, proposal.requirement), by: personName(look, proposal.proposedBy) },
    {
      kind: 'facts',
      facts: [
        { label: say('label.supplier'), value: supplier },
        { label: say('label.customer'), value: customer },
        ...(service ? [{ label: say('label.service'), value: service }] : []),
        { label: say('label.version'), value: String(proposal.version) },
      ],
    },
  ];
}

function agreedCard(look: Look, proposal: Proposal): Card {
  const { say, org, viewer } = look;
  const names = { ...sidesOf(look, proposal), version: proposal.version };
  const timed = deliverOf(proposal.requirement) !== null;
  const mine = sidesLed(org, viewer.id, proposal).length > 0;
  return {
    title: say('agreed.title', names),
    tone: 'good',
    elements: [...wording(look, proposal), text(say(timed ? 'agreed.target' : 'agreed.text', names))],
    buttons: mine ? [button(look, 'renew', proposal.agreement)] : [],
  };
}

function refusedCard(look: Look, proposal: Proposal): Card {
  const { say } = look;
  const names = sidesOf(look, proposal);
  if (proposal.settledBy === null) return sentence(say('refused.gone', names));
  const by = personName(look, proposal.settledBy);
  return {
    title: say('refused.title', { ...names, who: by }),
    tone: 'plain',
    elements: [
      ...(proposal.reason ? [{ kind: 'quote' as const, text: proposal.reason, by }] : []),
      text(say('refused.next')),
    ],
    buttons: proposal.gap ? [button(look, 'gap', proposal.gap)] : [],
  };
}

/** A "no" about a wording: what is true instead. */
export function refusalCard(look: Look, proposal: Proposal, refusal: Refusal): Card {
  const { say } = look;
  const names = sidesOf(look, proposal);
  const departments = [departmentOf(proposal.supplier), departmentOf(proposal.customer)];
  switch (refusal) {
    case 'notLeader':
      return notLeader(look, departments);
    case 'waiting': {
      const others = leaderNames(
        look,
        openSides(proposal).map((side) => departmentOf(proposal[side])),
      );
      return sentence(say('no.waiting', { ...names, others }));
    }
    case 'alreadyAgreed':
      // Whoever confirmed it and presses once more hears that it is done, and not all of it again.
      if ([proposal.supplierBy, proposal.customerBy].includes(look.viewer.id))
        return sentence(say('no.alreadyAgreed', names), 'good');
      return { ...proposalCard(look, proposal), title: say('no.alreadyAgreed', names), tone: 'plain' };
    default:
      return { ...proposalCard(look, proposal), title: say(`no.${refusal}`, names), tone: 'plain' };
  }
}

/** Only who leads one of these departments can do this. */
export function notLeader(look: Look, departments: readonly string[]): Card {
  const leaders = leaderNames(look, departments);
  const names = departments.map((department) => unitName(look, department)).join(look.say('list'));
  return sentence(look.say('no.notLeader', { departments: names, leaders }));
}

/** The form that words an agreement. `terms` are fixed while a wording is on its way, so they are not asked again. */
export function wordingForm(
  look: Look,
  action: 'propose' | 'renew' | 'reword',
  context: string,
  terms: Omit<Terms, 'kind' | 'gap'> & { kind: Terms['kind'] | null },
  initial: Pick<Agreement['requirement'], 'amount' | 'unit' | 'words'> | null,
): Form {
  const { say } = look;
  const names = sidesOf(look, terms);
  const about = terms.kind === null ? '' : [say('form.kind'), kindName(look, terms.kind)].join(say('colon'));
  const fields: Field[] = [
    ...(action === 'propose' && terms.kind === null ? [kindField(look)] : []),
    ...(action === 'reword' ? [] : serviceField(look, terms, action === 'propose')),
    {
      key: 'amount',
      label: say('form.amount'),
      hint: say('form.amountHint'),
      required: false,
      kind: 'number',
      min: 0,
      ...(initial && initial.amount !== null ? { initial: String(initial.amount) } : {}),
    },
    {
      key: 'unit',
      label: say('form.unit'),
      hint: say('form.unitHint'),
      required: false,
      kind: 'text',
      max: 20,
      ...(initial?.unit ? { initial: initial.unit } : {}),
    },
    {
      key: 'words',
      label: say('form.words'),
      hint: say('form.wordsHint'),
      required: true,
      kind: 'text',
      max: 300,
      ...(initial?.words ? { initial: initial.words } : {}),
    },
  ];
  return {
    action: `map.${action}`,
    context,
    title: say('form.title', names),
    intro: [about, say('form.intro', names)].filter(Boolean).join('\n'),
    submit: say('form.submit'),
    fields,
  };
}

const kinds = ['onTime', 'complete', 'correct', 'informed', 'reachable', 'other'] as const;

/** Asked where a gap is about the customer as such: any kind then closes it. */
function kindField(look: Look): Field {
  const options = kinds.map((value) => ({ value, label: kindName(look, value) }));
  return { key: 'kind', label: look.say('form.kind'), required: true, kind: 'choice', options, initial: 'onTime' };
}

/** The value of "whatever is asked" among the services. */
export const ANY_SERVICE = '~any';

function serviceField(
  look: Look,
  { supplier, service }: Pick<Terms, 'supplier' | 'service'>,
  required: boolean,
): Field[] {
  const services = [...look.org.services.values()].filter((service) => service.supplier === supplier);
  if (services.length === 0) return [];
  const options = [
    { value: ANY_SERVICE, label: look.say('form.anyService') },
    ...services.map(({ key, name }) => ({ value: key, label: name })),
  ];
  const label = look.say('form.service');
  const initial = services.some(({ key }) => key === service) && service !== null ? service : ANY_SERVICE;
  return [{ key: 'service', label, required, kind: 'choice', search: true, options, initial }];
}

/** Why a wording cannot become an agreement. */
export function refuseForm(look: Look, proposal: Proposal): Form {
  const { say } = look;
  const words: Field = { key: 'reason', label: say('form.reason'), required: true, kind: 'text', max: 300 };
  return {
    action: 'map.refuse',
    context: String(proposal.id),
    title: say('form.refuse', sidesOf(look, proposal)),
    submit: say('form.refuseSubmit'),
    fields: [words],
  };
}
