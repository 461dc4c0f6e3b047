import type { Inlet } from '../../src/platform/adapter.ts';
import type { Messenger, MessengerOptions } from '../../src/platform/messenger.ts';
import type { SlackSettings } from '../../src/platform/settings.ts';
import { checkSlack } from './check.ts';
import { createDesk, type Desk } from './desk.ts';
import { slackDirectory } from './directory.ts';
import { codeOf, credentialCodes } from './failures.ts';
import { createIntake, type Intake } from './intake.ts';
import { capabilities } from './limits.ts';
import { slackRoutes } from './routes.ts';
import { pacesOf, sendToSlack } from './send.ts';
import { createSockets, type Sockets } from './socket.ts';
import { tidy } from './store.ts';

/** Slack refuses the token at the start. The message says what to do. */
class SlackStartError extends Error {
  // By this name the service knows that the message is for the operator.
  override name = 'StartError';
}

/** How long stopping waits for courtesies that are under way. */
const graceMs = 3000;

/** Slack: over HTTP when there is a signing secret, over Socket Mode when there is an app token. */
export function createSlack(settings: SlackSettings, options: MessengerOptions): Messenger {
  let inlet: Inlet | null = null;
  let intake: Intake | null = null;
  let sockets: Sockets | null = null;
  const desk = createDesk(settings, options, () => {
    if (!inlet) throw new Error('slack was used before it was started');
    return inlet;
  });
  return {
    adapter: {
      platform: 'slack',
      can: { ...capabilities, commands: { latinOnly: true, prefix: settings.commandPrefix } },
      async start(given) {
        inlet = given;
        await introduce(desk);
        intake = await createIntake(desk);
        if (!settings.appToken) return;
        sockets = createSockets(desk, settings.appToken, intake);
        await sockets.start();
      },
      async stop() {
        await sockets?.stop();
        let timer: NodeJS.Timeout | undefined;
        const late = new Promise<void>((resolve) => {
          timer = setTimeout(resolve, graceMs);
        });
        await Promise.race([desk.settled(), late]);
        clearTimeout(timer);
        await desk.ways.close();
      },
      pace: (delivery) => pacesOf(settings.botToken, delivery),
      send: (delivery) => sendToSlack(desk, delivery),
    },
    routes: settings.signingSecret ? slackRoutes(desk, settings.signingSecret, () => intake) : null,
    directory: slackDirectory(desk),
    identity: null,
    check: () => checkSlack(desk, sockets),
    tidy: (now) => tidy(options.db, now),
  };
}

/** A wrong token is said at once; a Slack that does not answer is asked again when something comes. */
async function introduce(desk: Desk): Promise<void> {
  try {
    const me = await desk.me();
    desk.log.info({ team: me.team, bot: me.botUser }, 'slack connected');
  } catch (error) {
    const code = codeOf(error);
    if (!credentialCodes.has(code)) {
      desk.log.error({ code }, 'slack does not answer; what is promised is sent when it does');
      return;
    }
    throw new SlackStartError(
      `Slack refuses SLACK_BOT_TOKEN (${code}): copy the Bot User OAuth Token again from "OAuth & Permissions" of the app, or install the app again.`,
      { cause: error },
    );
  }
}
