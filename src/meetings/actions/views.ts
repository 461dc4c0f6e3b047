import { leadersOf, leads } from '../../org/leaders.ts';
import { departmentName } from '../../org/organisation.ts';
import type { Button, Card, Element } from '../../platform/card.ts';
import { type Look, personName } from '../look.ts';
import type { Action, Cause } from '../types.ts';
import { acts, type Refusal } from './rules.ts';
import { daysSince, showDate, todayFor } from './times.ts';

/** Why a card is shown now. */
export type Occasion = 'yours' | 'soon' | 'past' | 'moved' | 'plain';

const titles = {
  yours: 'action.yours',
  soon: 'action.due.soon',
  past: 'action.due.past',
  moved: 'action.moved',
  plain: 'action.title',
} as const satisfies Record<Occasion, string>;

/** An action as it stands for one reader. */
export function actionCard(look: Look, action: Action, occasion: Occasion = 'plain'): Card {
  const names = { id: action.id, text: action.text, due: showDate(action.due, look) };
  return {
    title: look.say(titleOf(action, occasion), names),
    tone: toneOf(look, action, occasion),
    elements: [...factsOf(look, action), ...whatHappened(look, action, occasion)],
    buttons: buttonsOf(look, action),
  };
}

function titleOf({ status, reopened }: Action, occasion: Occasion) {
  if (status === 'done') return 'action.done';
  if (status === 'dropped') return 'action.dropped';
  return reopened.length > 0 && occasion === 'plain' ? 'action.reopened' : titles[occasion];
}

function toneOf(look: Look, { status, owner, reopened }: Action, occasion: Occasion): Card['tone'] {
  if (status === 'done') return 'good';
  if (status === 'dropped') return 'plain';
  const mine = owner === look.viewer.id;
  return mine && (occasion !== 'plain' || reopened.length > 0) ? 'act' : 'plain';
}

function factsOf(look: Look, action: Action): Element[] {
  const { say, org } = look;
  const due = showDate(action.due, look);
  const moved = action.moves.length;
  const facts = [
    { label: say('action.acts'), value: departmentName(org, action.supplier) },
    { label: say('action.for'), value: departmentName(org, action.customer) },
    { label: say('action.owner'), value: personName(look, action.owner) },
    {
      label: say('action.dueLabel'),
      value: moved > 0 ? say('action.dueMoved', { due, count: moved }) : due,
    },
    { label: say('action.sign'), value: action.sign },
    ...(action.cause ? [{ label: say('action.cause'), value: causeName(look, action.cause) }] : []),
  ];
  return [{ kind: 'facts', facts }];
}

/** What an action is to keep from coming back: `Shipping late`. */
export function causeName({ say, org }: Look, { kind, service }: Cause): string {
  const name = service === null ? say('cause.any') : (org.services.get(service)?.name ?? service);
  return say(`cause.${kind}`, { service: name });
}

function whatHappened(look: Look, action: Action, occasion: Occasion): Element[] {
  const { say } = look;
  const back = action.reopened.at(-1);
  const texts = [
    ...(back && action.status === 'open' ? [backAgain(look, action, back)] : []),
    ...(action.status === 'done' ? [say('action.seen', { words: action.closedWords }), say('action.next.done')] : []),
    ...(action.status === 'dropped' ? whyDropped(look, action) : []),
    ...(action.status === 'open' ? [say(occasion === 'past' ? 'action.late' : 'action.next.open')] : []),
  ];
  return texts.map((text) => ({ kind: 'text', text }));
}

/** In the words of who dropped it; or because one of its departments is gone. */
function whyDropped({ say, org }: Look, { closedBy, closedWords, supplier, customer }: Action): string[] {
  if (closedBy !== null) return [say('action.why', { words: closedWords })];
  const gone = [supplier, customer].filter((key) => !org.departments.has(key));
  const departments = gone.map((key) => departmentName(org, key)).join(say('list'));
  return departments === '' ? [] : [say('action.gone', { departments })];
}

function backAgain(look: Look, action: Action, { at, request, by, words }: Action['reopened'][number]): string {
  if (request === null) return look.say('action.back.person', { who: personName(look, by), at, words });
  const department = departmentName(look.org, action.customer);
  return look.say('action.back.request', { id: `R-${request}`, department, at });
}

function buttonsOf(look: Look, action: Action): Button[] {
  const { org, viewer } = look;
  const button = (name: 'done' | 'move' | 'hand' | 'drop' | 'reopen', style: Button['style'] = 'plain'): Button => ({
    action: `meetings.actions.${name}`,
    value: String(action.id),
    label: look.say(`do.${name}`),
    style,
  });
  const receives = leads(org, viewer.id, action.customer);
  if (![action.supplier, action.customer].every((key) => org.departments.has(key))) return [];
  if (action.status !== 'open') return receives || acts(org, viewer.id, action) ? [button('reopen')] : [];
  if (acts(org, viewer.id, action)) return [button('done', 'primary'), button('move'), button('hand'), button('drop')];
  return receives ? [button('drop')] : [];
}

/** A "no" about an action: what is true instead, and who can do it. */
export function refusalText(look: Look, action: Action, refusal: Refusal): string {
  const { org, say } = look;
  const who = [...new Set([action.owner, ...leadersOf(org, action.supplier)])].map((id) => personName(look, id));
  return say(`no.${refusal}`, {
    id: action.id,
    text: action.text,
    department: departmentName(org, action.supplier),
    supplier: departmentName(org, action.supplier),
    customer: departmentName(org, action.customer),
    who: refusal === 'alreadyOwner' ? personName(look, action.owner) : who.join(say('list')),
    due: showDate(action.due, look),
  });
}

/** A list has room for so many lines; the rest is counted. */
const mostLines = 12;

/** All actions that concern a person: theirs, their departments', those done for them. */
export function listCard(look: Look, actions: readonly Action[], departments: readonly string[], now: Date): Card {
  const { say, viewer } = look;
  const open = actions.filter(({ status }) => status === 'open');
  const mine = open.filter(({ owner }) => owner === viewer.id);
  const others = open.filter(({ owner }) => owner !== viewer.id);
  const ours = others.filter(({ supplier }) => departments.includes(supplier));
  const theirs = others.filter(({ supplier }) => !departments.includes(supplier));
  const closed = actions.filter(
    ({ status, closedAt }) => status === 'done' && closedAt && daysSince(closedAt, now) <= 30,
  );
  const parts = [
    ...part(look, say('list.mine'), mine, now),
    ...part(look, say('list.ours'), ours, now),
    ...part(look, say('list.theirs'), theirs, now),
    ...part(look, say('list.closed'), closed, now),
  ];
  const shown: Button[] = mine.slice(0, 3).map(({ id, text }) => ({
    action: 'meetings.actions.show',
    value: String(id),
    label: [...say('list.line', { id, text })].slice(0, 20).join(''),
    style: 'plain',
  }));
  const add: Button = { action: 'meetings.actions.add', value: '|', label: say('do.add'), style: 'primary' };
  const leading = departments.some((key) => leads(look.org, viewer.id, key));
  return {
    title: say('list.title'),
    tone: 'plain',
    elements: parts.length > 0 ? parts : [{ kind: 'text', text: say('list.none') }],
    buttons: leading ? [...shown, add] : shown,
  };
}

function part(look: Look, title: string, actions: readonly Action[], now: Date): Element[] {
  if (actions.length === 0) return [];
  const items = actions.slice(0, mostLines).map((action) => lineOf(look, action, now));
  const rest = actions.length - items.length;
  return [
    { kind: 'text', text: title },
    { kind: 'list', items },
    ...(rest > 0 ? [{ kind: 'text' as const, text: look.say('list.rest', { count: rest }) }] : []),
  ];
}

function lineOf(look: Look, action: Action, now: Date) {
  const { say, org } = look;
  const late = action.due < todayFor(org, action.supplier, now);
  const note = action.status === 'done' ? 'list.noteDone' : late ? 'list.noteLate' : 'list.note';
  const department = departmentName(org, action.supplier);
  return {
    text: say('list.line', { id: action.id, text: action.text }),
    mark: action.status === 'done' ? ('done' as const) : late ? ('now' as const) : ('todo' as const),
    note: say(note, { department, due: showDate(action.due, look) }),
  };
}
