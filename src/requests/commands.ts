import type { Command, Outcome, Turn } from '../engine/feature.ts';
import { departmentsOf } from '../org/duty.ts';
import { type Card, type Element, sentence } from '../platform/card.ts';
import { sceneOf } from './act.ts';
import { chainBill } from './bill.ts';
import { calledForm, fileCalled, readCalled } from './called.ts';
import { contextOf, fileForm, prefillOf } from './form-file.ts';
import { filesCame } from './late-files.ts';
import { isMine, listCard } from './lists.ts';
import { words } from './messages.ts';
import { refusalCard } from './refusals.ts';
import { inOpenRing } from './ring-store.ts';
import { leads } from './rules-owner.ts';
import { departmentName, idOf, lookAt, mayRead, readId } from './scene.ts';
import { load, openRequests } from './store.ts';
import type { Request } from './types.ts';
import { chainCard, requestCard } from './views.ts';

export const commands: readonly Command[] = [
  {
    name: 'request',
    aliases: ['请求'],
    files: true,
    help: {
      en: 'ask the department that blocks you, e.g. {{/request}} production 500 pcs of A tomorrow',
      'zh-CN': '向卡住您的部门提出请求，例如 {{/request|请求}} 生产部 明早要500件A料',
    },
  },
  {
    name: 'requests',
    aliases: ['请求列表'],
    help: {
      en: 'what waits for you, what you wait for, what is open',
      'zh-CN': '等我处理的、我在等的、本部门未完成的',
    },
  },
  {
    name: 'chain',
    aliases: ['链路'],
    help: {
      en: 'where a request really stands, e.g. {{/chain}} R-1042',
      'zh-CN': '一个请求到底停在哪里，例如 {{/chain|链路}} R-1042',
    },
  },
  {
    name: 'called',
    aliases: ['转电话'],
    files: true,
    help: {
      en: 'for referees: pass a phone call on, e.g. {{/called}} materials sales check stock SO-2051',
      'zh-CN': '裁判把电话转成请求，例如 {{/called|转电话}} 物控 销售 查库存 SO-2051',
    },
  },
];

export async function commanded(turn: Turn, command: string, text: string): Promise<Outcome> {
  switch (command) {
    case 'request':
      return { effects: [], reply: { kind: 'form', form: await requestForm(turn, text) } };
    case 'requests':
      return list(turn);
    case 'called':
      return called(turn, text);
    default:
      return chain(turn, text);
  }
}

const requestForm = (turn: Turn, text: string) => fileForm(turn, contextOf(prefillOf(turn.org, text, turn.files)));

/** Words that are no command: offered as a request, never filed by themselves. */
export async function overheard(turn: Turn, text: string): Promise<Outcome | null> {
  const trimmed = text.trim();
  if (turn.files.length > 0) return filesCame(turn, trimmed);
  if ([...trimmed].length < 6) return null;
  const say = words(turn.person.locale, turn.person.zone);
  const whole = contextOf(prefillOf(turn.org, trimmed));
  // A button carries 500 characters; longer words are asked for again rather than cut in silence.
  const long = whole.length > 480;
  const value = long ? contextOf({}) : whole;
  const button = { action: 'requests.fileFrom', value, label: say('do.file'), style: 'primary' as const };
  const elements: Element[] = [
    { kind: 'quote', text: trimmed },
    { kind: 'text', text: say(long ? 'overheard.long' : 'overheard.next') },
  ];
  return {
    effects: [],
    reply: { kind: 'whisper', card: { ...sentence(say('overheard.title')), elements, buttons: [button] } },
  };
}

/** What is open and concerns a person or their department. */
async function openFor(turn: Turn): Promise<Request[]> {
  const departments = departmentsOf(turn.org, turn.person.id);
  return openRequests(turn.tx, {
    supplier: departments,
    customer: departments,
    person: turn.person.id,
    disputed: turn.org.company.referees.includes(turn.person.id),
    ownerOf: departments.filter((department) => leads(turn.org, turn.person.id, department)),
    limit: 200,
  });
}

async function list(turn: Turn): Promise<Outcome> {
  return { effects: [], reply: { kind: 'whisper', card: listCard(turn, await openFor(turn)) } };
}

/** What waits for this person with its buttons, then everything open as a list. */
export async function home(turn: Turn): Promise<Card[]> {
  const say = words(turn.person.locale, turn.person.zone);
  const open = await openFor(turn);
  const mine = open.filter((request) => isMine(request, turn.person.id, turn.org)).slice(0, mostAtHome);
  const scene = await sceneOf(turn, mine);
  const file = {
    action: 'requests.fileFrom',
    value: contextOf({}),
    label: say('do.fileNew'),
    style: 'primary' as const,
  };
  return [
    { ...listCard(turn, open), buttons: [file] },
    ...mine.map((request) => requestCard(lookAt(scene, request, turn.person), null)),
  ];
}

/** A page in a messenger has room for about this many cards. */
const mostAtHome = 8;

/** Draws the chain of a request for whoever is involved in it. */
export async function chain(turn: Turn, text: string): Promise<Outcome> {
  const say = words(turn.person.locale, turn.person.zone);
  const number = readId(text);
  const whisper = (title: string): Outcome => ({ effects: [], reply: { kind: 'whisper', card: sentence(title) } });
  if (number === null) return whisper(say('no.noNumber'));
  const loaded = await load(turn.tx, number);
  if (!loaded) return whisper(say('no.unknown', { id: idOf(number) }));
  const scene = await sceneOf(turn, [loaded.request]);
  if (!mayRead(scene, turn.person.id)) {
    const { customer, supplier } = loaded.request;
    const [a, b] = [departmentName(turn.org, customer), departmentName(turn.org, supplier)];
    return whisper(say('no.notInvolved', { customer: a, supplier: b }));
  }
  const bill = chainBill(loaded.request, (one) => scene.requests.get(one), turn.now, turn.org);
  const card = chainCard(lookAt(scene, loaded.request, turn.person), await inOpenRing(turn.tx, number), bill);
  return { effects: [], reply: { kind: 'whisper', card } };
}

async function called(turn: Turn, text: string): Promise<Outcome> {
  if (!turn.org.company.referees.includes(turn.person.id)) {
    return {
      effects: [],
      reply: { kind: 'whisper', card: refusalCard(turn.org, turn.person, { why: 'notReferee' }, null) },
    };
  }
  const read = readCalled(turn.org, text);
  if (!read) return { effects: [], reply: { kind: 'form', form: await calledForm(turn, text, turn.files) } };
  return fileCalled(turn, read, turn.files);
}
