import type { Finding } from '../../src/platform/messenger.ts';
import { DirectoryError } from '../../src/platform/messenger.ts';
import { createDirectory } from './directory.ts';
import { DingtalkError, isQuotaUsedUp, isThrottled } from './errors.ts';
import { subscriptions } from './frames.ts';
import { monthly } from './limits.ts';
import type { Ports } from './ports.ts';
import { projected } from './quota.ts';
import type { Stream } from './stream.ts';

const fine = (text: string): Finding => ({ level: 'fine', text: `dingtalk: ${text}` });
const warning = (text: string): Finding => ({ level: 'warning', text: `dingtalk: ${text}` });
const broken = (text: string): Finding => ({ level: 'broken', text: `dingtalk: ${text}` });

/** Tries everything the adapter needs. A few calls are billed; nobody is written to. */
export async function check(ports: Ports, stream: Stream | null): Promise<Finding[]> {
  try {
    await ports.api.token();
  } catch (error) {
    return [credentials(error)];
  }
  await ports.quota.load();
  const asked = [incoming(ports, stream), sending(ports), template(ports), directory(ports)];
  const findings = await Promise.all(ports.settings.calendar ? [...asked, calendar(ports)] : asked);
  return [fine('the credentials are good'), ...findings, ...quota(ports)];
}

function credentials(error: unknown): Finding {
  const { status = 0, message = 'unknown' } = error instanceof DingtalkError ? error : {};
  return status >= 400 && status < 500
    ? broken(
        `the credentials are refused: copy DINGTALK_CLIENT_ID and DINGTALK_CLIENT_SECRET anew, without spaces (${message})`,
      )
    : broken(`DingTalk does not answer: is the way out to api.dingtalk.com open? (${message})`);
}

/** The state of the running stream; where none runs, whether the gateway would let us in. The ticket is not used. */
async function incoming(ports: Ports, stream: Stream | null): Promise<Finding> {
  const states = stream?.states() ?? [];
  const up = states.filter(({ is }) => is === 'up').length;
  if (up > 0) return fine(`${up} of ${states.length} stream connections are up`);
  const down = states.find(({ why }) => why !== null);
  try {
    await ports.api.gateway(subscriptions);
    return states.length === 0
      ? fine('the stream gateway lets us in')
      : warning(`no stream connection is up, and no message comes in; it is tried again (${down?.why ?? 'starting'})`);
  } catch (error) {
    const { status = 0, message = 'unknown' } = error instanceof DingtalkError ? error : {};
    if (status === 401) return broken(`the stream refuses the credentials (${message})`);
    if (status === 400) {
      return broken(
        'the stream is refused: set the robot to stream mode, then publish the robot and a version of the app',
      );
    }
    return broken(`the stream gateway does not answer (${message})`);
  }
}

/** A call that is refused for its contents was allowed; nothing is sent. */
async function sending(ports: Ports): Promise<Finding> {
  try {
    const { robotCode } = ports.settings;
    const body = { robotCode, userIds: [], msgKey: 'sampleText', msgParam: '{"content":"-"}' };
    await ports.api.call('POST', '/v1.0/robot/oToMessages/batchSend', body);
    return fine('the robot may write to people');
  } catch (error) {
    if (!(error instanceof DingtalkError)) throw error;
    if (error.scopes.length > 0) return missingRight('write to people', error);
    if (isQuotaUsedUp(error)) return broken('the API calls of this month are used up');
    if (/robotCode|robot\.oto\.notExist|chatbotId/i.test(error.code)) {
      return broken(`DINGTALK_ROBOT_CODE is not a robot of this app, or it is not published (${error.code})`);
    }
    return error.status === 400 || isThrottled(error)
      ? fine('the robot may write to people')
      : warning(`whether the robot may write could not be found out (${error.message})`);
  }
}

const missingRight = (what: string, { scopes }: DingtalkError) =>
  broken(`the app may not ${what}: grant it ${scopes.join(', ')} under "Permission management"`);

/** Makes one instance that is delivered to nobody. */
async function template(ports: Ports): Promise<Finding> {
  const { cardTemplateId } = ports.settings;
  if (cardTemplateId === null) {
    return warning(
      'DINGTALK_CARD_TEMPLATE_ID is not set: messages cannot be changed in place, forms are asked one question at a time, and a button posts a short code as the person’s own message',
    );
  }
  try {
    const outTrackId = `${await ports.series()}-check`;
    const body = {
      cardTemplateId,
      outTrackId,
      callbackType: 'STREAM',
      cardData: { cardParamMap: { title: 'Xiayou' } },
    };
    await ports.api.call('POST', '/v1.0/card/instances', body);
  } catch (error) {
    if (!(error instanceof DingtalkError)) throw error;
    if (error.scopes.length > 0) return missingRight('send cards', error);
    if (error.code.startsWith('param.template')) {
      return broken(`DINGTALK_CARD_TEMPLATE_ID is not a published template of this organisation (${error.code})`);
    }
    if (error.code !== 'param.cardAlreadyExist')
      return warning(`the card template could not be tried (${error.message})`);
  }
  return fine('the card template is published; whether its variables are bound shows only on a screen');
}

async function directory(ports: Ports): Promise<Finding> {
  try {
    let departments = 0;
    for await (const _ of createDirectory(ports).departments()) if (++departments === 3) break;
    return fine('the directory can be read');
  } catch (error) {
    if (!(error instanceof DirectoryError)) throw error;
    return { level: 'warning', text: error.message };
  }
}

/** Changes an event nobody has: what is refused because it is not there was allowed. */
async function calendar(ports: Ports): Promise<Finding> {
  try {
    const path = '/v1.0/calendar/users/none/calendars/primary/events/none';
    await ports.api.call('PUT', path, { id: 'none', summary: 'Xiayou' });
  } catch (error) {
    if (!(error instanceof DingtalkError)) throw error;
    if (error.scopes.length > 0)
      return missingRight('bring meetings into calendars (or set DINGTALK_CALENDAR=off)', error);
    if (error.status === 0 || error.status >= 500) return warning(`calendars could not be tried (${error.message})`);
  }
  return fine('meetings are brought into calendars, at a call or two of the quota each');
}

function quota(ports: Ports): Finding[] {
  const used = ports.quota.usage();
  const limit = monthly[ports.settings.edition];
  const goingOn = projected(used, ports.clock.now());
  return (['calls', 'messages'] as const).map((counter) => {
    const state = `${used[counter]} of ${limit[counter]} ${counter} of this month are used, as counted here`;
    const end = goingOn ? `; at this pace it will be ${goingOn[counter]}` : '';
    const over = goingOn !== null && goingOn[counter] > limit[counter];
    if (ports.quota.share(counter) >= 0.95) return broken(`${state}: updates and digests wait for the next month`);
    return ports.quota.share(counter) >= 0.8 || over ? warning(state + end) : fine(state + end);
  });
}
