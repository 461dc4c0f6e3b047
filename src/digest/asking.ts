import { type Effect, type Outcome, type Turn, whisper } from '../engine/feature.ts';
import { leads, ledBy } from '../org/leaders.ts';
import { findDepartment } from '../org/match.ts';
import { departmentName } from '../org/organisation.ts';
import { type Card, sentence } from '../platform/card.ts';
import { trendsOf } from './figures.ts';
import { type Look, lookOf } from './look.ts';
import { readersOf, type Scope, scopeFor } from './readers-rules.ts';
import { shareSaid } from './said.ts';
import { dueTimer } from './sending.ts';
import { lockWish, saveWish } from './store.ts';
import { digestsFor } from './telling.ts';
import type { Cadence } from './types.ts';
import { hoursOf, nextDue } from './when-rules.ts';

const cadences: readonly [Cadence, RegExp][] = [
  ['daily', /^(?:daily|每日|每天|日报)$/iu],
  ['weekly', /^(?:weekly|每周|on)$/iu],
  ['off', /^(?:off|stop|停|停止|关|关闭)$/iu],
];

/** The digest now, that of a department somebody names, or when it comes by itself. */
export async function commanded(turn: Turn, _command: string, text: string): Promise<Outcome> {
  const words = text.normalize('NFKC').trim();
  if (words === '') return showOwn(turn);
  const cadence = cadences.find(([, pattern]) => pattern.test(words))?.[0];
  if (cadence) return wish(turn, cadence);
  const match = findDepartment(turn.org, words);
  if ('found' in match) {
    const { key } = match.found;
    return show(turn, { company: false, departments: [key] }, leads(turn.org, turn.person.id, key));
  }
  const look = lookOf(turn.org, turn.person);
  const departments = match.candidates.map(({ name }) => name).join(look.say('list'));
  const no = departments === '' ? 'no.argument' : 'no.candidates';
  return whisper(sentence(look.say(no, { text: shortened(words), departments })));
}

const shortened = (text: string): string => [...text].slice(0, 40).join('');

async function showOwn(turn: Turn): Promise<Outcome> {
  const { org, person } = turn;
  const scope = scopeFor(org, person.id);
  if (!scope.company && scope.departments.length === 0)
    return whisper(sentence(lookOf(org, person).say('no.department')));
  return show(turn, scope, scope.company || scope.departments.some((key) => leads(org, person.id, key)));
}

/** As a message, because a picture takes its time and stays to be looked at. */
async function show(turn: Turn, scope: Scope, needs: boolean): Promise<Outcome> {
  const { id } = turn.person;
  const cards = await digestsFor(turn, [{ person: id, scope, cadence: 'weekly', needs }]);
  return { effects: [...cards.values()].map((card): Effect => ({ kind: 'post', to: id, card, priority: 'reply' })) };
}

/** Whoever may be a reader says when it comes, also while it goes to somebody before them. */
async function wish(turn: Turn, cadence: Cadence): Promise<Outcome> {
  const { org, person, tx, now } = turn;
  const look = lookOf(org, person);
  const scope = readersOf(turn).get(person.id);
  const led = scopeFor(org, person.id);
  const mayRead = led.company || led.departments.some((key) => leads(org, person.id, key));
  if (!scope && !mayRead) return whisper(sentence(look.say('cadence.notReader')));
  await lockWish(tx, person.id);
  const hours = scope ? hoursOf(org, person.id, scope.departments) : null;
  const dueAt = hours && nextDue(cadence, hours, now);
  await saveWish(tx, { person: person.id, cadence, dueAt }, now);
  const said =
    cadence === 'off' || dueAt === null
      ? notComing(turn, look, cadence)
      : look.say(`cadence.${cadence}`, { at: dueAt });
  return { effects: await dueTimer(turn), reply: { kind: 'whisper', card: sentence(said, 'good') } };
}

function notComing(turn: Turn, look: Look, cadence: Cadence): string {
  if (cadence === 'off') return look.say('cadence.off');
  const { org, person } = turn;
  const own = scopeFor(org, person.id);
  const readers = [...readersOf(turn)].filter(
    ([, { company, departments }]) =>
      (own.company && company) || departments.some((key) => own.departments.includes(key)),
  );
  const names = readers.map(([id]) => org.people.get(id)?.name ?? id).join(look.say('list'));
  return look.say('cadence.noted', { who: names || look.say('nobody') });
}

/** For who answers for a department: how last week was, on the bot's own page. */
export async function homeCards(turn: Turn): Promise<Card[]> {
  const { org, person, tx, now } = turn;
  const [first] = ledBy(org, person.id);
  if (first === undefined) return [];
  const look = lookOf(org, person);
  const trend = (await trendsOf(tx, org, [first], now, 'supplier')).get(first);
  const share = shareSaid(look, trend?.at(-1) ?? { met: 0, of: 0 });
  if (share === null) return [];
  const text = look.say('home.next');
  const title = look.say('home.title', { department: departmentName(org, first), share });
  return [{ ...sentence(title), elements: [{ kind: 'text', text }] }];
}
