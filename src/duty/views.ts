import { dutyOn } from '../org/duty.ts';
import { departmentName } from '../org/organisation.ts';
import { type Button, type Card, type Element, sentence } from '../platform/card.ts';
import { customersFor, dayFor, daysFor, type Look, nameOf, namesOf } from './look.ts';
import type { Handover, Refusal, Watch } from './rules.ts';

type Kind = 'handOver' | 'change' | 'ready' | 'cannot' | 'agree' | 'refuse' | 'withdraw';

/** A button of this feature. */
export function button(look: Look, kind: Kind, value: string, style: Button['style'] = 'plain'): Button {
  return { action: `duty.${kind}`, value, label: look.say(`do.${kind}`), style };
}

export const text = (...lines: string[]): Element => ({ kind: 'text', text: lines.filter(Boolean).join('\n') });

const quoted = (look: Look, words: string, by: string): Element[] =>
  words === '' ? [] : [{ kind: 'quote', text: words, by: nameOf(look, by) }];

/** The colleague's question. */
export function askCard(look: Look, handover: Handover): Card {
  const { id, department, date, giver, taker } = handover;
  const others = dutyOn(look.org, department, date).filter((person) => person !== giver && person !== taker);
  const { say } = look;
  return {
    title: say('ask.title', { giver: nameOf(look, giver), date: dayFor(look, date) }),
    tone: 'act',
    elements: [
      ...quoted(look, handover.reason, giver),
      text(
        say('ask.fact', { department: departmentName(look.org, department), date: dayFor(look, date) }),
        others.length > 0 ? say('ask.others', { others: namesOf(look, others) }) : '',
        say('ask.next', { giver: nameOf(look, giver) }),
      ),
    ],
    buttons: [button(look, 'agree', String(id), 'primary'), button(look, 'refuse', String(id))],
  };
}

function named(look: Look, { department, date, giver, taker }: Handover) {
  return {
    department: departmentName(look.org, department),
    date: dayFor(look, date),
    giver: nameOf(look, giver),
    taker: nameOf(look, taker),
  };
}

/** What the colleague's card says once the question is settled. */
export function takerDoneCard(look: Look, handover: Handover): Card {
  const names = named(look, handover);
  switch (handover.status) {
    case 'agreed':
      return sentence(look.say('agreed.taker', names), 'good');
    case 'refused':
      return sentence(look.say('refused.taker', names));
    case 'withdrawn':
      return sentence(look.say('withdrawn.taker', names));
    default: {
      const who = namesOf(look, dutyOn(look.org, handover.department, handover.date));
      return sentence(look.say('overtaken.taker', { ...names, who }));
    }
  }
}

/** What the giver hears: agreed, or why the roster stands. `head` is who may be told instead. */
export function giverCard(look: Look, handover: Handover, head: string | null): Card {
  const names = named(look, handover);
  const { say } = look;
  if (handover.status === 'agreed')
    return { ...sentence(say('agreed.giver', names), 'good'), elements: [text(say('agreed.text'))] };
  const why = handover.status === 'refused' ? 'refused' : handover.status === 'asked' ? 'silent' : 'unreachable';
  const next =
    why === 'silent'
      ? button(look, 'withdraw', String(handover.id), 'primary')
      : button(look, 'handOver', handover.department, 'primary');
  return {
    title: say(`${why}.giver`, names),
    tone: 'act',
    elements: [text(say('still.text'), say('still.next', { head: nameOf(look, head) }))],
    buttons: [next],
  };
}

/** The head learns of an agreement; nothing is asked. */
export function headAgreedCard(look: Look, handover: Handover): Card {
  const elements = [text(look.say('agreed.headText'))];
  return { title: look.say('agreed.head', named(look, handover)), tone: 'plain', elements, buttons: [] };
}

/** Nobody was found for a date: the fact, what it blocks, the next step. */
export function cannotCard(look: Look, handover: Handover): Card {
  const customers = customersFor(look, handover.department);
  return {
    title: look.say('cannot.title', named(look, handover)),
    tone: 'act',
    elements: [
      ...quoted(look, handover.reason, handover.giver),
      text(look.say('cannot.blocks', { customers }), look.say('cannot.next')),
    ],
    buttons: [button(look, 'change', `${handover.department}|${handover.date}`, 'primary')],
  };
}

export interface RosterChange {
  department: string;
  date: string;
  taker: string;
  by: string;
  reason: string;
}

/** Whoever is on duty by a change of the roster. `first` is the rest to confirm, when one is being confirmed. */
export function changedTakerCard(look: Look, change: RosterChange, first: string | null): Card {
  const names = {
    by: nameOf(look, change.by),
    date: dayFor(look, change.date),
    department: departmentName(look.org, change.department),
  };
  const buttons = first
    ? [
        button(look, 'ready', `${change.department}|${first}`, 'primary'),
        button(look, 'cannot', `${change.department}|${first}`),
      ]
    : [];
  return {
    title: look.say('changed.taker', names),
    tone: first ? 'act' : 'plain',
    elements: [...quoted(look, change.reason, change.by), text(look.say('changed.takerText'))],
    buttons,
  };
}

/** Whoever stood on the roster before a change. */
export function changedGiverCard(look: Look, change: RosterChange): Card {
  const names = { date: dayFor(look, change.date), department: departmentName(look.org, change.department) };
  return {
    title: look.say('changed.giver', names),
    tone: 'plain',
    elements: [
      ...quoted(look, change.reason, change.by),
      text(look.say('changed.giverText', { taker: nameOf(look, change.taker) })),
    ],
    buttons: [],
  };
}

export interface Resting {
  department: string;
  /** All closed dates. */
  rest: readonly string[];
  first: string;
}

/** One person's question before a rest, and what becomes of it. */
export function readyCard(look: Look, resting: Resting, mine: readonly Watch[]): Card {
  const { say } = look;
  const department = departmentName(look.org, resting.department);
  const customers = customersFor(look, resting.department);
  const value = `${resting.department}|${resting.first}`;
  const open = mine.filter((watch) => watch.ready !== 'ready');
  const datesOf = (some: readonly Watch[]) =>
    daysFor(
      look,
      some.map((watch) => watch.date),
    );
  if (mine.length === 0) return sentence(say('ready.none'));
  if (open.length === 0) {
    return {
      title: say('ready.done', { dates: datesOf(mine), department }),
      tone: 'good',
      elements: [text(say('ready.thanks', { customers }))],
      buttons: [button(look, 'handOver', resting.department)],
    };
  }
  return {
    title: say('ready.title', { dates: datesOf(open), department }),
    tone: 'act',
    elements: [
      text(
        say('ready.fact', { department, rest: daysFor(look, resting.rest), dates: datesOf(open) }),
        say('ready.blocks', { customers }),
        say('ready.next'),
      ),
    ],
    buttons: [button(look, 'ready', value, 'primary'), button(look, 'cannot', value)],
  };
}

/** The head's card about dates nobody has confirmed; it names dates, and who is asked, and blames nobody. */
export function unreadyCard(look: Look, resting: Resting, open: readonly Watch[], askedAt: Date): Card {
  const { say } = look;
  const department = departmentName(look.org, resting.department);
  const [first] = open;
  if (!first) {
    const title = say('unready.done', { department, dates: daysFor(look, resting.rest) });
    return { ...sentence(title, 'good'), buttons: [] };
  }
  return {
    title: say('unready.title', {
      department,
      dates: daysFor(
        look,
        open.map((watch) => watch.date),
      ),
    }),
    tone: 'act',
    elements: [
      text(say('unready.fact', { asked: askedAt })),
      { kind: 'list', items: open.map((watch) => watchItem(look, watch)) },
      text(say('unready.blocks', { customers: customersFor(look, resting.department) }), say('unready.next')),
    ],
    buttons: [button(look, 'change', `${resting.department}|${first.date}`, 'primary')],
  };
}

/** One date of a rest, who has it, and whether they are ready. */
export function watchItem(look: Look, watch: Watch): { text: string; mark?: 'done' | 'todo'; note?: string } {
  const { say } = look;
  const line = say('rest.line', { date: dayFor(look, watch.date), who: nameOf(look, watch.person) });
  if (watch.person === null)
    return { text: say('rest.line', { date: dayFor(look, watch.date), who: say('rest.nobody') }), mark: 'todo' };
  switch (watch.ready) {
    case 'ready':
      return { text: line, mark: 'done', note: say('rest.ready') };
    case 'open':
      return { text: line, mark: 'todo', note: say('rest.open') };
    case 'unasked':
      return { text: line };
  }
}

/** A "no" about a handover: what is true instead. */
export function refusalCard(look: Look, handover: Handover, refusal: Refusal): Card {
  const who = namesOf(look, dutyOn(look.org, handover.department, handover.date));
  const at = 'at' in refusal ? { at: refusal.at } : {};
  return sentence(look.say(`no.${refusal.why}`, { ...named(look, handover), who, ...at }));
}
