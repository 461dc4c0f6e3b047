import type { Outcome, Turn } from '../engine/feature.ts';
import { departmentsOf, nextOnDuty, onDuty } from '../org/duty.ts';
import { findDepartment } from '../org/match.ts';
import type { Department } from '../org/organisation.ts';
import type { Button, Card, Element } from '../platform/card.ts';
import { ledBy, myDates } from './forms.ts';
import { daysFor, type Look, lookOf, nameOf } from './look.ts';
import { comingRest } from './readiness.ts';
import { button, text, watchItem } from './views.ts';

/** `/duty`: one's own departments and those one may have to ask; `/duty materials`: that one. */
export async function showDuty(turn: Turn, words: string): Promise<Outcome> {
  if (words.trim() === '') return { effects: [], reply: { kind: 'whisper', card: await overview(turn) } };
  const match = findDepartment(turn.org, words);
  const card = 'found' in match ? await departmentCard(turn, match.found) : unknown(turn, words, match.candidates);
  return { effects: [], reply: { kind: 'whisper', card } };
}

function unknown(turn: Turn, words: string, candidates: readonly Department[]): Card {
  const { say } = lookOf(turn.org, turn.person);
  const shown = { text: [...words].slice(0, 40).join('') };
  const buttons = candidates.slice(0, 4).map(
    ({ key, name }): Button => ({
      action: 'duty.show',
      value: key,
      label: say('do.show', { department: name }),
      style: 'plain',
    }),
  );
  const title = say(buttons.length > 0 ? 'no.departmentMeant' : 'no.department', shown);
  const all = [...turn.org.departments.values()].map(({ name }) => name).join(say('list'));
  return { title, tone: 'plain', elements: buttons.length > 0 ? [] : [text(all)], buttons };
}

async function departmentCard(turn: Turn, department: Department): Promise<Card> {
  const look = lookOf(turn.org, turn.person);
  return {
    title: look.say('card.titleOf', { department: department.name }),
    tone: 'plain',
    elements: [
      { kind: 'facts', facts: [factOf(look, turn.now, department)] },
      ...(await restElements(turn, look, department)),
    ],
    buttons: await buttonsOf(turn, look, [department]),
  };
}

async function overview(turn: Turn): Promise<Card> {
  const look = lookOf(turn.org, turn.person);
  const { say, org } = look;
  const own = departmentsOf(org, turn.person.id).flatMap((key) => org.departments.get(key) ?? []);
  const keys = org.links.filter((link) => own.some(({ key }) => key === link.customer)).map((link) => link.supplier);
  const suppliers = [...new Set(keys)]
    .flatMap((key) => org.departments.get(key) ?? [])
    .filter((one) => !own.includes(one));
  const elements: Element[] = [];
  if (own.length === 0) elements.push(text(say('card.nothing')));
  else elements.push(text(say('card.own')), { kind: 'facts', facts: own.map((one) => factOf(look, turn.now, one)) });
  for (const department of own.slice(0, 1)) elements.push(...(await restElements(turn, look, department)));
  if (suppliers.length > 0) {
    const counted = await Promise.all(suppliers.map((one) => restCount(turn, look, one)));
    const facts = [...suppliers.map((one) => factOf(look, turn.now, one)), ...counted.flat()];
    elements.push(text(say('card.suppliers')), { kind: 'facts', facts });
  }
  return { title: say('card.title'), tone: 'plain', elements, buttons: await buttonsOf(turn, look, own) };
}

/** Who has it now, until when, and who is next. */
function factOf(look: Look, now: Date, department: Department): { label: string; value: string } {
  const { say, org } = look;
  const current = onDuty(org, department.key, now);
  const next = nextOnDuty(org, department.key, now);
  const label = department.name;
  if (!current)
    return {
      label,
      value: next ? say('line.nobodyThen', { from: next.from, next: nameOf(look, next.person) }) : say('line.nobody'),
    };
  const name = nameOf(look, current.person);
  const who = current.source === 'head' ? say('who.head', { name }) : name;
  if (!current.until) return { label, value: say('line.now', { who }) };
  const names = { who, until: current.until, next: nameOf(look, next?.person ?? null) };
  return { label, value: say(next ? 'line.then' : 'line.until', names) };
}

/** The coming rest, date by date. */
async function restElements(turn: Turn, look: Look, department: Department): Promise<Element[]> {
  const coming = await comingRest(turn, department);
  if (!coming) return [];
  const { resting, lines, askAt } = coming;
  return [
    text(
      look.say('rest.title', { dates: daysFor(look, resting.rest) }),
      askAt ? look.say('rest.later', { at: askAt }) : '',
    ),
    { kind: 'list', items: lines.map((line) => watchItem(look, line)) },
  ];
}

/** The coming rest of a supplier in one line; nothing before it is asked about. */
async function restCount(turn: Turn, look: Look, department: Department): Promise<{ label: string; value: string }[]> {
  const coming = await comingRest(turn, department);
  if (!coming || coming.lines.every((line) => line.ready === 'unasked')) return [];
  const ready = coming.lines.filter((line) => line.ready === 'ready').length;
  const label = look.say('rest.count', { department: department.name, dates: daysFor(look, coming.resting.rest) });
  return [{ label, value: look.say('rest.counted', { ready, count: coming.lines.length }) }];
}

async function buttonsOf(turn: Turn, look: Look, departments: readonly Department[]): Promise<Button[]> {
  const buttons: Button[] = [];
  for (const department of departments) {
    const coming = await comingRest(turn, department);
    const mine = coming?.lines.some((line) => line.person === turn.person.id && line.ready === 'open');
    if (coming && mine) buttons.push(button(look, 'ready', `${department.key}|${coming.resting.first}`, 'primary'));
  }
  const dates = myDates(turn).filter(({ department }) => departments.includes(department));
  const [only] = departments;
  const value = departments.length === 1 && only ? only.key : '';
  if (dates.length > 0) buttons.push(button(look, 'handOver', value));
  if (ledBy(turn).some((one) => departments.includes(one))) buttons.push(button(look, 'change', value));
  return buttons;
}
