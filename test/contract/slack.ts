import { startSlack } from '../platforms/slack/index.ts';
import { staged } from './stage.ts';
import type { Subject } from './subject.ts';

const form = 'application/x-www-form-urlencoded';

/** Over HTTP, or over connections we open. */
export const slack = (socketMode: boolean): Subject => ({
  name: socketMode ? 'Slack in Socket Mode' : 'Slack',
  idempotent: true,
  api: { sends: 'chat.postMessage', refusal: { kind: 'refused', error: 'internal_error' }, throttledMs: 7_000 },
  async start(inlet, now) {
    const emulator = await startSlack({ now, socketMode });
    const stage = await staged('slack', emulator, inlet, now);
    const user = stage.account;
    const seconds = () => Math.floor(now().getTime() / 1_000);
    const body = () =>
      `team_id=T1&user_id=${user}&channel_id=D1&command=%2Frequest&text=${seconds()}&trigger_id=1.2.${seconds()}&response_url=`;
    const post = async (text: string, headers: Record<string, string>, contentType = form) =>
      (await emulator.deliver(text, contentType, headers)).status;
    const genuine = () => emulator.signed(body(), form);
    return {
      ...stage,
      attacks: socketMode
        ? {}
        : {
            'no signature': () => post(body(), { 'content-type': form }),
            'a wrong secret': () => post(body(), emulator.signed(body(), form, { secret: 'f'.repeat(32) })),
            'a changed body': () => post(`${body()}&text=evil`, genuine()),
            'five minutes and a second ago': () =>
              post(body(), emulator.signed(body(), form, { timestamp: seconds() - 301 })),
            'a minute and more ahead': () =>
              post(body(), emulator.signed(body(), form, { timestamp: seconds() + 301 })),
            'a signature of another version': () => {
              const headers = genuine();
              return post(body(), { ...headers, 'x-slack-signature': `v1${headers['x-slack-signature']?.slice(2)}` });
            },
          },
      replay: socketMode
        ? null
        : async () => {
            const text = body();
            const headers = emulator.signed(text, form);
            await post(text, headers);
            return post(text, headers);
          },
      redeliver: async () => {
        await emulator.retryNow();
      },
    };
  },
});
