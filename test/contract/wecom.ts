import type { Overrides } from '../platforms/wecom/callbacks.ts';
import { startWecom } from '../platforms/wecom/index.ts';
import { staged } from './stage.ts';
import type { Subject } from './subject.ts';

export const wecom: Subject = {
  name: 'WeCom',
  idempotent: true,
  api: { sends: '/cgi-bin/message/send', refusal: { kind: 'refused', error: '40008' }, throttledMs: 7_000 },
  async start(inlet, now) {
    const emulator = await startWecom({ now });
    const stage = await staged('wecom', emulator, inlet, now);
    const seconds = () => Math.floor(now().getTime() / 1_000);
    let messages = 7_421_339_999_999_990_000n;
    const inner = (at = seconds()) => {
      messages += 1n;
      return (
        `<xml><ToUserName><![CDATA[${emulator.env.WECOM_CORP_ID}]]></ToUserName>` +
        `<FromUserName><![CDATA[${stage.account}]]></FromUserName><CreateTime>${at}</CreateTime>` +
        `<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[hello]]></Content><MsgId>${messages}</MsgId>` +
        `<AgentID>${emulator.env.WECOM_AGENT_ID}</AgentID></xml>`
      );
    };
    const send = async (overrides: Overrides, xml = inner()) => {
      const { query, body } = emulator.encrypted(xml, overrides);
      return (await emulator.deliver(query, body)).status;
    };
    const tampered = async (change: (packet: { query: Record<string, string>; body: string }) => void) => {
      const packet = emulator.encrypted(inner());
      change(packet);
      return (await emulator.deliver(packet.query, packet.body)).status;
    };
    return {
      ...stage,
      attacks: {
        'a wrong token': () => send({ token: 'wrongtoken' }),
        'a wrong key': () => send({ aesKey: 'a'.repeat(43) }),
        'another company’s id': () => send({ receiveId: 'wwdeadbeefdeadbeef' }),
        'no signature': () => tampered(({ query }) => delete query.msg_signature),
        'a timestamp moved into the nonce': () =>
          tampered(({ query }) => {
            query.timestamp = `${query.timestamp}1`;
          }),
        'another body': () =>
          tampered((packet) => {
            packet.body = packet.body.replace(/[A-Za-z](?=[^\]]*\]\]><\/Encrypt)/, (letter) =>
              letter === 'a' ? 'b' : 'a',
            );
          }),
        'a document type': () =>
          tampered((packet) => {
            packet.body = `<!DOCTYPE xml [<!ENTITY e "x">]>${packet.body}`;
          }),
        'a day ago': () => send({}, inner(seconds() - 86_400)),
        'an hour ahead': () => send({}, inner(seconds() + 3_600)),
      },
      async replay() {
        const { query, body } = emulator.encrypted(inner());
        await emulator.deliver(query, body);
        return (await emulator.deliver(query, body)).status;
      },
      redeliver: async () => {},
    };
  },
};
