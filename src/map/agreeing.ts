import { type Effect, type Outcome, type Turn, whisper } from '../engine/feature.ts';
import { leaderOf, quietUntil } from '../org/leaders.ts';
import { type Requirement, type RequirementKind, requirementKinds } from '../org/organisation.ts';
import { learnAgreement, loadOrganisation } from '../org/store.ts';
import { type Card, sentence } from '../platform/card.ts';
import type { Form, RawAnswers } from '../platform/form.ts';
import {
  ANY_SERVICE,
  notLeader,
  openSides,
  proposalCard,
  refusalCard,
  refuseForm,
  wordingForm,
} from './agreement-views.ts';
import { gapCard, kindOfGap } from './gap-views.ts';
import { type Look, lookAs, lookOf, sidesLed, unitName } from './look.ts';
import { deliverOf } from './measures.ts';
import { refreshGaps } from './notices.ts';
import {
  agreementKey,
  type Command,
  decide,
  type Proposal,
  propose,
  type Refusal,
  type Side,
  settledAs,
  type Terms,
} from './proposal-rules.ts';
import { mapState } from './state.ts';
import {
  agreementOf,
  insertProposal,
  lockAgreement,
  newestProposal,
  openProposalOn,
  proposalOf,
  saveProposal,
} from './store.ts';
import type { Gap } from './types.ts';
import { departmentOf, pairKey } from './units.ts';

/** A gap as it stands now, or that it is none any more. */
export async function showGap(turn: Turn, key: string): Promise<Card> {
  const look = lookOf(turn.org, turn.person);
  const { gaps, edges } = await mapState(turn.tx, turn.org);
  const gap = gaps.find((one) => one.key === key);
  if (!gap) return sentence(look.say('gap.closed'), 'good');
  const card = gapCard(look, gap, edges.find((edge) => pairKey(edge) === pairKey(gap)) ?? null);
  const waiting = sidesLed(turn.org, turn.person.id, gap).length > 0 ? await openProposalOn(turn.tx, key) : null;
  if (!waiting) return card;
  // Whoever leads a side since a wording was proposed, or was not asked, finds it here; the way on is the wording's.
  const wording = proposalCard(look, waiting);
  return { ...wording, elements: [...card.elements.slice(0, -1), ...wording.elements] };
}

/** The form in which a wording is proposed for a gap, or why it cannot be. */
export async function proposeForm(turn: Turn, key: string): Promise<Form | Card> {
  const look = lookOf(turn.org, turn.person);
  const gap = await gapOf(turn, key);
  if (!gap) return sentence(look.say('gap.closed'), 'good');
  const no = forbidden(look, gap);
  if (no) return no;
  const initial = 'requires' in gap ? gap.requires : 'believes' in gap ? gap.believes : null;
  const { supplier, customer } = gap;
  return wordingForm(look, 'propose', key, { supplier, customer, service: null, kind: kindOfGap(gap) }, initial);
}

/** The form in which an agreement is worded anew. */
export async function renewForm(turn: Turn, agreement: string): Promise<Form | Card> {
  const look = lookOf(turn.org, turn.person);
  const newest = await newestProposal(turn.tx, agreement);
  if (!newest) return sentence(look.say('no.unknown'));
  const no = forbidden(look, newest);
  if (no) return no;
  return wordingForm(look, 'renew', agreement, termsOf(newest), newest.requirement);
}

/** The form behind a button of an open wording: change it, or refuse it. */
export async function proposalForm(turn: Turn, kind: 'reword' | 'refuse', value: string): Promise<Form | Card> {
  const look = lookOf(turn.org, turn.person);
  const proposal = await proposalOf(turn.tx, idIn(value));
  if (!proposal) return sentence(look.say('no.unknown'));
  const no = forbidden(look, proposal);
  if (no) return no;
  if (proposal.status !== 'open') return refused(turn, look, proposal, settledAs(proposal.status));
  if (kind === 'refuse') return refuseForm(look, proposal);
  return wordingForm(look, 'reword', value, termsOf(proposal), proposal.requirement);
}

async function gapOf(turn: Turn, key: string): Promise<Gap | null> {
  const { gaps } = await mapState(turn.tx, turn.org);
  return gaps.find((one) => one.key === key) ?? null;
}

function forbidden(look: Look, pair: Record<Side, string>): Card | null {
  const departments = [departmentOf(pair.supplier), departmentOf(pair.customer)];
  const gone = departments.find((key) => !look.org.departments.has(key));
  if (gone) return sentence(look.say('no.gone', { department: unitName(look, gone) }));
  return sidesLed(look.org, look.viewer.id, pair).length > 0 ? null : notLeader(look, departments);
}

const termsOf = ({ supplier, customer, service, gap, requirement }: Proposal): Terms => ({
  supplier,
  customer,
  service,
  gap,
  kind: requirement.kind,
});

const idIn = (value: string): number => (/^\d{1,9}$/.test(value) ? Number(value) : 0);

/** Answers to the forms that word an agreement. */
export async function submittedWording(
  turn: Turn,
  name: string,
  context: string,
  answers: RawAnswers,
): Promise<Outcome> {
  const look = lookOf(turn.org, turn.person);
  const { person, tx } = turn;
  const before = name === 'reword' ? await proposalOf(tx, idIn(context)) : await newestProposal(tx, context);
  const terms =
    name === 'propose' ? await proposedTerms(turn, context, answers) : before && renewedTerms(turn, before, answers);
  if (!terms) return whisper(sentence(look.say(name === 'propose' ? 'gap.closed' : 'no.unknown')));
  const no = forbidden(look, terms);
  if (no) return whisper(no);
  const read = requirementIn(look, terms.kind, answers);
  if ('problems' in read) return { effects: [], reply: { kind: 'problems', fields: read.problems } };
  const agreement = agreementKey(terms);
  await lockAgreement(tx, agreement);
  const newest = await newestProposal(tx, agreement);
  // Who changes a wording means the one they read.
  if (name === 'reword' && newest && newest.id !== before?.id) return whisper(refusalCard(look, newest, 'replaced'));
  if (newest?.status === 'open')
    return settle(turn, newest, { kind: 'reword', by: person.id, requirement: read.requirement });
  if (name === 'reword' && newest) return whisper(await refused(turn, look, newest, settledAs(newest.status)));
  const sides = sidesLed(turn.org, person.id, terms);
  const first = propose(terms, read.requirement, (newest?.version ?? 0) + 1, person.id, sides, turn.now);
  if ('refusal' in first) return whisper(notLeader(look, [departmentOf(terms.supplier), departmentOf(terms.customer)]));
  return announce(turn, await insertProposal(tx, first), null);
}

async function proposedTerms(turn: Turn, key: string, answers: RawAnswers): Promise<Terms | null> {
  const gap = await gapOf(turn, key);
  if (!gap) return null;
  // An agreement of another kind would leave this gap as it is.
  const kind = kindOfGap(gap) ?? requirementKinds.find((one) => one === answers.kind) ?? 'onTime';
  const { supplier, customer } = gap;
  return { supplier, customer, kind, service: serviceIn(turn, supplier, answers), gap: key };
}

function serviceIn(turn: Turn, supplier: string, answers: RawAnswers): string | null {
  const service = turn.org.services.get(answers.service ?? ANY_SERVICE);
  return service?.supplier === supplier ? service.key : null;
}

/** The same terms; worded anew for another service, it is an agreement of its own beside the one there is. */
function renewedTerms(turn: Turn, before: Proposal, answers: RawAnswers): Terms {
  const terms = termsOf(before);
  return answers.service ? { ...terms, service: serviceIn(turn, terms.supplier, answers) } : terms;
}

/** Whether a number can stand: with a unit one can be on time by, where it sets a time. */
function requirementIn(
  look: Look,
  kind: RequirementKind,
  answers: RawAnswers,
): { requirement: Requirement } | { problems: Record<string, string> } {
  const amount = answers.amount ? Number(answers.amount) : null;
  const unit = amount === null ? null : (answers.unit ?? '').trim() || null;
  const requirement = { kind, amount, unit, words: answers.words ?? '' };
  if (amount !== null && kind === 'onTime' && deliverOf(requirement) === null)
    return { problems: { unit: look.say('problem.time') } };
  return { requirement };
}

/** Confirms or refuses a wording. */
export async function answered(turn: Turn, value: string, command: Command): Promise<Outcome> {
  const look = lookOf(turn.org, turn.person);
  const named = await proposalOf(turn.tx, idIn(value));
  if (!named) return whisper(sentence(look.say('no.unknown')));
  await lockAgreement(turn.tx, named.agreement);
  const proposal = await proposalOf(turn.tx, named.id);
  if (!proposal) return whisper(sentence(look.say('no.unknown')));
  return settle(turn, proposal, command);
}

async function settle(turn: Turn, proposal: Proposal, command: Command): Promise<Outcome> {
  const look = lookOf(turn.org, turn.person);
  if (proposal.status === 'open' && [proposal.supplier, proposal.customer].some((unit) => gone(turn, unit)))
    return endOf(turn, { ...proposal, status: 'refused', settledAt: turn.now });
  const decision = decide(proposal, command, sidesLed(turn.org, turn.person.id, proposal), turn.now);
  if ('refusal' in decision) return whisper(await refused(turn, look, proposal, decision.refusal));
  await saveProposal(turn.tx, decision.proposal);
  if (!decision.next) return announce(turn, decision.proposal, proposal);
  return announce(turn, await insertProposal(turn.tx, decision.next), proposal);
}

/** Why not; of a wording that was replaced, the one that stands in its place. */
async function refused(turn: Turn, look: Look, proposal: Proposal, refusal: Refusal): Promise<Card> {
  const shown = refusal === 'replaced' ? await newestProposal(turn.tx, proposal.agreement) : proposal;
  return refusalCard(look, shown ?? proposal, refusal);
}

const gone = ({ org }: Turn, unit: string): boolean => !org.departments.has(departmentOf(unit));

/** A department has left the organisation: there is nobody to agree with. */
async function endOf(turn: Turn, proposal: Proposal): Promise<Outcome> {
  await saveProposal(turn.tx, proposal);
  const look = lookOf(turn.org, turn.person);
  return whisper(proposalCard(look, proposal), toOthers(turn, proposal, null));
}

/** What became of a wording is told to both sides; agreed, it becomes the organisation's, and its gap closes. */
async function announce(turn: Turn, proposal: Proposal, before: Proposal | null): Promise<Outcome> {
  if (proposal.status !== 'agreed') return whisper(...(await standing(turn, proposal, before)));
  await learnAgreement(turn.tx, agreementOf(proposal), turn.now);
  const org = await loadOrganisation(turn.tx);
  const after: Turn = { ...turn, org };
  const card = proposalCard(lookOf(org, turn.person), proposal);
  const departments = [departmentOf(proposal.supplier), departmentOf(proposal.customer)];
  return whisper(card, [...toOthers(after, proposal, before), ...(await refreshGaps(after, departments))]);
}

async function standing(turn: Turn, proposal: Proposal, before: Proposal | null): Promise<[Card, Effect[]]> {
  const look = lookOf(turn.org, turn.person);
  const asked = openSides(proposal).find((side) => leaderOf(turn, departmentOf(proposal[side])) === null);
  const card = proposalCard(look, proposal);
  if (proposal.status !== 'open' || !asked) return [card, toOthers(turn, proposal, before)];
  const department = unitName(look, departmentOf(proposal[asked]));
  return [sentence(look.say('no.nobodyThere', { department })), toOthers(turn, proposal, before)];
}

const slotOf = ({ agreement }: Proposal): string => `agreement/${agreement}`;

/** Everyone with a part in a wording: who spoke for either side, now or before, and whoever leads it. */
function toOthers(turn: Turn, proposal: Proposal, before: Proposal | null): Effect[] {
  const spoke = [proposal, before].flatMap((one) => (one ? [one.proposedBy, one.supplierBy, one.customerBy] : []));
  const leading = [proposal.supplier, proposal.customer].map((unit) => leaderOf(turn, departmentOf(unit)));
  const people = new Set([...spoke, ...leading].filter((id): id is string => id !== null));
  const slot = slotOf(proposal);
  return [...people].flatMap((to): Effect[] => {
    const look = lookAs(turn.org, to);
    if (!look?.viewer.active) return [];
    const card = proposalCard(look, proposal);
    if (to === turn.person.id) return [{ kind: 'update', to, slot, card }];
    return [{ kind: 'post', to, card, priority: 'reply', slot, notBefore: quietUntil(turn, to) }];
  });
}
