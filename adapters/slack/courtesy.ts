import { setTimeout as pause } from 'node:timers/promises';
import type { Reply } from '../../src/platform/adapter.ts';
import type { Card } from '../../src/platform/card.ts';
import type { Form } from '../../src/platform/form.ts';
import { type Body, sentenceCard, whisper, whisperOf } from './answers.ts';
import { type Desk, sayTo } from './desk.ts';
import { drawHome } from './draw.ts';
import { codeOf } from './failures.ts';
import { drawForm } from './form.ts';
import { limits } from './limits.ts';
import type { Say } from './messages.ts';
import { openAction, type SheetNote, unpackMetadata } from './packing.ts';
import type { Origin } from './parse-kit.ts';
import { keepNote, noteOf } from './store.ts';

/** How long a courtesy may hold up the answer to Slack, which waits three seconds for it. */
const patienceMs = 800;

/** Waits a little for a courtesy; a slower one goes on by itself. */
export async function soon(desk: Desk, work: Promise<unknown>): Promise<void> {
  desk.later(work);
  await Promise.race([work.catch(() => undefined), pause(patienceMs, undefined, { ref: false })]);
}

/** Gives a reply to whoever did something, and resolves to what Slack itself is answered with. */
export async function reply(desk: Desk, given: Reply | null, origin: Origin): Promise<Body> {
  if (given === null) return undefined;
  const say = await sayTo(desk, origin.account);
  switch (given.kind) {
    case 'whisper':
      return tell(desk, given.card, origin, say);
    case 'problems':
      return tell(desk, sentenceCard(Object.values(given.fields).join(' ')), origin, say);
    case 'form':
      return openForm(desk, given.form, origin, say);
    case 'home':
      await soon(desk, publish(desk, origin.account, given.cards, say));
      return undefined;
  }
}

/** A command is answered in the answer itself; everything else where the person is. */
export async function tell(desk: Desk, card: Card, origin: Origin, say: Say): Promise<Body> {
  if (origin.kind === 'command') return whisperOf(card);
  await soon(desk, whisper(desk, card, origin, say));
  return undefined;
}

async function publish(desk: Desk, account: string, cards: readonly Card[], say: Say): Promise<void> {
  const blocks = drawHome(cards, say('emptyHome'));
  await desk.client.views.publish({ user_id: account, view: { type: 'home', blocks } });
}

/** Draws the home anew, after something was done on it. `after` names what. */
export async function publishAgain(desk: Desk, account: string, after: string): Promise<void> {
  const given = await desk.inlet().receive({ kind: 'opened', id: `opened/after/${after}`, platform: 'slack', account });
  if (given?.kind === 'home') await publish(desk, account, given.cards, await sayTo(desk, account));
}

/**
 * Opens a modal while the trigger lasts. Where there is none (a message), or it has expired, a button is offered that opens
 * the form: pressing it brings a new trigger.
 */
async function openForm(desk: Desk, form: Form, origin: Origin, say: Say): Promise<Body> {
  const metadata = await keepNote(desk.options.db, noteFor(form, origin), desk.options.clock.now());
  if (!origin.trigger)
    return tell(desk, openingCard(say('formWaits', { title: form.title }), metadata, say), origin, say);
  const view = drawForm(form, { metadata, say });
  const { client } = desk;
  const opened = (origin.kind === 'sheet' ? client.views.push : client.views.open)({
    trigger_id: origin.trigger,
    view,
  }).then(
    () => true,
    (error: unknown) => {
      desk.log.warn({ code: codeOf(error) }, 'slack modal not opened');
      return false;
    },
  );
  const late = () => openingCard(say('formLate'), metadata, say);
  const outcome = await Promise.race([opened, pause(patienceMs, 'slow' as const, { ref: false })]);
  if (outcome === 'slow') {
    desk.later(opened.then(async (done) => (done ? undefined : whisper(desk, late(), withoutTrigger(origin), say))));
  }
  return outcome === false ? tell(desk, late(), withoutTrigger(origin), say) : undefined;
}

const withoutTrigger = (origin: Origin): Origin => ({ ...origin, trigger: null });

const noteFor = ({ action, context }: Form, origin: Origin): SheetNote => ({
  action,
  context,
  ...(origin.respond ? { respond: origin.respond } : {}),
  ...(origin.kind === 'home' ? { home: true as const } : {}),
});

/** A button's value is shorter than a modal's metadata: what is longer is opened by writing again. */
function openingCard(title: string, metadata: string, say: Say): Card {
  const fits = metadata.length <= limits.buttonValue - 100;
  const button = { action: openAction, value: metadata, label: say('openForm'), style: 'primary' as const };
  return { title: fits ? title : say('tryAgain'), tone: 'act', elements: [], buttons: fits ? [button] : [] };
}

/** Someone pressed that button. */
export async function openAgain(desk: Desk, value: string, origin: Origin): Promise<Body> {
  const metadata = unpackMetadata(value);
  const note = metadata ? await noteOf(desk.options.db, metadata) : null;
  const form = note ? await desk.inlet().form(origin.account, note.action, note.context) : null;
  const say = await sayTo(desk, origin.account);
  return form ? openForm(desk, form, origin, say) : tell(desk, sentenceCard(say('gone')), origin, say);
}
