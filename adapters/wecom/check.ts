import { randomInt } from 'node:crypto';
import { z } from 'zod';
import type { Finding } from '../../src/platform/messenger.ts';
import { calendarRemedy, mayUseCalendars } from './calendars.ts';
import { type Secrets, seal } from './crypto.ts';
import type { Desk } from './desk.ts';
import { remedyOf, WecomError } from './errors.ts';

const agentShape = z.looseObject({
  name: z.string().optional(),
  close: z.number().optional(),
  redirect_domain: z.string().optional(),
  allow_userinfos: z.looseObject({ user: z.array(z.unknown()).optional() }).optional(),
  allow_partys: z.looseObject({ partyid: z.array(z.number()).optional() }).optional(),
  allow_tags: z.looseObject({ tagid: z.array(z.number()).optional() }).optional(),
});
type AgentInfo = z.infer<typeof agentShape>;

const fine = (text: string): Finding => ({ level: 'fine', text: `wecom: ${text}` });
const warning = (text: string): Finding => ({ level: 'warning', text: `wecom: ${text}` });
const broken = (text: string): Finding => ({ level: 'broken', text: `wecom: ${text}` });

/** Tries what the operator set against WeCom and against our own callback. */
export async function checkWecom(desk: Desk, secrets: Secrets): Promise<Finding[]> {
  const found = await agentOf(desk);
  const reached = await checkCallback(desk, secrets);
  if ('problem' in found) return [found.problem, ...reached];
  const { agent } = found;
  return [
    ...aboutAgent(agent),
    ...(await checkContacts(desk)),
    ...(await checkCalendars(desk)),
    ...domain(desk, agent),
    ...reached,
  ];
}

async function agentOf({ api, settings }: Desk): Promise<{ agent: AgentInfo } | { problem: Finding }> {
  try {
    const query = { agentid: String(settings.agentId) };
    return { agent: await api.call('agent/get', agentShape, { query }) };
  } catch (error) {
    return { problem: broken(`the app cannot be used: ${sentence(error)}`) };
  }
}

/** The error in words, with what to do. */
function sentence(error: unknown): string {
  const remedy = error instanceof WecomError ? remedyOf(error) : null;
  const message = error instanceof Error ? error.message : 'unknown';
  return `${message}. ${remedy ? `To do: ${remedy}.` : 'Check WECOM_API_URL, WECOM_PROXY_URL and the way out to qyapi.weixin.qq.com.'}`;
}

function aboutAgent(agent: AgentInfo): Finding[] {
  const users = agent.allow_userinfos?.user?.length ?? 0;
  const parties = agent.allow_partys?.partyid ?? [];
  const tags = agent.allow_tags?.tagid?.length ?? 0;
  const seen = users + parties.length + tags > 0;
  return [
    agent.close === 1
      ? broken('the app is disabled: enable it in the admin console')
      : fine(`corporation, secret and address are accepted; the app is called “${agent.name ?? ''}”`),
    parties.includes(1)
      ? fine('the app is visible to the whole company')
      : seen
        ? warning(
            'the app is visible to a part of the company: others get nothing, and groups cannot be made; set the visible range to the whole company to have both',
          )
        : broken('the app is visible to nobody: set its visible range (可见范围)'),
  ];
}

async function checkContacts({ api }: Desk): Promise<Finding[]> {
  const list = z.looseObject({ department: z.array(z.looseObject({ id: z.number() })) });
  try {
    const { department } = await api.call('department/list', list);
    const [first] = department;
    if (!first) return [warning('no department is visible to the app, so org:sync and org:draft find nobody')];
    await api.call('user/simplelist', z.looseObject({}), { query: { department_id: String(first.id) } });
    return [fine(`the directory can be read: ${department.length} departments`)];
  } catch (error) {
    return [warning(`the directory cannot be read, so org:sync and org:draft do not work: ${sentence(error)}`)];
  }
}

async function checkCalendars(desk: Desk): Promise<Finding[]> {
  try {
    return (await mayUseCalendars(desk))
      ? [fine('meetings are brought into calendars (日程)')]
      : [warning(`meetings cannot be brought into calendars: ${calendarRemedy}`)];
  } catch (error) {
    return [warning(`whether meetings can be brought into calendars could not be found out: ${sentence(error)}`)];
  }
}

function domain({ options }: Desk, agent: AgentInfo): Finding[] {
  if (!options.publicUrl) return [];
  const trusted = (agent.redirect_domain ?? '').replace(/^https?:\/\//, '').replace(/\/$/, '');
  const { host } = options.publicUrl;
  if (trusted === host) return [fine(`the trusted domain is ${host}: forms can be signed in to`)];
  const now = trusted ? `is ${trusted}` : 'is not set';
  return [
    broken(
      `the trusted domain (网页授权可信域名) ${now}, but PUBLIC_URL is at ${host}: forms cannot be opened; set it to ${host}`,
    ),
  ];
}

/** Asks our own callback what WeCom asks when the address is saved, through the public address. */
async function checkCallback({ options, clock }: Desk, secrets: Secrets): Promise<Finding[]> {
  if (!/^[A-Za-z0-9]{43}$/.test(secrets.encodingAesKey))
    return [broken('WECOM_ENCODING_AES_KEY must be 43 letters and digits, as the page of the callback shows it')];
  if (!options.publicUrl)
    return [
      warning(
        'PUBLIC_URL is not set: messages can be sent as text, but nothing people write or press arrives, there are no buttons, and no forms open',
      ),
    ];
  const url = new URL('/wecom/callback', options.publicUrl);
  const echo = String(randomInt(1e9, 9e9));
  const seconds = String(Math.floor(clock.now().getTime() / 1000));
  const sealed = seal(secrets, echo, seconds, String(randomInt(1e8, 9e8)));
  const { signature, timestamp, nonce, encrypt } = sealed;
  const asked = new URL(
    `?${new URLSearchParams({ msg_signature: signature, timestamp, nonce, echostr: encrypt })}`,
    url,
  );
  try {
    const answer = await fetch(asked, { signal: AbortSignal.timeout(5000), redirect: 'error' });
    if (answer.status === 200 && (await answer.text()) === echo)
      return [fine(`${url.href} answers; that it is saved in the admin console (接收消息) shows only there`)];
    return [
      broken(`${url.href} answers with status ${answer.status}: is this service, with these settings, behind it?`),
    ];
  } catch {
    return [warning(`${url.href} did not answer from here: is the service running, and does the address lead to it?`)];
  }
}
