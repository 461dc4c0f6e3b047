import { type Asked, type Endpoints, get, jsonOf, post } from './endpoint.ts';
import { decline, refuse } from './errors.ts';
import { distinct } from './fields.ts';
import { limits } from './limits.ts';
import { checkMessage } from './message-check.ts';
import { takes, takesOrBlocks, windowsOf } from './rates.ts';
import { type Chat, folded, opaque, type State } from './state.ts';

const { group: most } = limits;
const idRule = { bytes: most.idBytes, tooLong: 86001, pattern: /^[0-9A-Za-z]+$/, wrong: 86001 };

export const groupEndpoints: Endpoints = {
  'appchat/create': post((asked) => {
    const { state } = asked;
    const request = jsonOf(asked);
    if (state.settings.tags !== 'root') decline(60011, 'the app is not visible to the whole company');
    if (!takesOrBlocks(state, 'new groups', windowsOf(state).groups)) decline(45009, 'api freq out of limit');
    const name = request.text('name', { characters: most.nameCharacters, tooLong: 86004 });
    const members = request.texts('userlist', most.most).map(folded);
    distinct(members, 'userlist', 86007);
    checkMembers(state, members);
    const id = request.text('chatid', idRule) || opaque(32).replace(/[-_]/g, 'x');
    if (state.chats.has(id)) refuse(86001, 'the chatid is taken');
    const owner = folded(request.text('owner')) || (members[0] ?? '');
    if (!members.includes(owner)) refuse(86005, 'the owner is no member');
    request.end();
    state.chats.set(id, { id, name, owner, members, messages: [] });
    return { chatid: id };
  }),
  'appchat/update': post((asked) => {
    const { state } = asked;
    const request = jsonOf(asked);
    const chat = chatOf(state, request.text('chatid', { missing: 40050 }));
    if (!takesOrBlocks(state, 'changes of groups', windowsOf(state).groupChanges))
      decline(45009, 'api freq out of limit');
    const name = request.text('name', { characters: most.nameCharacters, tooLong: 86004 });
    const leaving = request.texts('del_user_list', most.most).map(folded);
    const coming = request.texts('add_user_list', most.most).map(folded);
    const members = [...new Set([...chat.members, ...coming])].filter((account) => !leaving.includes(account));
    checkMembers(state, members);
    const owner = folded(request.text('owner')) || (members.includes(chat.owner) ? chat.owner : (members[0] ?? ''));
    if (!members.includes(owner)) refuse(86005, 'the owner is no member');
    request.end();
    Object.assign(chat, { name: name || chat.name, owner, members });
    return {};
  }),
  'appchat/get': get(({ state, query }) => {
    const { id, name, owner, members } = chatOf(state, query.get('chatid') ?? '');
    const named = (account: string) => state.members.get(account)?.userid ?? account;
    return { chat_info: { chatid: id, name, owner: named(owner), userlist: members.map(named), chat_type: 0 } };
  }),
  'appchat/send': post(sendToGroup),
};

function sendToGroup(asked: Asked): Record<string, unknown> {
  const { state, notes } = asked;
  const request = jsonOf(asked);
  const chat = chatOf(state, request.text('chatid', { missing: 40050 }));
  const { msgtype, body } = checkMessage(state, request, notes, 'group');
  request.end();
  checkDropped(state, chat);
  chat.messages.push({ id: opaque(24), msgtype, body });
  return {};
}

function chatOf(state: State, id: string): Chat {
  if (!id) refuse(40050, 'chatid is missing');
  // Groups people made by hand have such ids; an app reaches only its own.
  if (id.startsWith('wr')) decline(86008, 'not a group of this app');
  return state.chats.get(id) ?? decline(86003, 'the chatid does not exist');
}

function checkMembers(state: State, members: readonly string[]): void {
  if (members.length < most.fewest || members.length > most.most)
    refuse(86006, `a group has ${most.fewest} to ${most.most} members`);
  const unknown = members.filter((account) => !state.members.has(account));
  if (unknown.length > 0) decline(86007, `not members of the company: ${unknown.join('|')}`);
}

function checkDropped(state: State, chat: Chat): void {
  const windows = windowsOf(state);
  if (!takesOrBlocks(state, 'messages in groups', windows.groupPersons, chat.members.length))
    decline(45009, 'api freq out of limit');
  for (const account of chat.members) {
    if (takes(state, `messages in groups to ${account}`, windows.groupMember)) continue;
    state.dropped.push({ account, id: chat.id });
    state.offences.push(`a group's message to ${account} was dropped: more than a member gets`);
  }
}
