import { type Outcome, type Turn, whisper } from '../engine/feature.ts';
import { departmentsOf } from '../org/duty.ts';
import { learnService } from '../org/store.ts';
import { type Card, sentence } from '../platform/card.ts';
import { type Form, filesIn, type Option, type RawAnswers } from '../platform/form.ts';
import { cut } from '../platform/shrink.ts';
import { type Acted, act, sceneOf } from './act.ts';
import { idsOf, ownFiles } from './attached.ts';
import { fileBlocker } from './blocker.ts';
import { calledForm, fileCalled, readCalledForm } from './called.ts';
import { readField } from './chips.ts';
import { badly, commandOf } from './commanding.ts';
import { chain } from './commands.ts';
import { fileRequest } from './file-request.ts';
import { destinationOf, fileForm, readPrefill } from './form-file.ts';
import { buildForm, isFormName, mayOpen } from './forms.ts';
import { attachForm, clickedAttach, submittedAttach } from './late-files.ts';
import { words } from './messages.ts';
import { pointless } from './openable.ts';
import { refusalCard } from './refusals.ts';
import { clickedRing, offerForm, submittedOffer } from './ring-chat.ts';
import { badTime } from './rules-supplier.ts';
import { departmentName, idOf, lookAt, readId } from './scene.ts';
import { load, openRequests } from './store.ts';
import type { Command } from './types.ts';

/** Buttons that act at once; all others open a form. */
function directCommand(action: string, by: string): Command | null {
  switch (action) {
    case 'resume':
    case 'agreeDecline':
      return { kind: action, by };
    case 'unblock':
      return { kind: 'unblock', by, how: 'released' };
    case 'agreeLater':
      return { kind: 'agreeLater', by, agree: true };
    case 'keepTarget':
      return { kind: 'agreeLater', by, agree: false };
    case 'clear':
    case 'unclear':
    case 'late':
      return { kind: 'feedback', by, feedback: action };
    default:
      return null;
  }
}

export async function clicked(turn: Turn, action: string, value: string): Promise<Outcome> {
  if (action === 'fileFrom') return { effects: [], reply: { kind: 'form', form: await fileForm(turn, value) } };
  if (action === 'offer' || action === 'callReferee') return clickedRing(turn, action, Number(value));
  if (action === 'chain') return chain(turn, value);
  if (action === 'attach') return clickedAttach(turn, value);
  const number = readId(value);
  if (number === null) return whisper(unknownRequest(turn));
  const command = directCommand(action, turn.person.id);
  if (command) return answer(turn, await act(turn, number, command, turn.person.id), number);
  const form = await formFor(turn, action, value);
  return 'fields' in form ? { effects: [], reply: { kind: 'form', form } } : whisper(form);
}

/** The form as it stands now, or what is true instead. */
export async function formFor(turn: Turn, name: string, context: string): Promise<Form | Card> {
  if (name === 'file') return fileForm(turn, context);
  if (name === 'called') {
    const { need, files } = readPrefill(context);
    return calledForm(turn, need ?? '', files);
  }
  if (name === 'offer') return offerForm(turn, Number(context));
  if (name === 'attach') return attachForm(turn, context);
  const number = readId(context);
  if (number === null || !isFormName(name)) return unknownRequest(turn);
  const loaded = await load(turn.tx, number);
  if (!loaded) return unknownRequest(turn, number);
  const look = lookAt(await sceneOf(turn, [loaded.request]), loaded.request, turn.person);
  const wrong = mayOpen(look, name);
  const { supplier, customer } = loaded.request;
  if (wrong === 'referee') return refusalCard(turn.org, turn.person, { why: 'notReferee' }, loaded.request);
  if (wrong === 'customer')
    return refusalCard(turn.org, turn.person, { why: 'notCustomer', department: customer }, loaded.request);
  if (wrong) return refusalCard(turn.org, turn.person, { why: 'notSupplier', department: supplier }, loaded.request);
  const no = pointless(loaded.request, name, turn.person.id, turn.now, turn);
  if (no) return refusalCard(turn.org, turn.person, no, loaded.request);
  return buildForm(look, turn, name, name === 'block' ? await blockers(turn, supplier, number) : []);
}

/** A button or a number nobody gave out. */
function unknownRequest({ person }: Turn, number?: number): Card {
  const say = words(person.locale, person.zone);
  return sentence(number === undefined ? say('no.noSuch') : say('no.unknown', { id: idOf(number) }));
}

/** Open requests of one's own department that a request could be waiting for. */
async function blockers(turn: Turn, supplier: string, number: number): Promise<Option[]> {
  const open = await openRequests(turn.tx, { customer: [supplier], limit: 50 });
  return open
    .filter((request) => request.number !== number && request.customer === supplier)
    .map((request) => ({
      value: String(request.number),
      label: `${idOf(request.number)} ${departmentName(turn.org, request.supplier)} · ${cut(request.need, 30)}`,
    }));
}

export async function submitted(turn: Turn, name: string, context: string, answers: RawAnswers): Promise<Outcome> {
  if (name === 'file') return submittedFile(turn, context, answers);
  if (name === 'called') return fileCalled(turn, readCalledForm(turn.org, answers), readPrefill(context).files);
  if (name === 'offer') return submittedOffer(turn, Number(context), answers);
  if (name === 'attach') return submittedAttach(turn, context, answers);
  if (!isFormName(name)) return { effects: [] };
  const number = readId(context);
  if (number === null) return whisper(unknownRequest(turn));
  if (name === 'block') return answer(turn, await fileBlocker(turn, number, answers), number);
  const command = commandOf(name, answers, turn, turn.now);
  if ('problems' in command) return { effects: [], reply: { kind: 'problems', fields: command.problems } };
  const acted = await act(turn, number, command, turn.person.id);
  if (name === 'own' && 'effects' in acted && acted.request.ownerless === null)
    await learn(turn, acted.request.supplier, answers.name ?? '');
  return answer(turn, acted, number);
}

/** The answer becomes a service of the organisation, so that the question is asked once. */
async function learn(turn: Turn, supplier: string, name: string): Promise<void> {
  const department = turn.org.departments.get(supplier);
  if (!department || name === '') return;
  await learnService(turn.tx, department, name, turn.now);
}

async function submittedFile(turn: Turn, context: string, answers: RawAnswers): Promise<Outcome> {
  const { person, org, now } = turn;
  const { at, words: needByWords } = readField(answers.needBy ?? '', now, person.zone);
  if (at && badTime(at, now))
    return { effects: [], reply: { kind: 'problems', fields: badly(turn, 'needBy', at, now).problems } };
  const customer = departmentsOf(org, person.id)[0] ?? person.department;
  const sentAlong = idsOf(await ownFiles(turn, readPrefill(context).files));
  const filed = await fileRequest(turn, {
    asker: person.id,
    customer,
    ...destinationOf(org, answers.to ?? ''),
    need: answers.need ?? '',
    needBy: at,
    needByWords,
    blocks: answers.blocks ?? '',
    urgency: answers.urgency === 'urgent' ? 'urgent' : 'normal',
    files: [...new Set([...sentAlong, ...filesIn(answers.file)])],
  });
  return 'refusal' in filed ? whisper(refusalCard(org, person, filed.refusal, null)) : { effects: filed.effects };
}

/** What the person who acted gets back at once: nothing more than their own card when it worked, else what is true. */
async function answer(
  turn: Turn,
  acted: Acted | { problems: Record<string, string> },
  number: number,
): Promise<Outcome> {
  if ('problems' in acted) return { effects: [], reply: { kind: 'problems', fields: acted.problems } };
  if ('effects' in acted) return { effects: acted.effects };
  if ('missing' in acted) return whisper(unknownRequest(turn, number));
  const loaded = await load(turn.tx, number);
  return whisper(refusalCard(turn.org, turn.person, acted.refusal, loaded?.request ?? null));
}
