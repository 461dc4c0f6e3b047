import { readXml, type Tree } from './xml.ts';

/** One push of WeCom, decrypted and read. `id` is the same for the same event, however often it comes. */
export interface Push {
  id: string;
  /** Seconds since the epoch. */
  createdAt: number;
  /** Case-folded: WeCom does not tell upper from lower case in user ids. */
  from: string;
  what: What;
}

export type What =
  | { kind: 'text'; text: string }
  | { kind: 'file'; media: string; name: string; heard: string | null }
  /** An entry of the app's menu. */
  | { kind: 'menu'; key: string }
  | { kind: 'press'; key: string; task: string; code: string; chosen: string[] }
  /** Somebody's entry in the directory changed: to be read again. */
  | { kind: 'directory'; change: 'joined' | 'changed' | 'left'; account: string }
  /** Out of the app's sight; whether they left the company only the directory says. */
  | { kind: 'unseen'; account: string }
  /** WeCom restricts apps that nobody uses. */
  | { kind: 'alert'; event: string }
  /** Somebody answered a schedule; what, only the schedule says. */
  | { kind: 'responded'; schedule: string }
  | { kind: 'ignored'; event: string };

/** The `Encrypt` of a callback's body; null unless there is exactly one. */
export function readEnvelope(body: string): string | null {
  const tree = readXml(body);
  return tree && textIn(tree, 'Encrypt');
}

/** What decides who did what is there once, or not at all. */
const once = [
  ...['ToUserName', 'FromUserName', 'CreateTime', 'MsgType', 'AgentID', 'MsgId', 'Content', 'MediaId'],
  ...['Event', 'EventKey', 'TaskId', 'ResponseCode', 'ChangeType', 'UserID', 'NewUserID', 'ScheduleId'],
];

/** A decrypted message; null when it is not of the documented shape, or not for this corporation. */
export function readPush(message: string, corpId: string, agentId: number): Push | null {
  const tree = readXml(message);
  if (!tree || once.some((name) => name in tree && textIn(tree, name) === null)) return null;
  const to = textIn(tree, 'ToUserName');
  const from = textIn(tree, 'FromUserName');
  const created = textIn(tree, 'CreateTime');
  const type = textIn(tree, 'MsgType');
  if (to !== corpId || !from || from.length > 64 || !created || !/^\d{10}$/.test(created) || !type) return null;
  const agent = textIn(tree, 'AgentID') ?? '';
  // Absent in what concerns the whole corporation; another app's is none of ours.
  if (type !== 'event' && !/^\d{1,20}$/.test(textIn(tree, 'MsgId') ?? '')) return null;
  const ours = agent.trim() === '' || agent.trim() === String(agentId);
  const sender = from.toLowerCase();
  const what = ours ? whatOf(tree, type, sender, created) : { kind: 'ignored' as const, event: 'another app' };
  return what && { id: idOf(tree, agentId, sender, created), createdAt: Number(created), from: sender, what };
}

/** Message ids are unique per sender; events have none, and a press is told apart by its code alone. */
function idOf(tree: Tree, agentId: number, from: string, created: string): string {
  const code = textIn(tree, 'ResponseCode');
  if (code) return `press|${agentId}|${from}|${code}`;
  const message = textIn(tree, 'MsgId');
  if (message) return `${agentId}|${from}|${message}`;
  const parts = ['Event', 'EventKey', 'TaskId', 'ChangeType', 'UserID'].map((name) => textIn(tree, name) ?? '');
  const schedule = textIn(tree, 'ScheduleId');
  return `event|${agentId}|${from}|${created}|${parts.join('|')}${schedule ? `|${schedule}` : ''}`;
}

/** Null: a field that belongs to this kind is missing or malformed. */
function whatOf(tree: Tree, type: string, from: string, created: string): What | null {
  if (type === 'event') return eventOf(tree, from);
  if (from === 'sys') return { kind: 'ignored', event: type };
  switch (type) {
    case 'text':
      return textOf(textIn(tree, 'Content'));
    case 'location':
      return textOf(textIn(tree, 'Label'));
    case 'link':
      return textOf([textIn(tree, 'Title'), textIn(tree, 'Url')].filter(Boolean).join(' '));
    case 'image':
      return fileOf(tree, `photo-${created}.jpg`);
    case 'file':
      return fileOf(tree, `file-${created}`);
    case 'video':
      return fileOf(tree, `video-${created}.mp4`);
    case 'voice':
      return fileOf(tree, `voice-${created}.amr`);
    default:
      return { kind: 'ignored', event: type };
  }
}

const textOf = (text: string | null): What | null => (text === null ? null : { kind: 'text', text });

function fileOf(tree: Tree, name: string): What | null {
  const media = textIn(tree, 'MediaId');
  if (!media) return null;
  return { kind: 'file', media, name: textIn(tree, 'FileName') || name, heard: textIn(tree, 'Recognition') || null };
}

const alerts = ['inactive_alert', 'low_active_alert', 'low_active', 'close_inactive_agent'];

function eventOf(tree: Tree, from: string): What | null {
  const event = textIn(tree, 'Event');
  if (!event) return null;
  if (event === 'change_contact') return contactOf(tree);
  if (alerts.includes(event)) return { kind: 'alert', event };
  if (from === 'sys') return { kind: 'ignored', event };
  switch (event) {
    case 'click':
      return { kind: 'menu', key: textIn(tree, 'EventKey') ?? '' };
    case 'subscribe':
      return { kind: 'directory', change: 'joined', account: from };
    case 'unsubscribe':
      return { kind: 'unseen', account: from };
    case 'template_card_event':
    case 'template_card_menu_event':
      return pressOf(tree);
    case 'respond_schedule':
      return respondedOf(tree);
    default:
      return { kind: 'ignored', event };
  }
}

function respondedOf(tree: Tree): What | null {
  const schedule = textIn(tree, 'ScheduleId');
  return schedule ? { kind: 'responded', schedule } : null;
}

const changes: Readonly<Record<string, 'joined' | 'changed' | 'left'>> = {
  create_user: 'joined',
  update_user: 'changed',
  delete_user: 'left',
};

/** The id may have changed with it: then the person is found under the new one. */
function contactOf(tree: Tree): What | null {
  const change = changes[textIn(tree, 'ChangeType') ?? ''];
  if (!change) return { kind: 'ignored', event: 'change_contact' };
  const account = textIn(tree, 'NewUserID') || textIn(tree, 'UserID');
  return account ? { kind: 'directory', change, account: account.toLowerCase() } : null;
}

function pressOf(tree: Tree): What | null {
  const key = textIn(tree, 'EventKey');
  if (key === null) return null;
  const chosen = chosenIn(tree.SelectedItems);
  if (!chosen) return null;
  return { kind: 'press', key, task: textIn(tree, 'TaskId') ?? '', code: textIn(tree, 'ResponseCode') ?? '', chosen };
}

/** Ids of the chosen options; absent and empty lists are none. */
function chosenIn(items: Tree[string] | undefined): string[] | null {
  if (items === undefined || typeof items === 'string') return (items ?? '').trim() === '' ? [] : null;
  if (Array.isArray(items)) return null;
  const chosen: string[] = [];
  for (const item of listed(items.SelectedItem)) {
    const ids = typeof item === 'string' ? undefined : item.OptionIds;
    for (const id of listed(typeof ids === 'object' && !Array.isArray(ids) ? ids.OptionId : undefined)) {
      if (typeof id !== 'string') return null;
      chosen.push(id);
    }
  }
  return chosen;
}

const listed = (value: Tree[string] | undefined): (string | Tree)[] => (Array.isArray(value) ? value : []);

/** The text of an element that is there once and holds nothing but text. */
function textIn(tree: Tree, name: string): string | null {
  const value = tree[name];
  return typeof value === 'string' ? value : null;
}
