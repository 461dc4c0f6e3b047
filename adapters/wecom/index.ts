import { systemClock } from '../../src/clock.ts';
import type { Adapter, Capabilities } from '../../src/platform/adapter.ts';
import { everyKind } from '../../src/platform/form.ts';
import type { Messenger, MessengerOptions } from '../../src/platform/messenger.ts';
import type { WecomSettings } from '../../src/platform/settings.ts';
import { createApi } from './api.ts';
import { createCalendars } from './calendars.ts';
import { checkWecom } from './check.ts';
import { complaints, type Desk } from './desk.ts';
import { createDirectory } from './directory.ts';
import { createIdentity } from './identity.ts';
import { counts } from './limits.ts';
import { putMenu } from './menu.ts';
import { type Callbacks, callbacks } from './routes.ts';
import { paceOf, send } from './send.ts';
import { createStore } from './store.ts';

/** WeCom (企业微信) through a self-built app of the company's own. */
export function createWecom(settings: WecomSettings, options: MessengerOptions): Messenger {
  const { clock, log } = options;
  const api = createApi(settings, clock);
  const store = createStore(options.db);
  const complain = complaints(clock, log);
  const machineNow = () => systemClock.now().getTime();
  const desk: Desk = { settings, options, clock, log, api, store, machineNow, complain };
  const { token, encodingAesKey, corpId } = settings;
  const secrets = { token, encodingAesKey, receiveId: corpId };
  const called = callbacks(desk, secrets);
  return {
    adapter: adapterOf(desk, called),
    routes: called.routes,
    directory: createDirectory(api),
    identity: createIdentity(settings, api),
    check: () => checkWecom(desk, secrets),
    tidy: (now) => store.tidy(now),
  };
}

function adapterOf(desk: Desk, called: Callbacks): Adapter {
  let beginning: Promise<unknown> = Promise.resolve();
  return {
    platform: 'wecom',
    can: capabilities(desk.options),
    async start(inlet) {
      called.open(inlet);
      // It does not keep the messenger from starting.
      beginning = putMenu(desk);
    },
    async stop() {
      await beginning;
      await called.settled();
      await desk.api.close();
    },
    pace: (delivery) => paceOf(desk, delivery),
    send: (delivery) => send(desk, delivery),
    calendars: createCalendars(desk),
  };
}

/** Without an address WeCom can call, nothing that is pressed would arrive: then there is nothing to press. */
function capabilities({ publicUrl }: MessengerOptions): Capabilities {
  const reached = publicUrl !== null;
  return {
    // Three questions are quicker asked in the conversation than opened as a page.
    sheets: reached ? { from: 4, kinds: everyKind } : null,
    edits: reached,
    groups: true,
    rooms: false,
    buttons: reached ? counts.buttons : 0,
    selects: reached ? counts.options : 0,
    text: 1500,
    title: 120,
    elements: 20,
    images: true,
  };
}
