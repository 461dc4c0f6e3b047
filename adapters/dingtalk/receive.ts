import {
  type Deed,
  DeliveryError,
  type Incoming,
  type Inlet,
  type Profile,
  type Reply,
  type UnreadFile,
} from '../../src/platform/adapter.ts';
import { answersTo } from './calendars.ts';
import type { Cards } from './cards.ts';
import { DingtalkError } from './errors.ts';
import { fetchFiles } from './files.ts';
import { type Ack, type Frame, topics } from './frames.ts';
import { objectAt } from './json.ts';
import { limits } from './limits.ts';
import {
  type CalendarChange,
  codeIn,
  type OrgEvent,
  parseCalendar,
  parseCard,
  parseEvent,
  parseRobot,
  profileOf,
  type RobotMessage,
} from './parse.ts';
import type { Ports } from './ports.ts';
import { answerOf, type Replies } from './reply.ts';
import { accountOfUnion, meet, pressOf } from './store.ts';

export interface ReceivePorts extends Ports {
  inlet: Inlet;
  replies: Replies;
  cards: Cards | null;
}

/** What a frame is answered with, once the inlet has it; null: nobody is there for its topic. */
export async function receiveFrame(ports: ReceivePorts, frame: Frame): Promise<Ack | null> {
  if (frame.type === 'EVENT') return orgEvent(ports, frame);
  if (frame.topic === topics.robot) return robotMessage(ports, frame);
  if (frame.topic === topics.card) return cardCallback(ports, frame);
  return null;
}

const ok: Ack = { code: 200, data: { response: null } };

async function robotMessage(ports: ReceivePorts, frame: Frame): Promise<Ack> {
  const message = parseRobot(frame.data, ports.settings.robotCode);
  switch (message.kind) {
    case 'quota':
      await ports.quota.usedUp('messages');
      return ok;
    case 'unpublished':
      ports.log.error(
        'dingtalk: a message came without its sender: is the robot published? Or is it somebody from outside?',
      );
      return ok;
    case 'noise':
      return ok;
    case 'said':
      break;
  }
  void ports.quota.count('messages');
  if (message.webhook) ports.replies.remember(message.account, message.webhook);
  if (message.unionId) await meet(ports.db, [{ userId: message.account, unionId: message.unionId }]);
  const reply = await ports.inlet.receive(await deedOf(ports, message));
  await ports.replies.inChat(message.id, message.account, reply);
  return ok;
}

type Said = Extract<RobotMessage, { kind: 'said' }>;

/** Words, or the press of a button that posts words. */
async function deedOf(ports: ReceivePorts, message: Said): Promise<Deed> {
  const { id, account, text } = message;
  const event = { id, platform: 'dingtalk', account } as const;
  const code = codeIn(text);
  const press = code && (await pressOf(ports.db, account, code));
  if (press) return { ...event, kind: 'clicked', ...press };
  const { say, person } = await ports.reader(account);
  const fetched = person ? await fetchFiles(ports, person, message.files) : { files: [], unread: [] };
  const refused: UnreadFile[] = message.refused.map((kind) => ({
    name: kind === 'audio' ? say('voice') : say('video'),
    why: 'wrongKind',
  }));
  const unread = [...fetched.unread, ...refused];
  return {
    ...event,
    kind: 'said',
    text,
    ...(fetched.files.length > 0 ? { files: fetched.files } : {}),
    ...(unread.length > 0 ? { unread } : {}),
  };
}

async function cardCallback(ports: ReceivePorts, frame: Frame): Promise<Ack> {
  const event = parseCard(frame);
  if (!event) return { code: 200, data: { response: {} } };
  void ports.quota.count('messages');
  const account = event.userIdType === 2 ? await accountOfUnion(ports.db, event.user) : event.user;
  if (account === null) {
    ports.log.warn('dingtalk: a card was pressed by a person whose unionId is not known');
    return { code: 200, data: { response: {} } };
  }
  const handled = handleCallback(ports, event, account);
  const inTime = await Promise.race([handled, late()]);
  if (inTime) return { code: 200, data: answerOf(inTime) };
  // The person would see an error: the card stays as it is, and what there is to see comes with a change of it.
  void handled
    .then(async (data) => {
      if (Object.keys(data).length > 0) await ports.cards?.overlay(event.outTrackId, account, data);
    })
    .catch((error: unknown) => ports.log.error({ err: error }, 'dingtalk card answered late, and not at all'));
  return { code: 200, data: { response: {} } };
}

function late(): Promise<null> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(null), limits.cardAnswerMs).unref();
  });
}

async function handleCallback(ports: ReceivePorts, event: NonNullable<ReturnType<typeof parseCard>>, account: string) {
  const incoming: Deed = { id: event.id, platform: 'dingtalk', account, ...event.callback };
  const reply: Reply | null = await ports.inlet.receive(incoming);
  return ports.replies.onCard(event, account, reply);
}

/** An event is delivered again when we say so. */
async function orgEvent(ports: ReceivePorts, frame: Frame): Promise<Ack> {
  const event = parseEvent(frame);
  try {
    if (event) for (const user of event.users) await directoryNews(ports, event, user);
    const change = ports.settings.calendar ? parseCalendar(frame) : null;
    if (change) await calendarChanged(ports, change);
    return { code: 200, data: { status: 'SUCCESS', message: 'handled' } };
  } catch (error) {
    ports.log.error({ err: error, event: event?.id }, 'dingtalk event not handled');
    return { code: 200, data: { status: 'LATER', message: 'not handled' } };
  }
}

/** The event tells that something changed, and the calendar what was answered. */
async function calendarChanged(ports: ReceivePorts, { id, event, operator }: CalendarChange): Promise<void> {
  const found = await answersTo(ports, event, operator).catch((error: unknown) => {
    // Not to be asked now, and not the next minute: the card is there for answers.
    if (error instanceof DeliveryError && error.retry !== 'later') return null;
    throw error;
  });
  for (const { account, answer } of found?.answers ?? []) {
    const about = { id: `${id}/${account}`, platform: 'dingtalk', account } as const;
    await ports.inlet.receive({ ...about, kind: 'responded', remote: found?.remote ?? '', answer });
  }
}

async function directoryNews(ports: ReceivePorts, { id, kind }: OrgEvent, account: string): Promise<void> {
  const event = { id: `${id}/${account}`, platform: 'dingtalk', account } as const;
  if (kind === 'left') {
    await ports.inlet.receive({ ...event, kind });
    return;
  }
  const profile = await profileNow(ports, account);
  if (!profile) return;
  const news: Incoming = { ...event, kind, profile };
  await ports.inlet.receive(news);
}

/** Documented: 33012 and 60121 say that there is no such person; they left in the meantime. */
const gone = ['33012', '60121', '60003'];

/** The person as the directory has them now; null when it does not say. Rejects when asking again may help. */
async function profileNow(ports: ReceivePorts, account: string): Promise<Profile | null> {
  try {
    const answer = await ports.api.directory('/topapi/v2/user/get', { userid: account });
    const found = profileOf(objectAt(answer, 'result'));
    if (found?.unionId) await meet(ports.db, [{ userId: account, unionId: found.unionId }]);
    return found?.profile ?? null;
  } catch (error) {
    if (!(error instanceof DingtalkError)) throw error;
    if (gone.includes(error.code)) return null;
    if (['50004', '60011', '60020', '88'].includes(error.code) || error.status === 403) {
      ports.log.error({ err: error }, 'dingtalk: the app may not read this person: grant it the directory');
      return null;
    }
    throw error;
  }
}
