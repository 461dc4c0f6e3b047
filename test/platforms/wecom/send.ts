import { createHash } from 'node:crypto';
import { type Asked, checkAgent, type Endpoints, jsonOf, post } from './endpoint.ts';
import { decline, refuse } from './errors.ts';
import type { Fields } from './fields.ts';
import { limits } from './limits.ts';
import { type CheckedMessage, checkMessage } from './message-check.ts';
import { takes, takesOrBlocks, windowsOf } from './rates.ts';
import { folded, isVisible, type Message, opaque, type State } from './state.ts';
import { membersIn } from './tree.ts';

export const sendEndpoints: Endpoints = {
  'message/send': post((asked) => {
    const { state } = asked;
    const request = jsonOf(asked);
    const to = addressed(asked, request);
    checkAgent(state, request.has('agentid') ? request.raw.agentid : undefined);
    const checked = checkMessage(state, request, asked.notes, 'members');
    const repeat = duplicateOf(asked, request, checked);
    request.end();
    if (checked.card) checkNewCard(state, checked);
    if (to.accounts.length === 0) decline(81013, 'nobody is valid', to.invalid);
    if (repeat.answer) return repeat.answer;
    checkQuota(state, to.accounts.length);
    const message = deliver(state, checked, to.accounts);
    const answer: Record<string, unknown> = { ...to.invalid, msgid: message.id };
    if (checked.card?.calls) answer.response_code = newCode(state, message, null);
    repeat.keep(answer);
    return answer;
  }),
};

const ids = (text: string) =>
  text
    .split('|')
    .map((id) => id.trim())
    .filter((id) => id !== '');

/** Who is meant, and what of it does not exist or does not see the app. Ids come back in lower case. */
function addressed({ state, notes }: Asked, request: Fields) {
  const [users, parties, tags] = [
    ids(request.text('touser')),
    ids(request.text('toparty')),
    ids(request.text('totag')),
  ];
  const most = limits.recipients;
  if (users.length > most.users) refuse(40058, `touser has ${users.length} ids, more than ${most.users}`);
  if (parties.length > most.parties) refuse(40058, `toparty has ${parties.length} ids, more than ${most.parties}`);
  if (tags.length > most.tags) refuse(40058, `totag has ${tags.length} ids, more than ${most.tags}`);
  if (users.length + parties.length + tags.length === 0) refuse(40063, 'touser, toparty and totag are all empty');
  if (users.includes('@all')) {
    notes.offences.push('touser is @all');
    return { accounts: [...state.members.keys()].filter((id) => isVisible(state, id)), invalid: {} };
  }
  const invalidUsers = users.filter((id) => !isVisible(state, id)).map(folded);
  const invalidParties = parties.filter((id) => !state.departments.has(Number(id)));
  const named = users.filter((id) => isVisible(state, id)).map(folded);
  const among = parties.flatMap((id) => membersIn(state, Number(id)).map(({ userid }) => folded(userid)));
  const accounts = [...new Set([...named, ...among.filter((id) => isVisible(state, id))])];
  const invalid = {
    ...(invalidUsers.length > 0 ? { invaliduser: [...new Set(invalidUsers)].join('|') } : {}),
    ...(invalidParties.length > 0 ? { invalidparty: invalidParties.join('|') } : {}),
    ...(tags.length > 0 ? { invalidtag: tags.join('|') } : {}),
  };
  return { accounts, invalid };
}

function checkNewCard(state: State, { card }: CheckedMessage): void {
  if (!card) return;
  if (card.calls && state.appUrl === null) refuse(48002, 'a card that calls back needs an address to call');
  // Not the caller's fault: after a lost answer this is how the caller learns that the card went out.
  if (card.taskId && state.taskIds.has(card.taskId)) decline(42014, 'the task_id was used before');
}

/** The same body once more within its window is answered like the first, and nobody gets it. */
function duplicateOf({ state, raw, notes }: Asked, request: Fields, { msgtype }: CheckedMessage) {
  request.int('enable_id_trans', [0, 1]);
  const checked = request.int('enable_duplicate_check', [0, 1]) === 1;
  const { usual, longest } = limits.duplicateWindow;
  const seconds = request.has('duplicate_check_interval') ? request.raw.duplicate_check_interval : usual;
  if (typeof seconds !== 'number' || !Number.isInteger(seconds) || seconds < 1 || seconds > longest)
    refuse(40058, `duplicate_check_interval is not within 1 and ${longest}`);
  if (!checked && ['text', 'markdown', 'textcard'].includes(msgtype))
    notes.offences.push(`${msgtype} without enable_duplicate_check: a second try would be a second message`);
  const key = createHash('sha256').update(raw).digest('hex');
  const before = state.sent.get(key);
  return {
    answer: checked && msgtype !== 'template_card' && before && before.until > state.now() ? before.answer : null,
    keep(answer: Record<string, unknown>) {
      if (checked) state.sent.set(key, { until: state.now() + seconds * 1000, answer });
    },
  };
}

function checkQuota(state: State, persons: number): void {
  if (!takesOrBlocks(state, 'messages of the day', windowsOf(state).day, persons))
    decline(45009, 'api freq out of limit');
}

let messages = 0;

/** Gives everyone a copy but those who got too many: they get nothing, and nobody is told. */
function deliver(state: State, { msgtype, body, card }: CheckedMessage, accounts: readonly string[]): Message {
  messages += 1;
  const id = `${opaque(40)}${messages}`;
  const message: Message = { id, at: state.now(), recalled: false, taskId: card?.taskId ?? null, copies: new Map() };
  for (const account of accounts) {
    if (takes(state, `messages to ${account}`, windowsOf(state).member)) {
      message.copies.set(account, { msgtype, body, edited: false, replaced: null });
      continue;
    }
    state.dropped.push({ account, id });
    state.offences.push(`a message to ${account} was dropped: more than a member gets from an app`);
  }
  state.messages.push(message);
  if (message.taskId) state.taskIds.set(message.taskId, message);
  return message;
}

/** A code that changes the message's cards once, within 72 hours. */
export function newCode(state: State, message: Message, presser: string | null): string {
  const code = opaque(64);
  state.codes.set(code, { message, at: state.now(), used: false, presser });
  return code;
}
