import { type Outcome, type Turn, whisper } from '../engine/feature.ts';
import { type Card, sentence } from '../platform/card.ts';
import type { Form, RawAnswers } from '../platform/form.ts';
import { readField, timeChips } from './chips.ts';
import { words } from './messages.ts';
import { loadRing } from './ring-store.ts';
import { departmentIn } from './ring-views.ts';
import { offer, ringOver, tellReferee } from './rings.ts';
import { departmentName } from './scene.ts';
import { read } from './store.ts';

/** The buttons of a ring's card. */
export async function clickedRing(turn: Turn, action: 'offer' | 'callReferee', id: number): Promise<Outcome> {
  if (action === 'offer') {
    const form = await offerForm(turn, id);
    return 'fields' in form ? { effects: [], reply: { kind: 'form', form } } : whisper(form);
  }
  const ring = await openRingOf(turn, id);
  if ('title' in ring) return whisper(ring);
  const say = words(turn.person.locale, turn.person.zone);
  if (ring.state.refereeTold) return whisper(sentence(say('ring.calledAlready')));
  const effects = await tellReferee(turn, await read(turn.tx, ring.state.links), ring, turn);
  return { effects, reply: { kind: 'whisper', card: sentence(say('ring.calledNow'), 'good') } };
}

/** The ring, when it is open and the person belongs to it; else what is true instead. */
async function openRingOf(turn: Turn, id: number) {
  const ring = id > 0 && id < 2 ** 31 && Number.isInteger(id) ? await loadRing(turn.tx, id) : null;
  if (!ring || ring.state.closedAt) return ringOver(turn.person);
  const department = departmentIn(turn.org, ring.state, turn.person.id);
  const say = words(turn.person.locale, turn.person.zone);
  const departments = ring.state.departments.map((key) => departmentName(turn.org, key)).join(say('list.and'));
  if (!department) return sentence(say('ring.notYours', { departments }));
  return { ...ring, department };
}

export async function offerForm(turn: Turn, id: number): Promise<Form | Card> {
  const ring = await openRingOf(turn, id);
  if ('title' in ring) return ring;
  const say = words(turn.person.locale, turn.person.zone);
  const department = turn.org.departments.get(ring.department);
  const chips = department ? timeChips({ say, viewer: turn.person, calendar: department.calendar, now: turn.now }) : [];
  return {
    action: 'requests.offer',
    context: String(id),
    title: say('form.offer', { department: department?.name ?? '' }),
    submit: say('form.submit'),
    fields: [
      { key: 'what', label: say('form.offerWhat'), required: true, kind: 'text', max: 300 },
      { key: 'by', label: say('form.offerBy'), required: true, kind: 'time', chips },
    ],
  };
}

export async function submittedOffer(turn: Turn, id: number, answers: RawAnswers): Promise<Outcome> {
  const ring = await openRingOf(turn, id);
  if ('title' in ring) return whisper(ring);
  const { at, words: typed } = readField(answers.by ?? '', turn.now, turn.person.zone);
  const given = { by: turn.person.id, department: ring.department, what: answers.what ?? '', at, words: typed };
  return { effects: await offer(turn, await read(turn.tx, ring.state.links), ring, given, turn) };
}
