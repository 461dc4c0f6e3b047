import type { Profile } from '../../src/platform/adapter.ts';
import { inDigits, type RawAnswers } from '../../src/platform/form.ts';
import type { Frame } from './frames.ts';
import { isJson, type Json, listAt, numberAt, objectAt, parseObject, textAt, textsAt } from './json.ts';

/** A file that waits to be fetched. */
export interface SentFile {
  name: string;
  downloadCode: string;
}

/** What a robot message turned out to be. */
export type RobotMessage =
  | {
      kind: 'said';
      id: string;
      account: string;
      unionId: string | null;
      text: string;
      files: SentFile[];
      /** Kinds we cannot fetch: by what to call them. */
      refused: ('audio' | 'video')[];
      /** Where the two talk alone, and until when it can be used. */
      webhook: { url: string; until: number } | null;
    }
  /** The month's messages are used up: the words were left out. */
  | { kind: 'quota' }
  /** The sender has no id: the robot is not published yet, or it is somebody of another company. */
  | { kind: 'unpublished' }
  | { kind: 'noise' };

/** Reads a robot message. `robot` is our own code, for messages that leave it out. */
export function parseRobot(data: string, robot: string): RobotMessage {
  const message = parseObject(data);
  if (!message) return { kind: 'noise' };
  // Documented: when the month is used up frames come with this code, and without words.
  if (textAt(message, 'errCode') === '20001') return { kind: 'quota' };
  const msgId = textAt(message, 'msgId');
  if (msgId === '') return { kind: 'noise' };
  const account = textAt(message, 'senderStaffId');
  if (account === '') return { kind: 'unpublished' };
  const inGroup = textAt(message, 'conversationType') === '2';
  const url = textAt(message, 'sessionWebhook');
  const until = numberAt(message, 'sessionWebhookExpiredTime');
  return {
    kind: 'said',
    // In a group with several robots each gets its own copy under the same id.
    id: `${textAt(message, 'robotCode') || robot}/${msgId}`,
    account,
    unionId: textAt(message, 'senderUnionId') || null,
    ...contentOf(message, inGroup),
    webhook: !inGroup && url !== '' && until !== null ? { url, until } : null,
  };
}

type Content = Pick<Extract<RobotMessage, { kind: 'said' }>, 'text' | 'files' | 'refused'>;

function contentOf(message: Json, inGroup: boolean): Content {
  const content = objectAt(message, 'content');
  const says = (text: string, more: Partial<Content> = {}) => ({ text: tidy(text), files: [], refused: [], ...more });
  switch (textAt(message, 'msgtype')) {
    case 'text':
      return says(textAt(objectAt(message, 'text'), 'content'));
    case 'richText':
      return richText(content, inGroup);
    case 'picture':
      return says('', { files: fileIn(content, 'picture-1') });
    case 'file':
      return says('', { files: fileIn(content, textAt(content, 'fileName') || 'file') });
    case 'audio':
      // What was understood of a voice message is as good as typed.
      return textAt(content, 'recognition') === ''
        ? says('', { refused: ['audio'] })
        : says(textAt(content, 'recognition'));
    case 'video':
      return says('', { refused: ['video'] });
    default:
      return says('');
  }
}

/** A message with a picture or formatting. The robot's mention may still stand at its beginning. */
function richText(content: Json, inGroup: boolean): Content {
  const parts = listAt(content, 'richText').filter(isJson);
  const text = parts.map((part) => textAt(part, 'text')).join('');
  const pictures = parts.filter((part) => textAt(part, 'type') === 'picture');
  return {
    text: tidy(inGroup ? text.replace(/^\s*@\S+\s*/u, '') : text),
    files: pictures.flatMap((part, index) => fileIn(part, `picture-${index + 1}`)),
    refused: [],
  };
}

function fileIn(content: Json, name: string): SentFile[] {
  const downloadCode = textAt(content, 'downloadCode') || textAt(content, 'pictureDownloadCode');
  return downloadCode === '' ? [] : [{ name, downloadCode }];
}

/** Without the space a mention leaves behind; a full-width slash begins a command as well. */
const tidy = (text: string) => text.trim().replace(/^／/, '/');

/** The code in the text a button without a card posts. */
export const codeIn = (text: string): string | null => /▸\s?([A-Z2-7]{6})$/.exec(text.trim())?.[1] ?? null;

export type CardCallback =
  | { kind: 'clicked'; action: string; value: string }
  | { kind: 'submitted'; action: string; context: string; answers: RawAnswers };

/** A press or a submitted form on a card; `userIdType` 2 says that `user` is a unionId. */
export interface CardEvent {
  id: string;
  user: string;
  userIdType: 1 | 2;
  outTrackId: string;
  callback: CardCallback;
}

/** Reads a card callback; null for noise: local changes of a card that nobody sent. */
export function parseCard(frame: Frame): CardEvent | null {
  const data = parseObject(frame.data);
  if (!data) return null;
  // One documented page and some clients say `value` for `content`.
  const content = parseObject(textAt(data, 'content')) ?? parseObject(textAt(data, 'value')) ?? {};
  const { params, actionIds } = objectAt(content, 'cardPrivateData');
  const [action = ''] = Array.isArray(actionIds) ? actionIds.map(String) : [];
  const user = textAt(data, 'userId');
  const callback = isJson(params) ? callbackOf(action, params) : null;
  if (!callback || user === '') return null;
  const outTrackId = textAt(data, 'outTrackId');
  const drawing = isJson(params) ? parseFormId(textAt(params, 'formId'))?.drawing : undefined;
  // A click has no id of its own; a copy of it comes with the frame's. A form is sent once for each time it was shown, however
  // often its button is pressed.
  const id = `${outTrackId}/${drawing ? `${user}/${drawing}` : frame.messageId}`;
  return { id, user, userIdType: textAt(data, 'userIdType') === '2' ? 2 : 1, outTrackId, callback };
}

function callbackOf(action: string, params: Json): CardCallback | null {
  const form = isJson(params.form) ? params.form : parseObject(textAt(params, 'form'));
  if (form) {
    const named = parseFormId(textAt(params, 'formId'));
    if (!named) return null;
    const { action, context } = named;
    return { kind: 'submitted', action, context, answers: answersOf(form) };
  }
  return action !== '' && typeof params.value === 'string' ? { kind: 'clicked', action, value: params.value } : null;
}

/** Which form a card shows, and `drawing`, which names the one time it was shown: they come back with the answers. */
export const formIdOf = ({ action, context }: { action: string; context: string }, drawing?: string): string =>
  JSON.stringify(drawing === undefined ? [action, context] : [action, context, drawing]);

function parseFormId(text: string): { action: string; context: string; drawing?: string } | null {
  try {
    const [action, context, drawing]: unknown[] = JSON.parse(text);
    if (typeof action !== 'string' || typeof context !== 'string') return null;
    return { action, context, ...(typeof drawing === 'string' && drawing !== '' ? { drawing } : {}) };
  } catch {
    return null;
  }
}

/** Ends the name of the field for own words beside the chips of a time. */
export const wordsName = (key: string): string => `${key}.words`;

/** Values of the form component as the port wants them. */
function answersOf(form: Json): RawAnswers {
  const answers: RawAnswers = {};
  for (const [name, value] of Object.entries(form)) if (!name.endsWith('.words')) answers[name] = answerOf(value);
  for (const [name, value] of Object.entries(form)) {
    const key = name.slice(0, -wordsName('').length);
    if (name.endsWith('.words') && answerOf(value).trim() !== '') answers[key] = answerOf(value);
  }
  return answers;
}

function answerOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return inDigits(value);
  if (typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.map(answerOf).filter(Boolean).join(',');
  return isJson(value) ? answerOf(value.value) : '';
}

/** News of the directory: whom it is about, and whether they have left. */
export interface OrgEvent {
  kind: 'joined' | 'changed' | 'left';
  users: string[];
  /** The same however often it is delivered. */
  id: string;
}

const orgEvents: Record<string, OrgEvent['kind']> = {
  user_add_org: 'joined',
  user_active_org: 'joined',
  user_modify_org: 'changed',
  user_leave_org: 'left',
};

/** An event in a calendar that changed: its id, and the unionId of who changed it, empty when nobody says. */
export interface CalendarChange {
  event: string;
  operator: string;
  id: string;
}

/** Reads a change of a calendar; null for all other events. */
export function parseCalendar(frame: Frame): CalendarChange | null {
  const data = textAt(frame.headers, 'eventType') === 'calendar_event_change' ? parseObject(frame.data) : null;
  const event = data ? textAt(data, 'calendarEventId') : '';
  if (!data || event === '') return null;
  return { event, operator: textAt(data, 'operator'), id: eventIdOf(frame) };
}

const eventIdOf = (frame: Frame) => `event/${textAt(frame.headers, 'eventId') || frame.messageId}`;

/** Reads an event of the directory; null for all others. */
export function parseEvent(frame: Frame): OrgEvent | null {
  const kind = orgEvents[textAt(frame.headers, 'eventType')];
  const data = parseObject(frame.data);
  if (!kind || !data) return null;
  const users = textsAt(data, 'userId').length > 0 ? textsAt(data, 'userId') : textsAt(data, 'userid');
  return { kind, users, id: eventIdOf(frame) };
}

/** A person of the directory, from `v2/user/get` or `v2/user/list`; null without an id. */
export function profileOf(user: Json): { profile: Profile; unionId: string | null } | null {
  const account = textAt(user, 'userid');
  if (account === '') return null;
  const leads = listAt(user, 'leader_in_dept').filter(isJson);
  const leading = leads.filter((one) => String(one.leader) === 'true').map((one) => textAt(one, 'dept_id'));
  const profile: Profile = {
    account,
    name: textAt(user, 'name') || account,
    email: textAt(user, 'org_email') || textAt(user, 'email') || null,
    zone: null,
    locale: null,
    title: textAt(user, 'title') || null,
    // Department 1 is the company itself.
    departments: textsAt(user, 'dept_id_list').filter((id) => id !== '1'),
    leads: leading.filter(Boolean),
    // Somebody who never activated DingTalk cannot be reached there.
    active: textAt(user, 'active') !== 'false' && user.active !== false,
  };
  return { profile, unionId: textAt(user, 'unionid') || null };
}
