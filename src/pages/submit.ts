import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { textOf } from '../look/answers.ts';
import type { Reply } from '../platform/adapter.ts';
import { maxFileBytes } from '../platform/files.ts';
import type { Form, RawAnswers } from '../platform/form.ts';
import { type Filled, formPage } from './draw/form.tsx';
import { filledIn, type Sent } from './filled.ts';
import { contextOf, formOf, personOf } from './link.ts';
import { buttonName } from './names.ts';
import { claim, standingOf } from './store.ts';
import { afterwards, readerOf, refuse, type Visit } from './visit.ts';

const mebi = 1024 * 1024;

/** Takes the answers: once, unless something is wrong with them. */
export async function submit(here: Visit): Promise<Response> {
  const { desk, ticket } = here;
  const before = await standingOf(desk.db, ticket.nonce);
  if (before.kind === 'accepted') return toPage(here);
  const form = await formOf(desk, ticket);
  const person = await personOf(desk, ticket);
  if (!form || !person) return settledMeanwhile(here);
  return withBody(here, mostBytes(form), async (data) => handIn(here, form, await filledIn(desk, person, form, data)));
}

/** 1 MiB, and what the form's files may have. */
function mostBytes(form: Form): number {
  const files = form.fields.filter((field) => field.kind === 'file');
  return files.reduce((sum, field) => sum + Math.min(field.maxBytes, maxFileBytes) + mebi / 16, mebi);
}

async function withBody(
  { desk, c, token }: Visit,
  maxSize: number,
  go: (data: FormData) => Promise<Response>,
): Promise<Response> {
  let answer: Response | null = null;
  const onError = (at: Context) => refuse(desk, at, 'tooLarge', token);
  const refused = await bodyLimit({ maxSize, onError })(c, async () => {
    const data = await c.req.formData().catch(() => null);
    answer = data ? await go(data) : await refuse(desk, c, 'unreadable', token);
  });
  return refused ?? answer ?? refuse(desk, c, 'unreadable', token);
}

async function handIn(here: Visit, form: Form, sent: Sent): Promise<Response> {
  if (Object.keys(sent.problems).length > 0) return corrected(here, form, { ...sent, trouble: null }, 422);
  const reader = await readerOf(here);
  const trouble = (key: 'busy' | 'notSent') => ({ ...sent, trouble: reader?.say(key) ?? null });
  try {
    const taken = await receive(here, sent.answers);
    if ('busy' in taken) return corrected(here, form, trouble('busy'), 409);
    const { reply } = taken;
    if (reply?.kind !== 'problems') return toPage(here);
    return corrected(here, form, { ...sent, problems: reply.fields, trouble: null }, 422);
  } catch (error) {
    here.desk.log.error({ err: error, platform: here.ticket.platform }, 'answers of a form page not taken');
    return corrected(here, form, trouble('notSent'), 503);
  }
}

/** How often, and how many milliseconds apart, we look whether other answers under way have come to an end. */
const looks = { most: 20, apart: 100 } as const;

/** Hands the answers to the engine under the event that is this link's now. */
async function receive(here: Visit, answers: RawAnswers): Promise<{ reply: Reply | null } | { busy: true }> {
  const { desk, ticket } = here;
  const { platform, account, action, nonce } = ticket;
  const context = await contextOf(desk, ticket);
  if (context === null) throw new Error('the context of a form link is gone');
  // With a key: nobody who reads the table finds a short answer by trying.
  const digest = createHmac('sha256', `${desk.secret}/answers`)
    .update(JSON.stringify(Object.entries(answers).sort()))
    .digest('base64url');
  for (let look = 0; look < looks.most; look++) {
    const claimed = await claim(desk.db, { nonce, platform, answers: digest, now: desk.clock.now() });
    if ('accepted' in claimed) return { reply: claimed.accepted.reply };
    if ('event' in claimed) {
      const about = { id: claimed.event, platform, account, action, context, answers };
      return { reply: await desk.inlets(platform).receive({ ...about, kind: 'submitted' }) };
    }
    await sleep(looks.apart);
  }
  return { busy: true };
}

/** The form again, as it was filled in, with what is wrong. */
async function corrected(here: Visit, form: Form, filled: Filled, status: 409 | 422 | 503): Promise<Response> {
  const { desk, c, token } = here;
  const reader = await readerOf(here);
  if (!reader) return refuse(desk, c, 'gone');
  return c.html(formPage(reader, form, `${desk.base}/${token}`, filled), status);
}

/** The form is closed: by this link's own answers, which are being shown, or by what happened elsewhere. */
async function settledMeanwhile(here: Visit): Promise<Response> {
  const { desk, c, ticket } = here;
  const now = await standingOf(desk.db, ticket.nonce);
  return now.kind === 'accepted' ? toPage(here) : refuse(desk, c, 'gone');
}

/** What came of it is shown by the page itself, which can be loaded again without sending anything again. */
const toPage = ({ desk, c, token }: Visit) => c.redirect(`${desk.base}/${token}`, 303);

/** Presses a button of the last page; which one it is stands in what was answered, not in what the browser says. */
export async function press(here: Visit): Promise<Response> {
  const { desk, ticket } = here;
  const standing = await standingOf(desk.db, ticket.nonce);
  if (standing.kind !== 'accepted' || standing.reply?.kind !== 'whisper') return toPage(here);
  const { buttons } = standing.reply.card;
  return withBody(here, mebi / 16, async (data) => {
    const at = textOf(data, buttonName);
    const button = /^\d{1,3}$/.test(at) ? buttons[Number(at)] : undefined;
    if (!button) return toPage(here);
    const { platform, account, nonce } = ticket;
    const { action, value } = button;
    const about = { id: `form/${nonce}/press/${at}`, platform, account, action, value };
    const reply = await desk.inlets(platform).receive({ ...about, kind: 'clicked' });
    return afterwards(here, { reply, at: standing.at });
  });
}
