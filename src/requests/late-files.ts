import { z } from 'zod';
import { type Outcome, type Turn, whisper } from '../engine/feature.ts';
import type { Button, Card, Element } from '../platform/card.ts';
import { sentence } from '../platform/card.ts';
import type { FileInfo } from '../platform/files.ts';
import { type Form, mostFiles, type RawAnswers } from '../platform/form.ts';
import { cut } from '../platform/shrink.ts';
import { storable } from '../platform/storable.ts';
import { act } from './act.ts';
import { attachedText, idsOf, namesOf, ownFiles, photoMinutes } from './attached.ts';
import { contextOf, prefillOf } from './form-file.ts';
import { words } from './messages.ts';
import { refusalCard } from './refusals.ts';
import { departmentName, idOf, readId } from './scene.ts';
import { load, openRequests } from './store.ts';
import type { Request, RequestNumber } from './types.ts';

/** Files that wait for someone to say where they belong, carried by a button and a form. */
interface Waiting {
  files: string[];
  text: string;
}

const waiting = z.object({ files: z.array(z.string()).max(mostFiles), text: z.string() });

/** A button carries 500 characters. */
const carried = 480;
/** Words shorter than this say no more than the photo beside them. */
const fewWords = 6;

const sayTo = ({ person }: Turn) => words(person.locale, person.zone);

/**
 * Files nobody asked for: they go to the one request this person has just filed or delivered, and otherwise wherever they say.
 */
export async function filesCame(turn: Turn, text: string): Promise<Outcome> {
  const all = await ownFiles(turn, turn.files);
  const files = all.slice(0, mostFiles);
  if (files.length === 0) return whisper(gone(turn));
  const [just, ...more] = (await mine(turn)).filter((request) => isFresh(turn, request));
  const short = [...text].length < fewWords;
  if (just && more.length === 0 && short && all.length === files.length)
    return attach(turn, just.number, { files: idsOf(files), text });
  return whisper(whereCard(turn, text, files, all.length));
}

/** Open requests this person filed or works on, the newest first. */
async function mine(turn: Turn): Promise<Request[]> {
  const open = await openRequests(turn.tx, { person: turn.person.id, limit: 50 });
  return open.sort((a, b) => b.number - a.number);
}

function isFresh({ person, now }: Turn, request: Request): boolean {
  const fresh = (at: Date) => now.getTime() - at.getTime() <= photoMinutes * 60_000;
  if (request.asker === person.id && fresh(request.filedAt)) return true;
  return request.stage === 'delivered' && request.handler === person.id && fresh(request.delivery.at);
}

/** Asks where they belong: to a request there is, or to a new one. */
function whereCard(turn: Turn, text: string, files: readonly FileInfo[], came: number): Card {
  const say = sayTo(turn);
  const ids = idsOf(files);
  const filed = contextOf(prefillOf(turn.org, text, ids));
  const added = JSON.stringify({ files: ids, text });
  const lines = [
    say('files.came', { files: namesOf(say, files) }),
    ...(came > files.length ? [say('files.most', { limit: mostFiles })] : []),
    ...(added.length > carried ? [say('files.wordsStay')] : []),
    say(filed.length > carried ? 'overheard.long' : 'files.next'),
  ];
  const button = (action: string, value: string, label: string): Button => ({ action, value, label, style: 'plain' });
  return {
    ...sentence(say('files.where'), 'act'),
    elements: [
      ...(text === '' ? [] : [{ kind: 'quote' as const, text }]),
      ...lines.map((line): Element => ({ kind: 'text', text: line })),
    ],
    buttons: [
      button(
        'requests.attach',
        added.length > carried ? JSON.stringify({ files: ids, text: '' }) : added,
        say('do.attach'),
      ),
      button('requests.fileFrom', filed.length > carried ? contextOf({ files: ids }) : filed, say('do.fileNew')),
    ],
  };
}

const gone = (turn: Turn): Card => sentence(sayTo(turn)('files.gone'));

/** Someone says that they belong to a request there is: to the only one, or to one they choose. */
export async function clickedAttach(turn: Turn, value: string): Promise<Outcome> {
  const read = readWaiting(value);
  const [only, ...more] = read ? await mine(turn) : [];
  if (read && only && more.length === 0) return attach(turn, only.number, read);
  const form = await attachForm(turn, value);
  return 'fields' in form ? { effects: [], reply: { kind: 'form', form } } : whisper(form);
}

/** Which request they belong to; or that there is none, or no file any more. */
export async function attachForm(turn: Turn, context: string): Promise<Form | Card> {
  const say = sayTo(turn);
  const files = await ownFiles(turn, readWaiting(context)?.files);
  if (files.length === 0) return gone(turn);
  const options = (await mine(turn)).map(({ number, supplier, need }) => ({
    value: String(number),
    label: `${idOf(number)} ${departmentName(turn.org, supplier)} · ${cut(need, 30)}`,
  }));
  if (options.length === 0) return sentence(say('files.nowhere'));
  return {
    action: 'requests.attach',
    context,
    title: say('form.attach'),
    intro: attachedText(say, files).join(''),
    submit: say('form.submit'),
    fields: [{ key: 'to', label: say('form.attachTo'), required: true, kind: 'choice', options }],
  };
}

export async function submittedAttach(turn: Turn, context: string, answers: RawAnswers): Promise<Outcome> {
  const read = readWaiting(context);
  const number = readId(answers.to ?? '');
  return read && number !== null ? attach(turn, number, read) : whisper(gone(turn));
}

async function attach(turn: Turn, number: RequestNumber, { files, text }: Waiting): Promise<Outcome> {
  const own = idsOf(await ownFiles(turn, files));
  if (own.length === 0) return whisper(gone(turn));
  const before = (await load(turn.tx, number))?.request ?? null;
  // A second press of the same button: it is there already.
  const there = before !== null && own.every((file) => before.files.includes(file));
  const command = { kind: 'attach' as const, by: turn.person.id, files: own, text };
  const acted = there ? { effects: [] } : await act(turn, number, command, turn.person.id);
  if ('missing' in acted) return whisper(gone(turn));
  if ('refusal' in acted) return whisper(refusalCard(turn.org, turn.person, acted.refusal, before));
  const done = sentence(sayTo(turn)('files.done', { id: idOf(number) }), 'good');
  return { effects: acted.effects, reply: { kind: 'whisper', card: done } };
}

function readWaiting(value: string): Waiting | null {
  try {
    // Escapes in JSON can hold what the port took out of the text around them.
    return waiting.safeParse(storable(JSON.parse(value))).data ?? null;
  } catch {
    return null;
  }
}
