import { setTimeout as pause } from 'node:timers/promises';
import { App, type Receiver } from '@slack/bolt';
import { personOfAccount } from '../../src/org/organisation.ts';
import { type Body, respond } from './answers.ts';
import { clientOptions, libraryLog } from './client.ts';
import type { Desk } from './desk.ts';
import { apology, createHandler, isRedelivered } from './handle.ts';
import { type Heard, hear } from './parse.ts';
import type { Names } from './text.ts';

/** One payload, by whichever way it came. Resolves to the answer; rejects when Slack should deliver it again. */
export type Intake = (body: Record<string, unknown>, retry?: { num?: number; reason?: string }) => Promise<Body>;

/** Slack waits three seconds, and the answer has to travel. */
const answerWithinMs = 2300;

/** What Bolt hands to the one middleware of ours: where the answer goes. */
interface Turn {
  answer(body: Body): void;
}

/**
 * The way in. Bolt tells the kinds of payloads apart, looks up whose they are and drops the bot's own messages. Events are
 * acknowledged by Bolt before anyone has kept them, so its acknowledgement is not passed on: the answer is what our
 * middleware says when it is done.
 */
export async function createIntake(desk: Desk): Promise<Intake> {
  const app = createApp(desk);
  const turns = new WeakMap<object, Turn>();
  const handle = createHandler(desk);
  app.use(async ({ body }) => {
    const turn = turns.get(body);
    if (!turn) return;
    const heard = hear(body, await hearing(desk));
    turn.answer(isRedelivered(heard) ? await handle(heard) : await inTime(desk, heard, handle(heard)));
  });
  await app.init();
  return async (body, retry = {}) => {
    let answer: Body;
    turns.set(body, { answer: (given) => (answer = given) });
    const { num, reason } = retry;
    await app.processEvent({
      body,
      ack: async () => undefined,
      ...(num === undefined ? {} : { retryNum: num }),
      ...(reason === undefined ? {} : { retryReason: reason }),
    });
    return answer;
  };
}

function createApp(desk: Desk): App {
  const receiver: Receiver = { init: () => undefined, start: async () => undefined, stop: async () => undefined };
  const app = new App({
    receiver,
    authorize: async () => {
      const me = await desk.me();
      return { botToken: desk.settings.botToken, botId: me.bot, botUserId: me.botUser, teamId: me.team };
    },
    deferInitialization: true,
    convoStore: false,
    ignoreSelf: true,
    logger: libraryLog(desk.log),
    clientOptions: clientOptions(desk.settings, desk.log, desk.ways),
  });
  // Bolt would log an error and call the payload handled; whoever asked has to know.
  app.error(async (error) => {
    throw error;
  });
  return app;
}

async function hearing(desk: Desk) {
  // Without the organisation people are called by their ids; what else that means is for those who handle the payload.
  const org = await desk.options.organisation().catch(() => null);
  const names: Names = { person: (id) => (org ? (personOfAccount(org, 'slack', id)?.name ?? null) : null) };
  return { me: await desk.me(), names, commandPrefix: desk.settings.commandPrefix };
}

/** The answer when it comes in time; otherwise a word that it takes longer, and the answer afterwards where that is possible. */
async function inTime(desk: Desk, heard: Heard, work: Promise<Body>): Promise<Body> {
  const outcome = await Promise.race([work.then((body) => ({ body })), pause(answerWithinMs, null, { ref: false })]);
  if (outcome) return outcome.body;
  desk.log.warn({ kind: heard.kind }, 'slack was answered before the work was done');
  const url = 'origin' in heard ? heard.origin.respond : null;
  desk.later(work.then(async (body) => (body && url && 'text' in body ? respond(desk.ways, url, body) : undefined)));
  const waits =
    heard.kind === 'submitted' || heard.kind === 'suggest' || ('origin' in heard && heard.origin.kind === 'command');
  return waits ? apology(desk, heard, 'stillWorking') : undefined;
}
