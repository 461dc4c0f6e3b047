import { createHmac } from 'node:crypto';
import type { Route } from './gate.ts';
import type { Ask } from './http.ts';
import { limits } from './limits.ts';
import { messageOf } from './messages.ts';
import { refuse } from './refusal.ts';
import { isJson, type Json, textAt, textsAt } from './shape.ts';
import { type Message, screenOf, type World } from './world.ts';

interface SentMessage {
  at: number;
  group: string | null;
}

/** The robot's own messages: to people, to groups, and back again. */
export function robotRoutes(world: World, edge: () => string): Route[] {
  const sent = new Map<string, SentMessage>();
  const permission = 'qyapi_robot_sendmsg';
  const post = (path: string, handle: (body: Json) => Json): Route => ({
    host: 'api',
    method: 'POST',
    path: `/v1.0/robot/${path}`,
    permission,
    handle: ({ body }) => {
      const asked = isJson(body) ? body : {};
      checkRobot(world, asked);
      return handle(asked);
    },
  });
  const send = (group: string | null, accounts: Iterable<string>, message: Message) => {
    const processQueryKey = `${crypto.randomUUID()}=`;
    sent.set(processQueryKey, { at: world.now().getTime(), group });
    for (const account of accounts) show(world, account, processQueryKey, group, message);
    return processQueryKey;
  };
  return [
    post('oToMessages/batchSend', (body) => toPeople(world, body, (to, message) => send(null, to, message))),
    post('groupMessages/send', (body) => {
      const group = world.groups.get(textAt(body, 'openConversationId'));
      if (!group?.robot) throw refuse('invalid.openConversationId');
      return { processQueryKey: send(group.id, group.members, messageOf(world, body)) };
    }),
    post('otoMessages/batchRecall', (body) => ({ ...recall(world, sent, body, null) })),
    post('groupMessages/recall', (body) => ({ ...recall(world, sent, body, textAt(body, 'openConversationId')) })),
    post('messageFiles/download', (body) => {
      const code = textAt(body, 'downloadCode');
      if (!world.sent.has(code)) throw refuse('invalidParameter.downloadCode.invalid');
      return { downloadUrl: signed(world, edge(), code) };
    }),
    { host: 'edge', method: 'GET', path: /^\/files\//, open: true, free: true, handle: (ask) => file(world, ask) },
  ];
}

function checkRobot(world: World, body: Json): void {
  const robotCode = textAt(body, 'robotCode');
  if (robotCode === '') throw refuse('invalidParameter.robotCode.empty');
  if (robotCode !== world.app.robotCode) throw refuse('invalidParameter.robotCode.auth');
}

function toPeople(world: World, body: Json, send: (to: string[], message: Message) => string): Json {
  const userIds = textsAt(body, 'userIds');
  if (!userIds || userIds.length === 0) throw refuse('invalidParameter.userIds.empty');
  if (userIds.length > limits.recipients) {
    world.offences.push(`batchSend to ${userIds.length} people`);
    throw refuse('invalidParameter.userIds.overMax');
  }
  const message = messageOf(world, body);
  const known = userIds.filter((id) => world.people.has(id));
  const flowControlledStaffIdList = known.filter((id) => world.flowControlled.has(id));
  const to = known.filter((id) => !world.flowControlled.has(id));
  const invalidStaffIdList = userIds.filter((id) => !world.people.has(id));
  return { processQueryKey: send(to, message), invalidStaffIdList, flowControlledStaffIdList };
}

/** Puts a message on someone's screen. */
export function show(world: World, account: string, id: string, group: string | null, message: Message): void {
  screenOf(world, account).push({ kind: 'message', id, chat: { group }, message, recalled: false });
}

function recall(world: World, sent: ReadonlyMap<string, SentMessage>, body: Json, group: string | null): Json {
  const keys = textsAt(body, 'processQueryKeys') ?? [];
  if (keys.length === 0 || keys.length > limits.recalled) throw refuse('invalidParameter.processQueryKeys');
  const since = world.now().getTime() - limits.recallMs;
  const successResult = keys.filter((key) => {
    const one = sent.get(key);
    return one && one.group === group && one.at >= since;
  });
  for (const item of [...world.screens.values()].flat())
    if (item.kind === 'message' && successResult.includes(item.id)) item.recalled = true;
  const failed = keys.filter((key) => !successResult.includes(key));
  return { successResult, failedResult: Object.fromEntries(failed.map((key) => [key, 'invalid processQueryKey'])) };
}

/** A temporary address: the file's name says nothing about what it is. */
function signed(world: World, edge: string, code: string): string {
  const expires = String(world.now().getTime() + 3_600_000);
  const query = new URLSearchParams({ Expires: expires, Signature: signature(world, code, expires) });
  return `${edge}/files/${encodeURIComponent(code)}.file?${query}`;
}

function signature({ app }: World, code: string, expires: string): string {
  return createHmac('sha256', app.appId).update(`${code}\n${expires}`).digest('base64url');
}

function file(world: World, { path, query, header }: Ask): File {
  if (header('x-acs-dingtalk-access-token') !== '') world.offences.push('the access token went to the file host');
  const code = decodeURIComponent(path.slice('/files/'.length, -'.file'.length));
  const expires = query.get('Expires') ?? '';
  const stored = world.sent.get(code);
  const good = query.get('Signature') === signature(world, code, expires) && Number(expires) > world.now().getTime();
  if (!stored || !good) throw refuse('Forbidden.SignatureDoesNotMatch');
  return new File([new Uint8Array(stored.bytes)], stored.name);
}
