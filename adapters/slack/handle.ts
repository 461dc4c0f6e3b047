import { type Body, sentenceCard, whisperOf } from './answers.ts';
import { openAgain, publishAgain, reply, soon, tell } from './courtesy.ts';
import { type Desk, sayTo, sentenceTo } from './desk.ts';
import { codeOf, faultOf } from './failures.ts';
import { collectFiles } from './files.ts';
import { words } from './messages.ts';
import { openAction } from './packing.ts';
import type { Heard } from './parse.ts';
import { redrawSheet, sheetProblem, submitSheet, suggest } from './sheets.ts';

type Deed = Extract<Heard, { kind: 'deed' }>;

/**
 * Does what a payload asks for and resolves to Slack's answer. Rejects when nothing was kept and Slack will deliver again;
 * what Slack delivers once only is answered with a sentence instead.
 */
export function createHandler(desk: Desk): (heard: Heard) => Promise<Body> {
  const firstTime = lately();
  return async (heard) => {
    try {
      return await handle(desk, heard, firstTime);
    } catch (error) {
      if (isRedelivered(heard)) throw error;
      desk.log.error({ err: faultOf(error), kind: heard.kind }, 'slack interaction failed');
      return apology(desk, heard, 'tryAgain');
    }
  };
}

/** Whether Slack delivers this again when it is answered with an error: events, and nothing else. */
export const isRedelivered = (heard: Heard): boolean =>
  heard.kind === 'news' || (heard.kind === 'deed' && (heard.origin.kind === 'message' || heard.deed.kind === 'opened'));

async function handle(desk: Desk, heard: Heard, firstTime: (id: string) => boolean): Promise<Body> {
  switch (heard.kind) {
    case 'nothing':
    case 'picked':
      return undefined;
    case 'removed':
      desk.log.error(
        { event: heard.what },
        'slack took the app or its token away: install it again and set the new token',
      );
      return undefined;
    case 'news':
      await desk.inlet().receive(heard.news);
      return undefined;
    case 'deed':
      return heard.deed.kind === 'clicked' && heard.deed.action === openAction
        ? openAgain(desk, heard.deed.value, heard.origin)
        : deed(desk, heard, firstTime);
    case 'submitted':
      return submitSheet(desk, heard, firstTime);
    case 'redraw':
      await soon(desk, redrawSheet(desk, heard));
      return undefined;
    case 'suggest':
      return suggest(desk, heard);
    case 'stranger':
    case 'unknown':
    case 'unchosen':
      return refuse(desk, heard);
  }
}

async function deed(desk: Desk, { deed, origin, files }: Deed, firstTime: (id: string) => boolean): Promise<Body> {
  const kept = await collectFiles(desk, deed.account, files);
  const came = {
    ...(kept.files.length > 0 ? { files: kept.files } : {}),
    ...(kept.unread.length > 0 ? { unread: kept.unread } : {}),
  };
  const incoming = deed.kind === 'said' ? { ...deed, ...came } : deed;
  const given = await desk.inlet().receive({ ...incoming, platform: 'slack' });
  // The same reply comes for each copy of an event, and is given once.
  if (!firstTime(deed.id)) return undefined;
  const body = await reply(desk, given, origin);
  if (origin.kind === 'home' && deed.kind === 'clicked' && given?.kind !== 'home') {
    await soon(desk, publishAgain(desk, deed.account, deed.id));
  }
  return body;
}

async function refuse(desk: Desk, heard: Extract<Heard, { kind: 'stranger' | 'unknown' | 'unchosen' }>): Promise<Body> {
  if (heard.kind === 'unknown' && heard.sheet) return { response_action: 'clear' };
  const key = ({ stranger: 'elsewhere', unknown: 'oldButton', unchosen: 'chooseFirst' } as const)[heard.kind];
  const say = await sayTo(desk, heard.origin.account);
  return tell(desk, sentenceCard(say(key)), heard.origin, say);
}

/** What a person is told when something of theirs could not be done, or not in time. */
export async function apology(desk: Desk, heard: Heard, key: 'tryAgain' | 'stillWorking'): Promise<Body> {
  if (heard.kind === 'suggest') return { options: [] };
  if (!('origin' in heard) || heard.kind === 'redraw') return undefined;
  const text = await sentenceTo(desk, heard.origin.account, key);
  if (heard.kind === 'submitted') return sheetProblem(heard.sheet, text);
  if (heard.origin.kind === 'command') return whisperOf(sentenceCard(text));
  await tell(desk, sentenceCard(text), heard.origin, words('en', 'UTC')).catch((error: unknown) =>
    desk.log.warn({ code: codeOf(error) }, 'slack apology not shown'),
  );
  return undefined;
}

/** Remembers the last few thousand events by name: true when one is new. */
function lately(): (id: string) => boolean {
  const known = new Set<string>();
  return (id) => {
    if (known.has(id)) return false;
    known.add(id);
    const [oldest] = known;
    if (known.size > 5000 && oldest !== undefined) known.delete(oldest);
    return true;
  };
}
