import { checkCard } from './card-check.ts';
import { checkAgent, type Endpoints, jsonOf, post } from './endpoint.ts';
import { decline, refuse } from './errors.ts';
import type { Fields, Notes } from './fields.ts';
import { limits } from './limits.ts';
import { type Copy, folded, type ResponseCode, type State } from './state.ts';
import { membersIn } from './tree.ts';

export const updateEndpoints: Endpoints = {
  'message/update_template_card': post((asked) => {
    const { state, notes } = asked;
    const request = jsonOf(asked);
    checkAgent(state, request.has('agentid') ? request.raw.agentid : undefined);
    const given = request.text('response_code', { missing: 40063 });
    const targets = targetsOf(request);
    request.int('enable_id_trans', [0, 1]);
    const change = changeOf(state, request, notes);
    request.end();
    const code = validCode(state, given);
    change.check(code);
    const { reached, missed } = reachedBy(state, code, targets);
    if (reached.length === 0) decline(81013, 'nobody has this card', { invaliduser: missed });
    code.used = true;
    for (const copy of reached) change.apply(copy, code);
    return missed.length > 0 ? { invaliduser: missed } : {};
  }),
  'message/recall': post((asked) => {
    const request = jsonOf(asked);
    const id = request.text('msgid', { missing: 40063 });
    request.end();
    const message = asked.state.messages.find((one) => one.id === id);
    const late = message && asked.state.now() - message.at > limits.recallSeconds * 1000;
    if (!message || late) decline(40058, 'the msgid is unknown or older than 24 hours');
    message.recalled = true;
    return {};
  }),
};

interface Targets {
  users: string[];
  parties: number[];
  all: boolean;
}

function targetsOf(request: Fields): Targets {
  const most = limits.recipients;
  const users = request.texts('userids', most.users).map(folded);
  const parties = request.has('partyids') ? request.raw.partyids : [];
  if (!Array.isArray(parties) || parties.length > most.parties || parties.some((id) => !Number.isInteger(id)))
    refuse(40058, 'partyids is no list of numbers');
  const tags = request.has('tagids') ? request.raw.tagids : [];
  if (!Array.isArray(tags) || tags.length > most.tags) refuse(40058, 'tagids is no list of numbers');
  const all = request.int('atall', [0, 1]) === 1;
  if (!all && users.length + parties.length + tags.length === 0) refuse(40063, 'nobody is to see the change');
  return { users, parties, all };
}

interface Change {
  check(code: ResponseCode): void;
  apply(copy: Copy, code: ResponseCode): void;
}

/** Grey buttons with a text, or another card: one of the two. */
function changeOf(state: State, request: Fields, notes: Notes): Change {
  const button = request.object('button');
  const card = request.has('template_card') ? request.raw.template_card : undefined;
  if (button && card !== undefined) refuse(40058, 'either button or template_card');
  if (!button && card === undefined) refuse(40063, 'neither button nor template_card');
  if (button) {
    const text = button.text('replace_name', { missing: 40063 });
    button.end();
    return greying(text);
  }
  const checked = checkCard(card, notes, true);
  const body = card as Record<string, unknown>;
  return {
    check({ message }) {
      const other = checked.taskId ? state.taskIds.get(checked.taskId) : undefined;
      if (other && other !== message) decline(42014, 'the task_id is of another card');
    },
    apply(copy, { message }) {
      if (checked.taskId) state.taskIds.set(checked.taskId, message);
      const { replace_text: replaced, ...rest } = body;
      Object.assign(copy, { body: rest, edited: true, replaced: typeof replaced === 'string' ? replaced : null });
    },
  };
}

function greying(text: string): Change {
  return {
    check({ message }) {
      const [copy] = message.copies.values();
      if (!String(copy?.body.card_type).endsWith('_interaction')) refuse(40058, 'this card has no buttons to replace');
    },
    apply: (copy) => Object.assign(copy, { edited: true, replaced: text }),
  };
}

function validCode(state: State, given: string): ResponseCode {
  const code = state.codes.get(given);
  // Which errcode a used or an expired code gets is documented nowhere.
  if (!code) decline(40058, 'the response_code is unknown');
  if (code.used) decline(40058, 'the response_code was used');
  if (state.now() - code.at >= limits.responseCodeSeconds * 1000) decline(40058, 'the response_code has expired');
  return code;
}

function reachedBy(state: State, { message, presser }: ResponseCode, { users, parties, all }: Targets) {
  const among = parties.flatMap((id) => membersIn(state, id).map(({ userid }) => folded(userid)));
  const wanted = all ? [...message.copies.keys()] : [...new Set([...users, ...among])];
  const ownOnly = presser !== null && !state.settings.pressReachesOthers;
  const has = (account: string) => message.copies.has(account) && (!ownOnly || account === presser);
  const reached = wanted.flatMap((account) => (has(account) ? (message.copies.get(account) ?? []) : []));
  return { reached, missed: wanted.filter((account) => !has(account)) };
}
